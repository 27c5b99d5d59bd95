import { cookie } from "@web/core/browser/cookie";
import { getCustomColor } from "@web/core/colors/colors";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";
import { GraphController } from "@web/views/graph/graph_controller";
import { GraphModel } from "@web/views/graph/graph_model";
import { GraphSearchModel } from "@web/views/graph/graph_search_model";
import { withAsOfAddress } from "@sales_plan/as_of/as_of_address";
import { PlanAsOfControlPanel, withPlanAsOf } from "@sales_plan/plan_as_of/plan_as_of";
import { FiguresGraphModel, FiguresGraphRenderer, figuresGraphView } from "./figures_graph";

/** What each side of a plan and each measure looks like, on a bright and on a dark screen. */
const COLORS = {
    target: ["#343a40", "#e9ecef"],
    actual: ["#4ea7f2", "#4ea7f2"],
    history: ["#adb5bd", "#868e96"],
    earlier: ["#ced4da", "#6c757d"],
    won: ["#3ecc95", "#3ecc95"],
    ordered: ["#f4a259", "#f4a259"],
    collected: ["#8481dd", "#8481dd"],
    pipeline: ["#b6c2cf", "#788896"],
};
const KINDS = { target: "target", fact: "actual", earlier: "earlier" };
const MEASURES = {
    target_amount: "target",
    actual_amount: "actual",
    invoiced_amount: "actual",
    history_amount: "history",
    previous_amount: "earlier",
    original_amount: "earlier",
    won_amount: "won",
    ordered_amount: "ordered",
    collected_amount: "collected",
    pipeline_amount: "pipeline",
};

/**
 * What a dataset of the graph shows, if that has a colour of its own.
 *
 * @param {Object} metaData of the graph
 * @param {string} label of the dataset
 * @returns {string|undefined} a name in COLORS
 */
export function getMeaning({ fields, groupBy, measure }, label) {
    const isByKind = groupBy.length === 2 && groupBy[1].fieldName === "kind";
    if (isByKind && measure === "compared_amount") {
        const kind = fields.kind.selection.find(([, name]) => name === label);
        return KINDS[kind?.[0]];
    }
    return groupBy.length < 2 ? MEASURES[measure] : undefined;
}

/**
 * Plan versus actual as a graph: what is reached as bars, and the target as the line that they are
 * to reach. Colours mean something and none of them is that of a failure.
 */
export class SalesPlanReportGraphRenderer extends FiguresGraphRenderer {
    paint(dataset) {
        const meaning = getMeaning(this.model.metaData, dataset.label);
        if (!meaning || this.model.metaData.mode === "pie") {
            return super.paint(dataset);
        }
        const color = getCustomColor(cookie.get("color_scheme"), ...COLORS[meaning]);
        Object.assign(dataset, { backgroundColor: color, borderColor: color });
        const isBeside = this.model.data.datasets.length > 1;
        if (meaning === "target" && isBeside && this.model.metaData.mode === "bar") {
            Object.assign(dataset, {
                type: "line",
                order: -1,
                tension: 0,
                fill: false,
                spanGaps: true,
                borderWidth: 2,
                pointRadius: 3,
                pointHitRadius: 20,
                stack: "target",
            });
        }
    }
}

/** Where all bars would be sums of several measures, there are plans to choose from. */
export class SalesPlanReportGraphModel extends FiguresGraphModel {
    async _loadDataPoints(metaData) {
        const loaded = await super._loadDataPoints(metaData);
        this.plans = this.isMixed ? await this.readPlans(metaData) : [];
        return loaded;
    }

    async readPlans({ domain, resModel }) {
        const { context } = this.searchParams;
        const groups = await this.orm.formattedReadGroup(resModel, domain, ["plan_id"], [], {
            context,
        });
        return groups.filter((group) => group.plan_id).map(({ plan_id: [id, name] }) => ({ id, name }));
    }
}

export class SalesPlanReportGraphController extends GraphController {
    static template = "sales_plan.ReportGraphView";

    choosePlan({ id, name }) {
        const domain = [["plan_id", "=", id]];
        this.env.searchModel.createNewFilters([{ description: name, domain }]);
    }
}

registry.category("views").add("sales_plan_report_graph", {
    ...figuresGraphView,
    Controller: withAsOfAddress(SalesPlanReportGraphController),
    ControlPanel: PlanAsOfControlPanel,
    SearchModel: withPlanAsOf(GraphSearchModel),
    Model: SalesPlanReportGraphModel,
    Renderer: SalesPlanReportGraphRenderer,
});

patch(GraphModel.prototype, {
    /** Where several measures meet there is no total: no bar, which is not a bar of zero. */
    async _loadDataPoints(metaData) {
        const [points, currencies] = await super._loadDataPoints(metaData);
        const isReport = metaData.resModel === "sales.plan.report";
        const drawn = points.filter(({ value }) => !isReport || value !== false);
        this.isMixed = Boolean(points.length && !drawn.length);
        return [drawn, currencies];
    },
});
