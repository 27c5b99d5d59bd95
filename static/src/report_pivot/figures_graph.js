import { Domain } from "@web/core/domain";
import { registry } from "@web/core/registry";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";
import { getRowsOf } from "./made_of";

/** A graph whose bars and points open what their figure is made of. */
export class FiguresGraphRenderer extends GraphRenderer {
    openView(domain, views, context, newWindow) {
        const { fields, measure, resModel } = this.model.metaData;
        const rows = getRowsOf(resModel, measure, fields[measure]);
        return super.openView(
            Domain.and([domain, rows]).toList(),
            views,
            { ...context, sales_plan_figure: true },
            newWindow
        );
    }
}

export const figuresGraphView = { ...graphView, Renderer: FiguresGraphRenderer };

registry.category("views").add("sales_plan_figures_graph", figuresGraphView);
