import { clamp } from "@web/core/utils/numbers";
import { ROW_HEIGHT } from "./grid_sizes";

/** @param {Grid} grid @param {number} distance from where its lines begin */
function scrollTo(grid, distance) {
    grid.scroller.el.scrollLeft = grid.isRtl ? -distance : distance;
}

/**
 * Let the table begin with a column; with one before it where it cannot be scrolled that far: no
 * column is cut there.
 */
function beginWith(grid, place) {
    const { columns, nameWidth, state } = grid;
    const { start } = columns.group(place);
    const most = Math.min(start, nameWidth + columns.width - state.width);
    const starts = columns.periods.map((group) => group.start).filter((each) => each <= most);
    scrollTo(grid, Math.max(...starts, 0));
}

/** Pixels between the names and the totals, for periods. */
function getRoom({ state, nameWidth, columns }) {
    return state.width - nameWidth - columns.pinnedWidth;
}

/**
 * Scroll a cell into view.
 *
 * @param {Grid} grid
 * @param {Place} place
 */
export function reveal(grid, { row, column }) {
    const { el } = grid.scroller;
    const top = grid.tops[Math.max(grid.api.model.indexOf(row), 0)];
    const visible = grid.bodyHeight - ROW_HEIGHT;
    el.scrollTop = clamp(el.scrollTop, top - visible, top);
    const group = grid.columns.group(column);
    if (group.isTotal && !grid.isProgress) {
        return; // its target is always in sight
    }
    const room = getRoom(grid);
    const least = group.start + Math.min(group.width, room) - room;
    scrollTo(grid, clamp(Math.abs(el.scrollLeft), least, group.start));
}

/**
 * Show a table that is opened. Where not all periods have room, it begins with the one that is
 * running, unless somebody was elsewhere in it; a column is never cut where it begins.
 *
 * @param {Grid} grid
 * @param {{left: number, top: number, width: number}} [scroll] how far it was scrolled when it was
 *   left, and how wide it was then
 */
export function begin(grid, scroll) {
    const { el } = grid.scroller;
    const { api, columns } = grid;
    const { model, selection } = api;
    const isWhole = columns.periodsWidth <= getRoom(grid);
    const running = model.plan.periods.findIndex(({ id }) => id === model.plan.running);
    el.scrollTop = scroll?.top || 0;
    if (!isWhole && scroll?.width === grid.state.width) {
        beginWith(grid, columns.indexAt(Math.abs(scroll.left)));
    } else if (!isWhole && running >= 0) {
        if (!scroll && selection.isSingle) {
            selection.set(selection.line(selection.cursor), running);
        }
        beginWith(grid, model.stops.at(running).place);
    } else if (!scroll) {
        reveal(grid, selection.cursor);
    }
}
