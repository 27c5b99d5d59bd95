import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import {
    formatFloat,
    formatInteger,
    formatMonetary,
    formatPercentage,
} from "@sales_plan/figures/amounts";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Target and actual of a row in each period, with bars on one scale, and together. */
export class PeriodFigures extends Component {
    static template = "sales_plan.PeriodFigures";
    static props = { ...standardFieldProps };

    get data() {
        return this.props.record.data;
    }

    get periods() {
        const periods = this.data[this.props.name] || [];
        const amounts = periods.flatMap(({ target, actual }) => [target || 0, actual || 0]);
        const largest = Math.max(...amounts, 0);
        const share = (amount) => (largest && amount > 0 ? (amount / largest) * 100 : 0);
        return periods.map((period) => ({
            ...period,
            color: this.getColor(period),
            actualShare: share(period.actual),
            targetShare: period.target === null ? null : share(period.target),
        }));
    }

    /** As the status of a target: what is over and was not reached is missed. */
    getColor({ attainment, is_over }) {
        if (attainment !== null && attainment >= 1) {
            return "success";
        }
        return is_over ? "danger" : "info";
    }

    get total() {
        const { has_target, target_amount, actual_amount, gap_amount, attainment } = this.data;
        return {
            target: has_target ? target_amount : null,
            actual: actual_amount,
            gap: has_target ? gap_amount : null,
            attainment: has_target && target_amount ? attainment : null,
        };
    }

    /** A dash where nothing is planned, or a period has not begun: that is not zero. */
    format(value) {
        if (value === null || value === undefined) {
            return "—";
        }
        const currencyId = this.data.unit_currency_id?.id;
        if (currencyId) {
            return formatMonetary(value, { currencyId });
        }
        return Number.isInteger(value) ? formatInteger(value) : formatFloat(value);
    }

    barLabel(period) {
        return _t("%(actual)s of %(target)s", {
            actual: this.format(period.actual),
            target: this.format(period.target),
        });
    }

    formatRatio(value) {
        return value === null ? "—" : formatPercentage(value, { digits: [false, 1] });
    }
}

registry.category("fields").add("sales_plan_period_figures", {
    component: PeriodFigures,
    displayName: _t("Target and Actual by Period"),
    supportedTypes: ["json"],
    fieldDependencies: [
        { name: "has_target", type: "boolean" },
        { name: "target_amount", type: "monetary" },
        { name: "actual_amount", type: "monetary" },
        { name: "gap_amount", type: "monetary" },
        { name: "attainment", type: "float" },
        { name: "unit_currency_id", type: "many2one" },
    ],
});
