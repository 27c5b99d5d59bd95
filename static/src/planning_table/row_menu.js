import { Component } from "@odoo/owl";
import { useNavigation } from "@web/core/navigation/navigation";
import { describeGroups, runCommand } from "./commands";
import { HELD } from "./grid_editing";
import { keysOf } from "./key_texts";

const ROWS = [
    ["publish", "publish_below"],
    ["discard", "withdraw"],
    ["suggest", "sum", "add_rows", "remove_rows"],
];
const CELLS = [
    ["cut_cells", "copy_cells", "paste_cells"],
    ["spread", "suggest", "copy", "round", "sum", "series", "growth"],
    ["hold", "release"],
    ["note", "items", "why", "history", "actuals"],
    ["clear", "clear_below"],
    ["publish", "publish_below", "discard", "withdraw"],
    ["add_rows", "remove_rows"],
];

/** Whether a command would change anything, as far as the selected rows are known. */
function isUseful({ name }, api) {
    if (!["hold", "release"].includes(name)) {
        return true;
    }
    const flags = api.selection.cells.map(
        ({ row, column }) => (api.model.cell(row, column)?.[1] ?? 0) & HELD
    );
    return flags.some((isHeld) => Boolean(isHeld) === (name === "release"));
}

/** @returns {Object[][]} what can be done now, in groups: what cannot is left out */
function possible(groups, api) {
    return describeGroups(groups, api)
        .map((commands) => commands.filter((command) => !command.reason && isUseful(command, api)))
        .filter((commands) => commands.length);
}

/** @returns {Object[][]} what can be done with the selected rows */
export function rowCommands(api) {
    return possible(ROWS, api);
}

/** @returns {Object[][]} what can be done with the selected cells */
export function cellCommands(api) {
    return possible(CELLS, api);
}

/** The menu of the selected rows or cells. */
export class RowMenu extends Component {
    static template = "sales_plan.PlanningRowMenu";
    static props = { api: Object, getCommands: Function, close: Function };

    setup() {
        useNavigation("menu", { shouldFocusFirstItem: true });
        /** As it was opened: a command that runs changes what is possible. */
        this.groups = this.props.getCommands(this.props.api);
    }

    keys(command) {
        return keysOf(command);
    }

    run(command) {
        this.props.close();
        runCommand(command, this.props.api, this.env);
    }
}
