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
    onRpc,
} from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { WebClient } from "@web/webclient/webclient";
import { openDialog } from "@sales_plan/planning_table/dialogs/index";
import { TableApi } from "@sales_plan/planning_table/table_api";

class Plan extends models.Model {
    _name = "sales.plan";
}

class PlanningTable extends models.Model {
    _name = "sales.plan.table";
}

export function definePlanningModels() {
    defineModels({ ...mailModels, Plan, PlanningTable });
}

export const HELD = 1;
export const NOTED = 2;
export const SUMMED = 4;

const MONTHS = ["Jan", "Feb", "Mar"];

/** @param {(number|null|Array)[]} amounts or whole cells, one for each period; the total follows */
export function row(id, parent_id, name, amounts = [], values = {}) {
    const cells = amounts.map((cell) => (Array.isArray(cell) ? cell : [cell, 0, null]));
    const sum = cells.reduce((total, [amount]) => total + (amount || 0), 0);
    const isPlanned = cells.some(([amount]) => amount !== null);
    const { total = [isPlanned ? sum : null, 0, null], ...rest } = values;
    return {
        id,
        parent_id,
        name,
        level_id: parent_id ? 1 : false,
        level: parent_id ? "Customer" : "",
        depth: parent_id ? 1 : 0,
        count: 0,
        can_edit: true,
        can_add: false,
        cells: [...cells, total],
        ...rest,
    };
}

/** The total with two rows below it, one of which has two rows of its own. */
export function smallPlan() {
    return [
        row(10, false, "Total", [3000, [1000, SUMMED, 0], null], { count: 2, can_add: true }),
        row(11, 10, "North", [[1000, 0, 400], 0, null], { count: 2, can_add: true }),
        row(21, 11, "Acme", [600, 0, null], { depth: 2 }),
        row(22, 11, "Bolt", [null, null, null], { depth: 2 }),
        row(12, 10, "South", [[2000, HELD, null], 1000, null], { can_add: true }),
    ];
}

/**
 * A server with the rows of one plan. Every call becomes a step of the test, with what matters of
 * it; edits answer what the test puts in `answers`, else that the typed amounts are there now.
 * Where a test sets `reading`, pages of rows wait for it and are only counted. With `tellsEdits`,
 * an edit is a step itself rather than what describes it.
 */
export function makeServer({
    rows = smallPlan(),
    periods = MONTHS,
    plan = {},
    tellsEdits = false,
} = {}) {
    const server = {
        version: 7,
        answers: [],
        edits: [],
        /** Ranges that were summed up. */
        sums: [],
        /** Pages of rows that were read, and what each of them waits for. */
        reads: 0,
        /** What rows can be added for. */
        candidates: [
            { id: 1, name: "East", belongs: false, amount: null },
            { id: 2, name: "West", belongs: false, amount: null },
        ],
        reading: null,
        /** How the user looks at the plan, as the server keeps it. */
        look: {},
        rows: new Map(rows.map((values) => [values.id, values])),
        plan: {
            id: 1,
            name: "Sales 2027",
            state: "draft",
            measure: "revenue",
            currency_id: 1,
            digits: 2,
            rolls_up: false,
            can_edit: true,
            levels: [
                { id: 1, label: "Customer", dimension: "customer" },
                { id: 2, label: "Product", dimension: "product" },
            ],
            periods: periods.map((name, index) => ({ id: index + 1, name })),
            ...plan,
        },
    };
    const below = (id) => rows.filter((values) => values.parent_id === id).map(({ id }) => id);
    const get = (ids) => ids.map((id) => server.rows.get(id)).filter(Boolean);
    const calls = {
        table_open({ limit }) {
            const top = below(false);
            const ids = below(top[0]);
            return {
                plan: server.plan,
                look: server.look,
                version: server.version,
                undo: server.undo || null,
                redo: server.redo || null,
                next_step: server.nextStep || false,
                top,
                children: { [top[0]]: ids },
                rows: get([...top, ...ids.slice(0, limit)]),
            };
        },
        table_look({ look }) {
            Object.assign(server.look, look);
            return true;
        },
        table_children({ parent_id, limit }) {
            const ids = below(parent_id);
            return { ids, rows: get(ids.slice(0, limit)), version: server.version };
        },
        async table_rows({ rows: ids }) {
            server.reads += 1;
            await server.reading;
            return { rows: get(ids), version: server.version };
        },
        table_candidates: ({ text }) => ({
            label: "Customer",
            belonging: server.belonging || "",
            total: server.candidates.length,
            records: server.candidates.filter(({ name }) => name.includes(text)),
        }),
        table_addable: () => ({ res_model: "team", domain: [], label: "Customer" }),
        table_search({ text, level_id, status, is_flat }) {
            const matches = rows.filter(
                (values) =>
                    values.name.toLowerCase().includes(text.toLowerCase()) &&
                    (!level_id || values.level_id === level_id) &&
                    (!status || values.progress.status === status)
            );
            if (is_flat) {
                return {
                    matches: matches.map(({ id }) => id),
                    tree: matches.map(({ id }) => [id, false, 0]),
                    total: matches.length,
                    rows: matches,
                    version: server.version,
                };
            }
            const above = (values) =>
                values ? [...above(server.rows.get(values.parent_id)), values.id] : [];
            const tree = new Set(matches.flatMap(above));
            const found = rows.filter(({ id }) => tree.has(id));
            return {
                matches: matches.map(({ id }) => id),
                tree: found.map(({ id, parent_id, depth }) => [id, parent_id, depth]),
                total: matches.length,
                rows: found,
                version: server.version,
            };
        },
        table_edit: ({ edit }) => answer(edit),
        table_undo: () => answer(),
        table_redo: () => answer(),
        table_refresh: () => server.answers.shift()?.() || changes(),
        table_sum({ ranges }) {
            server.sums.push(ranges);
            return { count: 2, sum: 3000, average: 1500 };
        },
    };

    /** An answer that is ok, with what differs from saying nothing. */
    function changes(values = {}) {
        return {
            ok: true,
            version: server.version,
            step: null,
            undo: server.undo || null,
            redo: server.redo || null,
            next_step: server.nextStep || false,
            rows: [],
            children: {},
            gone: [],
            stale: false,
            notice: null,
            merged: [],
            ...values,
        };
    }

    function answer(edit) {
        const next = server.answers.shift();
        if (next) {
            return next(edit);
        }
        server.version += 1;
        for (const [id, period, entry] of edit?.cells || []) {
            const { cells } = server.rows.get(id);
            const index = period === null ? cells.length - 1 : period - 1;
            if (Array.isArray(period)) {
                continue; // of several periods: the server would say what each of them has
            }
            const changed = [...cells];
            changed[index] = [entry === "" ? null : Number(entry), 0, cells[index][2]];
            server.rows.set(id, { ...server.rows.get(id), cells: changed });
        }
        const ids = new Set((edit?.cells || []).map(([id]) => id));
        return changes({
            rows: get([...ids]).map(({ id, count, cells }) => ({ id, count, cells })),
        });
    }

    for (const [name, call] of Object.entries(calls)) {
        onRpc("sales.plan.table", name, ({ args, kwargs }) => {
            const values = { ...nameArguments(name, args), ...kwargs };
            if (values.edit) {
                server.edits.push(values);
            }
            const isTold = name !== "table_rows" || !server.reading;
            if (isTold && name !== "table_look") {
                expect.step((tellsEdits && values.edit) || describeCall(name, values));
            }
            return call(values);
        });
    }
    server.changes = changes;
    return server;
}

/** What was sent without names, by the names that the server has for it. */
function nameArguments(name, [, ...args]) {
    const names = name === "table_children" ? ["parent_id", "columns", "order", "limit"] : [];
    return Object.fromEntries(args.map((value, index) => [names[index], value]));
}

function describeCall(name, values) {
    const { edit, parent_id, order, text, version, step_id, rows, periods } = values;
    const { status, is_flat } = values;
    const parts = {
        table_open: order === "plan" ? undefined : order,
        table_children: parent_id,
        table_rows: rows && describeIds(rows),
        table_search: [text, status, is_flat && "flat", order !== "plan" && order]
            .filter((part) => part || part === "")
            .join(" "),
        table_addable: parent_id,
        table_candidates: [parent_id, text].filter(Boolean).join(" "),
        table_edit: edit && `${edit.source || edit.kind} ${describeEdit(edit)}`,
        table_undo: step_id ? `step ${step_id}` : version,
        table_redo: version,
        table_refresh: version,
        table_sum: rows && `${describeIds(rows)} in ${periods?.join(",")}`,
    };
    return [name.replace("table_", ""), parts[name]].filter((part) => part !== undefined).join(" ");
}

function describeIds(ids) {
    return ids.length > 8 ? `${ids.length} rows` : ids.join(",");
}

function describeEdit({ cells, rows, periods }) {
    return cells
        ? cells.map(([id, period, entry]) => `${id}/${period ?? "total"}:${entry}`).join(" ")
        : `${rows.join(",")} in ${periods.join(",")}`;
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
