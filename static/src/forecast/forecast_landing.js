import { Component, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatPercentage } from "@sales_plan/figures/amounts";
import { formatChance } from "@sales_plan/figures/chances";
import { LandingTrend } from "../landing_trend/landing_trend";
import { basisLabel, formatAmount, formatDay, isKnown, labelled } from "./figures";
import { ForecastOther } from "./forecast_other";
import { useForecast } from "./use_forecast";

/** The parts of a landing, from the surest on. */
const PARTS = ["certain", "committed", "deals", "to_come"];

export function partLabel(part) {
    return {
        certain: _t("Certain"),
        committed: _t("Committed"),
        deals: _t("Open deals"),
        to_come: _t("Still to come"),
    }[part];
}

/** Where a forecast's seat will end up: range, chance, parts, and what decides it, in words. */
export class ForecastLanding extends Component {
    static template = "sales_plan.ForecastLanding";
    static components = { ForecastOther, LandingTrend };
    static props = { model: Object };

    setup() {
        this.model = useForecast();
        this.action = useService("action");
        this.state = useState({ showsTrend: false, trend: null });
        useEffect(
            (shown, showsTrend) => {
                this.state.trend = null;
                if (shown && showsTrend) {
                    this.readTrend(shown);
                }
            },
            () => [this.shown, this.state.showsTrend]
        );
    }

    /** A period that is over has ended up somewhere: only how that came about is left to tell. */
    get isOver() {
        return this.model.data.forecast.period.is_over;
    }

    /** What the trend is of. */
    get shown() {
        return this.isOver ? this.model.data : this.landing;
    }

    /** Working the past out anew takes a moment: only who asks for it waits. */
    async readTrend(shown) {
        const trend = await this.model.readTrend();
        if (shown === this.shown && this.state.showsTrend) {
            this.state.trend = trend;
        }
    }

    get trendNote() {
        const { points, known_since } = this.state.trend;
        return known_since && points.some(({ day }) => day < known_since)
            ? _t("Before %s nobody knows what there was.", formatDay(known_since))
            : null;
    }

    get landing() {
        return this.model.landing?.own;
    }

    amount(value) {
        return formatAmount(value, this.model.data.currency);
    }

    get range() {
        const { p10, p90 } = this.landing;
        return p10 === p90
            ? null
            : _t("%(low)s to %(high)s", { low: this.amount(p10), high: this.amount(p90) });
    }

    get chance() {
        const { chance } = this.landing;
        return isKnown(chance) ? _t("%s to reach the target", formatChance(chance)) : null;
    }

    get basis() {
        return basisLabel(this.landing.basis);
    }

    get help() {
        return _t(
            "Where the period will end up: half of the outcomes lie above, half below. Four of five lie in the range."
        );
    }

    get parts() {
        const { parts, whole } = this.landing;
        return PARTS.filter((part) => parts[part]).map((part) => ({
            part,
            label: partLabel(part),
            amount: this.amount(parts[part]),
            whole: part in whole ? _t("of %s", this.amount(whole[part])) : null,
        }));
    }

    get wholeHelp() {
        return _t("What it comes to if all of it comes");
    }

    /** What the forecast is likely to become, from how earlier ones turned out: another source. */
    get corrected() {
        const { corrected, corrected_share } = this.model.data.figures;
        return isKnown(corrected) && !this.model.isWeighted
            ? {
                  text: _t("Going by what became of earlier forecasts: %s", this.amount(corrected)),
                  help: _t(
                      "What is closed, and %s of what is still open in the forecast, but no more than all open deals: that share became of it in earlier periods",
                      formatPercentage(corrected_share, { digits: [false, 0] })
                  ),
              }
            : null;
    }

    get barLabel() {
        return [labelled(_t("Landing"), this.amount(this.landing.p50)), this.range, this.chance]
            .filter(Boolean)
            .join(" · ");
    }

    get reasons() {
        return this.landing.reasons.map((reason) => ({
            ...reason,
            shown: this.amount(reason.amount),
        }));
    }

    async openPart(part) {
        return this.action.doAction(await this.model.landingPart(part));
    }

    openReason(reason) {
        return reason.part ? this.openPart(reason.part) : this.openDeals(reason);
    }

    openDeals({ text, deal_ids }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: text,
            res_model: "crm.lead",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [["id", "in", deal_ids]],
            context: { active_test: false, sales_plan_figure: true },
        });
    }
}
