import { registry } from "@web/core/registry";

/** What a person does in a tour: clicks, and fields that something is typed into. */
const done = { clicks: 0, typed: new Set() };

function watch() {
    const options = { capture: true };
    document.addEventListener("pointerdown", () => (done.clicks += 1), options);
    const type = (ev) => ev.target.type !== "checkbox" && done.typed.add(ev.target);
    document.addEventListener("input", type, options);
}

function checkEffort(mostClicks, mostTyped) {
    if (done.clicks > mostClicks || done.typed.size > mostTyped) {
        throw new Error(`${done.clicks} clicks and ${done.typed.size} typed values`);
    }
    console.info(`first hour: ${done.clicks} clicks, ${done.typed.size} typed values`);
}

/**
 * From an empty database to a plan that is confirmed and published for three teams, from the
 * invoices of last year: with at most 15 clicks and two typed values, which are counted.
 */
registry.category("web_tour.tours").add("sales_plan_first_hour", {
    url: "/odoo/sales-planning",
    steps: () => [
        {
            content: "without a plan the app says what it does, and how to begin",
            trigger: ".o_sales_plan_start .o_sales_plan_picture svg",
            run: watch,
        },
        {
            content: "nothing is done of the five steps",
            trigger: ".o_sales_plan_first_steps:not(:has([data-step-state=done]))",
        },
        { trigger: ".o_sales_plan_start_create", run: "click" },
        {
            content: "the first typed value",
            trigger: ".o_form_view .o_field_widget[name=name] textarea",
            run: "edit Sales of next year",
        },
        {
            content: "the levels by one click",
            trigger: ".o_field_widget[name=level_template] .o_selection_badge:contains(/^Team › Salesperson$/)",
            run: "click",
        },
        {
            content: "both levels are there",
            trigger: ".o_field_widget[name=level_ids]:has(.o_data_row:nth-child(2))",
        },
        {
            content: "split level by level, so that publishing is a step of its own",
            trigger: ".o_field_widget[name=is_cascaded] input",
            run: "click",
        },
        {
            content: "this saves the plan, too",
            trigger: "button[name=action_open_load]",
            run: "click",
        },
        {
            content: "the second typed value: a tenth more",
            trigger: ".modal .o_field_widget[name=uplift_percent] input",
            run: "edit 10",
        },
        { trigger: ".modal button[name=action_preview_in_steps]", run: "click" },
        { trigger: ".modal button[name=action_load_in_steps]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_sales_plan_grid_label:contains('West')" },
        { trigger: "button[name=action_open_confirm]:visible", run: "click" },
        { trigger: ".modal .modal-footer button.btn-primary:not([disabled])", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Confirmed')" },
        { trigger: "button[name=action_open_publish]:visible", run: "click" },
        {
            content: "all three teams are to be published",
            trigger: ".modal:has(.o_data_row:contains('North')):has(.o_data_row:contains('South')) .o_data_row:contains('West')",
        },
        { trigger: ".modal button[name=action_publish]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "it took little",
            trigger: ".o_form_view",
            run: () => checkEffort(15, 2),
        },
    ],
});
