import { useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useBus } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { describeFlow, useBeginning } from "../as_of/beginning";
import { CLOSING_SPANS, FLOW_PERIODS, closingsOf, findSame, flowOf, toDate } from "./periods";

/** Says between which evenings the pipeline is compared, and what of it. */
export class FlowControlPanel extends ControlPanel {
    static template = "sales_plan.FlowControlPanel";
    static components = { ...ControlPanel.components, DateTimeInput, Dropdown, DropdownItem };

    setup() {
        super.setup();
        this.flowState = useState({ isCustomSpan: false });
        useBus(this.env.searchModel, "update", () => this.render());
        this.beginning = useBeginning();
        this.periods = FLOW_PERIODS;
        this.spans = CLOSING_SPANS;
        this.measures = [
            { id: "amount", label: _t("Amount") },
            { id: "weighted", label: _t("Weighted") },
        ];
    }

    get flow() {
        return this.env.searchModel.flow;
    }

    get unknown() {
        return describeFlow(this.beginning, this.flow);
    }

    day(key) {
        return toDate(this.flow[key]);
    }

    get periodLabel() {
        return findSame(FLOW_PERIODS, flowOf, this.flow)?.label || _t("Custom Dates");
    }

    get span() {
        return findSame(CLOSING_SPANS, closingsOf, this.flow);
    }

    get isCustomSpan() {
        return this.flowState.isCustomSpan || !this.span;
    }

    get spanLabel() {
        return this.isCustomSpan ? _t("Closing Between") : this.span.label;
    }

    choosePeriod(period) {
        return this.env.searchModel.setFlow(flowOf(period));
    }

    chooseSpan(span) {
        this.flowState.isCustomSpan = false;
        return this.env.searchModel.setFlow(closingsOf(span));
    }

    chooseMeasure(measure) {
        return this.env.searchModel.setFlow({ flow_measure: measure.id });
    }

    /** The other end follows where it would be on the wrong side. */
    setDay(key, date) {
        const values = { [key]: date ? serializeDate(date) : false };
        const [first, last] = key.startsWith("flow_span")
            ? ["flow_span_from", "flow_span_to"]
            : ["flow_from", "flow_to"];
        const flow = { ...this.flow, ...values };
        if (flow[first] && flow[last] && flow[first] > flow[last]) {
            values[key === first ? last : first] = values[key];
        }
        return this.env.searchModel.setFlow(values);
    }
}
