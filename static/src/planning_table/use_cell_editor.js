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
    let wasOpen = false;

    function follow(editor) {
        const { el } = ref;
        if (editor && el) {
            const { text, isAllSelected } = editor;
            el.value = text;
            el.focus({ preventScroll: true });
            el.setSelectionRange(isAllSelected ? 0 : text.length, text.length);
        } else if (wasOpen && [document.body, null].includes(document.activeElement)) {
            api.focusGrid();
        }
        wasOpen = Boolean(editor);
    }

    useEffect(follow, () => [api.editing.editor]);
    return ref;
}
