import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { shortChance } from "@sales_plan/figures/chances";
import { labelled } from "../forecast/figures";
import {
    dayText,
    exact,
    isKnown,
    NONE,
    plain,
    plainDifference,
    shortDay,
    whole,
} from "./formats";
import { RowActions } from "./row_actions";

/** What there is to do: customers, deals, money, activities, and what is new. */
export class CockpitLists extends Component {
    static template = "sales_plan.CockpitLists";
    static components = { RowActions };
    static props = { model: Object, open: Function };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        /** A deal that has moved changes figures, landing and lists. */
        /** Whether news are told since the user last looked, rather than since a week ago. */
        this.state = useState({ isSinceLook: false });
        this.moved = () => this.props.model.refresh();
    }

    get lists() {
        return this.props.model.lists;
    }

    get unit() {
        return this.props.model.unit;
    }

    get money() {
        return this.props.model.money;
    }

    get canAct() {
        return this.props.model.data.can_act;
    }

    /** Customers take the place of people where there are none. */
    get customers() {
        if (this.props.model.data.reports) {
            return null;
        }
        return this.lists?.customers;
    }

    /** Potentials that nobody knows need no column. */
    get hasPotential() {
        return this.customers.rows.some(({ potential }) => isKnown(potential));
    }

    get hasCustomers() {
        return !this.props.model.data.reports && (!this.lists || this.lists.customers);
    }

    get deals() {
        return this.props.model.landing?.deals;
    }

    get hasDeals() {
        const { landing, data } = this.props.model;
        return !data.span.is_over && (!landing || landing.deals);
    }

    /** What is told as new: since when, what counted, what became of deals. */
    get told() {
        const { data, news } = this.props.model;
        if (this.state.isSinceLook && news?.since) {
            return news;
        }
        const { since, amount } = data.week || { since: false, amount: null };
        return { since, amount, steps: this.lists?.news };
    }

    /** Which lists there are, for the widths of their columns. */
    get layout() {
        const whose = this.hasCustomers ? "own" : "team";
        return this.hasDeals ? whose : `${whose}_without_deals`;
    }

    get news() {
        const { amount, steps } = this.told;
        const counted = isKnown(amount)
            ? [{ step: "counted", label: this.countedLabel, amount: whole(amount, this.unit) }]
            : [];
        const deals = (steps || []).map((step) => ({
            ...step,
            amount: whole(step.amount, this.money),
        }));
        return [...counted, ...deals];
    }

    /** Since when news can be told; a single one needs no choice. */
    get spansOfNews() {
        const week = { name: "week", label: _t("A week ago"), isSinceLook: false };
        const { since } = this.props.model.news || {};
        if (!since) {
            return [week];
        }
        const look = {
            name: "look",
            label: _t("Last look, %s", shortDay(since)),
            title: _t(
                "Since the last day before today on which you looked at this plan here, that day included."
            ),
            isSinceLook: true,
        };
        return [week, look].map((span) => ({
            ...span,
            isChosen: span.isSinceLook === this.state.isSinceLook,
        }));
    }

    chooseNews({ isSinceLook }) {
        this.state.isSinceLook = isSinceLook;
    }

    get countedLabel() {
        return {
            won: _t("Won deals"),
            ordered: _t("Ordered"),
            invoiced: _t("Invoiced"),
            collected: _t("Collected"),
        }[this.props.model.data.plan.basis];
    }

    whole(value) {
        return whole(value, this.unit);
    }

    exact(value) {
        return exact(value, this.unit);
    }

    plain(value) {
        return plain(value);
    }

    difference(value) {
        return plainDifference(value);
    }

    inMoney(value) {
        return isKnown(value) ? whole(value, this.money) : NONE;
    }

    toTheCent(value) {
        return exact(value, this.money);
    }

    day(value) {
        return dayText(value);
    }

    chance(value) {
        return shortChance(value);
    }

    allText(count) {
        return _t("All %s", count);
    }

    get allOverdue() {
        const { count, amount } = this.lists.invoices;
        return _t("All %(count)s: %(amount)s", { count, amount: this.inMoney(amount) });
    }

    taskText({ summary, name }) {
        return summary && name ? labelled(summary, name) : summary || name;
    }

    daysText({ days }) {
        return days === 1 ? _t("1 day") : _t("%s days", days);
    }

    //--------------------------------------------------------------------------
    // Opening
    //--------------------------------------------------------------------------

    openList(what) {
        return this.props.open("cockpit_open_list", what);
    }

    /** What a customer has bought in the span. */
    openSold({ partner_id }) {
        const { basis } = this.props.model.data.plan;
        return this.props.open("cockpit_open_documents", basis, false, partner_id);
    }

    /** What is planned for a customer. */
    async openPlanned({ row_id }) {
        const action = await this.props.model.getRowAction(row_id, "cockpit_open_target");
        return this.action.doAction(action);
    }

    openNews({ step }) {
        const { since } = this.told;
        return step === "counted"
            ? this.props.open("cockpit_open_documents", this.props.model.data.plan.basis, since)
            : this.props.open("cockpit_open_step", step, since);
    }

    /** What was planned is seen at once. */
    readAgain() {
        return this.props.model.readRest();
    }

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async openBy(model, method, id) {
        return this.action.doAction(await this.orm.call(model, method, [[id]]));
    }
}
