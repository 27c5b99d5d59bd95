import { Component } from "@odoo/owl";
import { exact, percent, whole } from "./formats";

/** One target against the five bases, from open deals to money; each opens its documents. */
export class CockpitBases extends Component {
    static template = "sales_plan.CockpitBases";
    static props = { model: Object, open: Function };

    get target() {
        return this.props.model.data.bases.target;
    }

    get bars() {
        const { unit, data } = this.props.model;
        const { target } = data.figures;
        return data.bases.bars.map((bar) => ({
            ...bar,
            shown: whole(bar.amount, unit),
            title: [
                exact(bar.amount, unit),
                target && bar.amount !== null ? percent(bar.amount / target) : "",
            ]
                .filter(Boolean)
                .join(" · "),
        }));
    }
}
