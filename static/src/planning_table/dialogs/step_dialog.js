import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";

let nextId = 1;

/**
 * A dialog that asks what one step needs to know, and says what the step will do.
 *
 * Enter applies, Escape closes. What is refused stays open with the reason, nothing typed is lost.
 */
export class StepDialog extends Component {
    static template = "sales_plan.StepDialog";
    static components = { Dialog };
    static props = {
        title: String,
        /** What applying will do. */
        sentence: String,
        /** Why it cannot be applied as it is; shown instead of the sentence. */
        problem: { type: [String, { value: null }], optional: true },
        applyLabel: { type: String, optional: true },
        size: { type: String, optional: true },
        /** Does it; what it throws is shown and the dialog stays. */
        onApply: Function,
        close: Function,
        slots: Object,
    };
    static defaultProps = { size: "md" };

    setup() {
        this.formId = `sales_plan_step_form_${nextId++}`;
        this.form = useRef("form");
        this.state = useState({ isBusy: false, refusal: "" });
        onMounted(() => this.focusFirst());
    }

    get applyLabel() {
        return this.props.applyLabel || _t("Apply");
    }

    get message() {
        return this.state.refusal || this.props.problem || this.props.sentence;
    }

    get messageClass() {
        if (this.state.refusal) {
            return "text-danger";
        }
        return this.props.problem ? "text-body" : "text-muted";
    }

    focusFirst() {
        const { el } = this.form;
        const field =
            el.querySelector("[autofocus]") || el.querySelector("input, select, textarea");
        field?.focus();
        if (field?.matches("input[type=text]")) {
            field.select();
        }
    }

    async apply() {
        if (this.state.isBusy || this.props.problem) {
            return;
        }
        this.state.isBusy = true;
        this.state.refusal = "";
        try {
            await this.props.onApply();
        } catch (error) {
            this.state.refusal = error.data?.message || error.message;
            return;
        } finally {
            this.state.isBusy = false;
        }
        this.props.close();
    }

    /** In fields Enter submits the form; in lists it would open them, which Space does as well. */
    onKeydown(ev) {
        if (ev.key === "Enter" && ev.target.matches("select")) {
            ev.preventDefault();
            this.apply();
        }
    }

    /** Whatever is changed, the last refusal is no longer about it. */
    onInput() {
        this.state.refusal = "";
    }
}
