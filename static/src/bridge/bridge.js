import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { exact, short } from "@sales_plan/cockpit/formats";
import { BridgeChart } from "./bridge_chart";

const MODEL = "sales.plan.bridge";

/**
 * Why a row of a plan is where it is: bars from its target, or from last year, to its actual.
 *
 * The row is the action's active record. Every figure comes from the server.
 */
export class Bridge extends Component {
    static template = "sales_plan.Bridge";
    static components = { BridgeChart, Layout };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Bridge");
    static path = "plan-bridge";

    sides = [
        { value: "target", label: _t("From Target") },
        { value: "last_year", label: _t("From Last Year") },
    ];

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ data: null, open: {} });
        const { action, state } = this.props;
        const rowId = action.context?.active_id || action.params?.row_id;
        if (!rowId) {
            return;
        }
        useSetupAction({ getLocalState: () => ({ request: this.data.request }) });
        onWillStart(() => this.load(state?.request || { row_id: rowId }));
    }

    get data() {
        return this.state.data;
    }

    get request() {
        return this.data.request;
    }

    async load(request) {
        const answer = this.orm.call(MODEL, "bridge_open", [request]);
        this.state.data = await this.keepLast.add(answer);
        this.env.config.setDisplayName(this.title);
    }

    change(values) {
        return this.load({ ...this.request, ...values });
    }

    /** @param {string} value an id, or nothing for all periods that have begun */
    choosePeriod(value) {
        return this.change({ period_id: Number(value) || false });
    }

    get title() {
        const { row, plan } = this.data;
        return _t("Bridge of %(row)s, %(plan)s", { row: row.name, plan: plan.name });
    }

    get label() {
        return `${this.title}: ${this.data.days}`;
    }

    format(amount, isShort = false) {
        return isShort ? short(amount, this.data) : exact(amount, this.data);
    }

    /** An amount with its sign: what a step adds, or takes away. */
    signed(step) {
        const { amount, is_total: isTotal } = step;
        const isMore = !isTotal && amount > 0;
        return isMore ? this.format(-amount).replace("-", "+") : this.format(amount);
    }

    others({ others }) {
        return others === 1 ? _t("1 other") : _t("%s others", formatInteger(others));
    }

    labelOfParts({ label }) {
        return _t("Who and what: %s", label);
    }

    toggle({ step }) {
        this.state.open[step] = !this.state.open[step];
    }

    async open(step) {
        const args = [this.request, step.step];
        return this.action.doAction(await this.orm.call(MODEL, "bridge_open_step", args));
    }

    download() {
        const { row_id, against, period_id } = this.request;
        const url = `/sales_plan/bridge_xlsx?row=${row_id}&against=${against}&period=${period_id || ""}`;
        return this.action.doAction({ type: "ir.actions.act_url", url, target: "self" });
    }

    openPlans() {
        return this.action.doAction("sales_plan.sales_plan_action");
    }
}

registry.category("actions").add("sales_plan.bridge", Bridge);
