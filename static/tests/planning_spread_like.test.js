import { describe, expect, test } from "@odoo/hoot";
import { click, press, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { contains, defineModels, fields, models } from "@web/../tests/web_test_helpers";
import { layWeights } from "@sales_plan/planning_table/dialogs/pasted_weights";
import { definePlanningModels, openDialogOn } from "./planning_table_helpers";

class Profile extends models.Model {
    _name = "sales.plan.profile";

    name = fields.Char();
}

describe.current.tags("desktop");
definePlanningModels();
defineModels({ Profile });

const SENTENCE = ".o_sales_plan_sentence";

test("a total is shared like another row, which is found by its name", async () => {
    await openDialogOn("spread", { rows: [12] });
    await contains("#sales_plan_spread_mode").select("row");
    expect(SENTENCE).toHaveText("Choose the row that amounts are shared like.");
    expect(".o_sales_plan_apply").not.toBeEnabled();
    await contains("#sales_plan_spread_row").edit("nor", { confirm: false });
    await runAllTimers();
    await animationFrame();
    expect(queryAllTexts(".o-autocomplete--dropdown-item")).toEqual(["North"]);
    await press("Enter");
    await animationFrame();
    expect("#sales_plan_spread_row").toHaveValue("North");
    expect(SENTENCE).toHaveText(/^Spreads what “South” has over all 3 periods like “North”/);
    await click(".o_sales_plan_apply");
    await animationFrame();
    expect.verifySteps([
        "search nor flat",
        {
            kind: "spread",
            spread: true,
            rows: [12],
            periods: [],
            direction: "periods",
            mode: "row",
            row_id: 11,
            total: null,
            weights: null,
            profile_id: null,
        },
        "result ok",
    ]);
});

test("in several ranges each of them is spread over its own periods", async () => {
    const api = await openDialogOn("spread", { rows: [11], periods: [1] });
    await contains(".modal .btn-close").click();
    api.selection.set(1, 0);
    api.selection.set(1, 1, true);
    api.selection.keep();
    api.selection.set(2, 1);
    api.selection.set(2, 2, true);
    api.openDialog("spread");
    await animationFrame();
    await animationFrame();
    expect(SENTENCE).toHaveText(
        "Spreads what 2 rows has over the selected periods in proportion to what is planned now: 4 cells. Held cells and zeros stay."
    );
    await click(".o_sales_plan_apply");
    await animationFrame();
    const edit = {
        kind: "spread",
        spread: true,
        direction: "periods",
        mode: "current",
        total: null,
        weights: null,
        profile_id: null,
    };
    expect.verifySteps([
        "children 11",
        "children 11",
        {
            kind: "several",
            edits: [
                { ...edit, rows: [11], periods: [1, 2] },
                { ...edit, rows: [12], periods: [2, 3] },
            ],
        },
    ]);
});

test("rows below are not shared like another row", async () => {
    await openDialogOn("spread", { rows: [11], periods: [1] });
    expect(queryAllTexts("#sales_plan_spread_mode option")).not.toInclude("Like another row");
    expect.verifySteps(["children 11"]);
});

test("a pasted list with names goes to the fields of these names", async () => {
    await openDialogOn("spread", { rows: [12] });
    await contains("#sales_plan_spread_mode").select("weights");
    const data = new DataTransfer();
    data.setData("text/plain", "Mar\t3\r\njan\t1\r\nTotal\t4\r\n");
    queryFirst("input[name=weight_2]").dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    );
    await animationFrame();
    expect("input[name=weight_1]").toHaveValue("1");
    expect("input[name=weight_2]").toHaveValue("");
    expect("input[name=weight_3]").toHaveValue("3");
});

test("weights are laid by names in columns or lines, else in order", () => {
    const weighed = [
        { id: 1, name: "Jan" },
        { id: 2, name: "Feb" },
        { id: 3, name: "Mar" },
    ];
    expect(layWeights("Jan\tFeb\tMar\n1\t2\t3", weighed, 0)).toEqual({ 1: "1", 2: "2", 3: "3" });
    expect(layWeights("Feb\t2,5\nJan\t1", weighed, 1)).toEqual({ 2: "2,5", 1: "1" });
    expect(layWeights("5\t6", weighed, 1)).toEqual({ 2: "5", 3: "6" });
    expect(layWeights("5\n6\n7\n8", weighed, 1)).toEqual({ 2: "5", 3: "6" });
    expect(layWeights("5", weighed, 1)).toBe(null);
    expect(layWeights("", weighed, 1)).toBe(null);
});
