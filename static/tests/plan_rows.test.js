import { describe, expect, test } from "@odoo/hoot";
import { click, press, queryAll, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
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

describe.current.tags("desktop");

const PERIODS = [
    { id: 1, name: "Jan", date_from: "2026-01-01", date_to: "2026-01-31" },
    { id: 2, name: "Feb", date_from: "2026-02-01", date_to: "2026-02-28" },
];

function row(id, parent_id, name, values = {}) {
    return {
        id,
        kind: parent_id ? "allocation" : "total",
        parent_id,
        depth: 0,
        name,
        path: [],
        level_id: 1,
        dimension_label: parent_id ? "Sales Team" : "",
        has_children: false,
        can_add: true,
        can_edit: true,
        responsible: "",
        status: "on_track",
        target: 1000,
        actual: 250,
        gap: -750,
        attainment: 0.25,
        expected: 500,
        unallocated: null,
        history: null,
        targets: {},
        ...values,
    };
}

const SPECIAL = {
    status: false,
    target: null,
    gap: null,
    attainment: null,
    expected: null,
    can_edit: false,
    can_add: false,
    dimension_label: "",
};

class Plan extends models.Model {
    _name = "sales.plan";

    name = fields.Char();
    target_amount = fields.Float();
    unit_currency_id = fields.Many2one({ relation: "res.currency" });
    has_target = fields.Boolean();

    _records = [
        { id: 1, name: "Sales 2026", target_amount: 3000, unit_currency_id: 1, has_target: true },
    ];
    _views = {
        form: `<form>
                   <field name="name"/>
                   <field name="target_amount" widget="sales_plan_figure" options="{'planned': True}"/>
                   <widget name="sales_plan_table"/>
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

class Allocation extends models.Model {
    _name = "sales.plan.allocation";
    name = fields.Char();
}

defineModels({ ...mailModels, Plan, Team, Allocation });

/** Rows as the server would return them; tests change what they need. */
function makeServer(plan = {}) {
    const server = {
        plan: {
            id: 1,
            state: "draft",
            measure: "revenue",
            currency_id: 1,
            digits: 2,
            rolls_up: false,
            can_edit: true,
            has_rows: true,
            levels: [
                { id: 1, label: "Sales Team" },
                { id: 2, label: "Customer" },
            ],
            periods: PERIODS,
            ...plan,
        },
        top: [
            row(10, false, "Total", { has_children: true, unallocated: 0, target: 3000 }),
            row(11, 10, "North", {
                has_children: true,
                unallocated: 400,
                targets: {
                    1: { amount: 1000, is_held: false, is_typed: true },
                    2: { amount: 40, is_held: false, is_typed: false },
                },
            }),
            row(12, 10, "South", {
                target: null,
                gap: null,
                attainment: null,
                actual: 0,
                status: false,
            }),
            row("unplanned-10", 10, "Unplanned", { ...SPECIAL, kind: "unplanned", actual: 30 }),
            row("unassigned-10", 10, "of which without Sales Team", {
                ...SPECIAL,
                kind: "unassigned",
                actual: 20,
            }),
        ],
        below: { 11: [row(21, 11, "Acme", { target: 0, gap: 0, attainment: null })] },
        total: 2,
    };
    onRpc("sales.plan", "get_rows", ({ kwargs }) => {
        const { parent_id, filters, order, offset } = kwargs;
        expect.step(["get_rows", parent_id, JSON.stringify(filters), order, offset].join(" "));
        return {
            plan: server.plan,
            rows: parent_id && !offset ? server.below[parent_id] : server.page?.(kwargs) || server.top,
            total: parent_id && !offset ? server.below[parent_id].length : server.total,
        };
    });
    return server;
}

const FIRST_READ = 'get_rows false {"periods":false} tree 0';

async function mountPlan(resId = 1) {
    await mountView({ type: "form", resModel: "sales.plan", resId });
}

async function showPeriods() {
    await contains(".o_sales_plan_toolbar button:contains(Periods)").click();
}

function texts(selector) {
    return queryAllTexts(selector);
}

test("the total comes first, then the rows below it and what they leave", async () => {
    makeServer();
    await mountPlan();
    expect.verifySteps([FIRST_READ]);
    expect(texts(".o_sales_plan_label")).toEqual([
        "Total",
        "North",
        "South",
        "Unplanned",
        "of which without Sales Team",
    ]);
    expect(texts(".o_sales_plan_actual")).toEqual(["250.00", "250.00", "0.00", "30.00", "20.00"]);
    expect(".o_sales_plan_unplanned .o_sales_plan_bar").toHaveCount(0);
    expect("table").toHaveAttribute("role", "treegrid");
    expect("tr.o_sales_plan_row:eq(1)").toHaveAttribute("aria-level", "2");
    expect("tr.o_sales_plan_row:eq(1)").toHaveAttribute("aria-expanded", "false");
});

test("not planned is a dash, zero is zero", async () => {
    makeServer();
    await mountPlan();
    await contains(".o_sales_plan_toggle.btn").click();
    expect(texts(".o_sales_plan_row td.o_sales_plan_col_target")).toEqual([
        "3,000.00",
        "1,000.00",
        "0.00",
        "—",
        "",
        "",
    ]);
    expect(texts(".o_sales_plan_row td.o_sales_plan_col_gap").slice(2, 4)).toEqual(["0.00", "—"]);
    expect.verifySteps([FIRST_READ, 'get_rows 11 {"periods":false} tree 0']);
});

test("rows below are read when they are first opened", async () => {
    makeServer();
    await mountPlan();
    await contains(".o_sales_plan_toggle.btn").click();
    expect(texts(".o_sales_plan_label").slice(0, 3)).toEqual(["Total", "North", "Acme"]);
    expect("tr.o_sales_plan_row:eq(1)").toHaveAttribute("aria-expanded", "true");
    await contains(".o_sales_plan_toggle.btn").click();
    expect(texts(".o_sales_plan_label").slice(0, 3)).toEqual(["Total", "North", "South"]);
    await contains(".o_sales_plan_toggle.btn").click();
    expect.verifySteps([FIRST_READ, 'get_rows 11 {"periods":false} tree 0']);
});

test("arrow keys walk through the tree", async () => {
    makeServer();
    await mountPlan();
    queryFirst("tr.o_sales_plan_total").focus();
    await press("ArrowDown");
    expect("tr[data-row='11']").toBeFocused();
    await press("ArrowRight");
    await animationFrame();
    expect("tr[data-row='21']").toHaveCount(1);
    await press("ArrowLeft");
    await animationFrame();
    expect("tr[data-row='21']").toHaveCount(0);
    expect.verifySteps([FIRST_READ, 'get_rows 11 {"periods":false} tree 0']);
});

test("more rows are loaded on demand, before what they leave", async () => {
    const server = makeServer();
    server.total = 3;
    await mountPlan();
    server.page = ({ offset }) => (offset ? [row(13, 10, "West")] : null);
    await contains("button:contains(Load more)").click();
    expect(texts(".o_sales_plan_label")).toEqual([
        "Total",
        "North",
        "South",
        "West",
        "Unplanned",
        "of which without Sales Team",
    ]);
    expect("button:contains(Load more)").toHaveCount(0);
    expect.verifySteps([FIRST_READ, 'get_rows 10 {"periods":false} tree 2']);
});

test("filters, levels and a search ask the server", async () => {
    const server = makeServer();
    await mountPlan();
    await contains("button:contains(At Risk)").click();
    expect("button:contains(At Risk)").toHaveAttribute("aria-pressed", "true");
    await contains("select.o_sales_plan_level").select("2");
    await contains(".o_sales_plan_search input").edit("acme", { confirm: false });
    await runAllTimers();
    await animationFrame();
    server.top = [server.top[0]];
    server.total = 0;
    await contains("button:contains(Missed)").click();
    expect(".o_sales_plan_empty").toHaveText(/^No row matches\./);
    await contains("button:contains(Show all rows)").click();
    expect(".o_sales_plan_search input").toHaveValue("");
    expect.verifySteps([
        FIRST_READ,
        'get_rows false {"periods":false,"status":"at_risk"} tree 0',
        'get_rows false {"periods":false,"status":"at_risk","level":2} tree 0',
        'get_rows false {"periods":false,"status":"at_risk","level":2,"search":"acme"} tree 0',
        'get_rows false {"periods":false,"status":"missed","level":2,"search":"acme"} tree 0',
        FIRST_READ,
    ]);
});

test("a heading sorts, turns round and goes back to the tree", async () => {
    makeServer();
    await mountPlan();
    const gap = ".o_sales_plan_col_gap .o_sales_plan_sort";
    for (const order of ["ascending", "descending", "none"]) {
        await contains(gap).click();
        expect("th.o_sales_plan_col_gap").toHaveAttribute("aria-sort", order);
    }
    expect.verifySteps([
        FIRST_READ,
        'get_rows false {"periods":false} gap asc 0',
        'get_rows false {"periods":false} gap desc 0',
        FIRST_READ,
    ]);
});

test("an actual opens its documents, of an unplanned row those of its parent's rest", async () => {
    makeServer();
    onRpc("sales.plan.allocation", "action_open_actuals", ({ args, kwargs }) => {
        expect.step(`${args[0]} ${kwargs.kind}`);
        return { type: "ir.actions.act_window", res_model: "sales.actual" };
    });
    mockService("action", { doAction: (action) => expect.step(action.res_model) });
    await mountPlan();
    await contains("tr[data-row='11'] .o_sales_plan_actual").click();
    await contains("tr[data-row='unassigned-10'] .o_sales_plan_actual").click();
    expect.verifySteps([FIRST_READ, "11 own", "sales.actual", "10 unassigned", "sales.actual"]);
});

test("a typed target is written and what the server returns is shown", async () => {
    const server = makeServer();
    onRpc("sales.plan.allocation", "write_target", ({ args }) => {
        expect.step(`write ${args.join(" ")}`);
        MockServer.env["sales.plan"].write([1], { target_amount: 3500 });
        return {
            plan: server.plan,
            rows: [
                { ...server.top[0], target: 3500 },
                {
                    ...server.top[1],
                    target: 1500,
                    targets: { 1: { amount: 1500, is_held: false, is_typed: true } },
                },
            ],
            total: 2,
        };
    });
    await mountPlan();
    await showPeriods();
    const cell = "tr[data-row='11'] input[data-period='1']";
    expect(cell).toHaveValue("1,000.00");
    expect("tr[data-row='11'] input[data-period='2']").toHaveValue("");
    expect("tr[data-row='11'] input[data-period='2']").toHaveAttribute("placeholder", "40.00");
    expect(".o_sales_plan_unplanned").toHaveCount(0);
    await contains(cell).edit("1500", { confirm: "enter" });
    await animationFrame();
    expect(cell).toHaveValue("1,500.00");
    expect("tr[data-row='12'] input[data-period='1']").toBeFocused();
    expect(texts("tr.o_sales_plan_total td.fw-bold")).toEqual(["3,500.00"]);
    await runAllTimers();
    await animationFrame();
    expect(".o_field_widget[name='target_amount']").toHaveText("$ 3,500.00");
    expect.verifySteps([
        FIRST_READ,
        'get_rows false {"periods":true} tree 0',
        "write 11 1 1500",
    ]);
});

test("targets are typed in the user's number format", async () => {
    defineParams({
        lang_parameters: { decimal_point: ",", thousands_sep: " ", grouping: "[3,0]" },
    });
    const server = makeServer();
    onRpc("sales.plan.allocation", "write_target", ({ args }) => {
        expect.step(`write ${args.join(" ")}`);
        return { plan: server.plan, rows: [], total: 0 };
    });
    await mountPlan();
    await showPeriods();
    const cell = "tr[data-row='11'] input[data-period='1']";
    expect(cell).toHaveValue("1 000,00");
    await contains(cell).edit("12 345,5 $");
    await animationFrame();
    expect.verifySteps([
        FIRST_READ,
        'get_rows false {"periods":true} tree 0',
        "write 11 1 12345.5",
    ]);
});

test("an emptied cell is not planned, a zero is planned", async () => {
    const server = makeServer();
    onRpc("sales.plan.allocation", "write_target", ({ args }) => {
        expect.step(`write ${JSON.stringify(args)}`);
        return { plan: server.plan, rows: [], total: 0 };
    });
    await mountPlan();
    await showPeriods();
    await contains("tr[data-row='11'] input[data-period='1']").edit("");
    await contains("tr[data-row='12'] input[data-period='1']").edit("0");
    await animationFrame();
    expect.verifySteps([
        FIRST_READ,
        'get_rows false {"periods":true} tree 0',
        "write [[11],1,null]",
        "write [[12],1,0]",
    ]);
});

test("what is no number stays in its cell until it is taken back", async () => {
    makeServer();
    mockService("notification", { add: (message) => expect.step(message) });
    await mountPlan();
    await showPeriods();
    const cell = "tr[data-row='11'] input[data-period='1']";
    await contains(cell).edit("12abc");
    await animationFrame();
    expect(cell).toHaveValue("12abc");
    expect(cell).toHaveClass("is-invalid");
    await click(cell);
    await press("Escape");
    await animationFrame();
    expect(cell).toHaveValue("1,000.00");
    expect(cell).not.toHaveClass("is-invalid");
    expect.verifySteps([
        FIRST_READ,
        'get_rows false {"periods":true} tree 0',
        "“12abc” is not a number.",
    ]);
});

test("what the server refuses stays in its cell, with the reason", async () => {
    makeServer();
    onRpc("sales.plan.allocation", "write_target", () => {
        throw makeServerError({ message: "The plan was confirmed." });
    });
    mockService("notification", { add: (message) => expect.step(message) });
    await mountPlan();
    await showPeriods();
    const cell = "tr[data-row='11'] input[data-period='1']";
    await contains(cell).edit("77");
    await animationFrame();
    await animationFrame();
    expect(cell).toHaveValue("77");
    expect(cell).toHaveClass("is-invalid");
    expect.verifySteps([
        FIRST_READ,
        'get_rows false {"periods":true} tree 0',
        "The plan was confirmed.",
    ]);
});

test("coming back to a plan shows it as it was left", async () => {
    makeServer();
    await mountPlan();
    await contains(".o_sales_plan_toggle.btn").click();
    await mountPlan();
    expect(queryAllTexts(".o_form_view:last-child .o_sales_plan_label").slice(0, 3)).toEqual([
        "Total",
        "North",
        "Acme",
    ]);
    const below = 'get_rows 11 {"periods":false} tree 0';
    expect.verifySteps([FIRST_READ, below, FIRST_READ, below]);
});

test("a plan in force is read only", async () => {
    const server = makeServer({ state: "confirmed", can_edit: false });
    for (const found of server.top) {
        Object.assign(found, { can_edit: false, can_add: false });
    }
    await mountPlan();
    expect(".o_sales_plan_tools").toHaveCount(0);
    await showPeriods();
    expect(".o_sales_plan_cell input").toHaveCount(0);
    expect(texts("tr[data-row='11'] .o_sales_plan_cell")).toEqual(["1,000.00", "40.00"]);
    expect(texts("tr[data-row='12'] .o_sales_plan_cell")).toEqual(["—", "—"]);
    expect.verifySteps([FIRST_READ, 'get_rows false {"periods":true} tree 0']);
});

test("documents are whole numbers without a currency", async () => {
    makeServer({ measure: "count", currency_id: false });
    await mountPlan();
    expect("caption").toHaveText(/^Number of documents\./);
    expect(texts(".o_sales_plan_actual")[0]).toBe("250");
    expect.verifySteps([FIRST_READ]);
});

test("several rows are added at once", async () => {
    makeServer();
    onRpc("sales.plan.allocation", "get_addable", () => ({
        res_model: "team",
        domain: [],
        label: "Sales Team",
    }));
    onRpc("sales.plan.allocation", "add_rows", ({ args }) => {
        expect.step(`add ${JSON.stringify(args)}`);
        return [31, 32];
    });
    await mountPlan();
    await contains(".o_sales_plan_add").click();
    expect(".modal-title").toHaveText("Add Rows: Sales Team");
    await contains(".modal thead .o_list_record_selector input").click();
    await animationFrame();
    await contains(".modal .o_select_button:enabled").click();
    await animationFrame();
    await animationFrame();
    expect.verifySteps([FIRST_READ, "add [[10],[1,2]]", FIRST_READ]);
});

test("a row is removed once that is confirmed", async () => {
    makeServer();
    onRpc("sales.plan.allocation", "unlink", ({ args }) => {
        expect.step(`unlink ${args[0]}`);
        return true;
    });
    await mountPlan();
    queryFirst("tr[data-row='12'] button[title='Remove row']").click();
    await animationFrame();
    expect(".modal-body").toHaveText("“South” goes with its targets.");
    await contains(".modal-footer .btn-primary").click();
    await animationFrame();
    expect.verifySteps([FIRST_READ, "unlink 12", FIRST_READ]);
});

test("empty and unsaved plans say what to do first", async () => {
    const server = makeServer({ has_rows: false });
    server.top = [server.top[0]];
    server.total = 0;
    await mountPlan();
    expect(".o_sales_plan_empty p").toHaveText("Load last year's invoices, or add rows.");
    await mountPlan(false);
    expect(queryAll(".o_sales_plan_empty").at(-1)).toHaveText(/^Choose the levels and save\./);
    expect.verifySteps([FIRST_READ]);
});

test("the rows follow when the form is read anew, not when it is typed in", async () => {
    makeServer();
    await mountPlan();
    await contains(".o_field_widget[name='name'] input").edit("Sales");
    await animationFrame();
    expect.verifySteps([FIRST_READ]);
    await contains(".o_form_button_save").click();
    await animationFrame();
    expect.verifySteps([FIRST_READ]);
});
