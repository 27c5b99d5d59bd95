import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { contains, mockService, onRpc } from "@web/../tests/web_test_helpers";
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

const SUBMISSION = { id: 30, date: "2027-07-12 08:30:00", user: "Grace" };

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

test("an adjustment needs a number and a note", async () => {
    const server = makeForecastServer();
    await openForecast();
    await contains("[data-figure=commit] .o_sales_plan_adjust").click();
    expect(".modal-title").toHaveText("Adjust Commit");
    await contains(".modal .o_sales_plan_save").click();
    expect(".modal .invalid-feedback").toHaveCount(2);
    await contains(".modal .o_sales_plan_adjust_amount").edit("-1,500.5", { confirm: false });
    await contains(".modal .o_sales_plan_adjust_note").edit(" Signs in August ");
    server.payload = personPayload({
        adjustments: [
            {
                id: 1,
                role: "commit",
                row_user_id: false,
                row_team_id: false,
                amount: -1500.5,
                note: "Signs in August",
                date: "2027-07-15 10:00:00",
                user: "Grace",
            },
        ],
    });
    await contains(".modal .o_sales_plan_save").click();
    expect.verifySteps(["open", "adjust 70 null commit by -1500.5: Signs in August"]);
    expect(".modal").toHaveCount(0);
    expect(".o_sales_plan_adjustment").toHaveText(/Commit \$ -1,500.50\s*Signs in August/);
    await contains(".o_sales_plan_adjustment .o_sales_plan_reset").click();
    expect.verifySteps(["adjust 70 null commit by null: "]);
});

test("an adjustment can be made by the amount wanted", async () => {
    makeForecastServer();
    await openForecast();
    await contains("[data-figure=best_case] .o_sales_plan_adjust").click();
    await contains(".modal input[value=amount]").click();
    await contains(".modal .o_sales_plan_adjust_amount").edit("2500", { confirm: false });
    await contains(".modal .o_sales_plan_adjust_note").edit("One more");
    await contains(".modal .o_sales_plan_save").click();
    expect.verifySteps(["open", "adjust 70 null best_case to 2500: One more"]);
});

test("submitting says what is frozen first", async () => {
    const server = makeForecastServer();
    await openForecast();
    expect(".o_sales_plan_submit").toHaveClass("btn-primary");
    expect(".o_sales_plan_submissions").toHaveCount(0);
    await contains(".o_sales_plan_submit").click();
    expect(".modal").toHaveText(/4 deals are frozen with their values/);
    expect(".modal tr[data-role=forecast] td").toHaveText("$ 7,000.00");
    server.payload = personPayload({ submission: SUBMISSION, submission_count: 1 });
    await contains(".modal .o_sales_plan_confirm").click();
    expect.verifySteps(["open", "submit 70"]);
    expect(".o_sales_plan_submit").toHaveClass("btn-secondary");
    expect(".o_sales_plan_submitted").toHaveText(/Submitted on Jul 12/);
    expect(".o_sales_plan_submissions").toHaveCount(1);
    expect(".o_sales_plan_changes").toHaveText(/No deal has changed/);
});

test("since the last submission, deal by deal", async () => {
    makeForecastServer(
        personPayload({
            submission: SUBMISSION,
            submission_count: 2,
            is_stale: true,
            figures: {
                submitted: amounts(4000, 2000, 2000, 1000),
                difference: { closed: 0, commit: 1000, best_case: 0, pipeline: 0, forecast: 1000 },
            },
            changes: [
                {
                    deal_number: 3,
                    lead_id: 3,
                    name: "Gamma",
                    kind: "amount",
                    before: 2000,
                    after: 3000,
                    difference: 1000,
                },
                {
                    deal_number: 2,
                    lead_id: false,
                    name: "Beta",
                    kind: "date",
                    before: "2027-07-20",
                    after: "2027-08-01",
                    difference: null,
                },
            ],
        })
    );
    await openForecast();
    expect(".o_sales_plan_submitted").toHaveText(/Changed since you submitted on Jul 12/);
    expect(".o_sales_plan_submit").toHaveClass("btn-primary");
    expect("[data-figure=commit] .o_sales_plan_difference").toHaveText("$ +1,000.00");
    expect(queryAllTexts(".o_sales_plan_change_total")).toEqual([
        "Commit $ +1,000.00",
        "Forecast $ +1,000.00",
    ]);
    expect(queryAllTexts(".o_sales_plan_change td")).toEqual([
        "Gamma",
        "Amount",
        "$ 2,000.00",
        "$ 3,000.00",
        "$ +1,000.00",
        "Beta",
        "Closing date",
        "Jul 20",
        "Aug 1",
        "",
    ]);
    expect.verifySteps(["open"]);
});

test("two submissions are compared, or one with what is now", async () => {
    onRpc("sales.forecast.submission", "search_read", () => [
        { id: 31, date: "2027-07-12 08:30:00", user_id: [5, "Grace"], forecast: 7000 },
        { id: 30, date: "2027-07-05 08:30:00", user_id: [5, "Grace"], forecast: 6000 },
    ]);
    const server = makeForecastServer(
        personPayload({ submission: SUBMISSION, submission_count: 2 })
    );
    server.compared = {
        left: {},
        right: {},
        figures: [{ name: "commit", label: "Commit", left: 2000, right: 3000, difference: 1000 }],
        rows: [],
        deals: [
            {
                deal_number: 3,
                name: "Gamma",
                kind: "new",
                before: null,
                after: { amount: 1000, probability: 90, date: "2027-07-20", category: "Commit" },
            },
        ],
    };
    await openForecast();
    await contains(".o_sales_plan_compare").click();
    expect.verifySteps(["open", "compare 30 with 31"]);
    expect(queryAllTexts(".o_sales_plan_compared tbody td")).toEqual([
        "$ 2,000.00",
        "$ 3,000.00",
        "$ +1,000.00",
    ]);
    expect(queryAllTexts(".o_sales_plan_compared_deals tbody td")).toEqual([
        "New",
        "—",
        "$ 1,000.00 · Commit · 90% · Jul 20",
    ]);
    await contains(".o_sales_plan_right").select("");
    expect.verifySteps(["compare 30 with "]);
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
    expect(".o_sales_plan_corrected").toHaveText("likely $ 6,250.00");
    expect(".o_sales_plan_corrected").toHaveAttribute(
        "data-tooltip",
        /^What is closed, and 75% of what is still open in the forecast/
    );
    expect.verifySteps(["open"]);
});

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
    expect(texts).toEqual(["—", "700.00", "—", "—", "—", "700.00", "—"]);
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
