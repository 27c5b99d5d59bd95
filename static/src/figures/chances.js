import { _t } from "@web/core/l10n/translation";
import { formatPercentage } from "./amounts";

/** A chance that is nearer to 0 or 1 than this is written as such: before the end nothing is sure. */
const NEAR = 0.01;

function write(chance, below, above) {
    if (chance < NEAR) {
        return below;
    }
    return chance > 1 - NEAR ? above : formatPercentage(chance, { digits: [false, 0] });
}

/** @returns {string} a chance in whole percent, for sentences */
export function formatChance(chance) {
    return write(chance, _t("less than 1%"), _t("more than 99%"));
}

/** @returns {string} a chance in whole percent, for columns */
export function shortChance(chance) {
    return write(chance, _t("<%(number)s%", { number: 1 }), _t(">99%"));
}
