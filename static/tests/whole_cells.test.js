import { describe, expect, test } from "@odoo/hoot";
import { queryAll, queryOne, resize } from "@odoo/hoot-dom";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

const NAME = "Europe and Middle East / Online Partners / Somebody with a long name";
const RECORDS = [
    { id: 1, name: NAME, kind: "invoiced", amount: -2280000, currency_id: 1 },
];

class Order extends models.Model {
    _name = "order";

    name = fields.Char();
    kind = fields.Selection({ selection: [["invoiced", "Posted Invoices of the Year"]] });
    currency_id = fields.Many2one({ relation: "res.currency" });
    amount = fields.Monetary({ currency_field: "currency_id" });

    _records = RECORDS;
    _views = { search: `<search/>` };
}

class Actual extends models.Model {
    _name = "sales.actual";

    name = fields.Char();
    kind = fields.Selection({ selection: [["invoiced", "Posted Invoices of the Year"]] });
    currency_id = fields.Many2one({ relation: "res.currency" });
    amount = fields.Monetary({ currency_field: "currency_id" });

    _records = RECORDS;
    _views = { search: `<search/>` };
}
defineModels({ ...mailModels, Order, Actual });

const ARCH = `
    <list>
        <field name="currency_id" column_invisible="1"/>
        <field name="name" width="100px"/>
        <field name="kind" width="60px"/>
        <field name="amount"/>
    </list>`;

const mountList = (resModel) => mountView({ type: "list", resModel, arch: ARCH });
const cells = () => queryAll(".o_data_row .o_data_cell");

test("amounts of millions have room, and every cell says what it has", async () => {
    await mountList("sales.actual");
    const [name, kind, amount] = cells();
    expect(amount.scrollWidth).toBeLessThan(amount.clientWidth + 1);
    expect(name).toHaveAttribute("data-tooltip", NAME);
    expect(kind).toHaveAttribute("data-tooltip", "Posted Invoices of the Year");
    expect(amount.dataset.tooltip).toMatch(/2,280,000\.00/);
});

test("its list is marked, and its names are wrapped", async () => {
    await mountList("sales.actual");
    expect(".o_sales_plan_whole_cells").toHaveCount(1);
    const [name] = cells();
    expect(name.scrollWidth).toBeLessThan(name.clientWidth + 1);
});

test("badges have room for their longest word", async () => {
    const arch = `<list><field name="name"/><field name="kind" widget="badge"/></list>`;
    await mountView({ type: "list", resModel: "sales.actual", arch });
    const badge = queryOne(".badge");
    expect(badge).toHaveText("Posted Invoices of the Year");
    expect(badge.scrollWidth).toBeLessThan(badge.clientWidth + 2);
});

test("lists of others are as they are", async () => {
    await mountList("order");
    const [, kind, amount] = cells();
    expect(kind).not.toHaveAttribute("data-tooltip");
    expect(amount).not.toHaveAttribute("data-tooltip");
    expect(".o_sales_plan_whole_cells").toHaveCount(0);
});

test("on a phone names have room for their words", async () => {
    const arch = `<list><field name="name"/><field name="amount"/></list>`;
    await resize({ width: 390, height: 800 });
    await mountView({ type: "list", resModel: "sales.actual", arch });
    expect(Math.round(cells()[0].getBoundingClientRect().width)).toBeGreaterThan(127);
});
