import {
    Component,
    onMounted,
    onPatched,
    onWillRender,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { useDebounced } from "@web/core/utils/timing";
import { useVirtualGrid } from "@web/core/virtual_grid_hook";
import { AttainmentBar } from "../attainment_bar/attainment_bar";
import { GridCells } from "./grid_cells";
import { GridKeys } from "./grid_keys";
import { getShownPeriods, layOutColumns } from "./grid_layout";
import { begin, reveal } from "./grid_scroll";
import { PROGRESS } from "./lines";
import { getDirection, sortBy } from "./sorting";
import { SeenAmounts } from "./seen_amounts";
import { usePointer } from "./use_pointer";
import { HEAD_HEIGHT, NAME_WIDTH, NARROW, ROW_HEIGHT, TINY } from "./grid_sizes";
import { useCellEditor } from "./use_cell_editor";
import { useClipboard } from "./use_clipboard";
import { useMenus } from "./use_menus";
import { useTable } from "./use_table";

/** Milliseconds of rest before rows that are scrolled into view are read. */
const REST = 60;

/**
 * The table itself: rows and columns that are in view, the cursor, and the cell that is open.
 */
export class Grid extends Component {
    static template = "sales_plan.PlanningGrid";
    static components = { AttainmentBar };
    static props = {
        api: Object,
        scroll: { type: Object, optional: true },
        isEmbedded: { type: Boolean, optional: true },
    };

    setup() {
        this.api = this.props.api;
        this.scroller = useRef("scroller");
        this.editor = useCellEditor(this.api);
        this.state = useState({ width: 0, height: 0 });
        this.cells = new GridCells(this.api);
        this.seen = new SeenAmounts(this.api.model);
        this.keys = new GridKeys(this.api, {
            pageSize: () => Math.max(Math.floor(this.bodyHeight / ROW_HEIGHT) - 1, 1),
            isEmbedded: Boolean(this.props.isEmbedded),
        });
        this.virtual = useVirtualGrid({
            scrollableRef: this.scroller,
            initialScroll: this.props.scroll,
            bufferCoef: 0.5,
        });
        this.loadShown = useDebounced(() => this.api.model.loadShown(), REST);
        useTable(this.api);
        this.menus = useMenus(this);
        usePointer(this);
        useClipboard(this.api, this.scroller);
        onWillRender(() => this.layOut());
        onMounted(() => this.restore());
        onPatched(() => {
            this.api.model.show(...this.lineIndexes);
            this.loadShown();
        });
        useEffect(
            () => {
                const observer = new ResizeObserver(() => this.measure());
                observer.observe(this.scroller.el);
                return () => observer.disconnect();
            },
            () => []
        );
        this.api.focusGrid = () => this.scroller.el?.focus({ preventScroll: true });
        this.api.scroll = () => ({
            left: this.scroller.el?.scrollLeft || 0,
            top: this.scroller.el?.scrollTop || 0,
            width: this.state.width,
        });
    }

    //--------------------------------------------------------------------------
    // Layout
    //--------------------------------------------------------------------------

    restore() {
        this.measure();
        this.layOut();
        begin(this, this.props.scroll);
        this.api.model.show(...this.lineIndexes);
        this.api.model.loadShown();
        if (!this.props.isEmbedded) {
            this.api.focusGrid();
        }
    }

    measure() {
        const { el } = this.scroller;
        if (el) {
            Object.assign(this.state, { width: el.clientWidth, height: el.clientHeight });
        }
    }

    /** Tell the virtual grid what there is, where that has changed. */
    layOut() {
        const { model } = this.api;
        const widest = this.getWidest();
        const key = [model.view, model.columns, this.state.width, ...Object.values(widest)].join();
        if (this.columnsKey !== key || this.stops !== model.stops) {
            this.columnsKey = key;
            this.stops = model.stops;
            this.columns = layOutColumns(this, widest);
            this.virtual.setColumnsWidths(this.columns.periods.map((group) => group.width));
        }
        if (this.lines !== model.lines) {
            this.lines = model.lines;
            const heights = this.lines.map(({ rests = [] }) => (1 + rests.length) * ROW_HEIGHT);
            let bottom = 0;
            /** Where each line begins, and where the last one ends. */
            this.tops = [0, ...heights.map((height) => (bottom += height))];
            this.virtual.setRowsHeights(heights);
        }
        this.shownPeriods = getShownPeriods(this);
    }

    /** Amounts are written as the look has it; columns are as wide as the widest of them. */
    getWidest() {
        const [first, last] = this.lineIndexes;
        const lines = this.lines?.slice(first, last + 1) || [];
        const { amounts, periods, total } = this.seen.look(lines.map(({ id }) => id));
        this.api.amounts = amounts;
        return { periods, total };
    }

    get isProgress() {
        return this.api.model.view === PROGRESS;
    }

    /** @returns {number} the line at a distance from the first one, beyond the edges too */
    lineAt(distance) {
        const index = this.tops.findIndex((top) => top > distance);
        return index < 0 ? this.lines.length : index - 1;
    }

    get isRtl() {
        return localization.direction === "rtl";
    }

    get isNarrow() {
        return Boolean(this.state.width) && this.state.width < NARROW;
    }

    get isTiny() {
        return Boolean(this.state.width) && this.state.width < TINY;
    }

    get nameWidth() {
        const names = this.isNarrow ? NAME_WIDTH.narrow : NAME_WIDTH.wide;
        return this.isTiny ? NAME_WIDTH.tiny : names - (this.savedNames || 0);
    }

    get headHeight() {
        return this.columns.hasExtras ? 2 * HEAD_HEIGHT : HEAD_HEIGHT;
    }

    get bodyHeight() {
        return this.state.height - this.headHeight;
    }

    /** Whether totals lie over periods. */
    get isOver() {
        return !this.isProgress && this.nameWidth + this.columns.width > this.state.width;
    }

    /** Totals stay in sight; what there is no room for is beyond the edge until one scrolls there. */
    get totalsStyle() {
        const { total, pinnedWidth } = this.columns;
        return `inset-inline-end: ${pinnedWidth - total.width}px;`;
    }

    get size() {
        const width = this.nameWidth + this.columns.width;
        const height = this.headHeight + this.tops.at(-1);
        return `width: ${width}px; height: ${height}px; --o-sales-plan-names: ${this.nameWidth}px;`;
    }

    /** @returns {[number, number]} the first and the last line to render for being in view */
    get lineIndexes() {
        const [first = 0, last = -1] = this.virtual.rowsIndexes || [];
        return [first, Math.min(last, this.api.model.lines.length - 1)];
    }

    /** Lines in view and the one of the cursor, with their cells. */
    get shownRows() {
        const { selection } = this.api;
        const [first, last] = this.lineIndexes;
        const { groups } = this.shownPeriods;
        const { ranges } = selection;
        // the row of the cursor may be among those that a search left out
        const cursor = this.api.model.indexOf(selection.cursor.row);
        const indexes = [];
        for (let index = first; index <= last; index++) {
            indexes.push(index);
        }
        if (cursor >= 0 && cursor < first) {
            indexes.unshift(cursor);
        } else if (cursor > last) {
            indexes.push(cursor);
        }
        return indexes.map((index) => {
            const shown = this.cells.row(this.lines[index], index, ranges);
            shown.cells = groups.flatMap((group) => this.cells.cells(shown, group, ranges));
            shown.totals = this.cells.cells(shown, this.columns.total, ranges);
            return shown;
        });
    }

    //--------------------------------------------------------------------------
    // Words
    //--------------------------------------------------------------------------

    cellId(rowId, place) {
        return `o_sales_plan_cell_${rowId}_${place}`;
    }

    /** The cell of the cursor, where it is rendered. */
    get activeId() {
        const { row, column } = this.api.selection.cursor;
        const { groups } = this.shownPeriods;
        const isShown =
            column === this.columns.total.index || groups.some(({ index }) => index === column);
        return row && isShown ? this.cellId(row, column) : undefined;
    }

    rowTop(shown) {
        return `top: ${this.tops[shown.index]}px;`;
    }

    restTop(shown, index) {
        return `top: ${this.tops[shown.index] + (index + 1) * ROW_HEIGHT}px;`;
    }

    /** Sort by a heading of the progress. */
    sort(name) {
        this.api.focusGrid();
        return sortBy(this.api, name, true);
    }

    ariaSort(name) {
        const direction = getDirection(this.api, name);
        return { asc: "ascending", desc: "descending" }[direction] || "none";
    }

    openActuals(rowId, place) {
        const periodId = this.api.model.plan.periods[place]?.id || false;
        return this.api.openActuals(rowId, { periodId });
    }

    /** aria-rowindex begins with the header's lines. */
    rowIndex(shown) {
        return shown.index + (this.columns.hasExtras ? 3 : 2);
    }

    get isReadonly() {
        return !this.api.canEdit;
    }

    inputLabel(shown, place) {
        return _t("%(row)s, %(column)s", {
            row: shown.row?.name || "",
            column: this.columns.group(place).name,
        });
    }

    foldLabel({ name, isFolded }) {
        return isFolded ? _t("Show the periods of %s", name) : _t("Show %s only", name);
    }

    //--------------------------------------------------------------------------
    // Keyboard
    //--------------------------------------------------------------------------

    /** The arrow before a name was clicked; the keyboard stays with the table. */
    onToggle(id) {
        this.api.focusGrid();
        return this.api.toggle(id);
    }

    onFold({ span }) {
        this.api.focusGrid();
        return this.api.fold(span);
    }

    onKeydown(ev) {
        const { editing, selection } = this.api;
        const before = [selection.cursor, selection.focus];
        if (this.takeKey(ev, editing)) {
            ev.preventDefault();
            ev.stopPropagation();
            if (!editing.editor) {
                // at once: what is typed before the closed cell is redrawn is for the next one
                this.api.focusGrid();
            }
            this.api.changed();
            if (selection.cursor !== before[0]) {
                this.reveal(selection.cursor);
            } else if (selection.focus !== before[1] && ev.shiftKey && ev.key !== " ") {
                this.reveal(selection.focus);
            }
        }
    }

    takeKey(ev, editing) {
        if (!editing.editor) {
            return this.keys.inTable(ev);
        }
        if (ev.target === this.editor.el) {
            return this.keys.inEditor(ev) || this.typePoint(ev);
        }
        // typed before the opened cell could take the keyboard
        if (ev.key.length === 1 && !ev.ctrlKey && !ev.metaKey && !ev.altKey) {
            editing.editor.text += ev.key;
            return true;
        }
        return this.keys.inEditor(ev);
    }

    /** The point of the number pad is the user's decimal point. */
    typePoint(ev) {
        const { el } = this.editor;
        if (ev.code !== "NumpadDecimal" || ev.key === localization.decimalPoint) {
            return false;
        }
        el.setRangeText(localization.decimalPoint, el.selectionStart, el.selectionEnd, "end");
        this.api.editing.editor.text = el.value;
        return true;
    }

    /** Scroll a cell into view. */
    reveal(place) {
        reveal(this, place);
    }

    //--------------------------------------------------------------------------
    // The open cell
    //--------------------------------------------------------------------------

    onInput(ev) {
        const { editing } = this.api;
        if (editing.editor) {
            editing.editor.text = ev.target.value;
            if (editing.editor.error) {
                editing.editor.error = "";
                this.api.changed();
            }
        }
    }

    /** A window that goes to the background leaves the cell open. */
    onEditorBlur(ev) {
        if (document.activeElement !== ev.target) {
            this.api.editing.leave();
        }
    }
}
