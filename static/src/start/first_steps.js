import { Component, onWillStart, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { removeSample } from "./sample_data";

/** The five steps to a first plan in force, in the look of Odoo's onboarding. */
export class FirstSteps extends Component {
    static template = "sales_plan.FirstSteps";
    static props = { panel: Object, onClosed: Function };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    async open(step) {
        const action = await this.orm.call(
            "onboarding.onboarding.step",
            "action_open_sales_plan_step",
            [[step.id]]
        );
        return this.action.doAction(action);
    }

    async close() {
        await this.orm.call("sales.plan.start", "start_close", []);
        this.props.onClosed();
    }
}

/** Above the list of plans: the first steps until they are over, and what sample data there is. */
export class StartPanel extends Component {
    static template = "sales_plan.StartPanel";
    static components = { FirstSteps };
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ start: {} });
        onWillStart(async () => {
            if (!this.env.inDialog) {
                this.state.start = await this.orm.call("sales.plan.start", "start_open", []);
            }
        });
    }

    removeSample() {
        removeSample(this.env, this.state.start.company, () =>
            this.action.doAction("sales_plan.sales_plan_home_action", { clearBreadcrumbs: true })
        );
    }
}
