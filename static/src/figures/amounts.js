import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
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

/** A share in percent, as the reader's language writes it: 12%, 12 %. */
export const formatPercentage = inOnePiece((...args) => {
    const text = formatters.formatPercentage(...args);
    return text.endsWith("%") ? _t("%(number)s%", { number: text.slice(0, -1) }) : text;
});
