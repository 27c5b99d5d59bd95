import { Component, useState } from "@odoo/owl";
import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** What was answered to the note on a cell, and a field to answer it. */
export class NoteThread extends Component {
    static template = "sales_plan.NoteThread";
    static props = {
        api: Object,
        cell: { type: Object, shape: { row: Number, period: [Number, { value: null }] } },
        /** As the server shows it. */
        thread: Object,
        /** Takes the thread after it has changed. */
        changed: Function,
        /** Whether the note itself stands here, too. */
        showsNote: { type: Boolean, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ text: "", error: "", isBusy: false });
    }

    when({ date }) {
        return toLocaleDateTimeString(deserializeDateTime(date));
    }

    get canSend() {
        return Boolean(this.state.text.trim()) && !this.state.isBusy;
    }

    answer() {
        const { text } = this.state;
        return this.canSend ? this.call("table_answer_note", { answer: text }) : undefined;
    }

    toggleResolved() {
        const is_resolved = !this.props.thread.is_resolved;
        return this.call("table_resolve_note", { is_resolved });
    }

    /** Enter begins a new line, with Ctrl it sends; the table gets no key of it. */
    onKeydown(ev) {
        ev.stopPropagation();
        if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey)) {
            ev.preventDefault();
            this.answer();
        }
    }

    async call(method, values) {
        const { api, cell, changed } = this.props;
        const kwargs = { row_id: cell.row, period_id: cell.period, ...values };
        this.state.isBusy = true;
        try {
            const thread = await this.orm.call(
                "sales.plan.table",
                method,
                [api.model.plan.id],
                kwargs
            );
            Object.assign(this.state, { text: "answer" in values ? "" : this.state.text, error: "" });
            changed(thread);
            // the mark on the cell says whether the note is answered and resolved
            await api.model.pages.readRows([cell.row]);
        } catch (error) {
            this.state.error = error.data?.message || _t("This cannot be sent just now.");
        } finally {
            this.state.isBusy = false;
        }
    }
}
