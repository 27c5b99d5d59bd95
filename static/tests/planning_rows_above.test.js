import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, onRpc } from "@web/../tests/web_test_helpers";
import { cell, definePlanningModels, makeServer, openTable } from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

/** A server that remembers the choice as a step of the test. */
function serve(plan, options) {
    const server = makeServer({ plan, ...options });
    onRpc("sales.plan.table", "table_choose", ({ kwargs }) => {
        expect.step(`choose ${kwargs.above}`);
        return true;
    });
    return server;
}

async function typeInto(id, column, text) {
    await contains(cell(id, column)).click();
    await contains(".o_sales_plan_grid").press("Enter");
    await contains(".o_sales_plan_grid_editor").edit(text);
    await animationFrame();
}

const QUESTION = {
    count: 2,
    rows: [
        { row: "North", period: "Jan", before: 1000, after: 1100 },
        { row: "Total", period: "", before: 3000, after: 3100 },
    ],
};

test("what is typed says what becomes of the rows above", async () => {
    const server = serve({ above: "follow" });
    await openTable();
    expect(".o_sales_plan_rows_above .active").toHaveText("follow");
    await typeInto(12, 1, "1,100");
    expect(server.edits.at(-1).edit.above).toBe("follow");
    await contains(".o_sales_plan_rows_above .o_sales_plan_stay").click();
    expect(".o_sales_plan_rows_above .active").toHaveText("stay");
    await typeInto(12, 1, "1,200");
    expect(server.edits.at(-1).edit.above).toBe(undefined);
    expect.verifySteps(["edit type 12/2:1100", "choose stay", "edit type 12/2:1200"]);
});

test("where parents are sums there is nothing to choose", async () => {
    const server = serve({ above: "follow", rolls_up: true });
    await openTable();
    expect(".o_sales_plan_rows_above").toHaveCount(0);
    await typeInto(12, 1, "1,100");
    expect(server.edits.at(-1).edit.above).toBe(undefined);
    expect.verifySteps(["edit type 12/2:1100"]);
});

test("rows above follow once it is answered", async () => {
    const server = serve({ above: "ask" });
    server.answers.push(() => ({ ok: false, ask: QUESTION }));
    await openTable();
    await typeInto(12, 1, "1,100");
    expect(queryAllTexts(".modal tbody tr")).toEqual([
        "North Jan 1,000.00 1,100.00",
        "Total Several 3,000.00 3,100.00",
    ]);
    await contains(".modal .o_sales_plan_follow").click();
    await animationFrame();
    expect(server.edits.map(({ edit }) => edit.above)).toEqual(["ask", "follow"]);
    expect(cell(12, 1)).toHaveText("1,100.00");
    expect.verifySteps(["edit type 12/2:1100", "edit type 12/2:1100"]);
});

test("an answer can be remembered", async () => {
    const server = serve({ above: "ask" });
    server.answers.push(() => ({ ok: false, ask: QUESTION }));
    await openTable();
    await typeInto(12, 1, "1,100");
    await contains(".modal input[type=checkbox]").check();
    await contains(".modal .o_sales_plan_stay").click();
    await animationFrame();
    expect(server.edits.at(-1).edit.above).toBe("stay");
    expect(".o_sales_plan_rows_above .active").toHaveText("stay");
    expect.verifySteps(["edit type 12/2:1100", "choose stay", "edit type 12/2:1100"]);
});

test("a question that is discarded writes nothing", async () => {
    const server = serve({ above: "ask" });
    server.answers.push(() => ({ ok: false, ask: QUESTION }));
    await openTable();
    await typeInto(12, 1, "1,100");
    await contains(".modal .o_sales_plan_discard").click();
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect(cell(12, 1)).toHaveText("1,000.00");
    expect(server.edits).toHaveLength(1);
    expect.verifySteps(["edit type 12/2:1100", "refresh 7"]);
});

test("rows are set to the sum of the rows below", async () => {
    const server = serve({}, { tellsEdits: true });
    await openTable();
    await contains(cell(12, 0)).click();
    await contains(".o_sales_plan_grid").press(["Alt", "Shift", "s"]);
    expect(".o_notification").toHaveText("There is nothing below the selected rows to sum up.");
    await contains(cell(11, 0)).click();
    await contains(".o_sales_plan_grid").press(["Alt", "Shift", "s"]);
    await contains(".o_sales_plan_plan").click();
    await contains(".o_command_sum_all").click();
    await animationFrame();
    expect.verifySteps([
        { kind: "sum", rows: [11], periods: [1], below: false, spread: true },
        { kind: "sum", rows: [10], periods: [], below: true },
    ]);
    expect(server.edits).toHaveLength(2);
});
