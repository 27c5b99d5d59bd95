import { PROGRESS } from "./lines";

/**
 * The columns that the table shows beside the names, in their order.
 *
 * A column is known by its place: that of a period is its number from 0, that of the total comes
 * after the last period. A subtotal stands after the last of its periods, half way to the next one:
 * the quarter of the first three months has the place 2.5. While it is folded, its periods are not
 * shown.
 *
 * @typedef {{name: string, first: number, last: number}} Span what a subtotal sums up
 * @typedef {{place: number, first: number, last: number, span: number|null, isFolded: boolean,
 *   isTotal: boolean}} Stop a column; `span` is the number of a subtotal, null for all others
 */

/** @param {Span} span @returns {number} the place of its subtotal */
export function spanPlace({ last }) {
    return last + 0.5;
}

/** @param {Stop} stop @returns {boolean} whether it sums up columns that stand beside it */
export function isOpenSum({ span, isFolded }) {
    return span !== null && !isFolded;
}

export class Stops {
    /**
     * @param {number} count of periods
     * @param {Span[]} [spans] whose subtotals are shown, in their order
     * @param {number[]} [folded] numbers of those whose periods are not
     * @param {boolean} [isTotalOnly] the total is the only column
     */
    constructor(count, spans = [], folded = [], isTotalOnly = false) {
        this.spans = isTotalOnly ? [] : spans;
        this.folded = new Set(folded);
        this.total = count;
        /** @type {Stop[]} */
        this.all = [];
        const add = (stop) =>
            this.all.push({ span: null, isFolded: false, isTotal: false, ...stop });
        let number = 0;
        for (let place = 0; place < count && !isTotalOnly; place++) {
            const span = this.spans[number];
            if (!span || !this.folded.has(number) || place < span.first) {
                add({ place, first: place, last: place });
            }
            if (span?.last === place) {
                const { first, last } = span;
                const isFolded = this.folded.has(number);
                add({ place: spanPlace(span), first, last, span: number, isFolded });
                number += 1;
            }
        }
        add({ place: count, first: count, last: count, isTotal: true });
        this._positions = new Map(this.all.map(({ place }, position) => [place, position]));
    }

    get lastPosition() {
        return this.all.length - 1;
    }

    /** @returns {Stop} the column at a place, also where another stands for it */
    at(place) {
        return this.all[this.position(place)];
    }

    /** @returns {number} which column stands for a place, counted from 0 */
    position(place) {
        return this._positions.get(place) ?? this._positions.get(this._standIn(place)) ?? 0;
    }

    /**
     * What is shown for a place that is not: the subtotal that it is folded into, the last period of
     * a subtotal that is not shown any more, else the total.
     */
    _standIn(place) {
        const folded = this.spans.find(
            ({ first, last }, number) =>
                this.folded.has(number) && first <= place && place <= last
        );
        const whole = Math.floor(place);
        if (folded) {
            return spanPlace(folded);
        }
        return this._positions.has(whole) ? whole : this.total;
    }

    /**
     * @param {number} position of a column, counted from 0
     * @returns {number} that of the one before it that it can be compared with, -1 for none: beside
     *   a period, a subtotal whose periods are shown is no such column, nor is a period beside it
     */
    before(position) {
        const { [position]: stop } = this.all;
        return this.all.findLastIndex(
            (each, index) => index < position && (stop.isTotal || isOpenSum(each) === isOpenSum(stop))
        );
    }

    /** @returns {Stop[]} the columns from one to another, both counted from 0 */
    slice(from, to) {
        return this.all.slice(from, to + 1);
    }
}

/** @returns {function(GridModel): Stops} the columns of a table, laid anew where they have changed */
export function makeStops() {
    let of;
    let key;
    let stops;
    return ({ plan, look, view, spans }) => {
        const shown = look.hasSpans ? spans : [];
        const now = [view, plan.periods.length, shown.length, ...look.folded].join();
        if (of !== plan || key !== now) {
            [of, key] = [plan, now];
            stops = new Stops(plan.periods.length, shown, look.folded, view === PROGRESS);
        }
        return stops;
    };
}

/**
 * Those of some columns that can be written at the same time: sums that follow from the others are
 * left out, the total and the subtotals of periods that are among them.
 *
 * @param {Stop[]} stops
 * @returns {Stop[]}
 */
export function withoutSums(stops) {
    const places = new Set(stops.map(({ place }) => place));
    const hasPeriods = ({ first, last }) => {
        for (let place = first; place <= last; place++) {
            if (places.has(place)) {
                return true;
            }
        }
        return false;
    };
    const kept = stops.filter((stop) => stop.span === null || !hasPeriods(stop));
    return kept.length > 1 ? kept.filter(({ isTotal }) => !isTotal) : kept;
}
