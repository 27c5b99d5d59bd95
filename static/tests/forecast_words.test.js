import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAll } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import { contains, patchTranslations } from "@web/../tests/web_test_helpers";

import {
    defineForecastModels,
    makeForecastServer,
    openForecast,
    personPayload,
    teamPayload,
} from "./forecast_helpers";

defineForecastModels();
describe.current.tags("desktop");
beforeEach(() => {
    mockDate("2027-07-15 10:00:00");
    patchTranslations({
        sales_plan: {
            "%(label)s:": "%(label)s\u00a0:",
            "%(label)s: %(text)s": "%(label)s\u00a0: %(text)s",
            "+ or −": "+ ou −",
            "Adjust %s": "Ajuster « %s »",
            "Adjust %(role)s of %(name)s": "Ajuster « %(role)s » de %(name)s",
            "Adjusted by %s": "Ajusté de %s",
            Target: "Objectif",
            Forecast: "Prévision",
            Gap: "Écart",
            Landing: "Atterrissage",
        },
    });
});

test("languages set the colon after a label as they do", async () => {
    makeForecastServer(
        personPayload({ overdue: { count: 1, amount: 800 } })
    );
    await openForecast();
    expect(".o_sales_plan_stray").toHaveText(
        /closing date\s: \$ 800\.00$/
    );
    await contains("[data-figure=commit] .o_sales_plan_adjust").click();
    expect(".modal-body p").toHaveText(/^Your deals\s: \$/);
    expect(".modal-body p:contains(deals:)").toHaveCount(0);
    expect(".o_sales_plan_adjust_amount").toHaveAttribute("placeholder", "+ ou −");
    expect.verifySteps(["open"]);
});

test("what is read out, and headings of cards, are in the reader's language", async () => {
    makeForecastServer(teamPayload());
    await openForecast();
    const labels = queryAll("tr[data-row=person-5] td").map((cell) => cell.dataset.label);
    expect([labels[0], ...labels.slice(-3)]).toEqual([
        "Objectif",
        "Prévision",
        "Écart",
        "Atterrissage",
    ]);
    expect("tr[data-row=person-5] td[data-role=best_case] .o_sales_plan_adjust").toHaveAttribute(
        "aria-label",
        "Ajuster « Best Case » de Grace"
    );
    expect(".o_sales_plan_adjusted:first small").toHaveAttribute("aria-label", /^Ajusté de .*\u00a0: /);
    expect.verifySteps(["open"]);
});
