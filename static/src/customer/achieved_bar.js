import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { AttainmentBarField } from "../attainment_bar/attainment_bar";
import { formatAttainment } from "../attainment_formatter";

/** Colours of the statuses of a customer plan, by those that the bar knows. */
const STATUSES = { active: "on_track", achieved: "achieved", missed: "missed" };

/** How much of what is expected of a customer is achieved; nothing where nothing is expected. */
export class AchievedBarField extends AttainmentBarField {
    get barProps() {
        const { name, record, wide } = this.props;
        const share = record.data[name];
        const { amount } = record.data;
        return {
            attainment: amount && typeof share === "number" ? share : null,
            target: amount || null,
            status: STATUSES[record.data.status] || false,
            wide,
        };
    }
}

registry.category("fields").add("sales_plan_achieved", {
    component: AchievedBarField,
    displayName: _t("Achieved Bar"),
    supportedTypes: ["float"],
    fieldDependencies: [
        { name: "amount", type: "monetary" },
        { name: "status", type: "selection" },
    ],
});
registry.category("formatters").add("sales_plan_achieved", formatAttainment);
