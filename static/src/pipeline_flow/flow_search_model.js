import { browser } from "@web/core/browser/browser";
import { FLOW_PERIODS, flowOf } from "./periods";

const KEYS = ["flow_from", "flow_to", "flow_span_from", "flow_span_to", "flow_measure"];
const STORAGE_KEY = "sales_plan.flow";

/**
 * Which flow is looked at travels with the search, so that chart, pivot and list, and what they
 * open, are of the same one; a reload of the page finds it as it was.
 *
 * @template {new (...args: any[]) => import("@web/search/search_model").SearchModel} T
 * @param {T} Base
 */
export function withFlow(Base) {
    return class extends Base {
        async load(config) {
            const context = config.context || {};
            this.flow = this.restore(config.state?.flow, context);
            return super.load(config);
        }

        /** What is kept, what the action says, what the page had, or this month. */
        restore(kept, context) {
            if (kept) {
                return kept;
            }
            const given = Object.fromEntries(
                KEYS.filter((key) => context[key]).map((key) => [key, context[key]])
            );
            const stored = given.flow_to
                ? {}
                : JSON.parse(browser.sessionStorage.getItem(STORAGE_KEY) || "{}");
            const month = FLOW_PERIODS.find((period) => period.id === "month");
            return { ...flowOf(month), flow_measure: "amount", ...stored, ...given };
        }

        exportState() {
            return { ...super.exportState(), flow: this.flow };
        }

        setFlow(values) {
            this.flow = { ...this.flow, ...values };
            browser.sessionStorage.setItem(STORAGE_KEY, JSON.stringify(this.flow));
            return this._notify();
        }

        get context() {
            return { ...super.context, ...this.flow };
        }
    };
}
