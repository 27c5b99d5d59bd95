import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne, select } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");
defineModels(mailModels);

const NOTHING = { count: 0, amount: 0, weighted: 0 };
const REQUEST = { team_id: false, user_id: false, closing: "any", unit: "month", offset: 0 };

function cell(closed, pipeline, count = 1) {
    return {
        closed: closed ? { count, amount: closed, weighted: closed } : NOTHING,
        pipeline: pipeline ? { count, amount: pipeline, weighted: pipeline / 2 } : NOTHING,
    };
}

function dashboard(values = {}) {
    return {
        request: REQUEST,
        currency_id: 1,
        left_out: [],
        teams: [
            { id: 7, name: "North" },
            { id: 8, name: "South" },
        ],
        users: [{ id: 3, name: "Ada" }],
        funnel: {
            stages: [
                {
                    id: 1,
                    name: "New",
                    count: 4,
                    amount: 800,
                    weighted: 340,
                    share: 1,
                    moved_on: 0.6667,
                },
                {
                    id: 2,
                    name: "Qualified",
                    count: 1,
                    amount: 200,
                    weighted: 55,
                    share: 0.25,
                    moved_on: null,
                },
                { id: 5, name: "Proposition", ...NOTHING, share: 0, moved_on: 0 },
            ],
            total: { count: 5, amount: 1000, weighted: 395 },
        },
        grid: {
            periods: [
                { name: "Mar 2025", is_current: true },
                { name: "Apr 2025", is_current: false },
            ],
            rows: [
                {
                    user_id: 3,
                    name: "Ada",
                    cells: [cell(1000, 100), cell(0, 300)],
                    total: cell(1000, 400, 2),
                },
                {
                    user_id: false,
                    name: "No Salesperson",
                    cells: [cell(0, 0), cell(0, 80)],
                    total: cell(0, 80),
                },
            ],
            total: {
                cells: [cell(1000, 100), cell(0, 380, 2)],
                total: cell(1000, 480, 3),
            },
        },
        ...values,
    };
}

let data;

beforeEach(() => {
    data = dashboard();
    onRpc("sales.pipeline.dashboard", "dashboard_open", ({ args }) => {
        expect.step(args[0]);
        return { ...data, request: { ...REQUEST, ...args[0] } };
    });
    for (const method of ["dashboard_open_stage", "dashboard_open_cell"]) {
        onRpc("sales.pipeline.dashboard", method, ({ args }) => {
            expect.step([method, ...args.slice(1)]);
            return { type: "opened" };
        });
    }
});

async function open() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction("sales_plan.pipeline_dashboard");
    expect.verifySteps([{}]);
}

function catchActions() {
    mockService("action", {
        doAction(action) {
            if (action.type === "opened" || action === "crm.crm_lead_opportunities") {
                expect.step(action.type || action);
                return;
            }
            return super.doAction(...arguments);
        },
    });
}

test("the funnel: figures, bars and share that moved on", async () => {
    await open();
    const row = (number) => queryAllTexts(`.o_sales_plan_funnel tbody tr:nth-child(${number}) > *`);
    expect(row(1)).toEqual(["New", "", "4", "$ 800", "$ 340", "67%"]);
    expect(row(2)).toEqual(["Qualified", "", "1", "$ 200", "$ 55", "—"]);
    expect(row(3)).toEqual(["Proposition", "", "0", "$ 0", "$ 0", "0%"]);
    const total = queryAllTexts(".o_sales_plan_funnel tfoot tr > *");
    expect(total).toEqual(["Total", "", "5", "$ 1,000", "$ 395", ""]);
    expect(queryOne("tr:nth-child(2) .o_sales_plan_funnel_bar").style.width).toBe("25%");
});

test("a stage opens its deals, an empty one nothing", async () => {
    catchActions();
    await open();
    await click(".o_sales_plan_funnel tbody tr:nth-child(2) button");
    await animationFrame();
    expect.verifySteps([["dashboard_open_stage", 2], "opened"]);
    await click(".o_sales_plan_funnel tbody tr:nth-child(1) .o_sales_plan_funnel_bar");
    await animationFrame();
    expect.verifySteps([["dashboard_open_stage", 1], "opened"]);
    await click(".o_sales_plan_funnel tbody tr:nth-child(3)");
    await animationFrame();
    expect.verifySteps([]);
    expect(".o_sales_plan_funnel tbody tr:nth-child(3) button").toHaveCount(0);
});

test("the grid: closed above, pipeline below, the current period marked", async () => {
    await open();
    const texts = (row) =>
        queryAllTexts(`.o_sales_plan_pipeline_grid tbody tr:nth-child(${row}) > *`);
    expect(texts(1)).toEqual(["Ada", "$ 1,000\n$ 100", "—\n$ 300", "$ 1,000\n$ 400"]);
    expect(texts(2)).toEqual(["No Salesperson", "—\n—", "—\n$ 80", "—\n$ 80"]);
    expect(texts(3)).toEqual(["Total", "$ 1,000\n$ 100", "—\n$ 380", "$ 1,000\n$ 480"]);
    expect("th[aria-current=date]").toHaveText("Mar 2025");
    expect("tr:nth-child(1) button[name=pipeline]:first").toHaveAttribute(
        "aria-label",
        "Pipeline: $\u00a0100, weighted: $\u00a050, deals: 1"
    );
});

test("every figure of the grid opens its deals", async () => {
    catchActions();
    await open();
    const press = async (row, column, kind) => {
        const at = `.o_sales_plan_pipeline_grid tbody tr:nth-child(${row}) td:nth-child(${column})`;
        await click(`${at} button[name=${kind}]`);
        await animationFrame();
    };
    await press(1, 2, "closed");
    await press(2, 3, "pipeline");
    await press(1, 4, "closed");
    await press(3, 3, "pipeline");
    await press(3, 4, "closed");
    expect.verifySteps([
        ["dashboard_open_cell", "closed", 3, 0],
        "opened",
        ["dashboard_open_cell", "pipeline", false, 1],
        "opened",
        ["dashboard_open_cell", "closed", 3, null],
        "opened",
        ["dashboard_open_cell", "pipeline", null, 1],
        "opened",
        ["dashboard_open_cell", "closed", null, null],
        "opened",
    ]);
});

test("filters, the unit and the columns are asked of the server", async () => {
    await open();
    await click("select[name=team]");
    await select("8");
    await animationFrame();
    expect.verifySteps([{ ...REQUEST, team_id: 8 }]);
    await click("select[name=closing]");
    await select("quarter");
    await animationFrame();
    expect.verifySteps([{ ...REQUEST, team_id: 8, closing: "quarter" }]);
    await click("button[name=later]");
    await animationFrame();
    expect.verifySteps([{ ...REQUEST, team_id: 8, closing: "quarter", offset: 1 }]);
    await click("button[name=quarter]");
    await animationFrame();
    expect.verifySteps([{ ...REQUEST, team_id: 8, closing: "quarter", unit: "quarter" }]);
    expect("button[name=quarter]").toHaveAttribute("aria-pressed", "true");
    expect("button[name=month]").toHaveAttribute("aria-pressed", "false");
    expect("button[name=today]").not.toBeEnabled();
});

test("who sees their own deals only has nobody to choose", async () => {
    data = dashboard({ teams: [], users: [] });
    await open();
    expect("select[name=team]").toHaveCount(0);
    expect("select[name=user]").toHaveCount(0);
    expect("select[name=closing]").toHaveCount(1);
});

test("without deals there is a way on", async () => {
    catchActions();
    data = dashboard({
        funnel: { stages: [], total: NOTHING },
        grid: { periods: [], rows: [], total: { cells: [], total: cell(0, 0) } },
    });
    await open();
    expect(".o_sales_plan_funnel").toHaveCount(0);
    expect(".o_sales_plan_pipeline_empty p").toHaveText("There are no opportunities yet");
    await click(".o_sales_plan_pipeline_empty button");
    expect.verifySteps(["crm.crm_lead_opportunities"]);
    await click("select[name=team]");
    await select("7");
    await animationFrame();
    expect(".o_sales_plan_pipeline_empty p").toHaveText("No opportunity matches these filters");
    await click(".o_sales_plan_pipeline_empty button");
    await animationFrame();
    expect.verifySteps([{ ...REQUEST, team_id: 7 }, { unit: "month" }]);
});

test("companies of other currencies are named", async () => {
    data = dashboard({ left_out: ["Alpha", "Beta"] });
    await open();
    expect(".alert").toHaveText("Not counted here, as they have another currency: Alpha, Beta");
});
