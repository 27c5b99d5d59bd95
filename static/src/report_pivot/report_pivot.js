import { Domain } from "@web/core/domain";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { PivotSearchModel } from "@web/views/pivot/pivot_search_model";
import { withAsOfAddress } from "@sales_plan/as_of/as_of_address";
import { PlanAsOfControlPanel, withPlanAsOf } from "@sales_plan/plan_as_of/plan_as_of";
import { FiguresPivotModel, FiguresPivotRenderer, figuresPivotView } from "./figures_pivot";

const COMPARED = [
    "previous_amount",
    "original_amount",
    "change_amount",
    "raised_amount",
    "cut_amount",
];
const BASES = ["won", "ordered", "invoiced", "collected", "pipeline"];

/**
 * The pivot of plans opens by what its plans are broken down by, unless it was told by what: by a
 * favourite, by the search, or by where it was opened from.
 */
export class SalesPlanReportPivotModel extends FiguresPivotModel {
    setup(params) {
        super.setup(params);
        this.isOpening = !params.data;
    }

    async load(searchParams) {
        const isTold = searchParams.context.pivot_row_groupby || searchParams.groupBy.length;
        const isOpening = this.isOpening && !isTold;
        this.isOpening = false;
        if (isOpening) {
            const [rows, columns] = await this.orm.call(
                this.metaData.resModel,
                "read_breakdown",
                [searchParams.domain],
                { context: searchParams.context }
            );
            this.metaData = this._buildMetaData({ rowGroupBys: rows, colGroupBys: columns });
        }
        return super.load(searchParams);
    }

    /** A file of a past day says so. */
    exportData() {
        const data = super.exportData();
        const day = this.searchParams?.context.as_of;
        if (day) {
            const values = { title: data.title, day: formatDate(deserializeDate(day)) };
            data.title = _t("%(title)s as of %(day)s", values);
        }
        return data;
    }

    /** Unless somebody sorts it, what nothing is planned for stands below what is planned. */
    getTable() {
        const { activeMeasures, sortedColumn } = this.metaData;
        if (activeMeasures.includes("target_amount") && !sortedColumn) {
            this._sortTree((tree) => this.getUnplannedLast(tree), this.data.rowGroupTree);
        }
        return super.getTable();
    }

    /** Return the sort key of the groups of a tree: 0 for what is planned, 1 for the others. */
    getUnplannedLast(tree) {
        return (key) => {
            const { values } = tree.directSubTrees.get(key).root;
            const { data } = this;
            const target = this._getCellValue([values, []], "target_amount", { data });
            return Number(target === undefined || target === null || target === false);
        };
    }
}

/** Lines are counted where one of the measures that are shown needs them. */
export class SalesPlanReportPivotRenderer extends FiguresPivotRenderer {
    getRows(measure) {
        if (measure !== "__count") {
            return super.getRows(measure);
        }
        const { activeMeasures } = this.model.metaData;
        const shown = BASES.filter((basis) => activeMeasures.includes(`${basis}_amount`));
        const counted = [[["is_counted", "=", true]], [["basis", "in", shown]]];
        if (COMPARED.some((compared) => activeMeasures.includes(compared))) {
            counted.push([["kind", "=", "earlier"]]);
        }
        return Domain.or(counted);
    }
}

registry.category("views").add("sales_plan_report_pivot", {
    ...figuresPivotView,
    Controller: withAsOfAddress(figuresPivotView.Controller),
    ControlPanel: PlanAsOfControlPanel,
    SearchModel: withPlanAsOf(PivotSearchModel),
    Model: SalesPlanReportPivotModel,
    Renderer: SalesPlanReportPivotRenderer,
});
