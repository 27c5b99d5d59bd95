import { clamp } from "@web/core/utils/numbers";
import { PROGRESS } from "./lines";
import { contains, isBlock } from "./ranges";

function between(value, from, to) {
    return clamp(value, Math.min(from, to), Math.max(from, to));
}

/** @typedef {{row: number|false, column: number}} Place a row's id and the place of a period */

/**
 * The selected ranges, and the cursor: the one cell of them that typing goes to.
 *
 * A range goes from its anchor to its focus, the end that moves while it is extended. The last one
 * is being made; `others` were made before and stay until something else is selected. Rows are
 * remembered by id, so that the selection stays on its rows when others come or go. Columns are
 * places of periods; the one after the last period is the total.
 */
export class GridSelection {
    constructor(model) {
        this.model = model;
        /** @type {{anchor: Place, focus: Place}[]} */
        this.others = [];
        /** Whether the next range that is begun leaves those that are there. */
        this.isAdding = false;
        this._put({ row: false, column: 0 });
    }

    /** @param {Place} anchor @param {Place} [focus] @param {Place} [cursor] */
    _put(anchor, focus = anchor, cursor = anchor) {
        this.anchor = anchor;
        this.focus = focus;
        this.cursor = cursor;
    }

    /** Begin a range, in place of all others unless they are kept. */
    _begin(anchor, focus, cursor) {
        if (!this.isAdding) {
            this.others = [];
        }
        this._put(anchor, focus, cursor);
    }

    /** Without periods, the total is the only column. */
    get firstColumn() {
        return this.model.view === PROGRESS ? this.lastColumn : 0;
    }

    get lastColumn() {
        return this.model.plan.periods.length;
    }

    get lastLine() {
        return this.model.lines.length - 1;
    }

    /** @returns {number} the line of a place in the table */
    line({ row }) {
        return Math.max(this.model.indexOf(row), 0);
    }

    //--------------------------------------------------------------------------
    // Ranges
    //--------------------------------------------------------------------------

    /** @returns {Range} the range that is being made */
    get range() {
        return this._rangeOf(this);
    }

    /** @returns {Range[]} all of them, in the order in which they were made */
    get ranges() {
        return [...this.others, this].map((range) => this._rangeOf(range));
    }

    _rangeOf({ anchor, focus }) {
        const lines = [this.line(anchor), this.line(focus)];
        const columns = [anchor.column, focus.column];
        return {
            top: Math.min(...lines),
            bottom: Math.max(...lines),
            start: Math.min(...columns),
            end: Math.max(...columns),
        };
    }

    get isSingle() {
        const { anchor, focus } = this;
        return !this.others.length && anchor.row === focus.row && anchor.column === focus.column;
    }

    /** Whether all selected cells are some rows in some columns. */
    get isBlock() {
        return isBlock(this.ranges);
    }

    /** Keep what is selected: the next range that is begun is one more. */
    keep() {
        this.others = [...this.others, { anchor: this.anchor, focus: this.focus }];
        this._put(this.cursor);
        this.isAdding = true;
    }

    //--------------------------------------------------------------------------
    // Selecting
    //--------------------------------------------------------------------------

    place(line, column) {
        return {
            row: this.model.lines[clamp(line, 0, this.lastLine)]?.id || false,
            column: clamp(column, this.firstColumn, this.lastColumn),
        };
    }

    /** Go to a cell, or let the range end there. */
    set(line, column, extend = false) {
        const place = this.place(line, column);
        if (extend) {
            this._put(this.anchor, place);
        } else {
            this._begin(place);
        }
    }

    setRange({ top, start, bottom, end }) {
        this._begin(this.place(top, start), this.place(bottom, end));
    }

    move(lines, columns, extend = false) {
        const from = extend ? this.focus : this.cursor;
        this.set(this.line(from) + lines, from.column + columns, extend);
    }

    /** Whole rows; the cursor stays in its column. */
    selectRows(from = this.range.top, to = this.range.bottom) {
        const cursor = this.place(between(this.line(this.cursor), from, to), this.cursor.column);
        this._begin(this.place(from, 0), this.place(to, this.lastColumn), cursor);
    }

    /** Whole columns; the cursor stays on its line. */
    selectColumns(from = this.range.start, to = this.range.end) {
        const column = between(this.cursor.column, from, to);
        const cursor = this.place(this.line(this.cursor), column);
        this._begin(this.place(0, from), this.place(this.lastLine, to), cursor);
    }

    selectAll() {
        this.isAdding = false;
        this._begin(this.place(0, 0), this.place(this.lastLine, this.lastColumn), this.cursor);
    }

    collapse() {
        this.isAdding = false;
        this._begin(this.cursor);
    }

    /**
     * On to the next cell after typing; ranges are gone through cell by cell, one after the other.
     *
     * @param {number} lines 1 or -1 downwards or upwards, else 0
     * @param {number} columns 1 or -1 forwards or backwards, else 0
     */
    advance(lines, columns) {
        if (this.isSingle) {
            this._advanceInTable(lines, columns);
            return;
        }
        const { ranges } = this;
        const [line, column] = [this.line(this.cursor), this.cursor.column];
        const at = ranges.findLastIndex((range) => contains(range, line, column));
        const next = at < 0 ? null : this._next(ranges[at], line, column, lines, columns);
        if (next) {
            this.cursor = next;
            return;
        }
        const steps = lines + columns;
        const { top, start, bottom, end } = ranges.at((at + steps) % ranges.length);
        this.cursor = steps > 0 ? this.place(top, start) : this.place(bottom, end);
    }

    /** @returns {Place|null} the next cell of a range; null after the last one */
    _next({ top, bottom, start, end }, line, column, lines, columns) {
        const [height, width] = [bottom - top + 1, end - start + 1];
        const [row, place] = [line - top, column - start];
        const to = (lines ? place * height + row : row * width + place) + lines + columns;
        if (to < 0 || to >= height * width) {
            return null;
        }
        return lines
            ? this.place(top + (to % height), start + Math.floor(to / height))
            : this.place(top + Math.floor(to / width), start + (to % width));
    }

    /** After the last cell of a line comes the first of the next one. */
    _advanceInTable(lines, columns) {
        let line = this.line(this.cursor) + lines;
        let column = this.cursor.column + columns;
        if (column > this.lastColumn && line < this.lastLine) {
            [line, column] = [line + 1, 0];
        } else if (column < this.firstColumn && line > 0) {
            [line, column] = [line - 1, this.lastColumn];
        }
        this.set(line, column);
    }

    /** Stay in the table after rows went out of it. */
    settle() {
        const stay = ({ row, column }) => ({
            row: this.model.indexOf(row) < 0 ? this.model.shownAbove(row) : row,
            column: clamp(column, this.firstColumn, this.lastColumn),
        });
        this.others = this.others.map(({ anchor, focus }) => ({
            anchor: stay(anchor),
            focus: stay(focus),
        }));
        this._put(stay(this.anchor), stay(this.focus), stay(this.cursor));
    }

    //--------------------------------------------------------------------------
    // What is selected
    //--------------------------------------------------------------------------

    rowsBetween(top, bottom) {
        return this.model.lines.slice(top, bottom + 1).map((line) => line.id);
    }

    /** Places of columns; without the total where there are periods too: it follows from them. */
    columnsBetween(start, end) {
        const last = start < this.lastColumn ? Math.min(end, this.lastColumn - 1) : end;
        return Array.from({ length: last - start + 1 }, (_, index) => start + index);
    }

    /** @returns {{rows: number[], columns: number[]}[]} ids and places of each range */
    get parts() {
        return this.ranges.map(({ top, bottom, start, end }) => ({
            rows: this.rowsBetween(top, bottom),
            columns: this.columnsBetween(start, end),
        }));
    }

    /** @returns {number[]} ids of the rows in any range, from top to bottom */
    get rows() {
        if (!this.others.length) {
            return this.rowsBetween(this.range.top, this.range.bottom);
        }
        const ids = new Set(this.parts.flatMap(({ rows }) => rows));
        return this.model.lines.map(({ id }) => id).filter((id) => ids.has(id));
    }

    /** @returns {number[]} places of the columns in any range */
    get columns() {
        if (!this.others.length) {
            return this.columnsBetween(this.range.start, this.range.end);
        }
        const places = new Set(this.parts.flatMap(({ columns }) => columns));
        return [...places].sort((a, b) => a - b);
    }

    /** @returns {{row: number, column: number}[]} all selected cells, each once */
    get cells() {
        const cells = new Map();
        for (const { rows, columns } of this.parts) {
            for (const row of rows) {
                columns.forEach((column) => cells.set(`${row}-${column}`, { row, column }));
            }
        }
        return [...cells.values()];
    }
}
