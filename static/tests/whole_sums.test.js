import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

const RECORDS = [1, 20, 300, 4000, 50000].map((amount, index) => ({
    id: index + 1,
    name: index % 2 ? "Even" : "Odd",
    amount,
}));

class Order extends models.Model {
    _name = "order";

    name = fields.Char();
    amount = fields.Integer({ aggregator: "sum" });

    _records = RECORDS;
    _views = { search: `<search/>` };
}

class Actual extends models.Model {
    _name = "sales.actual";

    name = fields.Char();
    amount = fields.Integer({ aggregator: "sum" });

    _records = RECORDS;
    _views = { search: `<search/>` };
}
defineModels({ ...mailModels, Order, Actual });

const ARCH = `<list limit="2" groups_limit="1"><field name="name"/><field name="amount" sum="Sum"/></list>`;
const FIGURE = { context: { sales_plan_figure: true } };

function mountList(resModel, values = {}) {
    onRpc(resModel, "formatted_read_group", () => expect.step("whole sum"));
    return mountView({ type: "list", resModel, arch: ARCH, ...values });
}

function sums() {
    return queryAllTexts("tfoot td").filter(Boolean);
}

test("a list of the add-on sums up all of its records on every page", async () => {
    await mountList("sales.actual");
    expect(sums()).toEqual(["54,321"]);
    await contains(".o_pager_next").click();
    expect(sums()).toEqual(["54,321"]);
    expect.verifySteps(["whole sum", "whole sum"]);
});

test("a list of other documents that a figure has opened does so, too", async () => {
    await mountList("order", FIGURE);
    expect(sums()).toEqual(["54,321"]);
    expect.verifySteps(["whole sum"]);
});

test("other lists are as they are", async () => {
    await mountList("order");
    expect(sums()).toEqual(["21"]);
    expect.verifySteps([]);
});

test("a filter, groups and a selection", async () => {
    await mountList("order", { ...FIGURE, domain: [["amount", "<", 30]] });
    expect(sums()).toEqual(["21"]);
    expect.verifySteps([]); // all of it is there
    await contains(".o_data_row:eq(1) .o_list_record_selector input").click();
    await animationFrame();
    expect(sums()).toEqual(["20"]);
});

test("groups that are on other pages count", async () => {
    await mountList("order", { ...FIGURE, groupBy: ["name"] });
    expect(".o_group_header").toHaveCount(1);
    expect(sums()).toEqual(["54,321"]);
    expect.verifySteps(["whole sum"]);
});

test("what is selected counts alone", async () => {
    await mountList("order", FIGURE);
    await contains(".o_data_row:eq(0) .o_list_record_selector input").click();
    await animationFrame();
    expect(sums()).toEqual(["1"]);
    expect.verifySteps(["whole sum"]);
});
