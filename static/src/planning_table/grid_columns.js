import { _t } from "@web/core/l10n/translation";
import { clamp } from "@web/core/utils/numbers";

/** Widths in pixels. */
const MIN_TARGET = 104;
const CHAR = 7.6;
const PADDING = 30;
const RATIO = 84;
/** What a column may grow where there is room. */
const MAX_GROWTH = 56;
/** Groups that must fit between the names and the totals before these stay in sight. */
const ROOM = 2.5;

/** How a row is doing: its attainment is a bar. */
const PROGRESS_COLUMNS = ["actual", "attainment", "gap"];
const BAR = { least: 168, most: 480 };

function isRatio(name) {
    return name === "change" || name === "attainment";
}

/**
 * @typedef {{id: number|null, name: string, index: number, width: number, start: number,
 *   columns: {name: string, label: string, width: number, colindex: number}[]}} Group
 *   a period, or the total (id null), with its target and what is shown beside it; `index` is the
 *   place in a row's `cells`
 */

/** The columns of the table: a group for each period, and one for the total. */
export class GridColumns {
    /**
     * @param {Object[]} periods
     * @param {string[]} extras what is shown beside each target
     * @param {string} widest the widest figure that is known, as text
     * @param {number} room pixels beside the names
     * @param {boolean} [isProgress] instead of the periods, how whole rows are doing
     */
    constructor(periods, extras, widest, room, isProgress = false) {
        const place = periods.length;
        if (isProgress) {
            [periods, extras] = [[], PROGRESS_COLUMNS];
        }
        const least = Math.max(MIN_TARGET, Math.ceil(widest.length * CHAR) + PADDING);
        const ratios = extras.filter(isRatio).length;
        const amounts = 1 + extras.length - ratios;
        const leastRatio = isProgress ? BAR.least : RATIO;
        const spare = room / (periods.length + 1) - amounts * least - ratios * leastRatio;
        const amount = least + clamp(Math.floor(spare / amounts), 0, MAX_GROWTH);
        const ratio = isProgress ? clamp(room - amounts * amount, BAR.least, BAR.most) : RATIO;
        const labels = {
            history: _t("History"),
            change: _t("Δ %"),
            actual: _t("Actual"),
            attainment: _t("Attainment"),
            gap: _t("Gap"),
        };
        const width = (name) => (isRatio(name) ? ratio : amount);
        let start = 0;
        let colindex = 2;
        const group = (id, name, index) => {
            const columns = ["target", ...extras].map((column) => ({
                name: column,
                label: labels[column] || _t("Target"),
                width: width(column),
                colindex: colindex++,
            }));
            const total = columns.reduce((sum, column) => sum + column.width, 0);
            start += total;
            return { id, name, index, columns, width: total, start: start - total };
        };
        /** @type {Group[]} */
        this.periods = periods.map((period, index) => group(period.id, period.name, index));
        this.periodsWidth = start;
        /** @type {Group} */
        this.total = group(null, _t("Total"), place);
        this.count = colindex - 1;
        /** Whether each group has a second line of headings. */
        this.hasExtras = extras.length > 0 && !isProgress;
    }

    get width() {
        return this.periodsWidth + this.total.width;
    }

    group(index) {
        return this.periods[index] || this.total;
    }

    /** Whether the totals can stay in sight while periods are scrolled. */
    isTotalSticky(room) {
        const [first] = this.periods;
        return Boolean(first) && room >= this.total.width + ROOM * first.width;
    }

    /** @returns {number} the group at a distance from the first one */
    indexAt(distance) {
        const { periods } = this;
        const index = periods.findIndex((group) => distance < group.start + group.width);
        return index < 0 ? this.total.index : index;
    }
}
