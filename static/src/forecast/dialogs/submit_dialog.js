import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { amountColumns, formatAmount, formatDifference, labelled, roleLabel } from "../figures";

/** Asks before a forecast is submitted: what is frozen then, and what is missing. */
export class SubmitDialog extends Component {
    static template = "sales_plan.SubmitDialog";
    static components = { Dialog };
    static props = { data: Object, confirm: Function, close: Function };

    setup() {
        this.state = useState({ isBusy: false });
    }

    get title() {
        return _t("Submit the forecast of %s", this.props.data.forecast.period.name);
    }

    get isTeam() {
        return this.props.data.forecast.kind !== "person";
    }

    amount(value) {
        return formatAmount(value, this.props.data.currency);
    }

    get lines() {
        const { figures } = this.props.data;
        return [
            ...amountColumns(false).map(({ role, label }) => ({ role, label })),
            { role: "forecast", label: roleLabel("forecast") },
        ].map((line) => ({
            ...line,
            before: figures.submitted ? this.amount(figures.submitted[line.role]) : null,
            now: this.amount(figures[line.role]),
        }));
    }

    get sentence() {
        const { deals, forecast } = this.props.data;
        if (forecast.kind === "company") {
            return _t(
                "What is closed, and what still stands of what was submitted to you, is frozen with your adjustments, and so are the deals in no team."
            );
        }
        if (this.isTeam) {
            return _t(
                "What is closed, and what still stands of what was submitted to you, is frozen with your adjustments, and so are your own deals."
            );
        }
        const counted = deals.filter(({ role }) => role !== "omitted").length;
        return counted === 1
            ? _t("1 deal is frozen with its values. Deals themselves stay as they are.")
            : _t(
                  "%s deals are frozen with their values. Deals themselves stay as they are.",
                  formatInteger(counted)
              );
    }

    get reports() {
        return this.props.data.rows.filter(({ kind }) => ["person", "team"].includes(kind));
    }

    /** Reports of whom only what is closed counts because they have not submitted. */
    get missing() {
        return this.reports.filter(({ submission }) => !submission).map(({ name }) => name);
    }

    /** How old what goes up is, the oldest first: "Grace submitted 3 days ago". */
    get ages() {
        return this.reports
            .filter(({ submission }) => submission)
            .sort((one, other) => (one.submission.date < other.submission.date ? -1 : 1))
            .map(({ key, name, submission, is_stale }) => {
                const age = deserializeDateTime(submission.date).toRelative();
                return {
                    key,
                    text: is_stale
                        ? _t("%(name)s submitted %(age)s, and has changed since", { name, age })
                        : _t("%(name)s submitted %(age)s", { name, age }),
                };
            });
    }

    get adjustments() {
        const { adjustments, currency } = this.props.data;
        return adjustments.map((adjustment) => ({
            id: adjustment.id,
            text: labelled(
                _t("%(role)s %(difference)s", {
                    role: roleLabel(adjustment.role),
                    difference: formatDifference(adjustment.amount, currency),
                }),
                adjustment.note
            ),
        }));
    }

    async confirm() {
        this.state.isBusy = true;
        try {
            await this.props.confirm();
            this.props.close();
        } finally {
            this.state.isBusy = false;
        }
    }
}
