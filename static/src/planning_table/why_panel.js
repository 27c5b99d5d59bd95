import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { ITEMISED } from "./cell_marks";
import { ignoreRefusal } from "./edit_queue";
import { HELD, SUMMED } from "./grid_editing";
import { NoteThread } from "./note_thread";
import { useTable } from "./use_table";

/** The cursor rests this long, in milliseconds, before the steps behind its cell are read. */
export const DELAY = 150;

/** Why the cell under the cursor has its amount: the steps behind it, newest first. */
export class WhyPanel extends Component {
    static template = "sales_plan.WhyPanel";
    static components = { NoteThread };
    static props = { api: Object };

    setup() {
        this.orm = useService("orm").silent;
        this.notification = useService("notification");
        this.keepLast = new KeepLast();
        this.state = useState({ why: null, error: "" });
        useTable(this.props.api, () => this.follow());
        onWillStart(() => {
            this.shown = this.wanted;
            return this.load();
        });
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    //--------------------------------------------------------------------------
    // Following the cursor
    //--------------------------------------------------------------------------

    get api() {
        return this.props.api;
    }

    /** The cell under the cursor: a row's id and a period's, null for the total; none on a subtotal. */
    get cell() {
        const { model, selection } = this.api;
        const { row, column } = selection.cursor;
        return row && !this.isSubtotal
            ? { row, period: model.plan.periods[column]?.id || null }
            : null;
    }

    /** Whether the cursor is on what several periods have together: no step is about that alone. */
    get isSubtotal() {
        return !Number.isInteger(this.api.selection.cursor.column);
    }

    /** What the panel should show: a cell in a version of the plan. */
    get wanted() {
        return JSON.stringify([this.cell, this.isSubtotal, this.api.model.version]);
    }

    follow() {
        const { wanted } = this;
        if (wanted === this.shown) {
            return;
        }
        this.shown = wanted;
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.load(), DELAY);
    }

    async load() {
        const { api, cell } = this;
        if (!cell) {
            this.keepLast.add(Promise.resolve());
            const error = this.isSubtotal
                ? _t("Select a cell of one period, or the total, to see how it came about.")
                : "";
            Object.assign(this.state, { why: null, error });
            return;
        }
        const args = [api.model.plan.id, cell.row, cell.period];
        try {
            const reading = this.orm.call("sales.plan.table", "table_why", args);
            const why = await this.keepLast.add(reading);
            Object.assign(this.state, { why: { ...why, cell }, error: "" });
        } catch (error) {
            const reason = error.data?.message || _t("The steps cannot be read just now.");
            Object.assign(this.state, { why: null, error: reason });
        }
    }

    //--------------------------------------------------------------------------
    // What is shown
    //--------------------------------------------------------------------------

    format(value) {
        return value === null || value === undefined ? "—" : this.api.format(value);
    }

    get isHeld() {
        return Boolean(this.state.why.flags & HELD);
    }

    get isSum() {
        return Boolean(this.state.why.flags & SUMMED);
    }

    get isItemised() {
        return Boolean(this.state.why.flags & ITEMISED);
    }

    openItems() {
        return this.api.openDialog("items");
    }

    /** Whether it needs saying why some step cannot be undone; a plan that is read says it once. */
    get canUndo() {
        return this.api.model.plan.can_edit;
    }

    /** What was put in force, or taken out of it; others are steps of the table. */
    isPublication(line) {
        return line.step_id < 0;
    }

    when(line) {
        return toLocaleDateTimeString(deserializeDateTime(line.date));
    }

    /** Whether the formula of a step stands above, as that of the amount. */
    isShown({ formula }) {
        return formula.text === this.state.why.formula?.text;
    }

    isMore(lines) {
        return lines.length >= 50;
    }

    /** What is being written to one note is not sent to another. */
    get threadKey() {
        const { row, period } = this.state.why.cell;
        return `${row}-${period}`;
    }

    threadChanged(thread) {
        this.state.why.thread = thread;
    }

    //--------------------------------------------------------------------------
    // Documents
    //--------------------------------------------------------------------------

    /** Open what the history is made of, once all that was typed is written. */
    async openHistory() {
        const { row, period } = this.cell;
        if (await this.api.flush()) {
            const method = "action_open_history";
            const args = [[row], period || false];
            const action = await this.orm.call("sales.plan.allocation", method, args);
            await this.env.services.action.doAction(action);
        }
    }

    //--------------------------------------------------------------------------
    // Undo
    //--------------------------------------------------------------------------

    /** Undo a step; the panel then follows the new version. */
    async undo(line) {
        this.api.focusGrid(); // the button goes away
        try {
            await this.api.undo(line.step_id);
        } catch (error) {
            ignoreRefusal(error);
            this.notification.add(error.data.message, { type: "danger" });
        }
        this.follow();
    }

    close() {
        this.api.focusGrid();
        this.api.toggleWhy();
    }
}
