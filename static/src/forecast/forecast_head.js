import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatFloat, formatPercentage } from "@web/views/fields/formatters";
import { AdjustDialog } from "./dialogs/adjust_dialog";
import {
    ADJUSTABLE,
    ROLES,
    NONE,
    amountColumns,
    formatAmount,
    formatDay,
    formatDifference,
    formatMoment,
    isKnown,
    roleLabel,
} from "./figures";
import { useForecast } from "./use_forecast";

/** What a forecast comes to: its figures, how they stand to the target, and what is to be done. */
export class ForecastHead extends Component {
    static template = "sales_plan.ForecastHead";
    static props = { model: Object };

    setup() {
        this.model = useForecast();
        this.action = useService("action");
        this.dialog = useService("dialog");
    }

    get data() {
        return this.model.data;
    }

    get forecast() {
        return this.data.forecast;
    }

    get figures() {
        return this.data.figures;
    }

    /** The amounts that are shown: as they are, or weighted by probability. */
    get amounts() {
        return this.model.isWeighted ? this.figures.weights : this.figures;
    }

    get canAdjust() {
        return (
            this.forecast.kind === "person" && this.forecast.can_adjust && !this.model.isReadonly
        );
    }

    get span() {
        const { date_from, date_to } = this.forecast.period;
        return `${formatDay(date_from)} – ${formatDay(date_to)}`;
    }

    amount(value) {
        return formatAmount(value, this.data.currency);
    }

    difference(value) {
        return formatDifference(value, this.data.currency);
    }

    //--------------------------------------------------------------------------
    // Figures
    //--------------------------------------------------------------------------

    get columns() {
        const { difference } = this.figures;
        return amountColumns(this.model.isCumulative).map((column) => ({
            ...column,
            value: this.amount(column.get(this.amounts)),
            difference: this.model.isCumulative ? null : this.changed(difference?.[column.role]),
            isAdjustable:
                this.canAdjust && !this.model.isWeighted && ADJUSTABLE.includes(column.role),
        }));
    }

    /** What is forecast; weighted, all deals that are not omitted. */
    get main() {
        return this.model.isWeighted
            ? {
                  label: _t("Weighted forecast"),
                  help: _t("All deals that are not omitted, each times its probability"),
              }
            : {
                  label: _t("Forecast"),
                  help: _t("Closed and commit, deals added by hand, and adjustments"),
              };
    }

    /** A difference to the last submission, where there is one to show. */
    changed(value) {
        return value && this.data.is_stale && !this.model.isWeighted
            ? this.difference(value)
            : null;
    }

    get gap() {
        return this.amounts.gap;
    }

    get coverage() {
        const { coverage } = this.figures;
        return isKnown(coverage) ? `${formatFloat(coverage, { digits: [false, 1] })}×` : NONE;
    }

    get targetHelp() {
        return isKnown(this.figures.target)
            ? _t("Target of the period, from the sales plan in force")
            : _t("No sales plan in force has a target here");
    }

    /** What the forecast is likely to become, from how earlier ones turned out. */
    get corrected() {
        const { corrected, corrected_bias } = this.figures;
        if (!isKnown(corrected) || !isKnown(corrected_bias)) {
            return null;
        }
        const share = formatPercentage(Math.abs(corrected_bias), { digits: [false, 0] });
        return {
            amount: this.amount(corrected),
            help:
                corrected_bias > 0
                    ? _t("Earlier forecasts turned out %s too high on average", share)
                    : _t("Earlier forecasts turned out %s too low on average", share),
        };
    }

    //--------------------------------------------------------------------------
    // Bar
    //--------------------------------------------------------------------------

    /** Widths in percent; the parts of the forecast, and where the target stands. */
    get bar() {
        const { parts, target } = this.amounts.bar;
        return {
            parts: ROLES.filter((role) => parts[role]).map((role) => ({
                role,
                share: parts[role],
                label: `${roleLabel(role)}: ${this.amount(this.amounts[role])}`,
            })),
            target,
        };
    }

    get barLabel() {
        const { target, closed, forecast } = this.figures;
        return isKnown(target)
            ? _t("%(closed)s closed and %(forecast)s forecast of a target of %(target)s", {
                  closed: this.amount(closed),
                  forecast: this.amount(forecast),
                  target: this.amount(target),
              })
            : _t("%(closed)s closed and %(forecast)s forecast", {
                  closed: this.amount(closed),
                  forecast: this.amount(forecast),
              });
    }

    get legend() {
        return ROLES.map((role) => ({ role, label: roleLabel(role) }));
    }

    //--------------------------------------------------------------------------
    // Notices
    //--------------------------------------------------------------------------

    get submitted() {
        const { submission, is_stale } = this.data;
        if (!submission) {
            return { text: _t("Not submitted yet"), color: "secondary" };
        }
        const date = formatMoment(submission.date);
        const isMine = this.forecast.is_mine;
        if (!is_stale) {
            return { text: _t("Submitted on %s", date), color: "success" };
        }
        return {
            text: isMine
                ? _t("Changed since you submitted on %s", date)
                : _t("Changed since it was submitted on %s", date),
            color: "warning",
        };
    }

    /** Open deals that are in no period, because of their closing date. */
    get strays() {
        const { overdue, undated } = this.data;
        return [
            {
                name: "overdue",
                ...overdue,
                title: _t("Deals past their closing date"),
                label:
                    overdue.count === 1
                        ? _t("1 deal is past its closing date")
                        : _t("%s deals are past their closing date", overdue.count),
            },
            {
                name: "undated",
                ...undated,
                title: _t("Deals without a closing date"),
                label:
                    undated.count === 1
                        ? _t("1 deal has no closing date")
                        : _t("%s deals have no closing date", undated.count),
            },
        ].filter(({ count }) => count);
    }

    async openStrays({ name, title }) {
        const domain = await this.model.strayDomain(name);
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: title,
            res_model: "crm.lead",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain,
            context: { default_type: "opportunity", create: false, sales_plan_figure: true },
        });
    }

    //--------------------------------------------------------------------------
    // The owner's own adjustments
    //--------------------------------------------------------------------------

    get adjustments() {
        if (this.forecast.kind !== "person") {
            return [];
        }
        return this.data.adjustments.map((adjustment) => ({
            ...adjustment,
            label: roleLabel(adjustment.role),
            difference: this.difference(adjustment.amount),
            author: _t("%(name)s, %(date)s", {
                name: adjustment.user,
                date: formatMoment(adjustment.date),
            }),
        }));
    }

    adjust(role) {
        const { live } = this.figures;
        this.dialog.add(AdjustDialog, {
            model: this.model,
            role,
            row: null,
            base: live[role],
            baseLabel: _t("Your deals"),
            adjustment: this.data.adjustments.find((known) => known.role === role) || null,
        });
    }

    reset(role) {
        return this.model.adjust(null, role, null);
    }
}
