import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";
import { session } from "@web/session";

/**
 * Edits of one plan that the server has not answered yet, kept in the browser: they outlive a lost
 * connection and a closed page.
 *
 * Each has a token made once, so one that is sent twice is done once. Pages of the same plan share
 * the list; each of them touches its own edits only.
 */
export class WaitingEdits {
    constructor(planId) {
        this.key = `sales_plan.table.waiting.${session.db}.${user.userId}.${planId}`;
    }

    /** @returns {{token: string}[]} in the order they were made */
    load() {
        return JSON.parse(browser.localStorage.getItem(this.key) || "[]");
    }

    /** @param {{token: string}} edit */
    keep(edit) {
        this._save([...this.load().filter(({ token }) => token !== edit.token), edit]);
    }

    drop(token) {
        this._save(this.load().filter((edit) => edit.token !== token));
    }

    _save(edits) {
        if (!edits.length) {
            browser.localStorage.removeItem(this.key);
            return;
        }
        try {
            browser.localStorage.setItem(this.key, JSON.stringify(edits));
        } catch {
            // no room in the browser: the edits wait in this page only, which warns when it closes
        }
    }
}
