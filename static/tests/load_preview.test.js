import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class Row extends models.Model {
    _name = "row";
    depth = fields.Integer();
    name = fields.Char();
    history_amount = fields.Float();
    target_amount = fields.Float();
    growth = fields.Float();
    current_amount = fields.Float();
    cells = fields.Json();

    _records = [
        { id: 1, depth: 0, name: "Total", target_amount: 1650, history_amount: 1500 },
        {
            id: 2,
            depth: 1,
            name: "North",
            target_amount: 1650,
            history_amount: 1500,
            growth: 0.1,
            cells: [[1, "1650.50", "1500.00"]],
        },
        {
            id: 3,
            depth: 2,
            name: "Acme",
            target_amount: 550,
            history_amount: 0,
            growth: false,
            cells: [
                [1, "550.00", "0"],
                [3, "-20.00", "-10.00"],
            ],
        },
    ];
}

class Total extends models.Model {
    _name = "total";
    target_amount = fields.Float();
    history_amount = fields.Float();
    growth = fields.Float();
    current_amount = fields.Float();

    _records = [{ id: 1, target_amount: 1650, history_amount: 1500, growth: 0.1, current_amount: 0 }];
}

class Load extends models.Model {
    _name = "load";
    row_ids = fields.One2many({ relation: "row" });
    total_ids = fields.One2many({ relation: "total" });
    preview_periods = fields.Json();

    _records = [
        {
            id: 1,
            row_ids: [1, 2, 3],
            total_ids: [1],
            preview_periods: [
                {
                    id: 1,
                    name: "Jan 2027",
                    source: "January 2026",
                    spans: [["2026-01-01", "2026-01-31"]],
                    told: [],
                    target: 1650.5,
                    history: 1500,
                },
                {
                    id: 2,
                    name: "Feb 2027",
                    source: "",
                    spans: [],
                    told: [["to_come", "empty"]],
                    target: 0,
                    history: 0,
                },
                {
                    id: 3,
                    name: "Mar 2027",
                    source: "March 2025",
                    spans: [["2025-03-01", "2025-03-31"]],
                    told: [["to_come", "earlier"]],
                    target: -20,
                    history: -10,
                },
            ],
        },
    ];
}

defineModels({ ...mailModels, Row, Total, Load });

async function mountPreview(limit = 80) {
    await mountView({
        type: "form",
        resModel: "load",
        resId: 1,
        arch: `
            <form>
                <field name="preview_periods" invisible="1"/>
                <field name="total_ids">
                    <list>
                        <field name="target_amount"/>
                        <field name="history_amount"/>
                        <field name="growth"/>
                        <field name="current_amount"/>
                    </list>
                </field>
                <field name="row_ids" widget="sales_plan_load_preview">
                    <list limit="${limit}">
                        <field name="depth"/>
                        <field name="name"/>
                        <field name="history_amount"/>
                        <field name="target_amount"/>
                        <field name="growth"/>
                        <field name="current_amount"/>
                        <field name="cells"/>
                    </list>
                </field>
            </form>`,
    });
}

const TABLE = ".o_sales_plan_load_preview";

test("a column for each period says of which days it is", async () => {
    await mountPreview();
    const heads = queryAllTexts(`${TABLE} thead tr:first-child th`);
    expect(heads).toEqual([
        "Row",
        "New Target",
        "History",
        "Growth",
        "Jan 2027\nJanuary 2026",
        "Feb 2027\nno history",
        "Mar 2027\nMarch 2025",
    ]);
    expect(`${TABLE} .o_sales_plan_load_source.text-danger`).toHaveText("no history");
    expect(`${TABLE} .text-warning-emphasis:not(.text-danger)`).toHaveText("March 2025");
});

test("the total stands above the rows, which are indented; nothing is not zero", async () => {
    await mountPreview();
    expect(queryAllTexts(`${TABLE} .o_sales_plan_load_total > *`)).toEqual([
        "Total",
        "1,650",
        "1,500",
        "+10%",
        "1,651",
        "",
        "-20",
    ]);
    expect(queryAllTexts(`${TABLE} tbody th`)).toEqual(["North", "Acme"]);
    expect(queryAllTexts(`${TABLE} tbody tr:last-child td`)).toEqual([
        "550",
        "0",
        "",
        "550",
        "",
        "-20",
    ]);
    const [north, acme] = document.querySelectorAll(`${TABLE} tbody th`);
    expect(parseFloat(acme.style.paddingInlineStart)).toBeGreaterThan(
        parseFloat(north.style.paddingInlineStart)
    );
    const january = queryFirst(`${TABLE} tbody tr td:nth-of-type(4)`);
    expect(january.title).toBe("1,650.50, from a history of 1,500");
});

test("long plans are turned by pages, the total stays", async () => {
    await mountPreview(2);
    expect(`${TABLE} .o_pager`).toHaveCount(1);
    expect(queryAllTexts(`${TABLE} tbody th`)).toEqual(["North"]);
    await contains(`${TABLE} .o_pager_next`).click();
    await animationFrame();
    expect(`${TABLE} tbody th`).toHaveText("Acme");
    expect(`${TABLE} .o_sales_plan_load_total`).toHaveCount(1);
});
