import { onMounted, useState } from "@odoo/owl";
import { useBus, useService } from "@web/core/utils/hooks";
import { KeepLast } from "@web/core/utils/concurrency";
import { AsOfControlPanel } from "@sales_plan/as_of/as_of_control_panel";
import { withAsOf } from "@sales_plan/as_of/as_of_search_model";

/** A search of plan versus actual, as of any past day. */
export function withPlanAsOf(SearchModel) {
    return withAsOf(SearchModel, "as_of", true);
}

/** Says at the end of which day plan and actual are looked at, and what is known of a past one. */
export class PlanAsOfControlPanel extends AsOfControlPanel {
    static template = "sales_plan.PlanAsOfControlPanel";

    setupKnown() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.action = useService("action");
        this.told = useState({ title: "", notes: [], planIds: [] });
        onMounted(() => this.tell());
        useBus(this.env.searchModel, "update", () => this.tell());
    }

    /** Ask for the sentences on the day, and on the plans that are shown, where these changed. */
    async tell() {
        const { asOf, domain, isPast, resModel } = this.env.searchModel;
        const about = JSON.stringify([asOf, domain]);
        if (about === this.about) {
            return;
        }
        this.about = about;
        const asked = isPast ? this.orm.call(resModel, "read_as_of", [domain, asOf]) : false;
        const told = (await this.keepLast.add(Promise.resolve(asked))) || {};
        const { title = "", notes = [], plan_ids: planIds = [] } = told;
        Object.assign(this.told, { title, notes, planIds });
    }

    /** Download the rows of the plans as they were on the day. */
    download() {
        const { asOf } = this.env.searchModel;
        const url = `/sales_plan/xlsx?ids=${this.told.planIds.join(",")}&as_of=${asOf}`;
        return this.action.doAction({ type: "ir.actions.act_url", url, target: "download" });
    }
}
