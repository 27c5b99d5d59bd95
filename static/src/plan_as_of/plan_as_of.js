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
        this.told = useState({ title: "", notes: [] });
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
        const { title, notes } = (await this.keepLast.add(Promise.resolve(asked))) || {};
        Object.assign(this.told, { title: title || "", notes: notes || [] });
    }
}
