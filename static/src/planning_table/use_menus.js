import { usePopover } from "@web/core/popover/popover_hook";
import { cellCommands, rowCommands, RowMenu } from "./row_menu";

/**
 * The menus of the table: on a name that of the selected rows, on a cell that of the cells.
 *
 * @param {Grid} grid
 * @returns {{openRow: function(HTMLElement): boolean, openCell: function(HTMLElement): boolean,
 *   openSelected: function(): boolean}} each says whether there is anything to choose from
 */
export function useMenus(grid) {
    const { api } = grid;
    const menu = usePopover(RowMenu, {
        arrow: false,
        onClose: () => api.focusGrid(),
        popoverClass: "o_sales_plan_row_popover",
        position: "bottom-start",
    });

    function open(target, getCommands) {
        if (!target || !getCommands(api).length) {
            return false;
        }
        menu.open(target, { api, getCommands });
        return true;
    }

    function find(selector) {
        return grid.scroller.el.querySelector(selector);
    }

    /** Where whole rows are selected, the keyboard opens their menu. */
    function openSelected() {
        const { cursor, range, stops } = api.selection;
        const row = `[data-row="${cursor.row}"]`;
        const isWhole = range.start === 0 && range.end === stops.lastPosition;
        const cell = find(`${row} .o_sales_plan_target[data-place="${cursor.column}"]`);
        return isWhole || !cell
            ? open(find(`${row} > .o_sales_plan_grid_name`), rowCommands)
            : open(cell, cellCommands);
    }

    return {
        openRow: (name) => open(name, rowCommands),
        openCell: (cell) => open(cell, cellCommands),
        openSelected,
    };
}
