import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels } from "@web/../tests/web_test_helpers";
import {
    catchCockpitActions,
    makeCockpit,
    makeCockpitServer,
    makeReport,
    openCockpit,
} from "./cockpit_helpers";

describe.current.tags("desktop");
defineModels(mailModels);

const PRINTER = ".o_sales_plan_cockpit_print";

test("a page of oneself", async () => {
    catchCockpitActions();
    makeCockpitServer();
    await openCockpit();
    await contains(PRINTER).click();
    expect(queryAllTexts("[data-print]")[0]).toBe("This Page (PDF)");
    expect("[data-print=below]").toHaveCount(0);
    await contains("[data-print=page]").click();
    expect.verifySteps([{}, ["cockpit_print", false]]);
});

test("a page of each below", async () => {
    catchCockpitActions();
    const reports = { label: "Salesperson", currency_id: 1, rows: [makeReport()] };
    makeCockpitServer({ data: makeCockpit({ reports }) });
    await openCockpit();
    await contains(PRINTER).click();
    await contains("[data-print=below]").click();
    expect.verifySteps([{}, ["cockpit_print", true]]);
});

test("a spreadsheet of what is looked at", async () => {
    catchCockpitActions();
    makeCockpitServer();
    await openCockpit();
    await contains("[data-unit=month]").click();
    await contains(PRINTER).click();
    await contains("[data-print=sheet]").click();
    expect.verifySteps([
        {},
        { unit: "month" },
        "/sales_plan/cockpit_xlsx?plan=4&row=&unit=month&day=2025-01-01",
    ]);
});
