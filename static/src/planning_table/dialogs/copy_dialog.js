import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { cellsText, countCells, numberText, parseNumber } from "../wording";
import { StepDialog } from "./step_dialog";

/** Copy what the selected rows have in a period, or their history, into the selected periods. */
export class CopyDialog extends Component {
    static template = "sales_plan.CopyDialog";
    static components = { StepDialog };
    static props = { api: Object, done: Function, close: Function };

    setup() {
        this.selected = this.props.api.selected();
        this.periods = this.props.api.model.plan.periods;
        this.state = useState({ periodId: 0, percent: numberText(0) });
    }

    get cells() {
        return cellsText(countCells(this.props.api, this.selected));
    }

    get problem() {
        const { periods } = this.selected;
        if (periods.length === 1 && periods[0] === this.state.periodId) {
            return _t("A period is not copied onto itself: choose another one.");
        }
        try {
            this.prepareEdit();
        } catch (error) {
            return error.message;
        }
        return null;
    }

    get sentence() {
        const period = this.periods.find(({ id }) => id === this.state.periodId);
        const percent = parseNumber(this.state.percent) || "0";
        const values = {
            source: period?.name,
            percent: numberText(percent.startsWith("-") ? percent : `+${percent}`),
            cells: this.cells,
        };
        if (!period) {
            return Number(percent)
                ? _t("Copies the history %(percent)s% into %(cells)s. Held cells stay.", values)
                : _t("Copies the history into %(cells)s. Held cells stay.", values);
        }
        return Number(percent)
            ? _t("Copies what the rows have in %(source)s %(percent)s% into %(cells)s. Held cells stay.", values)
            : _t("Copies what the rows have in %(source)s into %(cells)s. Held cells stay.", values);
    }

    prepareEdit() {
        const percent = parseNumber(this.state.percent) || "0";
        if (Number(percent) < -100) {
            throw new Error(_t("Nothing can be lowered by more than 100%."));
        }
        return {
            kind: "copy",
            ...pick(this.selected),
            from_period: this.state.periodId || null,
            percent,
        };
    }

    async apply() {
        this.props.done(await this.props.api.run(this.prepareEdit()));
    }
}

function pick({ rows, periods }) {
    return { rows, periods };
}
