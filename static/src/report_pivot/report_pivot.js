import { Domain } from "@web/core/domain";
import { registry } from "@web/core/registry";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";
import { pivotView } from "@web/views/pivot/pivot_view";

const BASES = ["won", "ordered", "invoiced", "collected", "pipeline"];

/** A cell opens exactly what it is made of: other bases only where their measures are shown. */
export class SalesPlanReportPivotRenderer extends PivotRenderer {
    openView(domain, views, context, newWindow) {
        const { activeMeasures } = this.model.metaData;
        const shown = BASES.filter((basis) => activeMeasures.includes(`${basis}_amount`));
        const made = ["|", ["is_counted", "=", true], ["basis", "in", shown]];
        return super.openView(Domain.and([domain, made]).toList(), views, context, newWindow);
    }
}

registry.category("views").add("sales_plan_report_pivot", {
    ...pivotView,
    Renderer: SalesPlanReportPivotRenderer,
});
