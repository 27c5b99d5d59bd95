import { describe, expect, test } from "@odoo/hoot";
import { queryFirst } from "@odoo/hoot-dom";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class Plan extends models.Model {
    _name = "sales.plan";

    attainment = fields.Float();
    gap_amount = fields.Float();
    rest_amount = fields.Float();
    target_amount = fields.Float();
    expected_amount = fields.Float();
    has_target = fields.Boolean();
    unit_currency_id = fields.Many2one({ relation: "res.currency" });
    status = fields.Char();

    _records = [
        {
            id: 1,
            attainment: 0.359,
            gap_amount: -641,
            target_amount: 1000,
            expected_amount: 500,
            has_target: true,
            unit_currency_id: 1,
            status: "at_risk",
        },
        { id: 2, has_target: false, unit_currency_id: false },
        { id: 3, has_target: true, unit_currency_id: false, gap_amount: 0 },
        {
            id: 4,
            attainment: 4.5,
            target_amount: 100,
            expected_amount: 100,
            has_target: true,
            status: "achieved",
        },
        { id: 5, attainment: -0.2, target_amount: 100, has_target: true, status: "missed" },
    ];
}

defineModels({ ...mailModels, Plan });

async function mountPlan(resId) {
    await mountView({
        type: "form",
        resModel: "sales.plan",
        resId,
        arch: `<form>
                   <field name="attainment" widget="sales_plan_attainment"/>
                   <field name="gap_amount" widget="sales_plan_figure" options="{'planned': True}"/>
                   <field name="rest_amount" widget="sales_plan_figure" options="{'hide_zero': True}"/>
               </form>`,
    });
}

function widthOf(selector) {
    return queryFirst(selector).style.width;
}

test("the bar is as long as the attainment, with a tick at what is expected", async () => {
    await mountPlan(1);
    expect(".o_sales_plan_bar_label").toHaveText("35.9%");
    expect(".o_sales_plan_bar_track > .bg-warning").toHaveCount(1);
    expect(widthOf(".o_sales_plan_bar_track > .bg-warning")).toBe("35.9%");
    expect(queryFirst(".o_sales_plan_bar_tick").style.insetInlineStart).toBe("50%");
    expect("[role='meter']").toHaveAttribute(
        "aria-valuetext",
        "35.9% of the target; 50% expected by now"
    );
    expect("[name=gap_amount] .o_sales_plan_figure").toHaveText("$ -641.00");
});

test("nothing planned has no bar and no gap; zero has", async () => {
    await mountPlan(2);
    expect(".o_sales_plan_bar").toHaveCount(0);
    expect("[name=gap_amount] .o_sales_plan_figure").toHaveText("—");
});

test("a gap of zero is a figure", async () => {
    await mountPlan(3);
    expect("[name=gap_amount] .o_sales_plan_figure").toHaveText("0");
    expect("[name=rest_amount] .o_sales_plan_figure").toHaveText("");
});

test("a bar ends where its track ends", async () => {
    await mountPlan(4);
    expect(widthOf(".bg-success")).toBe("100%");
    expect(".o_sales_plan_bar_label").toHaveText("450%");
    expect(".o_sales_plan_bar_tick").toHaveCount(0);
});

test("a negative attainment has an empty bar", async () => {
    await mountPlan(5);
    expect(widthOf(".bg-danger")).toBe("0%");
    expect(".o_sales_plan_bar_label").toHaveText("-20%");
});

test("a figure whose sign is told in words has none", async () => {
    const field = `<field name="gap_amount" widget="sales_plan_figure" options="{'absolute': True}"/>`;
    await mountView({
        type: "form",
        resModel: "sales.plan",
        resId: 1,
        arch: `<form>${field}</form>`,
    });
    expect(".o_sales_plan_figure").toHaveText("$ 641.00");
});
