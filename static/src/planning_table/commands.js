import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import {
    addParent,
    isDraft,
    needsParent,
    needsRows,
    needsSelection,
    needsSingle,
    needsSplittable,
    splitRow,
    splits,
} from "./conditions";
import { opens, opensPlanWizard, opensTableWizard, runOnSelection } from "./command_ways";
import { DEPTH_COMMANDS } from "./depth_commands";
import { openDialog } from "./dialogs/index";
import { ignoreRefusal } from "./edit_queue";
import { PLAN_COMMANDS } from "./plan_commands";
import { SELECTION_COMMANDS } from "./selection_commands";

/**
 * What can be done in the planning table, apart from typing.
 *
 * A command has a `name`, an `icon`, a `hotkey` (with Alt), `label()`, and `run(api, env)`;
 * `menuLabel()` is what it is called in the menu of the rows, where that differs.
 * `reason(api)` says in a sentence why it cannot be done now, or returns null; commands that
 * `reads` are offered where a plan cannot be edited, too; those with `isOffered(api)` only where
 * that is so.
 */

export const COMMANDS = [
    {
        name: "undo",
        icon: "fa-undo",
        hotkey: "z",
        label: () => _t("Undo"),
        tooltip: (api) => (api.model.undo ? _t("Undo: %s", api.model.undo.label) : null),
        reason: (api) => (api.model.undo ? null : _t("There is nothing of yours to undo.")),
        run: (api) => api.undo(),
    },
    {
        name: "redo",
        icon: "fa-repeat",
        hotkey: "y",
        label: () => _t("Redo"),
        tooltip: (api) => (api.model.redo ? _t("Redo: %s", api.model.redo.label) : null),
        reason: (api) => (api.model.redo ? null : _t("There is nothing to redo.")),
        run: (api) => api.redo(),
    },
    {
        name: "spread",
        icon: "fa-sitemap",
        hotkey: "s",
        label: () => _t("Spread…"),
        tooltip: () => _t("Spread amounts over periods or over the rows below"),
        reason: needsSelection,
        run: opens("spread"),
    },
    {
        name: "suggest",
        icon: "fa-magic",
        hotkey: "g",
        isOffered: splits,
        label: () => _t("Suggest…"),
        tooltip: (api) => {
            const row = splitRow(api);
            return row && _t("Suggest how to split “%s”", row.name);
        },
        reason: needsSplittable,
        run: opensTableWizard("table_suggest", (api) => [splitRow(api).id]),
    },
    {
        name: "copy",
        icon: "fa-files-o",
        hotkey: "c",
        label: () => _t("Copy…"),
        menuLabel: () => _t("Copy from a Period or History…"),
        tooltip: () => _t("Copy from another period or from history"),
        reason: needsSelection,
        run: opens("copy"),
    },
    {
        name: "round",
        icon: "fa-dot-circle-o",
        hotkey: "r",
        label: () => _t("Round…"),
        tooltip: () => _t("Round to tens, hundreds, thousands…"),
        reason: needsSelection,
        run: opens("round"),
    },
    ...SELECTION_COMMANDS,
    {
        name: "hold",
        icon: "fa-lock",
        hotkey: "l",
        label: () => _t("Hold"),
        tooltip: () => _t("Hold: spreading leaves these cells as they are"),
        reason: needsSelection,
        run: runOnSelection("hold"),
    },
    {
        name: "release",
        icon: "fa-unlock-alt",
        hotkey: "shift+l",
        label: () => _t("Release"),
        tooltip: () => _t("Release: spreading may change these cells again"),
        reason: needsSelection,
        run: runOnSelection("release"),
    },
    {
        name: "clear",
        icon: "fa-eraser",
        label: () => _t("Clear"),
        tooltip: () => _t("Clear: plan nothing in these cells"),
        reason: needsSelection,
        run: runOnSelection("clear", { below: false }),
    },
    {
        name: "clear_below",
        icon: "fa-eraser",
        label: () => _t("Clear with Rows Below"),
        tooltip: () => _t("Clear these cells and those of all rows below"),
        reason: needsSelection,
        run: runOnSelection("clear", { below: true }),
    },
    {
        name: "note",
        icon: "fa-comment-o",
        hotkey: "n",
        label: () => _t("Note…"),
        tooltip: () => _t("Write a note on this cell"),
        reason: needsSingle,
        run: opens("note"),
    },
    {
        name: "why",
        icon: "fa-question-circle-o",
        hotkey: "w",
        reads: true,
        label: () => _t("Why?"),
        tooltip: () => _t("Show how the amount of the selected cell came about"),
        isActive: (api) => api.isWhyOpen,
        run: (api) => api.toggleWhy(),
    },
    {
        name: "actuals",
        icon: "fa-file-text-o",
        hotkey: "o",
        reads: true,
        label: () => _t("Actuals"),
        tooltip: () => _t("Open the documents behind the actual of the selected cell"),
        reason: needsSingle,
        run: (api) => {
            const { row, period } = api.selected().single;
            return api.openActuals(row, { periodId: period || false });
        },
    },
    {
        name: "add_rows",
        icon: "fa-plus",
        hotkey: "a",
        label: () => _t("Add Rows"),
        tooltip: (api) => {
            const parent = addParent(api);
            return parent && _t("Add rows below “%s”", parent.name);
        },
        reason: needsParent,
        run: opens("add_rows"),
    },
    {
        name: "remove_rows",
        icon: "fa-trash-o",
        label: () => _t("Remove Rows"),
        tooltip: () => _t("Remove the selected rows"),
        reason: needsRows,
        run: opens("remove_rows"),
    },
    ...PLAN_COMMANDS,
    {
        name: "shortcuts",
        icon: "fa-keyboard-o",
        reads: true,
        label: () => _t("Keyboard Shortcuts"),
        run: openShortcuts,
    },
    {
        name: "export",
        reads: true,
        label: () => _t("Export All Rows"),
        run: (api) => downloadTable(api),
    },
    {
        name: "export_shown",
        reads: true,
        label: () => _t("Export Rows on Screen"),
        run: (api) =>
            downloadTable(api, { rows: api.model.lines.map((line) => line.id).join(",") }),
    },
    {
        name: "template",
        isOffered: isDraft,
        label: () => _t("Empty Template"),
        run: (api) => downloadTable(api, { template: 1 }),
    },
    {
        name: "import",
        isOffered: isDraft,
        label: () => _t("Import…"),
        run: opensPlanWizard("action_open_import"),
    },
    ...DEPTH_COMMANDS,
];

/** Show all keys, those of commands among them. */
function openShortcuts(api, env) {
    const names = COMMANDS.filter(({ hotkey }) => hotkey).map(({ name }) => name);
    const commands = describeGroups([names], api).flat();
    openDialog(env, api, "shortcuts", { commands });
}

/** Download the table with the columns on screen, or its empty template. */
function downloadTable(api, values = {}) {
    return download({
        url: "/sales_plan/table_xlsx",
        data: { plan: api.model.plan.id, columns: api.columns.join(","), ...values },
    });
}

const BY_NAME = Object.fromEntries(COMMANDS.map((command) => [command.name, command]));

/**
 * @param {string} name
 * @param {Object} api
 * @returns {Object} a command with what it says now: label, tooltip, reason, isActive
 */
export function describe(name, api) {
    const command = BY_NAME[name];
    const reason = command.reason?.(api) || null;
    return {
        ...command,
        label: command.label(),
        reason,
        tooltip: reason || command.tooltip?.(api) || command.label(),
        isActive: Boolean(command.isActive?.(api)),
    };
}

/**
 * @param {string[][]} groups names of commands
 * @param {Object} api
 * @returns {Object[][]} the commands that are offered, described, without groups that are empty
 */
export function describeGroups(groups, api) {
    const isOffered = (command) =>
        (api.canEdit || command.reads) && (command.isOffered?.(api) ?? true);
    return groups
        .map((names) => names.map((name) => describe(name, api)).filter(isOffered))
        .filter((commands) => commands.length);
}

/** @returns {Object|undefined} the first command that is offered and wanted, described */
export function findCommand(api, isWanted) {
    const names = COMMANDS.filter(isWanted).map(({ name }) => name);
    return describeGroups([names], api)[0]?.[0];
}

/** Run a command where it can be run; what the server refuses is told, as in the table. */
export async function runCommand(command, api, env) {
    if (command.reason) {
        return;
    }
    // as spreadsheets do; a menu has closed by then, which gives the keyboard to its button
    await Promise.resolve();
    api.focusGrid();
    try {
        await command.run(api, env);
    } catch (error) {
        ignoreRefusal(error);
        env.services.notification.add(error.data.message, { type: "danger" });
    }
}
