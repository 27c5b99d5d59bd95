import { onMounted } from "@odoo/owl";
import { router } from "@web/core/browser/router";
import { useBus } from "@web/core/utils/hooks";

const A_DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * A past day stands in the address, so that a reload, a bookmark and whoever gets it find the same.
 *
 * @template {new (...args: any[]) => import("@odoo/owl").Component} T
 * @param {T} Controller of a view whose search is of a day, see `withAsOf`
 */
export function withAsOfAddress(Controller) {
    return class extends Controller {
        setup() {
            super.setup();
            const { searchModel } = this.env;
            const tell = () =>
                this.props.updateActionState?.({
                    as_of: searchModel.isPast ? searchModel.asOf : undefined,
                });
            onMounted(tell);
            useBus(searchModel, "update", tell);
        }
    };
}

/**
 * @param {Object} env
 * @param {string} today
 * @returns {string|undefined} the past day in the address that the page was opened with; later
 *  actions say themselves which day they are of
 */
export function getAddressedDay({ services }, today) {
    const { as_of: day } = router.current;
    const isFirst = !services.action.currentController;
    return isFirst && A_DAY.test(day) && day < today ? day : undefined;
}
