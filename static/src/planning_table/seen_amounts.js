import { AmountFormat } from "./amount_format";
import { PROGRESS } from "./lines";

class Extent {
    least = 0;
    most = 0;

    /** @param {Array} [cells] as the server tells them */
    see(cells = []) {
        for (const [amount] of cells) {
            this.least = Math.min(this.least, amount || 0);
            this.most = Math.max(this.most, amount || 0);
        }
    }

    get largest() {
        return Math.max(-this.least, this.most);
    }

    /** @returns {string} the longer one of both ends */
    write(amounts) {
        const [least, most] = [amounts.format(this.least), amounts.format(this.most)];
        return least.length > most.length ? least : most;
    }
}

/**
 * The largest amounts that were in view since a plan was loaded: they say how all amounts are
 * written, and how wide columns are. So columns can become wider while one scrolls, but not jump
 * back.
 */
export class SeenAmounts {
    /** @param {GridModel} model */
    constructor(model) {
        this.model = model;
    }

    /**
     * @param {number[]} ids of the rows in view; the highest rows count anyway
     * @returns {{amounts: AmountFormat, periods: string, total: string}} how amounts are written,
     *   and the widest of them
     */
    look(ids) {
        const { plan, look, top, rows, figures, view } = this.model;
        if (this.plan !== plan) {
            Object.assign(this, { plan, periods: new Extent(), spans: new Extent(), total: new Extent() });
        }
        for (const id of new Set([...top, ...ids])) {
            const { cells = [], spans } = rows.get(id) || {};
            this.periods.see((cells || []).slice(0, -1));
            this.total.see((cells || []).slice(-1));
            this.spans.see(spans?.cells);
        }
        const scale = view === PROGRESS ? "exact" : look.scale;
        const amounts = new AmountFormat(figures, scale, this.total.largest);
        const inGroups = [this.periods, ...(look.hasSpans ? [this.spans] : [])];
        const [periods] = inGroups
            .map((extent) => extent.write(amounts))
            .sort((a, b) => b.length - a.length);
        return { amounts, periods, total: this.total.write(amounts) };
    }
}
