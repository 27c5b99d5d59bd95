import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, mockService, onRpc } from "@web/../tests/web_test_helpers";
import {
    amounts,
    cell,
    cursor,
    definePlanningModels,
    doing,
    makeServer,
    names,
    openTable,
    planWithProgress,
    rest,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

const REST = ".o_sales_plan_grid_rest_row";

/** Open the table with how its rows are doing, in place of the periods. */
async function openFigures() {
    await openTable();
    await contains(".o_sales_plan_show_figures").click();
    await animationFrame();
}

/** What a row shows beside its target: actual, attainment, gap. */
function figures(id) {
    return queryAllTexts(`.o_sales_plan_grid_row[data-row="${id}"] .o_sales_plan_extra`);
}

test("figures stand in place of the periods, and are read once", async () => {
    const server = makeServer({ rows: planWithProgress() });
    server.rows.forEach((values, id) => server.rows.set(id, { ...values, progress: undefined }));
    await openTable();
    server.rows.forEach((values, id) =>
        server.rows.set(id, { ...values, progress: doing({ actual: 250 + id }) })
    );
    await contains(".o_sales_plan_show_figures").click();
    await rest();
    expect.verifySteps(["rows 10,11,12"]);
    expect(queryAllTexts(".o_sales_plan_grid_period")).toEqual([
        "Target",
        "Actual",
        "Attainment",
        "Gap",
    ]);
    expect(amounts(11)).toEqual(["1,000.00"]);
    expect(figures(11)[0]).toBe("261.00");
    expect(cursor()).toBe("10/3");
    await contains(".o_sales_plan_show_periods").click();
    expect(amounts(11)).toEqual(["1,000.00", "0.00", "", "1,000.00"]);
    expect.verifySteps([]);
});

test("a gap is red where a row is behind, a row without target has neither gap nor bar", async () => {
    makeServer({ rows: planWithProgress() });
    await openFigures();
    expect(figures(11)).toEqual(["250.00", "25%", "-750.00"]);
    expect(".o_sales_plan_grid_row[data-row='11'] .o_sales_plan_gap .text-danger").toHaveCount(1);
    expect(".o_sales_plan_grid_row[data-row='10'] .o_sales_plan_gap .text-danger").toHaveCount(0);
    expect(figures(12)).toEqual(["0.00", "—", ""]);
    expect(".o_sales_plan_grid_row[data-row='12'] [role=meter]").toHaveCount(0);
});

test("what was sold besides the rows below one stands after them", async () => {
    makeServer({ rows: planWithProgress() });
    await openFigures();
    expect(queryAllTexts(`${REST} [role=rowheader]`)).toEqual([
        "Unplanned",
        "of which without Customer",
    ]);
    expect(queryAllTexts(`${REST} button`)).toEqual(["30.00", "20.00"]);
    await contains(".o_sales_plan_grid_row[data-row='11'] .o_sales_plan_grid_toggle").click();
    expect.verifySteps(["children 11"]);
    expect(queryAllTexts(`${REST} button`)).toEqual(["5.00", "30.00", "20.00"]);
    // below the last row of North, which stands above South
    const top = (selector) => document.querySelector(selector).getBoundingClientRect().top;
    expect(top(REST)).toBeGreaterThan(top("[data-row='22']"));
    expect(top(REST)).toBeLessThan(top("[data-row='12']"));
    await contains(cell(22, 3)).click();
    await press("ArrowDown");
    await animationFrame();
    expect(cursor()).toBe("12/3");
    await contains(".o_sales_plan_show_periods").click();
    expect(REST).toHaveCount(0);
});

test("an actual opens its documents, a rest those of its own", async () => {
    makeServer({ rows: planWithProgress() });
    onRpc("sales.plan.allocation", "action_open_actuals", ({ args }) => {
        expect.step(`actuals ${args.join(" ")}`);
        return { type: "ir.actions.act_window", res_model: "sales.actual" };
    });
    await openFigures();
    mockService("action", { doAction: (action) => expect.step(action.res_model) });
    await contains("[data-row='11'] .o_sales_plan_grid_link").click();
    await contains(`${REST}.o_sales_plan_unassigned button`).click();
    await contains(cell(12, 3)).click();
    await contains(".o_command_actuals").click();
    expect.verifySteps([
        "actuals 11 own false",
        "sales.actual",
        "actuals 10 unassigned false",
        "sales.actual",
        "actuals 12 own false",
        "sales.actual",
    ]);
});

test("by period, an actual opens the documents of the period", async () => {
    const rows = planWithProgress().map((values) => ({ ...values, actual: [1, 2, 3, 6] }));
    makeServer({ rows });
    onRpc("sales.plan.allocation", "action_open_actuals", ({ args }) => {
        expect.step(`actuals ${args.join(" ")}`);
        return { type: "ir.actions.act_window", res_model: "sales.actual" };
    });
    await openTable();
    mockService("action", { doAction: () => {} });
    await contains(".o_sales_plan_columns").click();
    await contains(".dropdown-item:contains(Actual)").click();
    await contains("[data-row='11'] [data-place='1'] .o_sales_plan_grid_link").click();
    await contains("[data-row='11'] [data-place='3'] .o_sales_plan_grid_link").click();
    expect.verifySteps(["actuals 11 own 2", "actuals 11 own false"]);
});

test("a heading sorts, turns round and goes back", async () => {
    makeServer({ rows: planWithProgress() });
    await openFigures();
    const heading = ".o_sales_plan_grid_head .o_sales_plan_gap";
    for (const direction of ["ascending", "descending", "none"]) {
        await contains(`${heading} button`).click();
        expect(heading).toHaveAttribute("aria-sort", direction);
    }
    expect.verifySteps(["open gap asc", "open gap desc", "open"]);
});

test("rows are found by how they are doing, and listed from the worst", async () => {
    makeServer({ rows: planWithProgress() });
    await openFigures();
    await contains(".o_sales_plan_table_status").select("missed");
    await rest();
    expect(names()).toEqual(["Total", "North", "Bolt"]);
    await contains(".o_sales_plan_order").click();
    await contains(".o_sales_plan_flat").click();
    await rest();
    expect(names()).toEqual(["North", "Bolt"]);
    expect("[data-row='22'] .o_sales_plan_grid_owner").toHaveText("North · Customer");
    await contains(".o_sales_plan_order").click();
    await contains(".dropdown-item:contains(Gap)").click();
    await rest();
    await contains(".o_sales_plan_table_status").select("achieved");
    await rest();
    expect(".o_sales_plan_hint").toHaveText(/^No row matches\./);
    await contains(".o_sales_plan_hint button").click();
    await rest();
    expect(".o_sales_plan_table_status").toHaveValue("");
    expect(names()).toEqual(["Total", "North", "South"]);
    expect.verifySteps([
        "search  missed",
        "search  missed flat",
        "open gap asc",
        "search  missed flat gap asc",
        "search  achieved flat gap asc",
    ]);
});

test("a typed total shows at once; how the row is doing is read afterwards", async () => {
    const server = makeServer({ rows: planWithProgress() });
    await openFigures();
    await contains(cell(12, 3)).click();
    await press("9");
    await animationFrame();
    const { progress } = server.rows.get(12);
    server.rows.set(12, { ...server.rows.get(12), progress: { ...progress, gap: -9 } });
    await press("Enter");
    await rest();
    expect(amounts(12)).toEqual(["9.00"]);
    expect(figures(12)[2]).toBe("-9.00");
    expect.verifySteps(["edit type 12/total:9", "rows 12"]);
});
