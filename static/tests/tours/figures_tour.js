import { registry } from "@web/core/registry";

const TITLE = ".o_last_breadcrumb_item, .o_breadcrumb .active";

/** What the list on the screen is: its title, how many records it has, and its sums. */
function read() {
    const text = (selector) => document.querySelector(selector)?.innerText.trim();
    const sums = [...document.querySelectorAll("tfoot td")].map((cell) => cell.innerText.trim());
    return JSON.stringify([text(TITLE), text(".o_pager_limit"), sums.filter(Boolean)]);
}

/** Remember the list on the screen, over a reload, or see that it is the same as before. */
function sameList(name) {
    const key = `sales_plan_list_of_${name}`;
    return {
        content: `the list of ${name} is the same as it was`,
        trigger: ".o_list_view .o_data_row",
        run() {
            const seen = sessionStorage.getItem(key) || read();
            sessionStorage.setItem(key, seen);
            if (read() !== seen) {
                throw new Error(`${read()} was ${seen}`);
            }
        },
    };
}

function back(trigger) {
    return { trigger, run: () => history.back() };
}

/** Read the page anew, and wait until it is there again. */
function reload(trigger) {
    return [
        {
            trigger,
            run() {
                document.body.classList.add("o_before_reload");
                window.location.reload();
            },
            expectUnloadPage: true,
        },
        { trigger: `body:not(.o_before_reload) ${trigger}` },
    ];
}

/**
 * From figures to their lists, to a document and back with the browser: the list is the same.
 */
registry.category("web_tour.tours").add("sales_plan_figures", {
    steps: () => [
        // a cell of the pivot: 90 lines of actuals, none of the targets
        {
            content: "plan versus actual opens by the plan's first level",
            trigger: ".o_pivot tbody tr:contains('Acme')",
        },
        {
            trigger: ".o_pivot tbody tr:contains('Total') .o_pivot_cell_value:contains(/90\\.00/)",
            run: "click",
        },
        {
            content: "the whole sum is seen, though there are two pages",
            trigger: ".o_list_view tfoot:contains('90.00'):not(:contains('1,000.00'))",
        },
        { trigger: ".o_list_view:not(:has(.badge:contains('Target')))" },
        sameList("cell"),
        { trigger: ".o_data_row .o_data_cell:contains('INV')", run: "click" },
        back(".o_form_view .o_field_widget[name=partner_id]"),
        { trigger: `.o_breadcrumb:contains('Actual')` },
        sameList("cell"),
        // the document is read anew, twice: it is still one place before the list
        { trigger: ".o_data_row .o_data_cell:contains('INV')", run: "click" },
        ...reload(".o_form_view .o_field_widget[name=partner_id]"),
        ...reload(".o_form_view .o_field_widget[name=partner_id]"),
        back(".o_form_view .o_field_widget[name=partner_id]"),
        { trigger: ".o_last_breadcrumb_item:contains('Actual · May')" },
        sameList("cell"),
        ...reload(".o_list_view .o_data_row"),
        sameList("cell"),
        back(".o_list_view .o_data_row"),
        { trigger: ".o_pivot tbody tr:contains('Acme')" },
        // a target
        {
            trigger: ".o_pivot tbody tr:contains('Total') .o_pivot_cell_value:contains('1,000.00')",
            run: "click",
        },
        { trigger: ".o_list_view:not(:has(.badge:contains('Actual'))) tfoot:contains('1,000.00')" },
    ],
});

/** The documents of a row, of all rows and of one, one after the other in the history. */
registry.category("web_tour.tours").add("sales_plan_row_figures_of_plan", {
    steps: () => [
        { trigger: "button[name=action_open_allocations]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains('Acme')" },
        { trigger: ".o_data_row:contains('Acme') button[name=action_open_actuals]", run: "click" },
        { trigger: ".o_breadcrumb:contains('Actuals of')" },
        sameList("Acme"),
        { trigger: ".o_data_row .o_data_cell:contains('INV')", run: "click" },
        back(".o_form_view .o_field_widget[name=partner_id]"),
        { trigger: ".o_breadcrumb:contains('Actuals of')" },
        sameList("Acme"),
        back(".o_list_view .o_data_row"),
        { trigger: ".o_data_row:contains('Bolt') button[name=action_open_actuals]", run: "click" },
        { trigger: ".o_list_view tfoot:contains('7.00')" },
        sameList("Bolt"),
        { trigger: ".o_data_row .o_data_cell:contains('INV')", run: "click" },
        back(".o_form_view .o_field_widget[name=partner_id]"),
        { trigger: ".o_list_view tfoot:contains('7.00')" },
        sameList("Bolt"),
        back(".o_list_view .o_data_row"),
        {
            content: "the list of rows, of this plan",
            trigger: ".o_list_view .o_data_row:contains('Acme'):not(:contains('Elsewhere'))",
        },
    ],
});

/**
 * Why a plan is where it is: from its form to the bridge, to what a step is made of, and back.
 */
registry.category("web_tour.tours").add("sales_plan_bridge", {
    steps: () => [
        { trigger: ".oe_stat_button:contains('Bridge')", run: "click" },
        { trigger: ".o_sales_plan_bridge_chart canvas" },
        { trigger: "[data-step=start]:contains('1,000.00')" },
        { trigger: "button[name=last_year]", run: "click" },
        { trigger: "[data-step=new_customers] [aria-expanded=false]", run: "click" },
        { trigger: ".o_sales_plan_bridge_part:contains('Bolt')" },
        { trigger: "[data-step=new_customers] [name=open_step]", run: "click" },
        { trigger: ".o_list_view tfoot:contains('7.00')" },
        back(".o_list_view .o_group_header:contains('Bolt')"),
        { trigger: "[data-step=new_customers]" },
        ...reload(".o_sales_plan_bridge_chart"),
        { trigger: ".o_last_breadcrumb_item:contains('Bridge of Total, Year')" },
    ],
});
