import {
    ConversionError,
    deserializeDate,
    formatDate,
    parseDate,
    serializeDate,
} from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";
import { InvalidNumberError, parseFloat, parseMonetary } from "@web/views/fields/parsers";

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
        read: (text) => readNumber(text, parseAmount),
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

/** What a letter after a number stands for, as in the planning table. */
const UNITS = { k: 1e3, m: 1e6 };

/**
 * @param {string} text an amount of money, "12k" is 12,000
 * @throws {InvalidNumberError}
 */
export function parseAmount(text) {
    const unit = /\d\s*([km])$/i.exec(text.trim())?.[1].toLowerCase();
    return parseMonetary(text) * (UNITS[unit] || 1);
}

function readNumber(text, parse) {
    if (text.trim() && !/\d/.test(text)) {
        throw new FieldError(_t("“%s” is not a number.", text.trim()));
    }
    try {
        return parse(text);
    } catch (error) {
        if (error instanceof InvalidNumberError) {
            throw new FieldError(_t("“%s” is not a number.", text.trim()));
        }
        throw error;
    }
}

function readProbability(text) {
    const value = readNumber(text.replace("%", ""), parseFloat);
    if (value < 0 || value > 100) {
        throw new FieldError(_t("A probability is between 0 % and 100 %."));
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
 * @returns {Object|null} values to write; null where nothing changes
 * @throws {FieldError}
 */
export function parseField(deal, field, text) {
    const { name, read, current } = READERS[field];
    const value = read(text);
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
