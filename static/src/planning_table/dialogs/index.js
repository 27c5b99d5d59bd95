import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { SelectCreateDialog } from "@web/views/view_dialogs/select_create_dialog";
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
import { ConflictDialog } from "./conflict_dialog";
import { CopyDialog } from "./copy_dialog";
import { DEPTH_DIALOGS } from "./depth";
import { NoteDialog } from "./note_dialog";
import { RoundDialog } from "./round_dialog";
import { SpreadDialog } from "./spread_dialog";

/** The dialogs, and what each needs. */
const DIALOGS = {
    spread: { Component: SpreadDialog, condition: needsSelection },
    copy: { Component: CopyDialog, condition: needsSelection },
    round: { Component: RoundDialog, condition: needsSelection },
    note: { prepare: prepareNote, condition: needsSingle },
    conflict: { Component: ConflictDialog },
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
async function prepareAddRows(env, api, done) {
    const parent = addParent(api);
    const addable = await api.model.call("table_addable", { parent_id: parent.id });
    return [
        SelectCreateDialog,
        {
            resModel: addable.res_model,
            domain: addable.domain,
            title: _t("Add Rows below “%(row)s”: %(level)s", {
                row: parent.name,
                level: addable.label,
            }),
            multiSelect: true,
            noCreate: true,
            onSelected: async (values) => {
                done(await api.run({ kind: "add_rows", parent: parent.id, values }));
                await api.model.toggle(parent.id, true);
            },
        },
    ];
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
 * @param {string} name spread, copy, round, note, add_rows, remove_rows or conflict
 * @param {Object} [params] `{conflict}` for the dialog of that name
 * @returns {Promise} of what came out: an answer of the server, "mine" or "theirs" for conflicts,
 *   undefined where the dialog was discarded
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
