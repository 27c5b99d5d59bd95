import { getCurrency } from "@web/core/currency";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { formatPercentage } from "@sales_plan/figures/amounts";

/** How the figures of one plan are written: its unit once, its digits everywhere. */
export class Figures {
    /** @param {{measure: string, currency_id: number|false, digits: number}} plan */
    constructor(plan) {
        this.measure = plan.measure;
        this.digits = plan.digits;
        this.symbol = (plan.currency_id && getCurrency(plan.currency_id)?.symbol) || "";
    }

    /** What the numbers are, for the header of the table. */
    get unit() {
        switch (this.measure) {
            case "revenue":
                return _t("Untaxed revenue in %s", this.symbol);
            case "margin":
                return _t("Margin in %s", this.symbol);
            case "recurring":
                return _t("Monthly recurring revenue in %s", this.symbol);
            case "quantity":
                return _t("Quantity in reference units");
            default:
                return _t("Number of documents");
        }
    }

    /** @param {number|null|undefined} value null is not planned: no text */
    format(value) {
        return typeof value === "number"
            ? formatFloat(value, { digits: [false, this.digits] })
            : "";
    }

    formatRatio(value) {
        return typeof value === "number"
            ? formatPercentage(value, { digits: [false, 1], trailingZeros: true })
            : "";
    }

    /** A change carries its sign. */
    formatChange(value) {
        const text = this.formatRatio(value);
        return value > 0 ? `+${text}` : text;
    }

    /** As the user would type it: for the cell editor and for spreadsheets. */
    typed(value) {
        if (typeof value !== "number") {
            return "";
        }
        return formatFloat(value, {
            digits: [false, this.digits],
            thousandsSep: "",
            trailingZeros: false,
        });
    }

    /** As the server reads it. */
    entry(value) {
        return this.typed(value).replace(localization.decimalPoint, ".");
    }
}
