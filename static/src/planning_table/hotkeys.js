import { findCommand, runCommand } from "./commands";

/**
 * Run the command whose key, with Alt, was pressed in the table: also where the toolbar has no room
 * for its button.
 *
 * @param {TableApi} api
 * @param {KeyboardEvent} ev
 * @returns {boolean} whether there is one
 */
export function runHotkey(api, ev) {
    if (ev.ctrlKey || ev.metaKey || ev.key.length !== 1) {
        return false;
    }
    const pressed = `${ev.shiftKey ? "shift+" : ""}${ev.key.toLowerCase()}`;
    const command = findCommand(api, ({ hotkey }) => hotkey === pressed);
    if (!command) {
        return false;
    }
    if (command.reason) {
        api.say(command.reason);
    } else {
        runCommand(command, api, api.env);
    }
    return true;
}
