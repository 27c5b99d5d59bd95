import { registry } from "@web/core/registry";
import { GraphSearchModel } from "@web/views/graph/graph_search_model";
import { graphView } from "@web/views/graph/graph_view";
import { PivotSearchModel } from "@web/views/pivot/pivot_search_model";
import { pivotView } from "@web/views/pivot/pivot_view";
import { AsOfControlPanel } from "@sales_plan/as_of/as_of_control_panel";
import { withAsOf } from "@sales_plan/as_of/as_of_search_model";

registry.category("views").add("crm_lead_history_pivot", {
    ...pivotView,
    ControlPanel: AsOfControlPanel,
    SearchModel: withAsOf(PivotSearchModel),
});

registry.category("views").add("crm_lead_history_graph", {
    ...graphView,
    ControlPanel: AsOfControlPanel,
    SearchModel: withAsOf(GraphSearchModel),
});
