import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { periodsText, rowsText } from "../wording";
import { StepDialog } from "./step_dialog";

/** Write the note of a cell, or of a whole row. */
export class NoteDialog extends Component {
    static template = "sales_plan.NoteDialog";
    static components = { StepDialog };
    static props = { api: Object, done: Function, close: Function };

    setup() {
        this.orm = useService("orm");
        const { api } = this.props;
        const { row, period } = api.selected().single;
        Object.assign(this, { row, period });
        this.state = useState({ text: "" });
        onWillStart(async () => {
            const why = await this.orm.call("sales.plan", "grid_why", [
                [api.model.plan.id],
                row,
                period,
            ]);
            this.before = why.note || "";
            this.state.text = this.before;
        });
    }

    get sentence() {
        const { api } = this.props;
        if (this.before && !this.state.text.trim()) {
            return _t("Removes the note.");
        }
        const row = rowsText(api, [this.row]);
        if (!this.period) {
            return _t("Whoever sees %s reads this note.", row);
        }
        return _t("Whoever sees %(row)s reads this note, at %(period)s.", {
            row,
            period: periodsText(api, { periods: [this.period] }),
        });
    }

    async apply() {
        const text = this.state.text.trim();
        if (text === this.before) {
            return;
        }
        const { row, period } = this;
        this.props.done(await this.props.api.run({ kind: "note", row, period: period || null, text }));
    }
}
