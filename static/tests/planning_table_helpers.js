import { after, expect } from "@odoo/hoot";
import { press, queryAll, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    getMockEnv,
    getService,
    makeMockEnv,
    models,
    mountWithCleanup,
} from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { WebClient } from "@web/webclient/webclient";
import { openDialog } from "@sales_plan/planning_table/dialogs/index";
import { TableApi } from "@sales_plan/planning_table/table_api";
import { makeServer, smallPlan } from "./planning_server_helpers";

export * from "./planning_server_helpers";

class Plan extends models.Model {
    _name = "sales.plan";
}

class PlanningTable extends models.Model {
    _name = "sales.plan.table";
}

export function definePlanningModels() {
    defineModels({ ...mailModels, Plan, PlanningTable });
}

const TABLE = {
    type: "ir.actions.client",
    tag: "sales_plan.planning_table",
    name: "Planning Table",
    context: { active_id: 1 },
};

/** Open the planning table in a web client. */
export async function openTable({ keepSteps = false } = {}) {
    await mountWithCleanup(WebClient);
    await getService("action").doAction(TABLE);
    await animationFrame();
    if (!keepSteps) {
        expect.verifySteps(["open"]);
    }
}

/** Open it once more, as from a menu. */
export async function reopenTable() {
    await getService("action").doAction(TABLE, { clearBreadcrumbs: true });
    await animationFrame();
    expect.verifySteps(["open"]);
}

/**
 * What toolbar, dialogs and panel share with an open planning table, for those that are tested
 * without its grid. Edits are steps themselves, unless the test brings its own server.
 *
 * @param {Object} [options]
 * @param {Object} [options.server] else one with the small plan
 * @param {Object} [options.plan] what differs in its plan
 * @param {number[]} [options.open] ids of rows that are opened first
 * @param {number[]} [options.rows] what is selected then, see `select`
 * @param {number[]} [options.periods]
 * @returns {Promise<TableApi>}
 */
export async function startApi({
    plan,
    server = makeServer({ plan, tellsEdits: true }),
    open = [],
    rows = [11],
    periods = [],
} = {}) {
    const env = getMockEnv() || (await makeMockEnv());
    const api = new TableApi(env, env.services.orm, server.plan.id);
    after(() => api.destroy());
    await api.model.load();
    for (const id of open) {
        await api.toggle(id, true);
    }
    expect.verifySteps(["open", ...open.map((id) => `children ${id}`)]);
    select(api, rows, periods);
    return api;
}

/**
 * @param {TableApi} api
 * @param {number[]} rows ids of rows that follow each other in the table; none: nothing is selected
 * @param {number[]} [periods] ids of periods that follow each other; none: the rows' totals
 */
export function select({ model, selection }, rows, periods = []) {
    if (rows.length) {
        const lines = rows.map((id) => model.indexOf(id));
        const ids = model.plan.periods.map(({ id }) => id);
        const columns = periods.length ? periods.map((id) => ids.indexOf(id)) : [ids.length];
        selection.set(lines[0], columns[0]);
        selection.set(lines.at(-1), columns.at(-1), true);
        model.changed();
    }
}

/**
 * Open a dialog of the planning table, without its grid, on a selection of `startApi`; what comes
 * out becomes a step of the test: "result ok" of an answer, else the decision itself.
 */
export async function openDialogOn(name, selected, params) {
    await mountWithCleanup(MainComponentsContainer);
    const api = await startApi(selected);
    openDialog(getMockEnv(), api, name, params).then((result) => {
        if (result !== undefined) {
            expect.step(`result ${result.ok ? "ok" : result}`);
        }
    });
    await animationFrame();
    await animationFrame();
    return api;
}

/** Let what is debounced happen, and the screen follow. */
export async function rest() {
    await advanceTime(300);
    await animationFrame();
    await animationFrame();
}

/** Press keys, one after the other; a combination is a list. */
export async function keys(...strokes) {
    for (const stroke of strokes) {
        await press(stroke);
        await animationFrame();
    }
}

/** The cell of a row's id in a column, counted from 0. */
export function cell(id, column) {
    return queryFirst(
        `.o_sales_plan_grid_row[data-row="${id}"] .o_sales_plan_target[data-place="${column}"]`
    );
}

export function amounts(id) {
    return queryAll(`.o_sales_plan_grid_row[data-row="${id}"] .o_sales_plan_target`).map(
        (element) => element.querySelector(".o_sales_plan_grid_amount")?.textContent ?? ""
    );
}

export function names() {
    return queryAllTexts(".o_sales_plan_grid_label");
}

/** @returns {string} where the cursor is: "11/0" is the first column of row 11 */
export function cursor() {
    const element = queryFirst(".o_sales_plan_cursor");
    const id = element?.closest(".o_sales_plan_grid_row").dataset.row;
    return element ? `${id}/${element.dataset.place}` : "";
}

/** @returns {string[]} the selected cells, in the same way */
export function selected() {
    return queryAll(".o_sales_plan_target[aria-selected=true]").map(
        (element) =>
            `${element.closest(".o_sales_plan_grid_row").dataset.row}/${element.dataset.place}`
    );
}

/** How a whole row is doing, as the server tells it. */
export function doing(values = {}) {
    return {
        actual: 0,
        gap: null,
        attainment: null,
        expected: null,
        status: false,
        unallocated: null,
        unplanned: null,
        unassigned: null,
        ...values,
    };
}

/** The small plan with how its rows are doing. */
export function planWithProgress() {
    const missed = { actual: 250, gap: -750, attainment: 0.25, expected: 1000, status: "missed" };
    const progress = {
        10: doing({
            actual: 2750,
            gap: -1250,
            attainment: 0.6875,
            expected: 2000,
            status: "on_track",
            unplanned: 30,
            unassigned: 20,
        }),
        11: doing({ ...missed, unplanned: 5, unassigned: 0 }),
        21: doing({ actual: 600, gap: 0, attainment: 1, expected: 600, status: "on_track" }),
        22: doing({ status: "missed" }),
        12: doing(),
    };
    return smallPlan().map((values) => ({
        ...values,
        path: values.depth === 2 ? ["North"] : [],
        progress: progress[values.id],
    }));
}
