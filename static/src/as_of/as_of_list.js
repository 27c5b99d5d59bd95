import { registry } from "@web/core/registry";
import { SearchModel } from "@web/search/search_model";
import { listView } from "@web/views/list/list_view";
import { AsOfControlPanel } from "./as_of_control_panel";
import { withAsOf } from "./as_of_search_model";

registry.category("views").add("crm_lead_history_list", {
    ...listView,
    ControlPanel: AsOfControlPanel,
    SearchModel: withAsOf(SearchModel),
});
