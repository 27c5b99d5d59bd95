import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatPercentage } from "@sales_plan/figures/amounts";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * A change as people say it: +12.5%, −3%. Empty where there is nothing to compare with.
 *
 * @param {number|false|null} value 0.125 for 12.5 %
 */
export function formatGrowth(value) {
    if (value === false || value === null || value === undefined) {
        return "";
    }
    const share = Math.round(Math.abs(value) * 1000) / 1000;
    const text = formatPercentage(share, { digits: [false, 1], trailingZeros: false });
    return share ? `${value < 0 ? "−" : "+"}${text}` : text;
}

/** The growth of a figure against an earlier one, with its sign. */
export class GrowthField extends Component {
    static template = "sales_plan.FigureField";
    static props = standardFieldProps;

    get text() {
        return formatGrowth(this.props.record.data[this.props.name]);
    }
}

registry.category("fields").add("sales_plan_growth", {
    component: GrowthField,
    displayName: _t("Growth"),
    supportedTypes: ["float"],
});
