import { registry } from "@web/core/registry";
import { PivotSearchModel } from "@web/views/pivot/pivot_search_model";
import { pivotView } from "@web/views/pivot/pivot_view";
import { FlowControlPanel } from "@sales_plan/pipeline_flow/flow_control_panel";
import { withFlow } from "@sales_plan/pipeline_flow/flow_search_model";

registry.category("views").add("sales_forecast_flow_pivot", {
    ...pivotView,
    ControlPanel: FlowControlPanel,
    SearchModel: withFlow(PivotSearchModel),
});
