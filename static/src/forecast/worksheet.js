import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useSortable } from "@web/core/utils/sortable_owl";
import { formatInteger } from "@web/views/fields/formatters";
import { DealRow } from "./deal_row";
import { FIELDS, FieldError, parseField } from "./deal_fields";
import { ROLES, formatAmount } from "./figures";
import { newDealAction } from "./new_deal";
import { useForecast } from "./use_forecast";

/** Keys that move the cursor: [rows, columns]. */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * The deals of a forecast, grouped by category and edited in place.
 *
 * One cell has the cursor: arrows move it, Enter or typing edits it. What is typed is written when
 * the cell is left; the server then says what became of all figures.
 */
export class Worksheet extends Component {
    static template = "sales_plan.Worksheet";
    static components = { DealRow };
    static props = { model: Object, title: String };

    setup() {
        this.model = useForecast();
        this.action = useService("action");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.state = useState({
            /** Cell with the cursor: {id, field}. */
            cursor: null,
            /** Cell that is edited: {id, field, text}; text replaces what is there. */
            editing: null,
        });
        this.hasFocus = false;
        useSortable({
            ref: this.root,
            enable: () => !this.isReadonly,
            elements: ".o_sales_plan_deal",
            groups: ".o_sales_plan_category",
            connectGroups: true,
            handle: ".o_sales_plan_handle",
            cursor: "grabbing",
            placeholderClasses: ["o_sales_plan_placeholder"],
            followingElementClasses: ["o_sales_plan_dragged"],
            onGroupEnter: ({ group, addClass }) => addClass(group, "o_sales_plan_drop"),
            onGroupLeave: ({ group, removeClass }) => removeClass(group, "o_sales_plan_drop"),
            onDrop: (params) => this.onDrop(params),
        });
        useEffect(() => this.focusCursor());
    }

    //--------------------------------------------------------------------------
    // What is shown
    //--------------------------------------------------------------------------

    get data() {
        return this.model.data;
    }

    get isReadonly() {
        return this.model.isReadonly;
    }

    get categories() {
        const byCategory = Map.groupBy(this.data.deals, ({ category_id }) => category_id);
        return this.data.categories.map((category) => ({
            ...category,
            deals: byCategory.get(category.id) || [],
            isFolded: this.model.isFolded(category),
            summary:
                category.count === 1
                    ? _t("1 deal")
                    : _t("%s deals", formatInteger(category.count)),
        }));
    }

    /** @returns {Function} (deal) → what its row needs, worked out once for all rows */
    get rows() {
        const stages = new Map(this.data.stages);
        const edits = Map.groupBy(this.model.edits, ([key]) => Number(key.split("/")[0]));
        const { cursor, editing } = this.state;
        // before there is a cursor, the first cell can be reached with Tab
        const reached = cursor || { id: this.shown[0]?.id, field: FIELDS[0] };
        return (deal) => ({
            stage: stages.get(deal.stage_id) || "",
            canEdit: this.canEdit(deal),
            cursor: reached.id === deal.id ? reached.field : undefined,
            editing: editing?.id === deal.id ? editing.field : undefined,
            text: editing?.id === deal.id ? editing.text : undefined,
            edits: edits.has(deal.id)
                ? Object.fromEntries(
                      edits.get(deal.id).map(([key, edit]) => [key.split("/")[1], { ...edit }])
                  )
                : undefined,
        });
    }

    /** Deals that can be reached with the keyboard, in their order. */
    get shown() {
        return this.categories.flatMap(({ isFolded, deals }) => (isFolded ? [] : deals));
    }

    /** Somebody else's deals are those submitted, until live ones are asked for. */
    get isUnsubmitted() {
        return !this.data.forecast.shows_live && !this.data.submission;
    }

    /** Whoever sees a forecast sees its sums; deals are for those who may read them in Odoo. */
    get hasHidden() {
        return ROLES.some((role) => this.data.figures[role]);
    }

    get emptyText() {
        const { period, is_mine, name } = this.data.forecast;
        if (this.isUnsubmitted) {
            return _t("%(name)s has not submitted a forecast for %(period)s yet.", {
                name,
                period: period.name,
            });
        }
        if (this.hasHidden) {
            return _t("These figures are for you to see, but the deals behind them are not.");
        }
        return is_mine
            ? _t("None of your deals is expected to close in %s.", period.name)
            : _t("No deal is expected to close in %s.", period.name);
    }

    amount(value) {
        return formatAmount(value, this.data.currency);
    }

    canEdit(deal) {
        return deal.can_write && deal.status === "open" && !this.isReadonly;
    }

    //--------------------------------------------------------------------------
    // Cursor
    //--------------------------------------------------------------------------

    /** After the screen has changed, the cursor is still where it was. */
    focusCursor() {
        const { cursor, editing } = this.state;
        if (!this.hasFocus || !cursor || editing) {
            return;
        }
        const cell = this.root.el?.querySelector(
            `[data-deal="${cursor.id}"] [data-field="${cursor.field}"]`
        );
        const active = document.activeElement;
        const isLost = active === document.body || this.root.el.contains(active);
        if (cell && active !== cell && isLost) {
            cell.focus();
        }
    }

    /** @returns {{id: number, field: string}|null} the cell that many rows and columns away */
    cellAt({ id, field }, rows, columns) {
        const { shown } = this;
        const index = shown.findIndex((deal) => deal.id === id) + rows;
        const column = FIELDS.indexOf(field) + columns;
        const deal = shown[index];
        return deal && FIELDS[column] ? { id: deal.id, field: FIELDS[column] } : null;
    }

    /** The next or previous cell that can be edited; into the next row after the last one. */
    editableFrom(cell, step) {
        const { shown } = this;
        const cells = shown
            .filter((deal) => this.canEdit(deal))
            .flatMap(({ id }) => FIELDS.map((field) => ({ id, field })));
        const index = cells.findIndex(({ id, field }) => id === cell.id && field === cell.field);
        return cells[index + step] || null;
    }

    setCursor({ id, field }) {
        const { cursor } = this.state;
        if (cursor?.id !== id || cursor.field !== field) {
            this.state.cursor = { id, field };
        }
        this.hasFocus = true;
    }

    onFocusIn({ target }) {
        const cell = target.closest("[data-field]");
        if (cell) {
            const id = Number(cell.closest("[data-deal]").dataset.deal);
            this.setCursor({ id, field: cell.dataset.field });
        }
    }

    onFocusOut(ev) {
        if (ev.relatedTarget && !this.root.el.contains(ev.relatedTarget)) {
            this.hasFocus = false;
        }
    }

    onCellKeydown(deal, field, ev) {
        const move = ARROWS[ev.key];
        if (ev.ctrlKey || ev.metaKey || ev.altKey) {
            return;
        }
        if (move) {
            const isRtl = getComputedStyle(this.root.el).direction === "rtl";
            const cell = this.cellAt(this.state.cursor, move[0], isRtl ? -move[1] : move[1]);
            if (cell) {
                this.setCursor(cell);
            }
        } else if (ev.key === "Enter" || ev.key === "F2") {
            this.edit(deal, field);
        } else if (ev.key === "Escape") {
            this.model.drop(deal.id, field);
        } else if (ev.key.length === 1 && ev.key !== " ") {
            this.edit(deal, field, field === "category" ? undefined : ev.key);
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    //--------------------------------------------------------------------------
    // Editing
    //--------------------------------------------------------------------------

    /** @param {string} [text] replaces what is in the cell */
    edit(deal, field, text) {
        if (!this.canEdit(deal)) {
            return;
        }
        this.setCursor({ id: deal.id, field });
        const known = this.model.edit(deal.id, field);
        this.state.editing = { id: deal.id, field, text: text ?? known?.text };
    }

    cancel(deal, field) {
        this.model.drop(deal.id, field);
        this.state.editing = null;
        this.hasFocus = true;
    }

    /**
     * Take what was typed; what cannot be understood stays in the cell and is marked.
     *
     * @param {Object} deal
     * @param {string} field
     * @param {string} text what was typed, or the id of a category
     * @param {string} [direction] where to go then: "next", "previous", "above" and "below" edit
     *   there; "down" moves the cursor only
     */
    commit(deal, field, text, direction) {
        const cell = { id: deal.id, field };
        let values = null;
        try {
            values = parseField(deal, field, text, this.model.data.currency);
        } catch (error) {
            if (!(error instanceof FieldError)) {
                throw error;
            }
            this.model.keep(deal.id, field, text);
            this.notification.add(error.message, { type: "danger" });
            this.leave(cell);
            return undefined;
        }
        this.model.drop(deal.id, field);
        this.leave(cell, direction);
        return values && this.model.write(deal.id, field, values, text);
    }

    leave(cell, direction) {
        const { editing } = this.state;
        if (editing?.id === cell.id && editing.field === cell.field) {
            this.state.editing = null;
        }
        const next = {
            next: () => this.editableFrom(cell, 1),
            previous: () => this.editableFrom(cell, -1),
            above: () => this.cellAt(cell, -1, 0),
            below: () => this.cellAt(cell, 1, 0),
            down: () => this.cellAt(cell, 1, 0),
        }[direction]?.();
        if (next) {
            this.setCursor(next);
            if (direction !== "down") {
                this.edit(
                    this.shown.find(({ id }) => id === next.id),
                    next.field
                );
            }
        }
    }

    //--------------------------------------------------------------------------
    // Commands
    //--------------------------------------------------------------------------

    setCategory(deal, categoryId) {
        return this.model.write(deal.id, "category", { forecast_category_id: categoryId });
    }

    resetCategory(deal) {
        return this.model.write(deal.id, "category", "action_reset_forecast_category");
    }

    toggleAdded(deal) {
        return this.model.write(deal.id, "added", { forecast_is_added: !deal.is_added });
    }

    onDrop({ element, parent }) {
        const deal = this.data.deals.find(({ id }) => id === Number(element.dataset.deal));
        const category = this.data.categories.find(
            ({ id }) => id === Number(parent.dataset.category)
        );
        if (!deal || !category || deal.category_id === category.id) {
            return undefined;
        }
        if (category.role === "closed") {
            this.notification.add(_t("A deal is closed by marking it as won: open it to do so."), {
                type: "warning",
            });
            return undefined;
        }
        return this.setCategory(deal, category.id);
    }

    openDeal(deal, ev) {
        if (ev.ctrlKey || ev.metaKey) {
            return undefined;
        }
        ev.preventDefault();
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.lead",
            res_id: deal.id,
            views: [[false, "form"]],
        });
    }

    createDeal() {
        return this.action.doAction(newDealAction(this.data.forecast));
    }
}
