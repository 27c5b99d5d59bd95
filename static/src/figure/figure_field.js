import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat, formatInteger, formatMonetary } from "@sales_plan/figures/amounts";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * A figure of a plan in its measure: money with its currency, quantities and documents without.
 *
 * With the option `planned`, a dash where nothing is planned: that is not zero. With `hide_zero`,
 * nothing where there is nothing to tell. With `absolute`, without its sign, where words tell it.
 */
export class FigureField extends Component {
    static template = "sales_plan.FigureField";
    static props = {
        ...standardFieldProps,
        planned: { type: Boolean, optional: true },
        hideZero: { type: Boolean, optional: true },
        absolute: { type: Boolean, optional: true },
    };

    get text() {
        const { data } = this.props.record;
        const signed = data[this.props.name];
        const value = this.props.absolute ? Math.abs(signed) : signed;
        if (this.props.planned && !data.has_target) {
            return "—";
        }
        if (this.props.hideZero && !value) {
            return "";
        }
        const currencyId = data.unit_currency_id?.id;
        if (currencyId) {
            return formatMonetary(value, { currencyId });
        }
        return Number.isInteger(value) ? formatInteger(value) : formatFloat(value);
    }
}

registry.category("fields").add("sales_plan_figure", {
    component: FigureField,
    displayName: _t("Plan Figure"),
    supportedTypes: ["monetary", "float"],
    // amounts of millions with cents, sign and currency are not cut
    listViewWidth: 132,
    supportedOptions: [
        { label: _t("Dash where nothing is planned"), name: "planned", type: "boolean" },
        { label: _t("Nothing for zero"), name: "hide_zero", type: "boolean" },
        { label: _t("Without its sign"), name: "absolute", type: "boolean" },
    ],
    fieldDependencies: [
        { name: "unit_currency_id", type: "many2one" },
        { name: "has_target", type: "boolean" },
    ],
    extractProps: ({ options }) => ({
        planned: Boolean(options.planned),
        hideZero: Boolean(options.hide_zero),
        absolute: Boolean(options.absolute),
    }),
});
