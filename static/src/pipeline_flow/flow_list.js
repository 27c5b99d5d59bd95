import { registry } from "@web/core/registry";
import { SearchModel } from "@web/search/search_model";
import { listView } from "@web/views/list/list_view";
import { FlowControlPanel } from "./flow_control_panel";
import { withFlow } from "./flow_search_model";

registry.category("views").add("sales_forecast_flow_list", {
    ...listView,
    ControlPanel: FlowControlPanel,
    SearchModel: withFlow(SearchModel),
});
