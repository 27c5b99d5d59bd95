import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";

/** What the server has of rows besides their targets; those that can be chosen, in this order. */
export const EXTRA_COLUMNS = [
    "history", "change", "actual", "attainment",
    "growth", "growth_last_year", "growth_two_years", "deviation", "spans",
];
/** Those that targets do not change: no step needs to read them again. */
export const PAST_COLUMNS = ["history", "actual"];
/** What was chosen last, for plans that are opened for the first time. */
const COLUMNS_KEY = "sales_plan.table.columns";

/**
 * How one user looks at one plan, wherever its table is opened: kept by the browser.
 *
 * @typedef {Object} Look
 * @property {string} scale see `AmountFormat`
 * @property {boolean} hasSpans whether subtotals of periods are shown
 * @property {number[]} folded numbers of the subtotals whose periods are not
 * @property {string} heat what amounts are coloured by: "history", "mean" or ""
 */

/** @type {Look} */
export const PLAIN = { scale: "auto", hasSpans: false, folded: [], heat: "" };

function getKey(planId) {
    return `sales_plan.table.look.${user.userId}.${planId}`;
}

/** @returns {{look: Look, columns: string[]}} how the user looked at a plan last */
export function recallLook(planId) {
    const kept = JSON.parse(browser.localStorage.getItem(getKey(planId)) || "{}");
    const columns = (browser.localStorage.getItem(COLUMNS_KEY) || "").split(",").filter(Boolean);
    return { look: { ...PLAIN, ...kept.look }, columns: kept.columns || columns };
}

/** @param {number} planId @param {Look} look @param {string[]} columns */
export function rememberLook(planId, look, columns) {
    browser.localStorage.setItem(getKey(planId), JSON.stringify({ look, columns }));
    browser.localStorage.setItem(COLUMNS_KEY, columns.join(","));
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
