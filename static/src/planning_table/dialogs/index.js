import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import {
    addParent,
    getRow,
    needsParent,
    needsRows,
    needsSelection,
    needsSingle,
    removableRows,
} from "../conditions";
import { rowsText } from "../wording";
import { AddRowsDialog } from "./add_rows_dialog";
import { AboveDialog } from "./above_dialog";
import { ConflictDialog } from "./conflict_dialog";
import { CopyDialog } from "./copy_dialog";
import { DEPTH_DIALOGS } from "./depth";
import { NoteDialog } from "./note_dialog";
import { RoundDialog } from "./round_dialog";
import { ShortcutsDialog } from "./shortcuts_dialog";
import { SpreadDialog } from "./spread_dialog";

/** The dialogs, and what each needs. */
const DIALOGS = {
    spread: { Component: SpreadDialog, condition: needsSelection },
    copy: { Component: CopyDialog, condition: needsSelection },
    round: { Component: RoundDialog, condition: needsSelection },
    note: { prepare: prepareNote, condition: needsSingle },
    conflict: { Component: ConflictDialog },
    above: { Component: AboveDialog },
    shortcuts: { Component: ShortcutsDialog },
    ...DEPTH_DIALOGS,
    add_rows: { prepare: prepareAddRows, condition: needsParent },
    remove_rows: { prepare: prepareRemoveRows, condition: needsRows },
};

/** Prepare the dialog with the note of a cell, as it is now. */
async function prepareNote(env, api, done) {
    const cell = api.selected().single;
    const args = [api.model.plan.id, cell.row, cell.period];
    const { note, thread } = await env.services.orm.call("sales.plan.table", "table_why", args);
    return [NoteDialog, { api, cell, before: note || "", thread: thread || null, done }];
}

/** Prepare the dialog that asks for the values of new rows. */
function prepareAddRows(env, api, done) {
    const parent = addParent(api);
    const add = async (values) => {
        done(await api.run({ kind: "add_rows", parent: parent.id, values }));
        await api.model.toggle(parent.id, true);
    };
    return [AddRowsDialog, { api, parent, add }];
}

/** Prepare the question before rows are removed. */
function prepareRemoveRows(env, api, done) {
    const rows = removableRows(api);
    const below = rows.some((id) => getRow(api, id).count);
    const values = { rows: rowsText(api, rows) };
    return [
        ConfirmationDialog,
        {
            title: _t("Remove Rows"),
            body: below
                ? _t(
                      "%(rows)s will be removed with all rows below and their targets. This can be undone.",
                      values
                  )
                : _t("%(rows)s will be removed with the targets. This can be undone.", values),
            confirmLabel: _t("Remove"),
            confirm: async () => done(await api.run({ kind: "remove_rows", rows })),
            cancel: () => {},
        },
    ];
}

/**
 * Open one of the planning table's dialogs; where it has nothing to work on, say so instead.
 *
 * @param {Object} env
 * @param {Object} api of the planning table
 * @param {string} name one of `DIALOGS`
 * @param {Object} [params] `{conflict}` and `{ask}` for the dialogs that the server asks for
 * @returns {Promise} of what came out: an answer of the server, "mine" or "theirs" for conflicts,
 *   "follow" or "stay" for rows above, undefined where the dialog was discarded
 */
export async function openDialog(env, api, name, params = {}) {
    const { Component, prepare, condition } = DIALOGS[name];
    const reason = condition?.(api);
    if (reason) {
        env.services.notification.add(reason, { type: "warning" });
        return undefined;
    }
    let result;
    const done = (value) => {
        result = value;
    };
    const [Dialog, props] = prepare
        ? await prepare(env, api, done)
        : [Component, { api, done, ...params }];
    return new Promise((resolve) => {
        env.services.dialog.add(Dialog, props, {
            onClose: () => {
                resolve(result);
                api.focusGrid();
            },
        });
    });
}
