import { Component, onWillStart, toRaw, useRef, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { getCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";
import { parseFloat, parseInteger } from "@web/views/fields/parsers";
import { SelectCreateDialog } from "@web/views/view_dialogs/select_create_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { AttainmentBar, STATUS_COLORS } from "../attainment_bar/attainment_bar";
import { PlanRowsModel } from "./plan_rows_model";

/**
 * The rows of a plan in its form: figures as a tree, and targets by period to correct in a draft.
 */
export class PlanRows extends Component {
    static template = "sales_plan.PlanRows";
    static components = { AttainmentBar };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.model = useState(new PlanRowsModel(this.orm));
        this.state = useState({ search: "", invalid: {} });
        /** What is typed in cells and not written yet, by cell key. */
        this.typed = new Map();
        /** Resolves when all cells typed so far are written or refused. */
        this.written = Promise.resolve();
        // a button of the form waits for the cells, and does nothing while one is not valid
        useBus(this.props.record.model.bus, "NEED_LOCAL_CHANGES", ({ detail }) =>
            detail.proms.push(this.written)
        );
        this.statuses = [
            [false, _t("All")],
            ["achieved", _t("Achieved")],
            ["on_track", _t("On Track")],
            ["at_risk", _t("At Risk")],
            ["missed", _t("Missed")],
        ];
        this.columns = [
            { name: "target", label: _t("Target") },
            { name: "actual", label: _t("Actual") },
            { name: "attainment", label: _t("Attainment") },
            { name: "gap", label: _t("Gap") },
            { name: "unallocated", label: _t("Unallocated") },
        ];
        this.onSearch = useDebounced(() => this.filter({ search: this.state.search.trim() }), 300);
        this.refreshForm = useDebounced(() => this._refreshForm(), 300);
        onWillStart(() => this.follow(this.props.record));
        useRecordObserver((record) => {
            if (record.data && this.seen) {
                this.follow(record);
            }
        });
    }

    //--------------------------------------------------------------------------
    // Loading
    //--------------------------------------------------------------------------

    /**
     * Load the rows whenever the form's record was read anew: opened, saved, reloaded after a
     * button or the wizard. Typing in the form's other fields does not read it.
     */
    async follow(record) {
        const read = toRaw(record)._values;
        if (read === this.seen) {
            return;
        }
        this.seen = read;
        if (this.skipsNextRead) {
            this.skipsNextRead = false;
            return;
        }
        if (record.resId !== this.model.planId) {
            this.model.reset(record.resId);
            this.typed.clear();
            this.state.invalid = {};
            this.state.search = this.model.search;
        }
        await this.model.load();
    }

    async reload() {
        await this.model.load();
        this.refreshForm();
    }

    /** Let the form's totals follow what was written here, unless it has changes of its own. */
    async _refreshForm() {
        const { record } = this.props;
        if (!(await record.isDirty())) {
            this.skipsNextRead = true;
            await record.load();
        }
    }

    //--------------------------------------------------------------------------
    // What is shown
    //--------------------------------------------------------------------------

    get rootRow() {
        return this.model.rows[this.model.branches[false]?.total_ids[0]];
    }

    get unit() {
        const { measure, currency_id } = this.model.plan;
        const currency = currency_id && getCurrency(currency_id)?.symbol;
        switch (measure) {
            case "revenue":
                return _t("Untaxed revenue in %s", currency);
            case "margin":
                return _t("Margin in %s", currency);
            case "quantity":
                return _t("Quantity in reference units");
            default:
                return _t("Number of documents");
        }
    }

    /** Columns of the table, for cells that span all of it. */
    get width() {
        return this.model.withPeriods
            ? this.model.plan.periods.length + 2
            : this.columns.length + 1;
    }

    format(value) {
        const { measure, currency_id, digits } = this.model.plan;
        if (currency_id) {
            return formatMonetary(value, { currencyId: currency_id, noSymbol: true });
        }
        return measure === "count"
            ? formatInteger(value)
            : formatFloat(value, { digits: [false, digits] });
    }

    figure(row, name) {
        const value = row[name];
        return value === null || value === undefined ? "—" : this.format(value);
    }

    statusColor(status) {
        return STATUS_COLORS[status] || "secondary";
    }

    toggleLabel(isOpen) {
        return isOpen ? _t("Collapse") : _t("Expand");
    }

    isBehind(row) {
        return row.gap < 0 && ["missed", "at_risk"].includes(row.status);
    }

    isSpecial(row) {
        return row.kind === "unplanned" || row.kind === "unassigned";
    }

    ariaSort(name) {
        const [sorted, direction] = this.model.order.split(" ");
        return sorted === name ? (direction === "asc" ? "ascending" : "descending") : "none";
    }

    //--------------------------------------------------------------------------
    // Filters and sorting
    //--------------------------------------------------------------------------

    filter(changes) {
        return this.model.show(changes);
    }

    filterLevel(value) {
        return this.filter({ level: Number(value) || false });
    }

    /** Sort downwards, then upwards, then go back to the tree; gaps begin with the worst. */
    sort(name) {
        const [sorted, direction] = this.model.order.split(" ");
        const first = name === "gap" || name === "name" ? "asc" : "desc";
        let order = `${name} ${first}`;
        if (sorted === name) {
            order = direction === first ? `${name} ${first === "asc" ? "desc" : "asc"}` : "tree";
        }
        return this.filter({ order });
    }

    clear() {
        this.state.search = "";
        return this.filter({ search: "", status: false, level: false, order: "tree" });
    }

    //--------------------------------------------------------------------------
    // Documents and rows
    //--------------------------------------------------------------------------

    async openActuals(row) {
        const special = this.isSpecial(row);
        const action = await this.orm.call(
            "sales.plan.allocation",
            "action_open_actuals",
            [[special ? row.parent_id : row.id]],
            { kind: special ? row.kind : "own" }
        );
        return this.action.doAction(action);
    }

    async addRows(row) {
        const addable = await this.orm.call("sales.plan.allocation", "get_addable", [[row.id]]);
        this.dialog.add(SelectCreateDialog, {
            resModel: addable.res_model,
            domain: addable.domain,
            title: _t("Add Rows: %s", addable.label),
            multiSelect: true,
            noCreate: true,
            onSelected: async (ids) => {
                await this.orm.call("sales.plan.allocation", "add_rows", [[row.id], ids]);
                if (row.kind !== "total") {
                    this.model.expanded.add(row.id);
                }
                await this.reload();
            },
        });
    }

    removeRow(row) {
        const body = row.has_children
            ? _t("“%s” goes with all rows below it and their targets.", row.name)
            : _t("“%s” goes with its targets.", row.name);
        this.dialog.add(ConfirmationDialog, {
            title: _t("Remove Row"),
            body,
            confirmLabel: _t("Remove"),
            confirm: async () => {
                await this.orm.unlink("sales.plan.allocation", [row.id]);
                this.model.expanded.delete(row.id);
                await this.reload();
            },
            cancel: () => {},
        });
    }

    //--------------------------------------------------------------------------
    // Typing targets
    //--------------------------------------------------------------------------

    cellKey(row, period) {
        return `${row.id}-${period.id}`;
    }

    /** What a cell holds: text on its way to the server, else the target that was typed. */
    cellText(row, period) {
        const target = row.targets[period.id];
        const written = target?.is_typed ? this.format(target.amount) : "";
        return this.typed.get(this.cellKey(row, period)) ?? written;
    }

    /** What the rows below have together, where the row has no target of its own. */
    cellSum(row, period) {
        const target = row.targets[period.id];
        return target && !target.is_typed ? this.format(target.amount) : "";
    }

    /** @returns {number|null} null for an empty cell: nothing is planned */
    parse(text) {
        const { measure, currency_id } = this.model.plan;
        const symbol = currency_id && getCurrency(currency_id)?.symbol;
        const number = (symbol ? text.replace(symbol, "") : text).trim();
        if (!number) {
            return null;
        }
        try {
            return measure === "count" ? parseInteger(number) : parseFloat(number);
        } catch {
            throw new Error(_t("“%s” is not a number.", number));
        }
    }

    onCellInput(row, period, ev) {
        this.typed.set(this.cellKey(row, period), ev.target.value);
    }

    /** Write what was typed, after what was typed before. */
    commit(row, period) {
        this.written = this.written.then(() => this.writeCell(row, period));
        return this.written;
    }

    /** Mark a cell as valid or not, and the form with it. */
    setValid(key, valid) {
        const wasInvalid = Object.keys(this.state.invalid).length;
        if (valid) {
            delete this.state.invalid[key];
        } else {
            this.state.invalid[key] = true;
        }
        const isInvalid = Object.keys(this.state.invalid).length;
        if (isInvalid && !wasInvalid) {
            this.props.record.setInvalidField("target_amount");
        } else if (wasInvalid && !isInvalid) {
            this.props.record.resetFieldValidity("target_amount");
        }
    }

    /** Write what was typed; where that is refused, say why and keep the text. */
    async writeCell(row, period) {
        const key = this.cellKey(row, period);
        const text = this.typed.get(key);
        if (text === undefined) {
            return;
        }
        try {
            await this.model.writeTarget(row.id, period.id, this.parse(text));
        } catch (error) {
            this.setValid(key, false);
            this.notification.add(error.data?.message || error.message, { type: "danger" });
            return;
        }
        if (this.typed.get(key) === text) {
            this.typed.delete(key);
        }
        this.setValid(key, true);
        this.refreshForm();
    }

    onCellKeydown(row, period, ev) {
        const moves = { Enter: ev.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 };
        if (ev.key in moves) {
            ev.preventDefault();
            this.moveTo(ev.target, moves[ev.key]);
        } else if (ev.key === "Escape" && this.typed.delete(this.cellKey(row, period))) {
            ev.preventDefault();
            ev.stopPropagation();
            this.setValid(this.cellKey(row, period), true);
            ev.target.value = this.cellText(row, period);
            ev.target.select();
        }
    }

    /** Focus the editable cell of the same period some lines further; leaving a cell writes it. */
    moveTo(input, step) {
        const selector = `input[data-period="${input.dataset.period}"]`;
        const cells = [...this.root.el.querySelectorAll(selector)];
        const next = cells[cells.indexOf(input) + step];
        if (next) {
            next.focus();
        } else {
            input.blur();
        }
    }

    //--------------------------------------------------------------------------
    // Keyboard in the tree
    //--------------------------------------------------------------------------

    async onRowKeydown(line, ev) {
        if (ev.target !== ev.currentTarget) {
            return;
        }
        const { row } = line;
        const isOpen = this.model.expanded.has(row.id);
        const canOpen = line.canToggle;
        if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
            this.focusRow(ev.currentTarget, ev.key === "ArrowDown" ? 1 : -1);
        } else if (ev.key === "ArrowRight" && canOpen && !isOpen) {
            await this.model.toggle(row);
        } else if (ev.key === "ArrowLeft" && canOpen && isOpen) {
            await this.model.toggle(row);
        } else if (ev.key === "Enter") {
            await this.openActuals(row);
        } else {
            return;
        }
        ev.preventDefault();
    }

    focusRow(element, step) {
        const rows = [...this.root.el.querySelectorAll("tr.o_sales_plan_row")];
        rows[rows.indexOf(element) + step]?.focus();
    }
}

registry.category("view_widgets").add("sales_plan_table", { component: PlanRows });
