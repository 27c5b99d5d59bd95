import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { formatInteger } from "@web/views/fields/formatters";
import { describeRest, legend, ownerText } from "./cascade";
import { ASK, FOLLOW, STAY } from "./rows_above";
import { useTable } from "./use_table";

/** Milliseconds after which a selection that stays as it is gets summed up. */
const REST = 250;

/** What is selected and how much it is together, and what typing a parent does. */
export class StatusBar extends Component {
    static template = "sales_plan.PlanningStatusBar";
    static props = { api: Object };

    setup() {
        this.api = this.props.api;
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ sum: null });
        this.sumUp = useDebounced(() => this.readSum(), REST);
        useTable(this.api, () => this.follow());
    }

    /** Sum up what is selected, where that or any figure has changed. */
    follow() {
        const { selection, model, queue } = this.api;
        const key = JSON.stringify([
            selection.ranges,
            selection.columns,
            model.version,
            queue.isIdle,
        ]);
        if (key === this.key) {
            return;
        }
        this.key = key;
        this.state.sum = null;
        if (selection.isSingle || !queue.isIdle) {
            this.sumUp.cancel();
        } else {
            this.sumUp();
        }
    }

    async readSum() {
        const { selection, model } = this.api;
        if (selection.isSingle || !model.lines.length) {
            return;
        }
        const all = model.plan.periods;
        const idsOf = (columns) =>
            columns.includes(all.length) ? [] : columns.map((column) => all[column].id);
        const { key } = this;
        const { rows, columns, isBlock, parts } = selection;
        const ranges = isBlock ? [] : parts.map((part) => [part.rows, idsOf(part.columns)]);
        const sum = await this.keepLast.add(
            this.orm.silent.call("sales.plan.table", "table_sum", [model.planId], {
                rows,
                periods: ranges.length ? [] : idsOf(columns),
                ...(ranges.length ? { ranges } : {}),
                context: model.context,
            })
        );
        if (key === this.key) {
            this.state.sum = sum;
        }
    }

    get facts() {
        const { count, sum, average } = this.state.sum;
        return [
            [_t("Cells"), formatInteger(count)],
            [_t("Sum"), this.api.format(sum) || "–"],
            [_t("Average"), this.api.format(average) || "–"],
        ];
    }

    get showsSpread() {
        return this.api.canEdit && !this.api.model.plan.rolls_up;
    }

    /** What becomes of the rows above what is typed. */
    get aboveChoices() {
        return [
            {
                name: FOLLOW,
                label: _t("follow"),
                title: _t("Rows above rise and fall with what you type below them"),
            },
            {
                name: STAY,
                label: _t("stay"),
                title: _t("Rows above stay: what they have more, or less, is unallocated"),
            },
            {
                name: ASK,
                label: _t("ask"),
                title: _t("Ask each time whether rows above follow"),
            },
        ];
    }

    /** Why nothing, or not everything, can be typed in. */
    get remark() {
        const { model, editing } = this.api;
        if (!this.api.canEdit) {
            return editing.whyReadonly(false);
        }
        return model.plan.rolls_up ? _t("Parents are the sum of the rows below them.") : "";
    }

    /** The row under the cursor in full: narrow windows cut names, and nothing can be pointed at. */
    get place() {
        const { model, selection } = this.api;
        const row = model.rows.get(selection.cursor.row);
        if (!row) {
            return null;
        }
        const above = row.path || [];
        return { above: above.map((name) => `${name} / `), name: row.name, owner: ownerText(row) };
    }

    /** How much of the row under the cursor is given out, or of the one above it. */
    get rest() {
        return describeRest(this.api, this.api.selection.cursor.row);
    }

    /** What the marks beside names mean; a single row tells it itself. */
    get legend() {
        const { plan, lines } = this.api.model;
        return lines.length > 1 ? legend(plan) : [];
    }

    get found() {
        const { found } = this.api.model;
        if (!found) {
            return "";
        }
        const shown = found.matches.size;
        if (shown < found.total) {
            return _t("The first %(shown)s of %(total)s rows found", {
                shown: formatInteger(shown),
                total: formatInteger(found.total),
            });
        }
        return found.total === 1
            ? _t("1 row found")
            : _t("%s rows found", formatInteger(found.total));
    }
}
