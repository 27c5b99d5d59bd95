import { getCustomColor } from "@web/core/colors/colors";
import { scheme } from "../figures/chart_colors";
import { short } from "./formats";

/** What is written beside the charts of the page: quieter than its figures. */
export const TEXT = getCustomColor(scheme, "#6b7280", "#b4b8c2");

/**
 * @param {{currency_id: number|false}} unit of the amounts
 * @param {number} most ticks
 * @param {string} color of the lines across
 * @returns {Object} the axis of amounts from zero, as Chart.js takes it
 */
export function amountAxis(unit, most, color) {
    return {
        beginAtZero: true,
        border: { display: false },
        grid: { color },
        ticks: {
            color: TEXT,
            maxTicksLimit: most,
            callback: (value) => short(value, unit),
        },
    };
}
