import { clamp } from "@web/core/utils/numbers";
import { PROGRESS } from "./lines";

function between(value, from, to) {
    return clamp(value, Math.min(from, to), Math.max(from, to));
}

/** @typedef {{row: number|false, column: number}} Place a row's id and the place of a period */

/**
 * The selected range, and the cursor: the one cell of it that typing goes to.
 *
 * The range goes from its anchor to its focus, the end that moves while it is extended. Rows are
 * remembered by id, so that the selection stays on its rows when others come or go. Columns are
 * places of periods; the one after the last period is the total.
 */
export class GridSelection {
    constructor(model) {
        this.model = model;
        this._put({ row: false, column: 0 });
    }

    /** @param {Place} anchor @param {Place} [focus] @param {Place} [cursor] */
    _put(anchor, focus = anchor, cursor = anchor) {
        this.anchor = anchor;
        this.focus = focus;
        this.cursor = cursor;
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

    /** @returns {{top: number, bottom: number, start: number, end: number}} inclusive */
    get range() {
        const lines = [this.line(this.anchor), this.line(this.focus)];
        const columns = [this.anchor.column, this.focus.column];
        return {
            top: Math.min(...lines),
            bottom: Math.max(...lines),
            start: Math.min(...columns),
            end: Math.max(...columns),
        };
    }

    get isSingle() {
        return this.anchor.row === this.focus.row && this.anchor.column === this.focus.column;
    }

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
            this._put(place);
        }
    }

    setRange({ top, start, bottom, end }) {
        this._put(this.place(top, start), this.place(bottom, end));
    }

    move(lines, columns, extend = false) {
        const from = extend ? this.focus : this.cursor;
        this.set(this.line(from) + lines, from.column + columns, extend);
    }

    /** Whole rows; the cursor stays in its column. */
    selectRows(from = this.range.top, to = this.range.bottom) {
        const cursor = this.place(between(this.line(this.cursor), from, to), this.cursor.column);
        this._put(this.place(from, 0), this.place(to, this.lastColumn), cursor);
    }

    /** Whole columns; the cursor stays on its line. */
    selectColumns(from = this.range.start, to = this.range.end) {
        const column = between(this.cursor.column, from, to);
        const cursor = this.place(this.line(this.cursor), column);
        this._put(this.place(0, from), this.place(this.lastLine, to), cursor);
    }

    selectAll() {
        this._put(this.place(0, 0), this.place(this.lastLine, this.lastColumn), this.cursor);
    }

    collapse() {
        this._put(this.cursor);
    }

    /**
     * On to the next cell after typing; a range is gone through cell by cell.
     *
     * @param {number} lines 1 or -1 downwards or upwards, else 0
     * @param {number} columns 1 or -1 forwards or backwards, else 0
     */
    advance(lines, columns) {
        if (this.isSingle) {
            this._advanceInTable(lines, columns);
            return;
        }
        const { top, bottom, start, end } = this.range;
        const [height, width] = [bottom - top + 1, end - start + 1];
        const [line, column] = [this.line(this.cursor) - top, this.cursor.column - start];
        const from = lines ? column * height + line : line * width + column;
        const to = (from + lines + columns + height * width) % (height * width);
        this.cursor = lines
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
        this._put(stay(this.anchor), stay(this.focus), stay(this.cursor));
    }

    /** @returns {number[]} ids of the rows in the range */
    get rows() {
        const { top, bottom } = this.range;
        return this.model.lines.slice(top, bottom + 1).map((line) => line.id);
    }

    /**
     * @returns {number[]} places of the columns in the range; without the total where there are
     *   periods too: it follows from them
     */
    get columns() {
        const { start, end } = this.range;
        const last = start < this.lastColumn ? Math.min(end, this.lastColumn - 1) : end;
        return Array.from({ length: last - start + 1 }, (_, index) => start + index);
    }
}
