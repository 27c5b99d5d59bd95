import { useEffect, useRef } from "@odoo/owl";

/**
 * The input of the open cell, named "editor" in the template: the keyboard goes there when a cell
 * is opened, and back to the table afterwards.
 *
 * @param {TableApi} api
 * @returns {{el: HTMLInputElement|null}}
 */
export function useCellEditor(api) {
    const ref = useRef("editor");

    function follow(key) {
        const { el } = ref;
        if (key && el) {
            const { text, isAllSelected } = api.editing.editor;
            el.value = text;
            el.focus({ preventScroll: true });
            el.setSelectionRange(isAllSelected ? 0 : text.length, text.length);
        } else if (!key && [document.body, null].includes(document.activeElement)) {
            api.focusGrid();
        }
    }

    useEffect(follow, () => {
        const { editor } = api.editing;
        return [editor ? `${editor.row}-${editor.column}` : ""];
    });
    return ref;
}
