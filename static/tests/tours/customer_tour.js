import { registry } from "@web/core/registry";

/** The plan is made from the customer's page, in a dialog: an amount is all that is typed. */
const expect = () => [
    {
        content: "nothing is expected of the customer yet",
        trigger: "button[name=action_new_customer_plan]",
        run: "click",
    },
    {
        content: "the customer is there, and so is the running year",
        trigger: ".modal .o_field_widget[name=partner_id] input:value(Acme)",
    },
    { trigger: ".modal .o_field_widget[name=amount] input", run: "edit 1000" },
    { trigger: ".modal .o_form_button_save", run: "click" },
    {
        content: "the button has this year's figures",
        trigger: "button[name=action_open_customer_plans]:contains('1,000.00')",
        run: "click",
    },
];

/** Two deals, made beforehand, are linked to the plan by their closing date; one is won. */
const win = () => [
    { trigger: ".o_list_view .o_data_row:contains('Active') .o_data_cell", run: "click" },
    { trigger: ".o_form_view .o_field_widget[name=deal_ids] .o_data_row:contains('Second')" },
    { trigger: ".o_field_widget[name=deal_ids] .o_data_row:contains('First')" },
    { trigger: "button[name=action_open_deals]", run: "click" },
    { trigger: ".o_last_breadcrumb_item:contains('Opportunities')" },
    { trigger: ".o_list_view .o_data_row:contains('First') .o_data_cell[name=name]", run: "click" },
    { trigger: ".o_form_view .nav-link[name=sales_plan_customer_plan]", run: "click" },
    {
        content: "what is left without this deal, and with it",
        trigger:
            ".o_form_view:has([name=customer_plan_before]:contains('1,000.00')) [name=customer_plan_after]:contains('0.00')",
    },
    { trigger: "button[name=action_set_won_rainbowman]", run: "click" },
    { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Won')" },
];

/** The plan is achieved by itself, and the next year's is made of it. */
const renew = () => [
    { trigger: ".o_breadcrumb .breadcrumb-item a:contains('Acme, 2027')", run: "click" },
    {
        content: "the plan is achieved",
        trigger: ".o_form_view .o_statusbar_status .o_arrow_button_current:contains('Achieved')",
    },
    { trigger: "button[name=action_renew]:contains('Renew')", run: "click" },
    { trigger: ".modal .o_field_widget[name=percent] input", run: "edit 10" },
    { trigger: ".modal-footer button[name=action_renew]", run: "click" },
    {
        content: "next year's plan has a tenth more than what was achieved",
        trigger: ".o_form_view .o_field_widget[name=amount] input:value(/1,100\\.00/)",
    },
    { trigger: ".o_form_view .o_field_widget[name=renewed_from_id]:contains('2027')" },
];

/** The life of a recurring customer; what becomes of invoices stands between winning and renewing. */
registry.category("web_tour.tours").add("sales_plan_recurring_customer", {
    steps: () => [...expect(), ...win(), ...renew()],
});
