import { parseTable } from "../clipboard";

/** @returns {string} what a name is compared by */
function fold(name) {
    return name.trim().toLocaleLowerCase();
}

/**
 * Lay weights that were copied from a spreadsheet over the fields. Where names stand beside them,
 * in columns or in lines, each goes to the one of its name; else they go on from a field in order.
 *
 * @param {string} text
 * @param {{id: number, name: string}[]} weighed what weights are typed for
 * @param {number} index of the field that they are pasted into
 * @returns {Object<number, string>|null} texts by id; null for a single value, which is no list
 */
export function layWeights(text, weighed, index) {
    const table = parseTable(text);
    const cells = table.flat();
    if (cells.length < 2) {
        return null;
    }
    const ids = new Map(weighed.map(({ id, name }) => [fold(name), id]));
    const pairs = pairUp(table).filter(([name]) => ids.has(fold(name)));
    if (pairs.length) {
        const texts = pairs.map(([name, value]) => [ids.get(fold(name)), value.trim()]);
        return Object.fromEntries(texts);
    }
    const fields = weighed.slice(index, index + cells.length);
    return Object.fromEntries(fields.map(({ id }, place) => [id, cells[place].trim()]));
}

/** Names with what stands beside or below them. */
function pairUp(table) {
    if (table[0].length === 2) {
        return table;
    }
    return table.length === 2 ? table[0].map((name, place) => [name, table[1][place]]) : [];
}
