import { _t } from "@web/core/l10n/translation";

/** From which difference on a cell is coloured, and from which on strongly. */
const WEAK = 0.1;
const STRONG = 0.25;

/**
 * @typedef {{level: string, mark: string, title: string}} Heat
 *   `level` is above-1, above-2, below-1 or below-2
 */

/**
 * What the colour of a cell says, also without colours.
 *
 * @param {TableApi} api
 * @param {Object} row
 * @param {Stop} stop the column
 * @returns {Heat|null} null where the amount is about what it is compared with, or nothing is known
 */
export function describeHeat({ model }, row, stop) {
    const { heat } = model.look;
    const compared = heat && row && { history: compareHistory, mean: compareMean }[heat](row, stop);
    if (!compared || Math.abs(compared.ratio) < WEAK) {
        return null;
    }
    const { ratio, base } = compared;
    const isAbove = ratio > 0;
    const values = {
        percent: model.figures.formatRatio(Math.abs(ratio)),
        amount: model.figures.format(base),
    };
    return {
        level: `${isAbove ? "above" : "below"}-${Math.abs(ratio) < STRONG ? 1 : 2}`,
        mark: isAbove ? "▲" : "▼",
        title: sentences(heat, isAbove, values),
    };
}

function sentences(heat, isAbove, values) {
    if (heat === "mean") {
        return isAbove
            ? _t("%(percent)s above the mean of the row, %(amount)s", values)
            : _t("%(percent)s below the mean of the row, %(amount)s", values);
    }
    return isAbove
        ? _t("%(percent)s above history, %(amount)s", values)
        : _t("%(percent)s below history, %(amount)s", values);
}

function compareHistory(row, { place, span }) {
    const [from, at] = span === null ? [row, place] : [row.spans, span];
    const ratio = from?.change?.[at];
    return typeof ratio === "number" ? { ratio, base: from.history?.[at] } : null;
}

/** Periods are compared with each other: their sums are not. */
function compareMean(row, { place, span, isTotal }) {
    const ratio = row.deviation?.[place];
    const isPeriod = span === null && !isTotal;
    return isPeriod && typeof ratio === "number" ? { ratio, base: row.deviation.at(-1) } : null;
}
