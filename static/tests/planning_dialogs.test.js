import { describe, expect, test } from "@odoo/hoot";
import { click, press, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    defineParams,
    makeServerError,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { makeApi, open, PERIODS, planningModels } from "./planning_helpers";

describe.current.tags("desktop");

defineModels(planningModels);

/** Open a dialog on a selection: rows, and periods ([] is all of them). */
async function openOn(name, selected, params) {
    const api = makeApi(selected);
    await mountWithCleanup(MainComponentsContainer);
    open(api, name, params);
    await animationFrame();
    await animationFrame();
    return api;
}

function onChildren() {
    onRpc("sales.plan", "grid_children", ({ args }) => {
        expect.step(["below", args[1]]);
        return {
            ids: [21, 22],
            rows: [
                { id: 21, name: "Acme" },
                { id: 22, name: "Bolt" },
            ],
        };
    });
}

const SENTENCE = ".o_sales_plan_sentence";
const OK = { ok: true };
const EDIT = {
    kind: "spread",
    rows: [12],
    periods: [],
    direction: "periods",
    mode: "current",
    total: null,
    weights: null,
    profile_id: null,
};

describe("spread", () => {
    test("says what it will do, and Enter does it", async () => {
        await openOn("spread", { rows: [12] });
        expect("#sales_plan_spread_mode").toBeFocused();
        expect(SENTENCE).toHaveText(
            "Spreads what “South” has over all 3 periods in proportion to what is planned now: 3 cells. Held cells and zeros stay."
        );
        await contains("#sales_plan_spread_mode").select("history");
        expect(SENTENCE).toHaveText(/in proportion to history/);
        await press("Enter");
        await animationFrame();
        expect(".modal").toHaveCount(0);
        expect.verifySteps([{ ...EDIT, mode: "history" }, ["result", OK]]);
    });

    test("Enter in a field does it, too", async () => {
        await openOn("spread", { rows: [12] });
        await click("#sales_plan_spread_total");
        await press("Enter");
        await animationFrame();
        expect(".modal").toHaveCount(0);
        expect.verifySteps([EDIT, ["result", OK]]);
    });

    test("gives a new total, written as the user writes numbers", async () => {
        defineParams({
            lang_parameters: { decimal_point: ",", thousands_sep: ".", grouping: "[3,0]" },
        });
        await openOn("spread", { rows: [12], periods: [1, 2] });
        await contains("#sales_plan_spread_total").edit("1.200,50", { confirm: false });
        expect(SENTENCE).toHaveText(/^Gives “South” the new total in Jan to Feb/);
        await click(".o_sales_plan_apply");
        await animationFrame();
        expect.verifySteps([{ ...EDIT, periods: [1, 2], total: "1200.50" }, ["result", OK]]);
    });

    test("what is no number is said, and nothing can be applied", async () => {
        await openOn("spread", { rows: [12] });
        await contains("#sales_plan_spread_total").edit("many", { confirm: false });
        expect(SENTENCE).toHaveText(/“many” is not a number/);
        expect(".o_sales_plan_apply").not.toBeEnabled();
    });

    test("by weights of the periods, pasted from a spreadsheet", async () => {
        await openOn("spread", { rows: [12] });
        await contains("#sales_plan_spread_mode").select("weights");
        expect(SENTENCE).toHaveText(/^Type the weights/);
        expect(queryAllTexts(".o_sales_plan_weights label")).toEqual(PERIODS.map((p) => p.name));
        const data = new DataTransfer();
        data.setData("text/plain", "20\n30\n");
        queryFirst("input[name=weight_2]").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
        );
        await animationFrame();
        expect("input[name=weight_3]").toHaveValue("30");
        await click(".o_sales_plan_apply");
        await animationFrame();
        const weights = [
            [1, "0"],
            [2, "20"],
            [3, "30"],
        ];
        expect.verifySteps([{ ...EDIT, mode: "weights", weights }, ["result", OK]]);
    });

    test("weights are numbers of the user's locale, and never guessed", async () => {
        defineParams({
            lang_parameters: { decimal_point: ",", thousands_sep: ".", grouping: "[3,0]" },
        });
        await openOn("spread", { rows: [12] });
        await contains("#sales_plan_spread_mode").select("weights");
        for (const [text, sentence] of [
            ["2.5", /^“2\.5” is not a number/],
            ["+10%", /^Spreads what/],
            ["*2", /^“\*2” is not a number/],
            ["-1", /^A weight is zero or more/],
            ["2,5", /^Spreads what/],
        ]) {
            await contains("input[name=weight_1]").edit(text, { confirm: false });
            expect(SENTENCE).toHaveText(sentence);
        }
        await click(".o_sales_plan_apply");
        await animationFrame();
        const weights = [
            [1, "2.5"],
            [2, "0"],
            [3, "0"],
        ];
        expect.verifySteps([{ ...EDIT, mode: "weights", weights }, ["result", OK]]);
    });

    test("over the rows below by their weights", async () => {
        onChildren();
        await openOn("spread", { rows: [11], periods: [2] });
        expect("#sales_plan_spread_below").toBeChecked();
        expect("#sales_plan_spread_total").toHaveCount(0);
        expect(queryAllTexts("#sales_plan_spread_mode option")).toEqual([
            "What is planned now",
            "History",
            "Weights",
            "Evenly",
        ]);
        await contains("#sales_plan_spread_mode").select("weights");
        await contains("input[name=weight_21]").edit("2", { confirm: false });
        await contains("input[name=weight_22]").edit("1", { confirm: false });
        expect(SENTENCE).toHaveText(
            "Spreads what “North” has in Feb over the rows below by these weights. Held cells and zeros stay."
        );
        await click(".o_sales_plan_apply");
        await animationFrame();
        const weights = [
            [21, "2"],
            [22, "1"],
        ];
        expect.verifySteps([
            ["below", 11],
            {
                ...EDIT,
                rows: [11],
                periods: [2],
                direction: "below",
                mode: "weights",
                weights,
            },
            ["result", OK],
        ]);
    });

    test("by a seasonal profile", async () => {
        await openOn("spread", { rows: [12] });
        await contains("#sales_plan_spread_mode").select("profile");
        expect(queryAllTexts("#sales_plan_spread_profile option")).toEqual([
            "Garden Season",
            "Christmas",
        ]);
        await contains("#sales_plan_spread_profile").select("6");
        expect(SENTENCE).toHaveText(/by the seasonal profile “Christmas”/);
        await click(".o_sales_plan_apply");
        await animationFrame();
        expect.verifySteps([{ ...EDIT, mode: "profile", profile_id: 6 }, ["result", OK]]);
    });

    test("profiles are edited in their own list", async () => {
        mockService("action", { doAction: (action) => expect.step(action) });
        await openOn("spread", { rows: [12] });
        await contains("#sales_plan_spread_mode").select("profile");
        await contains("a:contains(Edit profiles)").click();
        expect(".modal").toHaveCount(0);
        expect.verifySteps(["sales_plan.sales_plan_profile_action"]);
    });

    test("a single period spreads the whole row, where that is asked for", async () => {
        onChildren();
        await openOn("spread", { rows: [11], periods: [2] });
        await contains("#sales_plan_spread_periods").click();
        expect(SENTENCE).toHaveText(/over all 3 periods/);
        await click(".o_sales_plan_apply");
        await animationFrame();
        expect.verifySteps([["below", 11], { ...EDIT, rows: [11] }, ["result", OK]]);
    });

    test("rows without rows below have nothing to spread over", async () => {
        await openOn("spread", { rows: [12] });
        await contains("#sales_plan_spread_below").click();
        expect(SENTENCE).toHaveText("There are no rows below the selected ones.");
        expect(".o_sales_plan_apply").not.toBeEnabled();
    });

    test("a refusal stays in the dialog with its reason, until something changes", async () => {
        const refusal = makeServerError({ message: "All cells of “South” are held." });
        await openOn("spread", {
            rows: [12],
            run: () => Promise.reject(refusal),
        });
        await click(".o_sales_plan_apply");
        await animationFrame();
        expect(SENTENCE).toHaveText("All cells of “South” are held.");
        expect(SENTENCE).toHaveClass("text-danger");
        await contains("#sales_plan_spread_total").edit("5", { confirm: false });
        expect(SENTENCE).toHaveText(/^Gives “South”/);
        await press("Escape");
        await animationFrame();
        expect(".modal").toHaveCount(0);
    });
});

describe("copy", () => {
    test("last year with an uplift", async () => {
        await openOn("copy", { rows: [11, 12], periods: [1, 2] });
        expect(SENTENCE).toHaveText("Copies last year's history into 4 cells. Held cells stay.");
        await contains("#sales_plan_copy_percent").edit("2.5", { confirm: false });
        expect(SENTENCE).toHaveText("Copies last year's history +2.5 % into 4 cells. Held cells stay.");
        await click(".o_sales_plan_apply");
        await animationFrame();
        expect.verifySteps([
            { kind: "copy", rows: [11, 12], periods: [1, 2], from_period: null, percent: "2.5" },
            ["result", OK],
        ]);
    });

    test("a period, lowered", async () => {
        await openOn("copy", { rows: [12], periods: [2] });
        await contains("#sales_plan_copy_from").select("2");
        expect(SENTENCE).toHaveText("A period is not copied onto itself: choose another one.");
        await contains("#sales_plan_copy_from").select("1");
        await contains("#sales_plan_copy_percent").edit("-101", { confirm: false });
        expect(SENTENCE).toHaveText("Nothing can be lowered by more than 100 %.");
        await contains("#sales_plan_copy_percent").edit("-5 %", { confirm: false });
        expect(SENTENCE).toHaveText("Copies what the rows have in Jan -5 % into 1 cell. Held cells stay.");
        await click(".o_sales_plan_apply");
        await animationFrame();
        expect.verifySteps([
            { kind: "copy", rows: [12], periods: [2], from_period: 1, percent: "-5" },
            ["result", OK],
        ]);
    });
});

describe("round", () => {
    test("to a step of the list", async () => {
        await openOn("round", { rows: [12] });
        expect("#sales_plan_round_100").toBeFocused();
        await contains("#sales_plan_round_1000").click();
        expect(SENTENCE).toHaveText(
            "Rounds 3 cells to the nearest 1,000. Held cells and cells that are not planned stay."
        );
        await press("Enter");
        await animationFrame();
        expect.verifySteps([
            { kind: "round", rows: [12], periods: [], to: "1000" },
            ["result", OK],
        ]);
    });

    test("to another step", async () => {
        await openOn("round", { rows: [12] });
        await contains("#sales_plan_round_own").click();
        expect(SENTENCE).toHaveText("Type what to round to, for example 50.");
        await contains("input[type=text]").edit("0.5", { confirm: false });
        await click(".o_sales_plan_apply");
        await animationFrame();
        expect.verifySteps([
            { kind: "round", rows: [12], periods: [], to: "0.5" },
            ["result", OK],
        ]);
    });
});

describe("note", () => {
    test("shows the note that is there and changes it", async () => {
        onRpc("sales.plan", "grid_why", ({ args }) => {
            expect.step(["why", ...args.slice(1)]);
            return { note: "Agreed in May" };
        });
        await openOn("note", { rows: [12], periods: [2] });
        expect("textarea").toHaveValue("Agreed in May");
        expect("textarea").toBeFocused();
        expect(SENTENCE).toHaveText("Whoever sees “South” reads this note, at Feb.");
        await contains("textarea").edit("Agreed in June", { confirm: false });
        await press(["control", "Enter"]);
        await animationFrame();
        expect.verifySteps([
            ["why", 12, 2],
            { kind: "note", row: 12, period: 2, text: "Agreed in June" },
            ["result", OK],
        ]);
    });

    test("of a whole row is removed by emptying it", async () => {
        onRpc("sales.plan", "grid_why", () => ({ note: "Agreed in May" }));
        await openOn("note", { rows: [12] });
        await contains("textarea").clear({ confirm: false });
        expect(SENTENCE).toHaveText("Removes the note.");
        await click(".o_sales_plan_apply");
        await animationFrame();
        expect.verifySteps([
            { kind: "note", row: 12, period: null, text: "" },
            ["result", OK],
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
        await openOn("conflict", {}, { conflict });
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
        expect.verifySteps([["result", "mine"]]);
    });

    test("only a decision closes it", async () => {
        await openOn("conflict", {}, { conflict });
        expect(".modal .btn-close").toHaveCount(0);
        await press("Enter");
        await press("Escape");
        await animationFrame();
        expect(".modal").toHaveCount(1);
        await click(".modal-footer .btn:contains(Keep Theirs)");
        await animationFrame();
        expect(".modal").toHaveCount(0);
        expect.verifySteps([["result", "theirs"]]);
    });
});

describe("rows", () => {
    test("several are added below the selected one", async () => {
        onRpc("sales.plan.allocation", "get_addable", ({ args }) => {
            expect.step(`addable ${args[0]}`);
            return { res_model: "team", domain: [], label: "Customer" };
        });
        await openOn("add_rows", { rows: [21] });
        await animationFrame();
        expect(".modal-title").toHaveText("Add Rows below “North”: Customer");
        await contains(".modal thead .o_list_record_selector input").click();
        await animationFrame();
        await contains(".modal .o_select_button:enabled").click();
        await animationFrame();
        expect.verifySteps([
            "addable 11",
            { kind: "add_rows", parent: 11, values: [1, 2] },
            "open 11",
            ["result", OK],
        ]);
    });

    test("are removed once that is confirmed, without those that go along", async () => {
        await openOn("remove_rows", { rows: [10, 11, 21] });
        expect(".modal-body").toHaveText(
            "“North” will be removed with all rows below and their targets. This can be undone."
        );
        await click(".modal-footer .btn-primary");
        await animationFrame();
        expect.verifySteps([{ kind: "remove_rows", rows: [11] }, ["result", OK]]);
    });

    test("the total is not removed", async () => {
        mockService("notification", { add: (message) => expect.step(message) });
        await openOn("remove_rows", { rows: [10] });
        expect(".modal").toHaveCount(0);
        expect.verifySteps(["The total cannot be removed."]);
    });
});

test("the table has the keyboard again once a dialog is closed", async () => {
    await openOn("round", { rows: [12], focusGrid: () => expect.step("grid") });
    await press("Escape");
    await animationFrame();
    expect.verifySteps(["grid"]);
});
