import { _t } from "@web/core/l10n/translation";
import { formatTable, parseTable } from "./clipboard";
import { isItemised } from "./cell_marks";
import { ignoreRefusal } from "./edit_queue";
import { EntryError, parseEntry } from "./entry_parser";
import { layBlock } from "./paste_block";
import { joinEdits } from "./ranges";
import { isSeries, needsSeveral, parseSeries } from "./series";

/** Bits of a cell's flags. */
export const HELD = 1;
export const NOTED = 2;
export const SUMMED = 4;
export const CHANGED = 8;

/** @returns {string} the key of a cell: of a row in one period, or of its total */
export function cellKey(rowId, column) {
    return `${rowId}-${column}`;
}

/**
 * @typedef {Object} Editor the cell that is being typed in
 * @property {number} row
 * @property {number} column
 * @property {string} text
 * @property {string} initial what it began with
 * @property {boolean} isReplacing typing began on the cell: arrows leave it
 * @property {boolean} isAllSelected the text is selected when it opens
 * @property {string} error why the text cannot stay, or ""
 */

/**
 * What people do to cells: typing, clearing, filling, copying and pasting.
 *
 * Every change becomes one edit of the queue. What could not be written stays in its cell.
 */
export class GridEditing {
    /**
     * @param {Object} table
     * @param {GridModel} table.model
     * @param {GridSelection} table.selection
     * @param {function(Object): Promise} table.push sends a job
     * @param {function(string): void} table.say shows a sentence
     * @param {function(): void} table.changed
     * @param {function(): boolean} table.spreads whether typing a parent spreads
     * @param {function(string, string): void} table.writeSeries writes an entry of several cells
     */
    constructor({ model, selection, push, say, changed, spreads, writeSeries }) {
        Object.assign(this, { model, selection, push, say, changed, spreads, writeSeries });
        /** Set by the table: open what the cell under the cursor is made of. */
        this.openItems = () => {};
        /** @type {Editor|null} */
        this.editor = null;
        /** Texts that were refused, by cell key: { text, error } */
        this.invalid = new Map();
        /** What was copied last. */
        this.copied = "";
    }

    parse(text, isPasted = false) {
        return parseEntry(text, { symbol: this.model.figures.symbol, isPasted });
    }

    /** What is typed may be a series over all selected cells. */
    _parseTyped(text) {
        const series = parseSeries(text, { symbol: this.model.figures.symbol });
        if (series !== null && this.selection.isSingle) {
            throw needsSeveral(text);
        }
        return series ?? this.parse(text);
    }

    /** @returns {number|number[]|null} what the server calls a column; null for the total */
    periodId(column) {
        const { periods } = this.model.plan;
        if (Number.isInteger(column)) {
            return periods[column]?.id ?? null;
        }
        const { first, last } = this.model.stops.at(column);
        return periods.slice(first, last + 1).map(({ id }) => id);
    }

    amount(rowId, column) {
        return this.model.cell(rowId, column)?.[0] ?? null;
    }

    /** @returns {string} why a row cannot be typed in, "" where it can */
    whyReadonly(rowId) {
        const { plan, rows, context } = this.model;
        const row = rows.get(rowId);
        const isSplit = plan.is_cascaded && plan.state === "confirmed";
        if (isSplit && context.sales_plan_in_force) {
            return _t("These targets are in force; what is prepared is in the planning table.");
        }
        if (!plan.can_edit && isSplit && row?.is_mine) {
            return this._whyOthers(row);
        }
        if (!plan.can_edit) {
            return plan.state === "draft" || isSplit
                ? _t("You may read this plan but not change it.")
                : _t("This plan is no longer a draft: its targets stay as they are.");
        }
        if (!row) {
            return "";
        }
        if (plan.rolls_up && row.count) {
            return _t("“%s” is the sum of the rows below it: type there.", row.name);
        }
        return row.can_edit ? "" : this._whyOthers(row);
    }

    /** Why a row of a plan that is being changed is not the user's to change. */
    _whyOthers({ name, is_mine }) {
        if (!is_mine) {
            return _t("You may read “%s” but not change it.", name);
        }
        return this.model.plan.asks_agreement
            ? _t(
                  "“%s” was given to you: only those who gave it can change it. You can propose another target in My Targets.",
                  name
              )
            : _t("“%s” was given to you: only those who gave it can change it.", name);
    }

    /** Whether all is well; else the user is told why not. */
    mayEdit(rowId) {
        const reason = this.whyReadonly(rowId);
        if (reason) {
            this.say(reason);
        }
        return !reason;
    }

    //--------------------------------------------------------------------------
    // Typing
    //--------------------------------------------------------------------------

    /**
     * @param {string} [typed] the first character, where typing begins on the cell
     * @param {boolean} [isAllSelected] typing replaces what is there
     */
    open(typed, isAllSelected = false) {
        const { row, column } = this.selection.cursor;
        if (!row || this.editor || !this.mayEdit(row)) {
            return;
        }
        if (isItemised(this.model, row, column)) {
            this.openItems();
            return;
        }
        const kept = this.invalid.get(cellKey(row, column));
        const initial = this.model.figures.typed(this.amount(row, column));
        this.editor = {
            row,
            column,
            initial,
            text: typed ?? kept?.text ?? initial,
            isReplacing: typed !== undefined,
            isAllSelected,
            error: "",
        };
        this.changed();
    }

    cancel() {
        const { row, column } = this.editor;
        this.invalid.delete(cellKey(row, column));
        this.editor = null;
        this.changed();
    }

    /**
     * Write what was typed; where it is no entry, the cell stays open and says why.
     *
     * @param {boolean} [everywhere] in all cells of the selection
     * @returns {boolean} whether the editor is closed
     */
    commit(everywhere = false) {
        if (!this.editor) {
            return true;
        }
        const { row, column, text, initial } = this.editor;
        let entry;
        try {
            entry = this._parseTyped(text);
        } catch (error) {
            this._mustBeEntryError(error);
            this.editor.error = error.message;
            this.changed();
            return false;
        }
        const isSame = text === initial && !this.invalid.has(cellKey(row, column));
        this.editor = null;
        if (isSeries(entry)) {
            this.invalid.delete(cellKey(row, column));
            this.writeSeries(entry, text);
        } else if (everywhere) {
            this._writeAll(() => ({ entry, text }), "fill");
        } else if (!isSame) {
            this._write([{ row, column, entry, text }], "type");
        }
        this.changed();
        return true;
    }

    /** Close the editor where somebody goes elsewhere; what is no entry stays, marked. */
    leave() {
        if (!this.commit()) {
            const { row, column, text, error } = this.editor;
            this.invalid.set(cellKey(row, column), { text, error });
            this.editor = null;
            this.changed();
        }
    }

    /** Forget a text that was refused: the cell shows its target again. */
    forget(rowId, column) {
        const forgotten = this.invalid.delete(cellKey(rowId, column));
        if (forgotten) {
            this.changed();
        }
        return forgotten;
    }

    /**
     * Keep what the server has refused: a single text that was typed, and whatever has waited for
     * the connection, since nobody has it at hand any more.
     */
    refused(job, message) {
        const isTyped = job.texts?.length === 1 && job.edit.source === "type";
        if (isTyped || job.hasWaited) {
            for (const [key, text] of job.texts || []) {
                this.invalid.set(key, { text, error: message });
            }
        }
    }

    //--------------------------------------------------------------------------
    // Whole selections
    //--------------------------------------------------------------------------

    /** Make the selected cells not planned. */
    clear() {
        const { selection } = this;
        const rows = selection.rows.filter((id) => !this.whyReadonly(id));
        if (!rows.length) {
            this.mayEdit(selection.rows[0]);
            return;
        }
        const texts = [];
        const edits = [];
        for (const part of selection.isBlock ? [selection] : selection.parts) {
            const cleared = part.rows.filter((id) => rows.includes(id));
            const ids = part.columns.map((column) => this.periodId(column));
            const periods = ids.includes(null) ? [] : ids; // the total: all of them
            edits.push({ kind: "clear", rows: cleared, periods, below: false });
            for (const row of cleared) {
                texts.push(...part.columns.map((column) => [cellKey(row, column), ""]));
                part.places.forEach((place) => this.invalid.delete(cellKey(row, place)));
            }
        }
        texts.forEach(([key]) => this.invalid.delete(key));
        this.send(joinEdits(edits.filter((edit) => edit.rows.length)), texts);
    }

    /** Fill each range from its first line, or a range of one line from the one above. */
    fillDown() {
        return this._fill(({ top, bottom, start, end }) => {
            const source = top === bottom ? top - 1 : top;
            const from = this.model.lines[source]?.id;
            return this._cellsOf({ top: source + 1, bottom, start, end }, from, (row, column) => [
                from,
                column,
            ]);
        });
    }

    /** Fill each range from its first column, or a range of one column from the one before. */
    fillForward() {
        const { stops } = this.model;
        return this._fill(({ top, bottom, start, end }) => {
            const isAlone = start === end;
            const before = stops.all[isAlone ? stops.before(start) : start];
            const filled = { top, bottom, start: isAlone ? start : start + 1, end };
            return this._cellsOf(filled, before, (row) => [row, before.place]);
        });
    }

    _cellsOf({ top, bottom, start, end }, isThere, sourceOf) {
        const rows = isThere ? this.selection.rowsBetween(top, bottom) : [];
        const places = this.selection.placesBetween(start, end);
        return rows.flatMap((row) =>
            places.map((column) => ({ row, column, source: sourceOf(row, column) }))
        );
    }

    async _fill(cellsOf) {
        const { model } = this;
        const cells = this.selection.ranges.flatMap(cellsOf);
        if (!cells.length || !cells.every(({ row }) => this.mayEdit(row))) {
            return;
        }
        await model.complete(cells.map(({ source }) => source[0]));
        for (const cell of cells) {
            const amount = this.amount(...cell.source);
            cell.entry = model.figures.entry(amount);
            cell.text = model.figures.format(amount);
        }
        this._write(cells, "fill");
    }

    _writeAll(valueOf, source) {
        const { rows, cells } = this.selection;
        if (rows.every((row) => this.mayEdit(row))) {
            this._write(
                cells.map((cell) => ({ ...cell, ...valueOf() })),
                source
            );
        }
    }

    //--------------------------------------------------------------------------
    // Clipboard
    //--------------------------------------------------------------------------

    get isSelectionLoaded() {
        return this.selection.rows.every((id) => this.model.isLoaded(id));
    }

    /** @returns {string} why what is selected cannot be copied, "" where it can */
    get whyNotCopied() {
        return this.selection.isBlock
            ? ""
            : _t("Ranges are copied together only where they are in the same rows or columns.");
    }

    /** @returns {string} the selected targets as spreadsheets paste them, ranges side by side */
    copy() {
        const { rows, ranges } = this.selection;
        const positions = new Set();
        for (const { start, end } of ranges) {
            Array.from({ length: end - start + 1 }, (_, index) => positions.add(start + index));
        }
        const places = [...positions]
            .sort((a, b) => a - b)
            .map((position) => this.model.stops.all[position].place);
        const text = (row, place) => this.model.figures.typed(this.amount(row, place));
        const texts = rows.map((row) => places.map((place) => text(row, place)));
        this.copied = JSON.stringify(texts);
        return formatTable(texts);
    }

    /** Put a block of a spreadsheet where the selection begins; all of it or nothing. */
    paste(text) {
        const { model, selection } = this;
        if (selection.others.length) {
            this.say(_t("Select one range, or the cell where the block begins, and paste again."));
            return;
        }
        try {
            const { cells, block } = layBlock(text, {
                block: selection.range,
                stops: model.stops.all,
                rows: model.lines.map((line) => line.id),
                isOwn: JSON.stringify(parseTable(text)) === this.copied,
                parse: (value) => this.parse(value, true),
                whyReadonly: (row) => this.whyReadonly(row),
            });
            if (!cells.length) {
                return;
            }
            selection.setRange(block);
            this._write(cells, "paste");
        } catch (error) {
            this._mustBeEntryError(error);
            this.say(error.message);
        }
    }

    //--------------------------------------------------------------------------
    // To the server
    //--------------------------------------------------------------------------

    /** @param {{row: number, column: number, entry: string, text: string}[]} cells */
    _write(cells, source) {
        for (const { row, column } of cells) {
            this.invalid.delete(cellKey(row, column));
        }
        this.send(
            {
                kind: "type",
                source,
                spread: this.spreads(),
                cells: cells.map(({ row, column, entry }) => [row, this.periodId(column), entry]),
            },
            cells.map(({ row, column, text }) => [cellKey(row, column), text.trim()])
        );
    }

    /** @param {Object} edit @param {[string, string][]} texts what its cells show until then */
    send(edit, texts) {
        return this.push({ kind: "edit", edit, texts, isTyped: true }).catch(ignoreRefusal);
    }

    _mustBeEntryError(error) {
        if (!(error instanceof EntryError)) {
            throw error;
        }
    }
}
