import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { contains } from "@web/../tests/web_test_helpers";
import {
    cell,
    cursor,
    definePlanningModels,
    keys,
    makeServer,
    openTable,
    rest,
    row,
    selected,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

/** Select cells, each but the first with Ctrl; the last one is the cursor. */
async function pick(first, ...others) {
    await contains(cell(...first)).click();
    for (const other of others) {
        await contains(cell(...other)).click({ ctrlKey: true });
    }
}

function clipboard(kind, data = new DataTransfer()) {
    const event = new ClipboardEvent(kind, { clipboardData: data, bubbles: true, cancelable: true });
    document.querySelector(".o_sales_plan_grid").dispatchEvent(event);
    return data;
}

test("Ctrl begins one more range, a click without it gives all of them up", async () => {
    makeServer();
    await openTable();
    await pick([11, 0], [12, 1]);
    expect(selected()).toEqual(["11/0", "12/1"]);
    expect(cursor()).toBe("12/1");
    await keys(["Shift", "ArrowRight"]);
    expect(selected()).toEqual(["11/0", "12/1", "12/2"]);
    await contains(".o_sales_plan_grid_period:eq(0)").click({ ctrlKey: true });
    expect(selected()).toEqual(["10/0", "11/0", "12/0", "12/1", "12/2"]);
    await contains(cell(10, 2)).click();
    expect(selected()).toEqual(["10/2"]);
});

test("Shift+F8 does so with the keyboard, until Escape", async () => {
    makeServer();
    await openTable();
    await keys("ArrowDown", ["Shift", "ArrowRight"], ["Shift", "F8"], "ArrowDown", "ArrowRight");
    expect(selected()).toEqual(["11/0", "11/1", "12/1"]);
    await keys(["Shift", "ArrowRight"], ["Shift", "F8"], ["Control", "Home"]);
    expect(selected()).toEqual(["10/0", "11/0", "11/1", "12/1", "12/2"]);
    await keys("Escape");
    expect(selected()).toEqual(["10/0"]);
    await keys("ArrowRight");
    expect(selected()).toEqual(["10/1"]);
});

test("Enter and Tab go through all ranges", async () => {
    makeServer();
    await openTable();
    await pick([11, 0], [12, 1]);
    await keys(["Shift", "ArrowRight"]);
    const places = [];
    for (const stroke of ["Tab", "Tab", "Tab", "Enter"]) {
        await keys(stroke);
        places.push(cursor());
    }
    expect(places).toEqual(["12/2", "11/0", "12/1", "12/2"]);
    await keys(["Shift", "Tab"], ["Shift", "Tab"]);
    expect(cursor()).toBe("11/0");
});

test("typing writes into all of them, each cell once", async () => {
    makeServer();
    await openTable();
    await pick([11, 0], [12, 1], [11, 0]);
    await keys("7", ["Control", "Enter"]);
    expect.verifySteps(["edit fill 11/1:7 12/2:7"]);
});

test("commands and Delete are one step for all of them", async () => {
    const server = makeServer({ tellsEdits: true });
    server.answers.push(() => server.changes(), () => server.changes());
    await openTable();
    await pick([11, 0], [12, 1]);
    await contains(".o_command_hold").click();
    await contains(".o_sales_plan_grid").press("Delete");
    await animationFrame();
    const each = (kind, values) => [
        { kind, ...values, rows: [11], periods: [1] },
        { kind, ...values, rows: [12], periods: [2] },
    ];
    expect.verifySteps([
        { kind: "several", edits: each("hold", { spread: true }) },
        { kind: "several", edits: each("clear", { below: false }) },
    ]);
});

test("ranges in the same columns are one block", async () => {
    const server = makeServer({ tellsEdits: true });
    server.answers.push(() => server.changes());
    await openTable();
    await pick([10, 0], [12, 0]);
    await contains(".o_command_hold").click();
    await animationFrame();
    expect.verifySteps([{ kind: "hold", rows: [10, 12], periods: [1], spread: true }]);
});

test("a total among the ranges of a row stands for all its periods", async () => {
    const server = makeServer({ tellsEdits: true });
    server.answers.push(() => server.changes());
    await openTable();
    await pick([11, 0], [11, 3]);
    await rest();
    expect(server.sums.map(([sum]) => sum)).toEqual(["sum 11 in "]);
    await keys("Delete");
    expect.verifySteps([{ kind: "clear", rows: [11], periods: [], below: false }]);
});

test("what is about the whole plan is so whatever is selected", async () => {
    const server = makeServer({ tellsEdits: true });
    server.answers.push(() => server.changes());
    await openTable();
    await pick([11, 0], [12, 3]);
    await contains(".o_sales_plan_plan").click();
    await contains(".o_command_sum_all").click();
    await animationFrame();
    expect.verifySteps([{ kind: "sum", rows: [10], periods: [], below: true }]);
});

test("changes are taken back in all of them where rows have some", async () => {
    const state = (name) => ({ state: name, can_edit: true });
    const rows = [
        row(10, false, "Total", [3, 3, 3], { count: 3, ...state("published") }),
        row(11, 10, "North", [1, 1, 1], state("changed")),
        row(12, 10, "South", [1, 1, 1], state("changed")),
        row(13, 10, "West", [1, 1, 1], state("published")),
    ];
    const server = makeServer({ tellsEdits: true, rows, plan: { can_publish: true } });
    server.answers.push(() => server.changes());
    await openTable();
    await pick([11, 0], [12, 1], [13, 2]);
    await contains(".o_sales_plan_publish").click();
    await contains(".o_command_discard").click();
    await animationFrame();
    const discard = { kind: "discard", spread: true };
    expect.verifySteps([
        {
            kind: "several",
            edits: [
                { ...discard, rows: [11], periods: [1] },
                { ...discard, rows: [12], periods: [2] },
            ],
        },
    ]);
});

test("a series goes over each range", async () => {
    const server = makeServer({ tellsEdits: true });
    server.answers.push(() => server.changes());
    await openTable();
    await pick([11, 0]);
    await keys(["Shift", "ArrowRight"]);
    await contains(cell(12, 1)).click({ ctrlKey: true });
    await keys(["Shift", "ArrowRight"], ..."1..2", "Enter");
    const line = { kind: "series", spread: true, direction: "right", entry: "1..2" };
    expect.verifySteps([
        {
            kind: "several",
            edits: [
                { ...line, rows: [11], over: [1, 2] },
                { ...line, rows: [12], over: [2, 3] },
            ],
        },
    ]);
});

test("the status bar sums up all of them, each cell once", async () => {
    const server = makeServer();
    await openTable();
    await pick([11, 0], [12, 1]);
    await rest();
    expect(server.sums.map(([sum]) => sum)).toEqual(["sum 11,12 in "]);
    expect(".o_sales_plan_facts").toHaveCount(1);
    expect(server.sums.at(-1)[1]).toEqual([
        [[11], [1]],
        [[12], [2]],
    ]);
});

test("ranges in the same rows or columns are copied side by side, others are refused", async () => {
    makeServer();
    await openTable();
    await pick([11, 0], [11, 2]);
    expect(clipboard("copy").getData("text/plain")).toBe("1000\t");
    await pick([10, 0], [12, 0]);
    expect(clipboard("copy").getData("text/plain")).toBe("3000\r\n2000");
    await pick([11, 0], [12, 1]);
    expect(clipboard("cut").getData("text/plain")).toBe("");
    await animationFrame();
    expect(".o_notification").toHaveText(
        "Ranges are copied together only where they are in the same rows or columns."
    );
    expect.verifySteps([]);
});

test("nothing is pasted into several ranges", async () => {
    makeServer();
    await openTable();
    await pick([11, 0], [12, 1]);
    const data = new DataTransfer();
    data.setData("text/plain", "5");
    clipboard("paste", data);
    await animationFrame();
    expect(".o_notification").toHaveText(
        "Select one range, or the cell where the block begins, and paste again."
    );
    expect.verifySteps([]);
});
