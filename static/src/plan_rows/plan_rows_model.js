import { browser } from "@web/core/browser/browser";
import { KeepLast, Mutex } from "@web/core/utils/concurrency";
import { clamp } from "@web/core/utils/numbers";

/** Rows read at once; fewer where each has a cell for every one of many periods. */
const PAGE = 80;
const CELLS = 960;
const TOP = false;
/** What is remembered of how a plan was looked at, for coming back from its documents. */
const REMEMBERED = ["order", "status", "level", "search", "withPeriods"];

/**
 * The rows of one plan: a tree loaded level by level, or a flat page list when filtered or sorted.
 *
 * Every figure comes from the server; this only remembers what was loaded and what is open.
 */
export class PlanRowsModel {
    constructor(orm) {
        this.orm = orm;
        this.keepLast = new KeepLast();
        this.mutex = new Mutex();
        this.reset(false);
    }

    /** Begin anew with another plan; false for one that is not saved yet. */
    reset(planId) {
        this.planId = planId;
        this.plan = null;
        this.rows = {};
        /** What was loaded, by the row it is below: { ids, total_ids, special, total } */
        this.branches = {};
        this.expanded = new Set();
        this.order = "tree";
        this.status = false;
        this.level = false;
        this.search = "";
        this.withPeriods = false;
        this._recall();
    }

    get isFlat() {
        return Boolean(this.order !== "tree" || this.status || this.level || this.search);
    }

    /** Load everything that is shown, anew. */
    async load() {
        if (!this.planId) {
            return;
        }
        this._remember();
        const open = this.isFlat ? [] : [...this.expanded];
        const [top, ...below] = await this.keepLast.add(
            Promise.all([this._read(TOP), ...open.map((id) => this._read(id))])
        );
        this.rows = {};
        this.branches = {};
        this._addBranch(TOP, top, 0);
        open.forEach((id, index) => this._addBranch(id, below[index], 0));
    }

    /** Change the filters, the order, or which figures are shown. */
    show(changes) {
        Object.assign(this, changes);
        return this.load();
    }

    async toggle(row) {
        if (!this.expanded.delete(row.id)) {
            if (!this.branches[row.id]) {
                this._addBranch(row.id, await this._read(row.id), 0);
            }
            this.expanded.add(row.id);
        }
        this._remember();
    }

    async loadMore(parentId) {
        const offset = this.branches[parentId].ids.length;
        this._addBranch(parentId, await this._read(parentId, offset), offset);
    }

    /**
     * Write one target; null is not planned. Rows above change with it.
     */
    writeTarget(rowId, periodId, amount) {
        return this.mutex.exec(async () => {
            const result = await this.orm.call("sales.plan.allocation", "write_target", [
                [rowId],
                periodId,
                amount,
            ]);
            this.plan = result.plan;
            for (const row of result.rows) {
                this.rows[row.id] = row;
            }
        });
    }

    /**
     * What is to be shown, from top to bottom: rows, and where more of them can be loaded.
     */
    get lines() {
        const top = this.branches[TOP];
        if (!top) {
            return [];
        }
        const lines = top.total_ids.map((id) => this._line(this.rows[id], 0));
        this._pushBranch(lines, TOP, top.total_ids.length && !this.isFlat ? 1 : 0);
        return lines;
    }

    _line(row, depth) {
        const canToggle = row.has_children && row.kind !== "total" && !this.isFlat;
        return { key: row.id, type: "row", row, depth, canToggle };
    }

    _pushBranch(lines, parentId, depth) {
        const branch = this.branches[parentId];
        for (const id of branch.ids) {
            const row = this.rows[id];
            lines.push(this._line(row, depth));
            if (!this.isFlat && this.expanded.has(id) && this.branches[id]) {
                this._pushBranch(lines, id, depth + 1);
            }
        }
        const remaining = branch.total - branch.ids.length;
        if (remaining > 0) {
            lines.push({ key: `more-${parentId}`, type: "more", parentId, remaining, depth });
        }
        // they have no targets to show by period
        for (const row of this.withPeriods ? [] : branch.special) {
            lines.push(this._line(row, depth + (row.kind === "unassigned" ? 1 : 0)));
        }
    }

    _addBranch(parentId, result, offset) {
        this.plan = result.plan;
        const branch = offset
            ? this.branches[parentId]
            : { ids: [], total_ids: [], special: [], total: 0 };
        branch.total = result.total;
        for (const row of result.rows) {
            if (row.kind === "unplanned" || row.kind === "unassigned") {
                branch.special.push(row);
            } else {
                this.rows[row.id] = row;
                (row.kind === "total" ? branch.total_ids : branch.ids).push(row.id);
            }
        }
        this.branches[parentId] = branch;
    }

    get _storageKey() {
        return `sales_plan.rows.${this.planId}`;
    }

    _remember() {
        const view = { expanded: [...this.expanded] };
        for (const name of REMEMBERED) {
            view[name] = this[name];
        }
        browser.sessionStorage.setItem(this._storageKey, JSON.stringify(view));
    }

    _recall() {
        const view = this.planId && browser.sessionStorage.getItem(this._storageKey);
        if (view) {
            const { expanded, ...rest } = JSON.parse(view);
            Object.assign(this, rest, { expanded: new Set(expanded) });
        }
    }

    get _limit() {
        const periods = this.withPeriods ? this.plan?.periods.length : 0;
        return periods ? clamp(Math.floor(CELLS / periods), 10, PAGE) : PAGE;
    }

    _read(parentId, offset = 0) {
        const filters = { periods: this.withPeriods };
        for (const name of ["status", "level", "search"]) {
            if (this[name]) {
                filters[name] = this[name];
            }
        }
        // more rows of the highest level are those below the total, where there is one
        const total = this.branches[TOP]?.total_ids[0];
        return this.orm.call("sales.plan", "get_rows", [[this.planId]], {
            parent_id: parentId === TOP && offset && total ? total : parentId,
            filters,
            order: this.order,
            offset,
            limit: this._limit,
        });
    }
}
