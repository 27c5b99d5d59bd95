import { browser } from "@web/core/browser/browser";

/** How a table is looked at: kept for coming back to it, and for a reload of the page. */
export class TableView {
    /**
     * @param {TableApi} api
     * @param {string} key in the session storage of the browser
     */
    constructor(api, key) {
        Object.assign(this, { api, key });
    }

    /** @returns {Object} how it is looked at */
    remember() {
        const { model, selection, isWhyOpen, scroll } = this.api;
        const { view, order, expanded, search } = model;
        const values = {
            view,
            order,
            expanded: [...expanded],
            search,
            cursor: selection.cursor,
            isWhyOpen,
            scroll: scroll(),
        };
        browser.sessionStorage.setItem(this.key, JSON.stringify(values));
        return values;
    }

    /** As it was looked at; but it is opened anew: a narrow one begins with the running period. */
    recall() {
        const values = JSON.parse(browser.sessionStorage.getItem(this.key) || "{}");
        const { scroll } = values;
        return scroll ? { ...values, scroll: { ...scroll, width: undefined } } : values;
    }

    /**
     * Load the plan and show it as it was looked at.
     *
     * @param {Object} values as `remember` returns them, as far as they are known
     * @param {number|false} [rowId] a row to go to
     */
    async open({ view, order, expanded, search, cursor, isWhyOpen }, rowId) {
        const { api } = this;
        const { model, selection } = api;
        Object.assign(model, {
            view: view || "periods",
            order: order || "plan",
            expanded: new Set(expanded),
        });
        Object.assign(model.search, search);
        api.isWhyOpen = Boolean(isWhyOpen);
        await model.load();
        if (rowId) {
            await model.reveal(rowId);
        }
        const row = rowId || cursor?.row;
        selection.set(Math.max(model.indexOf(row), 0), cursor?.column || 0);
    }
}
