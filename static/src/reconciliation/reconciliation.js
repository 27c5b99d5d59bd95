import { Component, onWillStart, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { exact } from "@sales_plan/cockpit/formats";

const MODEL = "sales.reconciliation";

/**
 * A plan held against the general ledger: the same total, or every difference by its reason.
 *
 * Plan and days stand in the address, so that a reload and a bookmark find the same. Every figure
 * comes from the server.
 */
export class Reconciliation extends Component {
    static template = "sales_plan.Reconciliation";
    static components = { Layout };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Reconciliation with the Ledger");
    static path = "ledger-reconciliation";

    figures = [
        { value: "booked", label: _t("In the Ledger") },
        { value: "planned", label: _t("In the Plan") },
        { value: "difference", label: _t("Difference") },
    ];

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ data: null, figure: "booked" });
        useSetupAction({
            getLocalState: () => ({ request: this.request, figure: this.state.figure }),
        });
        onWillStart(() => this.start());
        useEffect(
            () => this.props.updateActionState(this.urlState),
            () => Object.values(this.urlState)
        );
    }

    /** What the address asks for may be gone or not for this reader: then the plan that runs is. */
    async start() {
        const { action, state } = this.props;
        this.state.figure = state?.figure || this.state.figure;
        const { plan_id, first, last, active_id, active_model } = {
            ...action.context,
            ...action.params,
        };
        const opened = active_model === "sales.plan" || !active_model ? active_id : false;
        const asked = state?.request || {
            plan_id: plan_id || opened || false,
            first: first || false,
            last: last || false,
        };
        try {
            await this.load(asked);
        } catch (error) {
            if (!asked.plan_id) {
                throw error;
            }
            await this.load({});
            Promise.reject(error);
        }
    }

    get data() {
        return this.state.data;
    }

    get request() {
        return this.data.request || {};
    }

    get urlState() {
        const { plan_id, first, last } = this.request;
        return { plan_id, first, last };
    }

    async load(request) {
        const answer = this.orm.call(MODEL, "reconciliation_open", [request]);
        this.state.data = await this.keepLast.add(answer);
        this.env.config.setDisplayName(this.title);
    }

    /** @param {string} value id of a plan, looked at on all of its days */
    choosePlan(value) {
        return this.load({ plan_id: Number(value) });
    }

    /** @param {string} value id of a period, or nothing for all days of the plan */
    choosePeriod(value) {
        const { first, last } =
            this.data.periods.find((period) => period.id === Number(value)) || this.data.span;
        return this.load({ plan_id: this.request.plan_id, first, last });
    }

    /** A day that is typed; the other one follows where the span would end before it begins. */
    chooseDay(name, value) {
        const { span } = this.data;
        if (!value || value < span.first || value > span.last) {
            return this.load(this.request);
        }
        const days = { ...this.request, [name]: value };
        const other = name === "first" ? "last" : "first";
        if (days.first > days.last) {
            days[other] = value;
        }
        return this.load(days);
    }

    isShown({ first, last }) {
        return this.request.first === first && this.request.last === last;
    }

    /** Whether days are looked at that are neither those of the plan nor of one of its periods. */
    get hasOwnDays() {
        return ![this.data.span, ...this.data.periods].some((span) => this.isShown(span));
    }

    get title() {
        const { plan } = this.data;
        return plan ? _t("%s and the Ledger", plan.name) : Reconciliation.displayName;
    }

    format(amount) {
        return exact(amount, this.data);
    }

    count({ items }) {
        return items ? formatInteger(items) : "";
    }

    /** An amount of a line as the table of accounts has room for it; nothing for none. */
    show(line) {
        const amount = line[this.state.figure];
        return amount ? exact(amount, { digits: this.data.digits }) : "";
    }

    setFigure(value) {
        this.state.figure = value;
    }

    /** @param {Object} items what narrows the journal items down */
    async open(items) {
        const args = [this.request, items];
        return this.action.doAction(await this.orm.call(MODEL, "reconciliation_open_items", args));
    }

    async print() {
        const args = [this.request];
        return this.action.doAction(await this.orm.call(MODEL, "reconciliation_print", args));
    }

    download() {
        const { plan_id, first, last } = this.request;
        const url = `/sales_plan/reconciliation_xlsx?${new URLSearchParams({
            plan: plan_id,
            first,
            last,
        })}`;
        return this.action.doAction({ type: "ir.actions.act_url", url, target: "download" });
    }

    openPlans() {
        return this.action.doAction("sales_plan.sales_plan_action");
    }
}

registry.category("actions").add("sales_plan.reconciliation", Reconciliation);
