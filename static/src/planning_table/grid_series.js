import { _t } from "@web/core/l10n/translation";
import { cellKey } from "./grid_editing";
import { joinEdits } from "./ranges";

/** What stands in a cell until the server has worked it out. */
const PENDING = "…";

/**
 * Cells that follow each other: series that are typed, and those that go on from the first cells of
 * a range. The server works out their amounts.
 */
export class GridSeries {
    /** @param {GridEditing} editing */
    constructor(editing) {
        this.editing = editing;
    }

    get model() {
        return this.editing.model;
    }

    get selection() {
        return this.editing.selection;
    }

    /** Write a typed series into each of the selected ranges: along its rows, or down one column. */
    type(entry, text) {
        const getSeries = (range) => ({ direction: this._direction(range), entry });
        this._push(this.selection.ranges, getSeries, text);
    }

    /** @returns {string} why the selected cells do not go on, "" where they can */
    get whyNotGoingOn() {
        const { selection } = this;
        return !selection.others.length && this._length(selection.range) > 2
            ? ""
            : _t("Select the two cells that go on, and those after them.");
    }

    /**
     * Let the first two cells of the selected range go on over the others.
     *
     * @param {string} way "step" or "growth"
     */
    goOn(way) {
        const { range } = this.selection;
        if (this.whyNotGoingOn) {
            this.editing.say(this.whyNotGoingOn);
            return;
        }
        const direction = this._direction(range);
        this._push([range], () => ({ direction, way, given: 2 }), PENDING);
    }

    /**
     * Fill cells beside a range from it, and select both.
     *
     * @param {Object} source a range
     * @param {Object} target the range with those that are filled
     * @param {string} way "copy", "step" or "growth"
     */
    fill(source, target, way) {
        const isBeside = target.start < source.start || target.end > source.end;
        const isBack = target.start < source.start || target.top < source.top;
        const given = isBeside ? this._columns(source).length : source.bottom - source.top + 1;
        const direction = isBeside ? "right" : "down";
        this.selection.setRange(target);
        this._push([target], () => ({ direction, way, given }), PENDING, given, isBack);
    }

    /** How many cells each series of a range has. */
    _length(range) {
        return this._isWide(range) ? this._columns(range).length : range.bottom - range.top + 1;
    }

    _direction(range) {
        return this._isWide(range) ? "right" : "down";
    }

    _isWide(range) {
        return this._columns(range).length > 1;
    }

    /** Places of the columns of a range as they are shown, without sums that follow from others. */
    _columns({ start, end }) {
        return this.selection.placesBetween(start, end);
    }

    /**
     * Send series over ranges as one step.
     *
     * @param {Function} getSeries what is sent of a range besides its rows and columns
     * @param {string} text what stands in the cells meanwhile
     * @param {number} given how many of the first cells of a series stay as they are
     * @param {boolean} isBack whether series begin at the far end: to the left, or up
     */
    _push(ranges, getSeries, text, given = 0, isBack = false) {
        const inOrder = (cells) => (isBack ? [...cells].reverse() : cells);
        const parts = ranges.map((range) => ({
            rows: inOrder(this.selection.rowsBetween(range.top, range.bottom)),
            places: inOrder(this._columns(range)),
            series: getSeries(range),
        }));
        const edits = parts.map(({ rows, places, series }) => ({
            kind: "series",
            spread: this.editing.spreads(),
            rows,
            over: places.map((place) => this.editing.periodId(place)),
            ...series,
        }));
        if (!edits.every(({ rows }) => rows.every((row) => this.editing.mayEdit(row)))) {
            return;
        }
        const texts = parts.flatMap(({ rows, places, series: { direction } }) =>
            rows
                .slice(direction === "down" ? given : 0)
                .flatMap((row) =>
                    places
                        .slice(direction === "right" ? given : 0)
                        .map((place) => [cellKey(row, place), text.trim()])
                )
        );
        for (const [key] of texts) {
            this.editing.invalid.delete(key);
        }
        this.editing.send(joinEdits(edits), texts);
    }
}
