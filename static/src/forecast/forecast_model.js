import { markRaw } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { Mutex } from "@web/core/utils/concurrency";
import { pick } from "@web/core/utils/objects";

const MODEL = "sales.forecast";
const TOGGLED_KEY = "sales_plan.forecast.toggled";

/** What the server is asked for, and what of it stands in the address. */
const REQUEST_KEYS = ["period_id", "period_kind", "kind", "user_id", "team_id", "as_of", "live"];
const VIEW_KEYS = [...REQUEST_KEYS, "columns", "weighted"];

/** The values of `keys` that say anything. */
function chosen(values, keys) {
    return Object.fromEntries(Object.entries(pick(values, ...keys)).filter(([, value]) => value));
}

/** What the server is asked for; the address has numbers for what is on or off. */
function requestOf(view) {
    const request = pick(view, ...REQUEST_KEYS);
    return request.live ? { ...request, live: true } : request;
}

/**
 * One forecast as it is looked at: what the server returned, what is being written, and how it is
 * shown. Figures are the server's; nothing is added up here.
 *
 * Made reactive by the screen that owns it.
 */
export class ForecastModel {
    /**
     * @param {Object} orm
     * @param {Object} [view] how the forecast was looked at, see `view`
     */
    constructor(orm, view = {}) {
        this.orm = markRaw(orm);
        this.view = chosen(view, VIEW_KEYS);
        /** Answer of `worksheet_open`; replaced as a whole. */
        this.data = null;
        this.isLoading = false;
        /** Answer of `worksheet_landing` for what is shown; null while it is being worked out. */
        this.landing = null;
        /** What was typed and is not the server's yet: "deal/field" → {text, isFailed}. */
        this.edits = new Map();
        /** Ids of categories that are folded, or open although they are not at first. */
        this.toggled = this.recallToggled();
        /** Counts what was asked: only the answer to the latest is shown. */
        this.asked = 0;
        this.writes = markRaw(new Mutex());
        this.waiting = 0;
    }

    //--------------------------------------------------------------------------
    // What is looked at
    //--------------------------------------------------------------------------

    get request() {
        return requestOf(this.view);
    }

    /** @returns {Object} the address's parameters; undefined takes one out */
    get urlState() {
        return Object.fromEntries(
            VIEW_KEYS.map((key) => {
                const value = this.view[key];
                return [key, value === true ? 1 : value || undefined];
            })
        );
    }

    get isCumulative() {
        return this.view.columns === "cumulative";
    }

    /** Weighted figures are not known for everything. */
    get isWeighted() {
        return Boolean(this.view.weighted && this.data.figures.weights);
    }

    get isReadonly() {
        return Boolean(this.data.forecast.as_of);
    }

    get hasFailed() {
        return [...this.edits.values()].some(({ isFailed }) => isFailed);
    }

    /**
     * Look at something else; where the server refuses, everything stays.
     *
     * @param {Object} patch of `view`
     */
    async show(patch) {
        const view = chosen({ ...this.view, ...patch }, VIEW_KEYS);
        const isRead = REQUEST_KEYS.some((key) => view[key] !== this.view[key]);
        if ((!isRead && this.data) || (await this.read(view))) {
            this.view = view;
        }
    }

    /** Look at the forecast of somebody else, in the same period. */
    open({ kind, user_id, team_id }) {
        return this.show({ kind, user_id: user_id || false, team_id: team_id || false });
    }

    reload() {
        return this.read(this.view);
    }

    read(view) {
        return this.take(this.orm.call(MODEL, "worksheet_open", [requestOf(view)]));
    }

    /** Where what is shown will end up: asked for once that is on the screen. */
    async readLanding() {
        if (this.data.forecast.period.is_over) {
            return;
        }
        const turn = this.asked;
        const landing = await this.orm.silent.call(MODEL, "worksheet_landing", [this.request]);
        if (turn === this.asked) {
            this.landing = markRaw(landing);
        }
    }

    /** @returns {Promise<Object>} where what is shown was going to end up, week by week */
    async readTrend() {
        return markRaw(await this.orm.silent.call(MODEL, "worksheet_trend", [this.request]));
    }

    /** @returns {Promise<Object>} the action that lists what a part of the landing is made of */
    landingPart(part) {
        return this.orm.call(MODEL, "worksheet_landing_part", [part, this.request]);
    }

    /**
     * @param {Promise<Object>} answer
     * @returns {Promise<boolean>} whether it is shown: something else may have been asked meanwhile
     */
    async take(answer) {
        this.asked += 1;
        const turn = this.asked;
        this.isLoading = true;
        try {
            const data = await answer;
            if (turn === this.asked) {
                this.data = markRaw(data);
                this.landing = null;
            }
        } finally {
            if (turn === this.asked) {
                this.isLoading = false;
            }
        }
        return turn === this.asked;
    }

    //--------------------------------------------------------------------------
    // Changing
    //--------------------------------------------------------------------------

    /** @returns {{text: string, isFailed: boolean}|undefined} what was typed into a cell */
    edit(dealId, field) {
        return this.edits.get(`${dealId}/${field}`);
    }

    /** Keep what was typed although it cannot be written. */
    keep(dealId, field, text) {
        this.edits.set(`${dealId}/${field}`, { text, isFailed: true });
    }

    drop(dealId, field) {
        this.edits.delete(`${dealId}/${field}`);
    }

    /**
     * Write a deal, one write after the other, and read all figures anew after the last one.
     *
     * @param {number} dealId
     * @param {string} field the cell that was edited
     * @param {Object|string} change values, or the name of a method without arguments
     * @param {string} [text] what was typed, kept when the server refuses
     */
    async write(dealId, field, change, text = "") {
        const key = `${dealId}/${field}`;
        this.edits.set(key, { text, isFailed: false });
        this.waiting += 1;
        await this.writes.exec(async () => {
            try {
                await (typeof change === "string"
                    ? this.orm.call("crm.lead", change, [[dealId]])
                    : this.orm.write("crm.lead", [dealId], change));
            } catch (error) {
                this.edits.set(key, { text, isFailed: true });
                throw error;
            } finally {
                this.waiting -= 1;
                await this.settle();
            }
        });
    }

    /** After the last write: what was written is shown as the server has it. */
    async settle() {
        if (this.waiting) {
            return;
        }
        try {
            await this.reload();
        } finally {
            for (const [key, { isFailed }] of [...this.edits]) {
                if (!isFailed) {
                    this.edits.delete(key);
                }
            }
        }
    }

    settled() {
        return this.writes.getUnlockedDef();
    }

    /**
     * @param {string|null} row key of a leader's row; null: the owner's own adjustment
     * @param {string} role
     * @param {number|null} amount null takes the adjustment back
     * @param {string} note
     * @param {boolean} isTotal whether the amount is what the column shall come to
     */
    async adjust(row, role, amount, note = "", isTotal = false) {
        await this.settled();
        const args = [this.data.forecast.id, row, role, amount, note, this.request];
        await this.take(
            this.orm.call(MODEL, "worksheet_adjust", args, isTotal ? { is_total: true } : {})
        );
    }

    /**
     * Remind who has not submitted.
     *
     * @param {string|null} row key of one row; null: all that are missing
     * @returns {Promise<string>} how many were reminded, in words
     */
    async remind(row = null) {
        await this.settled();
        const args = [this.data.forecast.id, row];
        const told = await this.orm.call(MODEL, "worksheet_remind", args);
        await this.reload();
        return told;
    }

    async submit() {
        await this.settled();
        const args = [this.data.forecast.id, this.request];
        await this.take(this.orm.call(MODEL, "worksheet_submit", args));
    }

    /** @param {number|null} otherId null: what the forecast is now */
    compare(submissionId, otherId) {
        return this.orm.call(MODEL, "worksheet_compare", [submissionId, otherId]);
    }

    /** @param {string} kind "overdue" or "undated": the deals that are counted as that */
    strayDomain(kind) {
        return this.orm.call(MODEL, "worksheet_strays", [kind, this.request]);
    }

    //--------------------------------------------------------------------------
    // Folded categories: the same in every forecast
    //--------------------------------------------------------------------------

    /** Omitted deals are looked for, not looked at. */
    isFolded({ id, role }) {
        return this.toggled.has(id) !== (role === "omitted");
    }

    recallToggled() {
        return new Set(JSON.parse(browser.sessionStorage.getItem(TOGGLED_KEY) || "[]"));
    }

    toggleFold(categoryId) {
        if (!this.toggled.delete(categoryId)) {
            this.toggled.add(categoryId);
        }
        browser.sessionStorage.setItem(TOGGLED_KEY, JSON.stringify([...this.toggled]));
    }
}
