import { Component, onMounted, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { CheckboxItem } from "@web/core/dropdown/checkbox_item";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { describeGroups, runCommand } from "./commands";
import { PROGRESS } from "./lines";
import { getDirection, sortBy } from "./sorting";
import { useTable } from "./use_table";

/** Toolbars that are not wider than this, in pixels, keep most of their buttons in a menu. */
export const NARROW = 800;

/** Buttons by group; `menu` groups are dropdowns. Narrow toolbars keep those of `ALWAYS`. */
const GROUPS = [
    ["undo", "redo"],
    ["spread", "suggest", "copy", "round"],
    ["hold", "release"],
    ["clear"],
    ["note", "why", "actuals"],
    ["add_rows", "remove_rows"],
];
/** In a plan's form, most is left to the planning table. */
const EMBEDDED = [["undo", "redo"], ["add_rows", "remove_rows"], ["actuals"]];
const ALWAYS = ["undo", "redo", "hold", "release", "why", "actuals"];
const IN_MENU = [
    ["spread", "suggest", "copy", "round"],
    ["clear", "clear_below"],
    ["note"],
    ["add_rows", "remove_rows"],
];
const PUBLISH = [
    ["publish", "publish_below", "publish_all"],
    ["discard", "withdraw"],
];
const SPREADSHEET = ["export", "export_shown", "template", "import"];
const PLAN = ["load", "plan"];
/** The commands whose button is the primary one, by what comes next. */
const NEXT = { load: "load", confirm: "confirm", suggest: "suggest", publish: "publish_all" };

/** What can be done with the planning table and how it is shown. */
export class Toolbar extends Component {
    static template = "sales_plan.PlanningToolbar";
    static components = { CheckboxItem, Dropdown, DropdownItem };
    static props = { api: Object, isEmbedded: { type: Boolean, optional: true } };

    setup() {
        this.notification = useService("notification");
        useTable(this.props.api);
        this.state = useState({ isNarrow: false });
        this.root = useRef("root");
        onMounted(() => {
            this.observer = new ResizeObserver(([{ contentRect }]) => {
                this.state.isNarrow = contentRect.width <= NARROW;
                this.fit();
            });
            this.observer.observe(this.root.el);
        });
        onWillUnmount(() => this.observer.disconnect());
        useEffect(
            () => this.fit(),
            () => [this.state.isNarrow, this.canEdit]
        );
    }

    /** Show as many names of buttons as one line has room for, in any language. */
    fit() {
        const { el } = this.root;
        const { firstElementChild: first, lastElementChild: last } = el;
        for (const names of ["all", "commands", "main", "none"]) {
            el.dataset.names = names;
            if (last.offsetTop < first.offsetTop + first.offsetHeight) {
                return;
            }
        }
    }

    //--------------------------------------------------------------------------
    // Commands
    //--------------------------------------------------------------------------

    get api() {
        return this.props.api;
    }

    get canEdit() {
        return this.api.model.plan.can_edit;
    }

    describe(groups) {
        return describeGroups(groups, this.api);
    }

    get groups() {
        if (this.props.isEmbedded) {
            return this.describe(EMBEDDED);
        }
        const shown = [...ALWAYS, this.next];
        const groups = this.state.isNarrow
            ? GROUPS.map((names) => names.filter((name) => shown.includes(name)))
            : GROUPS;
        return this.describe(groups);
    }

    get menuGroups() {
        const isShort = this.state.isNarrow && !this.props.isEmbedded;
        return isShort ? this.describe(IN_MENU) : [];
    }

    /** The command that comes next; the form's header has the primary button in a form. */
    get next() {
        return this.props.isEmbedded ? undefined : NEXT[this.api.model.nextStep];
    }

    /** What takes the plan on, besides publishing: loading where nothing is planned, confirming. */
    get stepItems() {
        const names = this.next === "load" ? ["load", "confirm"] : ["confirm"];
        return this.props.isEmbedded ? [] : this.describe([names]).flat();
    }

    get publishGroups() {
        return this.describe(PUBLISH);
    }

    get clearItems() {
        return this.describe([["clear", "clear_below"]]).flat();
    }

    get spreadsheetItems() {
        return this.describe([SPREADSHEET]).flat();
    }

    get planItems() {
        return this.describe([PLAN]).flat();
    }

    run(command) {
        return runCommand(command, this.api, this.env);
    }

    /**
     * Give the keyboard to the table, as spreadsheets do after a command; a menu has closed by
     * then, which gives it to its button.
     */
    async focusGrid() {
        await Promise.resolve();
        this.api.focusGrid();
    }

    get isProgress() {
        return this.api.model.view === PROGRESS;
    }

    show(view) {
        this.focusGrid();
        return this.api.setView(view);
    }

    //--------------------------------------------------------------------------
    // Columns and sorting
    //--------------------------------------------------------------------------

    get columnItems() {
        return [
            { name: "history", label: _t("History") },
            { name: "change", label: _t("Difference %") },
            { name: "actual", label: _t("Actual") },
            { name: "attainment", label: _t("Attainment") },
        ];
    }

    /** Show or hide a column, in the order of the menu. */
    toggleColumn(name) {
        const { columns } = this.api;
        const shown = this.columnItems
            .map((item) => item.name)
            .filter((item) => columns.includes(item) !== (item === name));
        return this.api.setColumns(shown);
    }

    get orders() {
        return [
            { name: "plan", label: _t("As Created") },
            { name: "name", label: _t("Name") },
            { name: "target", label: _t("Target") },
            { name: "history", label: _t("History") },
            { name: "actual", label: _t("Actual") },
            { name: "attainment", label: _t("Attainment") },
            { name: "gap", label: _t("Gap") },
            { name: "unallocated", label: _t("Unallocated") },
        ];
    }

    get sorted() {
        return this.api.order.split(" ")[0];
    }

    sortIcon(name) {
        const icons = { asc: "fa-long-arrow-up", desc: "fa-long-arrow-down" };
        return name === "plan" ? "" : icons[getDirection(this.api, name)] || "";
    }

    sort(name) {
        this.focusGrid();
        return sortBy(this.api, name);
    }

    /** Show rows of all levels in one list, or as a tree again. */
    toggleFlat() {
        this.focusGrid();
        return this.api.find({ isFlat: !this.api.model.search.isFlat });
    }
}
