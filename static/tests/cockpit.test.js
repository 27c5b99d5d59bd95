import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { Deferred, animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, makeServerError, onRpc } from "@web/../tests/web_test_helpers";
import { router } from "@web/core/browser/router";
import {
    catchCockpitActions,
    makeCockpit,
    makeCockpitLanding,
    makeCockpitServer,
    makeFigures,
    makeLists,
    openCockpit,
} from "./cockpit_helpers";

describe.current.tags("desktop");
defineModels(mailModels);

const value = (name) => `[data-figure=${name}] .o_sales_plan_tile_value`;
const note = (name) => `[data-figure=${name}] .o_sales_plan_tile_note`;

test("figures in whole units, to the cent in the tooltip", async () => {
    makeCockpitServer();
    await openCockpit();
    expect(queryAllTexts(".o_sales_plan_tile_label")).toEqual([
        "Actual",
        "Target",
        "Attainment",
        "Gap",
        "Pace",
        "Needed per Day",
        "Landing",
        "Coverage",
    ]);
    expect(queryAllTexts(".o_sales_plan_tile_value")).toEqual([
        "$ 5,000",
        "$ 12,000",
        "42%",
        "$ -7,000",
        "83%",
        "$ 70",
        "$ 11,000",
        "0.5×",
    ]);
    expect("[data-figure=actual]").toHaveAttribute("title", "$\u00a05,000.25");
    expect(note("pace")).toHaveText("$ 1,000 behind");
    expect(note("landing")).toHaveText("30% chance");
    expect(queryOne(".o_sales_plan_tile_mark").style.insetInlineStart).toMatch(/^49.99/);
    expect(".o_sales_plan_verdict").toHaveText("17% behind pace");
    expect.verifySteps([{}]);
});

test("what is unknown is a dash, not zero", async () => {
    const figures = makeFigures({
        target: null,
        gap: null,
        attainment: null,
        expected: null,
        behind: null,
        pace: null,
        per_day: null,
        coverage: null,
        pipeline: null,
        status: null,
    });
    makeCockpitServer({
        data: makeCockpit({ figures }),
        landing: makeCockpitLanding({ own: null, deals: null }),
    });
    await openCockpit();
    for (const name of ["target", "attainment", "gap", "pace", "per_day", "landing", "coverage"]) {
        expect(value(name)).toHaveText("—");
    }
    expect("[data-figure=landing]").toHaveProperty("disabled", true);
    expect(".o_sales_plan_cockpit_deals").toHaveCount(0);
    expect.verifySteps([{}]);
});

test("every figure opens what it is made of", async () => {
    makeCockpitServer();
    catchCockpitActions();
    await openCockpit();
    expect.verifySteps([{}]);
    for (const [selector, ...opened] of [
        ["[data-figure=actual]", "cockpit_open_documents", "invoiced"],
        ["[data-figure=target]", "cockpit_open_target"],
        ["[data-figure=coverage]", "cockpit_open_documents", "pipeline"],
        ["[data-basis=invoiced]", "cockpit_open_documents", "invoiced"],
        ["[data-what=late_deals]", "cockpit_open_list", "late_deals"],
        [".o_sales_plan_cockpit_customers header button", "cockpit_open_list", "customers"],
        [".o_sales_plan_cockpit_deals header button", "cockpit_open_list", "deals"],
        [".o_sales_plan_cockpit_invoices header button", "cockpit_open_list", "invoices"],
        [".o_sales_plan_cockpit_tasks header button", "cockpit_open_list", "tasks"],
        ["[data-step=counted] button", "cockpit_open_documents", "invoiced", "2025-03-09"],
        ["[data-step=won] button", "cockpit_open_step", "won", "2025-03-09"],
    ]) {
        await click(selector);
        await animationFrame();
        expect.verifySteps([opened]);
    }
    expect("[data-basis=won]").toHaveProperty("disabled", true);
});

test("what changed since the user last looked, who looked is told once", async () => {
    const server = makeCockpitServer({
        news: {
            since: "2025-03-12",
            amount: 120,
            steps: [{ step: "new", label: "New", count: 1, amount: 50 }],
        },
    });
    catchCockpitActions();
    await openCockpit();
    expect(queryAllTexts("[data-since]")).toEqual(["A week ago", "Last look, Mar 12"]);
    expect("[data-since=week]").toHaveClass("active");
    expect("[data-step=counted]").toHaveText(/\$ 300/);
    await contains("[data-since=look]").click();
    expect("[data-step=counted]").toHaveText(/\$ 120/);
    expect("[data-step=won]").toHaveCount(0);
    await contains("[data-step=counted] button").click();
    await contains("[data-step=new] button").click();
    await contains("[data-unit=month]").click();
    expect.verifySteps([
        {},
        ["cockpit_open_documents", "invoiced", "2025-03-12"],
        ["cockpit_open_step", "new", "2025-03-12"],
        { unit: "month" },
    ]);
    expect(server.visited).toEqual([4]);
});

test("a landing tells its parts and reasons", async () => {
    makeCockpitServer();
    catchCockpitActions();
    await openCockpit();
    await contains("[data-figure=landing]").click();
    expect(queryAllTexts(".o_sales_plan_cockpit_landing dt")).toEqual([
        "Certain",
        "Open deals",
        "Still to come",
        "Four of five outcomes",
    ]);
    await contains(".o_sales_plan_cockpit_landing li button").click();
    expect.verifySteps([{}, ["crm.lead", false]]);
});

test("figures wait neither for lists nor for the landing", async () => {
    makeCockpitServer();
    const lists = new Deferred();
    const landing = new Deferred();
    onRpc("sales.cockpit", "cockpit_lists", () => lists);
    onRpc("sales.cockpit", "cockpit_landing", () => landing);
    await openCockpit();
    expect(value("actual")).toHaveText("$ 5,000");
    expect(value("landing")).toHaveText("—");
    expect(note("landing")).toHaveText("being worked out");
    lists.resolve(makeLists());
    await animationFrame();
    expect("[data-partner]").toHaveCount(1);
    landing.resolve(makeCockpitLanding());
    await animationFrame();
    expect(value("landing")).toHaveText("$ 11,000");
    expect.verifySteps([{}]);
});

test("plan and span are asked of the server and stand in the address", async () => {
    makeCockpitServer();
    await openCockpit();
    expect.verifySteps([{}]);
    await contains("[data-unit=quarter]").click();
    expect.verifySteps([{ unit: "quarter" }]);
    expect(router.current.unit).toBe("quarter");
    await contains(".o_sales_plan_cockpit_later").click();
    expect.verifySteps([{ unit: "quarter", day: "2026-01-01" }]);
    expect(router.current.day).toBe("2026-01-01");
    expect(".o_sales_plan_cockpit_earlier").toHaveProperty("disabled", true);
    await contains(".o_sales_plan_cockpit_plan").click();
    await contains(".o-dropdown-item:contains(Plan 2026)").click();
    expect.verifySteps([{ plan_id: 5, unit: "quarter" }]);
    expect(router.current.plan_id).toBe(5);
});

test("another basis is asked of the server and stands in the address", async () => {
    const server = makeCockpitServer();
    await openCockpit();
    const { plan } = makeCockpit();
    server.data = makeCockpit({
        plan: { ...plan, basis: "ordered" },
        basis_note: "Counted here: Ordered.",
    });
    await contains(".o_sales_plan_cockpit_basis").click();
    await contains("[data-chooses=ordered]").click();
    expect(router.current.basis).toBe("ordered");
    expect(".o_sales_plan_basis_note").toHaveText(/Counted here: Ordered/);
    expect(note("actual")).toHaveText("ordered");
    await contains("[data-figure=landing]").click();
    expect(".o_sales_plan_cockpit_landing button:contains(All Rows)").toHaveCount(0);
    server.data = makeCockpit();
    await contains(".o_sales_plan_basis_note button").click();
    expect(router.current.basis).toBe(undefined);
    expect(".o_sales_plan_basis_note").toHaveCount(0);
    expect.verifySteps([{}, { basis: "ordered" }, {}]);
});

test("what an address asks for may not be there: then one's own is shown", async () => {
    expect.errors(1);
    makeCockpitServer();
    onRpc("sales.cockpit", "cockpit_open", ({ args: [request] }) => {
        if (request.row_id) {
            throw makeServerError({ message: "Not yours to see" });
        }
    });
    await openCockpit({ row_id: 99 });
    expect(value("actual")).toHaveText("$ 5,000");
    expect.verifySteps([{}]);
    expect.verifyErrors(["Not yours to see"]);
});

test("nothing is in force: what to do first", async () => {
    makeCockpitServer({
        data: { empty: "No target is published to you yet.", may_plan: false, can_act: true },
    });
    catchCockpitActions();
    await openCockpit();
    expect(".o_sales_plan_cockpit_empty p").toHaveText("No target is published to you yet.");
    await contains(".o_sales_plan_cockpit_empty button").click();
    expect.verifySteps([{}, ["sales_plan.sales_forecast_action", undefined]]);
});

test("actions of rows: open, plan an activity, call, write", async () => {
    makeCockpitServer();
    catchCockpitActions();
    await openCockpit();
    expect.verifySteps([{}]);
    const row = "[data-partner='7']";
    expect(queryAllTexts(`${row} td`).slice(0, 4)).toEqual(["Acme", "600", "700", "+100"]);
    expect(`${row} [data-action=call]`).toHaveAttribute("href", "tel:+3202123");
    await contains(`${row} [data-opens=target]`).click();
    await contains(`${row} [data-opens=actual]`).click();
    expect.verifySteps([
        ["cockpit_open_target"],
        ["cockpit_open_documents", "invoiced", false, 7],
    ]);
    await contains(`${row} td:first-child button`).click();
    await contains(`${row} [data-action=schedule]`).click();
    await contains(`${row} [data-action=mail]`).click();
    await contains("[data-deal='30'] .btn-link").click();
    expect.verifySteps([
        ["res.partner", 7],
        ["mail.activity.schedule", 7],
        ["mail.compose.message", false],
        ["crm.lead", 30],
    ]);
    expect("[data-deal='30'] [data-action=call]").toHaveCount(0);
    expect("[data-deal='30'] .o_sales_plan_line_main").toHaveText(/no next step/);
});

test("a deal moves from its row; who was faster is told first", async () => {
    makeCockpitServer();
    onRpc("sales.deal.move", "deal_place", () => ({
        name: "Big one",
        day: "2025-03-01",
        stage_id: 1,
        stages: [
            [1, "New"],
            [2, "Proposition"],
        ],
    }));
    let conflict = "Bob changed this deal meanwhile";
    onRpc("sales.deal.move", "deal_move", ({ args }) => {
        expect.step(args);
        return conflict ? { conflict, day: "2025-05-01", stage_id: 1 } : { conflict };
    });
    await openCockpit();
    await contains("[data-deal='30'] [data-action=move]").click();
    expect(".modal-title").toHaveText("Move Deal");
    expect(".modal .btn-primary").toHaveProperty("disabled", true);
    await contains("#o_sales_plan_move_stage").select("2");
    await contains(".modal .btn-primary").click();
    expect(".modal .alert").toHaveText("Bob changed this deal meanwhile");
    conflict = false;
    await contains(".modal .btn-primary:contains(Move Anyway)").click();
    expect(".modal").toHaveCount(0);
    const place = { day: "2025-03-01", stage_id: 2 };
    expect.verifySteps([
        {},
        [30, { day: "2025-03-01", stage_id: 1 }, place],
        [30, { day: "2025-05-01", stage_id: 1 }, place],
        {},
    ]);
});

test("who only reads has no actions", async () => {
    makeCockpitServer({ data: makeCockpit({ can_act: false }) });
    await openCockpit();
    expect("[data-action]").toHaveCount(0);
    expect("[data-partner]").toHaveCount(1);
    expect.verifySteps([{}]);
});

test("who only reads is not told what to do where there is nothing", async () => {
    const nothing = { count: 0, rows: [] };
    makeCockpitServer({
        data: makeCockpit({ can_act: false }),
        lists: makeLists({
            customers: nothing,
            invoices: { ...nothing, amount: 0 },
            tasks: { ...nothing, late: 0 },
            news: [],
            advice: [],
        }),
        landing: makeCockpitLanding({ deals: nothing }),
    });
    await openCockpit();
    expect(queryAllTexts(".o_sales_plan_card_empty")).toEqual([
        "No customer is planned for or bought in this period.",
        "No open deal can still count in this period.",
        "Nothing is overdue.",
        "Nothing is planned.",
    ]);
    expect(".o_sales_plan_advice_label").toHaveCount(0);
    expect.verifySteps([{}]);
});

test("nothing is in force: who only reads looks at the plans", async () => {
    makeCockpitServer({ data: { empty: "No plan is in force yet.", can_act: false } });
    catchCockpitActions();
    await openCockpit();
    await contains(".o_sales_plan_cockpit_empty button").click();
    expect.verifySteps([{}, ["sales_plan.sales_plan_action", undefined]]);
});

test("a period that is over has no landing and no deals", async () => {
    const { span } = makeCockpit();
    makeCockpitServer({
        data: makeCockpit({ span: { ...span, is_over: true }, week: null }),
        landing: { own: null, rows: {}, deals: null },
    });
    await openCockpit();
    expect(note("landing")).toHaveText("the period is over");
    expect(".o_sales_plan_cockpit_deals").toHaveCount(0);
    expect(".o_sales_plan_cockpit_lists").toHaveAttribute("data-lists", "own_without_deals");
    await contains("[data-unit=month]").click();
    expect.verifySteps([{}, { unit: "month", day: "2025-01-01" }]);
});
