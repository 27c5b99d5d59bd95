/**
 * Several selected ranges at once: what a command is about, and the one step that is made of it.
 *
 * @typedef {{top: number, bottom: number, start: number, end: number}} Range lines and places of
 *   columns, both ends included
 * @typedef {{rows: number[], periods: number[]}} Part ids; no periods: all of them
 */

/** @returns {Object} one edit, taken as one step */
export function joinEdits(edits) {
    return edits.length === 1 ? edits[0] : { kind: "several", edits };
}

/** Whether ranges together are some rows in some columns, all of them. */
export function isBlock(ranges) {
    const same = (names) =>
        ranges.every((range) => names.every((name) => range[name] === ranges[0][name]));
    return same(["start", "end"]) || same(["top", "bottom"]);
}

/**
 * Say what an edit of selected rows and periods does, where these are no block: the same in each
 * range, as one step.
 *
 * @param {Object} edit
 * @param {{periods: number[], parts: Part[]}} selected
 */
export function overParts(edit, { periods, parts }) {
    const isOfSelection = edit.rows && edit.periods && edit.periods.join() === periods.join();
    if (!isOfSelection || parts.length < 2) {
        return edit;
    }
    const edits = parts
        .map(({ rows, periods: ids }) => ({
            ...edit,
            rows: rows.filter((id) => edit.rows.includes(id)),
            periods: ids,
        }))
        .filter(({ rows }) => rows.length);
    return joinEdits(edits);
}

/** @returns {boolean} whether a cell is in a range */
export function contains({ top, bottom, start, end }, line, column) {
    return line >= top && line <= bottom && column >= start && column <= end;
}
