import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { EntryError, parseEntry } from "./entry_parser";

/** @typedef {{rows: number[], periods: number[]}} Selected no periods: all of them */

/**
 * @param {Object} api
 * @param {Selected} selected
 * @returns {Object[]} the periods that are selected, in the plan's order
 */
export function selectedPeriods(api, { periods }) {
    const all = api.model.plan.periods;
    return periods.length ? all.filter((period) => periods.includes(period.id)) : all;
}

/** Whether a selection is that of the table, of several ranges that are no block together. */
function isOverParts(api, { periods }) {
    const all = api.selected();
    return all.parts.length > 0 && all.periods.join() === periods.join();
}

/** @returns {number} cells of a selection; the total of a row counts as its cells */
export function countCells(api, selected) {
    if (isOverParts(api, selected)) {
        return api.selection.cells.filter(({ row }) => selected.rows.includes(row)).length;
    }
    return selected.rows.length * selectedPeriods(api, selected).length;
}

export function cellsText(count) {
    return count === 1 ? _t("1 cell") : _t("%s cells", formatInteger(count));
}

export function rowsText(api, rows) {
    return rows.length === 1
        ? _t("“%(name)s”", { name: api.rowName(rows[0]) })
        : _t("%s rows", formatInteger(rows.length));
}

/** @returns {string} "Jan 2027", "Jan 2027 to Mar 2027", "3 periods", "all periods" … */
export function periodsText(api, selected) {
    if (isOverParts(api, selected)) {
        return _t("the selected periods");
    }
    const all = api.model.plan.periods;
    const periods = selectedPeriods(api, selected);
    if (periods.length === 1) {
        return periods[0].name;
    }
    if (periods.length === all.length) {
        return _t("all %s periods", formatInteger(all.length));
    }
    const first = all.indexOf(periods[0]);
    if (periods.every((period, index) => all[first + index] === period)) {
        return _t("%(first)s to %(last)s", {
            first: periods[0].name,
            last: periods.at(-1).name,
        });
    }
    return _t("%s periods", formatInteger(periods.length));
}

/**
 * @param {string} text a number as the user writes numbers, a percent sign may follow
 * @returns {string|null} the number with a point, as the server reads it; null for no text
 */
export function parseNumber(text) {
    const entry = parseEntry(text.replace(/\s*%\s*$/, ""));
    if (entry && !/^-?\d+(\.\d+)?$/.test(entry)) {
        throw new EntryError(_t("“%s” is not a number.", text.trim()));
    }
    return entry || null;
}

/** The text of a plain number in the user's format, for a field to start with. */
export function numberText(value) {
    return String(value).replace(".", localization.decimalPoint);
}
