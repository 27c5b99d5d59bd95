import { describe, expect, test } from "@odoo/hoot";
import { click, hover, press, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { xml, Component } from "@odoo/owl";
import {
    contains,
    getMockEnv,
    makeServerError,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { download } from "@web/core/network/download";
import { describe as describeCommand } from "@sales_plan/planning_table/commands";
import { Toolbar } from "@sales_plan/planning_table/toolbar";
import {
    cell,
    definePlanningModels,
    makeServer,
    openTable,
    startApi,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

/** Mount the toolbar in a window of some width in pixels. */
async function mountToolbar(api, width = 1300) {
    class Page extends Component {
        static template = xml`<div t-attf-style="width: {{ width }}px"><Toolbar api="api"/></div>`;
        static components = { Toolbar };
        static props = {};
        api = api;
        width = width;
    }
    await mountWithCleanup(Page);
    await animationFrame();
    await animationFrame();
}

function tooltip(name) {
    return queryFirst(`.o_command_${name}`).dataset.tooltip;
}

test("a selection is held, released and cleared", async () => {
    const api = await startApi({ rows: [11, 12], periods: [1] });
    api.focusGrid = () => expect.step("grid");
    await mountToolbar(api);
    await contains(".o_command_hold").click();
    const values = { spread: true, rows: [11, 12], periods: [1] };
    expect.verifySteps(["grid", { kind: "hold", ...values }]);
    await contains(".o_command_release").click();
    await contains(".o_command_clear_menu").click();
    await contains(".o_command_clear_below").click();
    expect.verifySteps([
        "grid",
        { kind: "release", ...values },
        "grid",
        { kind: "clear", ...values, below: true },
    ]);
});

test("the keyboard goes on in the table after a menu, too", async () => {
    const server = makeServer();
    await openTable();
    await contains(cell(11, 0)).click();
    await contains(".o_command_clear_menu").click();
    expect(".o_sales_plan_grid").not.toBeFocused();
    await contains(".o-dropdown--menu .o_command_clear").click();
    expect(".o_sales_plan_grid").toBeFocused();
    await contains(".o_sales_plan_order").click();
    expect(".o_sales_plan_grid").not.toBeFocused();
    await contains(".o-dropdown--menu .dropdown-item:contains(Name)").click();
    expect(".o_sales_plan_grid").toBeFocused();
    expect.verifySteps(["edit clear 11 in 1", "open name asc"]);
    expect(server.edits[0].edit.below).toBe(false);
});

test("where nothing is selected, buttons say so and do nothing", async () => {
    await mountToolbar(await startApi({ rows: [] }));
    for (const name of ["spread", "copy", "round", "hold", "release", "note", "remove_rows"]) {
        expect(`.o_command_${name}`).toHaveAttribute("aria-disabled", "true");
    }
    expect(tooltip("hold")).toBe("Select cells first.");
    expect(tooltip("note")).toBe("Select one cell first.");
    expect(tooltip("remove_rows")).toBe("Select cells of the rows first.");
    await click(".o_command_hold");
    await click(".o_command_spread");
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect.verifySteps([]);
});

test("the reason is shown as a tooltip", async () => {
    await mountToolbar(await startApi({ rows: [] }));
    await hover(".o_command_hold");
    await runAllTimers();
    await animationFrame();
    expect(".o-tooltip").toHaveText("Select cells first.");
});

test("undo and redo name the steps they are about", async () => {
    const server = makeServer();
    const api = await startApi({ server });
    await mountToolbar(api);
    expect(tooltip("undo")).toBe("There is nothing of yours to undo.");
    expect(".o_command_redo").toHaveAttribute("aria-disabled", "true");
    server.undo = { id: 7, label: "Typed 1,200 in North, Jan" };
    server.redo = { id: 8, label: "Held 2 cells" };
    await api.reload();
    await animationFrame();
    expect(tooltip("undo")).toBe("Undo: Typed 1,200 in North, Jan");
    expect(tooltip("redo")).toBe("Redo: Held 2 cells");
    await contains(".o_command_undo").click();
    await contains(".o_command_redo").click();
    expect.verifySteps(["open", "undo 7", "redo 8"]);
});

test("what the server refuses is told", async () => {
    mockService("notification", { add: (message, { type }) => expect.step([type, message]) });
    const refusal = makeServerError({
        type: "odoo.exceptions.UserError",
        message: "“Sales 2027” is confirmed and stays as it is.",
    });
    const server = makeServer();
    server.answers.push(() => {
        throw refusal;
    });
    await mountToolbar(await startApi({ server, periods: [1] }));
    await contains(".o_command_hold").click();
    expect.verifySteps([
        "edit hold 11 in 1",
        ["danger", "“Sales 2027” is confirmed and stays as it is."],
    ]);
});

test("commands have hotkeys", async () => {
    const server = makeServer();
    server.undo = { id: 7, label: "Typed" };
    const api = await startApi({ server, rows: [11], periods: [1] });
    await mountToolbar(api);
    await press(["alt", "z"]);
    await press(["alt", "l"]);
    await press(["alt", "w"]);
    await animationFrame();
    expect.verifySteps(["undo 7", "edit hold 11 in 1"]);
    expect(api.isWhyOpen).toBe(true);
});

test("columns are switched on and off, in the order of the menu", async () => {
    const api = await startApi();
    api.setColumns(["actual"]);
    await mountToolbar(api);
    await contains(".o_sales_plan_columns").click();
    expect(queryAllTexts(".o-dropdown--menu .dropdown-item")).toEqual([
        "History",
        "Difference %",
        "Actual",
        "Attainment",
        "Growth on History",
        "Growth on Last Year",
        "Growth on Two Years Ago",
        "As Short as They Can Be Read",
        "Exact",
        "Thousands",
        "Millions",
        "None",
        "Compared with History",
        "Compared with the Row's Mean",
    ]);
    expect(".dropdown-item:contains(Actual)").toHaveAttribute("aria-checked", "true");
    await contains(".o_sales_plan_column_history").click();
    expect(api.columns).toEqual(["history", "actual"]);
    await contains(".dropdown-item:contains(Actual)").click();
    expect(api.columns).toEqual(["history"]);
});

test("rows are sorted by amounts from the largest, then the other way round", async () => {
    await mountToolbar(await startApi());
    for (const label of ["Target", "Target", "Name", "As Created"]) {
        await contains(".o_sales_plan_order").click();
        await contains(`.dropdown-item:contains(${label})`).click();
    }
    expect.verifySteps(["open target desc", "open target asc", "open name asc", "open"]);
});

test("all rows are exported, those on screen, and an empty template", async () => {
    patchWithCleanup(download, {
        _download: ({ url, data }) => expect.step([url, data]),
    });
    const api = await startApi();
    api.setColumns(["history", "actual"]);
    await mountToolbar(api);
    for (const name of ["export", "export_shown", "template"]) {
        await contains(".o_sales_plan_spreadsheet").click();
        await contains(`.o_command_${name}`).click();
    }
    const data = { plan: 1, columns: "history,actual" };
    expect.verifySteps([
        ["/sales_plan/table_xlsx", data],
        ["/sales_plan/table_xlsx", { ...data, rows: "10,11,12" }],
        ["/sales_plan/table_xlsx", { ...data, template: 1 }],
    ]);
});

test("wizards work on the plan, and the table follows them", async () => {
    for (const wizard of ["load", "import"]) {
        onRpc("sales.plan", `action_open_${wizard}`, ({ args }) => {
            expect.step(`${wizard} ${args[0]}`);
            return { res_model: `sales.plan.${wizard}` };
        });
    }
    mockService("action", {
        doAction: (action, options) => {
            expect.step([action.res_model, action.res_id]);
            options?.onClose();
        },
    });
    await mountToolbar(await startApi());
    for (const [menu, name] of [
        ["plan", "load"],
        ["spreadsheet", "import"],
        ["plan", "plan"],
    ]) {
        await contains(`.o_sales_plan_${menu}`).click();
        await contains(`.o_command_${name}`).click();
    }
    await animationFrame();
    expect.verifySteps([
        "load 1",
        ["sales.plan.load", undefined],
        "open",
        "import 1",
        ["sales.plan.import", undefined],
        "open",
        ["sales.plan", 1],
    ]);
});

test("the plan's form is gone back to, where the table was opened from there", async () => {
    mockService("action", { doAction: ({ res_id }) => expect.step(`open ${res_id}`) });
    const form = { isFormView: true, onSelected: () => expect.step("back") };
    const go = (name, isFormView) => {
        const breadcrumbs = [{ ...form, name, isFormView }, { name: "Planning Table" }];
        const env = { config: { breadcrumbs }, services: getMockEnv().services };
        return describeCommand("plan", api).run(api, env);
    };
    const api = await startApi();
    await mountToolbar(api);
    await go("Sales 2027", true);
    await go("Sales 2027", false);
    await go("Sales 2026", true);
    expect.verifySteps(["back", "open 1", "open 1"]);
});

test("a plan that is only read offers what reads", async () => {
    await mountToolbar(await startApi({ plan: { can_edit: false } }));
    expect(".btn-group > [class*='o_command_']").toHaveCount(4);
    expect(".btn-group .o_command_items").toHaveCount(1);
    expect(".btn-group .o_command_why").toHaveCount(1);
    expect(".btn-group .o_command_history").toHaveCount(1);
    expect(".btn-group .o_command_actuals").toHaveCount(1);
    await contains(".o_sales_plan_plan").click();
    expect(queryAllTexts(".o-dropdown--menu .dropdown-item")).toEqual([
        "History of the Plan",
        "Plan Form",
        "Keyboard Shortcuts",
    ]);
    await contains(".o_sales_plan_spreadsheet").click();
    expect(queryAllTexts(".o-dropdown--menu .dropdown-item")).toEqual([
        "Export All Rows",
        "Export Rows on Screen",
    ]);
});

test("a narrow toolbar keeps the rest in a menu", async () => {
    await mountToolbar(await startApi({ rows: [11] }), 760);
    expect(".o_command_spread").toHaveCount(0);
    expect(".o_command_hold").toHaveCount(1);
    await contains(".o_sales_plan_actions").click();
    expect(queryAllTexts(".o-dropdown--menu .dropdown-item")).toEqual([
        "Spread…",
        "Copy…",
        "Round…",
        "Sum of Rows Below",
        "Clear",
        "Clear with Rows Below",
        "Note…",
        "Items…",
        "History",
        "Add Rows",
        "Remove Rows",
    ]);
    await contains(".dropdown-item.o_command_clear").click();
    expect.verifySteps([{ kind: "clear", spread: true, rows: [11], periods: [], below: false }]);
});

test("names give way to icons where one line has no room for them", async () => {
    const api = await startApi();
    const bar = ".o_sales_plan_table_toolbar:last";
    await mountToolbar(api, 1900);
    expect(`${bar} .o_sales_plan_columns .o_sales_plan_text`).toBeVisible();
    await mountToolbar(api, 1330);
    expect(`${bar} .o_sales_plan_columns .o_sales_plan_text`).not.toBeVisible();
    expect(`${bar} .o_command_spread .o_sales_plan_text`).toBeVisible();
    await mountToolbar(api, 1100);
    expect(`${bar} .o_command_spread .o_sales_plan_text`).toBeVisible();
    expect(`${bar} .o_command_copy .o_sales_plan_text`).not.toBeVisible();
    await mountToolbar(api, 840);
    expect(`${bar} .o_command_spread .o_sales_plan_text`).not.toBeVisible();
    expect(`${bar} .o_command_spread`).toHaveAttribute("aria-label", "Spread…");
});
