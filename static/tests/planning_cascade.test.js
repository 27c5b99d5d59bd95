import { describe, expect, test } from "@odoo/hoot";
import {
    manuallyDispatchProgrammaticEvent,
    press,
    queryAll,
    queryAllAttributes,
    queryAllTexts,
    queryFirst,
} from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { describe as describeCommand } from "@sales_plan/planning_table/commands";
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
    row,
    select,
    startApi,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

const CHANGED = 8;
const CASCADE = {
    state: "confirmed",
    is_cascaded: true,
    asks_agreement: true,
    can_publish: true,
    over_assignment_limit: 10,
};

function state(name, values = {}) {
    return { state: name, to_revise: false, agreement: false, responsible: "", ...values };
}

/** What a leader sees: North was published to her, South is another team that she gave out. */
function splitPlan() {
    const mine = state("published", { responsible: "Sofia", is_mine: true, agreement: "open" });
    const changed = state("changed", { responsible: "Luca", to_revise: true, agreement: "proposed" });
    return [
        row(10, false, "North", [[1000, 0, -50], 500, null], {
            count: 3,
            level_id: 1,
            can_edit: false,
            can_add: true,
            total: [1500, 0, -50],
            ...mine,
        }),
        row(11, 10, "Luca", [[600, CHANGED, null], 300, null], changed),
        row(12, 10, "Team South", [450, 200, null], {
            count: 1,
            can_add: true,
            ...state("published", { responsible: "Grace", agreement: "accepted" }),
        }),
        row(21, 12, "Acme", [450, 200, null], { depth: 2, ...state("draft") }),
        row(13, 10, "Emil", [null, null, null], state("draft", { responsible: "Emil" })),
    ];
}

function makeSplit(values = {}) {
    return makeServer({ rows: splitPlan(), plan: { ...CASCADE, ...values } });
}

function line(id) {
    return `.o_sales_plan_grid_row[data-row="${id}"]`;
}

function marks(id) {
    return queryAllAttributes(`${line(id)} .o_sales_plan_grid_marks i`, "aria-label");
}

/** Open the table of a plan whose wizards answer; their dialogs are closed at once. */
async function openWithWizards() {
    for (const method of ["grid_publish", "grid_withdraw", "grid_suggest"]) {
        onRpc("sales.plan", method, ({ args: [, ...args] }) => {
            expect.step([method, ...args]);
            return { res_model: method, target: "new" };
        });
    }
    await openTable();
    patchWithCleanup(getService("action"), {
        doAction: async (action, options) => {
            expect.step(`dialog ${action.res_model}`);
            await options.onClose();
        },
    });
}

async function pick(name) {
    await contains(".o_sales_plan_publish").click();
    await contains(`.o_command_${name}`).click();
    await animationFrame();
}

function reasons(api, ...commands) {
    return commands.map((name) => describeCommand(name, api).reason);
}

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
    for (const [total, text, isOver] of [
        [[1500, 0, -300], /over-assigned by 300.00, that is 20%; this plan allows 10%/, true],
        [[1500, 0, 200], /“North” still has 200.00 to give out/, false],
        [[1500, 0, 0], /“North” is given out completely/, false],
        [[0, 0, -20], /“North” is over-assigned by 20.00\./, true],
    ]) {
        const cells = [...server.rows.get(10).cells.slice(0, 3), total];
        server.rows.set(10, { ...server.rows.get(10), cells });
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

test("rows are published, with what is below them, or all that is ready", async () => {
    makeSplit();
    await openWithWizards();
    await contains(cell(11, 0)).click();
    await contains(cell(12, 0)).click({ shiftKey: true });
    await pick("publish");
    await pick("publish_below");
    await pick("publish_all");
    expect.verifySteps([
        ["grid_publish", [11], false],
        "dialog grid_publish",
        "open",
        ["grid_publish", [12], true],
        "dialog grid_publish",
        "open",
        ["grid_publish", [], false],
        "dialog grid_publish",
        "open",
    ]);
    expect(cursor()).toBe("11/0");
});

test("rows are withdrawn, changes taken back, a split suggested", async () => {
    const server = makeSplit();
    await openWithWizards();
    await contains(cell(11, 0)).click();
    await pick("withdraw");
    await pick("discard");
    await contains(".o_command_suggest").click();
    await animationFrame();
    expect.verifySteps([
        ["grid_withdraw", [11]],
        "dialog grid_withdraw",
        "open",
        "edit discard 11 in 1",
        ["grid_suggest", 10],
        "dialog grid_suggest",
        "open",
    ]);
    expect(server.edits[0].edit).toEqual({
        kind: "discard",
        rows: [11],
        periods: [1],
        spread: true,
    });
});

test("what makes no sense says why", async () => {
    const api = await startApi({ server: makeSplit(), rows: [10] });
    const commands = ["publish", "publish_below", "discard", "withdraw"];
    const given = describeCommand("publish", api).reason;
    expect(given).toMatch(/^“North” was given to you/);
    expect(reasons(api, ...commands)).toEqual([given, given, given, given]);
    expect(reasons(api, "suggest", "publish_all")).toEqual([null, null]);
    select(api, [12]);
    expect(reasons(api, ...commands)).toEqual([
        "The selected rows are in force as shown.",
        null,
        "The selected rows have no changes to take back.",
        null,
    ]);
    select(api, [13]);
    expect(reasons(api, ...commands)).toEqual([
        null,
        "There is nothing below the selected rows.",
        "The selected rows have no changes to take back.",
        "None of the selected rows can be withdrawn.",
    ]);
    const none = await startApi({ server: makeSplit(), rows: [] });
    none.selection.cursor = { row: false, column: 0 };
    expect(reasons(none, "publish", "suggest")).toEqual([
        "Select cells of the rows first.",
        "Select a cell of the row first.",
    ]);
});

test("only those who prepare figures publish, and only drafts are loaded", async () => {
    const api = await startApi({ server: makeSplit({ can_publish: false }) });
    for (const [name, isOffered] of [
        ["publish_all", false],
        ["suggest", false],
        ["load", false],
        ["import", false],
        ["template", false],
    ]) {
        expect(describeCommand(name, api).isOffered(api)).toBe(isOffered);
    }
});

test("what was typed is written before a dialog opens on it", async () => {
    const server = makeSplit();
    await openWithWizards();
    const answered = new Deferred();
    server.answers.push(async () => {
        await answered;
        return server.changes({ version: 8 });
    });
    await contains(cell(11, 1)).click();
    await press("7");
    await animationFrame();
    await pick("publish_all");
    expect.verifySteps(["edit type 11/2:7"]);
    answered.resolve();
    await animationFrame();
    await animationFrame();
    expect.verifySteps([["grid_publish", [], false], "dialog grid_publish", "open"]);
});

test("nothing is published while a cell holds what was refused", async () => {
    mockService("notification", { add: (message) => expect.step(message) });
    const api = await startApi({ server: makeSplit(), rows: [11] });
    api.editing.invalid.set("11-0", { text: "abc", error: "no number" });
    await describeCommand("publish_all", api).run(api, api.env);
    expect.verifySteps(["What is typed in some cells was refused: correct it first."]);
});

test("after publishing the table stays as it was, with the new states", async () => {
    const server = makeSplit();
    onRpc("sales.plan", "grid_publish", () => {
        server.rows.set(11, { ...server.rows.get(11), state: "published", to_revise: false });
        return { res_model: "sales.plan.publish", target: "new" };
    });
    await openTable();
    patchWithCleanup(getService("action"), {
        doAction: (action, options) => options.onClose(),
    });
    await contains(`${line(12)} .o_sales_plan_grid_toggle`).click();
    await contains(cell(11, 1)).click();
    await pick("publish");
    expect(names()).toEqual(["North", "Luca", "Team South", "Acme", "Emil"]);
    expect(marks(11)).toEqual(["Another proposed", "Published"]);
    expect(cursor()).toBe("11/1");
    expect.verifySteps(["children 12", "open", "children 12"]);
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

test("rows have a menu, by the mouse and by the keyboard", async () => {
    makeSplit();
    await openWithWizards();
    const name = (id) => queryFirst(`${line(id)} .o_sales_plan_grid_name`);
    const items = () => queryAllTexts(".o_sales_plan_row_menu button:not(.o_sales_plan_disabled)");
    await contains(name(11)).click();
    await contains(name(12)).click({ shiftKey: true });
    await manuallyDispatchProgrammaticEvent(name(12), "contextmenu");
    await animationFrame();
    expect(items()).toEqual([
        "Publish…",
        "Publish with Everything Below…",
        "Take Back Changes",
        "Withdraw…",
        "Suggest…",
        "Add Rows",
        "Remove Rows",
    ]);
    expect(".o_sales_plan_row_menu .o_command_publish").toBeFocused();
    await press("Escape");
    await animationFrame();
    expect(".o_sales_plan_row_menu").toHaveCount(0);
    expect(".o_sales_plan_grid").toBeFocused();

    await contains(cell(13, 0)).click();
    await manuallyDispatchProgrammaticEvent(queryFirst(".o_sales_plan_grid"), "contextmenu");
    await animationFrame();
    expect(items()).toEqual(["Publish…", "Suggest…", "Add Rows", "Remove Rows"]);
    await contains(".o_sales_plan_row_menu .o_command_publish").click();
    await animationFrame();
    expect(".o_sales_plan_row_menu").toHaveCount(0);
    expect.verifySteps([["grid_publish", [13], false], "dialog grid_publish", "open"]);
});

test("where nothing can be done with rows, the menu is the browser's", async () => {
    makeSplit({ can_edit: false, can_publish: false });
    await openTable();
    await manuallyDispatchProgrammaticEvent(queryFirst(".o_sales_plan_grid"), "contextmenu");
    await animationFrame();
    expect(".o_sales_plan_row_menu").toHaveCount(0);
});
