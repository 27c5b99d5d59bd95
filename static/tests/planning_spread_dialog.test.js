import { describe, expect, test } from "@odoo/hoot";
import { click, press, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    defineParams,
    fields,
    makeServerError,
    mockService,
    models,
} from "@web/../tests/web_test_helpers";
import { definePlanningModels, makeServer, openDialogOn } from "./planning_table_helpers";

class Profile extends models.Model {
    _name = "sales.plan.profile";

    name = fields.Char();

    _records = [
        { id: 5, name: "Garden Season" },
        { id: 6, name: "Christmas" },
    ];
}

describe.current.tags("desktop");
definePlanningModels();
defineModels({ Profile });

const SENTENCE = ".o_sales_plan_sentence";
const EDIT = {
    kind: "spread",
    spread: true,
    rows: [12],
    periods: [],
    direction: "periods",
    mode: "current",
    total: null,
    weights: null,
    profile_id: null,
};

test("says what it will do, and Enter does it", async () => {
    await openDialogOn("spread", { rows: [12] });
    expect("#sales_plan_spread_mode").toBeFocused();
    expect(SENTENCE).toHaveText(
        "Spreads what “South” has over all 3 periods in proportion to what is planned now: 3 cells. Held cells and zeros stay."
    );
    await contains("#sales_plan_spread_mode").select("history");
    expect(SENTENCE).toHaveText(/in proportion to history/);
    await press("Enter");
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect.verifySteps([{ ...EDIT, mode: "history" }, "result ok"]);
});

test("Enter in a field does it, too", async () => {
    await openDialogOn("spread", { rows: [12] });
    await click("#sales_plan_spread_total");
    await press("Enter");
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect.verifySteps([EDIT, "result ok"]);
});

test("gives a new total, written as the user writes numbers", async () => {
    defineParams({
        lang_parameters: { decimal_point: ",", thousands_sep: ".", grouping: "[3,0]" },
    });
    await openDialogOn("spread", { rows: [12], periods: [1, 2] });
    await contains("#sales_plan_spread_total").edit("1.200,50", { confirm: false });
    expect(SENTENCE).toHaveText(/^Gives “South” the new total in Jan to Feb/);
    await click(".o_sales_plan_apply");
    await animationFrame();
    expect.verifySteps([{ ...EDIT, periods: [1, 2], total: "1200.50" }, "result ok"]);
});

test("what is no number is said, and nothing can be applied", async () => {
    await openDialogOn("spread", { rows: [12] });
    await contains("#sales_plan_spread_total").edit("many", { confirm: false });
    expect(SENTENCE).toHaveText(/“many” is not a number/);
    expect(".o_sales_plan_apply").not.toBeEnabled();
});

test("by weights of the periods, pasted from a spreadsheet", async () => {
    await openDialogOn("spread", { rows: [12] });
    await contains("#sales_plan_spread_mode").select("weights");
    expect(SENTENCE).toHaveText(/^Type the weights/);
    expect(queryAllTexts(".o_sales_plan_weights label")).toEqual(["Jan", "Feb", "Mar"]);
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
    expect.verifySteps([{ ...EDIT, mode: "weights", weights }, "result ok"]);
});

test("weights are numbers of the user's locale, and never guessed", async () => {
    defineParams({
        lang_parameters: { decimal_point: ",", thousands_sep: ".", grouping: "[3,0]" },
    });
    await openDialogOn("spread", { rows: [12] });
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
    expect.verifySteps([{ ...EDIT, mode: "weights", weights }, "result ok"]);
});

test("over the rows below by their weights", async () => {
    await openDialogOn("spread", { rows: [11], periods: [2] });
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
        "children 11",
        {
            ...EDIT,
            rows: [11],
            periods: [2],
            direction: "below",
            mode: "weights",
            weights,
        },
        "result ok",
    ]);
});

test("by a seasonal profile", async () => {
    await openDialogOn("spread", { rows: [12] });
    await contains("#sales_plan_spread_mode").select("profile");
    expect(queryAllTexts("#sales_plan_spread_profile option")).toEqual([
        "Garden Season",
        "Christmas",
    ]);
    await contains("#sales_plan_spread_profile").select("6");
    expect(SENTENCE).toHaveText(/by the seasonal profile “Christmas”/);
    await click(".o_sales_plan_apply");
    await animationFrame();
    expect.verifySteps([{ ...EDIT, mode: "profile", profile_id: 6 }, "result ok"]);
});

test("profiles are edited in their own list", async () => {
    mockService("action", { doAction: (action) => expect.step(action) });
    await openDialogOn("spread", { rows: [12] });
    await contains("#sales_plan_spread_mode").select("profile");
    await contains("a:contains(Edit profiles)").click();
    expect(".modal").toHaveCount(0);
    expect.verifySteps(["sales_plan.sales_plan_profile_action"]);
});

test("a single period spreads the whole row, where that is asked for", async () => {
    await openDialogOn("spread", { rows: [11], periods: [2] });
    await contains("#sales_plan_spread_periods").click();
    expect(SENTENCE).toHaveText(/over all 3 periods/);
    await click(".o_sales_plan_apply");
    await animationFrame();
    expect.verifySteps(["children 11", { ...EDIT, rows: [11] }, "result ok"]);
});

test("rows without rows below have nothing to spread over", async () => {
    await openDialogOn("spread", { rows: [12] });
    await contains("#sales_plan_spread_below").click();
    expect(SENTENCE).toHaveText("There are no rows below the selected ones.");
    expect(".o_sales_plan_apply").not.toBeEnabled();
});

test("a refusal stays in the dialog with its reason, until something changes", async () => {
    const refusal = makeServerError({ message: "All cells of “South” are held." });
    const server = makeServer();
    server.answers.push(() => {
        throw refusal;
    });
    await openDialogOn("spread", { server, rows: [12], periods: [1, 2] });
    await click(".o_sales_plan_apply");
    await animationFrame();
    expect.verifySteps(["edit spread 12 in 1,2"]);
    expect(SENTENCE).toHaveText("All cells of “South” are held.");
    expect(SENTENCE).toHaveClass("text-danger");
    await contains("#sales_plan_spread_total").edit("5", { confirm: false });
    expect(SENTENCE).toHaveText(/^Gives “South”/);
    await press("Escape");
    await animationFrame();
    expect(".modal").toHaveCount(0);
});
