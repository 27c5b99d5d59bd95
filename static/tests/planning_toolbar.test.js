import { describe, expect, test } from "@odoo/hoot";
import { click, hover, press, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { xml, Component } from "@odoo/owl";
import {
    contains,
    defineModels,
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
import { makeApi, planningModels } from "./planning_helpers";

describe.current.tags("desktop");

defineModels(planningModels);

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
    const focusGrid = () => expect.step("grid");
    await mountToolbar(makeApi({ rows: [11, 12], periods: [1], focusGrid }));
    await click(".o_command_hold");
    expect.verifySteps(["grid", { kind: "hold", rows: [11, 12], periods: [1] }]);
    await click(".o_command_release");
    await contains(".o_command_clear_menu").click();
    await contains(".o_command_clear_below").click();
    const values = { rows: [11, 12], periods: [1] };
    expect.verifySteps([
        "grid",
        { kind: "release", ...values },
        "grid",
        { kind: "clear", ...values, below: true },
    ]);
});

test("the keyboard goes on in the table after a menu, too", async () => {
    const focused = [];
    const focusGrid = () => focused.push(document.activeElement.className.includes("toggle"));
    await mountToolbar(makeApi({ rows: [11], periods: [1], focusGrid }));
    await contains(".o_command_clear_menu").click();
    await contains(".o-dropdown--menu .o_command_clear").click();
    await contains(".o_sales_plan_order").click();
    await contains(".o-dropdown--menu .dropdown-item:contains(Name)").click();
    expect(focused).toEqual([true, true], { message: "the menu's button had it last" });
    expect.verifySteps([
        { kind: "clear", rows: [11], periods: [1], below: false },
        "order name asc",
    ]);
});

test("where nothing is selected, buttons say so and do nothing", async () => {
    await mountToolbar(makeApi({ rows: [] }));
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
    await mountToolbar(makeApi({ rows: [] }));
    await hover(".o_command_hold");
    await runAllTimers();
    await animationFrame();
    expect(".o-tooltip").toHaveText("Select cells first.");
});

test("undo and redo name the steps they are about", async () => {
    const api = makeApi();
    await mountToolbar(api);
    expect(tooltip("undo")).toBe("There is nothing of yours to undo.");
    expect(".o_command_redo").toHaveAttribute("aria-disabled", "true");
    api.model.undo = { id: 7, label: "Typed 1,200 in North, Jan" };
    api.model.redo = { id: 8, label: "Held 2 cells" };
    api.model.bus.trigger("UPDATE");
    await animationFrame();
    expect(tooltip("undo")).toBe("Undo: Typed 1,200 in North, Jan");
    expect(tooltip("redo")).toBe("Redo: Held 2 cells");
    await click(".o_command_undo");
    await click(".o_command_redo");
    expect.verifySteps(["undo last", "redo"]);
});

test("what the server refuses is told", async () => {
    mockService("notification", { add: (message, { type }) => expect.step([type, message]) });
    const refusal = makeServerError({
        type: "odoo.exceptions.UserError",
        message: "“Sales 2027” is confirmed and stays as it is.",
    });
    await mountToolbar(makeApi({ run: () => Promise.reject(refusal) }));
    await click(".o_command_hold");
    await animationFrame();
    expect.verifySteps([["danger", "“Sales 2027” is confirmed and stays as it is."]]);
});

test("commands have hotkeys", async () => {
    const api = makeApi({ rows: [11], periods: [1] });
    api.model.undo = { id: 7, label: "Typed" };
    await mountToolbar(api);
    await press(["alt", "z"]);
    await press(["alt", "l"]);
    await press(["alt", "w"]);
    await animationFrame();
    expect.verifySteps(["undo last", { kind: "hold", rows: [11], periods: [1] }, "why"]);
});

test("columns are switched on and off, in the order of the menu", async () => {
    const api = makeApi({ columns: ["actual"] });
    await mountToolbar(api);
    await contains(".o_sales_plan_columns").click();
    expect(queryAllTexts(".o-dropdown--menu .dropdown-item")).toEqual([
        "History",
        "Difference %",
        "Actual",
        "Attainment",
    ]);
    expect(".dropdown-item:contains(Actual)").toHaveAttribute("aria-checked", "true");
    await contains(".dropdown-item:contains(History)").click();
    await contains(".dropdown-item:contains(Actual)").click();
    expect.verifySteps(["columns history actual", "columns "]);
});

test("rows are sorted by amounts from the largest, then the other way round", async () => {
    const api = makeApi();
    api.setOrder = (order) => {
        expect.step(order);
        api.order = order;
        api.model.bus.trigger("UPDATE");
    };
    await mountToolbar(api);
    for (const label of ["Target", "Target", "Name", "As Created"]) {
        await contains(".o_sales_plan_order").click();
        await contains(`.dropdown-item:contains(${label})`).click();
    }
    expect.verifySteps(["target desc", "target asc", "name asc", "plan"]);
});

test("all rows are exported, those on screen, and an empty template", async () => {
    patchWithCleanup(download, {
        _download: ({ url, data }) => expect.step([url, data]),
    });
    await mountToolbar(makeApi({ columns: ["history", "actual"] }));
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
    await mountToolbar(makeApi());
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
        "reload",
        "import 1",
        ["sales.plan.import", undefined],
        "reload",
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
    const api = makeApi({ plan: { name: "Sales 2027" } });
    await mountToolbar(api);
    await go("Sales 2027", true);
    await go("Sales 2027", false);
    await go("Sales 2026", true);
    expect.verifySteps(["back", "open 1", "open 1"]);
});

test("a plan that is only read offers what reads", async () => {
    await mountToolbar(makeApi({ plan: { can_edit: false } }));
    expect(".btn-group .btn").toHaveCount(1);
    expect(".btn-group .o_command_why").toHaveCount(1);
    await contains(".o_sales_plan_plan").click();
    expect(queryAllTexts(".o-dropdown--menu .dropdown-item")).toEqual(["Plan Form"]);
    await contains(".o_sales_plan_spreadsheet").click();
    expect(queryAllTexts(".o-dropdown--menu .dropdown-item")).toEqual([
        "Export All Rows",
        "Export Rows on Screen",
    ]);
});

test("a narrow toolbar keeps the rest in a menu", async () => {
    await mountToolbar(makeApi({ rows: [11] }), 760);
    expect(".o_command_spread").toHaveCount(0);
    expect(".o_command_hold").toHaveCount(1);
    await contains(".o_sales_plan_actions").click();
    expect(queryAllTexts(".o-dropdown--menu .dropdown-item")).toEqual([
        "Spread…",
        "Copy…",
        "Round…",
        "Clear",
        "Clear with Rows Below",
        "Note…",
        "Add Rows",
        "Remove Rows",
    ]);
    await contains(".dropdown-item.o_command_clear").click();
    expect.verifySteps([{ kind: "clear", rows: [11], periods: [], below: false }]);
});

test("names give way to icons where one line has no room for them", async () => {
    const api = makeApi();
    const bar = ".o_sales_plan_table_toolbar:last";
    await mountToolbar(api, 1900);
    expect(`${bar} .o_sales_plan_columns .o_sales_plan_text`).toBeVisible();
    await mountToolbar(api, 1368);
    expect(`${bar} .o_sales_plan_columns .o_sales_plan_text`).not.toBeVisible();
    expect(`${bar} .o_command_spread .o_sales_plan_text`).toBeVisible();
    await mountToolbar(api, 1100);
    expect(`${bar} .o_command_spread .o_sales_plan_text`).toBeVisible();
    expect(`${bar} .o_command_copy .o_sales_plan_text`).not.toBeVisible();
    await mountToolbar(api, 840);
    expect(`${bar} .o_command_spread .o_sales_plan_text`).not.toBeVisible();
    expect(`${bar} .o_command_spread`).toHaveAttribute("aria-label", "Spread…");
});
