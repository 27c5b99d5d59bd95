import { describe, expect, test } from "@odoo/hoot";
import { click, edit, keyDown, press, queryAllTexts, queryOne, queryText } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    makeServerError,
    mockService,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { localization } from "@web/core/l10n/localization";

import {
    amounts,
    cell,
    cellText,
    cursor,
    deal,
    defineForecastModels,
    grouping,
    makeForecastServer,
    openForecast,
    personPayload,
    smallDeals,
} from "./forecast_helpers";

defineForecastModels();
describe.current.tags("desktop");

async function rest() {
    await animationFrame();
    await animationFrame();
}

test("deals stand in their categories with the server's totals", async () => {
    makeForecastServer();
    await openForecast();
    expect.verifySteps(["open"]);
    expect(grouping()).toEqual({
        closed: ["Delta"],
        commit: ["Gamma"],
        best_case: ["Beta"],
        pipeline: ["Alpha"],
    });
    expect(queryAllTexts(".o_sales_plan_category_amount")).toEqual([
        "$ 4,000.00",
        "$ 3,000.00",
        "$ 2,000.00",
        "$ 1,000.00",
        "$ 0.00",
    ]);
    expect(queryText("[data-role=commit] .o_sales_plan_fold")).toMatch(/1 deal/);
    expect("[data-deal='1'] small").toHaveText("Acme · Qualified");
    expect("[data-deal='3'] .o_sales_plan_by_hand").toHaveCount(1);
    expect("[data-deal='1'] .o_sales_plan_by_hand").toHaveCount(0);
});

test("typing edits a cell, Enter writes it and goes down", async () => {
    const server = makeForecastServer();
    await openForecast();
    expect.verifySteps(["open"]);
    cell(3, "amount").focus();
    await click(cell(3, "amount"));
    await animationFrame();
    expect(".o_sales_plan_editor input").toHaveValue("3,000.00");
    const deals = smallDeals();
    deals[2].amount = 1234.5;
    server.payload = personPayload({ deals });
    await edit("1,234.5");
    await press("Enter");
    await rest();
    expect.verifySteps(["write 3 expected_revenue:1234.5", "open"]);
    expect(cellText(3, "amount")).toBe("$ 1,234.50");
    expect(".o_sales_plan_editor").toHaveCount(0);
    expect(cursor()).toBe("2/amount");

    await press("7");
    await animationFrame();
    expect(".o_sales_plan_editor input").toHaveValue("7");
    await press("Escape");
    await rest();
    expect(cellText(2, "amount")).toBe("$ 2,000.00");
    expect(cursor()).toBe("2/amount");
    expect.verifySteps([]);
});

test("arrows move between cells, won deals are passed but not edited", async () => {
    makeForecastServer();
    await openForecast();
    await click(cell(3, "probability"));
    await animationFrame();
    await press("Escape");
    await rest();
    expect(cursor()).toBe("3/probability");
    await press("ArrowUp");
    await rest();
    expect(cursor()).toBe("4/probability");
    await press("Enter");
    await animationFrame();
    expect(".o_sales_plan_editor").toHaveCount(0);
    await press("ArrowRight");
    await rest();
    expect(cursor()).toBe("4/date");
    await press("ArrowDown");
    await press("ArrowDown");
    await rest();
    expect(cursor()).toBe("2/date");
    expect.verifySteps(["open"]);
});

test("Tab writes and edits the next cell", async () => {
    makeForecastServer();
    await openForecast();
    await click(cell(2, "amount"));
    await animationFrame();
    await edit("2500");
    await press("Tab");
    await rest();
    expect.verifySteps(["open", "write 2 expected_revenue:2500", "open"]);
    expect("[data-deal='2'] [data-field=probability] input").toHaveCount(1);
    await press(["Shift", "Tab"]);
    await rest();
    expect("[data-deal='2'] [data-field=amount] input").toHaveCount(1);
    expect.verifySteps([]);
});

test("probability, date and next step are read as Odoo reads them", async () => {
    makeForecastServer();
    await openForecast();
    await click(cell(1, "probability"));
    await animationFrame();
    await edit("35 %");
    await press("Enter");
    await rest();
    await click(cell(1, "next_step"));
    await animationFrame();
    await edit("Call them");
    await press("Enter");
    await rest();
    await click(cell(1, "date"));
    await rest();
    expect(".o_datetime_picker").toHaveCount(1);
    await edit("08/15/2027");
    await press("Enter");
    await rest();
    expect.verifySteps([
        "open",
        "write 1 probability:35",
        "open",
        "write 1 next_step:Call them",
        "open",
        "write 1 date_deadline:2027-08-15",
        "open",
    ]);
});

test("a day can be picked", async () => {
    makeForecastServer();
    await openForecast();
    await click(cell(1, "date"));
    await animationFrame();
    await contains(".o_date_item_cell:contains(/^23$/)").click();
    await rest();
    expect.verifySteps(["open", "write 1 date_deadline:2027-07-23", "open"]);
    expect(".o_datetime_picker").toHaveCount(0);
    expect(".o_sales_plan_editor").toHaveCount(0);
});

test("12k is twelve thousand, as in the planning table", async () => {
    makeForecastServer();
    await openForecast();
    expect.verifySteps(["open"]);
    for (const [text, written] of [
        ["12k", 12000],
        ["1.5 M", 1500000],
    ]) {
        await click(cell(1, "amount"));
        await animationFrame();
        await edit(text);
        await press("Enter");
        await rest();
        expect.verifySteps([`write 1 expected_revenue:${written}`, "open"]);
    }
});

test("what is no number stays in the cell and is marked", async () => {
    makeForecastServer();
    await openForecast();
    await click(cell(1, "amount"));
    await animationFrame();
    await edit("lots");
    await press("Enter");
    await rest();
    expect(cell(1, "amount")).toHaveClass("o_sales_plan_failed");
    expect(cellText(1, "amount")).toBe("lots");
    expect(".o_notification").toHaveText(/“lots” is not a number/);
    expect.verifySteps(["open"]);
    await click(cell(1, "amount"));
    await animationFrame();
    expect(".o_sales_plan_editor input").toHaveValue("lots");
    await press("Escape");
    await rest();
    expect(cellText(1, "amount")).toBe("$ 1,000.00");
});

test("a point that separates thousands is no decimal point", async () => {
    makeForecastServer();
    await openForecast();
    expect.verifySteps(["open"]);
    patchWithCleanup(localization, { decimalPoint: ",", thousandsSep: ".", grouping: [3, 0] });
    for (const [field, text] of [
        ["amount", "0.125"],
        ["amount", "12.34k"],
        ["amount", "1,2,3"],
        ["probability", "0.500%"],
    ]) {
        await click(cell(1, field));
        await animationFrame();
        await edit(text);
        await press("Enter");
        await rest();
        expect(cellText(1, field)).toBe(text);
        expect.verifySteps([]);
        await click(cell(1, field));
        await animationFrame();
        await press("Escape");
        await rest();
    }
    expect(".o_notification:last").toHaveText(/“0\.500” is not a number here. Write 0,500 or 500/);
    await click(cell(1, "amount"));
    await animationFrame();
    await edit("1.234,5");
    await press("Enter");
    await rest();
    expect.verifySteps(["write 1 expected_revenue:1234.5", "open"]);
});

test("what the server refuses is said and not lost", async () => {
    expect.errors(1);
    const server = makeForecastServer();
    await openForecast();
    server.failures.push(makeServerError({ message: "Not that much" }));
    await click(cell(1, "amount"));
    await animationFrame();
    await edit("99");
    await press("Enter");
    await rest();
    expect.verifyErrors(["Not that much"]);
    expect.verifySteps(["open", "write 1 expected_revenue:99", "open"]);
    expect(".o_error_dialog").toHaveCount(1);
    expect(cellText(1, "amount")).toBe("99");
    expect(cell(1, "amount")).toHaveClass("o_sales_plan_failed");
});

test("a category is chosen, and reset", async () => {
    makeForecastServer();
    await openForecast();
    await click(cell(1, "category"));
    await animationFrame();
    expect(".o_sales_plan_editor option:disabled").toHaveText("Closed");
    await contains(".o_sales_plan_editor select").select("4");
    await rest();
    await contains("[data-deal='3'] .o_sales_plan_by_hand").click();
    await rest();
    expect.verifySteps([
        "open",
        "write 1 forecast_category_id:4",
        "open",
        "reset 3",
        "open",
    ]);
});

test("deals are dragged to another category, but not to the closed ones", async () => {
    makeForecastServer();
    await openForecast();
    const handle = "[data-deal='1'] .o_sales_plan_handle";
    await contains(handle).dragAndDrop("[data-role=commit] .o_sales_plan_category_head");
    await rest();
    expect.verifySteps(["open", "write 1 forecast_category_id:4", "open"]);
    await contains(handle).dragAndDrop("[data-role=closed] .o_sales_plan_category_head");
    await rest();
    expect.verifySteps([]);
    expect(".o_notification").toHaveText(/closed by marking it as won/);
    expect("[data-deal='4'] .o_sales_plan_handle").toHaveCount(0);
});

test("deals are added to the forecast and taken out of it", async () => {
    const server = makeForecastServer();
    await openForecast();
    const deals = smallDeals();
    Object.assign(deals[0], { is_added: true, is_included: true });
    server.payload = personPayload({ deals });
    await contains("[data-deal='1'] .o_sales_plan_toggle_added").click();
    await rest();
    expect("[data-deal='1'] .o_sales_plan_toggle_added").toHaveText("Remove from forecast");
    expect("[data-deal='3'] .o_sales_plan_toggle_added").toHaveCount(0);
    await contains("[data-deal='1'] .o_sales_plan_toggle_added").click();
    await rest();
    expect.verifySteps([
        "open",
        "write 1 forecast_is_added:true",
        "open",
        "write 1 forecast_is_added:false",
        "open",
    ]);
});

test("categories fold, also after the forecast was left", async () => {
    makeForecastServer();
    await openForecast();
    await contains("[data-role=commit] .o_sales_plan_fold").click();
    expect(grouping()).toEqual({ closed: ["Delta"], best_case: ["Beta"], pipeline: ["Alpha"] });
    expect("[data-role=commit] .o_sales_plan_category_head").toHaveAttribute(
        "aria-expanded",
        "false"
    );
    await getService("action").doAction({ type: "ir.actions.client", tag: "sales_plan.forecast" });
    await animationFrame();
    expect("[data-deal='3']").toHaveCount(0);
    expect.verifySteps(["open", "open"]);
});

test("a deal's name opens its form", async () => {
    mockService("action", {
        doAction(action) {
            if (action.res_model) {
                expect.step(`${action.res_model} ${action.res_id}`);
                return;
            }
            return super.doAction(...arguments);
        },
    });
    makeForecastServer();
    await openForecast();
    await contains("[data-deal='2'] .o_sales_plan_deal_name a").click();
    expect.verifySteps(["open", "crm.lead 2"]);
});

test("without deals it says what to do next", async () => {
    makeForecastServer(
        personPayload({
            deals: [],
            figures: amounts(0, 0, 0, 0),
            undated: { count: 2, amount: 500 },
        })
    );
    await openForecast();
    expect(".o_sales_plan_empty").toHaveText(/None of your deals is expected to close in July/);
    expect(".o_sales_plan_empty").toHaveText(/give one to those that have/);
    expect(".o_sales_plan_empty .btn-primary").toHaveText("New Deal");
    expect.verifySteps(["open"]);
});

test("a long list stays quick", async () => {
    const roles = ["pipeline", "best_case", "commit"];
    const deals = Array.from({ length: 300 }, (_, index) =>
        deal(index + 1, `Deal ${index}`, roles[index % 3], 100)
    );
    makeForecastServer(personPayload({ deals }));
    await openForecast();
    expect(".o_sales_plan_deal").toHaveCount(300);
    const before = [...document.querySelectorAll(".o_sales_plan_deal")];
    await click(cell(150, "amount"));
    await animationFrame();
    expect(queryOne(".o_sales_plan_editor input").closest("[data-deal]").dataset.deal).toBe("150");
    await keyDown("Escape");
    await rest();
    expect(before.every((row) => row.isConnected)).toBe(true);
    expect.verifySteps(["open"]);
});

test("who has not submitted can be looked at live", async () => {
    makeForecastServer(({ live }) =>
        personPayload({
            deals: live ? smallDeals() : [],
            figures: amounts(0, 0, 0, 0),
            forecast: {
                is_mine: false,
                can_submit: false,
                can_adjust: false,
                shows_live: Boolean(live),
            },
        })
    );
    await openForecast();
    expect(".o_sales_plan_empty").toHaveText(/Grace has not submitted a forecast for July/);
    expect(".o_sales_plan_submit").toHaveCount(0);
    await contains(".o_sales_plan_ask_live").click();
    expect(".o_sales_plan_deal").toHaveCount(4);
    expect(".o_sales_plan_live").toHaveClass("active");
    expect.verifySteps(["open", "open live:true"]);
});

test("figures can be seen without the deals behind them", async () => {
    makeForecastServer(personPayload({ deals: [], forecast: { is_mine: false } }));
    await openForecast();
    expect(".o_sales_plan_empty").toHaveText(/but the deals behind them are not/);
    expect(".o_sales_plan_empty .btn").toHaveCount(0);
    expect.verifySteps(["open"]);
});
