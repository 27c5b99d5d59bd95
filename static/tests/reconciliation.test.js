import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryFirst, select } from "@odoo/hoot-dom";
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

const SPAN = { first: "2025-01-01", last: "2025-03-31" };

function line(planned, booked, items = 1) {
    return { planned, booked, difference: booked - planned, items };
}

function reconciliation(values = {}) {
    return {
        plan: { id: 2, name: "Year" },
        plans: [
            { id: 2, name: "Year" },
            { id: 3, name: "Quarter" },
        ],
        request: { plan_id: 2, ...SPAN },
        span: SPAN,
        periods: [
            { id: 11, name: "Jan", first: "2025-01-01", last: "2025-01-31" },
            { id: 12, name: "Feb", first: "2025-02-01", last: "2025-02-28" },
        ],
        currency_id: 1,
        digits: 2,
        verdict: "The ledger has more than the plan.",
        is_tied: false,
        note: "",
        days: "this year",
        total: line(100, 170, 3),
        sum: line(100, 170, 3),
        reasons: [
            { reason: "agrees", label: "Invoiced", help: "", opens: true, ...line(100, 100, 2) },
            { reason: "entries", label: "Entries", help: "Made.", opens: true, ...line(0, 70) },
        ],
        beside: [{ what: "drafts", label: "Drafts", help: "Not posted.", amount: 5, items: 1 }],
        months: [
            { month: "2025-01-01", name: "Jan 2025", ...line(100, 100, 2) },
            { month: "2025-02-01", name: "Feb 2025", ...line(0, 70) },
        ],
        accounts: [
            {
                id: 7,
                name: "400 Sales",
                type: "Income",
                months: [line(100, 100, 2), line(0, 70)],
                ...line(100, 170, 3),
            },
        ],
        locks: { text: "No day is locked.", companies: [] },
        opens: true,
        ...values,
    };
}

let data;

beforeEach(() => {
    data = reconciliation();
    onRpc("sales.reconciliation", "reconciliation_open", ({ args: [request] }) => {
        expect.step(request);
        return { ...data, request: { ...data.request, ...request } };
    });
    onRpc("sales.reconciliation", "reconciliation_open_items", ({ args }) => {
        expect.step(args[1]);
        return { type: "opened" };
    });
});

async function open() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_plan.reconciliation",
        context: { active_id: 2, active_model: "sales.plan" },
    });
    expect.verifySteps([{ plan_id: 2, first: false, last: false }]);
}

test("reasons with what plan and ledger have, and their sums", async () => {
    data.request = { plan_id: 2, ...SPAN };
    await open();
    expect(queryAllTexts("[data-reason=entries] td")).toEqual(["$ 0.00", "$ 70.00", "$ 70.00", "1"]);
    expect(queryAllTexts("[data-reason=total] td")).toEqual([
        "$ 100.00",
        "$ 170.00",
        "$ 70.00",
        "3",
    ]);
    expect(queryAllTexts("[data-account='7'] td")).toEqual(["100.00", "70.00", "170.00"]);
    await click(".o_sales_plan_accounts [name=difference]");
    await animationFrame();
    expect(queryAllTexts("[data-account='7'] td")).toEqual(["", "70.00", "70.00"]);
});

test("reasons, cells and what is told beside open their items", async () => {
    mockService("action", {
        doAction(action) {
            if (action.type === "opened") {
                return;
            }
            return super.doAction(...arguments);
        },
    });
    await open();
    await click("[data-reason=entries] [name=open_reason]");
    await click("[data-beside=drafts] [name=open_beside]");
    await click("[data-account='7'] [name=open_cell]:last");
    await animationFrame();
    expect.verifySteps([
        { reason: "entries" },
        { beside: "drafts" },
        { account_id: 7, month: "2025-02-01" },
    ]);
});

test("who may not see journal items has nothing to open", async () => {
    data.opens = false;
    await open();
    expect(".o_sales_plan_reconciliation td button, .o_sales_plan_reconciliation th button").toHaveCount(0);
});

test("another plan, a period and days of it", async () => {
    await open();
    await click("[name=period]");
    await select("12");
    await animationFrame();
    expect.verifySteps([{ plan_id: 2, first: "2025-02-01", last: "2025-02-28" }]);
    const last = queryFirst("input[name=last]");
    last.value = "2025-01-15";
    last.dispatchEvent(new Event("change"));
    await animationFrame();
    expect.verifySteps([{ plan_id: 2, first: "2025-01-15", last: "2025-01-15" }]);
    expect("[name=period] option:first").toHaveText("Chosen days");
    await click("[name=plan]");
    await select("3");
    await animationFrame();
    expect.verifySteps([{ plan_id: 3 }]);
});
