/** How whole rows are doing: a view of its own, without the periods. */
export const PROGRESS = "progress";
/** What was sold besides the rows below one, in this order. */
const RESTS = ["unplanned", "unassigned"];

/**
 * @typedef {{id: number, parentId: number|false, depth: number, rests?: Rest[]}} Line
 * @typedef {{kind: string, rowId: number, depth: number, amount: number}} Rest what was sold in a
 *   row besides the rows below it; it stands after the last one of them
 */

/**
 * @param {GridModel} model
 * @returns {Line[]} the rows that are open, from top to bottom
 */
export function layLines(model) {
    const lines = [];
    const add = (ids, parentId, depth) => {
        for (const id of ids) {
            lines.push({ id, parentId, depth });
            const below = model.expanded.has(id) && model.children.get(id);
            if (below?.length) {
                add(below, id, depth + 1);
                const last = lines.at(-1);
                last.rests = [...(last.rests || []), ...getRests(model, id, depth + 1)];
            }
        }
    };
    add(model.top, false, 0);
    return lines;
}

/** @returns {Rest[]} */
function getRests(model, rowId, depth) {
    const progress = model.view === PROGRESS && model.rows.get(rowId)?.progress;
    return RESTS.filter((kind) => progress && progress[kind]).map((kind, index) => ({
        kind,
        rowId,
        depth: depth + index,
        amount: progress[kind],
    }));
}
