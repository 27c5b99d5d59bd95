import { browser } from "@web/core/browser/browser";
import { router, routerBus } from "@web/core/browser/router";
import { registry } from "@web/core/registry";

/** What an entry of the browser's history knows of the list that it shows. */
const KEY = "sales_plan_figure";

/**
 * The browser's *Back* returns to the list that a figure opened, with what the list was of.
 *
 * Odoo's client finds an action again by its address, which does not say what it was filtered by:
 * only the action that was shown last is kept as a whole. So a list that a figure has opened (its
 * context says `sales_plan_figure`) is kept in its own entry of the browser's history, and put in
 * that place before the client goes back to it.
 */
export const figureHistory = {
    start(env) {
        router.hideKeyFromUrl(KEY);
        env.bus.addEventListener("ACTION_MANAGER:UI-UPDATED", ({ detail: mode }) => {
            const action = browser.sessionStorage.getItem("current_action");
            if (mode !== "new" && action && JSON.parse(action).context?.sales_plan_figure) {
                router.pushState({ [KEY]: action });
            }
        });
        routerBus.addEventListener("ROUTE_CHANGE", () => {
            if (router.current[KEY]) {
                browser.sessionStorage.setItem("current_action", router.current[KEY]);
            }
        });
    },
};

registry.category("services").add("sales_plan_figure_history", figureHistory);
