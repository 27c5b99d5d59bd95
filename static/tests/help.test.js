import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineActions,
    defineMenus,
    getService,
    makeServerError,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { router } from "@web/core/browser/router";
import { WebClient } from "@web/webclient/webclient";
import { pageOf } from "@sales_plan/help/pages";

import { defineForecastModels, makeForecastServer } from "./forecast_helpers";

defineForecastModels();
describe.current.tags("desktop");

const PAGES = [
    { page: "start", title: "First Steps" },
    { page: "forecast", title: "Forecast" },
    { page: "table", title: "Planning Table" },
];

function makeHelp() {
    onRpc("sales.help", "read_page", ({ args: [page] }) => {
        expect.step(page);
        const found = PAGES.find((item) => item.page === page);
        if (!found) {
            throw makeServerError({ message: "There is no such page" });
        }
        return { ...found, html: `<p>All about <b>${found.title}</b></p>`, pages: PAGES };
    });
}

async function openHelp(context = {}) {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_plan.help",
        name: "Help",
        path: "sales-plan-help",
        context,
    });
    await animationFrame();
}

test("every screen has its page", () => {
    const screens = [
        [{ path: "planning-table", res_model: "sales.plan" }, "table"],
        [{ path: "my-targets", res_model: "sales.plan.allocation" }, "targets"],
        [{ path: "sales-plans", res_model: "sales.plan" }, "plan"],
        [{ path: "sales-plan-answers", res_model: "sales.plan.agreement" }, "cascade"],
        [{ path: "forecast" }, "forecast"],
        [{ path: "forecast-accuracy", res_model: "sales.forecast.accuracy" }, "reporting"],
        [{ res_model: "crm.lead" }, "deals"],
        [{ path: "customer-plans", res_model: "sales.customer.plan.line" }, "customers"],
        [{ res_model: "sales.customer.plan" }, "customers"],
        [{ path: "recurring-customers" }, "customers"],
        [{ path: "receivables", res_model: "sales.receivable" }, "money"],
        [{ res_model: "sales.collection.promise" }, "money"],
        [{ res_model: "sales.alert.rule" }, "alerts"],
        [{ res_model: "res.partner" }, "start"],
        [undefined, "start"],
    ];
    for (const [action, page] of screens) {
        expect(pageOf(action)).toBe(page);
    }
});

test("pages open in place, and the address names them", async () => {
    makeHelp();
    await openHelp();
    expect(".o_sales_plan_help_page h2").toHaveText("First Steps");
    expect(".o_sales_plan_help_page b").toHaveText("First Steps");
    expect(queryAllTexts(".o_sales_plan_help_pages .btn")).toEqual([
        "First Steps",
        "Forecast",
        "Planning Table",
    ]);
    await contains("[data-page=forecast]").click();
    expect(".o_sales_plan_help_page b").toHaveText("Forecast");
    expect("[data-page=forecast]").toHaveClass("active");
    await animationFrame();
    expect(router.current.page).toBe("forecast");
    expect.verifySteps(["start", "forecast"]);
});

test("it opens at the page that is asked for, else at the first one", async () => {
    makeHelp();
    await openHelp({ page: "forecast" });
    expect(".o_sales_plan_help_page h2").toHaveText("Forecast");
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_plan.help",
        name: "Help",
        context: { page: "gone" },
    });
    await animationFrame();
    expect(".o_sales_plan_help_page h2").toHaveText("First Steps");
    expect.verifySteps(["forecast", "gone", "start"]);
});

test("in the app, a question mark opens the page about what is on the screen", async () => {
    makeHelp();
    makeForecastServer();
    defineActions([
        {
            id: 70,
            xml_id: "sales_plan.sales_plan_help_page_action",
            type: "ir.actions.client",
            tag: "sales_plan.help",
            name: "Help",
            path: "sales-plan-help",
        },
        {
            id: 71,
            type: "ir.actions.client",
            tag: "sales_plan.forecast",
            name: "Forecast",
            path: "forecast",
        },
    ]);
    defineMenus([
        { id: 1, name: "Other", appID: 1, xmlid: "other.root", actionID: 70 },
        { id: 2, name: "Plan", appID: 2, xmlid: "sales_plan.sales_plan_menu_root", actionID: 71 },
    ]);
    await mountWithCleanup(WebClient);
    await getService("action").doAction(71);
    await animationFrame();
    getService("menu").setCurrentMenu(1);
    await animationFrame();
    expect(".o_sales_plan_help_link").toHaveCount(0);
    getService("menu").setCurrentMenu(2);
    await animationFrame();
    await contains(".o_sales_plan_help_link").click();
    await animationFrame();
    expect(".o_sales_plan_help_page h2").toHaveText("Forecast");
    expect.verifySteps(["open", "forecast"]);
});

test("the page about the planning table has the keys that the table obeys", async () => {
    makeHelp();
    await openHelp({ page: "table" });
    expect(".o_shortcut_undo kbd:first").toHaveText("Ctrl");
    expect(".o_shortcut_sum").toHaveCount(1);
    await contains("[data-page=start]").click();
    expect(".o_sales_plan_shortcut_groups").toHaveCount(0);
    expect.verifySteps(["table", "start"]);
});
