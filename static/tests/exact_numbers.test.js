import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { localization } from "@web/core/l10n/localization";

describe.current.tags("desktop");

class Suggest extends models.Model {
    _name = "sales.plan.suggest";

    cushion = fields.Float();
    top = fields.Integer();
    amount = fields.Monetary({ currency_field: "currency_id" });
    currency_id = fields.Many2one({ relation: "res.currency" });

    _records = [{ id: 1, cushion: 5, top: 5, amount: 1000, currency_id: 1 }];
}

/** A model of Odoo, whose fields read numbers as ever. */
class Other extends models.Model {
    _name = "sale.other";

    cushion = fields.Float();

    _records = [{ id: 1, cushion: 5 }];
}

class DealLine extends models.Model {
    _name = "crm.lead.line";

    price_unit = fields.Float();

    _records = [{ id: 1, price_unit: 5 }];
}

class Member extends models.Model {
    _name = "crm.team.member";

    capacity_percent = fields.Float();

    _records = [{ id: 1, capacity_percent: 100 }];
}

defineModels({ ...mailModels, Suggest, Other, DealLine, Member });

const FORM = `<form><field name="cushion"/><field name="amount"/><field name="currency_id" invisible="1"/></form>`;

beforeEach(() => {
    onRpc("web_save", ({ args }) => {
        expect.step(JSON.stringify(args[1]));
    });
});

async function openForm(resModel = "sales.plan.suggest", arch = FORM) {
    await mountView({ type: "form", resModel, resId: 1, arch });
    patchWithCleanup(localization, { decimalPoint: ",", thousandsSep: ".", grouping: [3, 0] });
}

async function save() {
    await contains(".o_form_button_save").click();
    await animationFrame();
}

test("what is no number of the language is refused and stays typed", async () => {
    await openForm();
    for (const name of ["cushion", "amount"]) {
        for (const text of ["0.125", "1.2", "1,2,3", "=0.125*2", "+=0.125", "12 34"]) {
            await contains(`[name=${name}] input`).edit(text);
            expect(`[name=${name}]`).toHaveClass("o_field_invalid", { message: text });
            expect(`[name=${name}] input`).toHaveValue(text);
        }
    }
    expect(".o_notification:first").toHaveText(/“0.125” is not a number here. Write 0,125 or 125/);
    await save();
    expect.verifySteps([]);
});

test("what is one is read", async () => {
    await openForm();
    await contains("[name=cushion] input").edit("0,125");
    await contains("[name=amount] input").edit("1.234,5");
    await save();
    expect.verifySteps(['{"cushion":0.125,"amount":1234.5}']);
    await contains("[name=cushion] input").edit("=1.200,5*2");
    await contains("[name=amount] input").edit("2k");
    await save();
    expect.verifySteps(['{"cushion":2401,"amount":2000}']);
    await contains("[name=cushion] input").edit("");
    await save();
    expect.verifySteps(['{"cushion":0}']);
});

for (const [what, model, name] of [
    ["the products of a deal", "crm.lead.line", "price_unit"],
    ["the capacity of a person", "crm.team.member", "capacity_percent"],
]) {
    test(`${what}: numbers are read likewise`, async () => {
        await openForm(model, `<form><field name="${name}"/></form>`);
        await contains(`[name=${name}] input`).edit("0.125");
        expect(`[name=${name}]`).toHaveClass("o_field_invalid");
        await contains(`[name=${name}] input`).edit("0,125");
        await save();
        expect.verifySteps([`{"${name}":0.125}`]);
    });
}

test("a whole number is one: nothing is cut off", async () => {
    const arch = `<form><field name="top" widget="sales_plan_whole_number"/></form>`;
    await openForm("sales.plan.suggest", arch);
    for (const text of ["1,9", "1.9", "0.125", "12 34", "=5/2", "x"]) {
        await contains("[name=top] input").edit(text);
        expect("[name=top]").toHaveClass("o_field_invalid", { message: text });
        expect("[name=top] input").toHaveValue(text);
    }
    expect(".o_notification:first").toHaveText(/“1,9” is no whole number/);
    await save();
    expect.verifySteps([]);
    for (const [text, value] of [
        ["1.200", 1200],
        ["2k", 2000],
        ["=3*4", 12],
        ["", 0],
    ]) {
        await contains("[name=top] input").edit(text);
        await save();
        expect.verifySteps([`{"top":${value}}`]);
    }
});

test("fields of other models read numbers as Odoo does", async () => {
    await openForm("sale.other", `<form><field name="cushion"/></form>`);
    await contains("[name=cushion] input").edit("0.125");
    await save();
    expect.verifySteps(['{"cushion":125}']);
});
