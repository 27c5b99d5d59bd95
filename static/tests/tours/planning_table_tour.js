import { registry } from "@web/core/registry";

import { cell, line, TOTAL, type } from "./planning_table_steps";

/** Spread what a row has in all periods by history. */
function spreadByHistory(row, direction) {
    return [
        { trigger: cell(row, TOTAL), run: "click" },
        { trigger: ".o_command_spread:not(.o_sales_plan_disabled)", run: "click" },
        { trigger: `.modal input[value=${direction}]`, run: "click" },
        { trigger: ".modal #sales_plan_spread_mode", run: "select history" },
        {
            content: "the dialog says what it will do",
            trigger: ".modal .o_sales_plan_sentence:contains('in proportion to history')",
        },
        { trigger: ".modal .o_sales_plan_apply", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ];
}

/** Copy a block from a spreadsheet and paste it into the table. */
function paste(row, place, text) {
    return [
        { trigger: cell(row, place), run: "click" },
        {
            trigger: ".o_sales_plan_grid",
            run({ anchor }) {
                const clipboardData = new DataTransfer();
                clipboardData.setData("text/plain", text);
                const options = { clipboardData, bubbles: true, cancelable: true };
                anchor.dispatchEvent(new ClipboardEvent("paste", options));
            },
        },
    ];
}

function select(customer) {
    return {
        trigger: `.modal .o_data_row:contains('${customer}') .o_list_record_selector input`,
        run: "click",
    };
}

const UNDO = { trigger: ".o_command_undo:not(.o_sales_plan_disabled)", run: "click" };

/**
 * Next year's plan is built from the total down: typed, spread by history, held, typed anew, pasted
 * into, undone and redone, given more rows; and all of it is there after a reload.
 */
registry.category("web_tour.tours").add("sales_plan_planning_table", {
    steps: () => [
        { trigger: "button[name=action_open_table]", run: "click" },
        { trigger: ".o_sales_plan_planning_table" },

        ...type("Total", TOTAL, "120k", "120,000.00"),
        {
            content: "without anything planned before, months are alike",
            trigger: cell("Total", 0, "10,000.00"),
        },
        { trigger: cell("North", 0, "5,000.00") },

        ...spreadByHistory("Total", "periods"),
        {
            content: "half of last year was sold in January",
            trigger: cell("Total", 0, "60,000.00"),
        },
        ...spreadByHistory("Total", "below"),
        { content: "all of it by North", trigger: cell("North", 0, "60,000.00") },
        { trigger: cell("South", TOTAL, "45,000.00") },

        { trigger: cell("North", TOTAL), run: "click" },
        { trigger: ".o_command_hold", run: "click" },
        { trigger: `${cell("North", 0)} .fa-lock` },

        ...type("Total", TOTAL, "+25%", "150,000.00"),
        { content: "what is held stays", trigger: cell("North", TOTAL, "75,000.00") },
        { content: "others take the rest", trigger: cell("South", TOTAL, "75,000.00") },

        {
            content: "open North",
            trigger: `${line("North")} .o_sales_plan_grid_toggle`,
            run: "click",
        },
        { trigger: cell("Acme", 0, "45,000.00") },
        ...paste("Acme", 3, "1,000\t2,000\r\n3,000\t4,000\r\n"),
        { trigger: cell("Acme", 4, "2,000.00") },
        { trigger: cell("Bolt", 3, "3,000.00") },

        { content: "undo the block", ...UNDO },
        {
            content: "without history there was nothing",
            trigger: `${cell("Bolt", 3)}:has(.o_sales_plan_grid_amount:empty)`,
        },
        { content: "undo the new total", trigger: ".o_sales_plan_grid", run: "press control+z" },
        { trigger: cell("Total", TOTAL, "120,000.00") },
        { content: "undo holding", ...UNDO },
        { trigger: `${cell("North", 0)}:not(:has(.fa-lock))` },
        {
            content: "hold again",
            trigger: ".o_command_redo:not(.o_sales_plan_disabled)",
            run: "click",
        },
        { trigger: `${cell("North", 0)} .fa-lock` },

        { trigger: cell("South", 0), run: "click" },
        { trigger: ".o_command_add_rows", run: "click" },
        select("Drip"),
        select("Emil"),
        { trigger: ".modal .o_select_button:enabled", run: "click" },
        { trigger: cell("Drip", 0) },
        { trigger: cell("Emil", 0) },

        {
            content: "open the table anew",
            trigger: ".o_sales_plan_grid",
            run: () => window.location.reload(),
            expectUnloadPage: true,
        },
        { trigger: cell("Total", TOTAL, "120,000.00") },
        { trigger: `${cell("North", TOTAL, "75,000.00")} .fa-lock` },
        { trigger: cell("Acme", 0, "45,000.00") },
        { trigger: cell("Coil", 1, "45,000.00") },
        { trigger: cell("Emil", 0) },

        { content: "ask why", trigger: cell("North", 0), run: "click" },
        { trigger: ".o_command_why", run: "click" },
        {
            content: "the newest step is the first, with who did it",
            trigger: ".o_sales_plan_why_steps li:first:contains('Manager')",
        },
    ],
});
