import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, unload } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { contains, getService, makeServerError } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";
import {
    amounts,
    cell,
    definePlanningModels,
    makeServer,
    openTable,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

const CONFLICT = {
    ok: false,
    conflict: {
        version: 9,
        count: 1,
        cells: [
            {
                row_id: 11,
                row: "North",
                period_id: 1,
                period: "Jan",
                was: 1000,
                theirs: 1500,
                mine: 1250,
                by: "Joel Willis",
                date: "2027-01-04 10:00:00",
            },
        ],
    },
};

/** What a proxy answers while the server is away. */
function lost() {
    return new Response("Bad Gateway", { status: 502 });
}

/** What an answer says of a row that has changed. */
function update(id, values) {
    return { id, count: 0, cells: values.map((amount) => [amount, 0, null]) };
}

function waitingKeys() {
    return Object.keys(browser.localStorage).filter((key) => key.includes("waiting"));
}

function waiting() {
    const [key] = waitingKeys();
    return key ? JSON.parse(browser.localStorage.getItem(key)) : [];
}

async function type(id, column, ...keys) {
    await contains(cell(id, column)).click();
    for (const key of [...keys, "Enter"]) {
        await press(key);
    }
    await animationFrame();
}

test("edits are sent one after the other; cells show what was typed until then", async () => {
    const server = makeServer();
    const first = new Deferred();
    await openTable();
    server.answers.push(() => first.then(() => server.changes({ version: 8 })));
    await type(11, 0, "5");
    await type(12, 0, "6");
    expect.verifySteps(["edit type 11/1:5"]);
    expect(cell(11, 0)).toHaveClass("o_sales_plan_waiting");
    expect(cell(11, 0)).toHaveAttribute("aria-busy", "true");
    expect([amounts(11)[0], amounts(12)[0]]).toEqual(["5", "6"]);
    expect(waiting()).toHaveLength(2);
    first.resolve();
    await animationFrame();
    expect.verifySteps(["edit type 12/1:6"]);
    await animationFrame();
    expect(".o_sales_plan_waiting").toHaveCount(0);
    expect(server.edits[1].version).toBe(8);
    expect(server.edits[0].token).not.toBe(server.edits[1].token);
    expect(waitingKeys()).toEqual([]);
});

test("undo and redo go through the server", async () => {
    const server = makeServer();
    server.undo = { id: 3, label: "Typed 1 cell" };
    await openTable();
    await press(["Control", "z"]);
    await animationFrame();
    expect.verifySteps(["undo 7"]);
    server.redo = { id: 3, label: "Typed 1 cell" };
    await press(["Control", "y"]);
    await animationFrame();
    expect(".o_notification").toHaveText("There is nothing to redo.");
    await press(["Control", "z"]);
    await animationFrame();
    await press(["Control", "Shift", "Z"]);
    await animationFrame();
    await press(["Control", "y"]);
    await animationFrame();
    expect.verifySteps(["undo 8", "redo 9", "redo 10"]);
});

test("a refusal says why and keeps what was typed in its cell", async () => {
    const server = makeServer();
    await openTable();
    server.answers.push(() => {
        throw makeServerError({ message: "All rows below are held." });
    });
    await type(11, 0, "5");
    expect(".o_notification").toHaveText("All rows below are held.");
    expect(cell(11, 0)).toHaveText("5");
    expect(cell(11, 0)).toHaveClass("o_sales_plan_invalid");
    expect(cell(11, 0)).toHaveAttribute("title", /All rows below are held/);
    expect(waitingKeys()).toEqual([]);
    await type(11, 0, "F2");
    expect.verifySteps(["edit type 11/1:5", "edit type 11/1:5"]);
    expect(amounts(11)[0]).toBe("5.00");
});

test("what others changed is told and shown", async () => {
    const server = makeServer();
    await openTable();
    server.answers.push(() =>
        server.changes({
            version: 9,
            notice: null,
            rows: [update(12, [1, 2, 3, 6])],
            merged: [{ user: "Joel Willis", count: 3 }],
        })
    );
    await type(11, 0, "5");
    expect(".o_notification").toHaveText("Joel Willis has made 3 changes meanwhile.");
    expect(amounts(12)).toEqual(["1.00", "2.00", "3.00", "6.00"]);
    expect.verifySteps(["edit type 11/1:5"]);
});

test("coming back to the window follows others", async () => {
    const server = makeServer();
    await openTable();
    server.answers.push(() =>
        server.changes({
            version: 8,
            rows: [update(12, [1, 2, 3, 6])],
        })
    );
    window.dispatchEvent(new Event("focus"));
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["refresh 7"]);
    expect(amounts(12)).toEqual(["1.00", "2.00", "3.00", "6.00"]);
});

test("a conflict shows both values; mine is sent again on top", async () => {
    const server = makeServer();
    await openTable();
    server.answers.push(() => CONFLICT);
    await type(11, 0, "1", "2", "5", "0");
    expect(".modal").toHaveCount(1);
    expect(".modal").toHaveText(/Joel Willis/);
    expect(cell(11, 0)).toHaveText("1250");
    await contains(".modal button:contains(Keep Mine)").click();
    await animationFrame();
    expect.verifySteps(["edit type 11/1:1250", "edit type 11/1:1250"]);
    const [first, second] = server.edits;
    expect([first.force, second.force]).toEqual([false, true]);
    expect(second.version).toBe(9);
    expect(second.token).toBe(first.token);
    expect(amounts(11)[0]).toBe("1,250.00");
});

test("a conflict can be left to the others", async () => {
    const server = makeServer();
    await openTable();
    server.answers.push(
        () => CONFLICT,
        () =>
            server.changes({
                version: 9,
                rows: [update(11, [1500, 0, null, 1500])],
            })
    );
    await type(11, 0, "7");
    await contains(".modal button:contains(Keep Theirs)").click();
    await animationFrame();
    expect.verifySteps(["edit type 11/1:7", "refresh 7"]);
    expect(amounts(11)[0]).toBe("1,500.00");
    expect(waitingKeys()).toEqual([]);
});

test("without a connection edits wait, and are sent when it is back", async () => {
    const server = makeServer();
    await openTable();
    server.answers.push(lost, lost);
    await type(11, 0, "5");
    expect(".o_sales_plan_waiting_bar").toHaveText(/1 edit is waiting for the connection\./);
    await type(11, 1, "6");
    expect(".o_sales_plan_waiting_bar").toHaveText(/2 edits are waiting for the connection\./);
    expect([amounts(11)[0], amounts(11)[1]]).toEqual(["5", "6"]);
    expect(".o_notification").toHaveCount(0);
    expect(waiting().map(({ edit }) => edit.cells)).toEqual([[[11, 1, "5"]], [[11, 2, "6"]]]);
    for (const seconds of [2, 4]) {
        await advanceTime(seconds * 1000);
        await animationFrame();
        await animationFrame();
    }
    expect(".o_sales_plan_waiting_bar").toHaveCount(0);
    expect(amounts(11).slice(0, 2)).toEqual(["5.00", "6.00"]);
    expect.verifySteps([
        "edit type 11/1:5",
        "edit type 11/1:5",
        "edit type 11/1:5",
        "edit type 11/2:6",
    ]);
    // the same edit has the same name each time
    expect(new Set(server.edits.slice(0, 3).map(({ token }) => token)).size).toBe(1);
    expect(waitingKeys()).toEqual([]);
});

test("Retry sends at once; undo takes back what was never sent", async () => {
    const server = makeServer();
    await openTable();
    server.answers.push(lost);
    await type(11, 0, "5");
    await type(11, 1, "6");
    await press(["Control", "z"]);
    await animationFrame();
    expect(waiting()).toHaveLength(1);
    await contains(".o_sales_plan_waiting_bar button").click();
    await animationFrame();
    expect.verifySteps(["edit type 11/1:5", "edit type 11/1:5"]);
    expect(".o_sales_plan_waiting_bar").toHaveCount(0);
    expect(amounts(11)[1]).toBe("0.00");
});

test("a block that has waited and is refused then stays in its cells", async () => {
    const server = makeServer();
    await openTable();
    server.answers.push(lost, () => {
        throw makeServerError({ message: "The plan is confirmed." });
    });
    await press("ArrowDown");
    await press(["Shift", "ArrowRight"]);
    await press("7");
    await press(["Control", "Enter"]);
    await animationFrame();
    expect(".o_sales_plan_waiting_bar").toHaveText(/1 edit is waiting for the connection\./);
    await advanceTime(2000);
    await animationFrame();
    await animationFrame();
    expect(".o_sales_plan_waiting_bar").toHaveCount(0);
    expect(amounts(11).slice(0, 2)).toEqual(["7", "7"]);
    expect(cell(11, 1)).toHaveClass("o_sales_plan_invalid");
    expect(cell(11, 1)).toHaveAttribute("title", /The plan is confirmed/);
    expect(".o_notification").toHaveText("The plan is confirmed.");
    expect.verifySteps(["edit fill 11/1:7 11/2:7", "edit fill 11/1:7 11/2:7"]);
});

test("edits are sent as soon as the browser is online again", async () => {
    const server = makeServer();
    await openTable();
    server.answers.push(lost);
    await type(11, 0, "5");
    expect(".o_sales_plan_waiting_bar").toHaveCount(1);
    window.dispatchEvent(new Event("online"));
    await animationFrame();
    await animationFrame();
    expect(".o_sales_plan_waiting_bar").toHaveCount(0);
    expect.verifySteps(["edit type 11/1:5", "edit type 11/1:5"]);
});

test("edits that wait outlive the page: the next one offers them", async () => {
    const key = `sales_plan.table.waiting.test.${user.userId}.1`;
    const edit = { kind: "type", source: "type", spread: true, cells: [[11, 1, "5"]] };
    const job = {
        kind: "edit",
        edit,
        token: "abc",
        version: 4,
        force: false,
        texts: [["11-0", "5"]],
    };
    browser.localStorage.setItem(key, JSON.stringify([job]));
    const server = makeServer();
    await openTable();
    expect(".o_sales_plan_leftover_bar").toHaveText(
        /1 edit was not sent when this table was left\./
    );
    expect(amounts(11)[0]).toBe("1,000.00");
    await contains(".o_sales_plan_leftover_bar button:contains(Send)").click();
    await animationFrame();
    expect.verifySteps(["edit type 11/1:5"]);
    expect(server.edits[0].token).toBe("abc");
    expect(server.edits[0].version).toBe(4);
    expect(".o_sales_plan_leftover_bar").toHaveCount(0);
    expect(waitingKeys()).toEqual([]);
});

test("edits that wait can be discarded", async () => {
    const key = `sales_plan.table.waiting.test.${user.userId}.1`;
    browser.localStorage.setItem(key, JSON.stringify([{ kind: "redo", token: "a", version: 4 }]));
    makeServer();
    await openTable();
    await contains(".o_sales_plan_leftover_bar button:contains(Discard)").click();
    expect(".o_sales_plan_leftover_bar").toHaveCount(0);
    expect(waitingKeys()).toEqual([]);
    expect.verifySteps([]);
});

test("leaving with edits that wait asks first", async () => {
    const server = makeServer();
    await openTable();
    server.answers.push(lost, lost, lost, lost);
    await type(11, 0, "5");
    getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_plan.planning_table",
        context: { active_id: 1 },
    });
    await animationFrame();
    expect(".modal").toHaveText(/1 edit is waiting for the connection\./);
    await contains(".modal button:contains(Stay)").click();
    expect(".o_sales_plan_waiting_bar").toHaveCount(1);
    const [event] = await unload();
    expect(event.defaultPrevented).toBe(true);
    expect(queryAllTexts(".o_sales_plan_grid_label")).toEqual(["Total", "North", "South"]);
    expect.verifySteps(["edit type 11/1:5"]);
});

test("leaving with a text that was refused asks first", async () => {
    makeServer();
    await openTable();
    await type(11, 0, "x");
    getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_plan.planning_table",
        context: { active_id: 1 },
    });
    await animationFrame();
    expect(".modal").toHaveText(/What is typed in 1 cell was refused and would be lost\./);
    await contains(".modal button:contains(Leave)").click();
    await animationFrame();
    expect.verifySteps(["open"]);
    expect(".o_sales_plan_invalid").toHaveCount(0);
});
