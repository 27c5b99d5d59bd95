import { Component, onWillStart, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { formatFloat, formatInteger, formatMonetary } from "@sales_plan/figures/amounts";
import { AttainmentBar } from "../attainment_bar/attainment_bar";

const ACTION = "sales_plan.sales_plan_my_targets_action";

/**
 * The sums that are shown.
 *
 * @param {Object[]} sums as `read_team_sums` returns them
 * @param {boolean} isWhole all teams, or only the highest ones of plans without an own target
 */
export function selectSums(sums, isWhole) {
    if (isWhole) {
        return sums;
    }
    return sums
        .filter((sum) => !sum.has_own)
        .map((sum) => ({ ...sum, teams: sum.teams.filter((team) => !team.depth) }));
}

/** Load the sums of the user's teams, for a view of targets. */
export function useTeamSums() {
    const orm = useService("orm");
    const state = useState({ sums: [] });
    onWillStart(async () => {
        state.sums = await orm.call("sales.plan.allocation", "read_team_sums", []);
    });
    return state;
}

/** What the teams of a leader have to reach this year, each below the one that it is part of. */
export class TeamSums extends Component {
    static template = "sales_plan.TeamSums";
    static components = { AttainmentBar };
    static props = { sums: Array };

    setup() {
        this.action = useService("action");
    }

    /** Zero is a target; nothing planned is a dash. */
    format(value, { currency_id: currencyId }) {
        if (value === null) {
            return "—";
        }
        if (currencyId) {
            return formatMonetary(value, { currencyId });
        }
        return Number.isInteger(value) ? formatInteger(value) : formatFloat(value);
    }

    /** Open the rows that a sum is made of: a single one at once. */
    async open(team) {
        const action = await this.action.loadAction(ACTION);
        const rows = team.row_ids;
        if (rows.length === 1) {
            const views = action.views.filter(([, type]) => type === "form");
            return this.action.doAction({ ...action, views, res_id: rows[0] });
        }
        return this.action.doAction({
            ...action,
            context: {},
            display_name: team.name,
            domain: [["id", "in", rows]],
        });
    }
}
