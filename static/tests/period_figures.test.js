import { expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class Row extends models.Model {
    _name = "row";

    has_target = fields.Boolean();
    target_amount = fields.Float();
    actual_amount = fields.Float();
    gap_amount = fields.Float();
    attainment = fields.Float();
    unit_currency_id = fields.Many2one({ relation: "res.currency" });
    period_figures = fields.Json();

    _records = [
        {
            id: 1,
            has_target: true,
            target_amount: 300,
            actual_amount: 120,
            gap_amount: -180,
            attainment: 0.4,
            period_figures: [
                { id: 1, name: "Jan", target: 100, actual: 110, gap: 10, attainment: 1.1 },
                {
                    id: 2,
                    name: "Feb",
                    is_current: true,
                    target: 200,
                    actual: 10,
                    gap: -190,
                    attainment: 0.05,
                },
                {
                    id: 4,
                    name: "Past",
                    is_over: true,
                    target: 50,
                    actual: 40,
                    gap: -10,
                    attainment: 0.8,
                },
                { id: 3, name: "Mar", target: null, actual: null, gap: null, attainment: null },
            ],
        },
        { id: 2, has_target: false, actual_amount: 0, period_figures: [] },
    ];
}

defineModels({ ...mailModels, Row });

function open(resId) {
    return mountView({
        type: "form",
        resModel: "row",
        resId,
        arch: `<form><field name="period_figures" widget="sales_plan_period_figures"/></form>`,
    });
}

test("target and actual of each period, and together", async () => {
    await open(1);
    const texts = (selector) => queryAllTexts(`.o_sales_plan_periods ${selector}`);
    expect(texts("tbody th")).toEqual(["Jan", "Feb", "Past", "Mar"]);
    expect(texts("tbody tr:first td.text-end")).toEqual(["100", "110", "10", "110%"]);
    expect(texts("tbody tr:last td.text-end")).toEqual(["—", "—", "—", "—"]);
    expect(texts("tfoot td.text-end")).toEqual(["300", "120", "-180", "40%"]);
    expect(".o_sales_plan_current th").toHaveText("Feb");
    expect(".o_sales_plan_current th").toHaveAttribute("aria-current", "date");
});

test("bars are on one scale, targets are marked on it", async () => {
    await open(1);
    const [first, second] = [1, 2].map((number) => `tbody tr:nth-child(${number})`);
    expect(queryOne(`${first} .o_sales_plan_period_bar`).style.width).toBe("55%");
    expect(`${first} .o_sales_plan_period_bar`).toHaveClass("bg-success");
    expect(queryOne(`${second} .o_sales_plan_period_bar`).style.width).toBe("5%");
    expect(`${second} .o_sales_plan_period_bar`).toHaveClass("bg-info");
    expect(".o_sales_plan_period_target").toHaveCount(3);
});

test("what is over and was not reached has the colour of missed", async () => {
    await open(1);
    const past = "tbody tr:nth-child(3)";
    expect(`${past} .o_sales_plan_period_bar`).toHaveClass("bg-danger");
    expect(`${past} td.text-danger`).toHaveText("-10");
    expect("tbody td.text-danger").toHaveCount(1);
});

test("without targets there is nothing to measure", async () => {
    await open(2);
    expect(queryAllTexts(".o_sales_plan_periods tfoot td.text-end")).toEqual(["—", "0", "—", "—"]);
});
