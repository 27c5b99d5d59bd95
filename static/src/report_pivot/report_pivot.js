import { Domain } from "@web/core/domain";
import { registry } from "@web/core/registry";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";
import { pivotView } from "@web/views/pivot/pivot_view";

const COMPARED = ["previous_amount", "original_amount", "change_amount"];
const BASES = ["won", "ordered", "invoiced", "collected", "pipeline"];

/**
 * A cell opens exactly what it is made of: other bases and earlier targets only where their
 * measures are shown.
 */
export class SalesPlanReportPivotRenderer extends PivotRenderer {
    openView(domain, views, context, newWindow) {
        const { activeMeasures } = this.model.metaData;
        const shown = BASES.filter((basis) => activeMeasures.includes(`${basis}_amount`));
        const made = [
            ["is_counted", "=", true],
            ["basis", "in", shown],
        ];
        if (COMPARED.some((measure) => activeMeasures.includes(measure))) {
            made.push(["kind", "=", "earlier"]);
        }
        const parts = Domain.or(made.map((condition) => [condition]));
        return super.openView(Domain.and([domain, parts]).toList(), views, context, newWindow);
    }
}

registry.category("views").add("sales_plan_report_pivot", {
    ...pivotView,
    Renderer: SalesPlanReportPivotRenderer,
});
