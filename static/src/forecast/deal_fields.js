import { getCurrency } from "@web/core/currency";
import {
    ConversionError,
    deserializeDate,
    formatDate,
    parseDate,
    serializeDate,
} from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";
import { EntryError, readNumber } from "../planning_table/entry_parser";

/** The cells of a deal that can be edited, in their order. */
export const FIELDS = ["category", "amount", "probability", "date", "next_step"];

/** What was typed cannot be understood; the message is a sentence for the user. */
export class FieldError extends Error {}

/** Field of crm.lead behind each cell, and how its text is read. */
const READERS = {
    category: {
        name: "forecast_category_id",
        read: Number,
        current: ({ category_id }) => category_id,
    },
    amount: {
        name: "expected_revenue",
        read: (text, currency) => readFigure(text, getCurrency(currency.id)?.symbol),
        current: ({ amount }) => amount,
    },
    probability: {
        name: "probability",
        read: readProbability,
        current: ({ probability }) => probability,
    },
    date: { name: "date_deadline", read: readDate, current: ({ date }) => date },
    next_step: {
        name: "next_step",
        read: (text) => text.trim() || false,
        current: ({ next_step }) => next_step || false,
    },
};

/** A number as it is typed in the planning table; nothing is zero. */
function readFigure(text, symbol) {
    try {
        return readNumber(text, { symbol }) ?? 0;
    } catch (error) {
        throw error instanceof EntryError ? new FieldError(error.message) : error;
    }
}

function readProbability(text) {
    const value = readFigure(text.replace(/\s*%\s*$/, ""));
    if (value < 0 || value > 100) {
        throw new FieldError(_t("A probability is between 0% and 100%."));
    }
    return value;
}

function readDate(text) {
    try {
        const date = parseDate(text);
        return date ? serializeDate(date) : false;
    } catch (error) {
        if (error instanceof ConversionError) {
            throw new FieldError(_t("“%s” is not a date.", text.trim()));
        }
        throw error;
    }
}

/**
 * @param {Object} deal
 * @param {string} field one of FIELDS
 * @param {string} text what was typed
 * @param {Object} currency of the amounts
 * @returns {Object|null} values to write; null where nothing changes
 * @throws {FieldError}
 */
export function parseField(deal, field, text, currency) {
    const { name, read, current } = READERS[field];
    const value = read(text, currency);
    return value === current(deal) ? null : { [name]: value };
}

/** @returns {string} what a cell's editor begins with */
export function editorText(deal, field, currency) {
    switch (field) {
        case "amount":
            return formatFloat(deal.amount, { digits: [false, currency.decimals] });
        case "probability":
            return formatFloat(deal.probability, { digits: [false, 2], trailingZeros: false });
        case "date":
            return deal.date ? formatDate(deserializeDate(deal.date)) : "";
        default:
            return deal[field] || "";
    }
}
