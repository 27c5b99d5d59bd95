import { describe, expect, test } from "@odoo/hoot";
import { dblclick, press } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, defineParams } from "@web/../tests/web_test_helpers";
import {
    amounts,
    cell,
    cursor,
    definePlanningModels,
    keys,
    makeServer,
    openTable,
    row,
    selected,
    smallPlan,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

/** Type text as on a keyboard, key by key. */
async function type(text) {
    await keys(...text);
}

test("arrows, Home, End and Ctrl go through the cells", async () => {
    makeServer();
    await openTable();
    expect(cursor()).toBe("10/0");
    await keys("ArrowDown", "ArrowRight");
    expect(cursor()).toBe("11/1");
    await keys("ArrowUp", "ArrowLeft", "ArrowLeft", "ArrowUp");
    expect(cursor()).toBe("10/0");
    await keys("End");
    expect(cursor()).toBe("10/3");
    await keys(["Control", "ArrowDown"]);
    expect(cursor()).toBe("12/3");
    await keys(["Control", "ArrowLeft"]);
    expect(cursor()).toBe("12/0");
    await keys(["Control", "Home"]);
    expect(cursor()).toBe("10/0");
    await keys(["Control", "End"]);
    expect(cursor()).toBe("12/3");
    await keys("Home", "PageUp");
    expect(cursor()).toBe("10/0");
});

test("Tab goes on to the next line and leaves the table at its end", async () => {
    makeServer();
    await openTable();
    await keys("End", "Tab");
    expect(cursor()).toBe("11/0");
    await keys(["Shift", "Tab"]);
    expect(cursor()).toBe("10/3");
    await keys(["Control", "End"], "Tab");
    expect(cursor()).toBe("12/3");
    expect("[role=treegrid]").not.toBeFocused();
});

test("Shift extends the range, Escape gives it up", async () => {
    makeServer();
    await openTable();
    await keys("ArrowDown", ["Shift", "ArrowDown"], ["Shift", "ArrowRight"]);
    expect(selected()).toEqual(["11/0", "11/1", "12/0", "12/1"]);
    expect(cursor()).toBe("11/0");
    await keys(["Control", "Shift", "End"]);
    expect(selected()).toHaveLength(8);
    await keys("Escape");
    expect(selected()).toEqual(["11/0"]);
    await keys(["Control", "a"]);
    expect(selected()).toHaveLength(12);
    await keys("Escape", ["Shift", " "]);
    expect(selected()).toEqual(["11/0", "11/1", "11/2", "11/3"]);
    await keys("Escape", ["Control", " "]);
    expect(selected()).toEqual(["10/0", "11/0", "12/0"]);
});

test("typing replaces, Enter writes and goes down", async () => {
    const server = makeServer();
    await openTable();
    await keys("ArrowDown");
    await type("1,250");
    expect(".o_sales_plan_grid_editor").toHaveValue("1,250");
    expect.verifySteps([]);
    await keys("Enter");
    expect.verifySteps(["edit type 11/1:1250"]);
    expect(amounts(11)[0]).toBe("1,250.00");
    expect(cursor()).toBe("12/0");
    expect("[role=treegrid]").toBeFocused();
    const { edit, version, token, watch, columns, force } = server.edits[0];
    expect(edit.spread).toBe(true);
    expect({ version, watch, columns, force }).toEqual({
        version: 7,
        watch: [10, 11, 12],
        columns: [],
        force: false,
    });
    expect(token).toMatch(/^\w{16}:\w{16}$/);
});

test("Tab writes and goes on, arrows leave a cell that is typed over", async () => {
    makeServer();
    await openTable();
    await keys("ArrowDown");
    await type("1");
    await keys("Tab");
    await type("+10%");
    await keys("ArrowRight");
    await type("=1+2");
    await keys(["Shift", "Enter"]);
    expect.verifySteps(["edit type 11/1:1", "edit type 11/2:+10%", "edit type 11/3:=1+2"]);
    expect(cursor()).toBe("10/2");
});

test("keys that come faster than the table is drawn go where they are meant to", async () => {
    makeServer();
    await openTable();
    await keys("ArrowDown");
    await type("9");
    const strokes = [..."99", "Tab", ..."200", "Tab", ..."30", "Escape", ..."45", "Enter"];
    for (const stroke of strokes) {
        await press(stroke);
    }
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["edit type 11/1:999", "edit type 11/2:200", "edit type 11/3:45"]);
});

test("F2 and a double click edit what is there, arrows stay in the text", async () => {
    makeServer();
    await openTable();
    await keys("ArrowDown", "F2");
    expect(".o_sales_plan_grid_editor").toHaveValue("1000");
    await keys("ArrowLeft", "Escape");
    expect(cursor()).toBe("11/0");
    expect(amounts(11)[0]).toBe("1,000.00");
    await keys("Enter", "Enter");
    // nothing was changed, nothing is sent
    expect.verifySteps([]);
    await dblclick(cell(11, 1));
    await animationFrame();
    expect(".o_sales_plan_grid_editor").toHaveValue("0");
});

test("the total of a row is typed like any cell", async () => {
    makeServer();
    await openTable();
    await keys("ArrowDown", "End");
    await type("5k");
    await keys("Enter");
    expect.verifySteps(["edit type 11/total:5k"]);
});

test("what is no number keeps the cell open and says why", async () => {
    makeServer();
    await openTable();
    await keys("ArrowDown");
    await type("1.2.3");
    await keys("Enter");
    expect(".o_sales_plan_grid_error").toHaveText(
        "“1.2.3” is not a number. Write it like 1,234.50."
    );
    expect(".o_sales_plan_grid_editor").toHaveAttribute("aria-invalid", "true");
    expect(cursor()).toBe("11/0");
    await contains(cell(12, 1)).click();
    // it stays in its cell, marked, and can be put right
    expect(cell(11, 0)).toHaveText("1.2.3");
    expect(cell(11, 0)).toHaveClass("o_sales_plan_invalid");
    await contains(cell(11, 0)).click();
    await keys("F2");
    expect(".o_sales_plan_grid_editor").toHaveValue("1.2.3");
    await contains(".o_sales_plan_grid_editor").edit("1.2", { confirm: "enter" });
    expect.verifySteps(["edit type 11/1:1.2"]);
    expect(cell(11, 0)).not.toHaveClass("o_sales_plan_invalid");
});

test("Escape on a marked cell shows its target again", async () => {
    makeServer();
    await openTable();
    await keys("ArrowDown");
    await type("x");
    await contains(cell(12, 0)).click();
    await contains(cell(11, 0)).click();
    await keys("Escape");
    expect(amounts(11)[0]).toBe("1,000.00");
    expect.verifySteps([]);
});

test("Delete clears what is selected", async () => {
    const server = makeServer();
    await openTable();
    await keys("ArrowDown", ["Shift", "ArrowDown"], ["Shift", "ArrowRight"], "Delete");
    expect.verifySteps(["edit clear 11,12 in 1,2"]);
    expect(server.edits[0].edit.below).toBe(false);
});

test("Ctrl+D fills down, Ctrl+R forwards, with null as null", async () => {
    makeServer();
    await openTable();
    await keys("ArrowDown", ["Shift", "ArrowDown"], ["Control", "d"]);
    expect.verifySteps(["edit fill 12/1:1000"]);
    await keys("Escape", ["Shift", "End"], ["Control", "r"]);
    // the total follows from its periods
    expect.verifySteps(["edit fill 11/2:1000 11/3:1000"]);
    await keys("Escape", "ArrowDown", "ArrowRight", "ArrowRight", ["Control", "r"]);
    expect.verifySteps(["edit fill 12/3:1000"]);
});

test("Ctrl+Enter writes the same everywhere in the selection", async () => {
    makeServer();
    await openTable();
    await keys("ArrowDown", ["Shift", "ArrowRight"]);
    await type("7");
    await keys(["Control", "Enter"]);
    expect.verifySteps(["edit fill 11/1:7 11/2:7"]);
});

test("Enter and Tab go through a selected range", async () => {
    makeServer();
    await openTable();
    await keys("ArrowDown", ["Shift", "ArrowDown"], ["Shift", "ArrowRight"]);
    await keys("Enter");
    expect(cursor()).toBe("12/0");
    await keys("Enter");
    expect(cursor()).toBe("11/1");
    await keys("Tab");
    expect(cursor()).toBe("12/0");
    expect(selected()).toHaveLength(4);
});

test("readers read: typing is refused with a sentence", async () => {
    makeServer({ plan: { can_edit: false, state: "confirmed" } });
    await openTable();
    expect("[role=treegrid]").toHaveAttribute("aria-readonly", "true");
    expect(cell(11, 0)).toHaveAttribute("aria-readonly", "true");
    await keys("ArrowDown");
    await type("5");
    expect(".o_sales_plan_grid_editor").toHaveCount(0);
    expect(".o_notification").toHaveText(
        "This plan is no longer a draft: its targets stay as they are."
    );
    await keys("Delete");
    expect(".o_notification").toHaveCount(1);
    expect(".o_sales_plan_spread").toHaveCount(0);
});

test("in a plan that rolls up, parents are not typed", async () => {
    makeServer({ plan: { rolls_up: true } });
    await openTable();
    expect("[data-row='11']").toHaveClass("o_sales_plan_readonly");
    expect("[data-row='12']").not.toHaveClass("o_sales_plan_readonly");
    await keys("ArrowDown");
    await type("5");
    expect(".o_notification").toHaveText("“North” is the sum of the rows below it: type there.");
    await keys("ArrowDown");
    await type("5");
    await keys("Enter");
    expect.verifySteps(["edit type 12/1:5"]);
});

test("rows of others are read only", async () => {
    const rows = smallPlan();
    rows.find(({ id }) => id === 12).can_edit = false;
    makeServer({ rows });
    await openTable();
    await keys("ArrowDown", "ArrowDown");
    await type("5");
    expect(".o_notification").toHaveText("You may read “South” but not change it.");
});

test("typing a parent spreads or leaves the rest, as the user chooses", async () => {
    const server = makeServer();
    await openTable();
    await contains(".o_sales_plan_spread button:contains(leaves)").click();
    expect(".o_sales_plan_spread button:contains(leaves)").toHaveAttribute("aria-pressed", "true");
    await contains(cell(10, 0)).click();
    await type("9");
    await keys("Enter");
    expect(server.edits[0].edit.spread).toBe(false);
    expect.verifySteps(["edit type 10/1:9"]);
});

test("from right to left, arrows go where they point to", async () => {
    defineParams({ lang_parameters: { direction: "rtl" } });
    makeServer({ rows: [row(10, false, "Total", [1, 2, 3])] });
    await openTable();
    await keys("ArrowLeft");
    expect(cursor()).toBe("10/1");
    await keys(["Control", "ArrowLeft"]);
    expect(cursor()).toBe("10/3");
    await keys("ArrowRight");
    expect(cursor()).toBe("10/2");
});
