import { Component, useState } from "@odoo/owl";
import { getCurrency } from "@web/core/currency";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus } from "@web/core/utils/hooks";
import { EntryError, readNumber } from "../../planning_table/entry_parser";
import { formatAmount, formatDifference, formatNumber, labelText, roleLabel } from "../figures";

/**
 * Correct one figure of a forecast, by a difference or to an amount, and say why. Deals stay as
 * they are.
 */
export class AdjustDialog extends Component {
    static template = "sales_plan.AdjustDialog";
    static components = { Dialog };
    static props = {
        model: Object,
        role: String,
        /** Key of a leader's row; null for one's own forecast. */
        row: { validate: (row) => row === null || typeof row === "string" },
        rowName: { type: String, optional: true },
        /** The figure without any adjustment, and where it comes from. */
        base: { type: [Number, { value: null }] },
        baseLabel: String,
        /** The adjustment in force. */
        adjustment: { type: [Object, { value: null }] },
        close: Function,
    };

    setup() {
        const { adjustment, model } = this.props;
        this.currency = model.data.currency;
        this.state = useState({
            mode: "difference",
            text: adjustment ? formatNumber(adjustment.amount, this.currency) : "",
            note: adjustment?.note || "",
            amountError: "",
            noteError: "",
            isBusy: false,
        });
        useAutofocus({ refName: "amount", selectAll: true });
    }

    get title() {
        const role = roleLabel(this.props.role);
        return this.props.rowName
            ? _t("Adjust %(role)s of %(name)s", { role, name: this.props.rowName })
            : _t("Adjust %s", role);
    }

    get baseLabel() {
        return labelText(this.props.baseLabel);
    }

    get placeholder() {
        return this.state.mode === "amount" ? "" : _t("+ or −");
    }

    get base() {
        return formatAmount(this.props.base, this.currency);
    }

    get difference() {
        const { adjustment } = this.props;
        return adjustment ? formatDifference(adjustment.amount, this.currency) : null;
    }

    /** @returns {[number|null, string]} the amount, or why there is none */
    readAmount() {
        try {
            const amount = readNumber(this.state.text, {
                symbol: getCurrency(this.currency.id)?.symbol,
            });
            const example = formatNumber(-1500, this.currency);
            return [amount, amount === null ? _t("Write a number, such as %s.", example) : ""];
        } catch (error) {
            if (error instanceof EntryError) {
                return [null, error.message];
            }
            throw error;
        }
    }

    async save() {
        const { state } = this;
        const [amount, problem] = this.readAmount();
        const note = state.note.trim();
        state.amountError = problem;
        state.noteError = note ? "" : _t("Say why: whoever reads the forecast needs to know.");
        if (state.amountError || state.noteError) {
            return;
        }
        await this.run(amount, note, state.mode === "amount");
    }

    reset() {
        return this.run(null);
    }

    /** What the server refuses stays typed. */
    async run(...values) {
        const { model, row, role, close } = this.props;
        this.state.isBusy = true;
        try {
            await model.adjust(row, role, ...values);
            close();
        } finally {
            this.state.isBusy = false;
        }
    }
}
