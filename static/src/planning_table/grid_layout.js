import { GridColumns } from "./grid_columns";
import { NAME_WIDTH } from "./grid_sizes";

/**
 * Lay out the columns of a table. Names become narrower where that brings all columns in sight, and
 * wider where room is left.
 *
 * @param {Grid} grid
 * @param {{periods: string, total: string}} widest amounts, as they are written
 * @returns {GridColumns}
 */
export function layOutColumns(grid, widest) {
    const { model } = grid.api;
    const lay = () =>
        new GridColumns({
            periods: model.plan.periods,
            stops: model.stops,
            extras: model.columns,
            widest,
            room: grid.state.width - grid.nameWidth,
            isProgress: grid.isProgress,
            soFar: model.plan.so_far,
        });
    grid.savedNames = 0;
    const columns = lay();
    const left = columns.room - columns.width;
    if (left > NAME_WIDTH.spare / 3 && !grid.isProgress && !grid.isTiny) {
        // columns are as wide as they get: what is left is for long names
        grid.savedNames = -Math.min(left, NAME_WIDTH.spare);
        return lay();
    }
    const missing = columns.leastWidth - columns.room;
    if (missing <= 0 || grid.nameWidth - missing < NAME_WIDTH.narrow) {
        return columns;
    }
    grid.savedNames = missing;
    return lay();
}

/**
 * @param {Grid} grid
 * @returns {{groups: Group[], before: number, after: number}} periods in view, and that of an open
 *   cell; the space before and after them
 */
export function getShownPeriods({ api, columns, virtual }) {
    let [first = 0, last = -1] = virtual.columnsIndexes || [];
    const { periods, periodsWidth } = columns;
    const { editor } = api.editing;
    const open = editor ? columns.position(editor.column) : -1;
    if (open >= 0) {
        [first, last] = [Math.min(first, open), Math.max(last, open)];
    }
    const groups = periods.slice(first, last + 1);
    const start = groups[0]?.start || 0;
    const end = groups.length ? groups.at(-1).start + groups.at(-1).width : 0;
    return { groups, before: start, after: periodsWidth - end };
}
