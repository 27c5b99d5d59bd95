import { beforeEach, expect } from "@odoo/hoot";
import { queryAll, queryAllTexts, queryFirst, queryText } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    getService,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

class Lead extends models.Model {
    _name = "crm.lead";
}

class Submission extends models.Model {
    _name = "sales.forecast.submission";
}

export function defineForecastModels() {
    defineModels({ ...mailModels, Lead, Submission });
    beforeEach(() => sessionStorage.removeItem("sales_plan.forecast.toggled"));
}

const JULY = { id: 7, name: "July 2027", date_from: "2027-07-01", date_to: "2027-07-31" };
const CATEGORIES = ["omitted", "pipeline", "best_case", "commit", "closed"];
const NAMES = ["Omitted", "Pipeline", "Best Case", "Commit", "Closed"];
const DEFAULT_PROBABILITY = { omitted: 0, pipeline: 20, best_case: 60, commit: 90, closed: 100 };

/** Amounts by role as the server gives them, the cumulative ones with them. */
export function amounts(closed, commit, best_case, pipeline, forecast = closed + commit) {
    return {
        closed,
        commit,
        best_case,
        pipeline,
        forecast,
        cumulative: {
            commit: closed + commit,
            best_case: closed + commit + best_case,
            open_pipeline: commit + best_case + pipeline,
        },
    };
}

/** What is counted for a target of 10,000. */
export function measuredBy(basis, actual) {
    return {
        plan_id: 1,
        plan: "Plan 2027",
        basis,
        actual,
        attainment: actual / 10000,
        missing: 10000 - actual,
    };
}

/** Widths of the bar in percent, as the server gives them. */
export function barOf(closed, commit, best_case, pipeline, target = 100) {
    return { parts: { closed, commit, best_case, pipeline }, target };
}

export function deal(id, name, role, amount, values = {}) {
    const probability = values.probability ?? DEFAULT_PROBABILITY[role];
    return {
        id,
        name,
        partner: "",
        stage_id: 1,
        category_id: CATEGORIES.indexOf(role) + 1,
        role,
        is_manual: false,
        is_added: false,
        is_included: role === "commit" || role === "closed",
        amount,
        weighted: (amount * probability) / 100,
        probability,
        automated_probability: probability,
        win_rate: null,
        date: "2027-07-20",
        status: role === "closed" ? "won" : "open",
        next_step: false,
        can_write: true,
        flag: false,
        ...values,
    };
}

export function smallDeals() {
    return [
        deal(1, "Alpha", "pipeline", 1000, { partner: "Acme" }),
        deal(2, "Beta", "best_case", 2000),
        deal(3, "Gamma", "commit", 3000, { is_manual: true }),
        deal(4, "Delta", "closed", 4000),
    ];
}

function categoryTotals(deals) {
    return CATEGORIES.map((role, index) => {
        const found = deals.filter(({ category_id }) => category_id === index + 1);
        const sum = (name) => found.reduce((total, values) => total + values[name], 0);
        return {
            id: index + 1,
            name: NAMES[index],
            role,
            sequence: index,
            count: found.length,
            amount: sum("amount"),
            weighted: sum("weighted"),
        };
    }).reverse();
}

/** The forecast of a salesperson; `values` replace parts of it, `figures` some of the figures. */
export function personPayload(parts = {}) {
    const { figures = {}, forecast = {}, deals = smallDeals(), ...values } = parts;
    return {
        forecast: {
            id: 70,
            kind: "person",
            name: "Grace",
            user: [5, "Grace"],
            team: false,
            period: JULY,
            is_mine: true,
            can_adjust: true,
            can_submit: true,
            as_of: false,
            shows_live: true,
            ...forecast,
        },
        periods: [
            { id: 6, name: "June 2027", is_current: false },
            { id: 7, name: "July 2027", is_current: true },
            { id: 8, name: "August 2027", is_current: false },
        ],
        choices: [{ kind: "person", user_id: 5, team_id: false, name: "Grace", depth: 0 }],
        breadcrumb: [{ kind: "person", user_id: 5, team_id: false, name: "Grace" }],
        currency: { id: 1, symbol: "$", position: "before", decimals: 2 },
        figures: {
            ...amounts(4000, 3000, 2000, 1000),
            target: 10000,
            measured: measuredBy("won", 4000),
            weighted: 8100,
            bar: barOf(40, 30, 20, 10),
            weights: {
                ...amounts(4000, 2700, 1200, 200, 8100),
                gap: -1900,
                coverage: 4.1 / 6,
                bar: barOf(40, 27, 12, 2),
            },
            omitted_count: 0,
            gap: -3000,
            coverage: 1,
            corrected: null,
            corrected_share: null,
            live: amounts(4000, 3000, 2000, 1000),
            adjustment: { commit: 0, best_case: 0, pipeline: 0 },
            submitted: null,
            difference: null,
            ...figures,
        },
        is_stale: false,
        submission: null,
        submission_count: 0,
        submission_domain: [["forecast_id", "=", 1]],
        adjustments: [],
        overdue: { count: 0, amount: 0 },
        undated: { count: 0, amount: 0 },
        categories: categoryTotals(deals),
        stages: [[1, "Qualified"]],
        deals,
        changes: [],
        rows: [],
        totals: null,
        ...values,
    };
}

const NO_ADJUSTMENT = { commit: null, best_case: null, pipeline: null };

function report(key, kind, name, values = {}) {
    return {
        key,
        kind,
        user_id: false,
        team_id: false,
        name,
        submitted: null,
        submission: null,
        is_stale: false,
        since: null,
        live: null,
        basis: amounts(0, 0, 0, 0),
        adjustment: NO_ADJUSTMENT,
        total: amounts(0, 0, 0, 0),
        target: null,
        measured: null,
        gap: null,
        can_adjust: true,
        ...values,
    };
}

/** The forecast of a team: its leader's deals, two people and a team below it. */
export function teamPayload({ forecast = {}, live = false, ...values } = {}) {
    const submission = { id: 31, date: "2027-07-10 08:00:00" };
    return {
        ...personPayload({ deals: [], figures: { weights: null } }),
        forecast: {
            ...personPayload().forecast,
            id: 71,
            kind: "team",
            name: "North",
            user: [9, "Sofia"],
            team: [3, "North"],
            ...forecast,
        },
        choices: [
            { kind: "team", user_id: false, team_id: 3, name: "North", depth: 0 },
            { kind: "person", user_id: 9, team_id: false, name: "Sofia", depth: 1 },
            { kind: "person", user_id: 5, team_id: false, name: "Grace", depth: 1 },
            { kind: "team", user_id: false, team_id: 4, name: "Coast", depth: 1 },
        ],
        breadcrumb: [{ kind: "team", user_id: false, team_id: 3, name: "North" }],
        rows: [
            report("own", "own", "Sofia", {
                user_id: 9,
                live: amounts(100, 0, 0, 50),
                total: amounts(100, 0, 0, 50),
                can_adjust: false,
            }),
            report("person-5", "person", "Grace", {
                user_id: 5,
                submitted: amounts(4000, 3000, 2000, 1000),
                submission,
                basis: amounts(4000, 3000, 2000, 1000),
                live: live ? amounts(4000, 3500, 2000, 1000) : null,
                is_stale: live,
                since: live
                    ? { closed: 0, commit: 500, best_case: 0, pipeline: 0, forecast: 500 }
                    : null,
                adjustment: { ...NO_ADJUSTMENT, commit: { amount: -500, note: "Too bold" } },
                total: amounts(4000, 2500, 2000, 1000),
                target: 10000,
                measured: measuredBy("invoiced", 9000),
                gap: -3500,
            }),
            report("person-6", "person", "Daniel", { user_id: 6 }),
            report("team-4", "team", "Coast", {
                team_id: 4,
                submitted: amounts(1, 2, 3, 4),
                submission: { ...submission, id: 32 },
                total: amounts(1, 2, 3, 4),
            }),
        ],
        totals: {
            submitted: amounts(4001, 3002, 2003, 1004),
            live: live ? amounts(4101, 3502, 2003, 1054) : null,
            total: amounts(4101, 2502, 2003, 1054),
            adjustment: { commit: -500, best_case: 0, pipeline: 0 },
            target: 10000,
            gap: -3397,
        },
        ...values,
    };
}

/** Where a forecast will end up, as the server says it. */
export function makeLanding(values = {}) {
    return {
        p10: 9000,
        p50: 11000,
        p90: 13000,
        mean: 11000,
        chance: 0.7,
        no_chance: "",
        target: 10000,
        basis: "won",
        plan: "Plan 2027",
        parts: { certain: 4000, committed: 0, deals: 5000, to_come: 2000 },
        bar: { low: 69, middle: 85, high: 100, certain: 31, target: 77 },
        whole: { committed: 0, deals: 9000 },
        deal_count: 3,
        kind: "",
        notes: [],
        other: null,
        reasons: [
            {
                key: "deciding",
                text: "One deal decides: Roof (50%).",
                amount: 5000,
                deal_ids: [9],
                part: "",
            },
            {
                key: "to_come",
                text: "Deals that are not there yet.",
                amount: 2000,
                deal_ids: [],
                part: "to_come",
            },
        ],
        ...values,
    };
}

export function makeTrend(values = {}) {
    return {
        points: [
            { day: "2027-03-07", low: 8000, middle: 11000, high: 15000, actual: 1000 },
            { day: "2027-03-14", low: 9000, middle: 11000, high: 13000, actual: 4000 },
            { day: "2027-03-21", low: null, middle: null, high: null, actual: null },
        ],
        target: 10000,
        basis: "won",
        known_since: false,
        ...values,
    };
}

/**
 * A server with one forecast. Every call becomes a step of the test. `payload` is what it answers,
 * or a function of the request; a test may replace it. `failures` are thrown by the next writes.
 */
export function makeForecastServer(payload = personPayload()) {
    const server = { payload, failures: [], compared: null, landing: makeLanding(), rows: {}, trend: makeTrend() };
    const answer = (request) =>
        typeof server.payload === "function" ? server.payload(request) : server.payload;
    onRpc("sales.forecast", "worksheet_open", ({ args: [request] }) => {
        expect.step(["open", describe(request)].filter(Boolean).join(" "));
        return answer(request);
    });
    onRpc("sales.forecast", "worksheet_landing", () => ({
        own: server.landing,
        rows: server.rows,
    }));
    onRpc("sales.forecast", "worksheet_landing_part", ({ args: [part, request] }) => {
        expect.step(["part", part, describe(request)].filter(Boolean).join(" "));
        return {
            type: "ir.actions.act_window",
            res_model: "crm.lead",
            domain: [["name", "=", part]],
            views: [[false, "list"]],
        };
    });
    onRpc("sales.forecast", "worksheet_trend", ({ args: [request] }) => {
        expect.step(["trend", describe(request)].filter(Boolean).join(" "));
        return server.trend;
    });
    onRpc("sales.forecast", "worksheet_adjust", ({ args, kwargs }) => {
        const [id, row, role, amount, note, request] = args;
        const kind = kwargs.is_total ? "to" : "by";
        expect.step(`adjust ${id} ${row} ${role} ${kind} ${amount}: ${note}`);
        return answer(request);
    });
    onRpc("sales.forecast", "worksheet_submit", ({ args: [id, request] }) => {
        expect.step(`submit ${id}`);
        return answer(request);
    });
    onRpc("sales.forecast", "worksheet_compare", ({ args }) => {
        expect.step(`compare ${args.join(" with ")}`);
        return server.compared;
    });
    onRpc("sales.forecast", "worksheet_strays", ({ args: [kind, request] }) => {
        expect.step(["strays", kind, describe(request)].filter(Boolean).join(" "));
        return [["id", "in", [9]]];
    });
    const change = (step) => {
        expect.step(step);
        const failure = server.failures.shift();
        if (failure) {
            throw failure;
        }
        return true;
    };
    onRpc("crm.lead", "write", ({ args: [[id], values] }) =>
        change(`write ${id} ${describe(values)}`)
    );
    onRpc("crm.lead", "action_reset_forecast_category", ({ args: [[id]] }) =>
        change(`reset ${id}`)
    );
    return server;
}

function describe(values) {
    return Object.entries(values)
        .map(([key, value]) => `${key}:${value}`)
        .join(" ");
}

/** Open the forecast in a web client. */
export async function openForecast(context = {}) {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_plan.forecast",
        name: "Forecast",
        context,
    });
    await animationFrame();
}

/** What a figure of the head shows. */
export function figure(name) {
    return queryText(`.o_sales_plan_figure[data-figure=${name}] dd`);
}

export function cell(dealId, field) {
    return queryFirst(`.o_sales_plan_deal[data-deal="${dealId}"] [data-field=${field}]`);
}

export function cellText(dealId, field) {
    return queryText(".o_sales_plan_cell_text", { root: cell(dealId, field) });
}

/** Names of the deals in each category that has any. */
export function grouping() {
    return Object.fromEntries(
        queryAll(".o_sales_plan_category")
            .map((group) => [
                group.dataset.role,
                queryAllTexts(".o_sales_plan_deal_name a", { root: group }),
            ])
            .filter(([, names]) => names.length)
    );
}

/** @returns {string} where the cursor is: "3/amount" */
export function cursor() {
    const active = document.activeElement.closest("[data-field]");
    return active
        ? `${active.closest("[data-deal]").dataset.deal}/${active.dataset.field}`
        : "";
}
