import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useBus } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useTable } from "./use_table";

/** Milliseconds after the last key before rows are searched. */
const SEARCH_REST = 250;

/** Which rows the table shows: a search, a level, how they are doing. */
export class TableFilters extends Component {
    static template = "sales_plan.PlanningTableFilters";
    static props = { api: Object, hotkey: { type: String, optional: true } };

    setup() {
        this.api = this.props.api;
        this.state = useState({ text: this.api.model.search.text });
        this.find = useDebounced(
            () => this.api.find({ text: this.state.text.trim() }),
            SEARCH_REST
        );
        useTable(this.api);
        useBus(this.api.model.bus, "CLEARED", () => {
            this.find.cancel();
            this.state.text = "";
        });
    }

    get search() {
        return this.api.model.search;
    }

    get levels() {
        return this.api.model.plan.levels;
    }

    get statuses() {
        return [
            ["not_started", _t("Not Started")],
            ["on_track", _t("On Track")],
            ["at_risk", _t("At Risk")],
            ["achieved", _t("Achieved")],
            ["missed", _t("Missed")],
        ];
    }

    filterLevel(value) {
        return this.api.find({ levelId: Number(value) || false });
    }

    filterStatus(value) {
        return this.api.find({ status: value || false });
    }

    onKeydown(ev) {
        if (ev.key === "Escape" && this.state.text) {
            this.api.clearSearch();
        } else if (ev.key === "Enter" || ev.key === "ArrowDown") {
            this.api.focusGrid();
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }
}
