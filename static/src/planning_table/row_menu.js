import { Component } from "@odoo/owl";
import { useNavigation } from "@web/core/navigation/navigation";
import { describeGroups, runCommand } from "./commands";

const GROUPS = [
    ["publish", "publish_below"],
    ["discard", "withdraw"],
    ["suggest", "add_rows", "remove_rows"],
];

/** @returns {Object[][]} what can be done with the selected rows, in groups */
export function rowCommands(api) {
    return describeGroups(GROUPS, api);
}

/** The menu of the selected rows. */
export class RowMenu extends Component {
    static template = "sales_plan.PlanningRowMenu";
    static props = { api: Object, close: Function };

    setup() {
        useNavigation("menu", { shouldFocusFirstItem: true });
    }

    get groups() {
        return rowCommands(this.props.api);
    }

    run(command) {
        if (!command.reason) {
            this.props.close();
            runCommand(command, this.props.api, this.env);
        }
    }
}
