import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { pageOf } from "./pages";

const APP = "sales_plan.sales_plan_menu_root";

/** In the app, a question mark beside the reader's name: the help on what is on the screen. */
export class HelpLink extends Component {
    static template = "sales_plan.HelpLink";
    static props = {};

    setup() {
        this.action = useService("action");
    }

    open() {
        const shown = this.action.currentController?.action;
        if (shown?.tag === "sales_plan.help") {
            return undefined;
        }
        return this.action.doAction("sales_plan.sales_plan_help_page_action", {
            additionalContext: { page: pageOf(shown) },
        });
    }
}

registry.category("systray").add(
    "sales_plan.help",
    {
        Component: HelpLink,
        isDisplayed: ({ services }) => services.menu.getCurrentApp()?.xmlid === APP,
    },
    { sequence: 120 }
);
