import { describe, expect, test } from "@odoo/hoot";
import { click, press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    makeMockEnv,
    makeServerError,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { NoteThread } from "@sales_plan/planning_table/note_thread";
import { noteTitle } from "@sales_plan/planning_table/cell_marks";
import { definePlanningModels, startApi } from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

function makeThread(values = {}) {
    return {
        text: "Why so much?",
        author: "Helen",
        date: "2027-01-05 10:30:00",
        is_resolved: false,
        can_answer: true,
        can_resolve: true,
        answers: [
            { id: 1, text: "Their new plant.", author: "Sofia", date: "2027-01-06 08:00:00" },
        ],
        ...values,
    };
}

/** Show a thread; what is called becomes steps of the test. */
async function mountThread(thread, values = {}) {
    const api = await startApi({ rows: [11], periods: [1] });
    const props = {
        api,
        cell: { row: 11, period: 1 },
        thread,
        changed: (changed) => expect.step(changed),
        ...values,
    };
    await mountWithCleanup(NoteThread, { props });
    return api;
}

test("the note with its answers: who wrote them, and when", async () => {
    await mountThread(makeThread(), { showsNote: true });
    expect(queryAllTexts(".o_sales_plan_thread_text")).toEqual(["Why so much?", "Their new plant."]);
    expect("li").toHaveText(/Sofia, .*2027/);
    expect(".o_sales_plan_thread_resolve").toHaveText("Resolve");
    expect(".o_sales_plan_thread_state").toHaveCount(0);
});

test("it is answered, and the mark of the cell follows", async () => {
    onRpc("sales.plan.table", "table_answer_note", ({ args, kwargs }) => {
        const { row_id, period_id, answer } = kwargs;
        expect.step(["answer", args[0], row_id, period_id, answer]);
        return "answered";
    });
    await mountThread(makeThread());
    expect(".o_sales_plan_thread_send").not.toBeEnabled();
    await contains("textarea").edit("Fine", { confirm: false });
    await click(".o_sales_plan_thread_send");
    await animationFrame();
    expect("textarea").toHaveValue("");
    await contains("textarea").edit("By keyboard", { confirm: false });
    await press(["control", "Enter"]);
    await animationFrame();
    expect.verifySteps([
        ["answer", 1, 11, 1, "Fine"],
        "answered",
        "rows 11",
        ["answer", 1, 11, 1, "By keyboard"],
        "answered",
        "rows 11",
    ]);
});

test("it is resolved, and open again", async () => {
    onRpc("sales.plan.table", "table_resolve_note", ({ kwargs }) => {
        expect.step(["resolve", kwargs.is_resolved]);
        return "resolved";
    });
    await mountThread(makeThread({ is_resolved: true }));
    expect(".o_sales_plan_thread_state").toHaveText("Resolved");
    await click(".o_sales_plan_thread_resolve");
    await animationFrame();
    expect.verifySteps([["resolve", false], "resolved", "rows 11"]);
});

test("what is refused stays written, with the reason", async () => {
    onRpc("sales.plan.table", "table_answer_note", () => {
        throw makeServerError({ message: "There is no note at North, Jan." });
    });
    await mountThread(makeThread());
    await contains("textarea").edit("Fine", { confirm: false });
    await click(".o_sales_plan_thread_send");
    await animationFrame();
    expect("[role=alert]").toHaveText("There is no note at North, Jan.");
    expect("textarea").toHaveValue("Fine");
});

test("who only reads has nothing to write or to press", async () => {
    await mountThread(makeThread({ can_answer: false, can_resolve: false }));
    expect("textarea").toHaveCount(0);
    expect("button").toHaveCount(0);
});

test("what is said of the mark", async () => {
    await makeMockEnv();
    expect(noteTitle({ isNoted: false })).toBe(false);
    const said = (marks) => String(noteTitle({ isNoted: true, ...marks }));
    expect(said({})).toBe("Has a note");
    expect(said({ isAnswered: true })).toBe("Has a note with answers");
    expect(said({ isAnswered: true, isResolved: true })).toBe("Has a note that is resolved");
});
