import { Component } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { CheckboxItem } from "@web/core/dropdown/checkbox_item";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { companyToday } from "../company_day";
import { useForecast } from "./use_forecast";

/** How a forecast is looked at: columns, weighting, live figures and the day. */
export class ViewOptions extends Component {
    static template = "sales_plan.ForecastViewOptions";
    static components = { CheckboxItem, DateTimeInput, Dropdown };
    static props = { model: Object };

    setup() {
        this.model = useForecast();
    }

    /** Others' figures are as they submitted them, unless live ones are asked for. */
    get canBeLive() {
        const { kind, is_mine } = this.model.data.forecast;
        return kind !== "person" || !is_mine;
    }

    get canWeight() {
        return Boolean(this.model.data.figures.weights);
    }

    get asOf() {
        const { as_of } = this.model.data.forecast;
        return as_of ? deserializeDate(as_of) : false;
    }

    get yesterday() {
        return companyToday().minus({ days: 1 });
    }

    setColumns(isCumulative) {
        return this.model.show({ columns: isCumulative ? "cumulative" : false });
    }

    toggle(name) {
        return this.model.show({ [name]: !this.model.view[name] });
    }

    setDay(value) {
        const isPast = value && value < companyToday();
        return this.model.show({ as_of: isPast ? serializeDate(value) : false });
    }
}
