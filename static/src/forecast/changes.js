import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { changeLabel, formatChange, formatDifference, formatMoment, roleLabel } from "./figures";
import { useForecast } from "./use_forecast";

/** So many changes are shown before they are asked for. */
const SHOWN = 20;

/** What became of a forecast since it was submitted last, deal by deal. */
export class Changes extends Component {
    static template = "sales_plan.ForecastChanges";
    static props = { model: Object, onCompare: Function };

    setup() {
        this.model = useForecast();
        this.action = useService("action");
        this.state = useState({ isLong: false });
    }

    get data() {
        return this.model.data;
    }

    get title() {
        return _t("Since the last submission on %s", formatMoment(this.data.submission.date));
    }

    get changes() {
        const { changes, currency } = this.data;
        const shown = this.state.isLong ? changes : changes.slice(0, SHOWN);
        return shown.map((change, index) => ({
            ...change,
            index,
            label: changeLabel(change.kind),
            from: formatChange(change, change.before, currency),
            to: formatChange(change, change.after, currency),
            moved: change.difference ? formatDifference(change.difference, currency) : "",
        }));
    }

    get hidden() {
        return this.data.changes.length - this.changes.length;
    }

    /** Columns that differ from what was submitted. */
    get differences() {
        const { figures, currency } = this.data;
        return ["closed", "commit", "best_case", "pipeline", "forecast"]
            .filter((role) => figures.difference?.[role])
            .map((role) => ({
                role,
                label: roleLabel(role),
                text: formatDifference(figures.difference[role], currency),
            }));
    }

    open({ lead_id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.lead",
            res_id: lead_id,
            views: [[false, "form"]],
        });
    }
}
