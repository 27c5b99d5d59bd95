import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, select } from "@odoo/hoot-dom";
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

const NO_PARTS = { parts: [], others: 0, others_amount: 0 };

function total(step, label, amount, opens = true) {
    return { step, label, help: "", amount, low: 0, high: amount, is_total: true, opens, ...NO_PARTS };
}

function bridge(values = {}) {
    return {
        row: { id: 5, name: "North" },
        plan: { id: 2, name: "Year" },
        request: { row_id: 5, against: "target", period_id: false },
        periods: [
            { id: 11, name: "Q1" },
            { id: 12, name: "Q2" },
        ],
        days: "this year, compared with last year",
        currency_id: 1,
        digits: 2,
        has_target: true,
        steps: [
            total("start", "Target", 1000, false),
            {
                step: "volume",
                label: "Volume",
                help: "More or fewer pieces.",
                amount: -300,
                low: 700,
                high: 1000,
                is_total: false,
                opens: true,
                parts: [{ name: "Screw", amount: -250 }],
                others: 2,
                others_amount: -50,
            },
            {
                step: "unplanned",
                label: "Unplanned",
                help: "",
                amount: 80,
                low: 700,
                high: 780,
                is_total: false,
                opens: true,
                ...NO_PARTS,
            },
            total("end", "Actual", 780),
        ],
        ...values,
    };
}

let data;

beforeEach(() => {
    data = bridge();
    onRpc("sales.plan.bridge", "bridge_open", ({ args: [request] }) => {
        expect.step(request);
        return { ...data, request: { ...data.request, ...request } };
    });
    onRpc("sales.plan.bridge", "bridge_open_step", ({ args }) => {
        expect.step(args[1]);
        return { type: "opened" };
    });
});

async function open() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_plan.bridge",
        context: { active_id: 5 },
    });
    expect.verifySteps([{ row_id: 5 }]);
}

function rows() {
    return queryAllTexts(".o_sales_plan_bridge_table tbody tr td:last-child");
}

test("steps with their signs, their parts when asked for", async () => {
    await open();
    expect(".o_sales_plan_bridge_chart canvas").toHaveCount(1);
    expect(rows()).toEqual(["$ 1,000.00", "$ -300.00", "$ +80.00", "$ 780.00"]);
    await click("[data-step=volume] button[aria-expanded=false]");
    await animationFrame();
    expect(rows()).toEqual(["$ 1,000.00", "$ -300.00", "$ -250.00", "$ -50.00", "$ +80.00", "$ 780.00"]);
    expect(queryAllTexts(".o_sales_plan_bridge_part td:first-child")).toEqual([
        "Screw",
        "2 others",
    ]);
});

test("a step opens what it is made of, a target nothing", async () => {
    mockService("action", {
        doAction(action) {
            if (action.type === "opened") {
                expect.step("opened");
                return;
            }
            return super.doAction(...arguments);
        },
    });
    await open();
    expect("[data-step=start] [name=open_step]").toHaveCount(0);
    await click("[data-step=volume] [name=open_step]");
    await animationFrame();
    expect.verifySteps(["volume", "opened"]);
});

test("compared with last year, and of one period", async () => {
    await open();
    await click("[name=last_year]");
    await animationFrame();
    expect.verifySteps([{ row_id: 5, against: "last_year", period_id: false }]);
    expect("[name=last_year]").toHaveAttribute("aria-pressed", "true");
    await click("[name=period]");
    await select("12");
    await animationFrame();
    expect.verifySteps([{ row_id: 5, against: "last_year", period_id: 12 }]);
});

test("nothing planned: last year is offered", async () => {
    data = bridge({ steps: [], has_target: false });
    await open();
    expect(".o_sales_plan_bridge_chart").toHaveCount(0);
    await click(".o_sales_plan_bridge .btn-primary");
    await animationFrame();
    expect.verifySteps([{ row_id: 5, against: "last_year", period_id: false }]);
});

test("without a row it says where bridges are opened", async () => {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "sales_plan.bridge" });
    expect(".o_sales_plan_bridge p").toHaveText("Open the bridge from a plan");
    expect.verifySteps([]);
});
