import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { pick } from "@web/core/utils/objects";
import { patch } from "@web/core/utils/patch";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { getAggregateSpecifications } from "@web/model/relational_model/utils";
import { ListRenderer } from "@web/views/list/list_renderer";

const formatters = registry.category("formatters");
const OWN_MODELS = /^sales\.(actual|plan|forecast)/;
const FUNCTIONS = ["sum", "avg", "max", "min"];

/**
 * Whether a list says below its columns what all of its records come to, not those of one page:
 * lists of this add-on, and those of other documents that one of its figures has opened.
 */
function showsWholeSums({ resModel, context, isRoot, isMonoRecord }) {
    return isRoot && !isMonoRecord && (context.sales_plan_figure || OWN_MODELS.test(resModel));
}

patch(RelationalModel.prototype, {
    async _loadData(config, cache) {
        const data = await super._loadData(config, cache);
        if (showsWholeSums(config)) {
            this.wholeSums = await this._loadWholeSums(config, data);
        }
        return data;
    },

    /** @returns {Promise<Object|null>} null where all there is has been loaded */
    async _loadWholeSums(config, { records, groups, length }) {
        const fields = pick(config.fields, ...config.fieldsToAggregate);
        const specs = getAggregateSpecifications(fields);
        if (!specs.length || this.orm.isSample || (records || groups).length >= length) {
            return null;
        }
        const { resModel, domain, context } = config;
        const [sums] = await this.orm.formattedReadGroup(resModel, domain, [], specs, { context });
        return sums;
    },
});

patch(ListRenderer.prototype, {
    computeAggregates() {
        const aggregates = super.computeAggregates();
        const { list } = this.props;
        const sums = list === list.model.root && list.model.wholeSums;
        if (!sums || list.selection.length) {
            return aggregates;
        }
        for (const column of this.columns) {
            const func = FUNCTIONS.find((name) => column.attrs?.[name]);
            if (column.type === "field" && func && `${column.name}:${func}` in sums) {
                aggregates[column.name] = this.formatWholeSum(column, func, sums);
            }
        }
        return aggregates;
    },

    formatWholeSum({ name, attrs, widget }, func, sums) {
        const field = this.fields[name];
        const currencies = sums[`${field.currency_field}:array_agg_distinct`] || [];
        const multiCurrency = currencies.length > 1;
        const value = sums[multiCurrency ? `${name}:sum_currency` : `${name}:${func}`];
        const formatter = formatters.get(widget, false) || formatters.get(field.type);
        return {
            help: multiCurrency ? "" : attrs[func],
            value: formatter(value, {
                digits: attrs.digits ? JSON.parse(attrs.digits) : undefined,
                escape: true,
                currencyId: multiCurrency ? user.activeCompany.currency_id : currencies[0],
            }),
            multiCurrency,
            rawValue: value,
        };
    },
});
