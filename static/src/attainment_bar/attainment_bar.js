import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { clamp } from "@web/core/utils/numbers";
import { formatPercentage } from "@sales_plan/figures/amounts";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Bootstrap colour of each status of a target. */
export const STATUS_COLORS = {
    not_started: "secondary",
    on_track: "info",
    at_risk: "warning",
    achieved: "success",
    missed: "danger",
};

/**
 * How much of a target is reached, with a tick where it is expected to be by now.
 */
export class AttainmentBar extends Component {
    static template = "sales_plan.AttainmentBar";
    static props = {
        attainment: { type: [Number, { value: null }] },
        target: { type: [Number, { value: null }], optional: true },
        expected: { type: [Number, { value: null }], optional: true },
        status: { type: [String, { value: false }], optional: true },
        wide: { type: Boolean, optional: true },
    };

    get label() {
        return formatPercentage(this.props.attainment, { digits: [false, 1], trailingZeros: false });
    }

    get color() {
        return STATUS_COLORS[this.props.status] || "secondary";
    }

    get width() {
        return clamp(this.props.attainment * 100, 0, 100);
    }

    /** Where the tick stands, in percent; null where nothing or everything is expected. */
    get tick() {
        const { target, expected } = this.props;
        if (!target || !expected) {
            return null;
        }
        const share = (expected / target) * 100;
        return share > 0 && share < 100 ? share : null;
    }

    get tooltip() {
        if (this.tick === null) {
            return _t("%s of the target", this.label);
        }
        return _t("%(attainment)s of the target; %(expected)s expected by now", {
            attainment: this.label,
            expected: formatPercentage(this.tick / 100, {
                digits: [false, 1],
                trailingZeros: false,
            }),
        });
    }
}

/**
 * The bar as a field widget for `attainment`, on records that have target_amount, expected_amount,
 * has_target and status.
 */
export class AttainmentBarField extends Component {
    static template = "sales_plan.AttainmentBarField";
    static components = { AttainmentBar };
    static props = { ...standardFieldProps, wide: { type: Boolean, optional: true } };

    get barProps() {
        const { target_amount, expected_amount, has_target, status } = this.props.record.data;
        const target = has_target ? target_amount : null;
        return {
            attainment: target ? this.props.record.data[this.props.name] : null,
            target,
            expected: expected_amount,
            status,
            wide: this.props.wide,
        };
    }
}

registry.category("fields").add("sales_plan_attainment", {
    component: AttainmentBarField,
    displayName: _t("Attainment Bar"),
    supportedTypes: ["float"],
    supportedOptions: [{ label: _t("Wide"), name: "wide", type: "boolean" }],
    fieldDependencies: [
        { name: "target_amount", type: "monetary" },
        { name: "expected_amount", type: "monetary" },
        { name: "has_target", type: "boolean" },
        { name: "status", type: "selection" },
    ],
    extractProps: ({ options }) => ({ wide: Boolean(options.wide) }),
});
