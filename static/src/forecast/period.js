import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
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
        return this.model.show({ period_id: period.id });
    }
}
