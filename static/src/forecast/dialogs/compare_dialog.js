import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import {
    changeLabel,
    formatAmount,
    formatDay,
    formatDifference,
    formatMoment,
    formatPercent,
    isKnown,
    NONE,
} from "../figures";

/** So many submissions can be chosen; older ones are in the list of submissions. */
const LIMIT = 100;

/** Two submissions of a forecast side by side, or one and what the forecast is now. */
export class CompareDialog extends Component {
    static template = "sales_plan.CompareDialog";
    static components = { Dialog };
    static props = { model: Object, close: Function };

    setup() {
        this.orm = useService("orm");
        this.currency = this.props.model.data.currency;
        this.state = useState({ left: null, right: null, result: null });
        onWillStart(async () => {
            this.submissions = await this.orm.searchRead(
                "sales.forecast.submission",
                [["forecast_id", "=", this.props.model.data.forecast.id]],
                ["date", "user_id", "forecast"],
                { order: "date DESC, id DESC", limit: LIMIT }
            );
            const [last, earlier] = this.submissions;
            const { is_stale } = this.props.model.data;
            // what one wants to see: what is new, or what the last submission has changed
            await this.choose(
                is_stale || !earlier
                    ? { left: last.id, right: null }
                    : { left: earlier.id, right: last.id }
            );
        });
    }

    get options() {
        return this.submissions.map(({ id, date, user_id, forecast }) => ({
            id,
            label: _t("%(date)s, %(user)s: %(amount)s", {
                date: formatMoment(date),
                user: user_id[1],
                amount: this.amount(forecast),
            }),
        }));
    }

    amount(value) {
        return formatAmount(value, this.currency);
    }

    async choose(chosen) {
        const { left, right } = { ...this.state, ...chosen };
        const result = await this.props.model.compare(left, right);
        Object.assign(this.state, { left, right, result });
    }

    get lines() {
        const { figures, rows } = this.state.result;
        return [
            ...figures.map((line) => ({ ...line, key: line.name })),
            // what each row of a team forecasts
            ...rows.map((line, index) => ({ ...line, label: line.name, key: `row-${index}` })),
        ].map(({ key, label, left, right, difference }) => ({
            key,
            label,
            isMain: key === "forecast",
            before: this.amount(left),
            after: this.amount(right),
            difference: difference ? formatDifference(difference, this.currency) : "",
        }));
    }

    get deals() {
        return this.state.result.deals.map((deal, index) => ({
            ...deal,
            index,
            label: changeLabel(deal.kind),
            from: this.describe(deal.before),
            to: this.describe(deal.after),
        }));
    }

    /** A deal's values at one time, in one line. */
    describe(values) {
        if (!values) {
            return NONE;
        }
        const { amount, probability, date, category, stage } = values;
        return [
            this.amount(amount),
            category,
            isKnown(probability) && formatPercent(probability),
            date && formatDay(date),
            stage,
        ]
            .filter(Boolean)
            .join(" · ");
    }
}
