import { Domain } from "@web/core/domain";
import { registry } from "@web/core/registry";
import { GraphModel } from "@web/views/graph/graph_model";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";
import { getRowsOf } from "./made_of";
import { getMeanings, getValues, hasCategories, inOrder, readColor } from "./meanings";

/** A graph whose datasets stand in the order of what they mean. */
export class FiguresGraphModel extends GraphModel {
    setup(params) {
        super.setup(params);
        this.categories = [];
    }

    async _loadDataPoints(metaData) {
        if (hasCategories(metaData) && !this.categories.length) {
            this.categories = await this.orm.searchRead("sales.forecast.category", [], ["role"], {
                context: { ...this.searchParams.context, active_test: false },
            });
        }
        return super._loadDataPoints(metaData);
    }

    get meanings() {
        return getMeanings(this.metaData, this.categories);
    }

    _getData(...args) {
        const data = super._getData(...args);
        const { groupBy, mode } = this.metaData;
        if (this.meanings && groupBy.length > 1 && mode !== "pie") {
            data.datasets = inOrder(data.datasets, this.meanings);
        }
        return data;
    }
}

/**
 * A graph whose bars and points open what their figure is made of, in colours that mean what they
 * mean elsewhere.
 */
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

    getBarChartData() {
        return this.paintAll(super.getBarChartData());
    }

    getLineChartData() {
        return this.paintAll(super.getLineChartData());
    }

    getPieChartData() {
        return this.paintAll(super.getPieChartData());
    }

    paintAll(data) {
        for (const dataset of data.datasets) {
            this.paint(dataset);
        }
        return data;
    }

    /** Give a dataset the colour of what it is, or each of its bars that of its own. */
    paint(dataset) {
        const { meanings, metaData } = this.model;
        const isOne = metaData.groupBy.length > 1 && metaData.mode !== "pie";
        const isLine = metaData.mode === "line";
        if (!meanings || !dataset.identifiers || (isLine && !isOne)) {
            return;
        }
        const values = getValues(dataset, meanings);
        const found = (isOne ? values.slice(0, 1) : values).map((value) => {
            const name = meanings.getClass(value);
            return name && readColor(name);
        });
        if (!found.length || !found.every(Boolean)) {
            return;
        }
        const color = isOne ? found[0] : found;
        Object.assign(dataset, { backgroundColor: color, hoverBackgroundColor: color });
        if (isLine) {
            Object.assign(dataset, { borderColor: color, pointBackgroundColor: color });
        }
    }
}

export const figuresGraphView = {
    ...graphView,
    Model: FiguresGraphModel,
    Renderer: FiguresGraphRenderer,
};

registry.category("views").add("sales_plan_figures_graph", figuresGraphView);
