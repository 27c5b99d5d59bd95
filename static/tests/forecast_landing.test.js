import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne, queryText, waitFor } from "@odoo/hoot-dom";
import { Deferred, animationFrame } from "@odoo/hoot-mock";
import { contains, mockService, onRpc } from "@web/../tests/web_test_helpers";
import {
    defineForecastModels,
    makeForecastServer,
    makeLanding,
    makeTrend,
    openForecast,
    personPayload,
    teamPayload,
} from "./forecast_helpers";

describe.current.tags("desktop");

defineForecastModels();

/** Open the forecast and wait until it is worked out where it will end up. */
async function openLanding() {
    await openForecast();
    await animationFrame();
    expect.verifySteps(["open"]);
}

const TEXT = ".o_sales_plan_landing";

test("range, chance, parts and reasons", async () => {
    makeForecastServer();
    await openLanding();
    expect(`${TEXT}_middle`).toHaveText(/11,000/);
    expect(`${TEXT}_range`).toHaveText(/9,000.* to .*13,000/);
    expect(`${TEXT}_chance`).toHaveText("70% to reach the target");
    expect(queryAllTexts(`${TEXT}_parts dt`)).toEqual([
        "Certain",
        "Open deals",
        "Still to come",
    ]);
    expect(queryOne(".o_sales_plan_range_band").style.width).toBe("31%");
    expect(queryAllTexts(".o_sales_plan_reasons strong")[0]).toMatch(/5,000/);
});

test("what is shown waits for no landing", async () => {
    makeForecastServer();
    const answer = new Deferred();
    onRpc("sales.forecast", "worksheet_landing", () => answer);
    await openForecast();
    expect(".o_sales_plan_forecast_head").toHaveCount(1);
    expect(queryText(TEXT)).toBe("Working out where this will end up");
    answer.resolve({ own: makeLanding(), rows: {} });
    await animationFrame();
    expect(`${TEXT}_middle`).toHaveText(/11,000/);
    expect.verifySteps(["open"]);
});

test("a leader sees where each report will end up", async () => {
    const server = makeForecastServer(teamPayload());
    server.rows = {
        "person-5": makeLanding(),
        "person-6": makeLanding({ p50: 500, chance: null }),
    };
    await openLanding();
    const cell = (row) => queryText(`tr[data-row=${row}] .o_sales_plan_row_landing`);
    expect(cell("person-5")).toMatch(/11,000\.00\s+70%/);
    expect(cell("person-6")).toBe("500.00");
    expect("tr[data-row=person-5] .o_sales_plan_row_landing").toHaveAttribute(
        "data-tooltip",
        /9,000.* to 13,000/
    );
});

test("a range that is wider than the target has no chance", async () => {
    const server = makeForecastServer();
    server.landing = makeLanding({ chance: null, no_chance: "The range is wider." });
    await openLanding();
    expect(`${TEXT}_chance`).toHaveCount(0);
    expect(".o_sales_plan_no_chance").toHaveText("The range is wider.");
});

test("without a target nothing is said of a chance", async () => {
    const server = makeForecastServer();
    server.landing = makeLanding({
        chance: null,
        target: null,
        bar: { low: 10, middle: 20, high: 30, certain: 5, target: null },
    });
    await openLanding();
    expect(`${TEXT}_chance, .o_sales_plan_no_chance, .o_sales_plan_range_target`).toHaveCount(0);
});

test("a period that is over has ended up somewhere", async () => {
    const { period } = personPayload().forecast;
    makeForecastServer(personPayload({ forecast: { period: { ...period, is_over: true } } }));
    onRpc("sales.forecast", "worksheet_landing", () => expect.step("landing"));
    await openLanding();
    expect(`${TEXT}_middle, ${TEXT}_parts`).toHaveCount(0);
    await contains(".o_sales_plan_trend_toggle").click();
    await waitFor(`${TEXT}_trend canvas`, { timeout: 5000 });
    expect.verifySteps(["trend"]);
});

test("a reason opens its deals", async () => {
    mockService("action", {
        doAction(action) {
            if (action.res_model === "crm.lead") {
                expect.step(`deals ${JSON.stringify(action.domain)}`);
                return undefined;
            }
            return super.doAction(...arguments);
        },
    });
    makeForecastServer();
    await openLanding();
    await contains(".o_sales_plan_reasons button").click();
    expect.verifySteps(['deals [["id","in",[9]]]']);
});

test("parts and reasons open what they are made of", async () => {
    mockService("action", {
        doAction(action) {
            if (action.res_model === "crm.lead") {
                expect.step(`opened ${JSON.stringify(action.domain)}`);
                return undefined;
            }
            return super.doAction(...arguments);
        },
    });
    makeForecastServer();
    await openLanding();
    expect(`${TEXT}_parts [data-part=deals] small`).toHaveText(/of .*9,000/);
    expect(`${TEXT}_parts [data-part=certain] small`).toHaveCount(0);
    await contains(`${TEXT}_parts [data-part=deals] button`).click();
    await contains("[data-reason=to_come] button").click();
    expect.verifySteps([
        "part deals",
        'opened [["name","=","deals"]]',
        "part to_come",
        'opened [["name","=","to_come"]]',
    ]);
});

test("the trend is asked for by who wants to see it", async () => {
    const server = makeForecastServer();
    server.trend = makeTrend({ known_since: "2027-03-10" });
    await openLanding();
    expect(`${TEXT}_trend`).toHaveCount(0);
    await contains(`.o_sales_plan_trend_toggle`).click();
    // the library that draws it is loaded first
    await waitFor(`${TEXT}_trend canvas`, { timeout: 5000 });
    expect.verifySteps(["trend"]);
    expect(".o_sales_plan_trend_toggle").toHaveAttribute("aria-expanded", "true");
    expect(`${TEXT}_trend > p`).toHaveText(/^Before .*10.* nobody knows what there was\.$/);
    await contains(`.o_sales_plan_trend_toggle`).click();
    expect(`${TEXT}_trend`).toHaveCount(0);
});

test("what a reader should know of the past is said below", async () => {
    const server = makeForecastServer();
    server.landing = makeLanding({ notes: ["Too few deals.", "Deals are known since March."] });
    await openLanding();
    expect(queryAllTexts(`${TEXT}_note`)).toEqual([
        "Too few deals.",
        "Deals are known since March.",
    ]);
});

test("nothing is certain before the end", async () => {
    const server = makeForecastServer();
    server.landing = makeLanding({ chance: 0.999 });
    await openLanding();
    expect(`${TEXT}_chance`).toHaveText("more than 99% to reach the target");
});

test("nothing is impossible before the end", async () => {
    const server = makeForecastServer();
    server.landing = makeLanding({ chance: 0 });
    await openLanding();
    expect(`${TEXT}_chance`).toHaveText("less than 1% to reach the target");
});
