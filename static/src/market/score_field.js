import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { clamp } from "@web/core/utils/numbers";
import { formatFloat } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A score of 100 points with a bar; what it is made of, which the server says, when pointed at. */
export class ScoreField extends Component {
    static template = "sales_plan.ScoreField";
    static props = standardFieldProps;

    get score() {
        return this.props.record.data[this.props.name] || 0;
    }

    get text() {
        return formatFloat(this.score, { digits: [false, 1] });
    }

    get width() {
        return clamp(this.score, 0, 100);
    }

    /** A line for each part. */
    get parts() {
        return (this.props.record.data.score_parts || "").split("\n").filter(Boolean);
    }

    get tooltip() {
        return JSON.stringify({ parts: this.parts });
    }
}

registry.category("fields").add("sales_plan_score", {
    component: ScoreField,
    displayName: _t("Score"),
    supportedTypes: ["float"],
    fieldDependencies: [{ name: "score_parts", type: "char" }],
});
