import { markRaw } from "@odoo/owl";
import { pick } from "@web/core/utils/objects";

const MODEL = "sales.cockpit";
/** What the server is asked for, and what of it stands in the address. */
const KEYS = ["plan_id", "row_id", "unit", "day", "basis", "by"];

function chosen(values) {
    return Object.fromEntries(Object.entries(pick(values, ...KEYS)).filter(([, value]) => value));
}

/**
 * The cockpit as it is looked at: what the server returned. Nothing is added up here.
 *
 * Figures come first; lists and landing follow by themselves. Made reactive by its screen.
 */
export class CockpitModel {
    /**
     * @param {Object} orm
     * @param {Object} [request] what to look at
     */
    constructor(orm, request = {}) {
        this.orm = markRaw(orm);
        this.request = chosen(request);
        /** Answers of `cockpit_open`, `cockpit_lists`, `cockpit_landing`; null until they come. */
        this.data = null;
        this.lists = null;
        this.landing = null;
        /** Answers of `cockpit_rows` and `cockpit_news`, which come last. */
        this.rows = null;
        this.news = null;
        /** The answer of `cockpit_breakdown`, for who compares rows. */
        this.breakdown = null;
        /** The plan of which the server knows that it was looked at. */
        this.visited = false;
        this.isLoading = false;
        /** Counts what was asked: only the answer to the latest is shown. */
        this.asked = 0;
    }

    /** @returns {Object} the address's parameters; undefined takes one out */
    get urlState() {
        return Object.fromEntries(KEYS.map((key) => [key, this.request[key] || undefined]));
    }

    /** Whether what counts here is what the plan counts. */
    get isOwnBasis() {
        return this.data.plan.basis === this.data.plan.own_basis;
    }

    /** Amounts of the plan. */
    get unit() {
        return this.data.plan;
    }

    /** Amounts of invoices and of the pipeline. */
    get money() {
        return { currency_id: this.lists.currency_id, digits: 2 };
    }

    /**
     * Look at something else; where the server refuses, everything stays.
     *
     * @param {Object} patch of the request
     * @param {Object} [options]
     * @param {boolean} [options.isSame] whether lists and landing stay until they are read anew
     */
    async show(patch, { isSame = false } = {}) {
        const request = chosen({ ...this.request, ...patch });
        const turn = ++this.asked;
        this.isLoading = true;
        try {
            const data = await this.orm.call(MODEL, "cockpit_open", [request]);
            if (turn !== this.asked) {
                return;
            }
            this.data = markRaw(data);
            if (!isSame) {
                this.lists = null;
                this.landing = null;
                this.rows = null;
                this.news = null;
                this.breakdown = null;
            }
            // what was left to the server stays so: tomorrow's best plan may be another one
            this.request = request;
        } finally {
            if (turn === this.asked) {
                this.isLoading = false;
            }
        }
        return true;
    }

    /** Read the same anew, after something was done about it. */
    refresh() {
        return this.show({}, { isSame: true });
    }

    /** Read what follows the figures, silently: the page can be used meanwhile. */
    async readRest() {
        if (!this.data || this.data.empty) {
            return;
        }
        const turn = this.asked;
        const read = async (name, method) => {
            const answer = await this.orm.silent.call(MODEL, method, [this.data.request]);
            if (turn === this.asked) {
                this[name] = markRaw(answer);
            }
        };
        await Promise.all([read("lists", "cockpit_lists"), read("landing", "cockpit_landing")]);
        if (turn !== this.asked) {
            return;
        }
        await Promise.all([
            this.data.reports && read("rows", "cockpit_rows"),
            this.data.reports && this.readBreakdown(),
            read("news", "cockpit_news"),
        ]);
        await this.tellVisit(this.data.plan.id);
    }

    /** Read which parts make the gap, told apart as the user has chosen. */
    async readBreakdown() {
        const turn = this.asked;
        const request = { ...this.data.request, by: this.request.by || false };
        const answer = await this.orm.silent.call(MODEL, "cockpit_breakdown", [request]);
        if (turn === this.asked && (this.request.by || false) === request.by) {
            this.breakdown = markRaw(answer);
        }
    }

    /** Tell the gap apart by something else; the rest of the page stays. */
    showBreakdown(by) {
        this.request = { ...this.request, by };
        return this.readBreakdown();
    }

    /** @returns {Promise<Object>} the action that a part of the gap opens */
    getPartAction(valueId) {
        const request = { ...this.data.request, by: this.breakdown.by };
        return this.orm.call(MODEL, "cockpit_open_part", [request, valueId]);
    }

    /** Let the server know that the plan was looked at: next time it tells what changed since. */
    async tellVisit(planId) {
        if (this.visited !== planId) {
            this.visited = planId;
            await this.orm.silent.call("sales.plan.visit", "visit_plan", [planId]);
        }
    }

    /** @returns {Promise<Object>} the action that a figure opens */
    getAction(method, ...args) {
        return this.orm.call(MODEL, method, [this.data.request, ...args]);
    }

    /** @returns {Promise<Object>} the same of another row, in the same span */
    getRowAction(rowId, method, ...args) {
        const request = { ...this.data.request, row_id: rowId };
        return this.orm.call(MODEL, method, [request, ...args]);
    }
}
