import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { useService } from "@web/core/utils/hooks";

/** What is looked at on paper, one page for each row, and as a spreadsheet. */
export class CockpitPrint extends Component {
    static template = "sales_plan.CockpitPrint";
    static components = { Dropdown, DropdownItem };
    static props = { model: Object };

    setup() {
        this.action = useService("action");
    }

    /** Whether there are rows directly below that can have pages of their own. */
    get hasBelow() {
        return Boolean(this.props.model.data.reports);
    }

    async print(isBelow) {
        return this.action.doAction(await this.props.model.getAction("cockpit_print", isBelow));
    }

    download() {
        const { plan_id, row_id, unit, day, basis } = this.props.model.data.request;
        const query = new URLSearchParams({ plan: plan_id, row: row_id || "", unit, day });
        if (basis) {
            query.set("basis", basis);
        }
        const url = `/sales_plan/cockpit_xlsx?${query}`;
        return this.action.doAction({ type: "ir.actions.act_url", url, target: "download" });
    }
}
