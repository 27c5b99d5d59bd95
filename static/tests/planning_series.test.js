import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { dblclick, hover, keyDown, keyUp, pointerDown, pointerUp } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, makeMockEnv, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { localization } from "@web/core/l10n/localization";
import { EntryError } from "@sales_plan/planning_table/entry_parser";
import { isSeries, parseSeries } from "@sales_plan/planning_table/series";
import {
    cell,
    definePlanningModels,
    keys,
    makeServer,
    openTable,
    selected,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

describe("entries", () => {
    beforeEach(async () => {
        await makeMockEnv();
    });

    /** What each text means; null where it is no series, EntryError where it is a wrong one. */
    function means(texts) {
        for (const [text, entry] of Object.entries(texts)) {
            if (entry === EntryError) {
                expect(() => parseSeries(text)).toThrow(EntryError, { message: text });
            } else {
                expect(parseSeries(text)).toBe(entry, { message: text });
                expect(isSeries(entry || "100")).toBe(entry !== null, { message: text });
            }
        }
    }

    test("lines and growth as Americans write them", () => {
        patchWithCleanup(localization, { decimalPoint: ".", thousandsSep: ",", grouping: [3, 0] });
        means({
            "100..200": "100..200",
            "1,000.5 .. 2k": "1000.5..2k",
            "-5..5": "-5..5",
            "..200": "..200",
            "100…200": "100..200",
            "300 +2%": "300+2%",
            "300+2.5 %": "300+2.5%",
            "12k - 5%": "12k-5%",
            "300 \u22125%": "300-5%",
            "1,200 +10%": "1200+10%",
            100: null,
            "+10%": null,
            "-5%": null,
            "80%": null,
            "=100..200": null,
            "=300+2%": null,
            "100..": null,
            "a..b": EntryError,
            "1..2..3": EntryError,
            "1.000,5..2": EntryError,
            "5%+5%": EntryError,
            "300 +2k%": EntryError,
        });
    });

    test("and as others write them", () => {
        patchWithCleanup(localization, { decimalPoint: ",", thousandsSep: ".", grouping: [3, 0] });
        means({
            "1.000,5..2.000": "1000.5..2000",
            "300 +2,5 %": "300+2.5%",
            "1.5..2": EntryError,
        });
    });
});

describe("typing", () => {
    test("a line is written into each selected row", async () => {
        const server = makeServer({ tellsEdits: true });
        await openTable();
        await contains(cell(11, 0)).click();
        await keys(["Shift", "End"], ["Shift", "ArrowDown"], ..."1..2");
        server.answers.push(() => server.changes());
        await keys("Enter");
        expect.verifySteps([
            {
                kind: "series",
                spread: true,
                rows: [11, 12],
                over: [1, 2, 3],
                direction: "right",
                entry: "1..2",
            },
        ]);
        expect(selected()).toHaveLength(8);
    });

    test("in one column it goes down, also over totals", async () => {
        const server = makeServer({ tellsEdits: true });
        server.answers.push(() => server.changes());
        await openTable();
        await contains(cell(11, 3)).click();
        await keys(["Shift", "ArrowDown"]);
        await keys("F2");
        await contains(".o_sales_plan_grid_editor").edit("300 +2%");
        expect.verifySteps([
            {
                kind: "series",
                spread: true,
                rows: [11, 12],
                over: [null],
                direction: "down",
                entry: "300+2%",
            },
        ]);
    });

    test("in a single cell it is refused with a sentence", async () => {
        makeServer();
        await openTable();
        await contains(cell(12, 0)).click();
        await keys("F2");
        await contains(".o_sales_plan_grid_editor").edit("100..200");
        expect(".o_sales_plan_grid_error").toHaveText(
            "“100..200” goes over several cells: select them first, then type it."
        );
        expect.verifySteps([]);
    });

    test("where one of the rows is read only nothing is written", async () => {
        makeServer({ plan: { rolls_up: true } });
        await openTable();
        await contains(cell(12, 0)).click();
        await keys(["Shift", "ArrowUp"], ..."1..2", "Enter");
        expect(".o_notification").toHaveText("“North” is the sum of the rows below it: type there.");
        expect.verifySteps([]);
    });
});

describe("going on", () => {
    const HANDLE = ".o_sales_plan_fill_handle";

    async function dragTo(target, modifier) {
        await pointerDown(HANDLE);
        await hover(target);
        await animationFrame();
        if (modifier) {
            await keyDown(modifier);
        }
        await pointerUp(target);
        if (modifier) {
            await keyUp(modifier);
        }
        await animationFrame();
    }

    /** A server that takes a step without telling what came of it. */
    function serve() {
        const server = makeServer({ tellsEdits: true });
        server.answers.push(() => server.changes());
        return server;
    }

    function series(values) {
        return { kind: "series", spread: true, ...values };
    }

    test("the corner of the selection fills to the right", async () => {
        serve();
        await openTable();
        await contains(cell(12, 0)).click();
        expect(HANDLE).toHaveCount(1);
        await dragTo(cell(12, 2));
        expect.verifySteps([
            series({ rows: [12], over: [1, 2, 3], direction: "right", way: "step", given: 1 }),
        ]);
        expect(selected()).toEqual(["12/0", "12/1", "12/2"]);
    });

    test("and down; with Ctrl cells are repeated, with Shift they grow", async () => {
        const server = serve();
        await openTable();
        await contains(cell(10, 0)).click();
        await keys(["Shift", "ArrowDown"]);
        await pointerDown(HANDLE);
        await hover(cell(12, 0));
        await animationFrame();
        expect(".o_sales_plan_filled").toHaveCount(1);
        await keyDown("Control");
        await pointerUp(cell(12, 0));
        await keyUp("Control");
        await animationFrame();
        expect(".o_sales_plan_filled").toHaveCount(0);
        expect.verifySteps([
            series({ rows: [10, 11, 12], over: [1], direction: "down", way: "copy", given: 2 }),
        ]);
        server.answers.push(() => server.changes());
        await contains(cell(12, 0)).click();
        await keys(["Shift", "ArrowRight"]);
        await dragTo(cell(12, 2), "Shift");
        expect.verifySteps([
            series({ rows: [12], over: [1, 2, 3], direction: "right", way: "growth", given: 2 }),
        ]);
    });

    test("to the left and up it fills backwards", async () => {
        const server = serve();
        await openTable();
        await contains(cell(12, 1)).click();
        await keys(["Shift", "ArrowRight"]);
        await dragTo(cell(12, 0));
        expect.verifySteps([
            series({ rows: [12], over: [3, 2, 1], direction: "right", way: "step", given: 2 }),
        ]);
        expect(selected()).toEqual(["12/0", "12/1", "12/2"]);
        server.answers.push(() => server.changes());
        await contains(cell(12, 2)).click();
        await dragTo(cell(10, 2), "Control");
        expect.verifySteps([
            series({ rows: [12, 11, 10], over: [3], direction: "down", way: "copy", given: 1 }),
        ]);
        expect(selected()).toEqual(["10/2", "11/2", "12/2"]);
    });

    test("a double click fills to the last period", async () => {
        serve();
        await openTable();
        await contains(cell(11, 0)).click();
        await keys(["Shift", "ArrowDown"]);
        await dblclick(HANDLE);
        await animationFrame();
        expect.verifySteps([
            series({ rows: [11, 12], over: [1, 2, 3], direction: "right", way: "step", given: 1 }),
        ]);
        expect(".o_sales_plan_grid_editor").toHaveCount(0);
    });

    test("what is dragged back fills nothing, Escape gives it up", async () => {
        makeServer({ tellsEdits: true });
        await openTable();
        await contains(cell(11, 1)).click();
        await pointerDown(HANDLE);
        await hover(cell(10, 1));
        await animationFrame();
        expect(".o_sales_plan_filled").toHaveCount(1);
        await hover(cell(11, 1));
        await pointerUp(cell(11, 1));
        await animationFrame();
        expect(".o_sales_plan_filled").toHaveCount(0);
        await pointerDown(HANDLE);
        await hover(cell(12, 1));
        await keys("Escape");
        await pointerUp(cell(12, 1));
        await animationFrame();
        expect.verifySteps([]);
    });

    test("the total beside periods, readers and several ranges have no corner", async () => {
        makeServer({ plan: { can_edit: true } });
        await openTable();
        await contains(cell(11, 3)).click();
        expect(HANDLE).toHaveCount(1);
        await keys(["Shift", " "]);
        expect(HANDLE).toHaveCount(0);
        await contains(cell(11, 0)).click();
        await contains(cell(12, 1)).click({ ctrlKey: true });
        expect(HANDLE).toHaveCount(0);
    });

    test("Ctrl+E goes on in equal steps, with Shift growing", async () => {
        const server = serve();
        await openTable();
        await contains(cell(12, 0)).click();
        await keys(["Shift", "ArrowRight"], ["Control", "e"]);
        expect(".o_notification").toHaveText(
            "Select the two cells that go on, and those after them."
        );
        await keys(["Shift", "ArrowRight"], ["Control", "e"]);
        server.answers.push(() => server.changes());
        await keys(["Control", "Shift", "e"]);
        expect.verifySteps([
            series({ rows: [12], over: [1, 2, 3], direction: "right", way: "step", given: 2 }),
            series({ rows: [12], over: [1, 2, 3], direction: "right", way: "growth", given: 2 }),
        ]);
    });
});
