import { describe, expect, test } from "@odoo/hoot";
import { press, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains } from "@web/../tests/web_test_helpers";
import {
    cell,
    cursor,
    definePlanningModels,
    makeServer,
    openTable,
    rest,
    row,
    selected,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

/** @returns {Promise<string>} what a clipboard event leaves in the clipboard */
async function clip(type, text = "") {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    queryFirst("[role=treegrid]").dispatchEvent(
        new ClipboardEvent(type, { clipboardData, bubbles: true, cancelable: true })
    );
    await animationFrame();
    await animationFrame();
    return clipboardData.getData("text/plain");
}

async function extend(...keys) {
    for (const key of keys) {
        await press(["Shift", key]);
        await animationFrame();
    }
}

test("a block of a spreadsheet goes where the selection begins", async () => {
    makeServer();
    await openTable();
    await contains(cell(11, 0)).click();
    await clip("paste", '1,200\t"2"\r\n(3)\t$4\r\n');
    expect.verifySteps(["edit paste 11/1:1200 11/2:2 12/1:-3 12/2:4"]);
    expect(selected()).toEqual(["11/0", "11/1", "12/0", "12/1"]);
    expect(cursor()).toBe("11/0");
});

test("blank cells of a block leave what is there", async () => {
    makeServer();
    await openTable();
    await contains(cell(11, 0)).click();
    await clip("paste", "5\t\n\t6\n");
    expect.verifySteps(["edit paste 11/1:5 12/2:6"]);
});

test("a paste of nothing but blanks clears", async () => {
    makeServer();
    await openTable();
    await contains(cell(12, 0)).click();
    await clip("paste", "\t\n");
    expect.verifySteps(["edit paste 12/1: 12/2:"]);
});

test("an empty clipboard does nothing", async () => {
    makeServer();
    await openTable();
    await clip("paste", "");
    expect.verifySteps([]);
});

test("one value fills the whole selection, a block repeats where it fits", async () => {
    makeServer();
    await openTable();
    await contains(cell(11, 0)).click();
    await extend("ArrowDown", "ArrowRight");
    await clip("paste", "7");
    expect.verifySteps(["edit paste 11/1:7 11/2:7 12/1:7 12/2:7"]);
    await clip("paste", "1\t2");
    expect.verifySteps(["edit paste 11/1:1 11/2:2 12/1:1 12/2:2"]);
    // three columns do not fit twice into two
    await clip("paste", "1\t2\t3");
    expect.verifySteps(["edit paste 11/1:1 11/2:2 11/3:3"]);
});

test("what goes beyond the edge is refused before anything is written", async () => {
    makeServer();
    await openTable();
    await contains(cell(12, 0)).click();
    await clip("paste", "1\n2\n");
    expect(".o_notification").toHaveText(
        "What you paste has 2 rows, but there are only 1 from here on."
    );
    await contains(cell(11, 2)).click();
    await clip("paste", "1\t2\t3");
    expect(".o_notification").toHaveCount(1);
    expect(".o_notification").toHaveText(
        "What you paste has 3 columns, but there are only 2 from here on."
    );
    expect.verifySteps([]);
});

test("one bad value keeps the whole block out", async () => {
    makeServer();
    await openTable();
    await contains(cell(11, 0)).click();
    await clip("paste", "1\tn/a\n2\t3\n");
    expect(".o_notification").toHaveText(
        "“n/a” is not a number. Write it like 1,234.50. Nothing was pasted."
    );
    expect.verifySteps([]);
});

test("totals beside pasted periods follow from them; alone they are pasted", async () => {
    makeServer();
    await openTable();
    await contains(cell(12, 0)).click();
    await clip("paste", "1\t2\t3\t6");
    expect.verifySteps(["edit paste 12/1:1 12/2:2 12/3:3"]);
    await contains(cell(12, 3)).click();
    await clip("paste", "9");
    expect.verifySteps(["edit paste 12/total:9"]);
});

test("rows that are read only take no part of a block", async () => {
    makeServer({ plan: { rolls_up: true } });
    await openTable();
    await contains(cell(11, 0)).click();
    await clip("paste", "1\n2\n");
    expect(".o_notification").toHaveText(
        "“North” is the sum of the rows below it: type there. Nothing was pasted."
    );
    await clip("paste", "\n2\n");
    expect.verifySteps(["edit paste 12/1:2"]);
});

test("copying gives numbers as the user writes them, without thousands", async () => {
    makeServer();
    await openTable();
    await contains(cell(11, 0)).click();
    await extend("ArrowDown", "End");
    expect(await clip("copy")).toBe("1000\t0\t\t1000\r\n2000\t1000\t\t3000");
    expect.verifySteps([]);
});

test("cutting copies and clears", async () => {
    makeServer();
    await openTable();
    await contains(cell(12, 0)).click();
    await extend("ArrowRight");
    expect(await clip("cut")).toBe("2000\t1000");
    expect.verifySteps(["edit clear 12 in 1,2"]);
});

test("an open cell has the clipboard for itself", async () => {
    makeServer();
    await openTable();
    await contains(cell(11, 0)).click();
    await press("F2");
    await animationFrame();
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "1\t2");
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    queryFirst(".o_sales_plan_grid_editor").dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
    expect.verifySteps([]);
});

test("rows that were never seen are loaded before they are copied", async () => {
    const rows = [row(1, false, "Total", [3, 3, 3], { count: 100 })];
    for (let id = 2; id <= 101; id++) {
        rows.push(row(id, 1, `Row ${id}`, [1, 1, 1]));
    }
    const server = makeServer({ rows });
    await openTable();
    await press(["Control", "a"]);
    await animationFrame();
    expect(await clip("copy")).toBe("");
    await rest();
    expect(".o_notification").toHaveText("All selected rows are loaded now: copy once more.");
    expect.verifySteps(["rows 40 rows"]);
    expect(server.sums.map(([sum]) => sum)).toEqual(["sum 101 rows in 1,2,3"]);
    expect((await clip("copy")).split("\r\n")).toHaveLength(101);
});
