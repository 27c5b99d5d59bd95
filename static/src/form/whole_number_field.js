import { useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useInputField } from "@web/views/fields/input_field_hook";
import { IntegerField, integerField } from "@web/views/fields/integer/integer_field";
import { useNumpadDecimal } from "@web/views/fields/numpad_decimal_hook";
import { parseFloat, parseInteger } from "@web/views/fields/parsers";
import { EntryError } from "../planning_table/entry_parser";
import { read } from "./exact_numbers";

/**
 * A whole number of the add-on. Odoo's own field cuts off what stands behind the decimal point, so
 * that 1.9 becomes 1: here it is refused, with a sentence, and stays typed.
 */
export class WholeNumberField extends IntegerField {
    /** As that of Odoo's field, whose way of reading cannot be given to it. */
    setup() {
        this.state = useState({ hasFocus: false });
        useInputField({
            getValue: () => this.formattedValue,
            refName: "numpadDecimal",
            parse: (text) => this.parse(text),
        });
        useNumpadDecimal();
    }

    /**
     * @param {string} text
     * @throws {EntryError} for what is no whole number in the user's language
     */
    parse(text) {
        const value = read(this, text, (typed) => {
            // the result of a calculation must not be cut off either
            const parseNumber = typed.trim().startsWith("=") ? parseFloat : parseInteger;
            return parseNumber(typed, { allowOperation: true });
        });
        if (typeof value === "number" && !Number.isInteger(value)) {
            const message = _t("“%s” is no whole number.", text.trim());
            this.env.services.notification.add(message, { type: "danger" });
            throw new EntryError(message);
        }
        return value;
    }
}

registry.category("fields").add("sales_plan_whole_number", {
    ...integerField,
    component: WholeNumberField,
});
