import { describe, expect, test } from "@odoo/hoot";
import { queryAllAttributes, queryAllTexts } from "@odoo/hoot-dom";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, onRpc } from "@web/../tests/web_test_helpers";
import { router } from "@web/core/browser/router";
import {
    catchCockpitActions,
    makeCockpit,
    makeCockpitLanding,
    makeCockpitServer,
    makeReport,
    openCockpit,
} from "./cockpit_helpers";

describe.current.tags("desktop");
defineModels(mailModels);

const reports = {
    label: "Salesperson",
    currency_id: 1,
    rows: [
        makeReport(),
        makeReport({ row_id: 22, name: "Cy", worksheet: false, reasons: ["a", "b", "c", "d"] }),
    ],
};

function openTeam(values = {}) {
    const { own, deals } = makeCockpitLanding();
    makeCockpitServer({
        data: makeCockpit({ title: "North", reports, ...values }),
        landing: { own, deals, rows: { 21: own } },
    });
    return openCockpit();
}

test("who needs help, and why", async () => {
    await openTeam();
    const texts = queryAllTexts("[data-row='21'] td");
    expect(texts[0]).toBe("Bob");
    expect(texts.slice(3, 10)).toEqual([
        "83%",
        "$ 11,000",
        "30%",
        "0.5×",
        "$ 80",
        "—",
        "17% behind pace, no forecast yet, $ 80 overdue",
    ]);
    expect(queryAllTexts("[data-row='22'] td").slice(4, 8)).toEqual(["—", "—", "0.5×", "—"]);
    expect(queryAllTexts(".o_sales_plan_cockpit_why")[1]).toBe("a, b, c");
    expect(queryAllAttributes(".o_sales_plan_cockpit_why", "title")[1]).toBe("a, b, c, d");
    expect(".o_sales_plan_cockpit_customers").toHaveCount(0);
    expect.verifySteps([{}]);
});

test("a small line for each row: so far, on what was planned until then", async () => {
    await openTeam();
    const line = "[data-row='21'] .o_sales_plan_trend_line";
    expect(line).toHaveAttribute(
        "aria-label",
        "$\u00a020.00 so far, of $\u00a040.00 planned until then"
    );
    expect(line).toHaveClass("o_sales_plan_trend_behind");
    expect(`${line} .o_sales_plan_trend_plan`).toHaveAttribute(
        "points",
        "2.5,15.3 48.0,11.0 93.5,2.5"
    );
    expect("[data-row='22'] .o_sales_plan_trend_line").toHaveCount(0);
    expect.verifySteps([{}]);
});

test("write, adjust and split again, where the server lets the user", async () => {
    catchCockpitActions();
    for (const [model, method] of [
        ["sales.plan.allocation", "action_write_owners"],
        ["sales.plan.table", "table_suggest"],
    ]) {
        onRpc(model, method, ({ args }) => {
            expect.step([method, ...args]);
            return { type: "opened" };
        });
    }
    await openTeam();
    for (const act of ["write", "adjust", "split"]) {
        expect(`[data-row='22'] [data-action=${act}]`).toHaveCount(0);
        await contains(`[data-row='21'] [data-action=${act}]`).click();
    }
    expect.verifySteps([
        {},
        ["action_write_owners", [21]],
        ["sales_plan.sales_plan_table_action", { active_id: 4, row_id: 21 }],
        ["table_suggest", 4, 21],
    ]);
});

test("what makes the gap, what hides it, and what both open", async () => {
    catchCockpitActions();
    await openTeam();
    expect(".o_sales_plan_breakdown_text").toHaveText(
        "$ 100 less than expected by today in 1 of 2. $ 30 more in the others hides a part."
    );
    expect(queryAllTexts("[data-behind] td, [data-behind] th")).toEqual(["Bob", "$ 100", "100%"]);
    expect(".o_sales_plan_breakdown_behind tbody tr:last th").toHaveText("2 others");
    expect(queryAllTexts("[data-ahead='4'] td")).toEqual(["Cy", "30", "60", "+30"]);
    await contains("[data-ahead='4'] [data-opens=actual]").click();
    expect.verifySteps([{}, ["cockpit_open_part", 4]]);
    await contains("[data-by=country]").click();
    expect("[data-by=country]").toHaveClass("active");
    expect(router.current.by).toBe("country");
    await contains("[data-ahead='4'] td:first-child button").click();
    expect.verifySteps([{ row_id: 22, by: "country" }]);
});

test("nothing to tell apart", async () => {
    makeCockpitServer({ data: makeCockpit({ reports }), breakdown: { by: false } });
    await openCockpit();
    expect("[data-row='21']").toHaveCount(1);
    expect(".o_sales_plan_breakdown").toHaveCount(0);
    expect.verifySteps([{}]);
});

test("down to a row, and up again", async () => {
    await openTeam({
        breadcrumb: [
            { row_id: false, name: "Overview" },
            { row_id: 20, name: "North" },
        ],
    });
    await contains("[data-row='21'] td:first-child button").click();
    expect(router.current.row_id).toBe(21);
    await contains(".o_sales_plan_cockpit_up:contains(North)").click();
    await contains(".o_sales_plan_cockpit_up:contains(Overview)").click();
    expect(router.current.row_id).toBe(undefined);
    expect.verifySteps([{}, { row_id: 21 }, { row_id: 20 }, { plan_id: 4 }]);
});

test("actions of a row: its forecast, an activity for its owner", async () => {
    catchCockpitActions();
    await openTeam();
    for (const name of ["pace", "landing", "pipeline", "overdue"]) {
        await contains(`[data-row='21'] [data-opens=${name}]`).click();
    }
    expect.verifySteps([
        {},
        ["cockpit_open_documents", "invoiced"],
        ["cockpit_open_landing"],
        ["cockpit_open_documents", "pipeline"],
        ["cockpit_open_list", "invoices"],
    ]);
    await contains("[data-row='21'] [data-action=worksheet]").click();
    await contains("[data-row='21'] [data-action=schedule]").click();
    expect("[data-row='22'] [data-action=worksheet]").toHaveCount(0);
    expect.verifySteps([
        ["sales_plan.sales_forecast_action", { kind: "person", user_id: 3 }],
        ["mail.activity.schedule", 21],
    ]);
});
