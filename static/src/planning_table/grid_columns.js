import { _t } from "@web/core/l10n/translation";
import { clamp } from "@web/core/utils/numbers";
import { measureText } from "../text_width";

/** Widths in pixels: what is around a text, and the least of columns. */
const PADDING = 17;
const MIN_AMOUNT = 56;
/** How large headings are, where amounts are 1. */
const HEADING = 0.93;
const MIN_RATIO = 68;
/** How much smaller an amount is written, at most, where it is wider than its column. */
const SMALLEST = 0.7;
/** What a column may grow where there is room. */
const MAX_GROWTH = 56;
/** Of the columns of totals, so many stay in sight that this part of the room is left to periods. */
const FREE = 0.55;

/** How a row is doing: its attainment is a bar. */
const PROGRESS_COLUMNS = ["actual", "attainment", "gap"];
const PROGRESS_AMOUNT = 104;
const BAR = { least: 168, most: 480 };
/** What stands beside the totals only. */
export const GROWTH_COLUMNS = ["growth", "growth_last_year", "growth_two_years"];
const RATIO_COLUMNS = ["change", "attainment", ...GROWTH_COLUMNS];
/** What is read for other columns, and shown in none of its own. */
const HIDDEN_COLUMNS = ["deviation", "spans"];

/** @param {string} text an amount @returns {number} how wide it is */
function measureAmount(text) {
    return Math.ceil(measureText(text)) + PADDING;
}

/**
 * @param {string} text an amount
 * @param {number} width of its column
 * @returns {string} the style that it is written in, so that it is not cut: "" as all others
 */
export function fitAmount(text, width) {
    const needed = measureAmount(text) - PADDING;
    const size = clamp((width - PADDING / 2) / needed, SMALLEST, 1);
    return size < 1 ? `font-size: ${size.toFixed(2)}em;` : "";
}

/** @param {string} text that may be broken once between its words @returns {number} how wide it is */
function measureWords(text) {
    const words = text.split(/\s+/);
    const measure = (some) => measureText(some.join(" "), HEADING);
    const widths = words.map((_word, at) =>
        Math.max(measure(words.slice(0, at + 1)), measure(words.slice(at + 1)))
    );
    return Math.ceil(Math.min(...widths)) + PADDING;
}

/** What growth is measured against, in full; while that is not over, of what it is, too. */
const GROWTH_TITLES = {
    growth: () => _t("Growth on History"),
    growth_last_year: (isSoFar) =>
        isSoFar
            ? _t("Growth on Last Year, for the periods that have ended in it")
            : _t("Growth on Last Year"),
    growth_two_years: (isSoFar) =>
        isSoFar
            ? _t("Growth on Two Years Ago, for the periods that have ended in it")
            : _t("Growth on Two Years Ago"),
};

function getLabels(soFar) {
    const lastYear = soFar.includes("growth_last_year");
    const twoYears = soFar.includes("growth_two_years");
    return {
        target: _t("Target"),
        history: _t("History"),
        change: "Δ %",
        actual: _t("Actual"),
        attainment: _t("Attainment"),
        gap: _t("Gap"),
        growth: _t("Δ History"),
        growth_last_year: lastYear ? _t("Δ Last Year, so far") : _t("Δ Last Year"),
        growth_two_years: twoYears ? _t("Δ 2 Years, so far") : _t("Δ 2 Years"),
    };
}

/**
 * @typedef {Stop & {id: number|string|null, name: string, index: number, width: number,
 *   start: number, columns: {name: string, label: string, title: string|undefined, width: number,
 *   colindex: number}[]}} Group
 *   a period, a subtotal, or the total (id null), with its target and what is shown beside it;
 *   `index` is its place
 */

/** The columns of the table: a group for each period and each subtotal, and one for the total. */
export class GridColumns {
    /**
     * @param {Object} table
     * @param {Object[]} table.periods of the plan
     * @param {Stops} table.stops
     * @param {string[]} table.extras what is shown beside the targets
     * @param {{periods: string, total: string}} table.widest the widest amounts that are known
     * @param {number} table.room pixels beside the names
     * @param {boolean} [table.isProgress] instead of the periods, how whole rows are doing
     * @param {string[]} [table.soFar] which columns measure growth against what is not over
     */
    constructor({ periods, stops, extras, widest, room, isProgress = false, soFar = [] }) {
        const shown = extras.filter((name) => !HIDDEN_COLUMNS.includes(name));
        const beside = isProgress
            ? PROGRESS_COLUMNS
            : shown.filter((name) => !GROWTH_COLUMNS.includes(name));
        this.room = room;
        this.isProgress = isProgress;
        this._beside = ["target", ...beside];
        this._growth = isProgress ? [] : shown.filter((name) => GROWTH_COLUMNS.includes(name));
        this._labels = getLabels(soFar);
        const named = stops.all.map((stop) => ({ ...stop, ...this._name(stop, periods, stops) }));
        const total = named.pop();
        this._measure(named, widest);
        let start = 0;
        let colindex = 2;
        const lay = (group, names) => {
            const columns = names.map((name) => ({
                name,
                label: this._labels[name],
                title: GROWTH_TITLES[name]?.(soFar.includes(name)),
                width: this._width(name, group),
                colindex: colindex++,
            }));
            const width = columns.reduce((sum, column) => sum + column.width, 0);
            start += width;
            return { ...group, index: group.place, columns, width, start: start - width };
        };
        /** @type {Group[]} */
        this.periods = named.map((group) => lay(group, this._beside));
        this.periodsWidth = start;
        /** @type {Group} */
        this.total = lay(total, [...this._beside, ...this._growth]);
        this.count = colindex - 1;
        /** Whether each group has a second line of headings. */
        this.hasExtras = !isProgress && this._beside.length > 1;
        this._groups = new Map([...this.periods, this.total].map((each) => [each.index, each]));
    }

    _name({ place, span, isTotal }, periods, stops) {
        if (isTotal) {
            return { id: null, name: _t("Total") };
        }
        return span === null ? periods[place] : { id: `span ${span}`, name: stops.spans[span].name };
    }

    /** How wide columns have to be, and what each of them grows where there is room. */
    _measure(groups, widest) {
        // a subtotal can be folded: its heading has an arrow
        const headings = groups.map(({ name, span }) => measureWords(name) + (span === null ? 0 : 14));
        const heading = this._beside.length > 1 ? 0 : Math.max(...headings, 0);
        const least = this.isProgress ? PROGRESS_AMOUNT : MIN_AMOUNT;
        this._least = {
            period: Math.max(least, heading, measureAmount(widest.periods)),
            total: Math.max(least, measureAmount(widest.total), measureWords(_t("Total"))),
        };
        this._growthOf = 0;
        const amounts = this._beside.filter((name) => !RATIO_COLUMNS.includes(name)).length;
        const used =
            groups.length * this._sum(this._beside, {}) +
            this._sum([...this._beside, ...this._growth], { isTotal: true });
        /** How wide all columns are at least. */
        this.leastWidth = used;
        const spare = Math.floor((this.room - used) / (amounts * (groups.length + 1)));
        this._growthOf = clamp(spare, 0, MAX_GROWTH);
    }

    _sum(names, group) {
        return names.reduce((sum, name) => sum + this._width(name, group), 0);
    }

    _width(name, group) {
        if (this.isProgress && name === "attainment") {
            const others = this._beside.length - 1;
            const left = this.room - others * this._width("target", group);
            return clamp(left, BAR.least, BAR.most);
        }
        const label = name === "target" ? 0 : measureWords(this._labels[name]);
        if (RATIO_COLUMNS.includes(name)) {
            return Math.max(MIN_RATIO, label);
        }
        const least = group.isTotal ? this._least.total : this._least.period;
        return Math.max(least, label) + this._growthOf;
    }

    get width() {
        return this.periodsWidth + this.total.width;
    }

    /** @returns {Group} the one at a place */
    group(index) {
        return this._groups.get(index) || this.total;
    }

    /** @returns {number} where the group of a place stands among the periods, counted from 0 */
    position(index) {
        return this.periods.indexOf(this.group(index));
    }

    /**
     * How much of the totals stays in sight while periods are scrolled: always their targets, and
     * of what stands beside these as much as leaves room for periods.
     */
    get pinnedWidth() {
        const [target, ...others] = this.total.columns;
        let width = target.width;
        for (const column of others) {
            if (width + column.width > this.room * (1 - FREE)) {
                return width;
            }
            width += column.width;
        }
        return width;
    }

    /** @returns {number} the place of the group at a distance from the first one */
    indexAt(distance) {
        const group = this.periods.find(({ start, width }) => distance < start + width);
        return (group || this.total).index;
    }
}
