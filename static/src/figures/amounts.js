import { localization } from "@web/core/l10n/localization";
import * as formatters from "@web/views/fields/formatters";

/** Where one reads from right to left, an amount stays in one piece: its sign stands before it. */
function inOnePiece(format) {
    return (...args) => {
        const text = format(...args);
        return text && localization.direction === "rtl" ? `\u2066${text}\u2069` : text;
    };
}

export const formatFloat = inOnePiece(formatters.formatFloat);
export const formatInteger = inOnePiece(formatters.formatInteger);
export const formatMonetary = inOnePiece(formatters.formatMonetary);
export const formatPercentage = inOnePiece(formatters.formatPercentage);
