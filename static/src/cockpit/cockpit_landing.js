import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { exact, whole } from "./formats";

/** What a landing is made of, and what decides it: opened by its figure. */
export class CockpitLanding extends Component {
    static template = "sales_plan.CockpitLanding";
    static props = {
        landing: Object,
        unit: Object,
        /** Whether rows have this landing: they count what their plan does. */
        hasRows: Boolean,
        open: Function,
        close: Function,
    };

    setup() {
        this.action = useService("action");
    }

    get parts() {
        const labels = {
            certain: _t("Certain"),
            committed: _t("Committed"),
            deals: _t("Open deals"),
            to_come: _t("Still to come"),
        };
        const { landing, unit } = this.props;
        return Object.keys(labels)
            .filter((part) => landing.parts[part])
            .map((part) => ({
                part,
                label: labels[part],
                amount: exact(landing.parts[part], unit),
            }));
    }

    get range() {
        const { landing, unit } = this.props;
        return _t("%(low)s to %(high)s", {
            low: whole(landing.p10, unit),
            high: whole(landing.p90, unit),
        });
    }

    openDeals({ text, deal_ids }) {
        this.props.close();
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: text,
            res_model: "crm.lead",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [["id", "in", deal_ids]],
            context: { active_test: false, sales_plan_figure: true },
        });
    }

    openRows() {
        this.props.close();
        return this.props.open("cockpit_open_landing");
    }
}
