import { registry } from "@web/core/registry";
import { graphView } from "@web/views/graph/graph_view";
import { pivotView } from "@web/views/pivot/pivot_view";
import { KnownControlPanel } from "@sales_plan/as_of/known_control_panel";

registry.category("views").add("sales_plan_known_pivot", {
    ...pivotView,
    ControlPanel: KnownControlPanel,
});

registry.category("views").add("sales_plan_known_graph", {
    ...graphView,
    ControlPanel: KnownControlPanel,
});
