import { expect, test } from "@odoo/hoot";
import { queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { LandingTrend } from "@sales_plan/landing_trend/landing_trend";

defineModels(mailModels);

const POINTS = [
    { day: "2027-03-07", low: 100, middle: 300, high: 500, actual: 50 },
    { day: "2027-03-14", low: 200, middle: 310, high: 420, actual: 120 },
    { day: "2027-03-21", low: null, middle: null, high: null, actual: null },
];

/** Mount the chart; it is drawn by the library, so its data are looked at. */
async function mountTrend(props) {
    let trend;
    class Watched extends LandingTrend {
        setup() {
            super.setup();
            trend = this;
        }
    }
    await mountWithCleanup(Watched, {
        props: { points: POINTS, target: 400, currencyId: 1, ...props },
    });
    return trend.chart.data;
}

test("a band between low and high, the middle, what counts, the target", async () => {
    const { labels, datasets } = await mountTrend();
    expect(labels).toHaveLength(3);
    expect(datasets.map(({ data }) => data)).toEqual([
        [100, 200, null],
        [500, 420, null],
        [300, 310, null],
        [50, 120, null],
        [400, 400, 400],
    ]);
    expect(datasets[1].fill).toBe("-1");
});

test("without a target there is no line of it", async () => {
    const { datasets } = await mountTrend({ target: null });
    expect(datasets).toHaveLength(4);
});

test("who sees no chart hears and reads it", async () => {
    await mountTrend();
    expect("canvas").toHaveAttribute("aria-label", /100.* to .*500.*200.* to .*420/);
    expect(".o_sales_plan_trend tbody tr").toHaveCount(2);
    expect(queryAllTexts(".o_sales_plan_trend th[scope=col]")).toHaveLength(5);
    expect(queryFirst("tr[data-day='2027-03-14']")).toHaveText(/310/);
});

test("nothing is known yet", async () => {
    await mountTrend({ points: POINTS.slice(2) });
    expect("canvas").toHaveAttribute("aria-label", "Landing week by week: nothing is known yet.");
});
