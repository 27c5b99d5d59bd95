import { _t } from "@web/core/l10n/translation";
import { localization } from "@web/core/l10n/localization";

/** Farther than any table is long. */
const FAR = 1e9;

const ARROWS = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
};

/** @returns {[number, number]|undefined} lines and columns; arrows go where they point to */
export function direction(key) {
    const [lines, columns] = ARROWS[key] || [];
    if (lines === undefined) {
        return undefined;
    }
    return [lines, localization.direction === "rtl" ? -columns || 0 : columns];
}

function move(keys, ev) {
    keys.selection.move(...direction(ev.key), ev.shiftKey);
}

function moveToEdge(keys, ev) {
    const steps = direction(ev.key).map((step) => step && step * FAR);
    keys.selection.move(...steps, ev.shiftKey);
}

/** Go to a line and a column, counted from where the cursor is, or the end that moves. */
function go(keys, ev, where) {
    const { selection } = keys;
    const from = ev.shiftKey ? selection.focus : selection.cursor;
    const [line, column] = where(selection.line(from), from.column);
    selection.set(line, column, ev.shiftKey);
}

function goToEnd(keys, ev) {
    const { lastLine, lastColumn } = keys.selection;
    const isWhole = ev.ctrlKey || ev.metaKey;
    go(keys, ev, (line) =>
        ev.key === "Home" ? [isWhole ? 0 : line, 0] : [isWhole ? lastLine : line, lastColumn]
    );
}

function goByPage(keys, ev) {
    const step = ev.key === "PageUp" ? -1 : 1;
    go(keys, ev, (line, column) => [line + step * keys.grid.pageSize(), column]);
}

function writes(keys) {
    return keys.editing.commit();
}

/** Groups of the overview, in their order. */
export const GROUPS = {
    move: () => _t("Move Around"),
    select: () => _t("Select"),
    edit: () => _t("Edit"),
    open: () => _t("In an Open Cell"),
    rows: () => _t("Rows and Figures"),
};

/**
 * The keys of the planning table, once: the table obeys this list, its overview and the README show
 * it. A key is taken unless `run` returns false. `keys` are written as `combination` writes events;
 * Ctrl is also the command key. Those without `run` are the browser's.
 *
 * @typedef {{name: string, group: string, keys: string[], label: function(): string,
 *   run: function(GridKeys, KeyboardEvent): boolean|void}} Shortcut
 */
export const SHORTCUTS = [
    {
        name: "move",
        group: "move",
        keys: ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"],
        label: () => _t("Go to the next cell"),
        run: move,
    },
    {
        name: "edge",
        group: "move",
        keys: ["Ctrl+ArrowUp", "Ctrl+ArrowDown", "Ctrl+ArrowLeft", "Ctrl+ArrowRight"],
        label: () => _t("Go to the edge of the table"),
        run: moveToEdge,
    },
    {
        name: "ends",
        group: "move",
        keys: ["Home", "End"],
        label: () => _t("Go to the first or the last column"),
        run: goToEnd,
    },
    {
        name: "corners",
        group: "move",
        keys: ["Ctrl+Home", "Ctrl+End"],
        label: () => _t("Go to the first or the last cell"),
        run: goToEnd,
    },
    {
        name: "pages",
        group: "move",
        keys: ["PageUp", "PageDown"],
        label: () => _t("Go up or down by a screen"),
        run: goByPage,
    },
    {
        name: "tab",
        group: "move",
        keys: ["Tab", "Shift+Tab"],
        label: () => _t("Go to the next or the previous column; through a selection, cell by cell"),
        run: (keys, ev) => keys.tab(ev),
    },
    {
        name: "extend",
        group: "select",
        keys: ["Shift+ArrowUp", "Shift+ArrowDown", "Shift+ArrowLeft", "Shift+ArrowRight"],
        label: () => _t("Extend the selection"),
        run: move,
    },
    {
        name: "extend_edge",
        group: "select",
        keys: [
            "Ctrl+Shift+ArrowUp",
            "Ctrl+Shift+ArrowDown",
            "Ctrl+Shift+ArrowLeft",
            "Ctrl+Shift+ArrowRight",
        ],
        label: () => _t("Extend the selection to the edge"),
        run: moveToEdge,
    },
    {
        name: "extend_ends",
        group: "select",
        keys: ["Shift+Home", "Shift+End", "Ctrl+Shift+Home", "Ctrl+Shift+End"],
        label: () => _t("Extend the selection to the first or the last column or cell"),
        run: goToEnd,
    },
    {
        name: "extend_pages",
        group: "select",
        keys: ["Shift+PageUp", "Shift+PageDown"],
        label: () => _t("Extend the selection by a screen"),
        run: goByPage,
    },
    {
        name: "rows",
        group: "select",
        keys: ["Shift+Space"],
        label: () => _t("Select whole rows"),
        run: (keys) => keys.selection.selectRows(),
    },
    {
        name: "columns",
        group: "select",
        keys: ["Ctrl+Space"],
        label: () => _t("Select whole columns"),
        run: (keys) => keys.selection.selectColumns(),
    },
    {
        name: "all",
        group: "select",
        keys: ["Ctrl+A"],
        label: () => _t("Select everything"),
        run: (keys) => keys.selection.selectAll(),
    },
    {
        name: "add_range",
        group: "select",
        keys: ["Shift+F8"],
        label: () => _t("Keep what is selected and select one more range, as a click with Ctrl"),
        run: (keys) => keys.selection.keep(),
    },
    {
        name: "escape",
        group: "select",
        keys: ["Escape"],
        label: () => _t("Give up the selection, or a text that was refused"),
        run: (keys) => keys.escape(),
    },
    {
        name: "open",
        group: "edit",
        keys: ["F2", "Enter"],
        label: () => _t("Open the cell; in a selection, Enter goes on to the next cell"),
        run: (keys, ev) => keys.open(ev),
    },
    {
        name: "back",
        group: "edit",
        keys: ["Shift+Enter"],
        label: () => _t("Go back up"),
        run: (keys) => keys.selection.advance(-1, 0),
    },
    {
        name: "clear",
        group: "edit",
        keys: ["Delete", "Backspace"],
        label: () => _t("Clear: plan nothing, which is not zero"),
        run: (keys) => keys.editing.clear(),
    },
    {
        name: "clipboard",
        group: "edit",
        keys: ["Ctrl+C", "Ctrl+X", "Ctrl+V"],
        label: () => _t("Copy, cut and paste, also from and to spreadsheets"),
    },
    {
        name: "fill",
        group: "edit",
        keys: ["Ctrl+R", "Ctrl+D"],
        label: () => _t("Fill right or down with the first cell"),
        run: (keys, ev) =>
            ev.key.toLowerCase() === "d"
                ? keys.editing.fillDown()
                : keys.editing.fillForward(),
    },
    {
        name: "series",
        group: "edit",
        keys: ["Ctrl+E"],
        label: () => _t("Let the first two cells of the selection go on in equal steps"),
        run: (keys) => keys.api.series.goOn("step"),
    },
    {
        name: "growth",
        group: "edit",
        keys: ["Ctrl+Shift+E"],
        label: () => _t("Let the first two cells of the selection go on growing"),
        run: (keys) => keys.api.series.goOn("growth"),
    },
    {
        name: "undo",
        group: "edit",
        keys: ["Ctrl+Z"],
        label: () => _t("Undo: every step, also after reloading the page"),
        run: (keys) => keys.api.type("undo"),
    },
    {
        name: "redo",
        group: "edit",
        keys: ["Ctrl+Y", "Ctrl+Shift+Z"],
        label: () => _t("Redo"),
        run: (keys) => keys.api.type("redo"),
    },
    {
        name: "write",
        group: "open",
        keys: ["Enter", "Shift+Enter"],
        label: () => _t("Write, and go down or up"),
        run: (keys, ev) => writes(keys) && keys.selection.advance(ev.shiftKey ? -1 : 1, 0),
    },
    {
        name: "write_across",
        group: "open",
        keys: ["Tab", "Shift+Tab"],
        label: () => _t("Write, and go to the next or the previous column"),
        run: (keys, ev) => writes(keys) && keys.selection.advance(0, ev.shiftKey ? -1 : 1),
    },
    {
        name: "write_all",
        group: "open",
        keys: ["Ctrl+Enter"],
        label: () => _t("Write into all selected cells"),
        run: (keys) => keys.editing.commit(true),
    },
    {
        name: "cancel",
        group: "open",
        keys: ["Escape"],
        label: () => _t("Leave the cell as it was"),
        run: (keys) => keys.editing.cancel(),
    },
    {
        name: "into",
        group: "open",
        keys: ["F2"],
        label: () => _t("Let arrows move in the text"),
        run: (keys) => {
            keys.editing.editor.isReplacing = false;
        },
    },
    {
        name: "expand",
        group: "rows",
        keys: ["Alt+ArrowRight", "Ctrl++"],
        label: () => _t("Open a row"),
        run: (keys, ev) => keys.expand(direction(ev.key)?.[1] ?? 1),
    },
    {
        name: "collapse",
        group: "rows",
        keys: ["Alt+ArrowLeft", "Ctrl+-"],
        label: () => _t("Fold a row, or go to the one above it"),
        run: (keys, ev) => keys.expand(direction(ev.key)?.[1] ?? -1),
    },
    {
        name: "unfold",
        group: "rows",
        keys: ["Alt+Shift+ArrowRight"],
        label: () => _t("Open the quarter, where quarters are shown"),
        run: (keys, ev) => keys.fold(direction(ev.key)[1]),
    },
    {
        name: "fold",
        group: "rows",
        keys: ["Alt+Shift+ArrowLeft"],
        label: () => _t("Fold the quarter"),
        run: (keys, ev) => keys.fold(direction(ev.key)[1]),
    },
    {
        name: "note",
        group: "rows",
        keys: ["Shift+F2"],
        label: () => _t("Write a note"),
        run: (keys) => {
            keys.api.openDialog("note");
        },
    },
    {
        name: "menu",
        group: "rows",
        keys: ["ContextMenu", "Shift+F10"],
        label: () => _t("Open the menu of the selected cells"),
    },
    {
        name: "shortcuts",
        group: "rows",
        keys: ["?"],
        label: () => _t("Show all keys"),
        run: (keys) => keys.run("shortcuts"),
    },
];

/** Keys whose names say nothing to a reader. */
const SHOWN = {
    ArrowUp: () => "↑",
    ArrowDown: () => "↓",
    ArrowLeft: () => "←",
    ArrowRight: () => "→",
    ContextMenu: () => _t("Menu"),
    Space: () => _t("Space"),
    PageUp: () => _t("Page Up"),
    PageDown: () => _t("Page Down"),
    Home: () => _t("Home Key"),
    End: () => _t("End Key"),
    Delete: () => _t("Del"),
    Enter: () => _t("Enter Key"),
    Escape: () => _t("Esc"),
    Backspace: () => _t("Backspace"),
    Shift: () => _t("Shift"),
    Ctrl: () => _t("Ctrl"),
};

/** @returns {string[]} a combination for a reader, key by key */
export function showKeys(combination) {
    const parts = combination.endsWith("++") ? ["Ctrl", "+"] : combination.split("+");
    return parts.map((part) => SHOWN[part]?.() || part);
}

/** @returns {string} what is pressed: Ctrl, Alt and Shift, then the key; letters as capitals */
export function combination(ev) {
    const { key } = ev;
    const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase() && key !== " ";
    const name = key === " " ? "Space" : key.length === 1 ? key.toUpperCase() : key;
    const parts = [
        (ev.ctrlKey || ev.metaKey) && "Ctrl",
        ev.altKey && "Alt",
        ev.shiftKey && !isSign && "Shift",
        name === "=" && (ev.ctrlKey || ev.metaKey) ? "+" : name,
    ];
    return parts.filter(Boolean).join("+");
}

/** @returns {Shortcut|undefined} what a key does in the table, or in its open cell */
export function findShortcut(ev, isOpen) {
    const pressed = combination(ev);
    return SHORTCUTS.find(
        ({ group, keys, run }) => run && (group === "open") === isOpen && keys.includes(pressed)
    );
}
