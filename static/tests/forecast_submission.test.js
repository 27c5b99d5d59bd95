import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import { contains, onRpc } from "@web/../tests/web_test_helpers";

import {
    amounts,
    defineForecastModels,
    figure,
    makeForecastServer,
    openForecast,
    personPayload,
} from "./forecast_helpers";

defineForecastModels();
describe.current.tags("desktop");
beforeEach(() => mockDate("2027-07-15 10:00:00"));

const SUBMISSION = { id: 30, date: "2027-07-12 08:30:00", user: "Grace" };

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
