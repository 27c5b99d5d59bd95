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
        // what is loaded from an entry, after reloading the page or going back, stays in that entry:
        // Odoo's client may write another address of it, and would make one more entry
        let loaded = browser.history.state?.nextState?.[KEY];
        env.bus.addEventListener("ACTION_MANAGER:UI-UPDATED", ({ detail: mode }) => {
            if (mode === "new") {
                return;
            }
            const action = browser.sessionStorage.getItem("current_action");
            if (loaded) {
                router.replaceState({ [KEY]: loaded });
            } else if (action && JSON.parse(action).context?.sales_plan_figure) {
                router.pushState({ [KEY]: action });
            }
            loaded = undefined;
        });
        routerBus.addEventListener("ROUTE_CHANGE", () => {
            loaded = router.current[KEY];
            if (loaded) {
                browser.sessionStorage.setItem("current_action", loaded);
            }
        });
    },
};

registry.category("services").add("sales_plan_figure_history", figureHistory);
