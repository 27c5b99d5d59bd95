import { localization } from "@web/core/l10n/localization";
import { describe, runCommand } from "./commands";
import { runHotkey } from "./hotkeys";
import { direction, findShortcut } from "./shortcuts";

function isModified(ev) {
    return ev.ctrlKey || ev.metaKey || ev.altKey;
}

/** Whether a key types a character, or begins to compose one. */
function isTyping(ev) {
    return !isModified(ev) && (ev.key.length === 1 || ev.key === "Process");
}

/**
 * The keyboard of the planning table: what `shortcuts.js` lists, the keys of its commands, and
 * typing.
 *
 * Keys are those of spreadsheets. Each method is told a key event and returns whether the key was
 * meant for it; others are left to the browser and to Odoo.
 */
export class GridKeys {
    /**
     * @param {TableApi} api
     * @param {Object} grid
     * @param {function(): number} grid.pageSize lines on screen
     * @param {boolean} grid.isEmbedded a form around has keys of its own
     */
    constructor(api, grid) {
        this.api = api;
        this.grid = grid;
    }

    get selection() {
        return this.api.selection;
    }

    get editing() {
        return this.api.editing;
    }

    /** A key in the table while no cell is open. */
    inTable(ev) {
        const shortcut = findShortcut(ev, false);
        if (shortcut) {
            return shortcut.run(this, ev) !== false;
        }
        if (ev.altKey) {
            return !this.grid.isEmbedded && runHotkey(this.api, ev);
        }
        return this._type(ev);
    }

    /** A key in the open cell. */
    inEditor(ev) {
        const { editor } = this.editing;
        if (ev.isComposing) {
            return false;
        }
        const shortcut = findShortcut(ev, true);
        if (shortcut) {
            shortcut.run(this, ev);
            return true;
        }
        const steps = editor.isReplacing && !isModified(ev) && !ev.shiftKey && direction(ev.key);
        if (!steps) {
            return false;
        }
        if (this.editing.commit()) {
            this.selection.advance(...steps);
        }
        return true;
    }

    _type(ev) {
        if (!isTyping(ev)) {
            return false;
        }
        if (ev.key === " ") {
            return true;
        }
        const isPoint = ev.code === "NumpadDecimal";
        const char = isPoint ? localization.decimalPoint : ev.key;
        this.editing.open(ev.key === "Process" ? "" : char);
        return ev.key !== "Process";
    }

    //--------------------------------------------------------------------------
    // What shortcuts do
    //--------------------------------------------------------------------------

    /** Run a command of the toolbar. */
    run(name) {
        runCommand(describe(name, this.api), this.api, this.api.env);
    }

    /** Open the cell; in a selection, Enter goes on. */
    open(ev) {
        if (ev.key === "F2" || this.selection.isSingle) {
            this.editing.open();
        } else {
            this.selection.advance(1, 0);
        }
    }

    /** From the last cell on, and from the first one back, Tab leaves the table. */
    tab(ev) {
        const { selection } = this;
        const [line, column] = [selection.line(selection.cursor), selection.cursor.column];
        const isFirst = line === 0 && column === selection.firstColumn;
        const isLast = line === selection.lastLine && column === selection.lastColumn;
        if (selection.isSingle && (ev.shiftKey ? isFirst : isLast)) {
            return false;
        }
        selection.advance(0, ev.shiftKey ? -1 : 1);
        return true;
    }

    escape() {
        const { row, column } = this.selection.cursor;
        if (this.api.fillDrag.isActive) {
            this.api.fillDrag.cancel();
        } else if (!this.editing.forget(row, column)) {
            this.selection.collapse();
        }
    }

    /** @param {number} step 1 shows the periods of the subtotal at the cursor, -1 it alone */
    fold(step) {
        const { stops, look } = this.api.model;
        const place = this.selection.cursor.column;
        const number = stops.spans.findIndex(({ first, last }) => first <= place && place < last + 1);
        if (number >= 0 && look.folded.includes(number) !== step < 0) {
            this.api.fold(number, step < 0);
        }
        return number >= 0;
    }

    /** @param {number} step 1 opens the row, -1 closes it, or goes to the one above it */
    expand(step) {
        const { model } = this.api;
        const { row, column } = this.selection.cursor;
        const parentId = model.rows.get(row)?.parent_id;
        if (step > 0) {
            this.api.toggle(row, true);
        } else if (model.isExpanded(row) && model.canToggle(row)) {
            this.api.toggle(row, false);
        } else if (parentId && model.indexOf(parentId) >= 0) {
            this.selection.set(model.indexOf(parentId), column);
        }
    }
}
