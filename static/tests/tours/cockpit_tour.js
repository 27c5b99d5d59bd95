import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

function figure(name, text) {
    return `.o_sales_plan_tile[data-figure=${name}]:contains('${text}')`;
}

/**
 * A salesperson sees where she stands, looks at another month, opens what a figure is made of, and
 * plans what to do about a deal.
 */
registry.category("web_tour.tours").add("sales_plan_cockpit_salesperson", {
    steps: () => [
        { trigger: figure("actual", "2,234") },
        { trigger: figure("target", "12,000") },
        { content: "how far behind", trigger: ".o_sales_plan_verdict:contains('behind pace')" },
        { content: "the landing has come", trigger: figure("landing", "$") },
        { trigger: "[data-unit=month]", run: "click" },
        { trigger: ".o_sales_plan_cockpit_span:contains('May 2027')" },
        { trigger: ".o_sales_plan_cockpit_earlier", run: "click" },
        { trigger: ".o_sales_plan_cockpit_span:contains('Apr 2027')" },
        { trigger: figure("actual", "1,234"), run: "click" },
        { content: "what it is made of", trigger: ".o_list_view .o_data_row:contains('1,234')" },
        {
            trigger: ".o_list_view tfoot:contains('1,234')",
            run: () => browser.history.back(),
        },
        { content: "the same month", trigger: ".o_sales_plan_cockpit_span:contains('Apr 2027')" },
        { trigger: "[data-unit=year]", run: "click" },
        { trigger: ".o_sales_plan_cockpit_customers tr:contains('Acme'):contains('2,234')" },
        {
            trigger:
                ".o_sales_plan_cockpit_deals .o_sales_plan_line:contains('Pumps'):contains('no activity planned') [data-action=schedule]",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=summary] input", run: "edit Call them" },
        { trigger: ".modal button[name=action_schedule_activities]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "it is put off without leaving the page",
            trigger: ".o_sales_plan_cockpit_deals .o_sales_plan_line:contains('Pumps') [data-action=move]",
            run: "click",
        },
        { trigger: ".modal #o_sales_plan_move_day", run: "edit 05/20/2027" },
        { trigger: ".modal .modal-title", run: "click" },
        { trigger: ".modal .btn-primary:contains('Move'):not([disabled])", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "it is not late any more",
            trigger:
                ".o_sales_plan_cockpit:not(:has([data-what=late_deals])):has([data-action=move])",
        },
        { content: "counted by orders", trigger: ".o_sales_plan_cockpit_basis", run: "click" },
        { trigger: "[data-chooses=ordered]", run: "click" },
        { trigger: ".o_sales_plan_basis_note:contains('Ordered')" },
        { trigger: figure("actual", "0") },
        { trigger: ".o_sales_plan_basis_note button", run: "click" },
        { trigger: figure("actual", "2,234") },
        { trigger: ".o_sales_plan_cockpit_deals header button", run: "click" },
        { trigger: ".o_breadcrumb:contains('Open Deals')" },
        { trigger: ".o_kanban_record:contains('Pumps'), .o_data_row:contains('Pumps')" },
    ],
});

/**
 * A leader sees who needs help, goes down to one of them, reloads, comes back up, and opens their
 * forecast.
 */
registry.category("web_tour.tours").add("sales_plan_cockpit_leader", {
    steps: () => [
        { trigger: figure("actual", "2,234") },
        { trigger: figure("target", "15,600") },
        {
            content: "who is farthest behind stands first",
            trigger:
                ".o_sales_plan_cockpit_reports tbody tr:nth-child(1):contains('Salesperson'):contains('behind pace')",
        },
        {
            trigger: ".o_sales_plan_cockpit_reports tr:contains('Colleague') td:first-child button",
            run: "click",
        },
        { trigger: ".o_sales_plan_cockpit_title:contains('Colleague')" },
        { trigger: figure("target", "3,600") },
        {
            content: "the address says where one is",
            trigger: ".o_sales_plan_cockpit",
            run: () => browser.location.reload(),
            expectUnloadPage: true,
        },
        { trigger: ".o_sales_plan_cockpit_title:contains('Colleague')" },
        { trigger: ".o_sales_plan_cockpit_up:contains('Overview')", run: "click" },
        { trigger: figure("target", "15,600") },
        {
            content: "a line for each, after the page",
            trigger: ".o_sales_plan_cockpit_reports tr:contains('Salesperson') .o_sales_plan_trend_line",
        },
        {
            trigger: ".o_sales_plan_breakdown:contains('less than expected') [data-by=customer]",
            run: "click",
        },
        { trigger: ".o_sales_plan_breakdown [data-by=customer].active" },
        {
            trigger: ".o_sales_plan_cockpit_reports tr:contains('Salesperson') [data-action=write]",
            run: "click",
        },
        { trigger: ".modal .o_mail_composer_form, .modal .o_form_view" },
        { trigger: ".modal .btn-close", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            trigger: ".o_sales_plan_cockpit_reports tr:contains('Salesperson') [data-action=worksheet]",
            run: "click",
        },
        { trigger: ".o_sales_plan_forecast:contains('Salesperson')" },
    ],
});

/** An auditor sees the company, by team and by person, and finds nothing that writes. */
registry.category("web_tour.tours").add("sales_plan_cockpit_auditor", {
    steps: () => [
        { trigger: figure("target", "15,600") },
        { trigger: ".o_sales_plan_breakdown [data-by=salesperson]", run: "click" },
        { trigger: ".o_sales_plan_breakdown [data-by=salesperson].active" },
        {
            trigger: ".o_sales_plan_cockpit_reports tr:contains('North') .o_sales_plan_trend_line",
        },
        {
            content: "only what opens is offered",
            trigger:
                ".o_sales_plan_cockpit:not(:has([data-action=schedule], [data-action=write], [data-action=mail], [data-action=move], [data-action=adjust], [data-action=split]))",
        },
        {
            trigger: ".o_sales_plan_cockpit_reports tr:contains('North') td:first-child button",
            run: "click",
        },
        { trigger: ".o_sales_plan_cockpit_title:contains('North')" },
        { trigger: "[data-figure=actual]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains('1,234')" },
    ],
});
