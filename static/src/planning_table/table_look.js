import { Mutex } from "@web/core/utils/concurrency";
import { ignoreRefusal } from "./edit_queue";

/** What the server has of rows besides their targets; those that can be chosen, in this order. */
export const EXTRA_COLUMNS = [
    "history", "change", "actual", "attainment",
    "growth", "growth_last_year", "growth_two_years", "deviation", "spans",
];
/** Those that targets do not change: no step needs to read them again. */
export const PAST_COLUMNS = ["history", "actual"];

/**
 * How one user looks at one plan, wherever its table is opened: kept by the server.
 *
 * @typedef {Object} Look
 * @property {string} scale see `AmountFormat`
 * @property {boolean} hasSpans whether subtotals of periods are shown
 * @property {number[]} folded numbers of the subtotals whose periods are not
 * @property {string} heat what amounts are coloured by: "history", "mean" or ""
 */

/** @type {Look} */
export const PLAIN = { scale: "auto", hasSpans: false, folded: [], heat: "" };

/**
 * @param {Object} kept what the server has: see `table_look`
 * @returns {{look: Look, columns: string[], spreads: boolean}}
 */
export function readLook(kept = {}) {
    const { scale, folded, heat } = { ...PLAIN, ...kept };
    const columns = EXTRA_COLUMNS.filter((name) => kept.columns?.includes(name));
    const look = { scale, hasSpans: Boolean(kept.has_spans), folded, heat };
    return { look, columns, spreads: kept.spread ?? true };
}

/** Tells the server how the user looks at a plan, one change after the other. */
export class LookKeeper {
    /** @param {GridModel} model */
    constructor(model) {
        this.model = model;
        this._mutex = new Mutex();
    }

    /** @param {boolean} spread whether what is typed into a parent is spread */
    keep(spread) {
        const { columns } = this.model;
        const { scale, hasSpans, folded, heat } = this.model.look;
        const look = { columns, scale, has_spans: hasSpans, folded, heat, spread };
        return this._mutex.exec(() => this.model.call("table_look", { look }).catch(ignoreRefusal));
    }
}

/**
 * @param {string[]} columns that were chosen
 * @param {Look} look
 * @param {boolean} hasAny whether the plan has subtotals, as far as that is known
 * @returns {string[]} what to read of rows besides their targets
 */
export function getWanted(columns, { hasSpans, heat }, hasAny) {
    return [
        ...columns,
        ...(heat === "history" && !columns.includes("change") ? ["change"] : []),
        ...(heat === "history" && !columns.includes("history") ? ["history"] : []),
        ...(heat === "mean" ? ["deviation"] : []),
        ...(hasSpans && hasAny ? ["spans"] : []),
    ];
}
