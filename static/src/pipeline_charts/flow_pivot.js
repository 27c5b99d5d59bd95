import { registry } from "@web/core/registry";
import { PivotSearchModel } from "@web/views/pivot/pivot_search_model";
import { FlowControlPanel } from "@sales_plan/pipeline_flow/flow_control_panel";
import { withFlow } from "@sales_plan/pipeline_flow/flow_search_model";
import { figuresPivotView } from "@sales_plan/report_pivot/figures_pivot";

registry.category("views").add("sales_forecast_flow_pivot", {
    ...figuresPivotView,
    ControlPanel: FlowControlPanel,
    SearchModel: withFlow(PivotSearchModel),
});
