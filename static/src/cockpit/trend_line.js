import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { exact } from "./formats";

const WIDTH = 96;
const HEIGHT = 22;
/** Room for the end of the line, which has a point. */
const EDGE = 2.5;

/** A line as small as a word: what a row has had so far, on what it should have had. */
export class TrendLine extends Component {
    static template = "sales_plan.CockpitTrendLine";
    static props = {
        /** Amounts at the end of each day; those of days to come are missing. */
        actual: Array,
        /** What should have been there; null where nothing is planned. */
        plan: { type: [Array, { value: null }] },
        /** How many days there are. */
        length: Number,
        unit: Object,
        isBehind: Boolean,
    };

    get size() {
        return { width: WIDTH, height: HEIGHT };
    }

    get lines() {
        const { actual, plan, length } = this.props;
        const all = [0, ...actual, ...(plan || [])];
        const low = Math.min(...all);
        const range = Math.max(...all) - low || 1;
        const x = (place) => EDGE + (place * (WIDTH - 2 * EDGE)) / Math.max(length - 1, 1);
        const y = (amount) => HEIGHT - EDGE - ((amount - low) * (HEIGHT - 2 * EDGE)) / range;
        const draw = (line) =>
            line.map((amount, place) => `${x(place).toFixed(1)},${y(amount).toFixed(1)}`).join(" ");
        const last = actual.length - 1;
        return {
            actual: draw(actual),
            plan: plan ? draw(plan) : "",
            end: last < 0 ? null : { x: x(last), y: y(actual[last]) },
        };
    }

    get label() {
        const { actual, plan, unit } = this.props;
        const amount = exact(actual.at(-1) ?? 0, unit);
        return plan && actual.length
            ? _t("%(actual)s so far, of %(due)s planned until then", {
                  actual: amount,
                  due: exact(plan[actual.length - 1], unit),
              })
            : _t("%s so far", amount);
    }
}
