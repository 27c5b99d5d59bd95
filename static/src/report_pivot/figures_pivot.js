import { Domain } from "@web/core/domain";
import { registry } from "@web/core/registry";
import { PivotModel } from "@web/views/pivot/pivot_model";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";
import { pivotView } from "@web/views/pivot/pivot_view";
import { getRowsOf } from "./made_of";

/** How measures are shown that are shares of one. */
const PERCENTAGES = ["percentage", "sales_plan_attainment"];

/** A pivot whose file says what the screen says: nothing where there is nothing, and shares in %. */
export class FiguresPivotModel extends PivotModel {
    exportData() {
        const data = super.exportData();
        const shown = this.getTable().headers.at(-1);
        data.measure_headers.forEach((header, column) => {
            header.is_percentage = PERCENTAGES.includes(
                this.metaData.widgets[shown[column].measure]
            );
        });
        for (const row of data.rows) {
            for (const cell of row.values) {
                if (cell.value === false || cell.value === null) {
                    cell.value = "";
                }
            }
        }
        return data;
    }

    /** The names of the groups that a cell stands in, those of rows first. */
    getCellNames([rowValues, columnValues]) {
        return [
            ...this._findGroup(this.data.rowGroupTree, rowValues).root.labels,
            ...this._findGroup(this.data.colGroupTree, columnValues).root.labels,
        ];
    }
}

/** A pivot whose cells open what their figure is made of, under a title that says which it is. */
export class FiguresPivotRenderer extends PivotRenderer {
    onOpenView(cell, newWindow) {
        this.opened = cell;
        super.onOpenView(cell, newWindow);
    }

    /** The rows that a measure is made of, as a domain. */
    getRows(measure) {
        const { measures, resModel } = this.model.metaData;
        return getRowsOf(resModel, measure, measures[measure]);
    }

    openView(domain, views, context, newWindow) {
        const { groupId, measure } = this.opened;
        const { measures, resModel } = this.model.metaData;
        const names = [measures[measure].string, ...this.model.getCellNames(groupId)];
        return this.actionService.doAction(
            {
                type: "ir.actions.act_window",
                name: names.join(" · "),
                res_model: resModel,
                search_view_id: this.env.config.views?.find((view) => view[1] === "search"),
                views,
                view_mode: "list",
                target: "current",
                context: { ...context, sales_plan_figure: true },
                domain: Domain.and([domain, this.getRows(measure)]).toList(),
            },
            { newWindow }
        );
    }
}

export const figuresPivotView = {
    ...pivotView,
    Model: FiguresPivotModel,
    Renderer: FiguresPivotRenderer,
};

registry.category("views").add("sales_plan_figures_pivot", figuresPivotView);
