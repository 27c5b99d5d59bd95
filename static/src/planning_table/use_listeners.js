import { useEffect } from "@odoo/owl";

/**
 * Listen to events of an element, or of the window, as long as the component shows it.
 *
 * @param {function(): EventTarget|null} getTarget
 * @param {Object<string, Function>} listeners by the name of their event
 */
export function useListeners(getTarget, listeners) {
    useEffect(
        (target) => {
            const entries = target ? Object.entries(listeners) : [];
            entries.forEach(([name, listener]) => target.addEventListener(name, listener));
            return () =>
                entries.forEach(([name, listener]) => target.removeEventListener(name, listener));
        },
        () => [getTarget()]
    );
}
