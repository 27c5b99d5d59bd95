import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { contains, mockService } from "@web/../tests/web_test_helpers";
import { router } from "@web/core/browser/router";

import {
    amounts,
    barOf,
    defineForecastModels,
    figure,
    makeForecastServer,
    measuredBy,
    openForecast,
    personPayload,
    teamPayload,
} from "./forecast_helpers";

defineForecastModels();
describe.current.tags("desktop");
beforeEach(() => mockDate("2027-07-15 10:00:00"));

test("figures stand beside their target", async () => {
    makeForecastServer();
    await openForecast();
    expect.verifySteps(["open"]);
    expect(figure("target")).toBe("$ 10,000.00");
    expect(figure("closed")).toBe("$ 4,000.00");
    expect(figure("commit")).toBe("$ 3,000.00");
    expect(figure("best_case")).toBe("$ 2,000.00");
    expect(figure("pipeline")).toBe("$ 1,000.00");
    expect(figure("forecast")).toBe("$ 7,000.00");
    expect(figure("gap")).toBe("$ -3,000.00");
    expect(figure("coverage")).toBe("1.0×");
    expect(queryOne(".o_sales_plan_progress_part.o_sales_plan_role_closed").style.width).toBe(
        "40%"
    );
    expect(queryOne(".o_sales_plan_progress_target").style.insetInlineStart).toBe("100%");
    expect(".o_sales_plan_submitted").toHaveText("Not submitted yet");
    expect(".o_sales_plan_measured").toHaveText("Won, Plan 2027");
    expect(".o_sales_plan_reached").toHaveText("$ 4,000.00 won of $ 10,000.00 · 40% · $ 6,000.00 missing");
    expect("[data-figure=gap]").toHaveAttribute("title", "Forecast minus target");
});

test("a target is measured in its plan's words, what is won keeps its own", async () => {
    const measured = measuredBy("invoiced", 9850);
    makeForecastServer(personPayload({ figures: { measured, gap: 2850 } }));
    await openForecast();
    expect(".o_sales_plan_measured").toHaveText("Invoiced, Plan 2027");
    expect(".o_sales_plan_reached").toHaveText(
        "$ 4,000.00 won · $ 9,850.00 invoiced of $ 10,000.00 · 98.5% · $ 150.00 missing"
    );
    expect(".o_sales_plan_progress_part.o_sales_plan_role_closed").toHaveAttribute(
        "title",
        /9,850\.00 invoiced$/
    );
    expect("[data-figure=gap]").toHaveAttribute("title", /^What the plan has counted/);
    expect.verifySteps(["open"]);
});

test("a plan that counts other deals than the forecast says both", async () => {
    makeForecastServer(personPayload({ figures: { measured: measuredBy("won", 3000) } }));
    await openForecast();
    expect(".o_sales_plan_reached").toHaveText(
        "$ 4,000.00 closed · $ 3,000.00 won of $ 10,000.00 · 30% · $ 7,000.00 missing"
    );
    expect.verifySteps(["open"]);
});

test("what is unknown is a dash", async () => {
    const bar = barOf(40, 30, 20, 10, null);
    makeForecastServer(
        personPayload({
            figures: { target: null, measured: null, gap: null, coverage: null, bar },
        })
    );
    await openForecast();
    expect(["target", "gap", "coverage"].map(figure)).toEqual(["—", "—", "—"]);
    expect(".o_sales_plan_progress_target").toHaveCount(0);
    expect(".o_sales_plan_measured").toHaveCount(0);
    expect(".o_sales_plan_reached").toHaveCount(0);
    expect.verifySteps(["open"]);
});

test("columns are cumulative, amounts weighted; the address says so", async () => {
    makeForecastServer();
    await openForecast();
    await contains(".o_sales_plan_cumulative").click();
    expect(queryAllTexts(".o_sales_plan_figure dt")).toEqual([
        "Target",
        "Closed",
        "Commit Forecast",
        "Best Case Forecast",
        "Open Pipeline",
        "Forecast",
        "Gap",
        "Coverage",
    ]);
    expect(["closed", "commit", "best_case", "pipeline"].map(figure)).toEqual([
        "$ 4,000.00",
        "$ 7,000.00",
        "$ 9,000.00",
        "$ 6,000.00",
    ]);
    await contains(".o_sales_plan_weighted").click();
    expect(["commit", "best_case", "pipeline", "forecast"].map(figure)).toEqual([
        "$ 6,700.00",
        "$ 7,900.00",
        "$ 4,100.00",
        "$ 8,100.00",
    ]);
    expect(figure("gap")).toBe("$ -1,900.00");
    expect("[data-deal='2'] .o_sales_plan_extra").toHaveText("$ 1,200.00");
    await animationFrame();
    expect(router.current.columns).toBe("cumulative");
    expect(router.current.weighted).toBe(1);
    await contains(".o_sales_plan_single").click();
    await contains(".o_sales_plan_weighted").click();
    expect(figure("commit")).toBe("$ 3,000.00");
    // looking differently at the same figures asks nothing
    expect.verifySteps(["open"]);
});

test("weighted figures are those of deals, without adjustments, and say so", async () => {
    const adjustment = {
        row_user_id: false,
        row_team_id: false,
        note: "Signs in August",
        date: "2027-07-15 10:00:00",
        user: "Grace",
    };
    makeForecastServer(
        personPayload({
            figures: { corrected: 6250, corrected_share: 0.88 },
            adjustments: [
                { id: 1, role: "commit", amount: -1500.5, ...adjustment },
                { id: 2, role: "pipeline", amount: 300, ...adjustment },
            ],
        })
    );
    await openForecast();
    expect(".o_sales_plan_adjustment").toHaveCount(2);
    expect(".o_sales_plan_weighted_sentence").toHaveCount(0);
    await contains(".o_sales_plan_weighted").click();
    expect(".o_sales_plan_adjustment").toHaveCount(0);
    expect(".o_sales_plan_adjust").toHaveCount(0);
    expect(".o_sales_plan_corrected").toHaveCount(0);
    expect(figure("coverage")).toBe("0.7×");
    expect(".o_sales_plan_weighted_sentence").toHaveText(
        "Weighted figures are deals times their probability: 2 adjustments are left out."
    );
    expect(".o_sales_plan_progress").toHaveAttribute("aria-label", /forecast \$\s8,100\.00/);
    await contains(".o_sales_plan_weighted").click();
    expect(".o_sales_plan_adjustment").toHaveCount(2);
    expect(".o_sales_plan_corrected").toHaveCount(1);
    expect.verifySteps(["open"]);
});

test("the period changes, and the address with it", async () => {
    makeForecastServer(({ period_id }) =>
        period_id === 8
            ? personPayload({
                  forecast: {
                      period: {
                          id: 8,
                          name: "August 2027",
                          date_from: "2027-08-01",
                          date_to: "2027-08-31",
                      },
                  },
              })
            : personPayload()
    );
    await openForecast();
    expect(".o_sales_plan_period_name").toHaveText("July 2027");
    await contains(".o_sales_plan_next").click();
    expect(".o_sales_plan_period_name").toHaveText("August 2027");
    expect(".o_sales_plan_next").not.toBeEnabled();
    await animationFrame();
    expect(router.current.period_id).toBe(8);
    await contains(".o_sales_plan_period_name").click();
    await contains(".o-dropdown-item:contains(June)").click();
    expect.verifySteps(["open", "open period_id:8", "open period_id:6"]);
});

test("it opens as the address says", async () => {
    makeForecastServer();
    await openForecast({ period_id: 6, kind: "person", user_id: 5, columns: "cumulative" });
    expect.verifySteps(["open period_id:6 kind:person user_id:5"]);
    expect(".o_sales_plan_cumulative").toHaveClass("active");
});

test("what is on in the address is on", async () => {
    makeForecastServer(teamPayload());
    await openForecast({ kind: "team", live: 1 });
    expect.verifySteps(["open kind:team live:true"]);
    expect(".o_sales_plan_live").toHaveClass("active");
});

test("a past day is shown as it was, and cannot be changed", async () => {
    makeForecastServer(({ as_of }) => personPayload({ forecast: { as_of: as_of || false } }));
    await openForecast();
    await contains(".o_sales_plan_as_of_input input").click();
    await contains(".o_date_item_cell:contains(/^9$/)").click();
    await animationFrame();
    expect.verifySteps(["open", "open as_of:2027-07-09"]);
    expect(".o_sales_plan_as_of").toHaveText(/at the end of Jul 9/);
    expect(".o_sales_plan_submit").toHaveCount(0);
    expect(".o_sales_plan_handle").toHaveCount(0);
    expect(".o_sales_plan_adjust").toHaveCount(0);
    expect(".o_sales_plan_toggle_added").toHaveCount(0);
    await contains("[data-deal='1'] [data-field=amount]").click();
    expect(".o_sales_plan_editor").toHaveCount(0);
    await contains(".o_sales_plan_as_of .btn").click();
    expect(".o_sales_plan_as_of").toHaveCount(0);
    expect(".o_sales_plan_handle").toHaveCount(3);
    expect.verifySteps(["open"]);
});

test("deals without a place in any period are named and opened", async () => {
    mockService("action", {
        doAction(action) {
            if (action.res_model) {
                expect.step(JSON.stringify(action.domain));
                return;
            }
            return super.doAction(...arguments);
        },
    });
    makeForecastServer(
        personPayload({ overdue: { count: 1, amount: 800 } })
    );
    await openForecast();
    expect(".o_sales_plan_stray").toHaveText("1 deal is past its closing date: $ 800.00");
    await contains(".o_sales_plan_overdue").click();
    expect.verifySteps(["open", "strays overdue", '[["id","in",[9]]]']);
});

test("past forecasts say what this one is likely to become", async () => {
    makeForecastServer(personPayload({ figures: { corrected: 6250, corrected_share: 0.75 } }));
    await openForecast();
    await animationFrame();
    expect(".o_sales_plan_corrected").toHaveText(
        "Going by what became of earlier forecasts: $ 6,250.00"
    );
    expect(".o_sales_plan_corrected").toHaveAttribute(
        "data-tooltip",
        /^What is closed, and 75% of what is still open in the forecast/
    );
    expect.verifySteps(["open"]);
});

test("an address that is not for this reader leads to one's own", async () => {
    expect.errors(1);
    makeForecastServer(({ user_id }) => {
        if (user_id) {
            throw new Error("Not yours");
        }
        return personPayload();
    });
    await openForecast({ kind: "person", user_id: 99 });
    await animationFrame();
    expect.verifySteps(["open kind:person user_id:99", "open"]);
    expect.verifyErrors([/Not yours|RPC_ERROR/]);
    expect(".o_sales_plan_forecast_name").toHaveText("Grace");
});
