import { Component, onMounted, useExternalListener, useRef } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { DayInput } from "./day_input";
import { editorText } from "./deal_fields";

/** Where keys lead after what was typed is taken. */
const DIRECTIONS = { Enter: "down", ArrowUp: "above", ArrowDown: "below" };

/**
 * The editor of one cell of a deal. It takes what was typed when it is left, once: with Enter, Tab,
 * an arrow, or a click somewhere else; Escape leaves everything as it was.
 */
export class DealEditor extends Component {
    static template = "sales_plan.DealEditor";
    static components = { DayInput };
    static props = {
        deal: Object,
        field: String,
        label: String,
        categories: Array,
        currency: Object,
        /** What was typed before; instead of what the deal has. */
        text: { type: String, optional: true },
        /** (text, direction) */
        onCommit: Function,
        onCancel: Function,
    };

    setup() {
        const { deal, field, currency, text } = this.props;
        this.root = useRef("root");
        this.isDone = false;
        this.before = editorText(deal, field, currency);
        this.text = text ?? this.before;
        this.date = field === "date" && deal.date ? deserializeDate(deal.date) : false;
        onMounted(() => this.start());
        useExternalListener(window, "pointerdown", (ev) => this.onPointerDown(ev), {
            capture: true,
        });
    }

    get input() {
        return this.root.el.querySelector("input, select");
    }

    start() {
        const { input } = this;
        const { text, field } = this.props;
        if (field === "date" && text !== undefined) {
            input.value = text;
        }
        input.focus();
        if (input.tagName === "INPUT") {
            // what replaces the cell is typed on, what is there is typed over
            const { length } = input.value;
            input.setSelectionRange(text === undefined ? 0 : length, length);
        }
    }

    onPointerDown({ target }) {
        if (!this.root.el?.contains(target) && !target.closest(".o_datetime_picker")) {
            this.commit();
        }
    }

    onFocusOut({ relatedTarget }) {
        const isInside =
            this.root.el?.contains(relatedTarget) || relatedTarget?.closest(".o_datetime_picker");
        if (relatedTarget && !isInside) {
            this.commit();
        }
    }

    onKeydown(ev) {
        const isSelect = this.input.tagName === "SELECT";
        if (ev.key === "Escape") {
            this.isDone = true;
            this.props.onCancel();
        } else if (ev.key === "Tab") {
            this.commit(ev.shiftKey ? "previous" : "next");
        } else if (ev.key in DIRECTIONS && !(isSelect && ev.key !== "Enter")) {
            this.commit(DIRECTIONS[ev.key]);
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    commit(direction) {
        if (this.isDone) {
            return;
        }
        this.isDone = true;
        this.props.onCommit(this.input.value, direction);
    }
}
