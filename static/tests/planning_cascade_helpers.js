import { queryAllAttributes } from "@odoo/hoot-dom";
import { makeServer, row } from "./planning_table_helpers";

export const CHANGED = 8;
export const CASCADE = {
    state: "confirmed",
    is_cascaded: true,
    asks_agreement: true,
    can_publish: true,
    over_assignment_limit: 10,
};

export function state(name, values = {}) {
    return { state: name, to_revise: false, agreement: false, responsible: "", ...values };
}

/** What a leader sees: North was published to her, South is another team that she gave out. */
export function splitPlan() {
    const mine = state("published", { responsible: "Sofia", is_mine: true, agreement: "open" });
    const changed = state("changed", { responsible: "Luca", to_revise: true, agreement: "proposed" });
    return [
        row(10, false, "North", [[1000, 0, -50], 500, null], {
            count: 3,
            level_id: 1,
            can_edit: false,
            can_add: true,
            total: [1500, 0, -50],
            over: [0.05, null, null, 50 / 1500],
            is_over: false,
            ...mine,
        }),
        row(11, 10, "Luca", [[600, CHANGED, null], 300, null], changed),
        row(12, 10, "Team South", [450, 200, null], {
            count: 1,
            can_add: true,
            ...state("published", { responsible: "Grace", agreement: "accepted" }),
        }),
        row(21, 12, "Acme", [450, 200, null], { depth: 2, ...state("draft") }),
        row(13, 10, "Emil", [null, null, null], state("draft", { responsible: "Emil" })),
    ];
}

export function makeSplit(values = {}) {
    return makeServer({ rows: splitPlan(), plan: { ...CASCADE, ...values } });
}

export function line(id) {
    return `.o_sales_plan_grid_row[data-row="${id}"]`;
}

export function marks(id) {
    return queryAllAttributes(`${line(id)} .o_sales_plan_grid_marks i`, "aria-label");
}
