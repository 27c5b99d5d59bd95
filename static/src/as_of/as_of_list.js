import { registry } from "@web/core/registry";
import { SearchModel } from "@web/search/search_model";
import { listView } from "@web/views/list/list_view";
import { withAsOfAddress } from "./as_of_address";
import { AsOfControlPanel } from "./as_of_control_panel";
import { withAsOf } from "./as_of_search_model";

registry.category("views").add("crm_lead_history_list", {
    ...listView,
    Controller: withAsOfAddress(listView.Controller),
    ControlPanel: AsOfControlPanel,
    SearchModel: withAsOf(SearchModel),
});
