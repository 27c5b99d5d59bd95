import { describe, expect, test } from "@odoo/hoot";
import { queryFirst } from "@odoo/hoot-dom";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class CustomerPlan extends models.Model {
    _name = "sales.customer.plan.line";

    achieved_share = fields.Float();
    amount = fields.Float();
    status = fields.Char();

    _records = [
        { id: 1, achieved_share: 0.25, amount: 1000, status: "active" },
        { id: 2, achieved_share: 1.5, amount: 1000, status: "achieved" },
        { id: 3, achieved_share: false, amount: 0, status: "active" },
    ];
}

defineModels({ ...mailModels, CustomerPlan });

async function mountPlan(resId) {
    await mountView({
        type: "form",
        resModel: "sales.customer.plan.line",
        resId,
        arch: `<form><field name="achieved_share" widget="sales_plan_achieved"/></form>`,
    });
}

test("the bar of a customer plan is as long as what is achieved", async () => {
    await mountPlan(1);
    expect(".o_sales_plan_bar_label").toHaveText("25%");
    expect(queryFirst(".o_sales_plan_bar_track > .bg-info").style.width).toBe("25%");
});

test("beyond the amount the bar is full, and the figure is not cut", async () => {
    await mountPlan(2);
    expect(".o_sales_plan_bar_label").toHaveText("150%");
    expect(queryFirst(".o_sales_plan_bar_track > .bg-success").style.width).toBe("100%");
});

test("what expects nothing has no bar", async () => {
    await mountPlan(3);
    expect(".o_sales_plan_bar").toHaveCount(0);
});
