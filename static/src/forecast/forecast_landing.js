import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatPercentage } from "@web/views/fields/formatters";
import { basisLabel, formatAmount, isKnown, labelled } from "./figures";
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

/** @returns {string} a chance in whole percent; never 0 or 100, which nothing is before the end */
export function formatChance(chance) {
    if (chance < 0.01) {
        return _t("less than 1%");
    }
    if (chance > 0.99) {
        return _t("more than 99%");
    }
    return formatPercentage(chance, { digits: [false, 0] });
}

/** Where a forecast's seat will end up: range, chance, parts, and what decides it, in words. */
export class ForecastLanding extends Component {
    static template = "sales_plan.ForecastLanding";
    static components = { ForecastOther };
    static props = { model: Object };

    setup() {
        this.model = useForecast();
        this.action = useService("action");
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

    /** Why there is no chance although there is a target. */
    get noChance() {
        const { chance, target } = this.landing;
        return target && !isKnown(chance)
            ? _t("The range is wider than the target: a chance would say nothing.")
            : null;
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
        return PARTS.filter((part) => this.landing.parts[part]).map((part) => ({
            part,
            label: partLabel(part),
            amount: this.amount(this.landing.parts[part]),
        }));
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
