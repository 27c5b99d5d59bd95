import { Component, onWillStart, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { CogMenu } from "@web/search/cog_menu/cog_menu";
import { Layout } from "@web/search/layout";
import { SearchBar } from "@web/search/search_bar/search_bar";
import { useSearchBarToggler } from "@web/search/search_bar/search_bar_toggler";
import { SearchModel } from "@web/search/search_model";
import { ActionHelper } from "@web/views/action_helper";
import { standardViewProps } from "@web/views/standard_view_props";
import { FlowControlPanel } from "@sales_plan/pipeline_flow/flow_control_panel";
import { withFlow } from "@sales_plan/pipeline_flow/flow_search_model";
import { toDate } from "@sales_plan/pipeline_flow/periods";
import { Waterfall } from "./waterfall";

/** The graph of a flow: a waterfall, whatever else the search filters by. */
export class WaterfallController extends Component {
    static template = "sales_plan.WaterfallView";
    static components = { ActionHelper, CogMenu, Layout, SearchBar, Waterfall };
    static props = { ...standardViewProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.searchBarToggler = useSearchBarToggler();
        this.state = useState({ waterfall: null });
        this.keepLast = new KeepLast();
        useSetupAction({ rootRef: useRef("root") });
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => this.load(props));
    }

    async load({ resModel, domain, context }) {
        const answer = this.orm.call(resModel, "read_waterfall", [domain], { context });
        this.state.waterfall = await this.keepLast.add(answer);
    }

    get label() {
        const { flow_from, flow_to } = this.env.searchModel.flow;
        return _t("Flow of the pipeline from the end of %(from)s to the end of %(to)s", {
            from: formatDate(toDate(flow_from)),
            to: formatDate(toDate(flow_to)),
        });
    }

    async open({ step }) {
        const { resModel, domain, context } = this.props;
        const action = await this.orm.call(resModel, "action_open_step", [step, domain], {
            context,
        });
        return this.action.doAction(action);
    }
}

registry.category("views").add("sales_forecast_flow_waterfall", {
    type: "graph",
    Controller: WaterfallController,
    ControlPanel: FlowControlPanel,
    SearchModel: withFlow(SearchModel),
    searchMenuTypes: ["filter", "favorite"],
});
