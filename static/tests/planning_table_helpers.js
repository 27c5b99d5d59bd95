import { expect } from "@odoo/hoot";
import { queryAll, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    getService,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

class Plan extends models.Model {
    _name = "sales.plan";
}

export function definePlanningModels() {
    defineModels({ ...mailModels, Plan });
}

export const HELD = 1;
export const NOTE = 2;
export const SUM = 4;

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
        row(10, false, "Total", [3000, [1000, SUM, 0], null], { count: 2 }),
        row(11, 10, "North", [[1000, 0, 400], 0, null], { count: 2 }),
        row(21, 11, "Acme", [600, 0, null], { depth: 2 }),
        row(22, 11, "Bolt", [null, null, null], { depth: 2 }),
        row(12, 10, "South", [[2000, HELD, null], 1000, null]),
    ];
}

/**
 * A server with the rows of one plan. Every call becomes a step of the test, with what matters of
 * it; edits answer what the test puts in `answers`, else that the typed amounts are there now.
 * Where a test sets `reading`, pages of rows wait for it and are only counted.
 */
export function makeServer({ rows = smallPlan(), periods = MONTHS, plan = {} } = {}) {
    const server = {
        version: 7,
        answers: [],
        edits: [],
        /** Pages of rows that were read, and what each of them waits for. */
        reads: 0,
        reading: null,
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
        grid_open({ limit }) {
            const top = below(false);
            const ids = below(top[0]);
            return {
                plan: server.plan,
                version: server.version,
                undo: server.undo || null,
                redo: server.redo || null,
                top,
                children: { [top[0]]: ids },
                rows: get([...top, ...ids.slice(0, limit)]),
            };
        },
        grid_children({ parent_id, limit }) {
            const ids = below(parent_id);
            return { ids, rows: get(ids.slice(0, limit)), version: server.version };
        },
        async grid_rows({ ids }) {
            server.reads += 1;
            await server.reading;
            return { rows: get(ids), version: server.version };
        },
        grid_search({ text, level_id }) {
            const matches = rows.filter(
                (values) =>
                    values.name.toLowerCase().includes(text.toLowerCase()) &&
                    (!level_id || values.level_id === level_id)
            );
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
        grid_edit: ({ edit }) => answer(edit),
        grid_undo: () => answer(),
        grid_redo: () => answer(),
        grid_refresh: () => server.answers.shift()?.() || changes(),
        grid_sum: () => ({ count: 2, sum: 3000, average: 1500 }),
    };

    /** An answer that is ok, with what differs from saying nothing. */
    function changes(values = {}) {
        return {
            ok: true,
            version: server.version,
            step: null,
            undo: server.undo || null,
            redo: server.redo || null,
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
        onRpc("sales.plan", name, ({ kwargs }) => {
            if (kwargs.edit) {
                server.edits.push(kwargs);
            }
            if (name !== "grid_rows" || !server.reading) {
                expect.step(describeCall(name, kwargs));
            }
            return call(kwargs);
        });
    }
    server.changes = changes;
    return server;
}

function describeCall(name, { edit, parent_id, ids, text, version, rows, periods }) {
    const parts = {
        grid_children: parent_id,
        grid_rows: ids && describeIds(ids),
        grid_search: text,
        grid_edit: edit && `${edit.source || edit.kind} ${describeEdit(edit)}`,
        grid_undo: version,
        grid_redo: version,
        grid_refresh: version,
        grid_sum: rows && `${describeIds(rows)} in ${periods.join(",")}`,
    };
    return [name.replace("grid_", ""), parts[name]].filter((part) => part !== undefined).join(" ");
}

function describeIds(ids) {
    return ids.length > 8 ? `${ids.length} rows` : ids.join(",");
}

function describeEdit({ cells, rows, periods }) {
    return cells
        ? cells.map(([id, period, entry]) => `${id}/${period ?? "total"}:${entry}`).join(" ")
        : `${rows.join(",")} in ${periods.join(",")}`;
}

/** Open the planning table in a web client. */
export async function openTable({ keepSteps = false } = {}) {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_plan.planning_table",
        name: "Planning Table",
        context: { active_id: 1 },
    });
    await animationFrame();
    if (!keepSteps) {
        expect.verifySteps(["open"]);
    }
}

/** Let what is debounced happen, and the screen follow. */
export async function rest() {
    await advanceTime(300);
    await animationFrame();
    await animationFrame();
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
