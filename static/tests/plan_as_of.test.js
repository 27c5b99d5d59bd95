import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { router } from "@web/core/browser/router";

describe.current.tags("desktop");

class SalesPlanReport extends models.Model {
    _name = "sales.plan.report";

    as_of = fields.Date();
    plan = fields.Char();
    measure = fields.Char();
    target_amount = fields.Float({ aggregator: "sum" });

    _records = [{ id: 1, plan: "Money", measure: "revenue", target_amount: 100 }];
}

defineModels({ ...mailModels, SalesPlanReport });

const NOTE = "What is undone, Odoo forgets.";

/** Open the list on a Friday in May; the domains and days that are asked for are steps. */
async function openList(values = {}) {
    mockDate("2025-05-16 10:00:00");
    onRpc("sales.plan.report", "read_as_of", ({ args: [domain, day] }) => {
        expect.step(`told ${day} ${JSON.stringify(domain)}`);
        return { title: `At the end of ${day}`, notes: [NOTE], plan_ids: [7, 8] };
    });
    onRpc("sales.plan.report", "web_search_read", ({ kwargs }) => {
        expect.step(`read ${JSON.stringify(kwargs.domain)} ${kwargs.context.as_of || ""}`);
        return { length: 1, records: [{ id: 1, plan: "Money", target_amount: 100 }] };
    });
    await mountView({
        type: "list",
        resModel: "sales.plan.report",
        arch: `<list js_class="sales_plan_report_list"><field name="plan"/></list>`,
        ...values,
    });
}

test("today nothing is asked for, and nothing is said", async () => {
    await openList();
    expect.verifySteps(["read [] "]);
    expect(".o_sales_plan_past").toHaveCount(0);
    expect(".o_sales_plan_as_of .active").toHaveText("Today");
});

test("a past day is asked for, and marked with what is known of it", async () => {
    await openList();
    expect.verifySteps(["read [] "]);
    await contains(".o_sales_plan_as_of button:contains(End of Last Month)").click();
    await animationFrame();
    const asked = '[["as_of","=","2025-04-30"]]';
    expect.verifySteps([`told 2025-04-30 ${asked}`, `read ${asked} 2025-04-30`], {
        ignoreOrder: true,
    });
    expect(".o_sales_plan_past strong").toHaveText("At the end of 2025-04-30");
    expect(queryAllTexts(".o_sales_plan_past li")).toEqual([NOTE]);
    mockService("action", {
        doAction: ({ url, target }) => expect.step(`${target} ${url}`),
    });
    await contains("button[name=download_rows]").click();
    expect.verifySteps(["download /sales_plan/xlsx?ids=7,8&as_of=2025-04-30"]);
    await contains(".o_sales_plan_as_of button:contains(Today)").click();
    await animationFrame();
    expect.verifySteps(["read [] "]);
    expect(".o_sales_plan_past").toHaveCount(0);
});

test("what is opened from a figure is of the same day", async () => {
    await openList({ domain: [["as_of", "=", "2025-03-31"]] });
    const asked = '["&",[1,"=",1],["as_of","=","2025-03-31"]]';
    expect.verifySteps([`told 2025-03-31 ${asked}`, `read ${asked} 2025-03-31`], {
        ignoreOrder: true,
    });
    await animationFrame();
    expect(".o_sales_plan_past strong").toHaveText("At the end of 2025-03-31");
});

test("a past day stands in the address", async () => {
    await openList({ updateActionState: ({ as_of }) => expect.step(`address ${as_of}`) });
    expect.verifySteps(["read [] ", "address undefined"]);
    await contains(".o_sales_plan_as_of button:contains(End of Last Month)").click();
    await animationFrame();
    const asked = '[["as_of","=","2025-04-30"]]';
    expect.verifySteps(
        ["address 2025-04-30", `told 2025-04-30 ${asked}`, `read ${asked} 2025-04-30`],
        { ignoreOrder: true }
    );
});

test("who comes by an address sees its day; what is no past day is today", async () => {
    patchWithCleanup(router, { current: { as_of: "2025-03-31" } });
    await openList();
    const asked = '[["as_of","=","2025-03-31"]]';
    expect.verifySteps([`told 2025-03-31 ${asked}`, `read ${asked} 2025-03-31`], {
        ignoreOrder: true,
    });
});

for (const day of ["2025-05-16", "2030-01-01", "yesterday", 20250101, true]) {
    test(`an address of ${day} is one of today`, async () => {
        patchWithCleanup(router, { current: { as_of: day } });
        await openList();
        expect.verifySteps(["read [] "]);
    });
}
