import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { hotkeyOf, showAll } from "./key_texts";
import { GROUPS, SHORTCUTS } from "./shortcuts";

/** All keys of the planning table, as it obeys them: the shortcuts, and the keys of commands. */
export class KeysTable extends Component {
    static template = "sales_plan.KeysTable";
    /** `commands` that have keys: `{ name, label, hotkey }` */
    static props = { commands: Array };

    get groups() {
        const groups = Object.entries(GROUPS).map(([name, label]) => ({
            name,
            label: label(),
            lines: SHORTCUTS.filter(({ group }) => group === name).map((shortcut) => ({
                name: shortcut.name,
                label: shortcut.label(),
                keys: showAll(shortcut.keys),
            })),
        }));
        return [...groups, { name: "commands", label: _t("Other Commands"), lines: this.commands }];
    }

    get commands() {
        return this.props.commands.map((command) => ({
            name: command.name,
            label: command.label,
            keys: showAll(hotkeyOf(command)),
        }));
    }
}
