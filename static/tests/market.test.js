import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne, queryText } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { markup } from "@odoo/owl";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { Bubbles } from "@sales_plan/pipeline_charts/bubbles";

describe.current.tags("desktop");

class Effort extends models.Model {
    _name = "sales.customer.effort";

    name = fields.Char();
    score = fields.Float();
    score_parts = fields.Char();

    _records = [
        { id: 1, name: "Acme", score: 61.5, score_parts: "Potential: 41 of 50\nTarget: 20.5 of 30" },
        { id: 2, name: "Bolt", score: 0, score_parts: false },
    ];
    _views = {
        list: `<list><field name="name"/><field name="score" widget="sales_plan_score"/></list>`,
    };
}

class Segment extends models.Model {
    _name = "sales.market.report";

    name = fields.Char();
    size = fields.Float();

    _records = [];
    _views = {
        graph: `<graph js_class="sales_plan_bubbles"><field name="size" type="measure"/></graph>`,
        search: `<search/>`,
    };
}

defineModels({ ...mailModels, Effort, Segment });

const METAL = {
    id: 4,
    name: "Metal, Belgium",
    currency_id: 1,
    share: 0.075,
    growth: -0.05,
    size: 4000,
    revenue: 300,
    unused: 3700,
    radius: 1,
};
const FOOD = { ...METAL, id: 6, name: "Food, France", size: 1000, unused: 500, radius: 0.5 };

test("a score says what it is made of when pointed at", async () => {
    await mountView({ type: "list", resModel: "sales.customer.effort" });
    expect(queryAllTexts(".o_sales_plan_score_text")).toEqual(["61.5", "0.0"]);
    expect(queryOne(".o_sales_plan_score_bar:first > span").style.width).toBe("61.5%");
    const told = JSON.parse(queryOne(".o_sales_plan_score:first").dataset.tooltipInfo);
    expect(told).toEqual({ parts: ["Potential: 41 of 50", "Target: 20.5 of 30"] });
});

test("segments are bubbles, and the same as a table", async () => {
    const opened = [];
    const chart = await mountWithCleanup(Bubbles, {
        props: { bubbles: [METAL, FOOD], onOpen: (bubble) => opened.push(bubble.id) },
    });
    const [data] = chart.chart.data.datasets;
    // the smaller one is drawn last, over the larger one
    expect(data.data.map(({ x, y }) => [x, y])).toEqual([
        [7.5, -5],
        [7.5, -5],
    ]);
    expect(data.data[0].r).toBeGreaterThan(data.data[1].r);
    expect(queryAllTexts("tbody th")).toEqual(["Metal, Belgium", "Food, France"]);
    expect(queryText("tbody tr:first td:eq(1)")).toBe("−5%");
    expect(queryText("tbody tr:first td:eq(2)")).toBe("7.5%");
    await click("tbody tr:last button");
    expect(opened).toEqual([6]);
});

test("a bubble opens the customers of its segment", async () => {
    onRpc("sales.market.report", "read_bubbles", () => ({ is_empty: false, bubbles: [METAL] }));
    mockService("action", {
        doActionButton({ name, resId, resModel }) {
            expect.step(`${resModel} ${name} ${resId}`);
        },
    });
    await mountView({ type: "graph", resModel: "sales.market.report" });
    await click("tbody button");
    await animationFrame();
    expect.verifySteps(["sales.market.report action_open_customers 4"]);
});

test("without segments the chart says what to do", async () => {
    onRpc("sales.market.report", "read_bubbles", () => ({ is_empty: true, bubbles: [] }));
    await mountView({
        type: "graph",
        resModel: "sales.market.report",
        noContentHelp: markup("<p>How large are your markets?</p>"),
    });
    expect(".o_view_nocontent").toHaveText("How large are your markets?");
    expect("canvas").toHaveCount(0);
});
