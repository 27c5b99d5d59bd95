import { _t } from "@web/core/l10n/translation";
import { opens } from "./command_ways";
import { needsItems, needsSelection } from "./conditions";

/** Commands about what is behind a cell, see `COMMANDS`. */
export const DEPTH_COMMANDS = [
    {
        name: "items",
        icon: "fa-puzzle-piece",
        hotkey: "i",
        reads: true,
        label: () => _t("Items…"),
        tooltip: () => _t("Make this cell of items that sum to it"),
        reason: needsItems,
        run: opens("items"),
    },
    {
        name: "history",
        icon: "fa-history",
        reads: true,
        label: () => _t("History"),
        tooltip: () => _t("List the steps that changed the selected cells"),
        reason: needsSelection,
        run: opens("history"),
    },
    {
        name: "plan_history",
        icon: "fa-history",
        reads: true,
        label: () => _t("History of the Plan"),
        run: opens("plan_history"),
    },
];
