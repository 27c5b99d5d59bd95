import { onWillUnmount, useExternalListener } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { formatInteger } from "@web/views/fields/formatters";

/** @returns {string} how many edits wait for the connection */
export function describeWaiting(api) {
    const count = api.queue.jobs.length;
    return count === 1
        ? _t("1 edit is waiting for the connection.")
        : _t("%s edits are waiting for the connection.", formatInteger(count));
}

/** @returns {string[]} sentences about what would be left behind */
function describeUnsaved(api) {
    const sentences = [];
    if (!api.queue.isIdle) {
        sentences.push(
            describeWaiting(api),
            _t("This browser keeps what was not sent until you open the table again.")
        );
    }
    const { size } = api.editing.invalid;
    if (size) {
        sentences.push(
            size === 1
                ? _t("What is typed in 1 cell was refused and would be lost.")
                : _t("What is typed in %s cells was refused and would be lost.", size)
        );
    }
    return sentences;
}

/**
 * Keep an open table up to date while its page is looked at, and what is typed in it from being
 * lost when the page is left.
 *
 * @param {TableApi} api
 * @param {TableView} view remembered when the page is left
 * @param {Object} [params] more of what `useSetupAction` takes
 */
export function useSession(api, view, params = {}) {
    const dialog = useService("dialog");

    /** @returns {Promise<boolean>} false to stay: what was typed is not written yet */
    async function beforeLeave() {
        api.editing.leave();
        await api.queue.settled();
        if (!api.hasUnsaved) {
            return true;
        }
        return new Promise((resolve) => {
            dialog.add(
                ConfirmationDialog,
                {
                    title: _t("Leave the table?"),
                    body: describeUnsaved(api).join(" "),
                    confirmLabel: _t("Leave"),
                    confirm: () => resolve(true),
                    cancelLabel: _t("Stay"),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            );
        });
    }

    function beforeUnload(ev) {
        view.remember();
        if (api.hasUnsaved || api.editing.editor) {
            ev.preventDefault();
            ev.returnValue = "";
        }
    }

    function refresh() {
        if (document.visibilityState === "visible") {
            api.refresh();
        }
    }

    useSetupAction({ beforeLeave, beforeUnload, ...params });
    useExternalListener(window, "focus", refresh);
    useExternalListener(document, "visibilitychange", refresh);
    useExternalListener(window, "online", () => api.queue.retry());
    onWillUnmount(() => {
        view.remember();
        api.destroy();
    });
}
