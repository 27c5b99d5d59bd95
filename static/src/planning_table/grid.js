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
import { clamp } from "@web/core/utils/numbers";
import { useDebounced } from "@web/core/utils/timing";
import { useVirtualGrid } from "@web/core/virtual_grid_hook";
import { AttainmentBar } from "../attainment_bar/attainment_bar";
import { GridCells } from "./grid_cells";
import { GridColumns } from "./grid_columns";
import { GridKeys } from "./grid_keys";
import { PROGRESS } from "./lines";
import { getDirection, sortBy } from "./sorting";
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
        });
    }

    //--------------------------------------------------------------------------
    // Layout
    //--------------------------------------------------------------------------

    restore() {
        const { el } = this.scroller;
        Object.assign(el, {
            scrollTop: this.props.scroll?.top,
            scrollLeft: this.props.scroll?.left,
        });
        this.measure();
        if (!this.props.scroll) {
            this.reveal(this.api.selection.cursor);
        }
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
        const key = [model.view, model.columns, this.state.width, this.widest].join();
        if (this.columnsKey !== key || this.plan !== model.plan) {
            this.columnsKey = key;
            this.plan = model.plan;
            const room = this.state.width - this.nameWidth;
            this.columns = new GridColumns(
                model.plan.periods,
                model.columns,
                this.widest,
                room,
                this.isProgress
            );
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
        this.shownPeriods = this.getShownPeriods();
    }

    /** The longest figure that the plan can be expected to show: its total. */
    get widest() {
        const { model } = this.api;
        const amounts = model.top.map((id) => model.rows.get(id)?.cells?.at(-1)[0] || 0);
        return this.api.format(Math.max(...amounts, 0));
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

    get nameWidth() {
        if (this.isProgress && this.state.width < TINY) {
            return NAME_WIDTH.tiny;
        }
        return this.isNarrow ? NAME_WIDTH.narrow : NAME_WIDTH.wide;
    }

    get headHeight() {
        return this.columns.hasExtras ? 2 * HEAD_HEIGHT : HEAD_HEIGHT;
    }

    get bodyHeight() {
        return this.state.height - this.headHeight;
    }

    get isTotalSticky() {
        return this.columns.isTotalSticky(this.state.width - this.nameWidth);
    }

    get size() {
        const width = this.nameWidth + this.columns.width;
        const height = this.headHeight + this.tops.at(-1);
        return `width: ${width}px; height: ${height}px; --o-sales-plan-names: ${this.nameWidth}px;`;
    }

    /** @returns {[number, number]} the first and the last line to render for being in view */
    get lineIndexes() {
        const [first = 0, last = -1] = this.virtual.rowsIndexes || [];
        return [first, Math.min(last, this.lines.length - 1)];
    }

    /** Periods in view, and that of an open cell; the space before and after them. */
    getShownPeriods() {
        let [first = 0, last = -1] = this.virtual.columnsIndexes || [];
        const { periods, periodsWidth } = this.columns;
        const open = this.api.editing.editor?.column;
        if (open < periods.length) {
            [first, last] = [Math.min(first, open), Math.max(last, open)];
        }
        const groups = periods.slice(first, last + 1);
        const start = groups[0]?.start || 0;
        const end = groups.length ? groups.at(-1).start + groups.at(-1).width : 0;
        return { groups, before: start, after: periodsWidth - end };
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

    //--------------------------------------------------------------------------
    // Keyboard
    //--------------------------------------------------------------------------

    /** The arrow before a name was clicked; the keyboard stays with the table. */
    onToggle(id) {
        this.api.focusGrid();
        return this.api.toggle(id);
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
    reveal({ row, column }) {
        const { el } = this.scroller;
        const top = this.tops[Math.max(this.api.model.indexOf(row), 0)];
        const visible = this.bodyHeight - ROW_HEIGHT;
        el.scrollTop = clamp(el.scrollTop, top - visible, top);
        const group = this.columns.group(column);
        if (group.id === null && this.isTotalSticky) {
            return;
        }
        const sticky = this.nameWidth + (this.isTotalSticky ? this.columns.total.width : 0);
        const room = this.state.width - sticky;
        const from = Math.abs(el.scrollLeft);
        const distance = clamp(from, group.start + Math.min(group.width, room) - room, group.start);
        el.scrollLeft = this.isRtl ? -distance : distance;
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
