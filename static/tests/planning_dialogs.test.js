import { describe, expect, test } from "@odoo/hoot";
import { click, press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { definePlanningModels, openDialogOn } from "./planning_table_helpers";

class Allocation extends models.Model {
    _name = "sales.plan.allocation";
}

class Team extends models.Model {
    _name = "team";

    name = fields.Char();

    _records = [
        { id: 1, name: "East" },
        { id: 2, name: "West" },
    ];
    _views = { list: `<list><field name="name"/></list>`, search: `<search/>` };
}

describe.current.tags("desktop");
definePlanningModels();
defineModels({ Allocation, Team });

const SENTENCE = ".o_sales_plan_sentence";

describe("copy", () => {
    test("history with an uplift", async () => {
        await openDialogOn("copy", { rows: [11, 12], periods: [1, 2] });
        expect(SENTENCE).toHaveText("Copies the history into 4 cells. Held cells stay.");
        await contains("#sales_plan_copy_percent").edit("2.5", { confirm: false });
        expect(SENTENCE).toHaveText("Copies the history +2.5% into 4 cells. Held cells stay.");
        await click(".o_sales_plan_apply");
        await animationFrame();
        expect.verifySteps([
            { kind: "copy", spread: true, rows: [11, 12], periods: [1, 2], from_period: null, percent: "2.5" },
            "result ok",
        ]);
    });

    test("a period, lowered", async () => {
        await openDialogOn("copy", { rows: [12], periods: [2] });
        await contains("#sales_plan_copy_from").select("2");
        expect(SENTENCE).toHaveText("A period is not copied onto itself: choose another one.");
        await contains("#sales_plan_copy_from").select("1");
        await contains("#sales_plan_copy_percent").edit("-101", { confirm: false });
        expect(SENTENCE).toHaveText("Nothing can be lowered by more than 100%.");
        await contains("#sales_plan_copy_percent").edit("-5 %", { confirm: false });
        expect(SENTENCE).toHaveText("Copies what the rows have in Jan -5% into 1 cell. Held cells stay.");
        await click(".o_sales_plan_apply");
        await animationFrame();
        expect.verifySteps([
            { kind: "copy", spread: true, rows: [12], periods: [2], from_period: 1, percent: "-5" },
            "result ok",
        ]);
    });
});

describe("round", () => {
    test("to a step of the list", async () => {
        await openDialogOn("round", { rows: [12] });
        expect("#sales_plan_round_100").toBeFocused();
        await contains("#sales_plan_round_1000").click();
        expect(SENTENCE).toHaveText(
            "Rounds 3 cells to the nearest 1,000. Held cells and cells that are not planned stay."
        );
        await press("Enter");
        await animationFrame();
        expect.verifySteps([
            { kind: "round", spread: true, rows: [12], periods: [], to: "1000" },
            "result ok",
        ]);
    });

    test("to another step", async () => {
        await openDialogOn("round", { rows: [12] });
        await contains("#sales_plan_round_own").click();
        expect(SENTENCE).toHaveText("Type what to round to, for example 50.");
        await contains("input[type=text]").edit("0.5", { confirm: false });
        await click(".o_sales_plan_apply");
        await animationFrame();
        expect.verifySteps([
            { kind: "round", spread: true, rows: [12], periods: [], to: "0.5" },
            "result ok",
        ]);
    });
});

describe("note", () => {
    test("shows the note that is there and changes it", async () => {
        onRpc("sales.plan.table", "table_why", ({ args }) => {
            expect.step(["why", ...args.slice(1)]);
            return { note: "Agreed in May" };
        });
        await openDialogOn("note", { rows: [12], periods: [2] });
        expect("textarea").toHaveValue("Agreed in May");
        expect("textarea").toBeFocused();
        expect(SENTENCE).toHaveText("Whoever sees “South” reads this note, at Feb.");
        await contains("textarea").edit("Agreed in June", { confirm: false });
        await press(["control", "Enter"]);
        await animationFrame();
        expect.verifySteps([
            ["why", 12, 2],
            { kind: "note", spread: true, row: 12, period: 2, text: "Agreed in June" },
            "result ok",
        ]);
    });

    test("of a whole row is removed by emptying it", async () => {
        onRpc("sales.plan.table", "table_why", () => ({ note: "Agreed in May" }));
        await openDialogOn("note", { rows: [12] });
        await contains("textarea").clear({ confirm: false });
        expect(SENTENCE).toHaveText("Removes the note.");
        await click(".o_sales_plan_apply");
        await animationFrame();
        expect.verifySteps([
            { kind: "note", spread: true, row: 12, period: null, text: "" },
            "result ok",
        ]);
    });
});

describe("conflict", () => {
    const conflict = {
        version: 9,
        count: 3,
        cells: [
            {
                row: "North",
                period: "Jan",
                was: 1000,
                theirs: 1100,
                mine: 1200,
                by: "Helen",
                date: "2027-01-05 10:30:00",
            },
            {
                row: "South",
                period: "Feb",
                was: null,
                theirs: 0,
                mine: 90,
                by: "Helen",
                date: "2027-01-05 10:31:00",
            },
        ],
    };

    test("shows both values, and who changed them", async () => {
        await openDialogOn("conflict", {}, { conflict });
        expect(".modal-body p:first").toHaveText(
            "Helen changed these 3 cells after you had read them. Nothing is written yet."
        );
        expect(queryAllTexts("tbody tr:first td").slice(0, 5)).toEqual([
            "North",
            "Jan",
            "1,000.00",
            "1,100.00",
            "1,200.00",
        ]);
        expect(queryAllTexts("tbody tr:last td").slice(2, 5)).toEqual(["—", "0.00", "90.00"]);
        expect("tbody td:last").toHaveText(/^Helen/);
        expect(".modal-body").toHaveText(/And 1 more cell\./);
        await click(".modal-footer .btn:contains(Keep Mine)");
        await animationFrame();
        expect.verifySteps(["result mine"]);
    });

    test("only a decision closes it", async () => {
        await openDialogOn("conflict", {}, { conflict });
        expect(".modal .btn-close").toHaveCount(0);
        await press("Enter");
        await press("Escape");
        await animationFrame();
        expect(".modal").toHaveCount(1);
        await click(".modal-footer .btn:contains(Keep Theirs)");
        await animationFrame();
        expect(".modal").toHaveCount(0);
        expect.verifySteps(["result theirs"]);
    });
});

describe("rows", () => {
    async function addAll(selected) {
        const api = await openDialogOn("add_rows", selected);
        await animationFrame();
        expect(".modal-title").toHaveText("Add Rows below “North”: Customer");
        await contains(".modal thead .o_list_record_selector input").click();
        await animationFrame();
        await contains(".modal .o_select_button:enabled").click();
        await animationFrame();
        return api;
    }

    const ADDED = { kind: "add_rows", spread: true, parent: 11, values: [1, 2] };

    test("several are added below the selected one, which opens", async () => {
        const api = await addAll({ rows: [11] });
        expect.verifySteps(["candidates 11", ADDED, "children 11", "result ok"]);
        expect(api.model.isExpanded(11)).toBe(true);
    });

    test("on the last level they are added beside the selected one", async () => {
        await addAll({ open: [11], rows: [21] });
        expect.verifySteps(["candidates 11", ADDED, "result ok"]);
    });

    test("are removed once that is confirmed, without those that go along", async () => {
        await openDialogOn("remove_rows", { open: [11], rows: [10, 11, 21] });
        expect(".modal-body").toHaveText(
            "“North” will be removed with all rows below and their targets. This can be undone."
        );
        await click(".modal-footer .btn-primary");
        await animationFrame();
        expect.verifySteps([{ kind: "remove_rows", spread: true, rows: [11] }, "result ok"]);
    });

    test("the total is not removed", async () => {
        mockService("notification", { add: (message) => expect.step(message) });
        await openDialogOn("remove_rows", { rows: [10] });
        expect(".modal").toHaveCount(0);
        expect.verifySteps(["The total cannot be removed."]);
    });
});

test("the table has the keyboard again once a dialog is closed", async () => {
    const api = await openDialogOn("round", { rows: [12] });
    api.focusGrid = () => expect.step("grid");
    await press("Escape");
    await animationFrame();
    expect.verifySteps(["grid"]);
});
