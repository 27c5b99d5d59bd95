import { registry } from "@web/core/registry";

import { cell, line, TOTAL, type } from "./planning_table_steps";

function mark(row, name) {
    return { trigger: `${line(row)} .o_sales_plan_mark_${name}` };
}

/** Pick something of the menu that publishes. */
function pick(command) {
    return [
        { trigger: ".o_sales_plan_publish", run: "click" },
        { trigger: `.o_command_${command}:not(.o_sales_plan_disabled)`, run: "click" },
    ];
}

/**
 * A leader finds the target that was published to her, lets a split be suggested, changes it,
 * publishes one part of it and keeps the other.
 */
registry.category("web_tour.tours").add("sales_plan_cascade_leader", {
    url: "/odoo/my-targets",
    steps: () => [
        {
            content: "the target that was published to her, with nothing given out",
            trigger: ".o_kanban_record:contains('North'):contains('600.00')",
            run: "click",
        },
        {
            content: "month by month",
            trigger: ".o_sales_plan_periods tfoot:contains('600.00')",
        },
        { trigger: "button[name=action_open_split]", run: "click" },

        { content: "her own target is marked", trigger: `${line("North")} .o_sales_plan_mine` },
        mark("North", "published"),
        mark("Salesperson", "draft"),
        { trigger: ".o_sales_plan_rest:contains('still has 600.00 to give out')" },
        {
            content: "who was given a target does not change it",
            trigger: ".o_sales_plan_grid",
            run: "press 7",
        },
        { trigger: ".o_notification:contains('only those who gave it can change it')" },

        { trigger: ".o_command_suggest", run: "click" },
        {
            content: "both have sold the same so far",
            trigger: ".modal .o_data_row:contains('Colleague'):contains('300.00')",
        },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_sales_plan_rest:contains('is given out completely')" },

        ...type("Salesperson", TOTAL, "400", "400.00"),
        ...type("Colleague", TOTAL, "210", "210.00"),
        { trigger: ".o_sales_plan_rest:contains('over-assigned by 10.00')" },

        { content: "publish one of them", trigger: cell("Salesperson", 0), run: "click" },
        ...pick("publish"),
        {
            trigger: ".modal .o_data_row:contains('Salesperson'):contains('400.00')",
        },
        { trigger: ".modal:not(:has(.o_data_row:contains('Colleague')))" },
        { trigger: ".modal button[name=action_publish]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        mark("Salesperson", "published"),
        mark("Salesperson", "open"),
        mark("Colleague", "draft"),

        {
            content: "what changes from now on is not in force",
            trigger: cell("Salesperson", 0),
            run: "dblclick",
        },
        { trigger: ".o_sales_plan_grid_editor", run: "edit 99 && press Enter" },
        mark("Salesperson", "changed"),
        { trigger: `${cell("Salesperson", 0, "99.00")}.o_sales_plan_changed` },

        {
            content: "the targets of her people",
            trigger: "[data-menu-xmlid='sales_plan.sales_plan_menu_planning']",
            run: "click",
        },
        {
            trigger:
                ".o-dropdown--menu [data-menu-xmlid='sales_plan.sales_plan_menu_my_targets']",
            run: "click",
        },
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        {
            trigger: ".o-dropdown--menu .o_menu_item:contains('Targets of My People')",
            run: "click",
        },
        { trigger: ".o_kanban_record:contains('Salesperson'):contains('North'):contains('400.00')" },
        { trigger: ".o_kanban_renderer:not(:has(.o_kanban_record:contains('Colleague')))" },
    ],
});

/** What nobody but those who prepare it may find: a colleague's row, the team's, figures. */
const PRIVATE = ["Colleague", "210.00", "600.00", "900.00", "99.00"];
const isPrivate = (selector) =>
    `${selector}${PRIVATE.map((text) => `:not(:contains('${text}'))`).join("")}`;

let clicks;
const countClick = () => clicks++;

/** Count what is clicked on from now on. */
const startCounting = () => {
    clicks = 0;
    document.addEventListener("click", countClick, true);
};

/** Check how often was clicked since. */
const stopCounting = (most) => () => {
    document.removeEventListener("click", countClick, true);
    if (clicks > most) {
        throw new Error(`${clicks} clicks instead of ${most}`);
    }
};

/**
 * A salesperson comes into the app and sees with one click where she stands; she is asked by an
 * activity, and accepts her target with two clicks from there.
 */
registry.category("web_tour.tours").add("sales_plan_accept_in_two_clicks", {
    url: "/odoo",
    steps: () => [
        { trigger: ".o_navbar_apps_menu button", run: "click" },
        { trigger: ".o-dropdown--menu .o_app:contains('Sales Planning')", run: "click" },
        { trigger: ".o_menu_sections a:contains('Home')", run: startCounting },
        { trigger: ".o_menu_sections a:contains('Home')", run: "click" },
        {
            content: "target and what is reached",
            trigger:
                ".o_sales_plan_tiles:has([data-figure=target]:contains('400')):has([data-figure=actual]:contains('$ 0'))",
            run: stopCounting(1),
        },

        { trigger: ".o-mail-ActivityMenu-counter:contains('1')", run: "click" },
        { trigger: ".o-mail-ActivityGroup:contains('Sales Target')", run: startCounting },
        { trigger: ".o-mail-ActivityGroup:contains('Sales Target')", run: "click" },
        {
            content: "what the publisher saw stands beside it: last year, or what there is of it so far",
            trigger: ".o_kanban_record:contains('400.00'):contains('50.00'):contains('%')",
        },
        { trigger: ".o_kanban_record button[name=action_accept]", run: "click" },
        {
            content: "nothing is left to do",
            trigger: "body:not(:has(.o_kanban_record:contains('400.00')))",
            run: stopCounting(2),
        },
        { trigger: "body:not(:has(.o-mail-ActivityMenu-counter))" },
    ],
});

/**
 * A salesperson finds the target that she accepted, and finds nothing else, wherever she looks.
 */
registry.category("web_tour.tours").add("sales_plan_cascade_salesperson", {
    url: "/odoo/my-targets",
    steps: () => [
        {
            content: "the target that was published, not what is prepared",
            trigger: `${isPrivate(".o_kanban_record")}:contains('Salesperson'):contains('400.00')`,
        },
        { trigger: ".o_kanban_renderer:not(:has(.o_kanban_record:contains('Colleague')))" },
        {
            content: "no menus of leaders and managers",
            trigger:
                ".o_menu_sections:not(:contains('Planning Round')):not(:contains('People Changes')):not(:contains('Configuration'))",
        },
        { content: "no search for people", trigger: ".o_searchview_dropdown_toggler", run: "click" },
        {
            trigger:
                ".o-dropdown--menu:has(.o_menu_item:contains('My Targets')):not(:has(.o_menu_item:contains('Targets of My People')))",
        },
        { trigger: ".o_kanban_record:contains('400.00')", run: "click" },

        { trigger: `${isPrivate(".o_sales_plan_periods")}:contains('400.00')` },
        { trigger: ".o_statusbar_buttons:not(:has(button[name=action_open_split]))" },
        { trigger: "[name=agreement]:contains('Accepted')" },
        { trigger: "body:not(:has(button[name=action_accept]))" },

        { content: "the plan shows no more", trigger: "[name=plan_id] a", run: "click" },
        { trigger: ".o_form_view:contains('Split by level')" },
        {
            content: "only the own row is in its table",
            trigger: `${isPrivate(".o_sales_plan_form_table")}:contains('Salesperson'):contains('400.00')`,
        },
        { trigger: ".o_form_view:not(:has(button[name=action_open_publish]))" },
        { trigger: "button[name=action_open_table]", run: "click" },
        { trigger: ".o_sales_plan_planning_table" },

        { content: "nor does the planning table", trigger: cell("Salesperson", TOTAL, "400.00") },
        { trigger: `${isPrivate(".o_sales_plan_grid")}:not(:has(.o_sales_plan_grid_toggle .fa))` },
        { trigger: "body:not(:has(.o_sales_plan_publish)):not(:has(.o_command_suggest))" },
        { trigger: ".o_sales_plan_table_search input", run: "edit Colleague" },
        { trigger: ".o_sales_plan_hint:contains('No row matches')" },
        { trigger: ".o_sales_plan_table_search input", run: "clear" },
        { content: "why: how it was published", trigger: cell("Salesperson", TOTAL), run: "click" },
        { trigger: ".o_command_why", run: "click" },
        { trigger: `${isPrivate(".o_sales_plan_why_steps")}:contains('400.00')` },

        {
            content: "and no list",
            trigger: ".o_menu_sections button:contains('Plans')",
            run: "click",
        },
        { trigger: ".o-dropdown--menu a[data-menu-xmlid='sales_plan.sales_plan_menu_plans']", run: "click" },
        { trigger: ".o_kanban_record:contains('Split by level')", run: "click" },
        { trigger: "button[name=action_open_allocations]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains('Salesperson')" },
        { trigger: isPrivate(".o_list_view .o_list_table") },
    ],
});
