import { Component } from "@odoo/owl";
import { CheckboxItem } from "@web/core/dropdown/checkbox_item";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { useTable } from "./use_table";

/** How the periods of the table are shown: columns, subtotals, how amounts are written, colours. */
export class ViewMenu extends Component {
    static template = "sales_plan.PlanningViewMenu";
    static components = { CheckboxItem, Dropdown, DropdownItem };
    static props = { api: Object };

    setup() {
        useTable(this.props.api);
    }

    get api() {
        return this.props.api;
    }

    get look() {
        return this.api.model.look;
    }

    get columnItems() {
        return [
            { name: "history", label: _t("History") },
            { name: "change", label: _t("Difference %") },
            { name: "actual", label: _t("Actual") },
            { name: "attainment", label: _t("Attainment") },
        ];
    }

    get growthItems() {
        return [
            { name: "growth", label: _t("Growth on History") },
            { name: "growth_last_year", label: _t("Growth on Last Year") },
            { name: "growth_two_years", label: _t("Growth on Two Years Ago") },
        ];
    }

    /** Show or hide a column, in the order of the menu. */
    toggleColumn(name) {
        const { columns } = this.api;
        const shown = [...this.columnItems, ...this.growthItems]
            .map((item) => item.name)
            .filter((item) => columns.includes(item) !== (item === name));
        return this.api.setColumns(shown);
    }

    /** @returns {string} what the subtotals are called, "" where the plan has none */
    get spansLabel() {
        const { plan, spans } = this.api.model;
        if (!spans.length) {
            return "";
        }
        return plan.subtotals.kind === "month" ? _t("Month Totals") : _t("Quarter Totals");
    }

    toggleSpans() {
        return this.api.setLook({ hasSpans: !this.look.hasSpans });
    }

    /** Subtotals only, or all periods; their subtotals are shown then, too. */
    foldAll(isFolded) {
        const folded = isFolded ? this.api.model.spans.map((_, number) => number) : [];
        return this.api.setLook({ hasSpans: true, folded });
    }

    get scales() {
        return [
            { name: "auto", label: _t("As Short as They Can Be Read") },
            { name: "exact", label: _t("Exact") },
            { name: "thousands", label: _t("Thousands") },
            { name: "millions", label: _t("Millions") },
        ];
    }

    get heats() {
        return [
            { name: "", label: _t("None") },
            { name: "history", label: _t("Compared with History") },
            { name: "mean", label: _t("Compared with the Row's Mean") },
        ];
    }
}
