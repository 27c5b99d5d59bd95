import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { useForecast } from "./use_forecast";

/** The period that is looked at, with its neighbours. */
export class Period extends Component {
    static template = "sales_plan.ForecastPeriod";
    static components = { Dropdown, DropdownItem };
    static props = { model: Object };

    setup() {
        this.model = useForecast();
    }

    get current() {
        return this.model.data.forecast.period;
    }

    get periods() {
        return this.model.data.periods;
    }

    /** @param {number} step 1: the one that follows; -1: the one before */
    neighbour(step) {
        return this.periods[this.periods.findIndex(({ id }) => id === this.current.id) + step];
    }

    show(period) {
        return this.model.show({ period_id: period.id, period_kind: false });
    }

    get kinds() {
        return [
            { kind: "month", label: _t("Month"), help: _t("One month") },
            { kind: "quarter", label: _t("Quarter"), help: _t("One quarter of the fiscal year") },
        ];
    }

    /** The month or quarter at the period that is shown; each is forecast by itself. */
    showKind(kind) {
        return this.model.show({ period_id: this.current.id, period_kind: kind });
    }
}
