import { describe, expect, test } from "@odoo/hoot";
import { dblclick, hover, keyDown, keyUp, pointerDown, pointerUp, press } from "@odoo/hoot-dom";
import { animationFrame, mockTouch } from "@odoo/hoot-mock";
import { contains } from "@web/../tests/web_test_helpers";
import {
    cell,
    cursor,
    definePlanningModels,
    makeServer,
    openTable,
    selected,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

test("headers select whole rows and columns", async () => {
    makeServer();
    await openTable();
    await contains(".o_sales_plan_grid_period:eq(1)").click();
    expect(selected()).toEqual(["10/1", "11/1", "12/1"]);
    await contains(".o_sales_plan_grid_row[data-row='11'] .o_sales_plan_grid_label").click();
    expect(selected()).toEqual(["11/0", "11/1", "11/2", "11/3"]);
    expect(cursor()).toBe("11/1");
    await contains(".o_sales_plan_grid_corner").click();
    expect(selected()).toHaveLength(12);
});

test("the mouse selects ranges by Shift and by dragging", async () => {
    makeServer();
    await openTable();
    await contains(cell(11, 0)).click();
    await keyDown("Shift");
    await contains(cell(12, 1)).click();
    await keyUp("Shift");
    expect(selected()).toEqual(["11/0", "11/1", "12/0", "12/1"]);
    await pointerDown(cell(10, 1));
    await hover(cell(11, 2));
    await animationFrame();
    await pointerUp(cell(11, 2));
    expect(selected()).toEqual(["10/1", "10/2", "11/1", "11/2"]);
    await hover(cell(12, 2));
    await animationFrame();
    expect(selected()).toHaveLength(4);
});

test("a double click opens a cell, a click elsewhere writes it", async () => {
    makeServer();
    await openTable();
    await dblclick(cell(11, 0));
    await animationFrame();
    await contains(".o_sales_plan_grid_editor").edit("1,300", { confirm: false });
    await contains(cell(12, 1)).click();
    expect.verifySteps(["edit type 11/1:1300"]);
    expect(cursor()).toBe("12/1");
});

test("the right button keeps the selection it is pressed in", async () => {
    makeServer();
    await openTable();
    await press(["Shift", "ArrowDown"]);
    await animationFrame();
    await pointerDown(cell(11, 0), { button: 2 });
    await pointerUp(cell(11, 0), { button: 2 });
    expect(selected()).toEqual(["10/0", "11/0"]);
    await pointerDown(cell(12, 1), { button: 2 });
    await pointerUp(cell(12, 1), { button: 2 });
    await animationFrame();
    expect(selected()).toEqual(["12/1"]);
});

test("a tap selects, the next one opens the cell with its text selected", async () => {
    mockTouch(true);
    makeServer();
    await openTable();
    await contains(cell(11, 0)).click();
    expect(cursor()).toBe("11/0");
    expect(".o_sales_plan_grid_editor").toHaveCount(0);
    await contains(cell(11, 0)).click();
    const editor = document.activeElement;
    expect(editor).toHaveClass("o_sales_plan_grid_editor");
    expect([editor.selectionStart, editor.selectionEnd]).toEqual([0, 4]);
    await contains(cell(12, 0)).click();
    expect(".o_sales_plan_grid_editor").toHaveCount(0);
    expect(cursor()).toBe("12/0");
    expect.verifySteps([]);
});
