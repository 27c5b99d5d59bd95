import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { download } from "@web/core/network/download";

describe.current.tags("desktop");

class Report extends models.Model {
    _name = "sales.plan.report";

    kind = fields.Selection({ selection: [["target", "Target"], ["fact", "Actual"]] });
    basis = fields.Char();
    is_counted = fields.Boolean();
    target_amount = fields.Float({ string: "Target" });
    actual_amount = fields.Float({ string: "Actual" });
    attainment = fields.Float({ aggregator: "avg" });

    _records = [
        { id: 1, kind: "target", is_counted: true, target_amount: 100 },
        { id: 2, kind: "fact", basis: "invoiced", is_counted: true, actual_amount: 150 },
    ];
    _views = { list: `<list><field name="kind"/></list>`, search: `<search/>` };
}
defineModels({ ...mailModels, Report });

const ARCH = `
    <pivot js_class="sales_plan_report_pivot">
        <field name="target_amount" type="measure"/>
        <field name="actual_amount" type="measure"/>
        <field name="attainment" type="measure" widget="sales_plan_attainment"/>
    </pivot>`;

/** Ratios are of the sums, and empty where there is no target, as the server has them. */
function answerRatios() {
    onRpc("sales.plan.report", "formatted_read_grouping_sets", ({ parent }) => {
        const sets = parent();
        for (const group of sets.flat()) {
            const target = group["target_amount:sum"];
            group["attainment:avg"] = target ? group["actual_amount:sum"] / target : false;
        }
        return sets;
    });
}

async function mountPivot(context = {}) {
    answerRatios();
    const opened = [];
    mockService("action", { doAction: (request) => opened.push(request) });
    onRpc("sales.plan.report", "read_breakdown", ({ args }) => {
        expect.step(`breakdown ${JSON.stringify(args[0])}`);
        return [["kind"], []];
    });
    await mountView({ type: "pivot", resModel: "sales.plan.report", arch: ARCH, context });
    return opened;
}

function titles() {
    return queryAllTexts(".o_pivot tbody th");
}

test("it opens by what its plans are broken down by", async () => {
    await mountPivot();
    expect.verifySteps(["breakdown []"]);
    expect(titles()).toEqual(["Total", "Target", "Actual"]);
});

test("it opens as it was told", async () => {
    await mountPivot({ pivot_row_groupby: ["basis"] });
    expect.verifySteps([]);
    expect(titles()).toEqual(["Total", "invoiced", "None"]);
});

test("a cell opens what it is made of, and says what that is", async () => {
    const opened = await mountPivot();
    for (const number of [0, 1, 2]) {
        await contains(`.o_pivot tbody tr:first .o_pivot_cell_value:eq(${number}) div`).click();
    }
    await contains(".o_pivot tbody tr:eq(2) .o_pivot_cell_value:eq(1) div").click();
    await animationFrame();
    expect(opened.map(({ domain }) => domain)).toEqual([
        [["kind", "=", "target"]],
        ["&", ["is_counted", "=", true], ["kind", "=", "fact"]],
        [["is_counted", "=", true]],
        ["&", ["kind", "=", "fact"], "&", ["is_counted", "=", true], ["kind", "=", "fact"]],
    ]);
    expect(opened.map(({ name }) => name)).toEqual([
        "Target",
        "Actual",
        "Attainment",
        "Actual · Actual",
    ]);
    expect(opened.every(({ context }) => context.sales_plan_figure)).toBe(true);
    expect.verifySteps(["breakdown []"]);
});

test("its file has nothing where there is nothing, and shares as such", async () => {
    let sent;
    patchWithCleanup(download, {
        _download: async ({ data }) => {
            sent = JSON.parse(await data.data.text());
        },
    });
    await mountPivot();
    await contains(".o_pivot_download").click();
    await animationFrame();
    expect(sent.measure_headers.map((header) => header.is_percentage)).toEqual([false, false, true]);
    expect(sent.rows.map((row) => row.values.map((cell) => cell.value))).toEqual([
        [100, 150, 1.5],
        [100, 0, 0],
        [0, 150, ""],
    ]);
    expect.verifySteps(["breakdown []"]);
});
