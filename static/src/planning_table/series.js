import { _t } from "@web/core/l10n/translation";
import { EntryError, parseEntry } from "./entry_parser";

/**
 * Entries for cells that follow each other: `100..200` is a straight line from 100 to 200, `..200`
 * one from what is there, `300 +2%` is 300 and 2 % more from cell to cell. The server works them
 * out; this only reads what was typed, in the user's own way of writing numbers.
 */

const AMOUNT = /^-?\d+(\.\d+)?[km]?$/;
const CANONICAL = /^[^=]*(\.\.|\d[km]?[+-]\d[\d.]*%$)/;
/** Signs that stand in texts from elsewhere. */
const DOTS = /…/g;
const DASHES = /[−‐‑‒–]/g;

/** @returns {boolean} whether an entry of `parseSeries` goes over several cells */
export function isSeries(entry) {
    return CANONICAL.test(entry);
}

function parseAmount(text, options) {
    const entry = parseEntry(text, options);
    return AMOUNT.test(entry) ? entry : null;
}

/** Whether a text is meant as a series, however its numbers are written. */
function split(text) {
    const normal = text.replace(DOTS, "..").replace(DASHES, "-").trim();
    const line = normal.match(/^([^=]*?)\.\.([^=]+)$/);
    if (line) {
        return { first: line[1].trim(), last: line[2].trim() };
    }
    const growth = normal.match(/^([^=(]*\d[^=(+-]*)([+-])\s*([^+\-%]*\d[^+\-%]*)%$/);
    return growth && { start: growth[1].trim(), sign: growth[2], rate: growth[3].trim() };
}

/**
 * @param {string} text what was typed
 * @param {Object} options see `parseEntry`
 * @returns {string|null} the entry for the server; null where the text is no series
 * @throws {EntryError} where it is one, but of something that is no number
 */
export function parseSeries(text, options) {
    const parts = split(text);
    if (!parts) {
        return null;
    }
    const amounts = parts.rate
        ? [parts.start, parts.rate]
        : [parts.first, parts.last].filter(Boolean);
    const entries = amounts.map((amount) => parseAmount(amount, options));
    const [first, second] = entries;
    if (entries.includes(null) || (parts.rate && !/^[\d.]+$/.test(second))) {
        throw new EntryError(
            _t(
                "“%(text)s” is no series. Write %(line)s for a straight line, %(growth)s for growth.",
                { text: text.trim(), line: "100..200", growth: "300 +2%" }
            )
        );
    }
    if (parts.rate) {
        return `${first}${parts.sign}${second}%`;
    }
    return parts.first ? `${first}..${second}` : `..${first}`;
}

/** Why a series cannot be written where it was typed. */
export function needsSeveral(text) {
    return new EntryError(
        _t("“%s” goes over several cells: select them first, then type it.", text.trim())
    );
}
