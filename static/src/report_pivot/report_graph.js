import { patch } from "@web/core/utils/patch";
import { GraphModel } from "@web/views/graph/graph_model";

patch(GraphModel.prototype, {
    /** Where several measures meet there is no total: no bar, which is not a bar of zero. */
    async _loadDataPoints(metaData) {
        const [points, currencies] = await super._loadDataPoints(metaData);
        const isReport = metaData.resModel === "sales.plan.report";
        return [points.filter(({ value }) => !isReport || value !== false), currencies];
    },
});
