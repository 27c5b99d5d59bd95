import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { periodsText, rowsText } from "../wording";
import { NoteThread } from "../note_thread";
import { StepDialog } from "./step_dialog";

/** Write the note of a cell, or of a whole row. */
export class NoteDialog extends Component {
    static template = "sales_plan.NoteDialog";
    static components = { NoteThread, StepDialog };
    static props = {
        api: Object,
        cell: { type: Object, shape: { row: Number, period: [Number, { value: null }] } },
        /** The note as it is. */
        before: String,
        /** What was answered to it; null without a note. */
        thread: { type: [Object, { value: null }], optional: true },
        done: Function,
        close: Function,
    };

    setup() {
        const { before: text, thread = null } = this.props;
        this.state = useState({ text, thread });
    }

    get sentence() {
        const { api, before, cell } = this.props;
        if (before && !this.state.text.trim()) {
            return _t("Removes the note.");
        }
        const row = rowsText(api, [cell.row]);
        if (!cell.period) {
            return _t("Whoever sees %s reads this note.", row);
        }
        return _t("Whoever sees %(row)s reads this note, at %(period)s.", {
            row,
            period: periodsText(api, { periods: [cell.period] }),
        });
    }

    threadChanged(thread) {
        this.state.thread = thread;
    }

    async apply() {
        const { api, before, cell, done } = this.props;
        const text = this.state.text.trim();
        if (text !== before) {
            done(await api.run({ kind: "note", ...cell, text }));
        }
    }
}
