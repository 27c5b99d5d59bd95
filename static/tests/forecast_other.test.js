import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import {
    defineForecastModels,
    makeForecastServer,
    makeLanding,
    openForecast,
} from "./forecast_helpers";

describe.current.tags("desktop");

defineForecastModels();

const TEXT = ".o_sales_plan_landing_other";

async function openLanding(values) {
    makeForecastServer().landing = makeLanding(values);
    await openForecast();
    await animationFrame();
    expect.verifySteps(["open"]);
}

function makeOther(values = {}) {
    const text = "The rhythm was off by 12%, the deals by 31%: so the rhythm is shown.";
    return { kind: "pipeline", p50: 12500, error: 0.31, shown_error: 0.12, text, ...values };
}

test("what the open deals say stands beside the rhythm, and why", async () => {
    await openLanding({ other: makeOther() });
    expect(TEXT).toHaveText(/^Going by the open deals: .*12,500.*\. The rhythm was off by 12%/);
});

test("what the rhythm says stands beside the open deals", async () => {
    await openLanding({ other: makeOther({ kind: "rhythm" }) });
    expect(TEXT).toHaveText(/^Going by the rhythm of past months: .*12,500/);
});

test("nothing stands beside where there is one way only", async () => {
    await openLanding({});
    expect(TEXT).toHaveCount(0);
});
