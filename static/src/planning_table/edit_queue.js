import { EventBus } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { Deferred } from "@web/core/utils/concurrency";
import { uuid } from "@web/core/utils/strings";

const NEW = { force: false, isSent: false };
/** Milliseconds before an edit is sent again; longer each time the connection is still away. */
const RETRIES = [2000, 4000, 8000, 15000, 30000];
/** Texts of cells that the browser keeps with one edit, at most. */
const MOST_TEXTS = 1000;
/** The user has to log in again: the edits wait as they do without a connection. */
const SESSION_EXPIRED = "odoo.http.SessionExpiredException";

/** Whether the server says in a sentence why it does not do something. */
export function isRefusal(error) {
    return (
        error instanceof RPCError && Boolean(error.exceptionName?.startsWith("odoo.exceptions."))
    );
}

/** For callers of what tells the user about refusals itself. */
export function ignoreRefusal(error) {
    if (!isRefusal(error)) {
        throw error;
    }
}

/**
 * @typedef {Object} Job one step on its way to the server
 * @property {"edit"|"undo"|"redo"} kind
 * @property {Object} [edit] what `table_edit` takes
 * @property {number} [stepId] of an undo
 * @property {string} token made once, sent every time
 * @property {number} version what its author knew
 * @property {boolean} force apply on top of what others did meanwhile
 * @property {boolean} isSent the server may have it
 * @property {[string, string][]} [texts] what was typed, by cell key
 * @property {boolean} [isTyped] made in the table itself, by nobody who waits for the answer
 * @property {boolean} hasWaited for the connection
 * @property {Deferred} done resolves with the last answer, rejects when the server refuses
 */

/**
 * Sends steps one after the other, in the order they were made, and keeps them until they are
 * answered: while the connection is lost, over a reload, and while a conflict is decided.
 *
 * Triggers UPDATE when jobs come or go. The owner says how to send and what to do with answers:
 * - `send(job)` → Promise<Answer>
 * - `answered(answer, job)`: take over an answer, or drop what was not kept in a conflict
 * - `refused(error, job)`: the server does not do it
 * - `decide(conflict, job)` → Promise<"mine"|"theirs">
 * - `askAbove(ask, job)` → Promise<"follow"|"stay"|undefined>, undefined to drop the step
 */
export class EditQueue {
    /** @param {{send: Function, answered: Function, refused: Function, decide: Function,
     *   askAbove: Function, store: WaitingEdits}} owner */
    constructor({ send, answered, refused, decide, askAbove, store }) {
        Object.assign(this, { send, answered, refused, decide, askAbove, store });
        this.bus = new EventBus();
        /** Name of this window, for the server to tell its steps from those of others. */
        this.client = uuid();
        /** @type {Job[]} */
        this.jobs = [];
        this.isOffline = false;
        this._isRunning = false;
        this._failures = 0;
        /** Resolves when the connection is found to be lost. */
        this._lost = new Deferred();
    }

    destroy() {
        this._isDestroyed = true;
        browser.clearTimeout(this._timer);
    }

    get isIdle() {
        return !this.jobs.length;
    }

    /**
     * @param {Object} job kind, edit, version, texts, isTyped
     * @returns {Promise<Object>} the answer; `{ok: true, isWaiting: true}` where it waits for the
     *   connection; rejects with the server's refusal
     */
    push({ token = `${this.client}:${uuid()}`, ...values }) {
        const job = { ...NEW, ...values, token, done: new Deferred() };
        job.hasWaited = this.isOffline;
        this.jobs.push(job);
        this._keep(job);
        if (!this.isOffline) {
            this._run();
        }
        this._changed();
        return Promise.race([job.done, this._lost.then(() => ({ ok: true, isWaiting: true }))]);
    }

    /** Take back the last step where it was surely not sent; else the server has to undo it. */
    pull() {
        const job = this.jobs.at(-1);
        if (!job || job.kind !== "edit" || job.isSent) {
            return false;
        }
        this._leave(job);
        job.done.resolve({ ok: false });
        return true;
    }

    /** Send what waits, now. */
    retry() {
        browser.clearTimeout(this._timer);
        return this._run();
    }

    /** @returns {Promise<void>} resolves when nothing is on its way, or has to wait */
    settled() {
        return Promise.race([this._running, this._lost]);
    }

    /** What was typed in a cell and is not answered yet. */
    get texts() {
        this._texts ??= new Map(this.jobs.flatMap((job) => job.texts || []));
        return this._texts;
    }

    //--------------------------------------------------------------------------
    // Sending
    //--------------------------------------------------------------------------

    _run() {
        if (!this._isRunning) {
            this._isRunning = true;
            this._running = this._sendAll().finally(() => {
                this._isRunning = false;
            });
        }
        return this._running;
    }

    async _sendAll() {
        while (this.jobs.length && !this._isDestroyed) {
            const [job] = this.jobs;
            job.isSent = true;
            let answer;
            try {
                answer = await this.send(job);
            } catch (error) {
                if (this._mustWait(error)) {
                    this._wait(error);
                    return;
                }
                this._online();
                this._leave(job);
                this.refused(error, job);
                job.done.reject(error);
                continue;
            }
            this._online();
            await this._take(job, answer);
        }
    }

    async _take(job, answer) {
        if (!answer.ok && (await this._settle(job, answer))) {
            this._keep(job);
            return;
        }
        if (answer.ok) {
            this._advance(answer);
        }
        this._leave(job);
        this.answered(answer, job);
        job.done.resolve(answer);
    }

    /** Ask what a step needs to know first; say whether it is sent again, with that. */
    async _settle(job, { conflict, ask }) {
        if (ask) {
            const above = await this.askAbove(ask, job);
            job.edit = { ...job.edit, above };
            return Boolean(above);
        }
        if ((await this.decide(conflict, job)) !== "mine") {
            return false;
        }
        job.force = true;
        job.version = conflict.version;
        return true;
    }

    /** Later steps were made knowing this one, but not what others did meanwhile. */
    _advance(answer) {
        if (!answer.merged?.length) {
            for (const job of this.jobs.slice(1)) {
                job.version = Math.max(job.version, answer.version);
            }
        }
    }

    _mustWait(error) {
        return (
            error instanceof ConnectionLostError ||
            (error instanceof RPCError && error.exceptionName === SESSION_EXPIRED)
        );
    }

    _wait(error) {
        if (this._isDestroyed) {
            return;
        }
        const delay = RETRIES[Math.min(this._failures, RETRIES.length - 1)];
        this._failures += 1;
        this.isOffline = true;
        this.jobs.forEach((job) => (job.hasWaited = true));
        this._lost.resolve();
        browser.clearTimeout(this._timer);
        if (error instanceof ConnectionLostError) {
            this._timer = browser.setTimeout(() => this._run(), delay);
        } else {
            // Odoo asks to log in again
            Promise.reject(error);
        }
        this._changed();
    }

    _online() {
        if (this.isOffline) {
            this.isOffline = false;
            this._failures = 0;
            this._lost = new Deferred();
            this._changed();
        }
    }

    //--------------------------------------------------------------------------
    // Keeping
    //--------------------------------------------------------------------------

    _keep({ kind, edit, stepId, token, version, force, texts, isTyped }) {
        const shown = texts?.length > MOST_TEXTS ? [] : texts;
        this.store.keep({ kind, edit, stepId, token, version, force, texts: shown, isTyped });
    }

    _leave(job) {
        this.jobs = this.jobs.filter((other) => other !== job);
        this.store.drop(job.token);
        this._changed();
    }

    _changed() {
        this._texts = null;
        this.bus.trigger("UPDATE");
    }
}
