import { Component, onWillStart, onWillUpdateProps, useRef, useState } from "@odoo/owl";
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
import { Bubbles } from "./bubbles";

/** The graph of segments: bubbles, whatever else the search filters by. */
export class BubblesController extends Component {
    static template = "sales_plan.BubblesView";
    static components = { ActionHelper, Bubbles, CogMenu, Layout, SearchBar };
    static props = { ...standardViewProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.searchBarToggler = useSearchBarToggler();
        this.state = useState({ found: null });
        this.keepLast = new KeepLast();
        useSetupAction({ rootRef: useRef("root") });
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => this.load(props));
    }

    async load({ resModel, domain, context }) {
        const answer = this.orm.call(resModel, "read_bubbles", [domain], { context });
        this.state.found = await this.keepLast.add(answer);
    }

    open({ id }) {
        const { resModel, context } = this.props;
        return this.action.doActionButton({
            type: "object",
            name: "action_open_customers",
            resModel,
            resId: id,
            context,
        });
    }
}

registry.category("views").add("sales_plan_bubbles", {
    type: "graph",
    Controller: BubblesController,
    SearchModel,
    searchMenuTypes: ["filter", "favorite"],
});
