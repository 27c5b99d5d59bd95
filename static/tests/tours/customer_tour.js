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

/** All that the customer pays is to count: somebody who sees all documents may choose that. */
const count = () => [
    { trigger: ".o_list_view .o_data_row:contains('Active') .o_data_cell", run: "click" },
    { trigger: ".o_form_view .o_field_widget[name=achieved_by] input", run: "click" },
    { trigger: ".o_select_menu_item:contains('Collected')", run: "click" },
    { trigger: ".o_form_button_save", run: "click" },
    { trigger: ".o_form_saved" },
];

/** Two deals, made beforehand, are linked to the plan by their closing date; one is won. */
const win = () => [
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
    { trigger: ".o_breadcrumb .breadcrumb-item a:contains('Acme, 2027')", run: "click" },
    {
        content: "nothing is collected yet",
        trigger: ".o_form_view .o_statusbar_status .o_arrow_button_current:contains('Active')",
    },
];

/** The life of a recurring customer begins; invoices and payments follow. */
registry.category("web_tour.tours").add("sales_plan_recurring_customer", {
    steps: () => [...expect(), ...count(), ...win()],
});

/** What is asked for stands on the invoice, once for each of the two people. */
const asked = (amount, person) => ({
    trigger: `.o-mail-Activity:contains('${amount}'):contains('unpaid, due on'):contains('for ${person}')`,
});

/** The salesperson finds the instalment among the tasks, and among what is owed. */
registry.category("web_tour.tours").add("sales_plan_overdue_salesperson", {
    steps: () => [
        {
            content: "the collector is asked, too",
            trigger:
                ".o_data_row:has(.o_data_cell[name=user_id]:contains('Collector')) .o_data_cell[name=summary]:contains('600.00 unpaid')",
        },
        {
            trigger:
                ".o_data_row:has(.o_data_cell[name=user_id]:contains('Salesperson')) .o_data_cell[name=summary]:contains('600.00 unpaid')",
            run: "click",
        },
        asked("600.00", "Salesperson"),
        asked("600.00", "Collector"),
        { trigger: "[data-menu-xmlid='sales_plan.sales_plan_menu_analysis']", run: "click" },
        {
            trigger: ".o-dropdown--menu a[data-menu-xmlid='sales_plan.sales_plan_menu_receivable']",
            run: "click",
        },
        { trigger: ".o_last_breadcrumb_item:contains('Receivables')" },
        {
            content: "the first instalment is overdue",
            trigger: ".o_group_header:contains('1–30'):contains('600.00')",
            run: "click",
        },
        {
            trigger:
                ".o_data_row:contains('Acme'):has(.o_data_cell[name=status]:contains('Overdue')) .o_data_cell[name=amount]:contains('600.00')",
        },
        {
            content: "the second one is not due yet",
            trigger: ".o_group_header:contains('Not Due'):contains('400.00')",
        },
    ],
});

/** Pay in the dialog: what it proposes, or another amount. */
const pay = (proposed, amount) => [
    { trigger: "button[name=action_register_payment]:contains('Pay')", run: "click" },
    {
        content: "what is overdue is proposed",
        trigger: `.modal .o_field_widget[name=amount] input:value('${proposed}')`,
        ...(amount ? { run: `edit ${amount}` } : {}),
    },
    { trigger: ".modal button[name=action_create_payments]:contains('Create Payment')", run: "click" },
    { trigger: "body:not(:has(.modal))" },
];

/** Who collects is asked, too; what is paid changes what is asked, until nothing is. */
registry.category("web_tour.tours").add("sales_plan_overdue_collector", {
    steps: () => [
        { trigger: ".o_menu_systray .o-mail-ActivityMenu-counter:contains(/^1$/)" },
        { trigger: ".o_group_header:contains('1–30'):contains('600.00')", run: "click" },
        { trigger: ".o_data_row:contains('Acme') .o_data_cell[name=reference]", run: "click" },
        asked("600.00", "Salesperson"),
        asked("600.00", "Collector"),
        ...pay("600.00", "200"),
        {
            content: "the activities stay, with what is left of the instalment",
            ...asked("400.00", "Salesperson"),
        },
        asked("400.00", "Collector"),
        ...pay("400.00"),
        {
            content: "what is paid is asked of nobody, and the invoice says why",
            trigger: ".o-mail-Message:contains('closed: Paid with')",
        },
        { trigger: ".o-mail-Chatter:not(:has(.o-mail-Activity))" },
        { trigger: ".o_menu_systray:not(:has(.o-mail-ActivityMenu-counter))" },
    ],
});

/** The plan is achieved by itself, and the next year's is made of it. */
registry.category("web_tour.tours").add("sales_plan_customer_renewal", {
    steps: () => [
        {
            content: "the button has what was collected",
            trigger: "button[name=action_open_customer_plans]:contains('1,000.00')",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:contains('Achieved') .o_data_cell", run: "click" },
        {
            content: "the plan is achieved",
            trigger: ".o_form_view .o_statusbar_status .o_arrow_button_current:contains('Achieved')",
        },
        { trigger: ".o-mail-Message:contains('Acme, 2027 is achieved')" },
        { trigger: "button[name=action_renew]:contains('Renew')", run: "click" },
        { trigger: ".modal .o_field_widget[name=percent] input", run: "edit 10" },
        { trigger: ".modal-footer button[name=action_renew]", run: "click" },
        {
            content: "next year's plan has a tenth more than what was achieved",
            trigger: ".o_form_view .o_field_widget[name=amount] input:value(/1,100\\.00/)",
        },
        { trigger: ".o_form_view .o_field_widget[name=renewed_from_id]:contains('2027')" },
    ],
});
