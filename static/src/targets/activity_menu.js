import { ActivityMenu } from "@mail/core/web/activity_menu";
import { patch } from "@web/core/utils/patch";

patch(ActivityMenu.prototype, {
    /** Activities on targets open the cards of what is to do, where they are accepted at once. */
    async executeActivityAction(group, domain, views, context, newWindow) {
        if (group.model !== "sales.plan.allocation") {
            return super.executeActivityAction(...arguments);
        }
        const action = await this.action.loadAction("sales_plan.sales_plan_my_targets_action");
        return this.action.doAction(
            { ...action, context: { search_default_to_do: 1 } },
            { newWindow, clearBreadcrumbs: true }
        );
    },
});
