import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, getService, patchWithCleanup } from "@web/../tests/web_test_helpers";
import {
    amounts,
    cell,
    cursor,
    definePlanningModels,
    HELD,
    makeServer,
    names,
    NOTED,
    openTable,
    rest,
    row,
    smallPlan,
    SUMMED,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

test("one request shows the total and the rows below it", async () => {
    makeServer();
    await openTable();
    expect(names()).toEqual(["Total", "North", "South"]);
    expect(queryAllTexts(".o_sales_plan_grid_period")).toEqual(["Jan", "Feb", "Mar", "Total"]);
    expect(".o_sales_plan_grid_corner").toHaveText("Untaxed revenue in $");
    expect(amounts(11)).toEqual(["1,000.00", "0.00", "", "1,000.00"]);
    expect(".o_breadcrumb").toHaveText("Sales 2027");
});

test("not planned is empty, zero is zero, sums look different", async () => {
    makeServer();
    await openTable();
    expect(cell(11, 1)).toHaveText("0.00");
    expect(cell(11, 2)).toHaveText("");
    expect(cell(10, 1)).toHaveClass("o_sales_plan_sum");
    expect(cell(10, 0)).not.toHaveClass("o_sales_plan_sum");
});

test("held cells and notes are seen and said", async () => {
    makeServer({
        rows: [
            row(10, false, "Total", [[5, 0, 0]], { count: 1 }),
            row(11, 10, "North", [[5, HELD | NOTED, null]]),
        ],
        periods: ["Jan"],
    });
    await openTable();
    expect(cell(11, 0)).toHaveClass(["o_sales_plan_held", "o_sales_plan_noted"]);
    expect(cell(11, 0).querySelector(".fa-lock")).toHaveAttribute("aria-label", "Held");
    expect(cell(11, 0)).toHaveAttribute("title", "Held: spreading leaves it as it is\nHas a note");
});

test("what a parent has more or less than the rows below it stands in the cell", async () => {
    makeServer({
        rows: [
            row(
                10,
                false,
                "Total",
                [
                    [100, 0, 40],
                    [100, 0, -20],
                    [100, 0, 0],
                    [60, SUMMED, 0],
                ],
                {
                    count: 1,
                    total: [360, 0, 20],
                }
            ),
            row(11, 10, "North", [60, 120, 100, 60]),
        ],
        periods: ["Jan", "Feb", "Mar", "Apr"],
    });
    await openTable();
    const figure = (column) => cell(10, column).querySelector(".o_sales_plan_grid_rest");
    const said = (column) => cell(10, column).querySelector(".visually-hidden");
    expect(figure(0)).toHaveText("+40.00");
    expect(said(0)).toHaveText("40.00 not allocated to the rows below");
    expect(figure(1)).toHaveText("-20.00");
    expect(figure(1)).toHaveClass("text-danger");
    expect(said(1)).toHaveText("The rows below have 20.00 more");
    expect(figure(2)).toBe(null);
    expect(figure(3)).toBe(null);
    expect(figure(4)).toHaveText("+20.00");
    expect(".o_sales_plan_grid_row[data-row='11'] .o_sales_plan_grid_rest").toHaveCount(0);
});

test("rows are opened and closed by mouse and keyboard", async () => {
    makeServer();
    await openTable();
    await contains(".o_sales_plan_grid_row[data-row='11'] .o_sales_plan_grid_toggle").click();
    expect.verifySteps(["children 11"]);
    expect(names()).toEqual(["Total", "North", "Acme", "Bolt", "South"]);
    await press(["Alt", "ArrowLeft"]);
    await animationFrame();
    expect(names()).toEqual(["Total"]);
    await press(["Control", "+"]);
    await animationFrame();
    // what was open below is open again, nothing is asked for twice
    expect(names()).toEqual(["Total", "North", "Acme", "Bolt", "South"]);
    await press(["Control", "-"]);
    await animationFrame();
    expect(names()).toEqual(["Total"]);
});

test("closing a row that the cursor is below takes the cursor along", async () => {
    makeServer();
    await openTable();
    await contains(".o_sales_plan_grid_row[data-row='11'] .o_sales_plan_grid_toggle").click();
    await contains(cell(21, 1)).click();
    expect(cursor()).toBe("21/1");
    await contains(".o_sales_plan_grid_row[data-row='11'] .o_sales_plan_grid_toggle").click();
    expect(cursor()).toBe("11/1");
    await contains(".o_sales_plan_grid_row[data-row='11'] .o_sales_plan_grid_toggle").click();
    await contains(cell(21, 1)).click();
    // from a row that is closed, the cursor goes to the one above it
    await press(["Alt", "ArrowLeft"]);
    await animationFrame();
    expect(cursor()).toBe("11/1");
    expect.verifySteps(["children 11"]);
});

test("a treegrid with levels, indexes and states for those who hear it", async () => {
    makeServer();
    await openTable();
    expect("[role=treegrid]").toHaveAttribute("aria-rowcount", "4");
    expect("[role=treegrid]").toHaveAttribute("aria-colcount", "5");
    expect("[role=treegrid]").toBeFocused();
    expect("[role=treegrid]").toHaveAttribute("aria-activedescendant", cell(10, 0).id);
    const north = queryFirst(".o_sales_plan_grid_row[data-row='11']");
    expect(north).toHaveAttribute("aria-rowindex", "3");
    expect(north).toHaveAttribute("aria-level", "2");
    expect(north).toHaveAttribute("aria-expanded", "false");
    expect(".o_sales_plan_grid_row[data-row='12']").not.toHaveAttribute("aria-expanded");
    expect(cell(11, 1)).toHaveAttribute("role", "gridcell");
    expect(cell(11, 1)).toHaveAttribute("aria-colindex", "3");
    expect(cell(10, 0)).toHaveAttribute("aria-selected", "true");
    expect(cell(11, 0)).toHaveAttribute("aria-selected", "false");
    await press("ArrowDown");
    await animationFrame();
    expect("[role=treegrid]").toHaveAttribute("aria-activedescendant", cell(11, 0).id);
});

test("history and actual stand beside each target, read once they are wanted", async () => {
    const server = makeServer();
    await openTable();
    for (const [id, values] of server.rows) {
        server.rows.set(id, { ...values, history: [1, 2, null, 3], change: [0.5, -0.25, null, 0] });
    }
    await contains(".o_command_columns, .o_sales_plan_view_tools .dropdown-toggle:first").click();
    await contains(".o-dropdown-item:contains(History)").click();
    await rest();
    expect.verifySteps(["rows 10,11,12"]);
    expect(queryAllTexts(".o_sales_plan_grid_sub").slice(0, 2)).toEqual(["Target", "History"]);
    expect(queryAllTexts("[data-row='11'] .o_sales_plan_history")).toEqual([
        "1.00",
        "2.00",
        "",
        "3.00",
    ]);
    expect("[role=treegrid]").toHaveAttribute("aria-rowcount", "5");
    expect(".o_sales_plan_grid_period:eq(0)").toHaveAttribute("aria-colspan", "2");
    await contains(".o-dropdown-item:contains(History)").click();
    await rest();
    expect(".o_sales_plan_history").toHaveCount(0);
});

test("a step does not wait for the documents beside the targets", async () => {
    const server = makeServer();
    const values = { history: [1, 2, null, 3], change: [0.5, -0.25, null, 0] };
    server.rows.forEach((row, id) => server.rows.set(id, { ...row, ...values }));
    server.look.columns = ["history", "change"];
    await openTable();
    await press("ArrowDown");
    await press("5");
    await press("Enter");
    await rest();
    expect(server.edits[0].columns).toEqual([]);
    // history stays as it was; how far the target is from it is read once the step is taken
    expect.verifySteps(["edit type 11/1:5", "rows 11"]);
    expect(queryAllTexts("[data-row='11'] .o_sales_plan_change")[0]).toBe("+50.0%");
});

test("typing in the search shows what matches and what is above it", async () => {
    makeServer();
    await openTable();
    await contains(".o_sales_plan_table_search input").edit("acm", { confirm: false });
    await rest();
    expect.verifySteps(["search acm"]);
    expect(names()).toEqual(["Total", "North", "Acme"]);
    expect("[data-row='11']").toHaveClass("o_sales_plan_path");
    expect(".o_sales_plan_found").toHaveText("1 row found");
    await contains(".o_sales_plan_table_search input").edit("xyz", { confirm: false });
    await rest();
    expect(".o_sales_plan_hint").toHaveText(/No row matches/);
    await contains(".o_sales_plan_hint button").click();
    expect(names()).toEqual(["Total", "North", "South"]);
    expect.verifySteps(["search xyz"]);
});

test("a level can be looked at alone", async () => {
    makeServer();
    await openTable();
    await contains(".o_sales_plan_table_level").select("1");
    await rest();
    expect.verifySteps(["search "]);
    expect(names()).toEqual(["Total", "North", "Acme", "Bolt", "South"]);
    await contains(".o_sales_plan_table_level").select("");
    await rest();
    expect(names()).toEqual(["Total", "North", "South"]);
});

test("a plan without rows says what to do", async () => {
    makeServer({ rows: [row(10, false, "Total", [null, null, null], { can_add: true })] });
    await openTable();
    expect(".o_sales_plan_hint p").toHaveText(
        "There are no rows below the total yet: add some, or load what was sold."
    );
    expect(queryAllTexts(".o_sales_plan_hint button")).toEqual(["Add Rows", "Load Actuals"]);
});

test("a plan without levels leads to its form", async () => {
    makeServer({ rows: [row(10, false, "Total", [1, null, null])], plan: { levels: [] } });
    await openTable();
    expect(".o_sales_plan_hint p").toHaveText(/This plan is a total only/);
    expect(".o_sales_plan_hint button").toHaveCount(1);
});

test("more than one cell is summed up by the server", async () => {
    const server = makeServer({ rows: smallPlan() });
    await openTable();
    await press(["Shift", "ArrowDown"]);
    await rest();
    expect(server.sums.map(([sum]) => sum)).toEqual(["sum 10,11 in 1"]);
    expect(queryAllTexts(".o_sales_plan_facts dd")).toEqual(["2", "3,000.00", "1,500.00"]);
    await press("ArrowRight");
    await rest();
    expect(".o_sales_plan_facts").toHaveCount(0);
});

test("the table is found as it was left", async () => {
    makeServer();
    await openTable();
    await contains(".o_sales_plan_grid_row[data-row='11'] .o_sales_plan_grid_toggle").click();
    await contains(cell(22, 2)).click();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_plan.planning_table",
        context: { active_id: 1 },
    });
    await animationFrame();
    await contains(".o_breadcrumb a, .breadcrumb a").click();
    await animationFrame();
    expect(names()).toEqual(["Total", "North", "Acme", "Bolt", "South"]);
    expect(cursor()).toBe("22/2");
    expect.verifySteps(["children 11", "open", "children 11", "open", "children 11"]);
});

test("without a plan the table leads to the plans", async () => {
    makeServer();
    await openTable();
    const action = getService("action");
    await action.doAction({ type: "ir.actions.client", tag: "sales_plan.planning_table" });
    patchWithCleanup(action, { doAction: (name) => expect.step(name) });
    await contains(".o_sales_plan_planning_table .btn:contains(Plans)").click();
    expect.verifySteps(["sales_plan.sales_plan_action"]);
});
