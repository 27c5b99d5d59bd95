/** Place of the total behind the twelve months. */
export const TOTAL = 12;

/** The line of a row. */
export function line(row) {
    return `.o_sales_plan_grid_row:has(.o_sales_plan_grid_label:contains(/^${row}$/))`;
}

/** The cell of a row in a month from 0, or its total; `text` is what it shows. */
export function cell(row, place, text = "") {
    // large amounts have their cents only where the cursor is
    const pattern = text.replace(/\.00$/, "\\.?0?0?");
    const shown = text && `:has(.o_sales_plan_grid_amount:contains(/^${pattern}$/))`;
    return `${line(row)} .o_sales_plan_target[data-place='${place}']${shown}`;
}

/** Type into a cell and see what it becomes. */
export function type(row, place, text, shown) {
    return [
        { trigger: cell(row, place), run: "dblclick" },
        { trigger: ".o_sales_plan_grid_editor", run: `edit ${text} && press Enter` },
        { trigger: cell(row, place, shown) },
    ];
}
