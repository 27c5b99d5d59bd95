import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { shortChance } from "@sales_plan/figures/chances";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The chance to reach a target, in whole percent; nothing where none is said. */
export class ChanceField extends Component {
    static template = "sales_plan.FigureField";
    static props = standardFieldProps;

    get text() {
        const chance = this.props.record.data[this.props.name];
        return chance === false ? "" : shortChance(chance);
    }
}

registry.category("fields").add("sales_plan_chance", {
    component: ChanceField,
    displayName: _t("Chance"),
    supportedTypes: ["float"],
});
