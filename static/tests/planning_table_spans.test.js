import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains } from "@web/../tests/web_test_helpers";
import { Stops, withoutSums } from "@sales_plan/planning_table/stops";
import {
    amounts,
    cell,
    cursor,
    definePlanningModels,
    makeServer,
    openTable,
    reopenTable,
    rest,
    row,
    selected,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

const PERIODS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"];
const SPANS = [
    { name: "Q1", first: 0, last: 2 },
    { name: "Q2", first: 3, last: 5 },
];

/** A half year of two rows, with its quarters. */
function halfYear() {
    const spans = (...sums) => ({ spans: { cells: sums.map((sum) => [sum, 0, null]) } });
    return {
        rows: [
            row(10, false, "Total", [1, 2, 3, 4, 5, 6], { count: 1, ...spans(6, 15) }),
            row(11, 10, "North", [10, 20, 30, 40, 50, 60], spans(60, 150)),
        ],
        periods: PERIODS,
        plan: { subtotals: { kind: "quarter", spans: SPANS } },
    };
}

/** Open the half year with its quarters shown, some of them folded. */
async function openQuarters(...fold) {
    return openFolded(fold);
}

async function openFolded(fold, values = {}) {
    const server = makeServer({ ...halfYear(), ...values });
    await openTable();
    await contains(".o_sales_plan_columns").click();
    await contains(".o_sales_plan_spans").click();
    await press("Escape");
    await animationFrame();
    for (const name of fold) {
        await contains(`.o_sales_plan_fold[aria-label='Show ${name} only']`).click();
    }
    await rest();
    return server;
}

function headings() {
    return queryAllTexts(".o_sales_plan_grid_period");
}

test("stops: a subtotal stands after its periods, and for them where they are folded", () => {
    const places = (stops) => stops.all.map(({ place }) => place);
    expect(places(new Stops(6))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(places(new Stops(6, SPANS))).toEqual([0, 1, 2, 2.5, 3, 4, 5, 5.5, 6]);
    const folded = new Stops(6, SPANS, [0]);
    expect(places(folded)).toEqual([2.5, 3, 4, 5, 5.5, 6]);
    expect([0, 1, 2, 2.5, 3].map((place) => folded.at(place).place)).toEqual([2.5, 2.5, 2.5, 2.5, 3]);
    // what stood on a subtotal goes to its last period, what was elsewhere to the total
    expect(new Stops(6).at(2.5).place).toBe(2);
    expect(new Stops(6, SPANS, [], true).at(0).place).toBe(6);
});

test("stops: sums that follow from others are not written", () => {
    const written = (stops, from, to) => withoutSums(stops.slice(from, to)).map(({ place }) => place);
    const open = new Stops(6, SPANS);
    expect(written(open, 0, 8)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(written(open, 2, 4)).toEqual([2, 3]);
    expect(written(open, 3, 3)).toEqual([2.5]);
    expect(written(open, 8, 8)).toEqual([6]);
    expect(written(new Stops(6, SPANS, [0, 1]), 0, 2)).toEqual([2.5, 5.5]);
});

test("quarters stand after their months; each can be folded, and all", async () => {
    await openQuarters();
    expect(headings()).toEqual(["Jan", "Feb", "Mar", "Q1", "Apr", "May", "Jun", "Q2", "Total"]);
    expect(amounts(11)).toEqual(
        ["10", "20", "30", "60", "40", "50", "60", "150", "210"].map((text) => `${text}.00`)
    );
    await contains(".o_sales_plan_fold[aria-label='Show Q1 only']").click();
    expect(headings()).toEqual(["Q1", "Apr", "May", "Jun", "Q2", "Total"]);
    expect(".o_sales_plan_fold:first").toHaveAttribute("aria-expanded", "false");
    await contains(".o_sales_plan_columns").click();
    await contains(".o_sales_plan_fold_all").click();
    expect(headings()).toEqual(["Q1", "Q2", "Total"]);
    // remembered for the plan
    await reopenTable();
    expect(headings()).toEqual(["Q1", "Q2", "Total"]);
    await contains(".o_sales_plan_columns").click();
    await contains(".o_sales_plan_unfold_all").click();
    expect(headings()).toHaveLength(9);
});

test("the keyboard goes from column to column as they are shown", async () => {
    await openQuarters("Q1");
    expect(cursor()).toBe("10/2.5");
    await press("ArrowRight");
    await animationFrame();
    expect(cursor()).toBe("10/3");
    await press(["Shift", "ArrowLeft"]);
    await animationFrame();
    expect(selected()).toEqual(["10/2.5", "10/3"]);
    await press("End");
    await press("ArrowLeft");
    await animationFrame();
    expect(cursor()).toBe("10/5.5");
    await press(["Alt", "Shift", "ArrowLeft"]);
    await animationFrame();
    expect(headings()).toEqual(["Q1", "Q2", "Total"]);
    await press("Home");
    await press(["Alt", "Shift", "ArrowRight"]);
    await animationFrame();
    expect(headings()).toEqual(["Jan", "Feb", "Mar", "Q1", "Q2", "Total"]);
    await press(["Tab"]);
    await animationFrame();
    expect(cursor()).toBe("10/5.5");
});

test("typing a quarter, folded or not, is for its months together", async () => {
    await openQuarters("Q1");
    await contains(cell(11, 2.5)).click();
    await press("F2");
    await animationFrame();
    expect(".o_sales_plan_grid_editor").toHaveValue("60");
    await press("Escape");
    await press("9");
    await press("0");
    await press("Enter");
    await rest();
    await contains(cell(11, 5.5)).click();
    await press("7");
    await press("Tab");
    await rest();
    // this server does not tell the quarters along with the edit
    expect.verifySteps([
        ...["edit type 11/1,2,3:90", "rows 11"],
        ...["edit type 11/4,5,6:7", "rows 11"],
    ]);
});

test("commands are for all months of a folded quarter", async () => {
    const server = await openQuarters("Q1");
    server.answers.push(() => server.changes());
    await contains(cell(11, 2.5)).click();
    await press("Delete");
    await rest();
    expect.verifySteps(["edit clear 11 in 1,2,3"]);
    await press(["Shift", "ArrowRight"]);
    await rest();
    expect(server.sums.at(-1)[0]).toBe("sum 11 in 1,2,3,4");
});

test("what is copied is what is shown; it can be pasted where it came from", async () => {
    const server = await openQuarters("Q1", "Q2");
    server.answers.push(() => server.changes());
    await contains(cell(11, 2.5)).click();
    await press(["Shift", "End"]);
    await animationFrame();
    const data = new DataTransfer();
    const grid = queryFirst("[role=treegrid]");
    grid.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true }));
    expect(data.getData("text/plain")).toBe("60\t150\t210");
    grid.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
    await rest();
    // the total follows from the quarters
    expect.verifySteps(["edit paste 11/1,2,3:60 11/4,5,6:150"]);
});

test("blocks from elsewhere have a column for each period, or sums where the table has them", async () => {
    const server = await openQuarters();
    const grid = queryFirst("[role=treegrid]");
    const paste = async (text, column = 0) => {
        server.answers.push(() => server.changes());
        await contains(cell(10, column)).click(); // two clicks on a cell would open it
        await contains(cell(11, column)).click();
        const data = new DataTransfer();
        data.setData("text/plain", text);
        grid.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
        await animationFrame();
    };
    await paste("1\t2\t3\t4\t5\t6");
    expect(selected()).toEqual(["11/0", "11/1", "11/2", "11/2.5", "11/3", "11/4", "11/5"]);
    await paste("1\t2\t3\t6\t4\t5\t6\t15\t21");
    await paste("7\t8", 2);
    await paste("9\t8", 2.5);
    const all = "11/1:1 11/2:2 11/3:3 11/4:4 11/5:5 11/6:6";
    expect.verifySteps([
        `edit paste ${all}`,
        `edit paste ${all}`,
        "edit paste 11/3:7 11/4:8",
        "edit paste 11/1,2,3:9 11/4:8",
    ]);
    await contains(cell(11, 1)).click();
    await press(["Shift", "ArrowRight"]);
    await press(["Shift", "ArrowRight"]);
    await animationFrame();
    const data = new DataTransfer();
    grid.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true }));
    const copied = data.getData("text/plain");
    expect(copied).toBe("20\t30\t60");
    await paste(copied, 4);
    expect.verifySteps(["edit paste 11/5:20 11/6:30"]);
});

test("filling forward goes by the columns that are shown", async () => {
    const server = await openQuarters("Q1", "Q2");
    server.answers.push(() => server.changes());
    await contains(cell(11, 5.5)).click();
    await press(["Control", "r"]);
    await rest();
    expect.verifySteps(["edit fill 11/4,5,6:60"]);
});

test("April is filled from March, a quarter from the quarter before", async () => {
    const server = await openQuarters();
    server.answers.push(() => server.changes(), () => server.changes());
    await contains(cell(11, 3)).click();
    await press(["Control", "r"]);
    await rest();
    await contains(cell(11, 5.5)).click();
    await press(["Control", "r"]);
    await rest();
    expect.verifySteps(["edit fill 11/4:30", "edit fill 11/4,5,6:60"]);
    expect(new Stops(6, SPANS).before(0)).toBe(-1);
    expect(new Stops(6, SPANS).before(3)).toBe(-1);
});

test("series go over the quarters that are shown", async () => {
    const server = await openFolded(["Q1", "Q2"], { tellsEdits: true });
    server.answers.push(() => server.changes());
    await contains(cell(11, 2.5)).click();
    await press(["Control", "e"]);
    await animationFrame();
    expect(".o_notification").toHaveText("Select the two cells that go on, and those after them.");
    await press(["Shift", "ArrowRight"]);
    for (const key of "1..2") {
        await press(key);
    }
    await press("Enter");
    await animationFrame();
    const quarters = [
        [1, 2, 3],
        [4, 5, 6],
    ];
    const line = { kind: "series", spread: true, direction: "right", entry: "1..2" };
    expect.verifySteps([{ ...line, rows: [11], over: quarters }]);
});

test("a quarter whose months are held can be released from its menu", async () => {
    const quarters = [[60, 1, null], [150, 0, null]];
    const [total, north] = halfYear().rows;
    const rows = [total, { ...north, spans: { cells: quarters } }];
    await openFolded(["Q1", "Q2"], { rows });
    const names = async (place) => {
        const event = new MouseEvent("contextmenu", { bubbles: true, cancelable: true });
        await contains(cell(11, place)).click();
        cell(11, place).dispatchEvent(event);
        await animationFrame();
        const shown = ["hold", "release"].filter((name) =>
            queryFirst(`.o_sales_plan_row_menu .o_command_${name}`)
        );
        await press("Escape");
        await animationFrame();
        return shown;
    };
    expect(await names(2.5)).toEqual(["release"]);
    expect(await names(5.5)).toEqual(["hold"]);
});

test("why: a quarter has no steps of its own", async () => {
    await openQuarters("Q1");
    await contains(cell(11, 2.5)).click();
    await press(["Alt", "w"]);
    await rest();
    expect(".o_sales_plan_why p").toHaveText(
        "Select a cell of one period, or the total, to see how it came about."
    );
    expect.verifySteps([]);
});

test("plans without subtotals offer none", async () => {
    makeServer();
    await openTable();
    await contains(".o_sales_plan_columns").click();
    expect(".o_sales_plan_spans").toHaveCount(0);
});
