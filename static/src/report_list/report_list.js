import { registry } from "@web/core/registry";
import { pick } from "@web/core/utils/objects";
import { getAggregateSpecifications } from "@web/model/relational_model/utils";
import { ListRenderer } from "@web/views/list/list_renderer";
import { SearchModel } from "@web/search/search_model";
import { listView } from "@web/views/list/list_view";
import { withAsOfAddress } from "@sales_plan/as_of/as_of_address";
import { PlanAsOfControlPanel, withPlanAsOf } from "@sales_plan/plan_as_of/plan_as_of";

/** Groups of a list come with the sums of all of them: some have none together. */
export class SalesPlanReportListModel extends listView.Model {
    async _loadData(config, ...args) {
        const data = await super._loadData(config, ...args);
        if (config.isRoot && config.groupBy.length) {
            const fields = pick(config.fields, ...config.fieldsToAggregate);
            const { resModel, domain, context } = config;
            const specs = getAggregateSpecifications(fields);
            [this.totals] = await this.orm.formattedReadGroup(resModel, domain, [], specs, {
                context,
            });
        }
        return data;
    }
}

/** Below its columns the list shows no sum of several measures, such as money and pieces. */
export class SalesPlanReportListRenderer extends ListRenderer {
    computeAggregates() {
        const aggregates = super.computeAggregates();
        for (const name of Object.keys(aggregates)) {
            if (!this.hasTotal(name)) {
                delete aggregates[name];
            }
        }
        return aggregates;
    }

    hasTotal(name) {
        const { list } = this.props;
        if (list.isGrouped && !list.selection.length) {
            return list.model.totals[`${name}:${list.fields[name].aggregator}`] !== false;
        }
        const records = list.selection.length ? list.selection : list.records;
        const parts = records.filter((record) => record.data[name]);
        return new Set(parts.map((record) => record.data.measure)).size < 2;
    }
}

registry.category("views").add("sales_plan_report_list", {
    ...listView,
    Controller: withAsOfAddress(listView.Controller),
    ControlPanel: PlanAsOfControlPanel,
    SearchModel: withPlanAsOf(SearchModel),
    Model: SalesPlanReportListModel,
    Renderer: SalesPlanReportListRenderer,
});
