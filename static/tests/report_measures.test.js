import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    findComponent,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { GraphController } from "@web/views/graph/graph_controller";

class SalesPlanReport extends models.Model {
    _name = "sales.plan.report";

    plan = fields.Char();
    measure = fields.Selection({
        selection: [
            ["revenue", "Revenue"],
            ["quantity", "Quantity"],
        ],
    });
    target_amount = fields.Float({ aggregator: "sum" });
    actual_amount = fields.Float({ aggregator: "sum" });

    _records = [
        { id: 1, plan: "Money", measure: "revenue", target_amount: 100, actual_amount: 50 },
        { id: 2, plan: "Money", measure: "revenue", target_amount: 20, actual_amount: 0 },
        { id: 3, plan: "Pieces", measure: "quantity", target_amount: 4, actual_amount: 0 },
    ];
}

defineModels({ ...mailModels, SalesPlanReport });

function openList(values = {}) {
    return mountView({
        type: "list",
        resModel: "sales.plan.report",
        arch: `
            <list js_class="sales_plan_report_list">
                <field name="plan"/>
                <field name="measure"/>
                <field name="target_amount" sum="Target"/>
                <field name="actual_amount" sum="Actual"/>
            </list>`,
        ...values,
    });
}

/** As the server does: no sum where several measures have parts in it. */
function sumOneMeasure() {
    onRpc("sales.plan.report", "formatted_read_group", async ({ kwargs, parent }) => {
        const groups = await parent();
        if (!kwargs.groupby.length && !kwargs.domain.length) {
            groups[0]["target_amount:sum"] = false;
        }
        return groups;
    });
}

const sums = () => queryAllTexts("tfoot .o_list_number").filter((text) => text);

test("money and pieces have no sum below a list", async () => {
    await openList();
    expect(sums()).toEqual(["50.00"]);
});

test("rows that are chosen have one, if they are of one measure", async () => {
    await openList();
    await contains(".o_data_row:eq(0) input").click();
    await contains(".o_data_row:eq(1) input").click();
    expect(sums()).toEqual(["120.00", "50.00"]);
    await contains(".o_data_row:eq(2) input").click();
    expect(sums()).toEqual(["50.00"]);
});

test("groups of several measures have no sum together", async () => {
    sumOneMeasure();
    await openList({ groupBy: ["plan"] });
    expect(sums()).toEqual(["50.00"]);
});

test("one measure adds up", async () => {
    sumOneMeasure();
    await openList({ groupBy: ["plan"], domain: [["measure", "=", "revenue"]] });
    expect(sums()).toEqual(["120.00", "50.00"]);
});

test("a graph has no point where several measures meet", async () => {
    onRpc("sales.plan.report", "formatted_read_group", () => {
        expect.step("asked");
        return [
            { plan: "Money", "target_amount:sum": 120, __count: 2, __extra_domain: [] },
            { plan: "Both", "target_amount:sum": false, __count: 3, __extra_domain: [] },
        ];
    });
    const view = await mountView({
        type: "graph",
        resModel: "sales.plan.report",
        arch: `<graph><field name="plan"/><field name="target_amount" type="measure"/></graph>`,
    });
    expect.verifySteps(["asked"]);
    const { model } = findComponent(view, (component) => component instanceof GraphController);
    expect(model.dataPoints.map((point) => point.value)).toEqual([120]);
});
