import { _t } from "@web/core/l10n/translation";
import { useListeners } from "./use_listeners";

/**
 * Copy, cut and paste in the table; an open cell has the clipboard for itself.
 *
 * @param {TableApi} api
 * @param {{el: HTMLElement}} ref of the table
 */
export function useClipboard(api, ref) {
    const { editing, model, selection } = api;

    /** @returns {boolean} whether it was copied; else the user is told why not */
    function copy(ev) {
        ev.preventDefault();
        const reason = editing.whyNotCopied;
        if (reason) {
            api.say(reason);
            return false;
        }
        ev.clipboardData.setData("text/plain", editing.copy());
        return true;
    }

    /** The clipboard is ours only while the key is pressed: figures must be there already. */
    async function load(ev) {
        ev.preventDefault();
        await model.complete(selection.rows);
        api.say(_t("All selected rows are loaded now: copy once more."), "info");
    }

    useListeners(() => ref.el, {
        copy: (ev) => {
            if (!editing.editor) {
                return editing.isSelectionLoaded ? copy(ev) : load(ev);
            }
        },
        cut: (ev) => {
            if (editing.editor) {
                return;
            }
            if (!editing.isSelectionLoaded) {
                return load(ev);
            }
            if (copy(ev)) {
                editing.clear();
            }
        },
        paste: (ev) => {
            if (!editing.editor) {
                ev.preventDefault();
                editing.paste(ev.clipboardData.getData("text/plain"));
                api.changed();
            }
        },
    });
}
