import { Component } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { useService } from "@web/core/utils/hooks";
import { shortChance } from "@sales_plan/figures/chances";
import { AttainmentBar } from "../attainment_bar/attainment_bar";
import { exact, isKnown, NONE, percent, times, whole } from "./formats";
import { ReportActions } from "./report_actions";
import { TrendLine } from "./trend_line";

/** So many reasons are read at a glance. */
const MOST_REASONS = 3;

/** A line for each person or team: who needs help, why, and what can be done at once. */
export class CockpitReports extends Component {
    static template = "sales_plan.CockpitReports";
    static components = { AttainmentBar, ReportActions, TrendLine };
    static props = { model: Object, showRow: Function };

    setup() {
        this.action = useService("action");
    }

    get reports() {
        return this.props.model.data.reports;
    }

    get unit() {
        return this.props.model.unit;
    }

    get rows() {
        return this.reports.rows.map((row) => this.prepare(row));
    }

    /** What is overdue comes with the lists: reading all open invoices takes longer. */
    prepare(row) {
        const overdue = this.props.model.lists?.overdue[row.row_id];
        const reasons = overdue?.reason ? [...row.reasons, overdue.reason] : row.reasons;
        return {
            ...row,
            reasons,
            overdue: overdue?.amount,
            landing: this.props.model.landing?.rows[row.row_id],
            isBehind: ["at_risk", "missed"].includes(row.status),
            trend: this.props.model.rows?.rows[row.row_id],
            why: reasons.slice(0, MOST_REASONS).join(", "),
        };
    }

    whole(value) {
        return whole(value, this.unit);
    }

    exact(value) {
        return exact(value, this.unit);
    }

    percent(value) {
        return percent(value);
    }

    coverage(value) {
        return times(value);
    }

    chance(landing) {
        return landing && isKnown(landing.chance) ? shortChance(landing.chance) : NONE;
    }

    /** How long ago a forecast was submitted. */
    age({ submitted_on }) {
        if (!submitted_on) {
            return NONE;
        }
        const moment = deserializeDateTime(submitted_on);
        return moment.toRelative();
    }

    overdue({ overdue }) {
        return overdue > 0 ? whole(overdue, this.overdueUnit) : NONE;
    }

    overdueTitle({ overdue }) {
        return isKnown(overdue) ? exact(overdue, this.overdueUnit) : "";
    }

    /** Money that is overdue is in the company's currency, whatever the plan counts. */
    get overdueUnit() {
        return { currency_id: this.reports.currency_id, digits: 2 };
    }

    /** A figure of a row opens what it is made of, as on the row's own page. */
    async openOf({ row_id }, method, ...args) {
        return this.action.doAction(
            await this.props.model.getRowAction(row_id, method, ...args)
        );
    }

    get basis() {
        return this.props.model.data.plan.basis;
    }

    /** How many days the small lines have. */
    get days() {
        return this.props.model.rows?.days.length || 0;
    }
}
