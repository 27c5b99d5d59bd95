import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { useService } from "@web/core/utils/hooks";
import { getRow } from "../conditions";
import { parseEntry } from "../entry_parser";
import {
    cellsText,
    countCells,
    parseNumber,
    periodsText,
    rowsText,
    selectedPeriods,
} from "../wording";
import { layWeights } from "./pasted_weights";
import { RowPicker } from "./row_picker";
import { StepDialog } from "./step_dialog";

/** Weights are typed for at most so many rows. */
const MAX_WEIGHTS = 200;

/** Spread what the selected rows have over their periods, or over the rows below them. */
export class SpreadDialog extends Component {
    static template = "sales_plan.SpreadDialog";
    static components = { RowPicker, StepDialog };
    static props = { api: Object, done: Function, close: Function };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        const { api } = this.props;
        this.selected = api.selected();
        this.parents = this.selected.rows.filter((id) => getRow(api, id)?.count);
        const toPeriods = this.selected.periods.length !== 1 || !this.parents.length;
        this.profiles = [];
        this.children = [];
        this.state = useState({
            direction: toPeriods && api.model.plan.periods.length > 1 ? "periods" : "below",
            mode: "current",
            profileId: null,
            like: { id: null, name: "" },
            total: "",
            weights: {},
        });
        onWillStart(() => this.load());
    }

    /** Read what can be chosen; without a connection the other ways of spreading are there. */
    async load() {
        try {
            this.profiles = await this.orm.searchRead("sales.plan.profile", [], ["name"]);
            this.state.profileId = this.profiles[0]?.id || null;
            this.children = this.canWeighRows ? await this.readChildren() : [];
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    }

    async readChildren() {
        const args = [this.props.api.model.plan.id, this.parents[0], [], "plan", MAX_WEIGHTS];
        const { rows } = await this.orm.call("sales.plan.table", "table_children", args);
        return rows;
    }

    //--------------------------------------------------------------------------
    // Choices
    //--------------------------------------------------------------------------

    get overPeriods() {
        return this.state.direction === "periods";
    }

    /** Weights of rows are typed below one row, and only where these are not too many. */
    get canWeighRows() {
        const { api } = this.props;
        return this.parents.length === 1 && getRow(api, this.parents[0]).count <= MAX_WEIGHTS;
    }

    get rows() {
        return this.overPeriods ? this.selected.rows : this.parents;
    }

    /** One period alone has nothing to spread over: then it is the row's whole span. */
    get periods() {
        const { periods } = this.selected;
        return this.overPeriods && periods.length === 1 ? [] : periods;
    }

    get modes() {
        const modes = [
            { name: "current", label: _t("What is planned now") },
            { name: "history", label: _t("History") },
            { name: "weights", label: _t("Weights") },
        ];
        if (this.overPeriods) {
            modes.push(
                { name: "profile", label: _t("Seasonal profile") },
                { name: "days", label: _t("Working days") },
                { name: "row", label: _t("Like another row") }
            );
        }
        return [...modes, { name: "even", label: _t("Evenly") }];
    }

    setDirection(direction) {
        this.state.direction = direction;
        this.state.weights = {};
        if (!this.modes.some((mode) => mode.name === this.state.mode)) {
            this.state.mode = "current";
        }
    }

    /** What weights are typed for: the periods, or the rows below. */
    get weighed() {
        const { api } = this.props;
        return this.overPeriods
            ? selectedPeriods(api, { periods: this.periods })
            : this.children.map(({ id, name }) => ({ id, name }));
    }

    /** What is copied from a spreadsheet fills the fields from here on, or those of its names. */
    onPasteWeights(index, ev) {
        const text = ev.clipboardData.getData("text/plain");
        const weights = layWeights(text, this.weighed, index);
        if (weights) {
            ev.preventDefault();
            Object.assign(this.state.weights, weights);
        }
    }

    likeRow(row) {
        this.state.like = row;
    }

    openProfiles() {
        this.props.close();
        return this.action.doAction("sales_plan.sales_plan_profile_action");
    }

    //--------------------------------------------------------------------------
    // What it does
    //--------------------------------------------------------------------------

    get problem() {
        const { mode, profileId } = this.state;
        if (!this.overPeriods && !this.parents.length) {
            return _t("There are no rows below the selected ones.");
        }
        if (mode === "profile" && !profileId) {
            return _t("There is no seasonal profile yet: make one first.");
        }
        if (mode === "row" && !this.state.like.id) {
            return _t("Choose the row that amounts are shared like.");
        }
        if (mode === "weights" && !this.overPeriods && !this.canWeighRows) {
            return _t(
                "Weights are typed for the rows below one row, for at most %s of them.",
                MAX_WEIGHTS
            );
        }
        try {
            this.prepareEdit();
        } catch (error) {
            return error.message;
        }
        return null;
    }

    get how() {
        const profile = this.profiles.find(({ id }) => id === this.state.profileId);
        switch (this.state.mode) {
            case "current":
                return _t("in proportion to what is planned now");
            case "history":
                return _t("in proportion to history");
            case "weights":
                return _t("by these weights");
            case "profile":
                return _t("by the seasonal profile “%s”", profile?.name || "");
            case "days":
                return _t("by working days");
            case "row":
                return _t("like “%s”", this.state.like.name);
            default:
                return _t("evenly");
        }
    }

    get sentence() {
        const { api } = this.props;
        const selected = { rows: this.rows, periods: this.periods };
        const values = {
            rows: rowsText(api, this.rows),
            periods: periodsText(api, selected),
            how: this.how,
            cells: cellsText(countCells(api, selected)),
        };
        if (this.overPeriods) {
            return this.state.total.trim()
                ? _t(
                      "Gives %(rows)s the new total in %(periods)s and spreads it %(how)s: %(cells)s. Held cells and zeros stay.",
                      values
                  )
                : _t(
                      "Spreads what %(rows)s has over %(periods)s %(how)s: %(cells)s. Held cells and zeros stay.",
                      values
                  );
        }
        return _t(
            "Spreads what %(rows)s has in %(periods)s over the rows below %(how)s. Held cells and zeros stay.",
            values
        );
    }

    /** @returns {Object} the edit as the server takes it; throws where something is no number */
    prepareEdit() {
        const { direction, mode, profileId, like, total, weights } = this.state;
        const edit = {
            kind: "spread",
            rows: this.rows,
            periods: this.periods,
            direction,
            mode,
            total: null,
            weights: null,
            profile_id: mode === "profile" ? profileId : null,
            ...(mode === "row" ? { row_id: like.id } : {}),
        };
        if (this.overPeriods && total.trim()) {
            const { symbol } = this.props.api.model.figures;
            edit.total = parseEntry(total, { symbol });
        }
        if (mode === "weights") {
            edit.weights = this.weighed.map(({ id }) => [id, parseWeight(weights[id])]);
            if (edit.weights.every(([, weight]) => Number(weight) === 0)) {
                throw new Error(
                    _t("Type the weights, for example 2 and 1 for two thirds and one.")
                );
            }
        }
        return edit;
    }

    async apply() {
        this.props.done(await this.props.api.run(this.prepareEdit()));
    }
}

function parseWeight(text) {
    const weight = parseNumber(text || "") || "0";
    if (weight.startsWith("-")) {
        throw new Error(_t("A weight is zero or more."));
    }
    return weight;
}
