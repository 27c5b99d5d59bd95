import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, makeServerError, onRpc } from "@web/../tests/web_test_helpers";
import { PAGE } from "@sales_plan/planning_table/dialogs/history_dialog";
import { definePlanningModels, openDialogOn } from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

function line(id, values = {}) {
    return {
        step_id: id,
        number: id,
        label: `Step ${id}`,
        user: "Helen",
        date: "2027-01-05 10:30:00",
        count: 1,
        before: 1000,
        after: 1200,
        undone: false,
        ...values,
    };
}

/** Answer what the history is; each question becomes a step of the test, with what it names. */
function onHistory(answer = {}) {
    onRpc("sales.plan.table", "table_history", ({ args, kwargs }) => {
        const { rows, periods, by_id, first_day, last_day, offset } = kwargs;
        const named = { plan: args[0], rows, periods, by_id, first_day, last_day, offset };
        const isGiven = ([, value]) => value && (!Array.isArray(value) || value.length);
        expect.step(Object.fromEntries(Object.entries(named).filter(isGiven)));
        const people = [
            [2, "Helen"],
            [7, "Olga"],
        ];
        const more = typeof answer === "function" ? answer(kwargs) : answer;
        return { total: 1, people, lines: [line(9)], ...more };
    });
}

test("the steps of what is selected, with their sums", async () => {
    onHistory({
        total: 3,
        lines: [
            line(9, { label: "Typed 1,200", count: 2 }),
            line(8, { label: "Held 2 cells", after: 1000 }),
            line(7, { label: "Typed 1,000", before: null, after: 1000, undone: true }),
        ],
    });
    await openDialogOn("history", { rows: [11, 12], periods: [1, 2] });
    expect(".modal-title").toHaveText("History of 2 rows, Jan to Feb");
    expect(queryAllTexts(".o_sales_plan_history_label")).toEqual([
        "Typed 1,200",
        "Held 2 cells",
        "Typed 1,000",
    ]);
    expect(queryAllTexts(".o_sales_plan_history_amounts")).toEqual([
        "1,000.001,200.00",
        "",
        "—1,000.00",
    ]);
    expect("li:first .o_sales_plan_history_what").toHaveText("Typed 1,200\n2 cells");
    expect(".o_sales_plan_undone .badge").toHaveText("Undone");
    expect(".o_sales_plan_history_count").toHaveText("3 steps");
    expect.verifySteps([{ plan: 1, rows: [11, 12], periods: [1, 2] }]);
});

test("the whole plan, by person and day", async () => {
    onHistory();
    await openDialogOn("plan_history", { rows: [11] });
    expect(".modal-title").toHaveText("History of the Plan");
    await contains(".o_sales_plan_history_person").select("7");
    await contains(".o_sales_plan_history_first input").edit("02/01/2027");
    await animationFrame();
    await contains(".o_sales_plan_history_last input").edit("02/03/2027");
    await animationFrame();
    await contains(".o_sales_plan_history_person").select("");
    expect.verifySteps([
        { plan: 1 },
        { plan: 1, by_id: 7 },
        { plan: 1, by_id: 7, first_day: "2027-02-01" },
        { plan: 1, by_id: 7, first_day: "2027-02-01", last_day: "2027-02-03" },
        { plan: 1, first_day: "2027-02-01", last_day: "2027-02-03" },
    ]);
});

test("it is read in pages; another filter begins at the first one", async () => {
    onHistory(({ offset }) => ({ total: PAGE + 2, lines: [line(offset || 1)] }));
    await openDialogOn("history", { rows: [11] });
    expect(".o_pager_counter").toHaveText(`1-${PAGE} / ${PAGE + 2}`);
    await click(".o_pager_next");
    await animationFrame();
    expect(".o_sales_plan_history_label").toHaveText(`Step ${PAGE}`);
    await contains(".o_sales_plan_history_person").select("2");
    expect.verifySteps([
        { plan: 1, rows: [11] },
        { plan: 1, rows: [11], offset: PAGE },
        { plan: 1, rows: [11], by_id: 2 },
    ]);
});

test("nothing to show, and what cannot be read, is said", async () => {
    onHistory(({ by_id }) => {
        if (by_id === 7) {
            throw makeServerError({ message: "“Sales 2027” has no such row any more." });
        }
        return { total: 0, lines: [] };
    });
    await openDialogOn("history", { rows: [11] });
    expect(".modal-body p").toHaveText("No step is recorded here that you may see.");
    await contains(".o_sales_plan_history_person").select("2");
    expect(".modal-body p").toHaveText("No step of this person or of these days.");
    await contains(".o_sales_plan_history_person").select("7");
    expect(".modal-body p").toHaveText("“Sales 2027” has no such row any more.");
    expect.verifySteps([
        { plan: 1, rows: [11] },
        { plan: 1, rows: [11], by_id: 2 },
        { plan: 1, rows: [11], by_id: 7 },
    ]);
});
