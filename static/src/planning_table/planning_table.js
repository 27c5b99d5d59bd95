import { Component, onWillStart } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { TableApi } from "./table_api";
import { TableFilters } from "./table_filters";
import { TableSheet } from "./table_sheet";
import { TableView } from "./table_view";
import { useSession } from "./use_session";
import { useTable } from "./use_table";

/**
 * The planning table of one plan: its rows by its periods, edited like a spreadsheet.
 *
 * The plan is the action's active record. Coming back to the table, or reloading the page, finds it
 * as it was left.
 */
export class PlanningTable extends Component {
    static template = "sales_plan.PlanningTable";
    static components = { Layout, TableFilters, TableSheet };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Planning Table");
    static path = "planning-table";

    setup() {
        const orm = useService("orm");
        const { action, state } = this.props;
        const planId = action.context?.active_id || action.params?.plan_id;
        if (!planId) {
            return;
        }
        this.api = new TableApi(this.env, orm, planId);
        const remembered = new TableView(this.api, `sales_plan.table.${planId}`);
        this.view = state?.table || remembered.recall();
        /** The row that the table was opened for. */
        const rowId = state?.table ? false : action.context?.row_id || action.params?.row_id;
        if (rowId) {
            this.view = { order: this.view.order, expanded: this.view.expanded };
        }
        useTable(this.api);
        useSession(this.api, remembered, {
            getLocalState: () => ({ table: remembered.remember() }),
        });
        onWillStart(async () => {
            await remembered.open(this.view, rowId);
            this.env.config.setDisplayName(this.title);
        });
    }

    /** The plan's name, unless that is where the table was opened from. */
    get title() {
        const above = this.env.config.breadcrumbs?.at(-2)?.name;
        const { name } = this.api.model.plan;
        return above === name ? _t("Planning Table") : name;
    }

    openPlans() {
        return this.env.services.action.doAction("sales_plan.sales_plan_action");
    }
}

registry.category("actions").add("sales_plan.planning_table", PlanningTable);
