import { contains } from "./ranges";

/**
 * The corner of the selected range, dragged over the cells beside or below it: they are filled with
 * what goes on from it. With Ctrl its cells are repeated, with Shift they grow.
 */
export class FillDrag {
    /** @param {TableApi} api */
    constructor(api) {
        this.api = api;
        this.source = null;
        /** @type {Range|null} the range with the cells that would be filled */
        this.target = null;
    }

    get isActive() {
        return Boolean(this.source);
    }

    /** Whether the corner of the selection is a cell that can be dragged. */
    isHandle(line, column) {
        const { selection, editing, canEdit } = this.api;
        const { bottom, start, end } = selection.range;
        const isAlone = canEdit && !selection.others.length && !editing.editor;
        const hasPlace = start < selection.lastColumn ? end < selection.lastColumn : true;
        return isAlone && hasPlace && line === bottom && column === end;
    }

    /** Whether a cell would be filled. */
    isFilled(line, column) {
        const { source, target } = this;
        return target ? contains(target, line, column) && !contains(source, line, column) : false;
    }

    begin() {
        this.source = this.api.selection.range;
    }

    /** The range reaches the cell under the pointer, to the right or down, whichever is farther. */
    moveTo({ line, column }) {
        const { selection } = this.api;
        const { top, bottom, start, end } = this.source;
        const isTotal = start === selection.lastColumn;
        const last = isTotal ? end : Math.min(column, selection.lastColumn - 1);
        const lowest = Math.min(line, selection.lastLine);
        const [right, down] = [last - end, lowest - bottom];
        this.target = null;
        if (right > 0 && right >= down) {
            this.target = { top, bottom, start, end: last };
        } else if (down > 0) {
            this.target = { top, bottom: lowest, start, end };
        }
        this.api.changed();
    }

    /** @param {{ctrlKey: boolean, metaKey: boolean, shiftKey: boolean}} ev */
    drop({ ctrlKey, metaKey, shiftKey }) {
        const { source, target } = this;
        this.cancel();
        if (target) {
            const way = shiftKey ? "growth" : "step";
            this.api.series.fill(source, target, ctrlKey || metaKey ? "copy" : way);
            this.api.changed();
        }
    }

    cancel() {
        this.source = null;
        this.target = null;
    }

    /** Fill to the last period at once. */
    stretch() {
        const { selection } = this.api;
        this.begin();
        this.moveTo({ line: this.source.bottom, column: selection.lastColumn - 1 });
        this.drop({});
    }
}
