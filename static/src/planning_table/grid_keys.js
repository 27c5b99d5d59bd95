import { localization } from "@web/core/l10n/localization";

const ARROWS = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
};

/** Farther than any table is long. */
const FAR = 1e9;

/** @returns {[number, number]|undefined} lines and columns; arrows go where they point to */
function direction(key) {
    const [lines, columns] = ARROWS[key] || [];
    if (lines === undefined) {
        return undefined;
    }
    return [lines, localization.direction === "rtl" ? -columns || 0 : columns];
}

function isModified(ev) {
    return ev.ctrlKey || ev.metaKey || ev.altKey;
}

/** Whether a key types a character, or begins to compose one. */
function isTyping(ev) {
    return !isModified(ev) && (ev.key.length === 1 || ev.key === "Process");
}

/**
 * The keyboard of the planning table.
 *
 * Keys are those of spreadsheets. Each method is told a key event and returns whether the key was
 * meant for it; others are left to the browser and to Odoo.
 */
export class GridKeys {
    /**
     * @param {TableApi} api
     * @param {{pageSize: function(): number}} grid
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
        const isCtrl = (ev.ctrlKey || ev.metaKey) && !ev.altKey;
        if (isCtrl) {
            return this._withCtrl(ev) || this._move(ev);
        }
        if (ev.altKey) {
            return this._expand(ev, direction(ev.key)?.[1]);
        }
        return this._move(ev) || this._plain(ev) || this._type(ev);
    }

    /** A key in the open cell. */
    inEditor(ev) {
        const { editor } = this.editing;
        const steps = this._stepsOut(ev, editor);
        if (ev.isComposing) {
            return false;
        }
        if (ev.key === "Escape") {
            this.editing.cancel();
        } else if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey)) {
            this.editing.commit(true);
        } else if (ev.key === "F2") {
            editor.isReplacing = false;
        } else if (steps) {
            if (this.editing.commit()) {
                this.selection.advance(...steps);
            }
        } else {
            return false;
        }
        return true;
    }

    /** Where a key goes to from the open cell; undefined where it stays in its text. */
    _stepsOut(ev, editor) {
        const back = ev.shiftKey ? -1 : 1;
        if (isModified(ev)) {
            return undefined;
        }
        if (ev.key === "Enter") {
            return [back, 0];
        }
        if (ev.key === "Tab") {
            return [0, back];
        }
        return editor.isReplacing && !ev.shiftKey ? direction(ev.key) : undefined;
    }

    _move(ev) {
        const { selection } = this;
        const extend = ev.shiftKey;
        const from = extend ? selection.focus : selection.cursor;
        const [line, column] = [selection.line(from), from.column];
        const isCtrl = ev.ctrlKey || ev.metaKey;
        const steps = direction(ev.key);
        if (steps) {
            const [lines, columns] = isCtrl ? steps.map((step) => step && step * FAR) : steps;
            selection.move(lines, columns, extend);
        } else if (ev.key === "Home") {
            selection.set(isCtrl ? 0 : line, 0, extend);
        } else if (ev.key === "End") {
            selection.set(isCtrl ? selection.lastLine : line, selection.lastColumn, extend);
        } else if (ev.key === "PageDown" && !isCtrl) {
            selection.set(line + this.grid.pageSize(), column, extend);
        } else if (ev.key === "PageUp" && !isCtrl) {
            selection.set(line - this.grid.pageSize(), column, extend);
        } else {
            return false;
        }
        return true;
    }

    _plain(ev) {
        const { selection, editing, api } = this;
        const { row, column } = selection.cursor;
        switch (ev.key) {
            case "Enter":
                if (selection.isSingle && !ev.shiftKey) {
                    editing.open();
                } else {
                    selection.advance(ev.shiftKey ? -1 : 1, 0);
                }
                return true;
            case "Tab":
                return this._tab(ev);
            case "F2":
                if (ev.shiftKey) {
                    api.openDialog("note");
                } else {
                    editing.open();
                }
                return true;
            case "Delete":
            case "Backspace":
                editing.clear();
                return true;
            case "Escape":
                if (!editing.forget(row, column)) {
                    selection.collapse();
                }
                return true;
            case " ":
                if (ev.shiftKey) {
                    selection.selectRows();
                }
                return true;
        }
        return false;
    }

    /** From the last cell on, and from the first one back, Tab leaves the table. */
    _tab(ev) {
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

    _type(ev) {
        if (!isTyping(ev)) {
            return false;
        }
        const isPoint = ev.code === "NumpadDecimal";
        const char = isPoint ? localization.decimalPoint : ev.key;
        this.editing.open(ev.key === "Process" ? "" : char);
        return ev.key !== "Process";
    }

    _withCtrl(ev) {
        const { selection, editing, api } = this;
        const key = ev.key.toLowerCase();
        if (key === "a") {
            selection.selectAll();
        } else if (key === " ") {
            selection.selectColumns();
        } else if (key === "d") {
            editing.fillDown();
        } else if (key === "r" && !ev.shiftKey) {
            editing.fillForward();
        } else if (key === "z" && !ev.shiftKey) {
            api.type("undo");
        } else if (key === "y" || key === "z") {
            api.type("redo");
        } else if (key === "+" || key === "=") {
            return this._expand(ev, 1);
        } else if (key === "-") {
            return this._expand(ev, -1);
        } else {
            return false;
        }
        return true;
    }

    /** Show the periods of the subtotal at the cursor, or it alone. */
    _fold(step) {
        const { stops, look } = this.api.model;
        const place = this.selection.cursor.column;
        const number = stops.spans.findIndex(({ first, last }) => first <= place && place < last + 1);
        if (number >= 0 && look.folded.includes(number) !== step < 0) {
            this.api.fold(number, step < 0);
        }
        return number >= 0;
    }

    /** @param {number} [step] 1 opens the row, -1 closes it, or the one above it */
    _expand(ev, step) {
        if (!step || ev.shiftKey) {
            return Boolean(step) && ev.altKey && this._fold(step);
        }
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
        return true;
    }
}
