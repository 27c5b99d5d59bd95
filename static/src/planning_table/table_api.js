import { _t } from "@web/core/l10n/translation";
import { cellKey, GridEditing } from "./grid_editing";
import { EditQueue, ignoreRefusal, isRefusal } from "./edit_queue";
import { FillDrag } from "./fill_drag";
import { GridModel } from "./grid_model";
import { GridSelection } from "./grid_selection";
import { GridSeries } from "./grid_series";
import { RowsAbove } from "./rows_above";
import { overParts } from "./ranges";
import { openDialog } from "./dialogs/index";
import { NO_SEARCH } from "./row_search";
import { LookKeeper, PAST_COLUMNS } from "./table_look";
import { WaitingEdits } from "./waiting_edits";

/**
 * One open planning table: what its toolbar, its dialogs and its grid share.
 *
 * `model.bus` triggers UPDATE whenever something of it has changed.
 */
export class TableApi {
    /** @param {{inForce?: boolean}} [options] show targets in force, not what is prepared */
    constructor(env, orm, planId, { inForce = false } = {}) {
        this.env = env;
        this.orm = orm;
        this.model = new GridModel(orm, planId, inForce);
        this.selection = new GridSelection(this.model);
        const store = new WaitingEdits(planId);
        this.queue = new EditQueue({
            store,
            send: (job) => this._send(job),
            answered: (answer, job) => this._answered(answer, job),
            refused: (error, job) => this._refused(error, job),
            decide: (conflict) => openDialog(env, this, "conflict", { conflict }),
            askAbove: (ask) => openDialog(env, this, "above", { ask }),
        });
        this.editing = new GridEditing({
            model: this.model,
            selection: this.selection,
            push: (job) => this.push(job),
            say: (text) => this.say(text),
            changed: () => this.changed(),
            spreads: () => this.spread,
            writeSeries: (entry, text) => this.series.type(entry, text),
        });
        this.series = new GridSeries(this.editing);
        this.fillDrag = new FillDrag(this);
        this.editing.openItems = () => this.openDialog("items");
        this.queue.bus.addEventListener("UPDATE", () => this.changed());
        this.model.bus.addEventListener("NEWER", () => this.refresh());
        /** Edits that an earlier page could not send. */
        this.leftovers = store.load();
        this.above = new RowsAbove(this);
        this.isWhyOpen = false;
        this._lookKeeper = new LookKeeper(this.model);
        /** @type {AmountFormat} set by the grid, which knows how large amounts are */
        this.amounts = null;
        /** Set by the grid: give it the keyboard. */
        this.focusGrid = () => {};
        /** Set by the grid: { left, top }, how far it is scrolled. */
        this.scroll = () => ({ left: 0, top: 0 });
    }

    destroy() {
        this.queue.destroy();
    }

    changed() {
        this.model.changed();
    }

    //--------------------------------------------------------------------------
    // Reading
    //--------------------------------------------------------------------------

    get columns() {
        return this.model.columns;
    }

    get order() {
        return this.model.order;
    }

    get canEdit() {
        return this.model.plan.can_edit;
    }

    row(id) {
        return this.model.rows.get(id);
    }

    rowName(id) {
        return this.model.rowName(id);
    }

    format(value) {
        return this.model.figures.format(value);
    }

    /** @returns {string} an amount as it stands in a cell: as short as the look has it */
    short(value) {
        return (this.amounts || this.model.figures).format(value);
    }

    /** @returns {string} the entry for the server @throws {EntryError} a sentence */
    parse(text) {
        return this.editing.parse(text);
    }

    /**
     * @returns {{rows: number[], periods: number[], single: Object|null, parts: Part[]}} no periods:
     *   all of them; `single` is `{row, period}` of one cell, period null for a total; `parts` are
     *   rows and periods of each range where together they are no block, else none
     */
    selected() {
        const { selection, model } = this;
        if (!selection.cursor.row) {
            return { rows: [], periods: [], single: null, parts: [] };
        }
        const all = model.plan.periods;
        const periods = (columns) => {
            const isWhole = columns.length === all.length || columns.includes(all.length);
            return isWhole ? [] : columns.map((index) => all[index].id);
        };
        const { row, column } = selection.cursor;
        const parts = selection.isBlock ? [] : selection.parts;
        return {
            rows: selection.rows,
            periods: periods(selection.columns),
            single: selection.isSingleCell ? { row, period: all[column]?.id ?? null } : null,
            parts: parts.map((part) => ({ rows: part.rows, periods: periods(part.columns) })),
        };
    }

    //--------------------------------------------------------------------------
    // How it is shown
    //--------------------------------------------------------------------------

    setColumns(columns) {
        const changed = this.model.setColumns(columns);
        this._rememberLook();
        return changed;
    }

    /** @param {Partial<Look>} changes of how the user looks at the plan */
    setLook(changes) {
        const changed = this.model.setLook(changes);
        this.selection.settle();
        this._rememberLook();
        this.changed();
        return changed;
    }

    /** Show a subtotal without its periods, or with them again. */
    fold(span, isFolded = !this.model.look.folded.includes(span)) {
        const others = this.model.look.folded.filter((each) => each !== span);
        return this.setLook({ folded: isFolded ? [...others, span].sort((a, b) => a - b) : others });
    }

    _rememberLook() {
        this._lookKeeper.keep(this.spread);
    }

    /** @param {string} view PROGRESS or "periods" */
    setView(view) {
        const changed = this.model.setView(view);
        this.selection.settle();
        this.changed();
        return changed;
    }

    setOrder(order) {
        this.model.order = order;
        return this.reload();
    }

    /** Open or close a row; a cursor that was below a closed one goes there. */
    async toggle(id, open) {
        await this.model.toggle(id, open);
        this.selection.settle();
        this.changed();
    }

    /** @param {Partial<NO_SEARCH>} changes */
    async find(changes) {
        await this.model.find(changes);
        this.selection.settle();
        this.changed();
    }

    /** Show all rows again, as a tree. */
    clearSearch() {
        this.model.bus.trigger("CLEARED");
        return this.find(NO_SEARCH);
    }

    /** Open the documents behind an actual: of a row, of one period, or of one of its rests. */
    async openActuals(rowId, { kind = "own", periodId = false } = {}) {
        if (await this.flush()) {
            const args = [[rowId], kind, periodId];
            const action = await this.orm.call(
                "sales.plan.allocation",
                "action_open_actuals",
                args
            );
            await this.env.services.action.doAction(action);
        }
    }

    /** Whether what is typed into a parent is spread over the rows below. */
    get spread() {
        return this.model.spreads;
    }

    chooseSpread(spread) {
        this.model.spreads = spread;
        this._rememberLook();
        this.changed();
    }

    toggleWhy() {
        this.isWhyOpen = !this.isWhyOpen;
        this.changed();
    }

    /** Show one sentence at a time. */
    say(text, type = "warning") {
        this._closeSaid?.();
        this._closeSaid = this.env.services.notification.add(text, { type });
    }

    openDialog(name) {
        return openDialog(this.env, this, name);
    }

    //--------------------------------------------------------------------------
    // Steps
    //--------------------------------------------------------------------------

    /**
     * Send one step.
     *
     * @param {Object} edit what `table_edit` takes; `spread` is the user's choice where left out
     * @returns {Promise<Object>} the answer; `{ok: true, isWaiting: true}` where it waits for the
     *   connection; rejects where the server refuses
     */
    run(edit) {
        const step = overParts({ spread: this.spread, ...edit }, this.selected());
        return this.push({ kind: "edit", edit: step });
    }

    /** @param {number} [stepId] a step that nothing depends on, else the user's last one */
    undo(stepId) {
        return this._takesBack(stepId) || this.push({ kind: "undo", stepId });
    }

    redo() {
        return this.push({ kind: "redo" });
    }

    /** Undo or redo from the keyboard: whatever comes of it is told. */
    type(kind) {
        const isKnown = this.model[kind] || !this.queue.isIdle;
        if (!isKnown) {
            const nothing = {
                undo: _t("There is nothing to undo."),
                redo: _t("There is nothing to redo."),
            };
            this.say(nothing[kind], "info");
            return;
        }
        if (kind === "redo" || !this._takesBack()) {
            this.push({ kind, isTyped: true }).catch(ignoreRefusal);
        }
    }

    /** A step that was not sent yet needs no undo on the server. */
    _takesBack(stepId) {
        return !stepId && this.queue.pull() && Promise.resolve({ ok: true, isWaiting: true });
    }

    push({ edit, ...job }) {
        const step = edit && { edit: { ...this.above.values, ...edit } };
        return this.queue.push({ version: this.model.version, ...job, ...step });
    }

    _send({ kind, edit, stepId, token, version, force }) {
        const { watch, wanted } = this.model;
        // what is beside the targets is read afterwards: typing does not wait for documents
        const columns = kind === "edit" ? wanted.filter((name) => name === "spans") : wanted;
        const step = { version, token, watch, columns };
        const [method, kwargs] = {
            edit: ["table_edit", { edit, ...step, force }],
            undo: ["table_undo", { ...step, step_id: stepId ?? null }],
            redo: ["table_redo", step],
        }[kind];
        return this._call(method, kwargs);
    }

    _call(method, kwargs) {
        const { planId, context } = this.model;
        return this.orm.silent.call("sales.plan.table", method, [planId], { ...kwargs, context });
    }

    _answered(answer, job) {
        if (!answer.ok) {
            this.refresh();
            return;
        }
        this._apply(answer, job.kind === "edit" ? PAST_COLUMNS : []);
        if (answer.notice) {
            this.say(answer.notice, "info");
        }
    }

    _apply(answer, kept) {
        this.model.apply(answer, kept);
        this.selection.settle();
        // what others prepare is no news where only what is in force is shown
        const isInForce = this.model.context.sales_plan_in_force && !this.canEdit;
        for (const { user, count } of (!isInForce && answer.merged) || []) {
            const values = { user, count };
            this.say(
                count === 1
                    ? _t("%(user)s has made 1 change meanwhile.", values)
                    : _t("%(user)s has made %(count)s changes meanwhile.", values),
                "info"
            );
        }
        this.changed();
    }

    /** What was typed in the table, or has waited since another page, is not done: say why. */
    _refused(error, job) {
        const message = error.data?.message || error.message;
        this.editing.refused(job, message);
        if (isRefusal(error) && (job.isTyped || job.hasWaited)) {
            this.say(message, "danger");
        }
        this.changed();
    }

    /**
     * Send all that was typed, so that others work on what is shown.
     *
     * @returns {Promise<boolean>} whether all of it is written; else the user is told why not
     */
    async flush() {
        this.editing.leave();
        await this.queue.settled();
        if (this.hasUnsaved) {
            this.say(
                this.queue.isIdle
                    ? _t("What is typed in some cells was refused: correct it first.")
                    : _t("Some edits are waiting for the connection. Try again once they are sent.")
            );
        }
        return !this.hasUnsaved;
    }

    /** Follow what others have done, unless a step is on its way and will tell. */
    async refresh() {
        if (!this.queue.isIdle || !this.model.plan || this._isRefreshing) {
            return;
        }
        this._isRefreshing = true;
        try {
            const { version, watch, wanted } = this.model;
            const answer = await this._call("table_refresh", { version, watch, columns: wanted });
            if (answer.version > this.model.version) {
                this._apply(answer);
            }
        } finally {
            this._isRefreshing = false;
        }
    }

    async reload() {
        await this.model.load();
        this.selection.settle();
        this.changed();
    }

    //--------------------------------------------------------------------------
    // Edits that wait
    //--------------------------------------------------------------------------

    /** What stands in a cell until the server has answered; undefined where nothing waits. */
    waitingText(rowId, column) {
        return this.queue.texts.get(cellKey(rowId, column));
    }

    get hasUnsaved() {
        return !this.queue.isIdle || this.editing.invalid.size > 0;
    }

    /** Send what an earlier page could not. */
    sendLeftovers() {
        const leftovers = this.leftovers;
        this.leftovers = [];
        for (const job of leftovers) {
            this.queue.push({ ...job, isTyped: true }).catch(ignoreRefusal);
        }
        this.changed();
    }

    discardLeftovers() {
        this.leftovers.forEach(({ token }) => this.queue.store.drop(token));
        this.leftovers = [];
        this.changed();
    }
}
