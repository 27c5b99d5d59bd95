import { deserializeDate, toLocaleDateString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloat, formatMonetary, formatPercentage } from "@sales_plan/figures/amounts";

/** What is unknown or not planned: that is not zero. */
export const NONE = "—";
/** Thousands and millions without decimals: 1,500k rather than 2M. */
const SHORT = { humanReadable: true, minDigits: 2 };

export function isKnown(value) {
    return value !== null && value !== undefined && value !== false;
}

/**
 * @param {number|null} value
 * @param {{currency_id: number|false, digits: number}} unit of the amounts
 * @returns {string} an amount in whole units, for screens
 */
export function whole(value, unit) {
    return isKnown(value) ? write(value, unit, 0) : NONE;
}

/** @returns {string} the same to the cent, for tooltips */
export function exact(value, unit) {
    return isKnown(value) ? write(value, unit, unit.digits) : NONE;
}

function write(value, { currency_id: currencyId }, digits) {
    // what rounds to zero has no sign
    const rounded = digits ? value : Math.round(value) || 0;
    return currencyId
        ? formatMonetary(rounded, { currencyId, digits: [false, digits] })
        : formatFloat(rounded, { digits: [false, digits] });
}

/** @returns {string} a difference with its sign where a minus stands, in whole units */
export function difference(value, unit) {
    return Math.round(value) > 0 ? whole(-value, unit).replace("-", "+") : whole(value, unit);
}

/** @returns {string} a whole amount without its unit, for narrow columns */
export function plain(value) {
    return isKnown(value) ? formatFloat(Math.round(value) || 0, { digits: [false, 0] }) : NONE;
}

/** @returns {string} a difference like that, with its sign */
export function plainDifference(value) {
    return Math.round(value) > 0 ? plain(-value).replace("-", "+") : plain(value);
}

/** @returns {string} a short amount for axes: 120k */
export function short(value, { currency_id: currencyId }) {
    return currencyId
        ? formatMonetary(value, { currencyId, digits: [false, 0], ...SHORT })
        : formatFloat(value, { decimals: 0, ...SHORT });
}

/** @returns {string} a share in whole percent; what is not reached is not rounded up to 100 */
export function percent(value) {
    const isShort = value < 1 - 1e-9 && value > 0.99;
    return isKnown(value) ? formatPercentage(isShort ? 0.99 : value, { digits: [false, 0] }) : NONE;
}

/** @returns {string} how many times as much one is as another: 1.8× */
export function times(value) {
    return isKnown(value)
        ? _t("%(factor)s×", { factor: formatFloat(value, { digits: [false, 1] }) })
        : NONE;
}

/** @param {string|false} value a day as the server has it */
export function dayText(value) {
    return value ? toLocaleDateString(deserializeDate(value)) : NONE;
}

/** @param {string} value a day of this year or the last, for narrow places */
export function shortDay(value) {
    return deserializeDate(value).toLocaleString({ day: "numeric", month: "short" });
}
