import { describe, expect, test } from "@odoo/hoot";
import { press, queryAll, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mockService,
    mountWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { CASCADE, CHANGED, line, makeSplit, marks, splitPlan } from "./planning_cascade_helpers";
import {
    amounts,
    cell,
    cursor,
    definePlanningModels,
    HELD,
    makeServer,
    names,
    openTable,
    rest,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

test("each row tells how far it is, and whose it is", async () => {
    makeSplit();
    await openTable();
    expect(marks(10)).toEqual(["Not answered", "Published"]);
    expect(marks(11)).toEqual(["Another proposed", "To be revised", "Changes not published"]);
    expect(marks(12)).toEqual(["Accepted", "Published"]);
    expect(marks(13)).toEqual(["Draft"]);
    expect(`${line(11)} .o_sales_plan_mark_to_revise`).toHaveAttribute(
        "title",
        "To be revised: a target above was published with other figures since"
    );
    expect(queryAllTexts(".o_sales_plan_grid_owner")).toEqual(["Your target", "Grace"]);
    expect(`${line(10)} .o_sales_plan_grid_label`).toHaveClass("fw-bold");
    expect(queryAllTexts(".o_sales_plan_legend li")).toEqual([
        "Draft",
        "Changes not published",
        "Published",
        "To be revised",
        "Not answered",
        "Accepted",
        "Another proposed",
    ]);
});

test("a plan without a cascade has none of it", async () => {
    makeServer();
    await openTable();
    expect(".o_sales_plan_grid_marks i").toHaveCount(0);
    expect(".o_sales_plan_grid_owner").toHaveCount(0);
    expect(".o_sales_plan_legend").toHaveCount(0);
    expect(".o_sales_plan_rest").toHaveCount(0);
    expect(".o_sales_plan_publish").toHaveCount(0);
    expect(".o_command_suggest").toHaveCount(0);
});

test("without agreement nobody is waited for", async () => {
    makeSplit({ asks_agreement: false });
    await openTable();
    expect(marks(10)).toEqual(["Published"]);
    expect(".o_sales_plan_legend li").toHaveCount(4);
});

test("cells that are not in force as shown are marked", async () => {
    const server = makeSplit();
    server.rows.get(11).cells[1] = [300, HELD, null];
    await openTable();
    expect(queryAll(".o_sales_plan_changed")).toEqual([cell(11, 0)]);
    expect(cell(11, 0)).toHaveAttribute("title", "Changed, not published yet");
});

test("what is given out is said of the own row, and below it", async () => {
    const server = makeSplit();
    await openTable();
    const sentence = "“North” is over-assigned by 50.00, that is 3.3%; this plan allows 10%.";
    expect(".o_sales_plan_rest").toHaveText(sentence);
    await contains(cell(11, 0)).click();
    expect(".o_sales_plan_rest").toHaveText(sentence);
    expect(".o_sales_plan_rest").not.toHaveClass("text-danger");
    expect(cell(10, 3)).toHaveAttribute(
        "title",
        "Over-assigned: the rows below have 50.00 more (3.3%); this plan allows 10%"
    );
    expect(cell(10, 0)).toHaveAttribute(
        "title",
        "Over-assigned: the rows below have 50.00 more (5%)"
    );
    for (const [total, over, text, isOver] of [
        [[1500, 0, -300], 0.2, /over-assigned by 300.00, that is 20%; this plan allows 10%/, true],
        [[1500, 0, 200], null, /“North” still has 200.00 to give out/, false],
        [[1500, 0, 0], null, /“North” is given out completely/, false],
        [[0, 0, -20], null, /“North” is over-assigned by 20.00\./, true],
    ]) {
        const cells = [...server.rows.get(10).cells.slice(0, 3), total];
        const more = { over: over && [null, null, null, over], is_over: isOver };
        server.rows.set(10, { ...server.rows.get(10), cells, ...more });
        server.version += 1;
        server.answers.push(() => server.changes({ rows: [server.rows.get(10)] }));
        window.dispatchEvent(new Event("focus"));
        await animationFrame();
        await animationFrame();
        expect(".o_sales_plan_rest").toHaveText(text);
        expect(queryFirst(".o_sales_plan_rest").matches(".text-danger")).toBe(isOver);
    }
    expect.verifySteps(["refresh 7", "refresh 8", "refresh 9", "refresh 10"]);
});

test("whoever types on the own row is told who can change it", async () => {
    mockService("notification", { add: (message) => expect.step(message) });
    makeSplit();
    await openTable();
    await press("5");
    await animationFrame();
    expect(".o_sales_plan_grid_editor").toHaveCount(0);
    expect.verifySteps([
        "“North” was given to you: only those who gave it can change it. You can propose another target in My Targets.",
    ]);
});

test("a salesperson reads the target and is told the same", async () => {
    mockService("notification", { add: (message) => expect.step(message) });
    const [own] = splitPlan();
    const values = { count: 0, can_add: false };
    makeServer({
        rows: [{ ...own, ...values }],
        plan: { ...CASCADE, asks_agreement: false, can_edit: false, can_publish: false },
    });
    await openTable();
    expect(names()).toEqual(["North"]);
    expect(".o_sales_plan_hint").toHaveCount(0);
    expect(".o_sales_plan_publish").toHaveCount(0);
    expect(".o_sales_plan_legend").toHaveCount(0);
    expect(".o_sales_plan_remark").toHaveText("You may read this plan but not change it.");
    await press("5");
    await animationFrame();
    expect.verifySteps(["“North” was given to you: only those who gave it can change it."]);
});

test("a target that is not split yet offers to add rows", async () => {
    const [own] = splitPlan();
    makeServer({ rows: [{ ...own, count: 0 }], plan: CASCADE });
    await openTable();
    expect(".o_sales_plan_hint p").toHaveText(
        "There are no rows below “North” yet: add some to split it."
    );
    expect(queryAllTexts(".o_sales_plan_hint button")).toEqual(["Add Rows"]);
});

test("answers to edits carry the states along", async () => {
    const server = makeSplit();
    await openTable();
    server.answers.push(() => {
        const { cells, ...values } = server.rows.get(12);
        const changed = [[460, CHANGED, null], ...cells.slice(1)];
        return server.changes({
            version: 8,
            rows: [{ ...values, cells: changed, state: "changed" }],
        });
    });
    await contains(cell(12, 0)).click();
    await press("4");
    await press("Enter");
    await rest();
    expect(marks(12)).toEqual(["Accepted", "Changes not published"]);
    expect(cell(12, 0)).toHaveClass("o_sales_plan_changed");
    expect(amounts(12)[0]).toBe("460.00");
    expect.verifySteps(["edit type 12/1:4"]);
});

test("the table opens at a row that was asked for", async () => {
    makeSplit();
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_plan.planning_table",
        context: { active_id: 1, row_id: 12 },
    });
    await animationFrame();
    expect.verifySteps(["open", "children 12"]);
    expect(names()).toEqual(["North", "Luca", "Team South", "Acme", "Emil"]);
    expect(cursor()).toBe("12/0");
});

test("rows above it are opened, too, and a row that is gone is not missed", async () => {
    makeSplit();
    await mountWithCleanup(WebClient);
    const action = { type: "ir.actions.client", tag: "sales_plan.planning_table" };
    const context = { active_id: 1 };
    await getService("action").doAction({ ...action, context, params: { row_id: 21 } });
    await animationFrame();
    expect.verifySteps(["open", "rows 21", "children 12"]);
    expect(cursor()).toBe("21/0");
    await getService("action").doAction({ ...action, context: { ...context, row_id: 99 } });
    await animationFrame();
    expect.verifySteps(["open", "children 12", "rows 99"]);
    expect(cursor()).toBe("10/0");
});
