import {
    Component,
    onWillStart,
    onWillUnmount,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { formatInteger } from "@web/views/fields/formatters";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { describe } from "./commands";
import { Grid } from "./grid";
import { StatusBar } from "./status_bar";
import { TableApi } from "./table_api";
import { Toolbar } from "./toolbar";
import { useTable } from "./use_table";
import { WhyPanel } from "./why_panel";

/** Milliseconds after the last key before rows are searched. */
const SEARCH_REST = 250;

/**
 * The planning table of one plan: its rows by its periods, edited like a spreadsheet.
 *
 * The plan is the action's active record. Coming back to the table, or reloading the page, finds it
 * as it was left.
 */
export class PlanningTable extends Component {
    static template = "sales_plan.PlanningTable";
    static components = { Grid, Layout, StatusBar, Toolbar, WhyPanel };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Planning Table");
    static path = "planning-table";

    setup() {
        this.dialog = useService("dialog");
        this.orm = useService("orm");
        const { action, state } = this.props;
        this.planId = action.context?.active_id || action.params?.plan_id;
        this.search = useRef("search");
        this.state = useState({ text: "" });
        if (!this.planId) {
            return;
        }
        this.api = new TableApi(this.env, this.orm, this.planId);
        this.view = state?.table || this.recall();
        /** The row that the table was opened for. */
        this.rowId = state?.table ? false : action.context?.row_id || action.params?.row_id;
        if (this.rowId) {
            this.view = { order: this.view.order, expanded: this.view.expanded };
        }
        this.find = useDebounced(
            () => this.api.find({ text: this.state.text.trim() }),
            SEARCH_REST
        );
        useTable(this.api);
        useSetupAction({
            getLocalState: () => ({ table: this.remember() }),
            beforeLeave: () => this.beforeLeave(),
            beforeUnload: (ev) => this.beforeUnload(ev),
        });
        useExternalListener(window, "focus", () => this.refresh());
        useExternalListener(document, "visibilitychange", () => this.refresh());
        useExternalListener(window, "online", () => this.api.queue.retry());
        onWillStart(() => this.start());
        onWillUnmount(() => {
            this.remember();
            this.api.destroy();
        });
    }

    async start() {
        const { model, selection } = this.api;
        const { order, expanded, search, cursor, isWhyOpen } = this.view;
        Object.assign(model, { order: order || "plan", expanded: new Set(expanded) });
        Object.assign(model.search, search);
        this.state.text = model.search.text;
        this.api.isWhyOpen = Boolean(isWhyOpen);
        await model.load();
        if (this.rowId) {
            await model.reveal(this.rowId);
        }
        const row = this.rowId || cursor?.row;
        selection.set(Math.max(model.indexOf(row), 0), cursor?.column || 0);
        this.env.config.setDisplayName(this.title);
    }

    /** The plan's name, unless that is where the table was opened from. */
    get title() {
        const above = this.env.config.breadcrumbs?.at(-2)?.name;
        return above === this.plan.name ? _t("Planning Table") : this.plan.name;
    }

    //--------------------------------------------------------------------------
    // Leaving and coming back
    //--------------------------------------------------------------------------

    get storageKey() {
        return `sales_plan.table.${this.planId}`;
    }

    /** @returns {Object} how the table is looked at, also kept for a reload of the page */
    remember() {
        const { model, selection, isWhyOpen, scroll } = this.api;
        const { order, expanded, search } = model;
        const view = {
            order,
            expanded: [...expanded],
            search,
            cursor: selection.cursor,
            isWhyOpen,
            scroll: scroll(),
        };
        browser.sessionStorage.setItem(this.storageKey, JSON.stringify(view));
        return view;
    }

    recall() {
        return JSON.parse(browser.sessionStorage.getItem(this.storageKey) || "{}");
    }

    refresh() {
        if (document.visibilityState === "visible") {
            this.api.refresh();
        }
    }

    /** @returns {Promise<boolean>} false to stay: what was typed is not written yet */
    async beforeLeave() {
        const { editing, queue } = this.api;
        editing.leave();
        await queue.settled();
        if (!this.api.hasUnsaved) {
            return true;
        }
        return new Promise((resolve) => {
            this.dialog.add(
                ConfirmationDialog,
                {
                    title: _t("Leave the table?"),
                    body: this.unsaved.join(" "),
                    confirmLabel: _t("Leave"),
                    confirm: () => resolve(true),
                    cancelLabel: _t("Stay"),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            );
        });
    }

    beforeUnload(ev) {
        this.remember();
        if (this.api.hasUnsaved || this.api.editing.editor) {
            ev.preventDefault();
            ev.returnValue = "";
        }
    }

    /** @returns {string[]} sentences about what would be left behind */
    get unsaved() {
        const { queue, editing } = this.api;
        const sentences = [];
        if (!queue.isIdle) {
            sentences.push(
                this.waiting,
                _t("This browser keeps what was not sent until you open the table again.")
            );
        }
        const { size } = editing.invalid;
        if (size) {
            sentences.push(
                size === 1
                    ? _t("What is typed in 1 cell was refused and would be lost.")
                    : _t("What is typed in %s cells was refused and would be lost.", size)
            );
        }
        return sentences;
    }

    //--------------------------------------------------------------------------
    // What is shown
    //--------------------------------------------------------------------------

    get plan() {
        return this.api.model.plan;
    }

    get waiting() {
        const count = this.api.queue.jobs.length;
        return count === 1
            ? _t("1 edit is waiting for the connection.")
            : _t("%s edits are waiting for the connection.", formatInteger(count));
    }

    get leftover() {
        const count = this.api.leftovers.length;
        return count === 1
            ? _t("1 edit was not sent when this table was left.")
            : _t("%s edits were not sent when this table was left.", formatInteger(count));
    }

    /** What can be done about a plan without rows; null where there are rows. */
    get hint() {
        const { model } = this.api;
        const [top] = model.top;
        if (model.found || (top && (model.top.length > 1 || model.rows.get(top)?.count !== 0))) {
            return null;
        }
        if (!top) {
            return { text: _t("No row of this plan is shared with you yet."), commands: [] };
        }
        if (model.rows.get(top)?.level_id) {
            return this.splitHint(model.rows.get(top));
        }
        if (!this.plan.levels.length) {
            return {
                text: _t("This plan is a total only. Add a level to break it down."),
                commands: this.commands("plan"),
            };
        }
        return {
            text: this.api.canEdit
                ? _t("There are no rows below the total yet: add some, or load what was sold.")
                : _t("There are no rows below the total."),
            commands: this.api.canEdit ? this.addCommands : [],
        };
    }

    /** What can be done about a target of the user's own that is not split yet. */
    splitHint({ name, can_add }) {
        return can_add
            ? {
                  text: _t("There are no rows below “%s” yet: add some to split it.", name),
                  commands: this.commands("add_rows"),
              }
            : null;
    }

    commands(...names) {
        return names.map((name) => describe(name, this.api));
    }

    /** What adds the first rows; what was sold is loaded into drafts only. */
    get addCommands() {
        return this.commands("add_rows", ...(this.plan.state === "draft" ? ["load"] : []));
    }

    openPlans() {
        return this.env.services.action.doAction("sales_plan.sales_plan_action");
    }

    run(command) {
        return command.run(this.api, this.env);
    }

    //--------------------------------------------------------------------------
    // Search
    //--------------------------------------------------------------------------

    onSearchKeydown(ev) {
        if (ev.key === "Escape" && this.state.text) {
            this.clearSearch();
        } else if (ev.key === "Enter" || ev.key === "ArrowDown") {
            this.api.focusGrid();
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    clearSearch() {
        this.state.text = "";
        this.find.cancel();
        return this.api.find({ text: "", levelId: false });
    }

    filterLevel(value) {
        return this.api.find({ levelId: Number(value) || false });
    }
}

registry.category("actions").add("sales_plan.planning_table", PlanningTable);
