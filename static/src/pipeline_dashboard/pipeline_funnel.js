import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatInteger, formatMonetary, formatPercentage } from "@sales_plan/figures/amounts";

/** Open deals by stage, as bars in the shape of a funnel; a stage opens its deals. */
export class PipelineFunnel extends Component {
    static template = "sales_plan.PipelineFunnel";
    static props = {
        funnel: Object,
        currencyId: Number,
        open: Function,
    };

    count(value) {
        return formatInteger(value);
    }

    money(value) {
        return formatMonetary(value, { currencyId: this.props.currencyId, digits: [false, 0] });
    }

    /** A dash where no deal has left the stage: that is not zero. */
    ratio(value) {
        return value === null || value === undefined
            ? "—"
            : formatPercentage(value, { digits: [false, 0] });
    }

    label({ name, count }) {
        return count === 1
            ? _t("%s: open 1 opportunity", name)
            : _t("%(stage)s: open %(count)s opportunities", { stage: name, count });
    }
}
