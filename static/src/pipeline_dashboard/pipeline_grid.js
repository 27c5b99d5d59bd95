import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatMonetary } from "@sales_plan/figures/amounts";

/** Closed and open deals of each salesperson in each period; every figure opens its deals. */
export class PipelineGrid extends Component {
    static template = "sales_plan.PipelineGrid";
    static props = {
        grid: Object,
        currencyId: Number,
        open: Function,
    };

    kinds = ["closed", "pipeline"];

    /** The rows of salespeople, then their sum; whose deals a figure opens is `owner`. */
    get rows() {
        const { rows, total } = this.props.grid;
        return [
            ...rows.map((row) => ({ ...row, key: row.user_id || "nobody", owner: row.user_id })),
            { ...total, key: "total", name: _t("Total"), owner: null, isTotal: true },
        ];
    }

    /** The cells of a row and their sum; `period` is the column that a figure opens. */
    cells(row) {
        return [
            ...row.cells.map((cell, period) => ({ ...cell, key: period, period })),
            { ...row.total, key: "total", period: null },
        ];
    }

    money(value) {
        return formatMonetary(value, { currencyId: this.props.currencyId, digits: [false, 0] });
    }

    title(kind, { count, amount, weighted }) {
        const values = { count, amount: this.money(amount), weighted: this.money(weighted) };
        if (kind === "closed") {
            return _t("Closed: %(amount)s, deals: %(count)s", values);
        }
        return _t("Pipeline: %(amount)s, weighted: %(weighted)s, deals: %(count)s", values);
    }
}
