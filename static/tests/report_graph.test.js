import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields as fieldTypes,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { getMeaning } from "@sales_plan/report_pivot/report_graph";

class SalesPlan extends models.Model {
    _name = "sales.plan";

    name = fieldTypes.Char();

    _records = [
        { id: 1, name: "Money" },
        { id: 2, name: "Pieces" },
    ];
}

class SalesPlanReport extends models.Model {
    _name = "sales.plan.report";

    as_of = fieldTypes.Date();
    plan_id = fieldTypes.Many2one({ relation: "sales.plan" });
    measure = fieldTypes.Char();
    target_amount = fieldTypes.Float({ aggregator: "sum" });

    _records = [
        { id: 1, plan_id: 1, measure: "revenue", target_amount: 100 },
        { id: 2, plan_id: 2, measure: "quantity", target_amount: 5 },
    ];
}

defineModels({ ...mailModels, SalesPlan, SalesPlanReport });

const KINDS = [
    ["target", "Target"],
    ["fact", "Actual"],
];
const fields = { kind: { selection: KINDS } };
const groupBy = (...names) => names.map((fieldName) => ({ fieldName }));

test("target and actual have colours of their own, wherever they stand", () => {
    const beside = { fields, measure: "compared_amount", groupBy: groupBy("date", "kind") };
    expect(getMeaning(beside, "Target")).toBe("target");
    expect(getMeaning(beside, "Actual")).toBe("actual");
    expect(getMeaning(beside, "Something else")).toBe(undefined);
    expect(getMeaning({ ...beside, groupBy: groupBy("date", "team_id") }, "North")).toBe(undefined);
    const alone = { fields, groupBy: groupBy("date") };
    expect(getMeaning({ ...alone, measure: "target_amount" }, "Target")).toBe("target");
    expect(getMeaning({ ...alone, measure: "history_amount" }, "History")).toBe("history");
    expect(getMeaning({ ...alone, measure: "gap_amount" }, "Gap")).toBe(undefined);
});

test("plans without a common sum are there to choose from", async () => {
    onRpc("sales.plan.report", "formatted_read_group", async ({ kwargs, parent }) => {
        const groups = await parent();
        // money and pieces have no sum
        return kwargs.domain.length
            ? groups
            : groups.map((group) => ({ ...group, "target_amount:sum": false }));
    });
    await mountView({
        type: "graph",
        resModel: "sales.plan.report",
        arch: `<graph js_class="sales_plan_report_graph"><field name="measure"/>
            <field name="target_amount" type="measure"/></graph>`,
        noContentHelp: "No plan",
    });
    expect(".o_nocontent_help").toHaveText(/^Choose a plan/);
    expect(queryAllTexts("[data-plan]")).toEqual(["Money", "Pieces"]);
    await contains("[data-plan='2']").click();
    await animationFrame();
    expect(queryAllTexts(".o_facet_value")).toEqual(["Pieces"]);
    expect(".o_nocontent_help").toHaveCount(0);
    expect(".o_graph_canvas_container").toHaveCount(1);
});
