import { describe, expect, test } from "@odoo/hoot";
import { press, queryAll, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    defineParams,
    fields,
    makeServerError,
    MockServer,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {
    amounts,
    cell,
    cursor,
    doing,
    makeServer,
    names,
    planWithProgress,
    rest,
    row,
} from "./planning_table_helpers";

describe.current.tags("desktop");

class Plan extends models.Model {
    _name = "sales.plan";

    name = fields.Char();
    target_amount = fields.Float();
    unit_currency_id = fields.Many2one({ relation: "res.currency" });
    has_target = fields.Boolean();

    _records = [
        { id: 1, name: "Sales 2027", target_amount: 4000, unit_currency_id: 1, has_target: true },
    ];
    _views = {
        form: `<form>
                   <header><button name="action_confirm" type="object" string="Confirm"/></header>
                   <field name="name"/>
                   <field name="target_amount" widget="sales_plan_figure" options="{'planned': True}"/>
                   <notebook>
                       <page string="Rows" name="rows"><widget name="sales_plan_table"/></page>
                       <page string="Notes" name="notes"/>
                   </notebook>
               </form>`,
    };
}

class Team extends models.Model {
    _name = "team";
    name = fields.Char();
    _records = [
        { id: 1, name: "East" },
        { id: 2, name: "West" },
    ];
    _views = { list: `<list><field name="name"/></list>`, search: `<search/>` };
}

defineModels({ ...mailModels, Plan, Team });

async function mountPlan(resId = 1) {
    await mountView({ type: "form", resModel: "sales.plan", resId });
    await animationFrame();
}

async function showPeriods() {
    await contains(".o_sales_plan_show_periods").click();
    await animationFrame();
}

/** Type into a cell, and wait for what comes of it. */
async function typeInto(id, column, text) {
    await contains(cell(id, column)).click();
    await press(text[0]);
    await animationFrame();
    queryFirst(".o_sales_plan_grid_editor").value = text;
    queryFirst(".o_sales_plan_grid_editor").dispatchEvent(new Event("input"));
    await press("Enter");
    await animationFrame();
    await animationFrame();
}

test("the form shows how the rows are doing, and leaves the keyboard alone", async () => {
    makeServer({ rows: planWithProgress() });
    await mountPlan();
    expect.verifySteps(["open"]);
    expect(names()).toEqual(["Total", "North", "South"]);
    expect(amounts(11)).toEqual(["1,000.00"]);
    expect("[data-row='11'] [role=meter]").toHaveCount(1);
    expect(".o_sales_plan_grid").not.toBeFocused();
    expect(".o_sales_plan_grid").toHaveAttribute("role", "treegrid");
    expect("[data-row='11']").toHaveAttribute("aria-level", "2");
    expect("[data-row='11']").toHaveAttribute("aria-expanded", "false");
    // most of what can be done is left to the planning table, and so are its keys
    const commands = queryAll(".o_sales_plan_table_toolbar [class*='o_command_']");
    expect(commands.map((button) => button.getAttribute("aria-label"))).toEqual([
        "Undo",
        "Redo",
        "Add Rows",
        "Remove Rows",
        "Actuals",
    ]);
    expect(".o_sales_plan_form_table [data-hotkey]").toHaveCount(0);
    expect(".o_sales_plan_spreadsheet").toHaveCount(0);
});

test("a search that finds nothing leaves a hint, wherever the cursor was", async () => {
    makeServer({ rows: planWithProgress() });
    await mountPlan();
    await contains("[data-row='11'] .o_sales_plan_target").click();
    await contains(".o_sales_plan_table_search input").edit("zzzz", { confirm: false });
    await rest();
    expect(".o_sales_plan_hint").toHaveText(/No row matches/);
    expect("[data-row]").toHaveCount(0);
    await contains(".o_sales_plan_table_search input").edit("", { confirm: false });
    await rest();
    expect("[data-row='11']").toHaveCount(1);
    expect.verifySteps(["open", "search zzzz"]);
});

test("only what is in force is asked for", async () => {
    makeServer({ rows: planWithProgress() });
    onRpc("sales.plan.table", "*", ({ method, kwargs }) => {
        if (method.startsWith("table_")) {
            expect.step(`${method} ${kwargs.context.sales_plan_in_force}`);
        }
    });
    await mountPlan();
    await contains("[data-row='11'] .o_sales_plan_grid_toggle").click();
    await contains(".o_sales_plan_table_search input").edit("acme", { confirm: false });
    await rest();
    expect.verifySteps([
        ...["table_open true", "open"],
        ...["table_children true", "children 11"],
        ...["table_search true", "search acme"],
    ]);
});

test("rows are opened by mouse and keyboard", async () => {
    makeServer({ rows: planWithProgress() });
    await mountPlan();
    await contains("[data-row='11'] .o_sales_plan_grid_toggle").click();
    expect(names()).toEqual(["Total", "North", "Acme", "Bolt", "South"]);
    expect("[data-row='11']").toHaveAttribute("aria-expanded", "true");
    await contains(cell(11, 3)).click();
    await press("ArrowDown");
    await animationFrame();
    expect(cursor()).toBe("21/3");
    await press("ArrowUp");
    await press(["Alt", "ArrowLeft"]);
    await animationFrame();
    expect(names()).toEqual(["Total", "North", "South"]);
    expect.verifySteps(["open", "children 11"]);
});

test("a typed target is the table's own edit, and the form's total follows", async () => {
    const server = makeServer({ rows: planWithProgress() });
    await mountPlan();
    await showPeriods();
    MockServer.env["sales.plan"].write([1], { target_amount: 4500 });
    await typeInto(11, 0, "1500");
    expect(amounts(11)[0]).toBe("1,500.00");
    expect(cursor()).toBe("12/0");
    await rest();
    await rest();
    expect(".o_field_widget[name='target_amount']").toHaveText("$ 4,500.00");
    expect.verifySteps(["open", "edit type 11/1:1500"]);
    expect(server.edits[0].edit.spread).toBe(true);
    expect(server.edits[0].version).toBe(7);
});

test("targets are typed in the user's number format; empty is not planned, zero is", async () => {
    defineParams({
        lang_parameters: { decimal_point: ",", thousands_sep: " ", grouping: "[3,0]" },
    });
    makeServer({ rows: planWithProgress() });
    await mountPlan();
    await showPeriods();
    expect(cell(11, 0).querySelector(".o_sales_plan_grid_amount")).toHaveText("1 000,00");
    await typeInto(11, 0, "12 345,5 $");
    await typeInto(12, 0, "0");
    await contains(cell(12, 1)).click();
    await press("Delete");
    await rest();
    expect.verifySteps(["open", "edit type 11/1:12345.5", "edit type 12/1:0", "edit clear 12 in 2"]);
});

test("a button of the form waits for what was typed, and does nothing while that is refused", async () => {
    const server = makeServer({ rows: planWithProgress() });
    onRpc("sales.plan", "action_confirm", () => {
        expect.step("confirm");
        return false;
    });
    onRpc("sales.plan", "web_save", () => expect.step("save"));
    mockService("notification", { add: (message) => expect.step(String(message)) });
    await mountPlan();
    await showPeriods();
    await contains(cell(11, 0)).click();
    await press("7");
    await animationFrame();
    await contains("button[name='action_confirm']").click();
    await rest();
    expect.verifySteps(["open", "edit type 11/1:7", "confirm", "open"]);
    server.answers.push(() => {
        throw makeServerError({ message: "Not that much." });
    });
    await typeInto(11, 0, "99");
    expect(cell(11, 0)).toHaveClass("o_sales_plan_invalid");
    expect(cell(11, 0)).toHaveText("99");
    expect.verifySteps(["edit type 11/1:99", "Not that much."]);
    await contains("button[name='action_confirm']").click();
    await rest();
    const steps = ["Missing required fields"];
    expect.verifySteps(steps);
    await contains(cell(11, 0)).click();
    await press("Escape");
    await animationFrame();
    expect(cell(11, 0)).not.toHaveClass("o_sales_plan_invalid");
    await contains("button[name='action_confirm']").click();
    await rest();
    expect.verifySteps(["confirm", "open"]);
});

test("what is typed is not lost with another tab of the form", async () => {
    makeServer({ rows: planWithProgress() });
    await mountPlan();
    await showPeriods();
    await contains(cell(11, 0)).click();
    await press("7");
    await animationFrame();
    await contains(".o_notebook .nav-link:contains(Notes)").click();
    await rest();
    await contains(".o_notebook .nav-link:contains(Rows)").click();
    await animationFrame();
    expect(amounts(11)[0]).toBe("7.00");
    expect(".o_sales_plan_leftover_bar").toHaveCount(0);
    expect.verifySteps(["open", "edit type 11/1:7", "open"]);
});

test("coming back to a plan shows it as it was left", async () => {
    makeServer({ rows: planWithProgress() });
    await mountPlan();
    await contains("[data-row='11'] .o_sales_plan_grid_toggle").click();
    await showPeriods();
    await contains(".o_notebook .nav-link:contains(Notes)").click();
    await contains(".o_notebook .nav-link:contains(Rows)").click();
    await animationFrame();
    expect(names()).toEqual(["Total", "North", "Acme", "Bolt", "South"]);
    expect(".o_sales_plan_show_periods").toHaveClass("active");
    expect.verifySteps(["open", "children 11", "open", "children 11"]);
});

test("a plan in force is read only", async () => {
    makeServer({ rows: planWithProgress(), plan: { state: "confirmed", can_edit: false } });
    await mountPlan();
    expect(queryAll(".o_sales_plan_table_toolbar [class*='o_command_']")).toHaveCount(1);
    expect(".o_sales_plan_remark").toHaveText(/stay as they are/);
    await showPeriods();
    mockService("notification", { add: (message) => expect.step(String(message)) });
    await contains(cell(11, 0)).click();
    await press("5");
    await animationFrame();
    expect(".o_sales_plan_grid_editor").toHaveCount(0);
    expect(amounts(11)).toEqual(["1,000.00", "0.00", "", "1,000.00"]);
    expect.verifySteps([
        "open",
        "This plan is no longer a draft: its targets stay as they are.",
    ]);
});

test("what is being split is shown as it is in force", async () => {
    const plan = { state: "confirmed", can_edit: false, is_cascaded: true };
    makeServer({ rows: planWithProgress(), plan });
    await mountPlan();
    expect(".o_sales_plan_remark").toHaveText(/in force; what is prepared is in the planning table/);
    expect.verifySteps(["open"]);
});

test("several rows are added at once, removed ones can be brought back", async () => {
    makeServer({ rows: planWithProgress(), tellsEdits: true });
    await mountPlan();
    await contains(cell(11, 3)).click();
    await contains(".o_command_add_rows").click();
    await animationFrame();
    await contains(".modal thead .o_list_record_selector input").click();
    await animationFrame();
    await contains(".modal .o_select_button:enabled").click();
    await rest();
    const added = { kind: "add_rows", spread: true, parent: 11, values: [1, 2] };
    expect.verifySteps(["open", "candidates 11", added, "children 11"]);
    await contains(cell(12, 3)).click();
    await contains(".o_command_remove_rows").click();
    await animationFrame();
    expect(".modal-body").toHaveText("“South” will be removed with the targets. This can be undone.");
    await contains(".modal-footer .btn-primary").click();
    await rest();
    expect.verifySteps([{ kind: "remove_rows", spread: true, rows: [12] }]);
});

test("empty and unsaved plans say what to do first", async () => {
    const nothing = { can_add: true, progress: doing() };
    makeServer({ rows: [row(10, false, "Total", [null, null, null], nothing)] });
    await mountPlan();
    expect(".o_sales_plan_hint p").toHaveText(/add some, or load what was sold/);
    expect(queryAllTexts(".o_sales_plan_hint button")).toEqual(["Add Rows", "Load Actuals"]);
    expect.verifySteps(["open"]);
    await mountPlan(false);
    expect(queryAllTexts(".o_form_view p").at(-1)).toMatch(/^Choose the levels and save\./);
    expect.verifySteps([]);
});

test("a plan without levels says that one is needed, and offers nothing else", async () => {
    const total = row(10, false, "Total", [1, 2, 3], { progress: doing() });
    makeServer({ rows: [total], plan: { levels: [] } });
    await mountPlan();
    expect(".o_sales_plan_hint p").toHaveText(/Add a level/);
    expect(".o_sales_plan_hint button").toHaveCount(0);
    expect.verifySteps(["open"]);
});

test("the rows follow when the form is read anew, not when it is typed in", async () => {
    makeServer({ rows: planWithProgress() });
    await mountPlan();
    await contains(".o_field_widget[name='name'] input").edit("Sales");
    await animationFrame();
    expect.verifySteps(["open"]);
    await contains(".o_form_button_save").click();
    await animationFrame();
    expect.verifySteps(["open"]);
});
