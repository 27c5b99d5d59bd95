import { contains } from "./ranges";
import { useListeners } from "./use_listeners";

/** The corner of the selection, which fills the cells that it is dragged over. */
const HANDLE = ".o_sales_plan_fill_handle";

/** The row and the column of an element of the table; headers have only one of them. */
function placeOf(target) {
    const cell = target.closest("[data-place], [data-line], [data-all]");
    const line = target.closest("[data-line]")?.dataset.line;
    return {
        line: line === undefined ? undefined : Number(line),
        column: cell?.dataset.place === undefined ? undefined : Number(cell.dataset.place),
        isAll: Boolean(cell?.dataset.all),
    };
}

/**
 * Mouse, pen and touch in the table: a click selects, dragging and Shift extend, a double click
 * opens the cell. Ctrl begins one more range. A finger scrolls; its tap selects, and the next tap on the same cell opens it.
 *
 * @param {Grid} grid
 */
export function usePointer(grid) {
    const { api } = grid;
    const { selection, editing } = api;
    let isDragging = false;
    let isTouch = false;

    /** The cell at a point of the screen, also beyond the edges of the table. */
    function placeAt({ clientX, clientY }) {
        const { el } = grid.scroller;
        const box = el.getBoundingClientRect();
        const x = grid.isRtl ? box.right - clientX : clientX - box.left;
        const y = clientY - box.top - grid.headHeight + el.scrollTop;
        const isOverTotal = x > grid.state.width - grid.columns.pinnedWidth;
        const distance = x - grid.nameWidth + Math.abs(el.scrollLeft);
        const last = grid.columns.total.index;
        return {
            line: grid.lineAt(y),
            column: isOverTotal ? last : grid.columns.indexAt(Math.max(distance, 0)),
        };
    }

    function select({ line, column, isAll }, extend) {
        const { anchor } = selection;
        if (isAll) {
            selection.selectAll();
        } else if (line === undefined) {
            selection.selectColumns(extend ? anchor.column : column, column);
        } else if (column === undefined) {
            selection.selectRows(extend ? selection.line(anchor) : line, line);
        } else {
            selection.set(line, column, extend);
        }
        api.focusGrid();
        api.changed();
    }

    /** Ctrl keeps what is selected and begins another range. */
    function isAdding(ev) {
        return (ev.ctrlKey || ev.metaKey) && !ev.shiftKey && ev.button === 0;
    }

    function onPointerdown(ev) {
        isTouch = ev.pointerType === "touch";
        if (ev.target.closest(HANDLE) && ev.button === 0) {
            ev.preventDefault();
            api.fillDrag.begin();
            return;
        }
        const place = placeOf(ev.target);
        const isNowhere = place.line === undefined && place.column === undefined && !place.isAll;
        if (isTouch || isNowhere || ev.target.closest("button, input")) {
            return;
        }
        editing.leave();
        const isMenu = ev.button === 2;
        if (ev.button !== 0 && !isMenu) {
            return;
        }
        ev.preventDefault(); // the keyboard goes to the table, not to what is clicked in it
        const isInside = selection.ranges.some((range) =>
            contains(
                range,
                place.line,
                place.column === undefined ? range.start : selection.stops.position(place.column)
            )
        );
        if (!(isMenu && isInside)) {
            selection.isAdding = false;
            if (isAdding(ev)) {
                selection.keep();
            }
            select(place, ev.shiftKey);
            selection.isAdding = false;
        }
        isDragging = !isMenu && place.line !== undefined && place.column !== undefined;
    }

    function onPointermove(ev) {
        if (api.fillDrag.isActive) {
            api.fillDrag.moveTo(placeAt(ev));
            return;
        }
        if (!isDragging || !(ev.buttons & 1)) {
            isDragging = false;
            return;
        }
        const { line, column } = placeAt(ev);
        const before = selection.focus;
        selection.set(line, column, true);
        const { row, column: place } = selection.focus;
        if (row !== before.row || place !== before.column) {
            grid.reveal(selection.focus);
            api.changed();
        }
    }

    function onPointerup(ev) {
        isDragging = false;
        if (api.fillDrag.isActive) {
            api.fillDrag.drop(ev);
            api.focusGrid();
        }
    }

    function onClick(ev) {
        if (!isTouch || ev.target.closest("button, input")) {
            return;
        }
        const { line, column, isAll } = placeOf(ev.target);
        const { cursor, isSingle } = selection;
        if (line === selection.line(cursor) && column === cursor.column && isSingle) {
            editing.open(undefined, true);
            return;
        }
        editing.leave();
        if (line !== undefined || column !== undefined || isAll) {
            select({ line, column, isAll }, false);
        }
    }

    function onDblclick(ev) {
        const { line, column } = placeOf(ev.target);
        if (ev.target.closest(HANDLE)) {
            api.fillDrag.stretch();
        } else if (line !== undefined && column !== undefined && !ev.target.closest("button, input")) {
            editing.open();
        }
    }

    /** Rows and cells have a menu of their own, also for its key; an open cell has the browser's. */
    function onContextmenu(ev) {
        const name = ev.target.closest(".o_sales_plan_grid_row > .o_sales_plan_grid_name");
        const cell = ev.target.closest(".o_sales_plan_grid_cell.o_sales_plan_target");
        const isTyped = ev.target === grid.scroller.el;
        const { menus } = grid;
        if (ev.target.closest("input") || !(name || cell || isTyped)) {
            return;
        }
        const isOpened = name
            ? menus.openRow(name)
            : cell
              ? menus.openCell(cell)
              : menus.openSelected();
        if (isOpened) {
            ev.preventDefault();
        }
    }

    useListeners(() => grid.scroller.el, {
        contextmenu: onContextmenu,
        pointerdown: onPointerdown,
        click: onClick,
        dblclick: onDblclick,
    });
    useListeners(() => window, { pointermove: onPointermove, pointerup: onPointerup });
}
