import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { cellsText, countCells, parseNumber } from "../wording";
import { StepDialog } from "./step_dialog";

const STEPS = [1, 10, 100, 1000, 10000];

/** Round the selected cells. */
export class RoundDialog extends Component {
    static template = "sales_plan.RoundDialog";
    static components = { StepDialog };
    static props = { api: Object, done: Function, close: Function };

    setup() {
        this.selected = this.props.api.selected();
        this.choices = [
            ...STEPS.map((step) => ({ value: String(step), label: formatInteger(step) })),
            { value: "own", label: _t("Other:") },
        ];
        this.state = useState({ choice: "100", own: "" });
    }

    /** @returns {string} what is rounded to; throws where it is no number */
    get to() {
        const to = this.state.choice === "own" ? parseNumber(this.state.own) : this.state.choice;
        if (!(Number(to) > 0)) {
            throw new Error(_t("Type what to round to, for example 50."));
        }
        return to;
    }

    get problem() {
        try {
            return this.to && null;
        } catch (error) {
            return error.message;
        }
    }

    get sentence() {
        const { choice, own } = this.state;
        return _t("Rounds %(cells)s to the nearest %(to)s. Held cells and cells that are not planned stay.", {
            cells: cellsText(countCells(this.props.api, this.selected)),
            to: choice === "own" ? own.trim() : formatInteger(Number(choice)),
        });
    }

    onOwnInput() {
        this.state.choice = "own";
    }

    async apply() {
        const { rows, periods } = this.selected;
        this.props.done(await this.props.api.run({ kind: "round", rows, periods, to: this.to }));
    }
}
