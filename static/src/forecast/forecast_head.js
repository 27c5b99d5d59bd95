import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@sales_plan/figures/amounts";
import { AdjustDialog } from "./dialogs/adjust_dialog";
import {
    ADJUSTABLE,
    ROLES,
    NONE,
    amountColumns,
    basisLabel,
    countedOfText,
    countedText,
    formatAmount,
    formatDay,
    formatDifference,
    formatMoment,
    formatRatio,
    isKnown,
    labelled,
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
            adjustLabel: _t("Adjust %s", column.label),
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
        const { coverage } = this.amounts;
        return isKnown(coverage) ? `${formatFloat(coverage, { digits: [false, 1] })}×` : NONE;
    }

    get targetHelp() {
        const { measured } = this.figures;
        return measured
            ? _t("Target of the period in “%s”, a sales plan in force", measured.plan)
            : _t("No sales plan in force has a target here");
    }

    /** What the target counts, and which plan it is of: "Invoiced, Plan 2026". */
    get measured() {
        const { measured } = this.figures;
        return (
            measured &&
            _t("%(basis)s, %(plan)s", {
                basis: basisLabel(measured.basis),
                plan: measured.plan,
            })
        );
    }

    /** What is reached of the target, in the plan's words; what is won has a name of its own. */
    get reached() {
        const { measured, target, closed } = this.figures;
        if (!measured) {
            return null;
        }
        const { basis, actual, attainment, missing } = measured;
        const parts = [countedOfText(basis, this.amount(actual), this.amount(target))];
        if (basis !== "won") {
            parts.unshift(countedText("won", this.amount(closed)));
        } else if (actual !== closed) {
            parts.unshift(_t("%s closed", this.amount(closed)));
        }
        if (isKnown(attainment)) {
            parts.push(formatRatio(attainment));
        }
        if (missing) {
            parts.push(_t("%s missing", this.amount(missing)));
        }
        return parts.join(" · ");
    }

    /** Nothing counts twice: what is won counts when the plan counts it. */
    get gapHelp() {
        const { measured } = this.figures;
        return measured && measured.basis !== "won"
            ? _t(
                  "What the plan has counted, and the open deals that are forecast, minus the target. Won deals count when the plan counts them."
              )
            : _t("Forecast minus target");
    }

    //--------------------------------------------------------------------------
    // Bar
    //--------------------------------------------------------------------------

    /** Widths in percent; the parts of the forecast, and where the target stands. */
    get bar() {
        const { parts, target } = this.amounts.bar;
        const { measured } = this.figures;
        return {
            parts: ROLES.filter((role) => parts[role]).map((role) => ({
                role,
                share: parts[role],
                label:
                    measured && role === "closed"
                        ? countedText(measured.basis, this.amount(measured.actual))
                        : labelled(roleLabel(role), this.amount(this.amounts[role])),
            })),
            target,
        };
    }

    get barLabel() {
        const { closed, forecast } = this.amounts;
        return this.reached
            ? _t("%(reached)s; forecast %(forecast)s", {
                  reached: this.reached,
                  forecast: this.amount(forecast),
              })
            : _t("%(closed)s closed and %(forecast)s forecast", {
                  closed: this.amount(closed),
                  forecast: this.amount(forecast),
              });
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
        ]
            .filter(({ count }) => count)
            .map((stray) => ({ ...stray, text: labelled(stray.label, this.amount(stray.amount)) }));
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

    /** Weighted figures are deals times their probability: adjustments are left out of them. */
    get weightedSentence() {
        if (!this.model.isWeighted) {
            return "";
        }
        const { length } = this.data.adjustments;
        if (!length) {
            return _t("Weighted figures are deals times their probability.");
        }
        return length === 1
            ? _t("Weighted figures are deals times their probability: 1 adjustment is left out.")
            : _t(
                  "Weighted figures are deals times their probability: %s adjustments are left out.",
                  length
              );
    }

    get adjustments() {
        if (this.forecast.kind !== "person" || this.model.isWeighted) {
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
