import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import { contains, mockService } from "@web/../tests/web_test_helpers";

import {
    amounts,
    defineForecastModels,
    makeForecastServer,
    openForecast,
    teamPayload,
} from "./forecast_helpers";

defineForecastModels();
describe.current.tags("desktop");
beforeEach(() => mockDate("2027-07-15 10:00:00"));

test("a leader sees what was submitted, and by whom not", async () => {
    makeForecastServer(teamPayload());
    await openForecast();
    const texts = (row) => queryAllTexts(`tr[data-row=${row}] td`).map((text) => text.trim());
    expect("tr[data-row=person-5] .o_sales_plan_total").toHaveCount(4);
    expect(texts("person-5")).toEqual([
        "10,000.00\n9,000.00 invoiced",
        "4,000.00",
        "2,500.00\n-500.00",
        "2,000.00",
        "1,000.00",
        "6,500.00",
        "-3,500.00",
        "—",
    ]);
    expect("tr[data-row=person-6] .o_sales_plan_missing").toHaveText("Not submitted");
    expect("tr[data-row=person-6] td[data-role=commit]").toHaveText("—");
    expect(queryAllTexts("tfoot td")[5]).toBe("6,603.00");
    expect(".o_sales_plan_weighted").toHaveCount(0);
    await contains(".o_sales_plan_cumulative").click();
    expect(texts("person-5").slice(1, 5)).toEqual(["4,000.00", "6,500.00", "8,500.00", "5,500.00"]);
    expect.verifySteps(["open"]);
});

test("a leader asks for live figures", async () => {
    makeForecastServer(({ live }) => teamPayload({ live }));
    await openForecast();
    expect(".o_sales_plan_live_figure").toHaveCount(0);
    await contains(".o_sales_plan_live").click();
    expect.verifySteps(["open", "open live:true"]);
    expect("tr[data-row=person-5] td[data-role=commit] .o_sales_plan_live_figure").toHaveText(
        "live 3,500.00"
    );
    expect("tr[data-row=person-5] th .badge").toHaveText(/Changed since Jul 10/);
    expect("tr[data-row=person-5] th .badge").toHaveAttribute(
        "data-tooltip",
        "If it were submitted now: Commit +500.00, Forecast +500.00"
    );
});

test("a leader adjusts a row and resets it", async () => {
    makeForecastServer(teamPayload());
    await openForecast();
    expect("tr[data-row=own] .o_sales_plan_adjust").toHaveCount(0);
    await contains("tr[data-row=person-5] td[data-role=best_case] .o_sales_plan_adjust").click();
    expect(".modal-title").toHaveText("Adjust Best Case of Grace");
    expect(".modal-body p").toHaveText("Submitted: $ 2,000.00");
    await contains(".modal .o_sales_plan_adjust_amount").edit("250", { confirm: false });
    await contains(".modal .o_sales_plan_adjust_note").edit("Likely");
    await contains(".modal .o_sales_plan_save").click();
    await contains("tr[data-row=person-5] td[data-role=commit] .o_sales_plan_reset").click();
    expect.verifySteps([
        "open",
        "adjust 71 person-5 best_case by 250: Likely",
        "adjust 71 person-5 commit by null: ",
    ]);
});

test("what goes up is as old as it is", async () => {
    makeForecastServer(teamPayload({ live: true }));
    await openForecast();
    await contains(".o_sales_plan_submit").click();
    expect(queryAllTexts(".modal .o_sales_plan_ages li")).toEqual([
        "Grace submitted 5 days ago, and has changed since",
        "Coast submitted 5 days ago",
    ]);
    expect(".modal .o_sales_plan_missing_reports").toHaveText(
        "Not submitted yet, so only what is closed counts: Daniel"
    );
    expect.verifySteps(["open"]);
});

test("of who has not submitted, what is closed counts", async () => {
    const payload = teamPayload();
    payload.rows[2].total = amounts(700, 0, 0, 0);
    makeForecastServer(payload);
    await openForecast();
    const texts = queryAllTexts("tr[data-row=person-6] td").map((text) => text.trim());
    expect(texts).toEqual(["—", "700.00", "—", "—", "—", "700.00", "—", "—"]);
    expect("tr[data-row=person-6] .o_sales_plan_missing").toHaveText("Not submitted");
    expect.verifySteps(["open"]);
});

test("the company is above all teams", async () => {
    makeForecastServer(({ kind }) =>
        teamPayload({
            forecast:
                kind === "company" ? { kind, name: "My Company", team: false, user: false } : {},
            choices: [
                { kind: "company", user_id: false, team_id: false, name: "My Company", depth: 0 },
                { kind: "team", user_id: false, team_id: 3, name: "North", depth: 1 },
            ],
            breadcrumb: [
                { kind: "company", user_id: false, team_id: false, name: "My Company" },
                { kind: "team", user_id: false, team_id: 3, name: "North" },
            ],
        })
    );
    await openForecast();
    await contains(".o_sales_plan_trail .btn").click();
    expect(".o_sales_plan_forecast_name").toHaveText("My Company");
    expect(".o_sales_plan_team").toHaveCount(1);
    expect(".o_sales_plan_who .fa-building-o").toHaveCount(1);
    await contains(".o_sales_plan_who").click();
    expect(".o_sales_plan_who_menu .selected").toHaveText("My Company");
    expect.verifySteps(["open", "open kind:company"]);
});

test("rows open in place, and submissions as records", async () => {
    mockService("action", {
        doAction(action) {
            if (action.res_model) {
                expect.step(`${action.res_model} ${action.res_id}`);
                return;
            }
            return super.doAction(...arguments);
        },
    });
    makeForecastServer(({ team_id }) =>
        team_id === 4
            ? teamPayload({
                  forecast: { name: "Coast", team: [4, "Coast"] },
                  breadcrumb: [
                      { kind: "team", user_id: false, team_id: 3, name: "North" },
                      { kind: "team", user_id: false, team_id: 4, name: "Coast" },
                  ],
              })
            : teamPayload()
    );
    await openForecast();
    await contains("tr[data-row=person-5] .o_sales_plan_open_submission").click();
    await contains("tr[data-row=team-4] .o_sales_plan_open_row").click();
    expect(".o_sales_plan_forecast_name").toHaveText("Coast");
    await contains(".o_sales_plan_trail .btn").click();
    expect(".o_sales_plan_forecast_name").toHaveText("North");
    expect("tr[data-row=person-6] .o_sales_plan_open_row").toHaveCount(0);
    await contains("tr[data-row=person-5] .o_sales_plan_open_row").click();
    expect.verifySteps([
        "open",
        "sales.forecast.submission 31",
        "open kind:team team_id:4",
        "open kind:team team_id:3",
        "open kind:person user_id:5",
    ]);
});

test("submitting a team names those who have not", async () => {
    makeForecastServer(teamPayload());
    await openForecast();
    await contains(".o_sales_plan_submit").click();
    expect(".modal .o_sales_plan_missing_reports").toHaveText(/only what is closed counts:\s*Daniel/);
    expect.verifySteps(["open"]);
});

test("somebody else is chosen from the tree", async () => {
    makeForecastServer(teamPayload());
    await openForecast();
    await contains(".o_sales_plan_who").click();
    expect(queryAllTexts(".o_sales_plan_choice")).toEqual(["North", "Sofia", "Grace", "Coast"]);
    await contains(".o-dropdown-item:contains(Grace)").click();
    expect.verifySteps(["open", "open kind:person user_id:5"]);
});
