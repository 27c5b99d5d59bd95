import { Component, onMounted, xml } from "@odoo/owl";
import { useDateTimePicker } from "@web/core/datetime/datetime_picker_hook";

/** A day that is typed or picked; what is edited around it stays where it is. */
export class DayInput extends Component {
    static template = xml`
        <input type="text" class="o_input o_datetime_input" autocomplete="off" t-ref="start-date"
               t-att-aria-label="props.label"/>`;
    static props = {
        label: String,
        value: [Object, { value: false }],
        /** Whether days are offered at once. */
        isOpen: Boolean,
        onApply: Function,
    };

    setup() {
        const picker = useDateTimePicker({
            pickerProps: { type: "date", value: this.props.value },
            ensureVisibility: () => false,
            onApply: () => this.props.onApply(),
        });
        onMounted(() => this.props.isOpen && picker.open(0));
    }
}
