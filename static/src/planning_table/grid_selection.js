import { clamp } from "@web/core/utils/numbers";
import { withoutSums } from "./stops";

function between(value, from, to) {
    return clamp(value, Math.min(from, to), Math.max(from, to));
}

/** @typedef {{row: number|false, column: number}} Place a row's id and the place of a period */

/**
 * The selected range, and the cursor: the one cell of it that typing goes to.
 *
 * The range goes from its anchor to its focus, the end that moves while it is extended. Rows are
 * remembered by id, so that the selection stays on its rows when others come or go. Columns are
 * places, see `Stops`: numbers of periods, the one after the last period is the total.
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

    /** @returns {Stops} */
    get stops() {
        return this.model.stops;
    }

    /** Without periods, the total is the only column. */
    get firstColumn() {
        return this.stops.all[0].place;
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

    /**
     * @returns {{top: number, bottom: number, from: number, to: number}} inclusive; `from` and `to`
     *   count the columns that are shown
     */
    get block() {
        const lines = [this.line(this.anchor), this.line(this.focus)];
        const positions = [this.anchor, this.focus].map(({ column }) => this.stops.position(column));
        return {
            top: Math.min(...lines),
            bottom: Math.max(...lines),
            from: Math.min(...positions),
            to: Math.max(...positions),
        };
    }

    /** @returns {{top: number, bottom: number, start: number, end: number}} inclusive */
    get range() {
        const { top, bottom, from, to } = this.block;
        const stops = this.stops.slice(from, to);
        const start = Math.min(...stops.map(({ first }) => first));
        const end = Math.max(...stops.map(({ last }) => last));
        return { top, bottom, start, end };
    }

    get isSingle() {
        return this.anchor.row === this.focus.row && this.anchor.column === this.focus.column;
    }

    /** A subtotal stands for several cells. */
    get isSingleCell() {
        return this.isSingle && this.stops.at(this.cursor.column).span === null;
    }

    place(line, column) {
        const { place } = this.stops.at(clamp(column, 0, this.lastColumn));
        return { row: this.model.lines[clamp(line, 0, this.lastLine)]?.id || false, column: place };
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

    /** @param {{top: number, bottom: number, from: number, to: number}} block */
    setBlock({ top, from, bottom, to }) {
        this._put(this._placeAt(top, from), this._placeAt(bottom, to));
    }

    /** @returns {Place} that of a column that is counted as it is shown */
    _placeAt(line, position) {
        const stop = this.stops.all[clamp(position, 0, this.stops.lastPosition)];
        return this.place(line, stop.place);
    }

    move(lines, columns, extend = false) {
        const from = extend ? this.focus : this.cursor;
        const place = this._placeAt(
            this.line(from) + lines,
            this.stops.position(from.column) + columns
        );
        this._put(extend ? this.anchor : place, place);
    }

    /** Whole rows; the cursor stays in its column. */
    selectRows(from = this.range.top, to = this.range.bottom) {
        const cursor = this.place(between(this.line(this.cursor), from, to), this.cursor.column);
        this._put(this.place(from, 0), this.place(to, this.lastColumn), cursor);
    }

    /** Whole columns; the cursor stays on its line. */
    selectColumns(from = this.anchor.column, to = this.focus.column) {
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
        const { top, bottom, from, to } = this.block;
        const [height, width] = [bottom - top + 1, to - from + 1];
        const line = this.line(this.cursor) - top;
        const column = this.stops.position(this.cursor.column) - from;
        const before = lines ? column * height + line : line * width + column;
        const next = (before + lines + columns + height * width) % (height * width);
        this.cursor = lines
            ? this._placeAt(top + (next % height), from + Math.floor(next / height))
            : this._placeAt(top + Math.floor(next / width), from + (next % width));
    }

    /** After the last cell of a line comes the first of the next one. */
    _advanceInTable(lines, columns) {
        const last = this.stops.lastPosition;
        let line = this.line(this.cursor) + lines;
        let position = this.stops.position(this.cursor.column) + columns;
        if (position > last && line < this.lastLine) {
            [line, position] = [line + 1, 0];
        } else if (position < 0 && line > 0) {
            [line, position] = [line - 1, last];
        }
        this._put(this._placeAt(line, position));
    }

    /** Stay in the table after rows went out of it. */
    settle() {
        const stay = ({ row, column }) => ({
            row: this.model.indexOf(row) < 0 ? this.model.shownAbove(row) : row,
            column: this.stops.at(clamp(column, 0, this.lastColumn)).place,
        });
        this._put(stay(this.anchor), stay(this.focus), stay(this.cursor));
    }

    /** @returns {number[]} ids of the rows in the range */
    get rows() {
        const { top, bottom } = this.block;
        return this.model.lines.slice(top, bottom + 1).map((line) => line.id);
    }

    /** @returns {number[]} places of the columns in the range that can be written at once */
    get places() {
        const { from, to } = this.block;
        return withoutSums(this.stops.slice(from, to)).map(({ place }) => place);
    }

    /**
     * @returns {number[]} places of the periods in the range, those that are folded too; of the
     *   total where there are no periods: else it follows from them
     */
    get columns() {
        const { from, to } = this.block;
        const stops = withoutSums(this.stops.slice(from, to));
        const all = stops.flatMap(({ first, last }) =>
            Array.from({ length: last - first + 1 }, (_, index) => first + index)
        );
        return [...new Set(all)].sort((a, b) => a - b);
    }
}
