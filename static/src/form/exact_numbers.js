import { getCurrency } from "@web/core/currency";
import { patch } from "@web/core/utils/patch";
import { FloatField } from "@web/views/fields/float/float_field";
import { MonetaryField } from "@web/views/fields/monetary/monetary_field";
import { EntryError, readNumber } from "../planning_table/entry_parser";

/**
 * Numbers in the add-on's own forms and dialogs are read as in its planning table: Odoo's fields
 * take the thousands separator out wherever it stands, and so make 125 of 0.125 where a point
 * separates thousands. What is no number of the user's language is refused there, with a sentence,
 * and stays typed.
 */
const OWN_MODELS = /^(sales\.(plan|forecast|customer)|crm\.lead\.line$)/;
/** Numbers that the add-on adds to forms of Odoo. */
const OWN_FIELDS = [
    "crm.team.member.capacity_percent",
    "crm.team.member.ramp_months",
    "res.config.settings.closing_days",
    "res.config.settings.forecast_periods_ahead",
];
/** A change of what is there, as `+=10`, and a calculation: the numbers in them are checked. */
const CHANGE = /^[-+*/]\s*=\s*/;

/**
 * @param {Component} field a field of numbers
 * @param {string} text what was typed into it
 * @param {function(string): any} parse how Odoo reads it
 * @param {string} [symbol] of the field's currency
 */
export function read(field, text, parse, symbol) {
    const { name, record } = field.props;
    if (!OWN_MODELS.test(record.resModel) && !OWN_FIELDS.includes(`${record.resModel}.${name}`)) {
        return parse(text);
    }
    try {
        if (text.trim().startsWith("=") || CHANGE.test(text.trim())) {
            text.split(/[-+*/()^=]+/).forEach((number) => readNumber(number));
            return parse(text);
        }
        return readNumber(text, { symbol }) ?? parse(text);
    } catch (error) {
        if (error instanceof EntryError) {
            field.env.services.notification.add(error.message, { type: "danger" });
        }
        throw error;
    }
}

patch(FloatField.prototype, {
    parse(text) {
        return this.props.inputType === "number"
            ? super.parse(text)
            : read(this, text, (value) => super.parse(value));
    },
});

patch(MonetaryField.prototype, {
    get inputOptions() {
        const options = super.inputOptions;
        return {
            ...options,
            parse: (text) =>
                read(this, text, options.parse, getCurrency(this.currencyId)?.symbol),
        };
    },
});
