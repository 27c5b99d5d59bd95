import { expect } from "@odoo/hoot";
import { onRpc } from "@web/../tests/web_test_helpers";

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
 * an edit is a step itself rather than what describes it. What the status bar sums up, which it
 * does whenever the user rests, is no step: it is in `sums`, with its ranges.
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
        /** What was summed up, each as `[description, ranges]`. */
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
        table_sum(values) {
            server.sums.push([describeCall("table_sum", values), values.ranges]);
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
            const isRead = name === "table_rows" && server.reading;
            if (!isRead && !["table_look", "table_sum"].includes(name)) {
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
