import { registry } from "@web/core/registry";

function deal(name) {
    return `.o_sales_plan_deal:has(a:contains(/^${name}$/))`;
}

/** The cell of a deal; `text` is what it shows. */
function cell(name, field, text = "") {
    const shown = text && `:has(.o_sales_plan_cell_text:contains(${text}))`;
    return `${deal(name)} [data-field=${field}]${shown}`;
}

function category(role, name) {
    return `.o_sales_plan_category[data-role=${role}] ${deal(name)}`;
}

function figure(name, text) {
    return `.o_sales_plan_figure[data-figure=${name}] dd:contains(${text})`;
}

function report(name) {
    return `.o_sales_plan_report:has(.o_sales_plan_open_row:contains(${name}))`;
}

function writeAdjustment(amount, note) {
    return [
        { trigger: ".modal .o_sales_plan_adjust_amount", run: `edit ${amount}` },
        { trigger: ".modal .o_sales_plan_adjust_note", run: `edit ${note}` },
        { trigger: ".modal .o_sales_plan_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ];
}

const SUBMIT = [
    { trigger: ".o_sales_plan_submit", run: "click" },
    { trigger: ".modal .o_sales_plan_confirm", run: "click" },
    { trigger: "body:not(:has(.modal))" },
    { trigger: ".o_sales_plan_submitted:contains(Submitted on)" },
    { content: "nothing to submit any more", trigger: ".o_sales_plan_submit.btn-secondary" },
];

/** Drag something past one place to another: what is dragged starts to move on the way. */
async function dragTo(anchor, ...places) {
    // there when the tour runs
    const { animationFrame, drag, queryFirst } = odoo.loader.modules.get("@odoo/hoot-dom");
    const { moveTo, drop } = await drag(anchor);
    for (const place of places) {
        await moveTo(queryFirst(place));
        await animationFrame();
    }
    await drop(queryFirst(places.at(-1)));
}

/**
 * A salesperson works on what to expect this month, submits it, and sees what has changed since.
 */
registry.category("web_tour.tours").add("sales_plan_forecast_salesperson", {
    steps: () => [
        { trigger: figure("closed", "1,000.00") },
        { trigger: figure("commit", "0.00") },
        { trigger: ".o_sales_plan_submitted:contains(Not submitted yet)" },
        { trigger: ".o_sales_plan_undated:contains('1 deal has no closing date'):contains(77)" },

        { content: "an amount", trigger: cell("Pumps", "amount"), run: "click" },
        { trigger: ".o_sales_plan_editor input", run: "edit 2,500.50 && press Enter" },
        { trigger: cell("Pumps", "amount", "2,500.50") },
        { trigger: figure("best_case", "2,500.50") },

        {
            content: "to commit",
            trigger: `${deal("Pumps")} .o_sales_plan_handle`,
            run: ({ anchor }) =>
                dragTo(
                    anchor,
                    ".o_sales_plan_deal_head",
                    ".o_sales_plan_category[data-role=commit] .o_sales_plan_category_head"
                ),
        },
        { trigger: category("commit", "Pumps") },
        { trigger: `${deal("Pumps")} .o_sales_plan_by_hand` },
        { trigger: figure("forecast", "3,500.50") },

        {
            content: "one more is counted, whatever its probability",
            trigger: `${deal("Valves")} .o_sales_plan_toggle_added`,
            run: "click",
        },
        { trigger: `${deal("Valves")} .o_sales_plan_toggle_added:contains(Remove from forecast)` },
        { trigger: figure("forecast", "3,900.50") },

        { content: "what is next", trigger: cell("Valves", "next_step"), run: "click" },
        { trigger: ".o_sales_plan_editor input", run: "edit Send samples && press Enter" },
        { trigger: cell("Valves", "next_step", "Send samples") },

        {
            trigger: ".o_sales_plan_figure[data-figure=commit] .o_sales_plan_adjust",
            run: "click",
        },
        ...writeAdjustment("-500", "They always ask for a discount"),
        { trigger: ".o_sales_plan_adjustment:contains(discount)" },
        { trigger: figure("forecast", "3,400.50") },

        { trigger: ".o_sales_plan_submit.btn-primary" },
        ...SUBMIT,

        {
            content: "the month is open again after a reload",
            trigger: ".o_sales_plan_cumulative",
            run: "click",
        },
        { trigger: figure("commit", "3,000.50") },
        {
            trigger: ".o_sales_plan_forecast",
            run: () => window.location.reload(),
            expectUnloadPage: true,
        },
        { trigger: ".o_sales_plan_cumulative.active" },
        { trigger: ".o_sales_plan_single", run: "click" },

        { content: "later, less", trigger: cell("Pumps", "amount"), run: "click" },
        { trigger: ".o_sales_plan_editor input", run: "edit 2000 && press Enter" },
        { trigger: ".o_sales_plan_submitted:contains(Changed since you submitted)" },
        {
            trigger: ".o_sales_plan_change[data-kind=amount]:contains(2,500.50):contains(2,000.00)",
        },
        { trigger: ".o_sales_plan_change_total[data-role=forecast]:contains(-500.50)" },
        { trigger: ".o_sales_plan_submit.btn-primary" },
        { trigger: ".o_sales_plan_compare", run: "click" },
        { trigger: ".modal [data-line=forecast]:contains(3,400.50):contains(2,900.00)" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal))" },

        { content: "a deal is opened", trigger: `${deal("Pumps")} a`, run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=expected_revenue]" },
        { trigger: ".breadcrumb-item a:contains(My Forecast)", run: "click" },
        { trigger: figure("forecast", "2,900.00") },
    ],
});

/**
 * A leader looks at what was submitted, asks what deals say now, corrects one report, takes another
 * correction back, opens a row, and submits.
 */
registry.category("web_tour.tours").add("sales_plan_forecast_leader", {
    steps: () => [
        { trigger: ".o_sales_plan_forecast_name:contains(North)" },
        { trigger: `${report("Salesperson")} [data-role=commit]:contains(1,500.00)` },
        { trigger: `${report("Colleague")} .o_sales_plan_missing` },
        { trigger: `${report("Leader")} [data-role=best_case]:contains(300.00)` },

        { content: "what deals say now", trigger: ".o_sales_plan_live", run: "click" },
        {
            trigger: `${report("Salesperson")} [data-role=commit]:contains(live 1,700.00)`,
        },
        { trigger: `${report("Salesperson")} .badge:contains(Changed since)` },
        { trigger: `${report("Colleague")} .o_sales_plan_live_figure:contains(800.00)` },
        { trigger: ".o_sales_plan_live.active", run: "click" },
        { trigger: ".o_sales_plan_team:not(:has(.o_sales_plan_live_figure))" },

        {
            trigger: `${report("Salesperson")} [data-role=commit] .o_sales_plan_adjust`,
            run: "click",
        },
        { trigger: ".modal:contains('Submitted'):contains(1,500.00)" },
        { trigger: ".modal input[value=amount]", run: "click" },
        ...writeAdjustment("1200", "Pumps slips"),
        { trigger: `${report("Salesperson")} [data-role=commit]:contains(-300.00)` },

        {
            trigger: `${report("Colleague")} [data-role=commit] .o_sales_plan_adjust`,
            run: "click",
        },
        ...writeAdjustment("600", "Promised to me"),
        { trigger: figure("commit", "1,800.00") },
        {
            content: "not so sure after all",
            trigger: `${report("Colleague")} [data-role=commit] .o_sales_plan_reset`,
            run: "click",
        },
        { trigger: figure("commit", "1,200.00") },

        {
            content: "the deals behind a row",
            trigger: `${report("Salesperson")} .o_sales_plan_open_row`,
            run: "click",
        },
        { trigger: ".o_sales_plan_forecast_name:contains(Salesperson)" },
        { trigger: deal("Pumps") },
        { trigger: ".o_sales_plan_forecast:not(:has(.o_sales_plan_submit))" },
        { trigger: ".o_sales_plan_trail .btn:contains(North)", run: "click" },
        { trigger: figure("commit", "1,200.00") },

        { trigger: ".o_sales_plan_submit", run: "click" },
        { trigger: ".modal .o_sales_plan_missing_reports:contains(Colleague)" },
        { trigger: ".modal .o_sales_plan_confirm", run: "click" },
        { trigger: ".o_sales_plan_submitted:contains(Submitted on)" },
        { trigger: ".o_sales_plan_submissions", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(1,200.00)" },
    ],
});
