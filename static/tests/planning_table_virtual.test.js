import { describe, expect, test } from "@odoo/hoot";
import { press, queryAll, queryFirst, queryOne, scroll } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { contains } from "@web/../tests/web_test_helpers";
import {
    cell,
    cursor,
    definePlanningModels,
    makeServer,
    openTable,
    rest,
    row,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

const ROWS = 5000;
const MOST_RENDERED = 60;

/** The total and 5,000 rows below it. */
function manyRows(count = ROWS, periods = 3) {
    const amounts = Array(periods).fill(1);
    const rows = [row(1, false, "Total", amounts, { count })];
    for (let id = 2; id <= count + 1; id++) {
        rows.push(row(id, 1, `Row ${id}`, amounts));
    }
    return rows;
}

async function scrollTo(position) {
    await scroll("[role=treegrid]", position, { scrollable: false });
    await animationFrame();
    await animationFrame();
}

function rendered() {
    return queryAll(".o_sales_plan_grid_row").map((element) => Number(element.dataset.row));
}

test("of 5,000 rows only those in view are rendered and read", async () => {
    const server = makeServer({ rows: manyRows() });
    server.reading = new Deferred();
    await openTable();
    expect("[role=treegrid]").toHaveAttribute("aria-rowcount", "5002");
    expect(rendered().length).toBeLessThan(MOST_RENDERED);
    expect(queryOne("[role=treegrid]").scrollHeight).toBeGreaterThan(ROWS * 36);
    await scrollTo({ y: 90000 });
    // the names and figures are not there yet, their places are
    expect(queryAll(".o_sales_plan_placeholder").length).toBeGreaterThan(10);
    expect(rendered()).toInclude(2500);
    expect(rendered().length).toBeLessThan(MOST_RENDERED);
    await rest();
    server.reading.resolve();
    await rest();
    expect(server.reads).toBe(1);
    expect(cell(2500, 0)).toHaveText("1.00");
    expect(queryFirst("[data-row='2500']")).toHaveAttribute("aria-rowindex", "2501");
});

test("while somebody scrolls fast, few pages are read at a time", async () => {
    const server = makeServer({ rows: manyRows() });
    server.reading = new Deferred();
    await openTable();
    for (let top = 10000; top <= 170000; top += 10000) {
        await scrollTo({ y: top });
    }
    await rest();
    expect(server.reads).toBeWithin(1, 2);
    server.reading.resolve();
    await rest();
    // then what is on screen now, not what was on the way
    expect(cell(rendered().at(-1), 0)).toHaveText("1.00");
    expect(server.reads).toBeWithin(1, 3);
});

test("Ctrl+End scrolls to the last cell, Ctrl+Home back", async () => {
    makeServer({ rows: manyRows() });
    await openTable();
    await press(["Control", "End"]);
    await rest();
    expect(cursor()).toBe("5001/3");
    const grid = queryOne("[role=treegrid]");
    const box = cell(5001, 3).getBoundingClientRect();
    expect(box.bottom).toBeLessThan(grid.getBoundingClientRect().bottom + 1);
    await press(["Control", "Home"]);
    await rest();
    expect(grid.scrollTop).toBe(0);
    expect(cursor()).toBe("1/0");
    expect.verifySteps(["rows 26 rows"]);
});

test("the cursor's row stays while others are scrolled, and so does what is typed", async () => {
    const server = makeServer({ rows: manyRows() });
    server.reading = Promise.resolve();
    await openTable();
    await contains(cell(3, 0)).click();
    await press("4");
    await press("2");
    await scrollTo({ y: 90000 });
    expect(".o_sales_plan_grid_editor").toHaveValue("42");
    await press("Enter");
    await rest();
    expect.verifySteps(["edit type 3/1:42"]);
    expect(cell(4, 0)).toHaveClass("o_sales_plan_cursor");
});

test("of 52 weeks only those in view are rendered; the total stays in sight", async () => {
    const weeks = Array.from({ length: 52 }, (_, index) => `W${index + 1}`);
    makeServer({ rows: manyRows(20, 52), periods: weeks });
    await openTable();
    expect(queryAll("[data-row='2'] .o_sales_plan_target").length).toBeLessThan(42);
    expect(".o_sales_plan_grid_totals.o_sales_plan_sticky").not.toHaveCount(0);
    expect("[role=treegrid]").toHaveAttribute("aria-colcount", "54");
    await press(["Control", "ArrowRight"]);
    await press("ArrowLeft");
    await animationFrame();
    await animationFrame();
    expect(cursor()).toBe("1/51");
    expect(cell(1, 51)).toHaveAttribute("aria-colindex", "53");
    const name = queryFirst("[data-row='1'] .o_sales_plan_grid_name").getBoundingClientRect();
    const total = queryFirst("[data-row='1'] .o_sales_plan_grid_totals").getBoundingClientRect();
    const box = cell(1, 51).getBoundingClientRect();
    expect(Math.round(box.left)).toBeGreaterThan(Math.round(name.right) - 1);
    expect(Math.round(box.right)).toBeLessThan(Math.round(total.left) + 1);
});

test("rows whose figures others have changed are read again when they come into view", async () => {
    const server = makeServer({ rows: manyRows(200) });
    await openTable();
    server.answers.push((edit) => {
        server.version += 1;
        server.rows.set(2, row(2, 1, "Row 2", [9, 9, 9]));
        return server.changes({ stale: true, rows: [] });
    });
    await scrollTo({ y: 3600 });
    await rest();
    await press("5");
    await press("Enter");
    await rest();
    await scrollTo({ y: 0 });
    await rest();
    expect(cell(2, 0)).toHaveText("9.00");
    expect.verifySteps(["rows 60 rows", "edit type 1/1:5", "rows 60 rows"]);
});
