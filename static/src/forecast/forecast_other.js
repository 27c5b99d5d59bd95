import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatAmount } from "./figures";
import { useForecast } from "./use_forecast";

/** What the other way to foresee a landing says, and why it is not the one that is shown. */
export class ForecastOther extends Component {
    static template = "sales_plan.ForecastOther";
    static props = { model: Object, other: Object };

    setup() {
        this.model = useForecast();
    }

    get said() {
        const { kind, p50 } = this.props.other;
        const amount = formatAmount(p50, this.model.data.currency);
        return kind === "rhythm"
            ? _t("Going by the rhythm of past months: %s.", amount)
            : _t("Going by the open deals: %s.", amount);
    }
}
