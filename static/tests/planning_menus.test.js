import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { COMMANDS } from "@sales_plan/planning_table/commands";
import { hotkeyOf } from "@sales_plan/planning_table/key_texts";
import { combination, findShortcut, SHORTCUTS } from "@sales_plan/planning_table/shortcuts";
import {
    cell,
    cursor,
    definePlanningModels,
    keys,
    makeServer,
    openTable,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

function serve(options) {
    const server = makeServer(options);
    onRpc("sales.plan.table", "table_why", () => ({ note: "", lines: [] }));
    return server;
}

/** Open the menu of an element as the right button or the menu key does. */
async function openMenu(target) {
    const event = new MouseEvent("contextmenu", { bubbles: true, cancelable: true });
    target.dispatchEvent(event);
    await animationFrame();
    return event.defaultPrevented;
}

function items() {
    return queryAllTexts(".o_sales_plan_row_menu .dropdown-item");
}

function names() {
    return [...document.querySelectorAll(".o_sales_plan_row_menu .dropdown-item")].map(
        (item) => [...item.classList].find((name) => name.startsWith("o_command_")).slice(10)
    );
}

describe("context menu", () => {
    test("a cell offers what is possible now, with its key", async () => {
        serve();
        patchWithCleanup(navigator, { clipboard: undefined });
        await openTable();
        await contains(cell(12, 1)).click();
        expect(await openMenu(cell(12, 1))).toBe(true);
        expect(names()).toEqual([
            "spread",
            "copy",
            "round",
            "hold",
            "note",
            "items",
            "why",
            "history",
            "actuals",
            "clear",
            "clear_below",
            "add_rows",
            "remove_rows",
        ]);
        expect(items()[0]).toBe("Spread…\nAlt+S");
        expect(items()[4]).toBe("Note…\nAlt+N");
        expect(items()[5]).toBe("Items…\nAlt+I");
    });

    test("a held cell is released, a parent summed up, three cells go on", async () => {
        serve();
        await openTable();
        await contains(cell(12, 0)).click();
        await openMenu(cell(12, 0));
        expect(names()).toInclude("release");
        expect(names()).not.toInclude("hold");
        await keys("Escape");
        await contains(cell(11, 0)).click();
        await keys(["Shift", "ArrowRight"], ["Shift", "ArrowRight"]);
        await openMenu(cell(11, 1));
        expect(names()).toInclude("sum");
        expect(names()).toInclude("series");
        expect(names()).not.toInclude("note");
    });

    test("readers are offered what they may", async () => {
        serve({ plan: { can_edit: false } });
        patchWithCleanup(navigator, { clipboard: undefined });
        await openTable();
        await contains(cell(12, 1)).click();
        await openMenu(cell(12, 1));
        expect(names()).toEqual(["why", "history", "actuals"]);
    });

    test("an item runs on the selection, and the keyboard is back in the table", async () => {
        const server = serve({ tellsEdits: true });
        server.answers.push(() => server.changes());
        await openTable();
        await contains(cell(12, 1)).click();
        await openMenu(cell(12, 1));
        await contains(".o_sales_plan_row_menu .o_command_hold").click();
        await animationFrame();
        expect.verifySteps([{ kind: "hold", rows: [12], periods: [2], spread: true }]);
        expect(".o_sales_plan_row_menu").toHaveCount(0);
        expect(".o_sales_plan_grid").toBeFocused();
    });

    test("the menu key opens that of the cells, of whole rows that of the rows", async () => {
        serve();
        await openTable();
        await contains(cell(12, 1)).click();
        const grid = queryFirst(".o_sales_plan_grid");
        await openMenu(grid);
        expect(names()).toInclude("spread");
        await keys("Escape");
        expect(".o_sales_plan_row_menu").toHaveCount(0);
        await keys(["Shift", " "]);
        await openMenu(grid);
        expect(names()).not.toInclude("spread");
        expect(names()).toInclude("remove_rows");
    });

    test("an open cell has the menu of the browser", async () => {
        serve();
        await openTable();
        await contains(cell(12, 1)).click();
        await keys("F2");
        expect(await openMenu(queryFirst(".o_sales_plan_grid_editor"))).toBe(false);
    });

    test("cells are copied and pasted from the menu", async () => {
        const server = serve();
        server.answers.push(() => server.changes());
        patchWithCleanup(navigator, {
            clipboard: {
                writeText: async (text) => expect.step(`copied ${text}`),
                readText: async () => "7",
            },
        });
        await openTable();
        await contains(cell(12, 0)).click();
        await openMenu(cell(12, 0));
        await contains(".o_sales_plan_row_menu .o_command_copy_cells").click();
        await contains(cell(12, 1)).click();
        await openMenu(cell(12, 1));
        await contains(".o_sales_plan_row_menu .o_command_paste_cells").click();
        await animationFrame();
        expect.verifySteps(["copied 2000", "edit paste 12/2:7"]);
    });
});

describe("shortcuts", () => {
    /** Press a combination as `shortcuts.js` writes it; return whether the table took it. */
    async function strike(text) {
        const parts = text.endsWith("++") ? ["Ctrl", "+"] : text.split("+");
        const strokes = { Ctrl: "Control", Space: " " };
        const events = await press(
            parts.map((part) => strokes[part] || (/^[A-Z]$/.test(part) ? part.toLowerCase() : part))
        );
        await animationFrame();
        return events.filter(({ type }) => type === "keydown").at(-1).defaultPrevented;
    }

    test("no key means two things, and each is found by the key that is pressed", async () => {
        const places = [false, true].map((isOpen) =>
            SHORTCUTS.filter(({ group }) => (group === "open") === isOpen)
        );
        for (const shortcuts of places) {
            const all = shortcuts.flatMap((shortcut) => shortcut.keys);
            expect(new Set(all).size).toBe(all.length);
        }
        const hotkeys = COMMANDS.flatMap(hotkeyOf);
        expect(new Set(hotkeys).size).toBe(hotkeys.length);
        const pressed = (key, values) => new KeyboardEvent("keydown", { key, ...values });
        expect(combination(pressed("e", { ctrlKey: true }))).toBe("Ctrl+E");
        expect(combination(pressed("E", { metaKey: true, shiftKey: true }))).toBe("Ctrl+Shift+E");
        expect(combination(pressed("?", { shiftKey: true }))).toBe("?");
        expect(combination(pressed("+", { ctrlKey: true, shiftKey: true }))).toBe("Ctrl++");
        expect(combination(pressed(" ", { shiftKey: true }))).toBe("Shift+Space");
        expect(findShortcut(pressed("F2"), false).name).toBe("open");
        expect(findShortcut(pressed("F2"), true).name).toBe("into");
        expect(findShortcut(pressed("c", { ctrlKey: true }), false)).toBe(undefined);
    });

    test("the table takes every key of the list", async () => {
        const server = serve();
        for (let index = 0; index < 40; index++) {
            server.answers.push(() => server.changes());
        }
        await openTable();
        const taken = SHORTCUTS.filter(({ group, run }) => run && group !== "open");
        for (const [index, text] of taken.flatMap((shortcut) => shortcut.keys).entries()) {
            // another one each time: twice the same is a double click
            await contains(cell(index % 2 ? 12 : 11, 1)).click();
            expect(await strike(text)).toBe(true, { message: text });
            await keys("Escape");
        }
        expect.verifySteps([
            "edit clear 11 in 2",
            "edit clear 12 in 2",
            "edit fill 11/2:1000",
            "edit fill 12/2:0",
            "children 11",
        ]);
    });

    test("? shows all of them, with those of commands", async () => {
        serve();
        await openTable();
        await keys("?");
        expect(".modal .modal-title").toHaveText("Keyboard Shortcuts");
        const shown = SHORTCUTS.length;
        expect(".modal tbody tr[class^=o_shortcut_]").toHaveCount(
            shown + COMMANDS.filter(({ hotkey, isOffered }) => hotkey && !isOffered).length + 1
        );
        expect(".modal .o_shortcut_series kbd").toHaveCount(2);
        expect(queryAllTexts(".modal .o_shortcut_hold kbd")).toEqual(["Alt", "L"]);
        expect(queryAllTexts(".modal .o_shortcut_extend kbd")).toEqual(["Shift", "↑ ↓ ← →"]);
        await contains(".modal-footer .btn-primary").click();
        await animationFrame();
        expect(".o_sales_plan_grid").toBeFocused();
        expect(cursor()).toBe("10/0");
    });

    test("keys of commands work where the toolbar has no room for them", async () => {
        const server = serve({ tellsEdits: true });
        server.answers.push(() => server.changes());
        await openTable();
        await contains(cell(12, 1)).click();
        await keys(["Alt", "l"], ["Alt", "w"]);
        expect(".o_sales_plan_why").toHaveCount(1);
        await keys(["Alt", "r"]);
        expect(".modal .o_sales_plan_apply").toHaveCount(1);
        await keys("Escape");
        await keys(["Alt", "Shift", "s"]);
        expect(".o_notification").toHaveText(
            "There is nothing below the selected rows to sum up."
        );
        expect.verifySteps([{ kind: "hold", rows: [12], periods: [2], spread: true }]);
    });
});
