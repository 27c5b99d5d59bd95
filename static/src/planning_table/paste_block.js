import { _t } from "@web/core/l10n/translation";
import { parseTable } from "./clipboard";
import { EntryError } from "./entry_parser";
import { isOpenSum, withoutSums } from "./stops";

/** Where a block goes: one value everywhere, a block repeated where it fits, else as it is. */
function area(pasted, { top, bottom, start, end }) {
    const [height, width] = [pasted.length, pasted[0].length];
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
function checkEdges(pasted, block, table) {
    const lines = table.rows.length - block.top;
    const columns = table.stops.length - block.start;
    if (block.bottom >= table.rows.length) {
        throw new EntryError(
            _t("What you paste has %(pasted)s rows, but there are only %(left)s from here on.", {
                pasted: pasted.length,
                left: lines,
            })
        );
    }
    if (block.end >= table.stops.length) {
        throw new EntryError(
            _t("What you paste has %(pasted)s columns, but there are only %(left)s from here on.", {
                pasted: pasted[0].length,
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

/** Whether the sums of what is pasted stand where the table has them. */
function hasSums(entries, shown) {
    const amount = (line, spot) => Number(line[spot]);
    return shown.every((stop, spot) => {
        if (!isOpenSum(stop)) {
            return true;
        }
        const isPart = ({ place, span }) =>
            span === null && stop.first <= place && place <= stop.last;
        const parts = [...shown.keys()].filter((index) => isPart(shown[index]));
        const isSum = (line) => {
            const sum = parts.reduce((total, index) => total + amount(line, index), 0);
            return Math.abs(sum - amount(line, spot)) < 0.005;
        };
        return entries.every(isSum) && entries.some((line) => amount(line, spot));
    });
}

/**
 * The columns that a block is laid over: as they are shown where it comes from this table, or has
 * its sums. Blocks from elsewhere have a column for each period: sums beside these are passed over.
 */
function columnsFor(entries, { stops, block, isOwn }) {
    const shown = stops.slice(block.start, block.start + entries[0].length);
    const isAsShown = isOwn || isOpenSum(shown[0]) || hasSums(entries, shown);
    return isAsShown ? stops : stops.filter((stop) => !isOpenSum(stop));
}

/** The place of a block among other columns; one that ends on a sum ends before it. */
function move({ start, end, ...lines }, from, to) {
    const index = (position) => to.findLastIndex(({ place }) => place <= from[position].place);
    return { ...lines, start: index(start), end: index(end) };
}

/**
 * Lay a copied block over the table. Blank cells leave what is there, unless all of them are blank:
 * then they clear. Sums beside pasted periods follow from them: the total, and subtotals.
 *
 * @param {string} text
 * @param {Object} table
 * @param {{top: number, bottom: number, start: number, end: number}} table.block that is selected
 * @param {Stop[]} table.stops all columns
 * @param {number[]} table.rows ids from top to bottom
 * @param {boolean} table.isOwn it was copied from this table
 * @param {function(string): string} table.parse
 * @param {function(number): string} table.whyReadonly
 * @returns {{cells: {row: number, column: number, entry: string, text: string}[], block: Object}}
 * @throws {EntryError} before anything is written
 */
export function layBlock(text, table) {
    const pasted = parseTable(text);
    if (!pasted.length) {
        return { cells: [] };
    }
    const entries = pasted.map((line) => line.map((value) => parseValue(value, table.parse)));
    const isBlank = entries.every((line) => line.every((entry) => entry === ""));
    const stops = columnsFor(entries, table);
    const block = area(pasted, move(table.block, table.stops, stops));
    checkEdges(pasted, block, { ...table, stops });
    const shown = stops.slice(block.start, block.end + 1);
    const written = withoutSums(shown);
    const cells = [];
    for (let line = block.top; line <= block.bottom; line++) {
        const source = (line - block.top) % pasted.length;
        for (const stop of written) {
            const spot = shown.indexOf(stop) % pasted[0].length;
            const entry = entries[source][spot];
            if (entry || isBlank) {
                const value = { entry, text: pasted[source][spot].trim() };
                cells.push({ row: table.rows[line], column: stop.place, ...value });
            }
        }
    }
    const reason = cells.map(({ row }) => table.whyReadonly(row)).find(Boolean);
    if (reason) {
        throw new EntryError(_t("%s Nothing was pasted.", reason));
    }
    return { cells, block: move(block, stops, table.stops) };
}
