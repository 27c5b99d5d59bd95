import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, defineModels, fields, models, onRpc } from "@web/../tests/web_test_helpers";
import { definePlanningModels, makeServer, openDialogOn, rest } from "./planning_table_helpers";

class Team extends models.Model {
    _name = "team";

    name = fields.Char();

    _records = [{ id: 1, name: "East" }];
    _views = { list: `<list><field name="name"/></list>`, search: `<search/>` };
}

describe.current.tags("desktop");
definePlanningModels();
defineModels([Team]);

function candidate(id, name, values = {}) {
    return { id, name, belongs: false, amount: null, ...values };
}

/** Open the dialog on row 11, with what the server lists. */
async function openOn(candidates, belonging = "") {
    const server = makeServer({ tellsEdits: true });
    Object.assign(server, { candidates, belonging });
    await openDialogOn("add_rows", { server, rows: [11] });
    expect.verifySteps(["candidates 11"]);
}

test("those that belong to the row stand first, with what they had last year", async () => {
    await openOn(
        [
            candidate(5, "Acme (Ghent)", { belongs: true, amount: 1234.5 }),
            candidate(6, "Acme (Liège)"),
        ],
        "Customers of Ann"
    );
    expect(queryAllTexts(".modal tbody tr")).toEqual([
        "Customers of Ann",
        "Acme (Ghent) 1,234.50",
        "Others",
        "Acme (Liège)",
    ]);
});

test("without anything to tell them apart there are no headings", async () => {
    await openOn([candidate(1, "East"), candidate(2, "West")]);
    expect(".modal .o_sales_plan_candidates").toHaveCount(0);
    expect(".modal .o_select_button").not.toBeEnabled();
    await contains(".modal .o_data_row:eq(0)").click();
    expect(".modal .o_select_button").toHaveText("Add Row");
    await contains(".modal .o_data_row:eq(1) input").click();
    expect(".modal .o_select_button").toHaveText("Add 2 Rows");
    expect(".modal thead input").toBeChecked();
});

test("what is selected stays while one searches, and is added with what is found", async () => {
    await openOn([candidate(1, "East"), candidate(2, "West"), candidate(3, "Far West")]);
    await contains(".modal .o_data_row:eq(0) input").click();
    await contains(".modal input[type=search]").edit("Far", { confirm: false });
    await rest();
    expect.verifySteps(["candidates 11 Far"]);
    expect(queryAllTexts(".modal .o_data_row")).toEqual(["Far West"]);
    await press("Enter");
    await animationFrame();
    await contains(".modal .o_select_button").click();
    await rest();
    expect.verifySteps([
        { kind: "add_rows", spread: true, parent: 11, values: [1, 3] },
        "children 11",
        "result ok",
    ]);
});

test("arrows go from box to box", async () => {
    await openOn([candidate(1, "East"), candidate(2, "West")]);
    await press("ArrowDown");
    expect(".modal .o_data_row:eq(0) input").toBeFocused();
    await press("ArrowDown");
    expect(".modal .o_data_row:eq(1) input").toBeFocused();
    await press("ArrowUp");
    await press(" ");
    await animationFrame();
    expect(".modal .o_data_row:eq(0) input").toBeChecked();
});

test("pages are asked for where there are more", async () => {
    const server = makeServer({ tellsEdits: true });
    onRpc("sales.plan.table", "table_candidates", ({ kwargs }) => {
        expect.step(`from ${kwargs.offset}`);
        const records = [candidate(kwargs.offset + 1, `Row ${kwargs.offset + 1}`)];
        return { label: "Customer", belonging: "", total: 90, records };
    });
    await openDialogOn("add_rows", { server, rows: [11] });
    await contains(".modal .o_pager_next").click();
    await animationFrame();
    expect(queryAllTexts(".modal .o_data_row")).toEqual(["Row 41"]);
    expect.verifySteps(["from 0", "from 40"]);
});

test("Odoo's own list, with its filters, is one click away", async () => {
    await openOn([candidate(1, "East")]);
    await contains(".modal .btn:contains(Search More)").click();
    await animationFrame();
    await contains(".modal:last .o_list_record_selector input:eq(1)").click();
    await animationFrame();
    await contains(".modal:last .o_select_button:enabled").click();
    await rest();
    expect.verifySteps([
        "addable 11",
        { kind: "add_rows", spread: true, parent: 11, values: [1] },
        "children 11",
        "result ok",
    ]);
});
