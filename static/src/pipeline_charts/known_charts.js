import { registry } from "@web/core/registry";
import { figuresGraphView } from "@sales_plan/report_pivot/figures_graph";
import { figuresPivotView } from "@sales_plan/report_pivot/figures_pivot";
import { KnownControlPanel } from "@sales_plan/as_of/known_control_panel";

registry.category("views").add("sales_plan_known_pivot", {
    ...figuresPivotView,
    ControlPanel: KnownControlPanel,
});

registry.category("views").add("sales_plan_known_graph", {
    ...figuresGraphView,
    ControlPanel: KnownControlPanel,
});
