import { SHORTCUTS, showKeys } from "./shortcuts";

/** @returns {string[]} the combination of a command's key, as `shortcuts.js` writes them */
export function hotkeyOf({ hotkey }) {
    const parts = hotkey ? hotkey.split("+") : [];
    const key = parts.pop()?.toUpperCase();
    return key ? [["Alt", ...parts.map(() => "Shift"), key].join("+")] : [];
}

/** @returns {string[][]} combinations for a reader, key by key; four arrows are one */
export function showAll(keys) {
    const areArrows = keys.length === 4 && keys.every((key) => key.includes("Arrow"));
    return areArrows ? [[...showKeys(keys[0]).slice(0, -1), "↑ ↓ ← →"]] : keys.map(showKeys);
}

/** @returns {string} the first key of a command, for a menu; "" where it has none */
export function keysOf(command) {
    const shortcut = SHORTCUTS.find(({ name }) => name === (command.shortcut || command.name));
    const [first] = shortcut && !command.hotkey ? shortcut.keys : hotkeyOf(command);
    return first ? showKeys(first).join("+") : "";
}
