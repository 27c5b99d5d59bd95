import { registry } from "@web/core/registry";
import { GraphSearchModel } from "@web/views/graph/graph_search_model";
import { PivotSearchModel } from "@web/views/pivot/pivot_search_model";
import { withAsOfAddress } from "@sales_plan/as_of/as_of_address";
import { AsOfControlPanel } from "@sales_plan/as_of/as_of_control_panel";
import { withAsOf } from "@sales_plan/as_of/as_of_search_model";
import { figuresGraphView } from "@sales_plan/report_pivot/figures_graph";
import { figuresPivotView } from "@sales_plan/report_pivot/figures_pivot";

registry.category("views").add("crm_lead_history_pivot", {
    ...figuresPivotView,
    Controller: withAsOfAddress(figuresPivotView.Controller),
    ControlPanel: AsOfControlPanel,
    SearchModel: withAsOf(PivotSearchModel),
});

registry.category("views").add("crm_lead_history_graph", {
    ...figuresGraphView,
    Controller: withAsOfAddress(figuresGraphView.Controller),
    ControlPanel: AsOfControlPanel,
    SearchModel: withAsOf(GraphSearchModel),
});
