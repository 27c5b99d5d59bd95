import { expect } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { getService, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

const REQUEST = { plan_id: 4, row_id: false, unit: "year", day: "2025-01-01" };

export function makeFigures(values = {}) {
    return {
        target: 12000.4,
        actual: 5000.25,
        gap: -7000.15,
        attainment: 0.4167,
        expected: 6000,
        behind: -999.75,
        pace: 0.8334,
        per_day: 70,
        days_left: 100,
        pipeline: 3500,
        coverage: 0.5,
        status: "at_risk",
        ...values,
    };
}

/** What the cockpit shows of a salesperson. */
export function makeCockpit(values = {}) {
    return {
        request: REQUEST,
        title: "Ada",
        plan: {
            id: 4,
            name: "Plan 2025",
            basis: "invoiced",
            own_basis: "invoiced",
            measure: "revenue",
            currency_id: 1,
            digits: 2,
        },
        plans: [
            { id: 4, name: "Plan 2025" },
            { id: 5, name: "Plan 2026" },
        ],
        countable: [
            { basis: "ordered", label: "Ordered" },
            { basis: "invoiced", label: "Invoiced" },
        ],
        basis_note: false,
        units: ["year", "quarter", "month"],
        span: {
            name: "2025",
            first: "2025-01-01",
            last: "2025-12-31",
            today: "2025-03-15",
            is_over: false,
            is_ahead: false,
            earlier: false,
            later: "2026-01-01",
        },
        breadcrumb: [],
        can_act: true,
        figures: makeFigures(),
        verdict: { text: "17% behind pace", tone: "bad" },
        chart: {
            days: ["2025-01-07", "2025-03-15", "2025-12-31"],
            plan: [100, 6000, 12000],
            actual: [50, 5000, null],
            last_year: null,
        },
        bases: {
            target: 1,
            bars: [
                { basis: "pipeline", label: "Pipeline", amount: 3500, share: 0.29, is_own: false },
                { basis: "won", label: "Won", amount: null, share: 0, is_own: false },
                { basis: "invoiced", label: "Invoiced", amount: 5000.25, share: 0.4, is_own: true },
            ],
        },
        reports: null,
        week: { amount: 300, since: "2025-03-09" },
        ...values,
    };
}

export function makeLists(values = {}) {
    const customer = { partner_id: 7, partner: "Acme", phone: "+32 (0)2 123", email: "a@acme.be" };
    return {
        currency_id: 1,
        customers: {
            count: 12,
            rows: [
                {
                    ...customer,
                    row_id: 8,
                    target: 600,
                    actual: 700.4,
                    gap: 100.4,
                    bought_on: "2025-03-10",
                    potential: null,
                },
            ],
        },
        invoices: {
            count: 3,
            amount: 950.5,
            rows: [{ ...customer, id: 70, name: "INV/1", amount: 500, days: 1 }],
        },
        overdue: {
            21: { amount: 80, reason: "$ 80 overdue" },
            22: { amount: 0, reason: "" },
        },
        tasks: {
            count: 1,
            late: 1,
            rows: [
                { id: 90, name: "Deal", summary: "Call", day: "2025-03-10", is_late: true, kind: "deal" },
            ],
        },
        news: [{ step: "won", label: "Won", count: 2, amount: 40 }],
        advice: [{ what: "late_deals", text: "Date or close 2 deals" }],
        ...values,
    };
}

export function makeCockpitLanding(values = {}) {
    return {
        own: {
            p10: 9000,
            p50: 11000,
            p90: 13000,
            mean: 11000,
            chance: 0.3,
            no_chance: "",
            target: 12000.4,
            parts: { certain: 5000.25, committed: 0, deals: 2000, to_come: 3999.75 },
            reasons: [
                { key: "deciding", text: "One deal decides", amount: 2000, deal_ids: [30] },
                { key: "to_come", text: "What usually comes", amount: 3999.75, deal_ids: [] },
            ],
        },
        rows: {},
        deals: {
            count: 1,
            rows: [
                {
                    id: 30,
                    name: "Big one",
                    amount: 4000,
                    chance: 0.5,
                    day: "2025-03-01",
                    to_do: ["no next step"],
                    partner: "Acme",
                    partner_id: 7,
                    phone: false,
                    email: "b@acme.be",
                    can_move: true,
                },
            ],
        },
        ...values,
    };
}

/** A row of a team: who needs help. */
export function makeReport(values = {}) {
    return {
        row_id: 21,
        name: "Bob",
        kind: "person",
        owner: [3, "Bob"],
        ...makeFigures(),
        submitted_on: false,
        reasons: ["17% behind pace", "no forecast yet"],
        worksheet: { kind: "person", user_id: 3 },
        ...values,
    };
}

/** How the rows of a team have gone, and what may be done about them. */
export function makeCockpitRows(rows = {}) {
    return {
        days: ["2025-01-07", "2025-03-15", "2025-12-31"],
        rows: {
            21: { actual: [10, 20], plan: [20, 40, 80], acts: ["write", "adjust", "split"] },
            ...rows,
        },
    };
}

/** Which parts make the gap, and which hide it. */
export function makeBreakdown(values = {}) {
    return {
        by: "salesperson",
        choices: [
            { by: "salesperson", label: "Salesperson" },
            { by: "country", label: "Country" },
        ],
        is_planned: true,
        text: ["$ 100 less than expected by today in 1 of 2.", "$ 30 more in the others hides a part."],
        behind: [
            { value_id: 3, name: "Bob", row_id: 21, actual: 5, due: 105, difference: 100, share: 1 },
        ],
        ahead: [{ value_id: 4, name: "Cy", row_id: 22, actual: 60, due: 30, difference: 30 }],
        others: { count: 2, difference: 7 },
        missing: 100,
        surplus: 30,
        ...values,
    };
}

/** Answer the calls of the cockpit; every request is a step. */
export function makeCockpitServer({ data, lists, landing, rows, news, breakdown } = {}) {
    const server = {
        data: data || makeCockpit(),
        lists: lists || makeLists(),
        landing: landing || makeCockpitLanding(),
        rows: rows || makeCockpitRows(),
        news: news || {},
        breakdown: breakdown || makeBreakdown(),
        visited: [],
    };
    onRpc("sales.cockpit", "cockpit_open", ({ args: [request] }) => {
        expect.step(request);
        return { ...server.data, request: { ...REQUEST, ...request } };
    });
    onRpc("sales.cockpit", "cockpit_lists", () => server.lists);
    onRpc("sales.cockpit", "cockpit_landing", () => server.landing);
    onRpc("sales.cockpit", "cockpit_rows", () => server.rows);
    onRpc("sales.cockpit", "cockpit_breakdown", ({ args: [{ by }] }) => ({
        ...server.breakdown,
        by: by || server.breakdown.by,
    }));
    onRpc("sales.cockpit", "cockpit_news", () => server.news);
    onRpc("sales.plan.visit", "visit_plan", ({ args: [planId] }) => {
        server.visited.push(planId);
        return true;
    });
    return server;
}

/** Open the cockpit, and wait until everything is there. */
export async function openCockpit(context = {}) {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_plan.cockpit",
        path: "cockpit",
        context,
    });
    await animationFrame();
    await animationFrame();
}

/** Make a step of each action that is opened from the cockpit, instead of opening it. */
export function catchCockpitActions() {
    for (const method of [
        "cockpit_open_documents",
        "cockpit_open_target",
        "cockpit_open_landing",
        "cockpit_open_list",
        "cockpit_open_step",
        "cockpit_open_part",
        "cockpit_print",
    ]) {
        onRpc("sales.cockpit", method, ({ args: [, ...rest] }) => {
            expect.step([method, ...rest]);
            return { type: "opened" };
        });
    }
    mockService("action", {
        doAction(action, options) {
            if (action.type === "opened") {
                return;
            }
            if (action.res_model) {
                expect.step([action.res_model, action.res_id || action.context?.active_id || false]);
                return;
            }
            if (action.url) {
                expect.step(action.url);
                return;
            }
            if (typeof action === "string") {
                expect.step([action, options?.additionalContext]);
                return;
            }
            return super.doAction(...arguments);
        },
    });
}
