import { EventBus } from "@odoo/owl";
import { expect } from "@odoo/hoot";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { fields, getMockEnv, models } from "@web/../tests/web_test_helpers";
import { openDialog } from "@sales_plan/planning_table/dialogs/index";
import { Figures } from "@sales_plan/planning_table/figures";

class Plan extends models.Model {
    _name = "sales.plan";
}

class Allocation extends models.Model {
    _name = "sales.plan.allocation";
}

class Profile extends models.Model {
    _name = "sales.plan.profile";

    name = fields.Char();

    _records = [
        { id: 5, name: "Garden Season" },
        { id: 6, name: "Christmas" },
    ];
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

export const planningModels = { ...mailModels, Plan, Allocation, Profile, Team };

export const PERIODS = ["Jan", "Feb", "Mar"].map((name, index) => ({
    id: index + 1,
    name,
    date_from: `2027-0${index + 1}-01`,
    date_to: `2027-0${index + 1}-28`,
}));

function row(id, parent_id, name, values) {
    return { id, parent_id, name, count: 0, can_edit: true, can_add: false, ...values };
}

/**
 * What the client action offers to toolbar, dialogs and panel, with a plan of three months:
 * the total (10), North (11) with Acme (21) and Bolt (22) below it, and South (12).
 *
 * What is sent to the server becomes a step of the test; tests change the rest as they need it.
 */
export function makeApi({ plan = {}, rows = [11], periods = [], ...values } = {}) {
    const all = [
        row(10, false, "Total", { count: 2, can_add: true }),
        row(11, 10, "North", { count: 2, can_add: true }),
        row(12, 10, "South", { can_add: true }),
        row(21, 11, "Acme"),
        row(22, 11, "Bolt"),
    ];
    const planValues = {
        id: 1,
        measure: "revenue",
        currency_id: 1,
        digits: 2,
        can_edit: true,
        periods: PERIODS,
        ...plan,
    };
    const model = {
        bus: new EventBus(),
        plan: planValues,
        figures: new Figures(planValues),
        rows: new Map(all.map((row) => [row.id, row])),
        top: [10],
        lines: [{ id: 10 }, { id: 11 }, { id: 12 }],
        version: 3,
        undo: null,
        redo: null,
        toggle: async (id, open) => expect.step(`${open ? "open" : "close"} ${id}`),
    };
    const api = {
        model,
        selection: {
            cursor: { row: rows[0] || false, column: periods.length ? periods[0] - 1 : 3 },
        },
        columns: [],
        order: "plan",
        isWhyOpen: false,
        selected: () => ({
            rows,
            periods,
            single:
                rows.length === 1 && periods.length < 2
                    ? { row: rows[0], period: periods[0] ?? null }
                    : null,
        }),
        run: async (edit) => {
            expect.step(edit);
            return { ok: true };
        },
        undo: async (stepId) => expect.step(`undo ${stepId ?? "last"}`),
        redo: async () => expect.step("redo"),
        setColumns: (columns) => expect.step(`columns ${columns.join(" ")}`),
        setOrder: (order) => expect.step(`order ${order}`),
        toggleWhy: () => expect.step("why"),
        reload: () => expect.step("reload"),
        format: (value) => model.figures.format(value),
        rowName: (id) => model.rows.get(id)?.name || "",
        ...values,
    };
    return api;
}

/** Move the cursor of the table. */
export function moveCursor(api, row, column) {
    api.selection.cursor = { row, column };
    api.model.bus.trigger("UPDATE");
}

/** Open a dialog of the planning table; what comes out becomes a step of the test. */
export function open(api, name, params) {
    openDialog(getMockEnv(), api, name, params).then((result) => {
        if (result !== undefined) {
            expect.step(["result", result]);
        }
    });
}
