import { describe, expect, test } from "@odoo/hoot";
import { click, queryAll, queryAllTexts, queryAllValues, setInputFiles } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { contains, onRpc } from "@web/../tests/web_test_helpers";
import {
    definePlanningModels,
    makeServer,
    openDialogOn,
    startApi,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

const ITEMISED = 64;
const OFFER = { id: 7, text: "Their new plant", amount: 1200, files: [{ id: 3, name: "offer.pdf" }] };
const CAMPAIGN = { id: 8, text: "Campaign", amount: -200.5, files: [] };

/** Answer what a cell is made of, and what its items sum to; each becomes a step of the test. */
function onItems(items) {
    onRpc("sales.plan.table", "table_items", ({ kwargs }) => {
        expect.step(["items", kwargs.row_id, kwargs.period_id]);
        return { items };
    });
    onRpc("sales.plan.table", "table_add_up", ({ kwargs }) => {
        expect.step(["sum", ...kwargs.amounts]);
        return kwargs.amounts.reduce((sum, amount) => sum + Number(amount), 0);
    });
}

async function fill(index, text, amount) {
    const inputs = queryAll("tbody tr")[index].querySelectorAll("input[type=text]");
    await contains(inputs[0]).edit(text, { confirm: false });
    await contains(inputs[1]).edit(amount, { confirm: false });
    await advanceTime(300);
    await animationFrame();
}

test("a cell is made of items: typed in lines that grow, and saved as one step", async () => {
    onItems([]);
    await openDialogOn("items", { rows: [11], periods: [1] });
    expect(".modal-title").toHaveText("Items of “North”, Jan");
    expect(".o_sales_plan_apply").not.toBeEnabled();
    expect("tbody tr").toHaveCount(1);
    await fill(0, "Their new plant", "1,200");
    expect("tbody tr").toHaveCount(2);
    expect(".o_sales_plan_items_sum").toHaveText("1,200.00");
    await fill(1, "Discount", "-200.5");
    expect(".o_sales_plan_items_sum").toHaveText("999.50");
    await click(".o_sales_plan_apply");
    await animationFrame();
    expect.verifySteps([
        ["items", 11, 1],
        ["sum", "1200"],
        ["sum", "1200", "-200.5"],
        {
            kind: "items",
            spread: true,
            row: 11,
            period: 1,
            items: [
                { id: false, text: "Their new plant", amount: "1200" },
                { id: false, text: "Discount", amount: "-200.5" },
            ],
        },
        "result ok",
    ]);
});

test("items that are there are changed and removed", async () => {
    onItems([OFFER, CAMPAIGN]);
    await openDialogOn("items", { rows: [11], periods: [1] });
    expect(queryAllValues("tbody input[type=text]")).toEqual([
        "Their new plant",
        "1200",
        "Campaign",
        "-200.5",
        "",
        "",
    ]);
    expect(queryAllTexts(".o_sales_plan_items_files a")).toEqual(["offer.pdf"]);
    await click("[title='Remove the item']:last");
    await advanceTime(300);
    await click(".o_sales_plan_apply");
    await animationFrame();
    expect.verifySteps([
        ["items", 11, 1],
        ["sum", "1200", "-200.5"],
        ["sum", "1200"],
        {
            kind: "items",
            spread: true,
            row: 11,
            period: 1,
            items: [{ id: 7, text: "Their new plant", amount: "1200" }],
        },
        "result ok",
    ]);
});

test("what is missing or no amount is said before anything is sent", async () => {
    onItems([OFFER]);
    await openDialogOn("items", { rows: [11], periods: [1] });
    await fill(1, "Campaign", "");
    expect(".o_sales_plan_sentence").toHaveText("Give each item a text and an amount.");
    await fill(1, "Campaign", "much");
    expect(".o_sales_plan_sentence").toHaveText(/“much”/);
    expect(".o_sales_plan_apply").not.toBeEnabled();
    await fill(1, "", "");
    await click("[title='Remove the item']");
    await advanceTime(300);
    await animationFrame();
    expect(".o_sales_plan_sentence").toHaveText(
        "Removes the items: the cell keeps its amount, which can be typed again."
    );
    expect.verifySteps([
        ["items", 11, 1],
        ["sum", "1200"],
        ["sum", "1200", ""],
        ["sum", "1200"],
        ["sum"],
    ]);
});

test("files follow once their items are there", async () => {
    onItems([OFFER]);
    onRpc("sales.plan.table", "table_attach_file", ({ kwargs }) => {
        expect.step(["attach", kwargs.item_id, kwargs.name, atob(kwargs.content)]);
        return { id: 9, name: kwargs.name };
    });
    onRpc("sales.plan.table", "table_delete_file", ({ kwargs }) => {
        expect.step(["delete", kwargs.item_id, kwargs.file_id]);
        return true;
    });
    await openDialogOn("items", { rows: [11], periods: [1] });
    expect.verifySteps([
        ["items", 11, 1],
        ["sum", "1200"],
    ]);
    await click("tbody tr:first input[type=file]");
    await setInputFiles([new File(["Hello"], "hello.txt", { type: "text/plain" })]);
    await animationFrame();
    await click("[title='Delete the file for good']");
    await animationFrame();
    expect(".text-decoration-line-through").toHaveText("offer.pdf");
    await click(".o_sales_plan_apply");
    await advanceTime(100);
    await animationFrame();
    const items = [{ id: 7, text: "Their new plant", amount: "1200" }];
    expect.verifySteps([
        { kind: "items", spread: true, row: 11, period: 1, items },
        ["items", 11, 1],
        ["attach", 7, "hello.txt", "Hello"],
        ["delete", 7, 3],
        "result ok",
    ]);
});

test("files do not follow items that were not written", async () => {
    onItems([OFFER]);
    onRpc("sales.plan.table", "table_delete_file", () => expect.step("delete"));
    const server = makeServer({ tellsEdits: true });
    const line = { row: "Total", period: "Jan", before: 3000, after: 3100 };
    server.answers.push(() => ({ ok: false, ask: { count: 1, rows: [line] } }));
    await openDialogOn("items", { server, rows: [11], periods: [1] });
    await click("[title='Delete the file for good']");
    await animationFrame();
    await click(".o_sales_plan_apply");
    await advanceTime(100);
    await animationFrame();
    await click(".o_sales_plan_above .o_sales_plan_discard");
    await advanceTime(100);
    await animationFrame();
    expect(server.edits).toHaveLength(1);
    const items = [{ id: 7, text: "Their new plant", amount: "1200" }];
    expect.verifySteps([
        ["items", 11, 1],
        ["sum", "1200"],
        { kind: "items", spread: true, row: 11, period: 1, items },
        "refresh 7",
        "result [object Object]",
    ]);
});

test("who only reads a plan reads the items", async () => {
    onItems([OFFER]);
    const server = makeServer({ plan: { can_edit: false } });
    const { cells } = server.rows.get(11);
    const itemised = [1000, ITEMISED | 1, null];
    server.rows.set(11, { ...server.rows.get(11), cells: [itemised, ...cells.slice(1)] });
    await openDialogOn("items", { server, rows: [11], periods: [1] });
    expect("tbody td:first").toHaveText("Their new plant");
    expect("tbody input").toHaveCount(0);
    expect(".o_sales_plan_apply").not.toBeEnabled();
    expect(".o_sales_plan_sentence").toHaveText(/^You may read this plan/);
    expect.verifySteps([
        ["items", 11, 1],
        ["sum", "1200"],
    ]);
});

test("where nothing can be changed, there must be items to read", async () => {
    await openDialogOn("items", { rows: [11], periods: [1], plan: { can_edit: false } });
    expect(".modal").toHaveCount(0);
    expect(".o_notification").toHaveText("This cell is not made of items.");
});

test("a total has no items", async () => {
    await openDialogOn("items", { rows: [11] });
    expect(".modal").toHaveCount(0);
    expect(".o_notification").toHaveText("Select one cell of a period first.");
});

test("typing in a cell that is made of items opens them", async () => {
    const server = makeServer();
    const { cells } = server.rows.get(11);
    server.rows.set(11, {
        ...server.rows.get(11),
        cells: [[1000, ITEMISED | 1, null], ...cells.slice(1)],
    });
    const api = await startApi({ server, rows: [11], periods: [1] });
    api.editing.openItems = () => expect.step("items");
    api.editing.open("5");
    expect(api.editing.editor).toBe(null);
    api.selection.set(1, 1);
    api.editing.open("5");
    expect(api.editing.editor.text).toBe("5");
    expect.verifySteps(["items"]);
});
