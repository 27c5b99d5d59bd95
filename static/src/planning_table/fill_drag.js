import { contains } from "./ranges";

/**
 * The corner of the selected range, dragged over the cells on any side of it: they are filled with
 * what goes on from it, backwards to the left and up. With Ctrl its cells are repeated, with Shift
 * they grow.
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
        const { stops } = selection;
        const hasPlace = start < stops.lastPosition ? end < stops.lastPosition : true;
        return isAlone && hasPlace && line === bottom && stops.position(column) === end;
    }

    /** Whether a cell would be filled. */
    isFilled(line, column) {
        const { source, target } = this;
        const position = this.api.selection.stops.position(column);
        return target
            ? contains(target, line, position) && !contains(source, line, position)
            : false;
    }

    begin() {
        this.source = this.api.selection.range;
    }

    /** The range reaches the cell under the pointer, on the side on which that is farthest away. */
    moveTo({ line, column }) {
        const { selection } = this.api;
        const { top, bottom, start, end } = this.source;
        const { stops } = selection;
        const isTotal = start === stops.lastPosition;
        const position = isTotal ? end : Math.min(stops.position(column), stops.lastPosition - 1);
        const under = Math.min(Math.max(line, 0), selection.lastLine);
        const sides = [
            [position - end, { top, bottom, start, end: position }],
            [under - bottom, { top, bottom: under, start, end }],
            [start - position, { top, bottom, start: position, end }],
            [top - under, { top: under, bottom, start, end }],
        ];
        const [far, target] = sides.reduce((best, side) => (side[0] > best[0] ? side : best));
        this.target = far > 0 ? target : null;
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
        const { stops } = this.api.selection;
        this.begin();
        const { place } = stops.all[stops.lastPosition - 1] || stops.all[0];
        this.moveTo({ line: this.source.bottom, column: place });
        this.drop({});
    }
}
