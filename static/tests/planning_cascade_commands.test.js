import { describe, expect, test } from "@odoo/hoot";
import {
    manuallyDispatchProgrammaticEvent,
    press,
    queryAllTexts,
    queryFirst,
} from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mockService,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { describe as describeCommand } from "@sales_plan/planning_table/commands";
import { line, makeSplit, marks } from "./planning_cascade_helpers";
import {
    cell,
    cursor,
    definePlanningModels,
    names,
    openTable,
    rest,
    select,
    startApi,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

/** Open the table of a plan whose wizards answer; their dialogs are closed at once. */
async function openWithWizards() {
    for (const method of ["table_publish", "table_withdraw", "table_suggest"]) {
        onRpc("sales.plan.table", method, ({ args: [, ...args] }) => {
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

test("rows are published, with what is below them, or all that is ready", async () => {
    const server = makeSplit();
    await openWithWizards();
    await contains(cell(11, 0)).click();
    await contains(cell(12, 0)).click({ shiftKey: true });
    await rest();
    expect(server.sums.map(([sum]) => sum)).toEqual(["sum 11,12 in 1"]);
    await pick("publish");
    await pick("publish_below");
    await pick("publish_all");
    expect.verifySteps([
        ["table_publish", [11], false],
        "dialog table_publish",
        "open",
        ["table_publish", [12], true],
        "dialog table_publish",
        "open",
        ["table_publish", [], false],
        "dialog table_publish",
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
        ["table_withdraw", [11]],
        "dialog table_withdraw",
        "open",
        "edit discard 11 in 1",
        ["table_suggest", 10],
        "dialog table_suggest",
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
    expect.verifySteps([["table_publish", [], false], "dialog table_publish", "open"]);
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
    onRpc("sales.plan.table", "table_publish", () => {
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

test("rows have a menu, by the mouse and by the keyboard", async () => {
    const server = makeSplit();
    await openWithWizards();
    const name = (id) => queryFirst(`${line(id)} .o_sales_plan_grid_name`);
    const items = () => queryAllTexts(".o_sales_plan_row_menu button > span");
    await contains(name(11)).click();
    await contains(name(12)).click({ shiftKey: true });
    await rest();
    expect(server.sums.map(([sum]) => sum)).toEqual(["sum 11,12 in 1,2,3"]);
    await manuallyDispatchProgrammaticEvent(name(12), "contextmenu");
    await animationFrame();
    expect(items()).toEqual([
        "Publish…",
        "Publish with Everything Below…",
        "Take Back Changes",
        "Withdraw…",
        "Suggest…",
        "Sum of Rows Below",
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
    expect(items().slice(-4)).toEqual(["Clear with Rows Below", "Publish…", "Add Rows", "Remove Rows"]);
    await contains(".o_sales_plan_row_menu .o_command_publish").click();
    await animationFrame();
    expect(".o_sales_plan_row_menu").toHaveCount(0);
    expect.verifySteps([["table_publish", [13], false], "dialog table_publish", "open"]);
});

test("where nothing can be done with rows, the menu is the browser's", async () => {
    makeSplit({ can_edit: false, can_publish: false });
    await openTable();
    const name = queryFirst(`${line(11)} .o_sales_plan_grid_name`);
    await manuallyDispatchProgrammaticEvent(name, "contextmenu");
    await animationFrame();
    expect(".o_sales_plan_row_menu").toHaveCount(0);
});
