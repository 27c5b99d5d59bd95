import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { makeServerError, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { DELAY, WhyPanel } from "@sales_plan/planning_table/why_panel";
import { definePlanningModels, makeServer, select, startApi } from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

function line(id, values = {}) {
    return {
        step_id: id,
        number: id,
        label: `Step ${id}`,
        user: "Helen",
        date: "2027-01-05 10:30:00",
        before: 1000,
        after: 1200,
        is_typed: true,
        can_undo: true,
        undone: false,
        blocked: null,
        formula: null,
        ...values,
    };
}

/** Answer why cells have their amounts; each question becomes a step of the test. */
function onWhy(answer) {
    onRpc("sales.plan.table", "table_why", ({ args }) => {
        const [, row, period] = args;
        expect.step(["why", row, period]);
        const values = {
            row: "North",
            period: "Jan",
            amount: 1200,
            flags: 0,
            note: false,
            thread: null,
            formula: null,
            history: null,
            lines: [],
        };
        return { ...values, ...(typeof answer === "function" ? answer(row, period) : answer) };
    });
}

/** Let the cursor rest until its cell is read. */
async function rest() {
    await advanceTime(DELAY);
    await animationFrame();
}

test("amount, history, note and steps of the cell under the cursor", async () => {
    onWhy({
        flags: 1 | 2,
        history: 900,
        note: "Agreed in May",
        thread: {
            text: "Agreed in May",
            author: "Helen",
            date: "2027-01-05 10:30:00",
            is_resolved: false,
            can_answer: false,
            can_resolve: false,
            answers: [],
        },
        lines: [
            line(2, { label: "Typed 1,200 in North, Jan" }),
            line(1, {
                label: "Spread 5,000 over 3 periods",
                before: null,
                after: 1000,
                can_undo: false,
                blocked: "Step 2 builds on it.",
            }),
        ],
    });
    const api = await startApi({ rows: [11], periods: [1] });
    await mountWithCleanup(WhyPanel, { props: { api } });
    expect("h2").toHaveText("North");
    expect(queryAllTexts(".o_sales_plan_why_facts dd")).toEqual(["1,200.00", "900.00"]);
    expect(".o_sales_plan_why_facts .fa-lock").toHaveCount(1);
    expect(".o_sales_plan_thread_text").toHaveText("Agreed in May");
    expect(queryAllTexts(".o_sales_plan_why_label")).toEqual([
        "Typed 1,200 in North, Jan",
        "Spread 5,000 over 3 periods",
    ]);
    expect(queryAllTexts(".o_sales_plan_why_amounts span")).toEqual([
        "1,000.00",
        "1,200.00",
        "—",
        "1,000.00",
    ]);
    expect("li:first").toHaveText(/Helen, .*2027/);
    expect("li:last .o_sales_plan_why_undo").toHaveCount(0);
    expect("li:last").toHaveText(/Step 2 builds on it\.$/);
    expect.verifySteps([["why", 11, 1]]);
});

test("it follows the cursor once that rests, and the plan when it changes", async () => {
    onWhy((row, period) => ({ row: `Row ${row}`, period: period ? `Period ${period}` : false }));
    const server = makeServer();
    const api = await startApi({ server, rows: [11], periods: [1] });
    await mountWithCleanup(WhyPanel, { props: { api } });
    select(api, [12], [2]);
    await advanceTime(DELAY / 2);
    select(api, [12]);
    await rest();
    expect("h2").toHaveText("Row 12");
    expect("header .text-muted").toHaveText("Total");
    api.changed();
    await rest();
    server.version = 8;
    await api.refresh();
    await rest();
    expect.verifySteps([
        ["why", 11, 1],
        ["why", 12, null],
        "refresh 7",
        ["why", 12, null],
    ]);
});

test("an answer that comes too late is not shown", async () => {
    const late = new Deferred();
    onRpc("sales.plan.table", "table_why", async ({ args }) => {
        if (args[1] === 12) {
            await late;
        }
        return { row: `Row ${args[1]}`, period: "Jan", amount: 1, flags: 0, lines: [] };
    });
    const api = await startApi({ rows: [11], periods: [1] });
    await mountWithCleanup(WhyPanel, { props: { api } });
    select(api, [12], [1]);
    await rest();
    select(api, [10], [1]);
    await rest();
    late.resolve();
    await animationFrame();
    expect("h2").toHaveText("Row 10");
});

test("a step is undone from here", async () => {
    onWhy({ lines: [line(7), line(6, { undone: true, can_undo: false })] });
    const api = await startApi({ rows: [11], periods: [1] });
    api.focusGrid = () => expect.step("grid");
    await mountWithCleanup(WhyPanel, { props: { api } });
    expect(".o_sales_plan_undone").toHaveCount(1);
    expect("li:last").toHaveText(/Undone$/);
    await click(".o_sales_plan_why_undo");
    await rest();
    expect.verifySteps([["why", 11, 1], "grid", "undo step 7", ["why", 11, 1]]);
});

test("a plan that is only read does not say of each step that it cannot be undone", async () => {
    onWhy({ lines: [line(7, { can_undo: false, blocked: "The plan cannot be changed." })] });
    const api = await startApi({ rows: [11], periods: [1], plan: { can_edit: false } });
    await mountWithCleanup(WhyPanel, { props: { api } });
    expect("li").toHaveText(/2027[^.]*$/);
    expect(".o_sales_plan_why_undo").toHaveCount(0);
    expect.verifySteps([["why", 11, 1]]);
});

test("sums and cells that are not planned say so", async () => {
    onWhy((row) => (row === 11 ? { flags: 4 } : { amount: null }));
    const api = await startApi({ rows: [11], periods: [1] });
    await mountWithCleanup(WhyPanel, { props: { api } });
    expect(".o_sales_plan_why").toHaveText(/This is the sum of the rows below\./);
    expect(".o_sales_plan_why").toHaveText(/No step is recorded for this cell itself\.$/);
    select(api, [12], [1]);
    await rest();
    expect(".o_sales_plan_why").toHaveText(/Nothing is planned here\./);
    expect(queryAllTexts(".o_sales_plan_why_facts dd")).toEqual(["—"]);
    expect.verifySteps([
        ["why", 11, 1],
        ["why", 12, 1],
    ]);
});

test("without a cell it says what to do, and what cannot be read is said", async () => {
    onRpc("sales.plan.table", "table_why", () => {
        throw makeServerError({ message: "“Sales 2027” has no such row any more." });
    });
    const api = await startApi({ rows: [] });
    api.toggleWhy();
    await mountWithCleanup(WhyPanel, { props: { api } });
    expect(".o_sales_plan_why p").toHaveText(/^Select one cell/);
    select(api, [11], [1]);
    await rest();
    expect(".o_sales_plan_why p").toHaveText("“Sales 2027” has no such row any more.");
    await click(".btn-close");
    expect(api.isWhyOpen).toBe(false);
});

test("when a target was published stands among the steps, and is not undone", async () => {
    onWhy({
        lines: [
            line(-5, { number: 0, label: "Published", can_undo: false }),
            line(2, { label: "Typed 1,200 in North, Jan" }),
        ],
    });
    const api = await startApi({ rows: [11], periods: [1] });
    await mountWithCleanup(WhyPanel, { props: { api } });
    expect(queryAllTexts(".o_sales_plan_why_label")).toEqual([
        "Published",
        "Typed 1,200 in North, Jan",
    ]);
    expect("li:first .o_sales_plan_why_publication").toHaveCount(1);
    expect("li:first .o_sales_plan_why_undo").toHaveCount(0);
    expect("li:last .o_sales_plan_why_publication").toHaveCount(0);
    expect("li:last .o_sales_plan_why_undo").toHaveCount(1);
    expect.verifySteps([["why", 11, 1]]);
});

test("the formula of the amount, and those of earlier steps beside them", async () => {
    const formula = {
        text: "1,000.00 × 1.2 = 1,200.00",
        words: "What was there, and what was typed",
        remark: "",
    };
    const earlier = { text: "3,000.00 ÷ 3 = 1,000.00", words: "Evenly", remark: "" };
    onWhy({
        formula,
        lines: [line(7, { formula }), line(6, { formula: earlier }), line(5)],
    });
    const api = await startApi({ rows: [11], periods: [1] });
    await mountWithCleanup(WhyPanel, { props: { api } });
    expect(".o_sales_plan_why_terms").toHaveText("1,000.00 × 1.2 = 1,200.00");
    expect("figcaption").toHaveText("What was there, and what was typed");
    expect(queryAllTexts(".o_sales_plan_why_line_formula")).toEqual(["3,000.00 ÷ 3 = 1,000.00"]);
    expect.verifySteps([["why", 11, 1]]);
});

test("what was rounded or handed over is said below the formula", async () => {
    onWhy({ formula: { text: "100 ÷ 3 ≈ 33.34", words: "Evenly", remark: "A cent more." } });
    const api = await startApi({ rows: [11], periods: [1] });
    await mountWithCleanup(WhyPanel, { props: { api } });
    expect("figcaption").toHaveText("Evenly\nA cent more.");
    expect.verifySteps([["why", 11, 1]]);
});

test("history opens the documents behind it, once what was typed is written", async () => {
    onWhy({ history: 900 });
    onRpc("sales.plan.allocation", "action_open_history", ({ args }) => {
        expect.step(["history", ...args]);
        return { type: "ir.actions.act_window", res_model: "sales.actual" };
    });
    mockService("action", { doAction: ({ res_model }) => expect.step(res_model) });
    const api = await startApi({ rows: [11], periods: [1] });
    api.flush = () => expect.step("flush") || true;
    await mountWithCleanup(WhyPanel, { props: { api } });
    await click(".o_sales_plan_why_history");
    await animationFrame();
    select(api, [11]);
    await rest();
    await click(".o_sales_plan_why_history");
    await animationFrame();
    expect.verifySteps([
        ["why", 11, 1],
        "flush",
        ["history", [11], 1],
        "sales.actual",
        ["why", 11, null],
        "flush",
        ["history", [11], false],
        "sales.actual",
    ]);
});
