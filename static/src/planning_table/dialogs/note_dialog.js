import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { periodsText, rowsText } from "../wording";
import { StepDialog } from "./step_dialog";

/** Write the note of a cell, or of a whole row. */
export class NoteDialog extends Component {
    static template = "sales_plan.NoteDialog";
    static components = { StepDialog };
    static props = {
        api: Object,
        cell: { type: Object, shape: { row: Number, period: [Number, { value: null }] } },
        /** The note as it is. */
        before: String,
        done: Function,
        close: Function,
    };

    setup() {
        this.state = useState({ text: this.props.before });
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

    async apply() {
        const { api, before, cell, done } = this.props;
        const text = this.state.text.trim();
        if (text !== before) {
            done(await api.run({ kind: "note", ...cell, text }));
        }
    }
}
