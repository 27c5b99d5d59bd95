import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { FirstSteps } from "./first_steps";
import { loadSample, removeSample } from "./sample_data";

/** What the app opens with while there is no plan: what it does, and three ways to begin. */
export class StartPage extends Component {
    static template = "sales_plan.StartPage";
    static components = { FirstSteps };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Sales Planning");
    static path = "start-planning";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ start: {} });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.start = await this.orm.call("sales.plan.start", "start_open", []);
    }

    get sampleText() {
        return _t("There is sample data in “%s”.", this.state.start.company);
    }

    createPlan() {
        return this.action.doAction("sales_plan.sales_plan_action", { viewType: "form" });
    }

    importPlan() {
        return this.action.doAction("sales_plan.sales_plan_import_first_action");
    }

    loadSample() {
        loadSample(this.env, this.state.start.company, (planId) =>
            planId ? this.openPlan(planId) : this.load()
        );
    }

    removeSample() {
        removeSample(this.env, this.state.start.company, () => this.load());
    }

    openPlan(planId) {
        return this.action.doAction("sales_plan.sales_plan_action", {
            viewType: "form",
            props: { resId: planId },
        });
    }
}

registry.category("actions").add("sales_plan.start", StartPage);
