import { Component, onWillStart, useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Dialog } from "@web/core/dialog/dialog";
import { deserializeDateTime, serializeDate, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { Pager } from "@web/core/pager/pager";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { cellsText, periodsText, rowsText } from "../wording";

/** Steps of a page. */
export const PAGE = 40;

/** The steps that changed a range of cells, or anything in the plan, by person and day. */
export class HistoryDialog extends Component {
    static template = "sales_plan.HistoryDialog";
    static components = { DateTimeInput, Dialog, Pager };
    static props = {
        api: Object,
        /** What the history is of, see `selected` of the table; null for the whole plan. */
        range: { type: [Object, { value: null }] },
        done: { type: Function, optional: true },
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({
            lines: [],
            total: 0,
            people: [],
            byId: null,
            first: false,
            last: false,
            offset: 0,
            error: "",
        });
        onWillStart(() => this.load());
    }

    get title() {
        const { api, range } = this.props;
        if (!range) {
            return _t("History of the Plan");
        }
        const values = { rows: rowsText(api, range.rows), periods: periodsText(api, range) };
        return _t("History of %(rows)s, %(periods)s", values);
    }

    get pager() {
        const { offset, total } = this.state;
        return { offset, limit: PAGE, total, onUpdate: ({ offset }) => this.turn(offset) };
    }

    get hasPages() {
        return this.state.total > PAGE;
    }

    get isFiltered() {
        const { byId, first, last } = this.state;
        return Boolean(byId || first || last);
    }

    get count() {
        const { total } = this.state;
        return total === 1 ? _t("1 step") : _t("%s steps", formatInteger(total));
    }

    async load() {
        const { api, range } = this.props;
        const { byId, first, last, offset } = this.state;
        const reading = this.orm.call("sales.plan.table", "table_history", [api.model.plan.id], {
            rows: range?.rows || [],
            periods: range?.periods.length ? range.periods : null,
            by_id: byId,
            first_day: first ? serializeDate(first) : null,
            last_day: last ? serializeDate(last) : null,
            offset,
            page_size: PAGE,
        });
        try {
            Object.assign(this.state, await this.keepLast.add(reading), { error: "" });
        } catch (error) {
            const reason = error.data?.message || _t("The steps cannot be read just now.");
            Object.assign(this.state, { lines: [], total: 0, error: reason });
        }
    }

    turn(offset) {
        this.state.offset = offset;
        return this.load();
    }

    /** Show the steps of a person, or of some days only, from the first page on. */
    filter(values) {
        Object.assign(this.state, values, { offset: 0 });
        return this.load();
    }

    filterPerson(ev) {
        return this.filter({ byId: Number(ev.target.value) || null });
    }

    format(value) {
        return value === null ? "—" : this.props.api.format(value);
    }

    when(line) {
        return toLocaleDateTimeString(deserializeDateTime(line.date));
    }

    cells(line) {
        return cellsText(line.count);
    }
}
