import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { PipelineFunnel } from "./pipeline_funnel";
import { PipelineGrid } from "./pipeline_grid";

const MODEL = "sales.pipeline.dashboard";

/**
 * The pipeline at a glance: a funnel by stage, and closed and open deals by salesperson.
 *
 * Every figure comes from the server and opens the deals behind it.
 */
export class PipelineDashboard extends Component {
    static template = "sales_plan.PipelineDashboard";
    static components = { Layout, PipelineFunnel, PipelineGrid };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Pipeline");
    static path = "pipeline-dashboard";

    closings = [
        { value: "any", label: _t("Closing any time") },
        { value: "month", label: _t("Closing this month") },
        { value: "quarter", label: _t("Closing this quarter") },
        { value: "year", label: _t("Closing this year") },
    ];
    units = [
        { value: "month", label: _t("Month") },
        { value: "quarter", label: _t("Quarter") },
    ];

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ data: null });
        useSetupAction({
            getLocalState: () => ({ request: this.request }),
        });
        onWillStart(() => this.load(this.props.state?.request || {}));
    }

    get request() {
        return this.state.data.request;
    }

    get isEmpty() {
        const { funnel, grid } = this.state.data;
        return !funnel.total.count && !grid.rows.length;
    }

    get isFiltered() {
        const { team_id, user_id, closing, offset } = this.request;
        return Boolean(team_id || user_id || closing !== "any" || offset);
    }

    get leftOut() {
        const names = this.state.data.left_out.join(", ");
        return _t("Not counted here, as they have another currency: %s", names);
    }

    async load(request) {
        const call = this.orm.call(MODEL, "dashboard_open", [request]);
        this.state.data = await this.keepLast.add(call);
    }

    change(values) {
        return this.load({ ...this.request, ...values });
    }

    /** @param {string} value an id, or nothing for all */
    choose(name, value) {
        return this.change({ [name]: Number(value) || false });
    }

    changeUnit(unit) {
        return this.change({ unit, offset: 0 });
    }

    clear() {
        return this.load({ unit: this.request.unit });
    }

    async openStage(stageId) {
        this.open(await this.orm.call(MODEL, "dashboard_open_stage", [this.request, stageId]));
    }

    async openCell(kind, userId, period) {
        const cell = [this.request, kind, userId, period];
        this.open(await this.orm.call(MODEL, "dashboard_open_cell", cell));
    }

    open(action) {
        return this.action.doAction(action);
    }
}

registry.category("actions").add("sales_plan.pipeline_dashboard", PipelineDashboard);
