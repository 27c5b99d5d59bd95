import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne, queryRect } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { contains, mockService, onRpc } from "@web/../tests/web_test_helpers";
import { router } from "@web/core/browser/router";

import {
    amounts,
    defineForecastModels,
    makeForecastServer,
    openForecast,
    personPayload,
    teamPayload,
} from "./forecast_helpers";

defineForecastModels();
describe.current.tags("desktop");
beforeEach(() => mockDate("2027-07-15 10:00:00"));

/** A team of which Daniel, and perhaps the team below, have not submitted. */
function awaiting(reminded = []) {
    const payload = teamPayload();
    return {
        ...payload,
        rows: payload.rows.map((row) => ({
            ...row,
            can_remind: !row.submission && row.kind !== "own",
            is_reminded: reminded.includes(row.key),
        })),
    };
}

function makeReminder(server, told) {
    onRpc("sales.forecast", "worksheet_remind", ({ args }) => {
        expect.step(`remind ${args.join(" ")}`);
        server.payload = awaiting(["person-6"]);
        return told;
    });
}

test("a leader reminds who has not submitted, and sees that it is done", async () => {
    const server = makeForecastServer(awaiting());
    makeReminder(server, "1 person is reminded.");
    await openForecast();
    expect(".o_sales_plan_awaited").toHaveText(/Daniel has not submitted/);
    expect(".o_sales_plan_remind").toHaveCount(1);
    await contains(".o_sales_plan_remind_all").click();
    expect(".o_notification").toHaveText(/1 person is reminded/);
    expect(".o_sales_plan_awaited").toHaveText(/reminded today/);
    expect(".o_sales_plan_remind_all").toHaveCount(0);
    expect(".o_sales_plan_remind").not.toBeEnabled();
    expect.verifySteps(["open", "remind 71 ", "open"]);
});

test("one row is reminded by itself", async () => {
    const server = makeForecastServer(awaiting());
    makeReminder(server, "1 person is reminded.");
    await openForecast();
    await contains("[data-row='person-6'] .o_sales_plan_remind").click();
    expect.verifySteps(["open", "remind 71 person-6", "open"]);
});

test("where all have submitted nobody is reminded", async () => {
    makeForecastServer(teamPayload());
    await openForecast();
    expect(".o_sales_plan_awaited").toHaveCount(0);
    expect(".o_sales_plan_remind").toHaveCount(0);
    expect.verifySteps(["open"]);
});

test("month and quarter are switched, and the address with them", async () => {
    const quarter = {
        id: 40,
        name: "Q3 2027",
        kind: "quarter",
        date_from: "2027-07-01",
        date_to: "2027-09-30",
    };
    const month = { ...personPayload().forecast.period, kind: "month" };
    makeForecastServer(({ period_kind }) =>
        period_kind === "quarter"
            ? personPayload({
                  forecast: { period: quarter },
                  periods: [{ id: 40, name: "Q3 2027", is_current: true }],
              })
            : personPayload({ forecast: { period: month } })
    );
    await openForecast();
    expect(queryAllTexts(".o_sales_plan_period_kind .active")).toEqual(["Month"]);
    const before = queryRect(".o_sales_plan_next").x;
    await contains("[data-kind=quarter]").click();
    expect(".o_sales_plan_period_name").toHaveText("Q3 2027");
    expect(queryAllTexts(".o_sales_plan_period_kind .active")).toEqual(["Quarter"]);
    expect(queryRect(".o_sales_plan_next").x).toBe(before);
    await animationFrame();
    expect(router.current.period_kind).toBe("quarter");
    await contains("[data-kind=month]").click();
    expect(queryAllTexts(".o_sales_plan_period_kind .active")).toEqual(["Month"]);
    expect.verifySteps([
        "open",
        `open period_id:${month.id} period_kind:quarter`,
        "open period_id:40 period_kind:month",
    ]);
});

test("the arrows stay where they are, however long the period is called", async () => {
    const server = makeForecastServer();
    await openForecast();
    const places = () =>
        ["previous", "next"].map((name) => queryRect(`.o_sales_plan_${name}`).x);
    const before = places();
    server.payload = personPayload({
        submission_count: 2, // more buttons before them
        forecast: {
            period: { ...personPayload().forecast.period, id: 8, name: "September 2027/28" },
        },
    });
    await contains(".o_sales_plan_next").click();
    expect(".o_sales_plan_period_name").toHaveText("September 2027/28");
    expect(places()).toEqual(before);
    expect.verifySteps(["open", "open period_id:8"]);
});

test("a new deal is that of the forecast's owner, closed by the period's end", async () => {
    const made = [];
    mockService("action", {
        doAction(action) {
            if (action.res_model === "crm.lead") {
                made.push(action.context);
                return undefined;
            }
            return super.doAction(...arguments);
        },
    });
    const server = makeForecastServer();
    await openForecast();
    await contains(".o_sales_plan_new_deal").click();
    server.payload = personPayload({
        forecast: { period: { ...personPayload().forecast.period, id: 6, is_over: true } },
    });
    await contains(".o_sales_plan_previous").click();
    await contains(".o_sales_plan_new_deal").click();
    expect(made).toEqual([
        {
            default_type: "opportunity",
            default_user_id: 5,
            default_date_deadline: "2027-07-31",
        },
        { default_type: "opportunity", default_user_id: 5 },
    ]);
    expect.verifySteps(["open", "open period_id:6"]);
});

test("nobody makes deals in the forecast of somebody else, nor in the past", async () => {
    const figures = amounts(0, 0, 0, 0);
    const server = makeForecastServer(
        personPayload({ figures, forecast: { is_mine: false, can_submit: false } })
    );
    await openForecast();
    expect(".o_sales_plan_new_deal").toHaveCount(0);
    server.payload = personPayload({ forecast: { as_of: "2027-07-01", can_submit: false } });
    await contains(".o_sales_plan_next").click();
    expect(queryOne(".o_sales_plan_as_of")).toBeVisible();
    expect(".o_sales_plan_new_deal").toHaveCount(0);
    expect.verifySteps(["open", "open period_id:8"]);
});
