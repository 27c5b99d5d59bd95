import { EventBus } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";
import { clamp } from "@web/core/utils/numbers";
import { Figures } from "./figures";
import { layLines, PROGRESS } from "./lines";
import { RowPages } from "./row_pages";
import { describeFound, NO_SEARCH, searchRows } from "./row_search";
import { makeStops } from "./stops";
import { EXTRA_COLUMNS, getWanted, PLAIN, readLook } from "./table_look";

/** Rows read at once; fewer where each has very many figures. */
const PAGE = 60;
const FIGURES = 4000;
/** Rows that are opened again at most when a plan is loaded: each costs a request. */
const REOPENED = 30;

/**
 * The rows of one plan as far as they were loaded, and which of them make up the table now.
 *
 * Ids of rows below come when a row is opened, figures when a row comes into view. All figures come
 * from the server. It triggers UPDATE on its bus whenever something of it has changed.
 */
export class GridModel {
    /** @param {boolean} [inForce] show targets in force, not what is prepared */
    constructor(orm, planId, inForce = false) {
        this.orm = orm;
        this.planId = planId;
        this.context = inForce ? { sales_plan_in_force: true } : {};
        this.bus = new EventBus();
        this.plan = null;
        this.figures = null;
        this.version = 0;
        /** What comes next in the plan: a command's button is the primary one. */
        this.nextStep = false;
        this.undo = null;
        this.redo = null;
        this.columns = [];
        /** @type {Look} */
        this.look = { ...PLAIN };
        /** Whether what is typed into a parent is spread over the rows below. */
        this.spreads = true;
        /** PROGRESS, else targets by period with the columns beside them. */
        this.view = "periods";
        this.order = "plan";
        /** @type {Map<number, Object>} what is known of rows, by id */
        this.rows = new Map();
        /** @type {Map<number, number[]>} ids of the rows below, as far as they were opened */
        this.children = new Map();
        this.expanded = new Set();
        this.top = [];
        this.search = { ...NO_SEARCH };
        /** What the search has found: { matches: Set, lines, total }; null without a search. */
        this.found = null;
        this.isOpening = new Set();
        this.pages = new RowPages(this);
        this._layStops = makeStops();
        this._keepLoad = new KeepLast();
        this._keepSearch = new KeepLast();
        /** The first and the last line on screen. */
        this.window = [0, -1];
    }

    changed() {
        this.bus.trigger("UPDATE");
    }

    call(method, kwargs) {
        const { context } = this;
        return this.orm.call("sales.plan.table", method, [this.planId], { ...kwargs, context });
    }

    //--------------------------------------------------------------------------
    // Opening
    //--------------------------------------------------------------------------

    /** Load the plan and its highest rows; rows that were open before are opened again. */
    async load() {
        const { order } = this;
        // the first time the server knows how the user looks at the plan
        const isKnown = this.plan || this.view === PROGRESS;
        const columns = isKnown ? this.wanted : undefined;
        const result = await this._keepLoad.add(
            this.call("table_open", { columns, order, limit: this.page })
        );
        if (!this.plan) {
            Object.assign(this, readLook(result.look));
        }
        this.plan = result.plan;
        this.figures = new Figures(result.plan);
        this.version = result.version;
        this.undo = result.undo;
        this.redo = result.redo;
        this.nextStep = result.next_step;
        this.top = result.top;
        this.rows = new Map();
        this.children = new Map();
        for (const [id, ids] of Object.entries(result.children)) {
            this.children.set(Number(id), ids);
            this.expanded.add(Number(id));
        }
        this.addRows(result.rows);
        await this._reopen();
        if (this.isSearching) {
            await this._find();
        }
        this.linesChanged();
    }

    /** Open the rows that were open before, level by level: ids below unknown rows come later. */
    async _reopen() {
        let level = this.top;
        let room = REOPENED;
        while (level.length) {
            const open = level.filter((id) => this.expanded.has(id));
            const unread = open.filter((id) => !this.children.has(id)).slice(0, room);
            room -= unread.length;
            await Promise.all(unread.map((id) => this._readChildren(id)));
            level = open.flatMap((id) => this.children.get(id) || []);
        }
        this.expanded = new Set([...this.expanded].filter((id) => this.children.has(id)));
    }

    /** How many rows to read at once. */
    get page() {
        const periods = (this.plan?.periods.length || 12) + 1;
        return clamp(Math.floor(FIGURES / (periods * (this.columns.length + 1))), 15, PAGE);
    }

    //--------------------------------------------------------------------------
    // Lines
    //--------------------------------------------------------------------------

    /** @returns {Line[]} what the table shows, from top to bottom */
    get lines() {
        this._lines ??= this.found ? this.found.lines : layLines(this);
        return this._lines;
    }

    /** @returns {number} the place of a row in the table, -1 where it is not shown */
    indexOf(id) {
        this._places ??= new Map(this.lines.map((line, index) => [line.id, index]));
        return this._places.get(id) ?? -1;
    }

    linesChanged() {
        this._lines = null;
        this._places = null;
        this.changed();
    }

    isExpanded(id) {
        return this.found ? this.found.parents.has(id) : this.expanded.has(id);
    }

    /** Rows that were found cannot be closed: all of them belong to the answer. */
    canToggle(id) {
        return !this.found && this.rows.get(id)?.count > 0;
    }

    /** @param {boolean} [open] leave it as it is where it is so already */
    async toggle(id, open = !this.expanded.has(id)) {
        if (!this.canToggle(id) || open === this.expanded.has(id) || this.isOpening.has(id)) {
            return;
        }
        if (open && !this.children.has(id)) {
            this.isOpening.add(id);
            this.changed();
            try {
                await this._readChildren(id);
            } finally {
                this.isOpening.delete(id);
            }
        }
        this.expanded[open ? "add" : "delete"](id);
        this.linesChanged();
    }

    /** Open all rows above a row, and the row itself, so that the table shows it. */
    async reveal(id) {
        const path = [];
        for (let above = id; above; above = this.rows.get(above)?.parent_id) {
            await this.complete([above]);
            if (!this.rows.has(above)) {
                return;
            }
            path.unshift(above);
        }
        for (const rowId of path) {
            await this.toggle(rowId, true);
        }
    }

    /** The closest row above that the table shows; for a cursor whose row went out of it. */
    shownAbove(id) {
        while (id && this.indexOf(id) < 0) {
            id = this.rows.get(id)?.parent_id;
        }
        return id || this.lines[0]?.id || false;
    }

    async _readChildren(parentId) {
        const { wanted, order, page } = this;
        const result = await this.call("table_children", {
            parent_id: parentId,
            columns: wanted,
            order,
            limit: page,
        });
        this.children.set(parentId, result.ids);
        this.addRows(result.rows, result.version);
    }

    //--------------------------------------------------------------------------
    // Search
    //--------------------------------------------------------------------------

    get isSearching() {
        return Object.values(this.search).some(Boolean);
    }

    /**
     * Show only rows whose name contains a text, of one level, or of one status, with what is above
     * them; or rows of all levels in one list.
     */
    async find(changes) {
        Object.assign(this.search, changes);
        if (this.isSearching) {
            await this._find();
        } else {
            this._keepSearch.add(Promise.resolve());
            this.found = null;
        }
        this.linesChanged();
    }

    async _find() {
        const result = await this._keepSearch.add(searchRows(this));
        this.found = describeFound(result);
        this.addRows(result.rows, result.version);
    }

    //--------------------------------------------------------------------------
    // Figures
    //--------------------------------------------------------------------------

    /** What is shown of rows besides their targets, by the names that the server has for it. */
    get wanted() {
        const hasAny = !this.plan || this.spans.length > 0;
        return this.view === PROGRESS ? [PROGRESS] : getWanted(this.columns, this.look, hasAny);
    }

    /** @returns {Span[]} the subtotals that the plan's columns have */
    get spans() {
        return this.plan.subtotals?.spans || [];
    }

    /** @returns {Stops} the columns beside the names */
    get stops() {
        return this._layStops(this);
    }

    /** @returns {Array|undefined} the cell of a row in a column, as the server tells it */
    cell(id, place) {
        const { cells, spans } = this.rows.get(id) || {};
        return Number.isInteger(place) ? cells?.[place] : spans?.cells[this.stops.at(place).span];
    }

    /** Whether all that is shown of a row is known. */
    isLoaded(id) {
        const row = this.rows.get(id);
        return Boolean(row?.cells) && this.wanted.every((name) => row[name] && !row[name].isOld);
    }

    /** Ids of rows on screen whose figures are known: the server tells what changes of them. */
    get watch() {
        const [first, last] = this.window;
        return this.lines
            .slice(first, last + 1)
            .map((line) => line.id)
            .filter((id) => this.rows.get(id)?.cells);
    }

    /** Say which lines are on screen. */
    show(first, last) {
        this.window = [first, last];
    }

    /** Read what is not known of the lines on screen. */
    loadShown() {
        return this.pages.loadShown();
    }

    /** Read all that is not known yet of some rows. */
    complete(ids) {
        return this.pages.complete(ids);
    }

    /** @param {string} view PROGRESS or "periods" */
    setView(view) {
        this.view = view;
        this.linesChanged();
        return this.loadShown();
    }

    /** Show other columns beside the targets; figures are read where they are missing. */
    setColumns(columns) {
        this.columns = EXTRA_COLUMNS.filter((name) => columns.includes(name));
        this.changed();
        return this.loadShown();
    }

    /** @param {Partial<Look>} changes what is missing for it is read */
    setLook(changes) {
        this.look = { ...this.look, ...changes };
        this.changed();
        return this.loadShown();
    }

    /**
     * Keep rows that were read, unless a later answer is known already.
     *
     * Where the answer is of a later version than the table, others have changed the plan: NEWER
     * is triggered, so that all that is on screen follows.
     */
    addRows(rows, version = this.version) {
        if (version < this.version) {
            return;
        }
        rows.forEach((row) => this._merge(row));
        if (version > this.version) {
            this.bus.trigger("NEWER");
        }
    }

    _merge(row, kept = []) {
        const known = { ...this.rows.get(row.id) };
        if (row.cells) {
            // columns that were not asked for may have changed with the targets
            const isOld = (name) => !kept.includes(name);
            EXTRA_COLUMNS.filter(isOld).forEach((name) => delete known[name]);
            // shown until it is read anew: its actuals are still right
            known.progress &&= { ...known.progress, isOld: true };
        }
        this.rows.set(row.id, { ...known, ...row });
    }

    //--------------------------------------------------------------------------
    // Answers to edits
    //--------------------------------------------------------------------------

    /**
     * Take over what the server says has changed.
     *
     * @param {Object} answer
     * @param {string[]} [kept] columns that stay though the answer does not have them; others are
     *   read anew
     */
    apply(answer, kept) {
        this.version = answer.version;
        this.undo = answer.undo;
        this.redo = answer.redo;
        this.nextStep = answer.next_step ?? this.nextStep;
        if (answer.stale) {
            this._forgetOthers();
        }
        answer.rows.forEach((row) => this._merge(row, kept));
        for (const [id, ids] of Object.entries(answer.children || {})) {
            this._replaceChildren(Number(id), ids);
        }
        (answer.gone || []).forEach((id) => this.remove(id));
        this.linesChanged();
        this.loadShown();
        if (this.found && Object.keys(answer.children || {}).length) {
            this.find({});
        }
    }

    /** Names of rows stay; their figures are read again once they come into view. */
    _forgetOthers() {
        const watched = new Set(this.watch);
        for (const [id, row] of this.rows) {
            if (!watched.has(id)) {
                this.rows.set(id, { ...row, cells: null });
            }
        }
    }

    _replaceChildren(parentId, ids) {
        if (ids.length > (this.rows.get(parentId)?.count || 0)) {
            this.expanded.add(parentId);
        }
        this.children.set(parentId, ids);
        this._merge({ id: parentId, count: ids.length });
    }

    remove(id) {
        const others = (ids) => ids.filter((other) => other !== id);
        const parentId = this.rows.get(id)?.parent_id;
        this.rows.delete(id);
        this.children.delete(id);
        this.expanded.delete(id);
        this.top = others(this.top);
        if (this.children.has(parentId)) {
            this.children.set(parentId, others(this.children.get(parentId)));
        }
        if (this.found) {
            this.found.lines = this.found.lines.filter((line) => line.id !== id);
        }
    }

    rowName(id) {
        return this.rows.get(id)?.name || "";
    }
}
