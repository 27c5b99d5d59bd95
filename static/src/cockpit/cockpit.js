import { Component, onMounted, onWillStart, useEffect, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CockpitBases } from "./cockpit_bases";
import { CockpitBreakdown } from "./cockpit_breakdown";
import { CockpitChart } from "./cockpit_chart";
import { CockpitFigures } from "./cockpit_figures";
import { CockpitLists } from "./cockpit_lists";
import { CockpitModel } from "./cockpit_model";
import { CockpitPrint } from "./cockpit_print";
import { CockpitReports } from "./cockpit_reports";

/**
 * Where do I stand, where will I land, what should I do next: for oneself, a team, the company.
 *
 * What is looked at stands in the address, so that a reload, a bookmark and whoever gets it find
 * the same, as far as they may see it.
 */
export class Cockpit extends Component {
    static template = "sales_plan.Cockpit";
    static components = {
        CockpitBases,
        CockpitBreakdown,
        CockpitChart,
        CockpitFigures,
        CockpitLists,
        CockpitPrint,
        CockpitReports,
        Dropdown,
        DropdownItem,
        Layout,
    };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Cockpit");
    static path = "cockpit";

    setup() {
        this.action = useService("action");
        const { action, state } = this.props;
        const request = state?.request || { ...action.context, ...action.params };
        this.model = useState(new CockpitModel(useService("orm"), request));
        useSetupAction({ getLocalState: () => ({ request: { ...this.model.request } }) });
        onWillStart(() => this.start());
        this.showMenus(useService("menu"));
        useEffect(
            () => this.props.updateActionState(this.model.urlState),
            () => Object.values(this.model.urlState)
        );
        useEffect(
            () => {
                this.model.readRest();
            },
            () => [this.model.data]
        );
    }

    /** What the address asks for may be gone or not for this reader: then one's own is shown. */
    async start() {
        try {
            await this.model.show({});
        } catch (error) {
            if (!Object.keys(this.model.request).length) {
                throw error;
            }
            this.model.request = {};
            await this.model.show({});
            Promise.reject(error);
        }
    }

    /**
     * Who comes by an address finds the menus of this app: no menu names the cockpit, so that
     * Odoo would leave those of whichever app was open before, or none.
     */
    showMenus(menus) {
        const app = menus.getAll().find(({ xmlid }) => xmlid === "sales_plan.sales_plan_menu_root");
        if (app && !this.action.currentController) {
            // Odoo chooses once the first action is there
            onMounted(() => browser.setTimeout(() => menus.setCurrentMenu(app)));
        }
    }

    get data() {
        return this.model.data;
    }

    get units() {
        const labels = {
            year: _t("Year"),
            quarter: _t("Quarter"),
            month: _t("Month"),
            own: _t("Period"),
        };
        return this.data.units.map((unit) => ({ unit, label: labels[unit] }));
    }

    /** Another unit at the day that is looked at: today where that lies in the span. */
    showUnit(unit) {
        const { first, is_over, is_ahead } = this.data.span;
        return this.model.show({ unit, day: is_over || is_ahead ? first : false });
    }

    showDay(day) {
        return this.model.show({ day });
    }

    showPlan({ id }) {
        return this.model.show({ plan_id: id, row_id: false, day: false, basis: false });
    }

    /** What counts as actual; the plan's own basis needs no place in the address. */
    showBasis({ basis }) {
        const { own_basis } = this.data.plan;
        return this.model.show({ basis: basis === own_basis ? false : basis });
    }

    get basisLabel() {
        const { basis } = this.data.plan;
        return this.data.countable.find((choice) => choice.basis === basis).label;
    }

    showRow(rowId) {
        return this.model.show({ row_id: rowId, plan_id: rowId ? false : this.data.plan.id });
    }

    async open(method, ...args) {
        return this.action.doAction(await this.model.getAction(method, ...args));
    }

    openPlans() {
        return this.action.doAction("sales_plan.sales_plan_action");
    }

    openForecast() {
        return this.action.doAction("sales_plan.sales_forecast_action");
    }
}

registry.category("actions").add("sales_plan.cockpit", Cockpit);
