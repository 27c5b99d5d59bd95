import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { formatFloat, insertThousandsSep } from "@web/core/utils/numbers";
import { escapeRegExp } from "@web/core/utils/strings";

/**
 * Translates what people type or paste into the entries that the server understands: "." before
 * decimals, nothing between thousands. It never computes, and never guesses what a number means.
 */

/** What was typed is no entry; the message is a sentence for the user. */
export class EntryError extends Error {}

/** Invisible marks of writing direction, as they come along with copied text. */
const MARKS = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff]/g;
const DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;
/** Written between thousands in any locale: a space or an apostrophe is never a decimal point. */
const NEUTRAL = { " ": " ", "'": "'", "’": "'", "‘": "'" };
const SIGNS = {
    "−": "-",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "–": "-",
    "×": "*",
    "∗": "*",
    "÷": "/",
    "∕": "/",
};
/** Full-width characters stand as far behind ASCII. */
const FULL_WIDTH = 0xfee0;

/** One spelling for signs, digits and spaces, wherever the text comes from. */
function normalize(text) {
    const { decimalPoint, thousandsSep } = localization;
    return text
        .replace(MARKS, "")
        .replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - FULL_WIDTH))
        .replace(DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf))
        .replaceAll("\u066b", decimalPoint)
        .replaceAll("\u066c", thousandsSep)
        .replace(/[−‐‑‒–×∗÷∕]/g, (sign) => SIGNS[sign])
        .replace(/\s/g, " ")
        .trim();
}

function isBlank(char) {
    return /^\s$/.test(char);
}

/** The characters that may stand between thousands, and what each counts as. */
function separators() {
    const own = localization.thousandsSep;
    const all = { ...NEUTRAL };
    if (own) {
        const char = normalize(own) || " ";
        all[char] = NEUTRAL[char] ?? char;
    }
    delete all[localization.decimalPoint];
    return all;
}

/** Whether separators stand where the locale puts them, or blanks and apostrophes between threes. */
function isGrouped(whole, digits, separator) {
    const groupings = [localization.grouping || []];
    if (Object.values(NEUTRAL).includes(separator)) {
        groupings.push([3, 0]);
    }
    return (
        !digits.startsWith("0") &&
        groupings.some((grouping) => insertThousandsSep(digits, separator, grouping) === whole)
    );
}

/**
 * @param {string} text digits with the user's separators, without a sign
 * @returns {string|null} the same number with a point; null for what is no number here
 */
function canonicalNumber(text) {
    const { decimalPoint } = localization;
    const parts = text.split(decimalPoint);
    const [whole, decimals = ""] = parts;
    if (parts.length > 2 || !/^\d*$/.test(decimals) || !/\d/.test(text)) {
        return null;
    }
    const known = separators();
    const used = new Set([...whole].filter((char) => !/\d/.test(char)).map((char) => known[char]));
    if (used.size > 1 || used.has(undefined)) {
        return null;
    }
    const [separator] = used;
    const digits = whole.replace(/\D/g, "");
    if (separator && !isGrouped(whole.replace(/\D/g, separator), digits, separator)) {
        return null;
    }
    const significant = digits.replace(/^0+(?=\d)/, "") || "0";
    return decimals ? `${significant}.${decimals}` : significant;
}

/** What a number looks like inside other text: a run of digits, separators and a decimal point. */
function numberPattern() {
    const between = Object.keys(separators()).map(escapeRegExp).join("");
    const point = escapeRegExp(localization.decimalPoint);
    return `(?:\\d|[${between}](?=\\d)|${point})+`;
}

/** Take the currency's symbol off either end; a sign or a parenthesis may stand outside it. */
function withoutSymbol(text, symbol) {
    const name = symbol && escapeRegExp(normalize(symbol));
    if (!name) {
        return text;
    }
    return text
        .replace(new RegExp(`^([-+(]*) *${name} *(?=[-+(]*[^-+( ])`), "$1")
        .replace(new RegExp(`(\\d|[kKmM]) *${name}([-)]*)$`), "$1$2");
}

/** Both readings of a number with a separator that is the decimal point elsewhere: 0.125, 1,200. */
function readings(text) {
    const match = text.match(/(?<![\d.,])(\d+)([.,])(\d{3})(?![\d.,])/);
    if (!match || match[2] === localization.decimalPoint) {
        return null;
    }
    const plain = (digits) => digits.replace(/^0+(?=\d)/, "");
    return {
        text: text.trim(),
        decimal: plain(match[1]) + localization.decimalPoint + match[3],
        whole: plain(match[1] + match[3]),
    };
}

function notANumber(text) {
    const values = readings(normalize(text));
    if (values) {
        return new EntryError(
            _t("“%(text)s” is not a number here. Write %(decimal)s or %(whole)s.", values)
        );
    }
    return new EntryError(
        _t("“%(text)s” is not a number. Write it like %(example)s.", {
            text: text.trim(),
            example: formatFloat(1234.5, { digits: [false, 2] }),
        })
    );
}

/** `= 1 200 + 10 %` → `=1200+10%` */
function canonicalSum(text) {
    const pattern = new RegExp(`${numberPattern()}|[-+*/()%]|[kKmM](?![a-zA-Z])`, "y");
    let sum = "=";
    let hasNumber = false;
    let position = 1;
    while (position < text.length) {
        if (isBlank(text[position])) {
            position += 1;
            continue;
        }
        pattern.lastIndex = position;
        const token = pattern.exec(text)?.[0];
        const isNumber = token && /\d/.test(token);
        const canonical = isNumber ? canonicalNumber(token) : token?.toLowerCase();
        if (!canonical || (isNumber && /[\d%km]$/.test(sum))) {
            return null;
        }
        hasNumber ||= isNumber;
        sum += canonical;
        position += token.length;
    }
    return hasNumber ? sum : null;
}

/** `-1 200,5`, `+10 %`, `*1,2`, `12 k`, `(1,200)`, `1,200-` → canonical */
function canonicalEntry(text, isPasted) {
    let number = text;
    let sign = "";
    const enclosed = number.match(/^\( *([^()]*?) *\)$/);
    if (enclosed && !/^[-+*/]/.test(enclosed[1])) {
        [number, sign] = [enclosed[1], "-"];
    } else if (isPasted && /^\d.*-$/.test(number)) {
        [number, sign] = [number.slice(0, -1).trim(), "-"];
    }
    const pattern = new RegExp(`^([-+]|[*/] *-?)? *(${numberPattern()}) *([kKmM%]?)$`);
    const match = number.match(pattern);
    const digits = match && canonicalNumber(match[2]);
    if (!digits) {
        return null;
    }
    const operator = (match[1] || "").replace(/ /g, "");
    const suffix = match[3].toLowerCase();
    if (operator === "+" && suffix !== "%") {
        return sign + digits + suffix;
    }
    return sign + operator + digits + suffix;
}

/**
 * @param {string} text what was typed or pasted into a cell
 * @param {{symbol?: string, isPasted?: boolean}} [options] the currency's symbol; whether it may be
 *   written as ledgers do, with the minus behind
 * @returns {string} the entry for the server; "" is not planned
 * @throws {EntryError}
 */
export function parseEntry(text, { symbol = "", isPasted = false } = {}) {
    const normal = normalize(text);
    if (!normal) {
        return "";
    }
    const bare = withoutSymbol(normal, symbol).trim();
    const entry = bare.startsWith("=") ? canonicalSum(bare) : canonicalEntry(bare, isPasted);
    if (entry === null) {
        throw notANumber(text);
    }
    return entry;
}

/** A number alone, and what is a thousand or a million times as much. */
const PLAIN = /^(-?\d+(?:\.\d+)?)([km]?)$/;
const EXPONENTS = { "": "", k: "e3", m: "e6" };

/**
 * @param {string} text a number as the user writes numbers, "12k" is 12,000
 * @param {{symbol?: string}} [options] the currency's symbol
 * @returns {number|null} null for no text
 * @throws {EntryError} for a calculation too, and what is relative to something
 */
export function readNumber(text, options) {
    const entry = parseEntry(text, options);
    const match = entry.match(PLAIN);
    if (entry && !match) {
        throw notANumber(text);
    }
    return match && Number(match[1] + EXPONENTS[match[2]]);
}
