/**
 * Tables as text: cells between tabs, rows between line ends, as spreadsheets copy and paste them.
 */

/** Read the quoted cell that begins at a position; a quote inside is doubled. */
function readQuoted(text, start) {
    let cell = "";
    let position = start + 1;
    while (position < text.length) {
        if (text[position] !== '"') {
            cell += text[position];
        } else if (text[position + 1] === '"') {
            cell += '"';
            position += 1;
        } else {
            return { cell, end: position + 1 };
        }
        position += 1;
    }
    return null;
}

/**
 * @param {string} text what was copied from a spreadsheet
 * @returns {string[][]} its rows, all of the same width; [] for nothing
 */
export function parseTable(text) {
    const source = text.replace(/\0/g, "").replace(/\r\n?/g, "\n");
    const rows = [[]];
    let position = 0;
    while (position <= source.length) {
        const quoted = source[position] === '"' ? readQuoted(source, position) : null;
        const closes = quoted && [undefined, "\t", "\n"].includes(source[quoted.end]);
        let end = closes ? quoted.end : position;
        while (end < source.length && source[end] !== "\t" && source[end] !== "\n") {
            end += 1;
        }
        rows.at(-1).push(closes ? quoted.cell : source.slice(position, end));
        if (source[end] === "\n") {
            rows.push([]);
        }
        position = end + 1;
    }
    // the last line ends with a line end of its own
    if (rows.length > 1 && rows.at(-1).length === 1 && rows.at(-1)[0] === "") {
        rows.pop();
    }
    const width = Math.max(...rows.map((row) => row.length));
    const isNothing = rows.length === 1 && width === 1 && rows[0][0] === "";
    return isNothing ? [] : rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
}

/**
 * @param {string[][]} rows
 * @returns {string} the text that spreadsheets paste as the same cells
 */
export function formatTable(rows) {
    return rows.map((row) => row.join("\t")).join("\r\n");
}
