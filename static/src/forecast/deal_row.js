import { Component } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { companyToday } from "../company_day";
import { FIELDS } from "./deal_fields";
import { DealEditor } from "./deal_editor";
import { formatAmount, formatDay, formatPercent, isKnown } from "./figures";

/** A deal in the worksheet. */
export class DealRow extends Component {
    static template = "sales_plan.DealRow";
    static components = { DealEditor };
    static props = {
        deal: Object,
        stage: String,
        categories: Array,
        currency: Object,
        canEdit: Boolean,
        isWeighted: Boolean,
        /** Field with the cursor, if it is in this row. */
        cursor: { type: String, optional: true },
        /** Field that is edited, and the text it begins with. */
        editing: { type: String, optional: true },
        text: { type: String, optional: true },
        /** field → what was typed and is not the server's yet: {text, isFailed} */
        edits: { type: Object, optional: true },
        onKeydown: Function,
        onEdit: Function,
        onCommit: Function,
        onCancel: Function,
        onOpen: Function,
        onReset: Function,
        onToggleAdded: Function,
    };

    get category() {
        const { deal, categories } = this.props;
        return categories.find(({ id }) => id === deal.category_id);
    }

    get isSaving() {
        return ["category", "added"].some((name) => {
            const edit = this.props.edits?.[name];
            return edit && !edit.isFailed;
        });
    }

    get cells() {
        const { deal, canEdit, cursor, editing, isWeighted, currency, edits } = this.props;
        const labels = this.labels;
        return FIELDS.map((name) => {
            const edit = edits?.[name];
            const text = edit && name !== "category" ? edit.text : this.display(name);
            return {
                name,
                label: labels[name],
                text,
                isEditing: editing === name,
                isFailed: Boolean(edit?.isFailed),
                isSaving: Boolean(edit && !edit.isFailed),
                isEditable: canEdit,
                isLate: name === "date" && this.isLate,
                tabindex: cursor === name ? 0 : -1,
                tooltip: name === "probability" ? this.likelihood : "",
                extra: name === "amount" && isWeighted ? formatAmount(deal.weighted, currency) : "",
            };
        });
    }

    /** Whether an open deal should have been closed by now. */
    get isLate() {
        const { status, date } = this.props.deal;
        return this.props.canEdit && status === "open" && date && deserializeDate(date) < companyToday();
    }

    get labels() {
        return {
            category: _t("Category"),
            amount: _t("Amount"),
            probability: _t("Probability"),
            date: _t("Closing date"),
            next_step: _t("Next step"),
        };
    }

    display(field) {
        const { deal, currency } = this.props;
        switch (field) {
            case "category":
                return this.category?.name || "";
            case "amount":
                return formatAmount(deal.amount, currency);
            case "probability":
                return formatPercent(deal.probability);
            case "date":
                return formatDay(deal.date);
            default:
                return deal.next_step || "";
        }
    }

    /** What else is known about how likely the deal is won. */
    get likelihood() {
        const { automated_probability, win_rate } = this.props.deal;
        const sentences = [];
        // Odoo's scoring knows nothing of deals before it has run
        if (automated_probability) {
            sentences.push(_t("Odoo's estimate: %s.", formatPercent(automated_probability)));
        }
        if (isKnown(win_rate)) {
            sentences.push(_t("Won from this stage in the past: %s.", formatPercent(win_rate)));
        }
        return sentences.join(" ");
    }

    get flag() {
        return {
            new: _t("New since the last submission"),
            changed: _t("Changed since the last submission"),
        }[this.props.deal.flag];
    }

    /** Deals of commit count anyway. */
    get canAdd() {
        const { deal, canEdit } = this.props;
        return canEdit && (deal.is_added || !deal.is_included);
    }

    get place() {
        const { deal, stage } = this.props;
        return [deal.partner, stage].filter(Boolean).join(" · ");
    }
}
