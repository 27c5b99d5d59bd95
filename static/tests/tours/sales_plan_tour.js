import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { cell, TOTAL, type } from "./planning_table_steps";

/**
 * The whole story of a plan: made, loaded with the wizard, corrected, confirmed, read in the
 * pivot, down to the invoice behind a figure.
 */
registry.category("web_tour.tours").add("sales_plan_story", {
    url: "/odoo/sales-plans",
    steps: () => [
        { trigger: ".o_control_panel button:contains('New')", run: "click" },
        {
            content: "name the plan",
            trigger: ".o_field_widget[name=name] textarea",
            run: "edit Story of the tour",
        },
        {
            content: "break it down by customer",
            trigger: ".o_field_widget[name=level_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=level_ids] .o_selected_row [name=dimension] input",
            run: "click",
        },
        { trigger: ".o_select_menu_item:contains(/^Customer$/)", run: "click" },
        {
            content: "what follows from the level has been answered",
            trigger: ".o_field_widget[name=level_ids] .o_selected_row input:value(Customer)",
        },
        ...stepUtils.saveForm(),
        { trigger: "button[name=action_open_load]", run: "click" },
        {
            content: "raise what was sold by a tenth",
            trigger: ".modal .o_field_widget[name=uplift_percent] input",
            run: "edit 10",
        },
        { trigger: ".modal button[name=action_preview_in_steps]", run: "click" },
        {
            content: "the preview names the customers and what they become",
            trigger: ".modal .o_sales_plan_load_preview tr:contains('Acme'):contains('1,100.00')",
        },
        { trigger: ".modal button[name=action_load_in_steps]", run: "click" },
        {
            content: "the rows are in the plan",
            trigger: `body:not(:has(.modal)) ${cell("Acme", TOTAL, "1,100.00")}`,
        },
        { trigger: ".o_sales_plan_show_periods", run: "click" },
        // correct a target
        ...type("Acme", 0, "1500", "1,500.00"),
        { trigger: cell("Acme", TOTAL, "1,500.00") },
        { trigger: "button[name=action_open_confirm]", run: "click" },
        {
            content: "what is worth knowing is said first",
            trigger: ".modal .o_field_widget[name=growth_ids] .o_data_row:contains('Total')",
        },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Confirmed')" },
        { trigger: "button[name=action_open_report]", run: "click" },
        {
            content: "plan and actual stand side by side",
            trigger: ".o_pivot tr:contains('Total') .o_pivot_cell_value:contains('900.00')",
        },
        {
            content: "open what an actual is made of",
            trigger: ".o_pivot tr:contains('Total') .o_pivot_cell_value:contains('900.00')",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('Acme') button[name=action_open_document]",
            run: "click",
        },
        {
            content: "the invoice itself",
            trigger: ".o_form_view .o_field_widget[name=partner_id]:contains('Acme'), .o_form_view .o_field_widget[name=partner_id] input:value('Acme')",
        },
    ],
});
