import {
    deserializeDate,
    deserializeDateTime,
    toLocaleDateString,
    toLocaleDateTimeString,
} from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloat, formatMonetary, formatPercentage } from "@sales_plan/figures/amounts";

/** What is unknown or not planned: that is not zero. */
export const NONE = "—";

/** Roles of which a forecast has a column, from the surest on. */
export const ROLES = ["closed", "commit", "best_case", "pipeline"];
/** Roles that can be adjusted: what is won is won. */
export const ADJUSTABLE = ["commit", "best_case", "pipeline"];

export function roleLabel(role) {
    return {
        closed: _t("Closed"),
        commit: _t("Commit"),
        best_case: _t("Best Case"),
        pipeline: _t("Pipeline"),
        omitted: _t("Omitted"),
        forecast: _t("Forecast"),
    }[role];
}

/** What a plan counts, by its basis. */
export function basisLabel(basis) {
    return {
        won: _t("Won"),
        ordered: _t("Ordered"),
        invoiced: _t("Invoiced"),
        collected: _t("Collected"),
    }[basis];
}

/** @returns {string} an amount that a plan has counted, in the plan's words */
export function countedText(basis, amount) {
    return {
        won: _t("%s won", amount),
        ordered: _t("%s ordered", amount),
        invoiced: _t("%s invoiced", amount),
        collected: _t("%s collected", amount),
    }[basis];
}

/** @returns {string} the same beside the plan's target */
export function countedOfText(basis, amount, target) {
    return {
        won: _t("%(amount)s won of %(target)s", { amount, target }),
        ordered: _t("%(amount)s ordered of %(target)s", { amount, target }),
        invoiced: _t("%(amount)s invoiced of %(target)s", { amount, target }),
        collected: _t("%(amount)s collected of %(target)s", { amount, target }),
    }[basis];
}

/** @returns {string} a ratio of sums, as a percentage */
export function formatRatio(value) {
    return isKnown(value) ? formatPercentage(value, { digits: [false, 1] }) : NONE;
}

/**
 * The amount columns, single or each with the surer ones in it.
 *
 * @param {boolean} isCumulative
 * @returns {{role: string, label: string, help: string, get: Function}[]} `get` takes the amount
 *   out of a set of figures
 */
export function amountColumns(isCumulative) {
    const single = (role, help) => ({
        role,
        label: roleLabel(role),
        help,
        get: (figures) => figures[role],
    });
    if (!isCumulative) {
        return [
            single("closed", _t("Won in the period")),
            single("commit", _t("Open deals that are as good as won")),
            single("best_case", _t("Open deals that can be won")),
            single("pipeline", _t("All other open deals that are not omitted")),
        ];
    }
    const cumulative = (role, name, label, help) => ({
        role,
        label,
        help,
        get: ({ cumulative }) => cumulative[name],
    });
    return [
        single("closed", _t("Won in the period")),
        cumulative("commit", "commit", _t("Commit Forecast"), _t("Closed and commit")),
        cumulative(
            "best_case",
            "best_case",
            _t("Best Case Forecast"),
            _t("Closed, commit and best case")
        ),
        cumulative(
            "pipeline",
            "open_pipeline",
            _t("Open Pipeline"),
            _t("Commit, best case and pipeline; nothing that is closed")
        ),
    ];
}

export function isKnown(value) {
    return value !== null && value !== undefined && value !== false;
}

/** @returns {string} an amount of money; a dash where none is known */
export function formatAmount(value, currency) {
    return isKnown(value) ? formatMonetary(value, { currencyId: currency.id }) : NONE;
}

/** An amount without its currency, for columns of them. */
export function formatNumber(value, currency) {
    return isKnown(value) ? formatFloat(value, { digits: [false, currency.decimals] }) : NONE;
}

/** A difference always shows its sign, where a minus stands: "$ +100.00", "$ -100.00". */
export function formatDifference(value, currency) {
    return value > 0
        ? formatAmount(-value, currency).replace("-", "+")
        : formatAmount(value, currency);
}

/** @returns {string} what a figure is of, before it: languages set the colon differently */
export function labelText(label) {
    return _t("%(label)s:", { label });
}

/** @returns {string} a text with the label of what it is about */
export function labelled(label, text) {
    return _t("%(label)s: %(text)s", { label, text });
}

/** @param {number|null} value in percent */
export function formatPercent(value) {
    return isKnown(value) ? formatPercentage(value / 100, { digits: [false, 2] }) : NONE;
}

/** @param {string|false} value as the server has it */
export function formatDay(value) {
    return value ? toLocaleDateString(deserializeDate(value)) : NONE;
}

export function formatMoment(value) {
    return value ? toLocaleDateTimeString(deserializeDateTime(value)) : NONE;
}

/** What became of a deal. */
export function changeLabel(kind) {
    return (
        {
            new: _t("New"),
            gone: _t("Gone"),
            won: _t("Won"),
            lost: _t("Lost"),
            amount: _t("Amount"),
            category: _t("Category"),
            date: _t("Closing date"),
            probability: _t("Probability"),
            stage: _t("Stage"),
            included: _t("Counts"),
        }[kind] || kind
    );
}

/** @returns {string} a value before or after a change of some kind */
export function formatChange({ kind }, value, currency) {
    if (kind === "included") {
        return value ? _t("In forecast") : _t("Not in forecast");
    }
    if (!isKnown(value)) {
        return NONE;
    }
    if (kind === "date") {
        return formatDay(value);
    }
    if (kind === "probability") {
        return formatPercent(value);
    }
    return typeof value === "number" ? formatAmount(value, currency) : value;
}
