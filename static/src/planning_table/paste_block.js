import { _t } from "@web/core/l10n/translation";
import { parseTable } from "./clipboard";
import { EntryError } from "./entry_parser";

/** Where a block goes: one value everywhere, a block repeated where it fits, else as it is. */
function area(block, { top, bottom, start, end }) {
    const [height, width] = [block.length, block[0].length];
    const [lines, columns] = [bottom - top + 1, end - start + 1];
    const fits = lines % height === 0 && columns % width === 0;
    return {
        top,
        start,
        bottom: top + (fits ? lines : height) - 1,
        end: start + (fits ? columns : width) - 1,
    };
}

/** Nothing is written where only a part could be. */
function checkEdges(block, range, table) {
    const lines = table.rows.length - range.top;
    const columns = table.width - range.start;
    if (range.bottom >= table.rows.length) {
        throw new EntryError(
            _t("What you paste has %(pasted)s rows, but there are only %(left)s from here on.", {
                pasted: block.length,
                left: lines,
            })
        );
    }
    if (range.end >= table.width) {
        throw new EntryError(
            _t("What you paste has %(pasted)s columns, but there are only %(left)s from here on.", {
                pasted: block[0].length,
                left: columns,
            })
        );
    }
}

function parseValue(value, parse) {
    try {
        return parse(value);
    } catch (error) {
        if (error instanceof EntryError) {
            throw new EntryError(_t("%s Nothing was pasted.", error.message));
        }
        throw error;
    }
}

/**
 * Lay a copied block over the table. Blank cells leave what is there, unless all of them are blank:
 * then they clear. Totals beside pasted periods follow from them.
 *
 * @param {string} text
 * @param {Object} table
 * @param {GridSelection} table.selection
 * @param {number} table.width columns, the total included
 * @param {number[]} table.rows ids from top to bottom
 * @param {function(string): string} table.parse
 * @param {function(number): string} table.whyReadonly
 * @returns {{cells: {row: number, column: number, entry: string, text: string}[], range: Object}}
 * @throws {EntryError} before anything is written
 */
export function layBlock(text, table) {
    const block = parseTable(text);
    if (!block.length) {
        return { cells: [] };
    }
    const entries = block.map((line) => line.map((value) => parseValue(value, table.parse)));
    const isBlank = entries.every((line) => line.every((entry) => entry === ""));
    const range = area(block, table.selection.range);
    checkEdges(block, range, table);
    const total = table.width - 1;
    const last = range.start < total ? Math.min(range.end, total - 1) : range.end;
    const cells = [];
    for (let line = range.top; line <= range.bottom; line++) {
        const source = (line - range.top) % block.length;
        for (let column = range.start; column <= last; column++) {
            const place = (column - range.start) % block[0].length;
            const entry = entries[source][place];
            if (entry || isBlank) {
                const value = { entry, text: block[source][place].trim() };
                cells.push({ row: table.rows[line], column, ...value });
            }
        }
    }
    const reason = cells.map(({ row }) => table.whyReadonly(row)).find(Boolean);
    if (reason) {
        throw new EntryError(_t("%s Nothing was pasted.", reason));
    }
    return { cells, range };
}
