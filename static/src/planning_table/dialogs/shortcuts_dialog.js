import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { hotkeyOf, showAll } from "../key_texts";
import { GROUPS, SHORTCUTS } from "../shortcuts";

/** All keys of the table, as it obeys them: the list of shortcuts, and the keys of commands. */
export class ShortcutsDialog extends Component {
    static template = "sales_plan.ShortcutsDialog";
    static components = { Dialog };
    static props = { api: Object, commands: Array, done: Function, close: Function };

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
        return [...groups, { name: "commands", label: _t("Commands"), lines: this.commands }];
    }

    get commands() {
        return this.props.commands.map((command) => ({
            name: command.name,
            label: command.label,
            keys: showAll(hotkeyOf(command)),
        }));
    }
}
