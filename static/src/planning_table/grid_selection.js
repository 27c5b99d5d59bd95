import { clamp } from "@web/core/utils/numbers";
import { contains, isBlock } from "./ranges";
import { withoutSums } from "./stops";

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
 * places, see `Stops`: numbers of periods, the one after the last period is the total. Ranges count
 * lines and columns as they are shown, from 0.
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
        const positions = [anchor, focus].map(({ column }) => this.stops.position(column));
        return {
            top: Math.min(...lines),
            bottom: Math.max(...lines),
            start: Math.min(...positions),
            end: Math.max(...positions),
        };
    }

    get isSingle() {
        const { anchor, focus } = this;
        return !this.others.length && anchor.row === focus.row && anchor.column === focus.column;
    }

    /** A subtotal stands for several cells. */
    get isSingleCell() {
        return this.isSingle && this.stops.at(this.cursor.column).span === null;
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
        const { place } = this.stops.at(clamp(column, 0, this.lastColumn));
        return { row: this.model.lines[clamp(line, 0, this.lastLine)]?.id || false, column: place };
    }

    /** @returns {Place} that of a line and a column, both counted as they are shown */
    placeAt(line, position) {
        const stop = this.stops.all[clamp(position, 0, this.stops.lastPosition)];
        return this.place(line, stop.place);
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

    /** @param {Range} range */
    setRange({ top, start, bottom, end }) {
        this._begin(this.placeAt(top, start), this.placeAt(bottom, end));
    }

    move(lines, columns, extend = false) {
        const from = extend ? this.focus : this.cursor;
        const position = this.stops.position(from.column) + columns;
        const { column } = this.placeAt(0, position);
        this.set(this.line(from) + lines, column, extend);
    }

    /** Whole rows; the cursor stays in its column. */
    selectRows(from = this.range.top, to = this.range.bottom) {
        const cursor = this.place(between(this.line(this.cursor), from, to), this.cursor.column);
        this._begin(this.place(from, 0), this.place(to, this.lastColumn), cursor);
    }

    /** Whole columns; the cursor stays on its line. */
    selectColumns(from = this.anchor.column, to = this.focus.column) {
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
        const line = this.line(this.cursor);
        const position = this.stops.position(this.cursor.column);
        const at = ranges.findLastIndex((range) => contains(range, line, position));
        const next = at < 0 ? null : this._next(ranges[at], line, position, lines, columns);
        if (next) {
            this.cursor = next;
            return;
        }
        const steps = lines + columns;
        const { top, start, bottom, end } = ranges.at((at + steps) % ranges.length);
        this.cursor = steps > 0 ? this.placeAt(top, start) : this.placeAt(bottom, end);
    }

    /** @returns {Place|null} the next cell of a range; null after the last one */
    _next({ top, bottom, start, end }, line, position, lines, columns) {
        const [height, width] = [bottom - top + 1, end - start + 1];
        const [row, column] = [line - top, position - start];
        const to = (lines ? column * height + row : row * width + column) + lines + columns;
        if (to < 0 || to >= height * width) {
            return null;
        }
        return lines
            ? this.placeAt(top + (to % height), start + Math.floor(to / height))
            : this.placeAt(top + Math.floor(to / width), start + (to % width));
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
        this._begin(this.placeAt(line, position));
    }

    /** Stay in the table after rows went out of it. */
    settle() {
        const stay = ({ row, column }) => ({
            row: this.model.indexOf(row) < 0 ? this.model.shownAbove(row) : row,
            column: this.stops.at(clamp(column, 0, this.lastColumn)).place,
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

    /** @returns {Stop[]} the columns of a range that can be written at the same time */
    stopsBetween(start, end) {
        return withoutSums(this.stops.slice(start, end));
    }

    /** @returns {number[]} their places */
    placesBetween(start, end) {
        return this.stopsBetween(start, end).map(({ place }) => place);
    }

    /** @returns {number[]} places of their periods, those that are folded too */
    columnsBetween(start, end) {
        const all = this.stopsBetween(start, end).flatMap(({ first, last }) =>
            Array.from({ length: last - first + 1 }, (_, index) => first + index)
        );
        return [...new Set(all)].sort((a, b) => a - b);
    }

    /**
     * @returns {{rows: number[], columns: number[], places: number[]}[]} each range: ids of rows,
     *   places of periods, places that typing writes
     */
    get parts() {
        return this.ranges.map(({ top, bottom, start, end }) => ({
            rows: this.rowsBetween(top, bottom),
            columns: this.columnsBetween(start, end),
            places: this.placesBetween(start, end),
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

    /**
     * @returns {number[]} places of the periods in any range, those that are folded too; of the
     *   total where there are no periods: else it follows from them
     */
    get columns() {
        const columns = this.parts.flatMap((part) => part.columns);
        return [...new Set(columns)].sort((a, b) => a - b);
    }

    /** @returns {number[]} places of the columns in any range that typing writes */
    get places() {
        const places = this.parts.flatMap((part) => part.places);
        return [...new Set(places)].sort((a, b) => a - b);
    }

    /** @returns {{row: number, column: number}[]} all selected cells, each once */
    get cells() {
        const cells = new Map();
        for (const { rows, places } of this.parts) {
            for (const row of rows) {
                places.forEach((column) => cells.set(`${row}-${column}`, { row, column }));
            }
        }
        return [...cells.values()];
    }
}
