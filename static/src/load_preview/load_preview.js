import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import {
    formatFloat,
    formatInteger,
    formatMonetary,
    formatPercentage,
} from "@sales_plan/figures/amounts";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

/** Amounts of the periods are shown in whole units from here on; cents say nothing then. */
const LARGE = 1000;

/**
 * What a load would write: rows indented as in the plan, a column for each period, with the days
 * that it is planned from, and the total above all pages.
 */
export class LoadPreviewField extends X2ManyField {
    static template = "sales_plan.LoadPreviewField";

    get periods() {
        return this.props.record.data.preview_periods || [];
    }

    get total() {
        return this.props.record.data.total_ids.records[0]?.data;
    }

    get rows() {
        return this.list.records.map((record) => record.data).filter((row) => row.depth);
    }

    get hasCurrent() {
        return Boolean(this.total?.current_amount);
    }

    get isPaged() {
        return this.list.count > this.list.limit;
    }

    /** Whether a period has days that are not those asked for, and whether it has none. */
    getClass({ told, spans }) {
        const isEmpty = told.some(([, remedy]) => remedy === "empty");
        return { "text-danger": isEmpty || !spans.length, "text-warning-emphasis": told.length };
    }

    getSource({ source }) {
        return source || _t("no history");
    }

    /** @returns {Array} `{key, text, title}` of each period of a row */
    getCells(row) {
        const cells = new Map((row.cells || []).map(([id, ...amounts]) => [id, amounts]));
        return this.periods.map(({ id }) => this.getCell(id, ...(cells.get(id) || [])));
    }

    getCell(key, target, history) {
        if (target === undefined) {
            return { key, text: "", title: "" };
        }
        const values = { target: this.format(target), history: this.format(history) };
        const title = _t("%(target)s, from a history of %(history)s", values);
        return { key, text: this.formatShort(target), title };
    }

    get totalCells() {
        return this.periods.map(({ id, target, history }) =>
            target || history ? this.getCell(id, target, history) : this.getCell(id)
        );
    }

    get isLarge() {
        return this.periods.some(({ target }) => Math.abs(target) >= LARGE);
    }

    formatShort(amount) {
        if (this.isLarge) {
            return formatFloat(Number(amount), { digits: [16, 0] });
        }
        return this.format(amount);
    }

    format(amount) {
        const value = Number(amount);
        const currencyId = this.props.record.data.unit_currency_id?.id;
        if (currencyId) {
            return formatMonetary(value, { currencyId, noSymbol: true });
        }
        return Number.isInteger(value) ? formatInteger(value) : formatFloat(value);
    }

    /** There is no growth from nothing. */
    formatGrowth({ growth, history_amount: history }) {
        if (!(history > 0)) {
            return "";
        }
        const text = formatPercentage(growth, { digits: [false, 1] });
        return growth > 0 ? `+${text}` : text;
    }
}

registry.category("fields").add("sales_plan_load_preview", {
    ...x2ManyField,
    component: LoadPreviewField,
    displayName: _t("Preview of Load Actuals"),
    supportedTypes: ["one2many"],
});
