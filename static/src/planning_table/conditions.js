import { _t } from "@web/core/l10n/translation";
import { isItemised } from "./cell_marks";

/**
 * What commands of the planning table need before they can run; each condition returns null, or
 * says in a sentence what is missing.
 */

export function needsSelection(api) {
    return api.selected().rows.length ? null : _t("Select cells first.");
}

export function needsSingle(api) {
    return api.selected().single ? null : _t("Select one cell first.");
}

/** Items belong to one period; where nothing can be changed there must be some to read. */
export function needsItems(api) {
    const { single } = api.selected();
    if (!single?.period) {
        return _t("Select one cell of a period first.");
    }
    const { column } = api.selection.cursor;
    const isReadonly = Boolean(api.editing.whyReadonly(single.row));
    return isReadonly && !isItemised(api.model, single.row, column)
        ? _t("This cell is not made of items.")
        : null;
}

export function needsParent(api) {
    return addParent(api) ? null : _t("This plan has no level that rows could be added on.");
}

export function needsRows(api) {
    if (!api.selected().rows.length) {
        return _t("Select cells of the rows first.");
    }
    return removableRows(api).length ? null : _t("The total cannot be removed.");
}

/** What is known of a row; undefined for one that was not loaded yet. */
export function getRow(api, id) {
    return api.model.rows.get(id);
}

/** The row that rows are added below: the selected one, or the one above it on the last level. */
export function addParent(api) {
    const { rows } = api.selected();
    const selected = getRow(api, rows.length ? rows[0] : api.model.top[0]);
    const parent = selected && !selected.can_add ? getRow(api, selected.parent_id) : selected;
    return parent?.can_add ? parent : null;
}

/** The selected rows that the user may change and whose state is one of some. */
function ownRows(api, isWanted) {
    const rows = api.selected().rows.map((id) => getRow(api, id));
    return rows.filter((row) => row?.can_edit && isWanted(row)).map((row) => row.id);
}

/** Say what keeps a command from any of the selected rows, where it has none to work on. */
function needsSome(api, rows, sentence) {
    const [first] = api.selected().rows;
    if (!first) {
        return _t("Select cells of the rows first.");
    }
    return rows.length ? null : api.editing.whyReadonly(first) || sentence;
}

/** The selected rows that are not in force as they are shown. */
export function publishableRows(api) {
    return ownRows(api, (row) => row.state !== "published" || row.to_revise);
}

export function needsPublishable(api) {
    return needsSome(api, publishableRows(api), _t("The selected rows are in force as shown."));
}

/** The selected rows that have rows below them. */
export function branchRows(api) {
    return ownRows(api, (row) => row.count);
}

export function needsBranches(api) {
    return needsSome(api, branchRows(api), _t("There is nothing below the selected rows."));
}

/** The selected rows that are published; the total stays in force as long as its plan does. */
export function withdrawableRows(api) {
    return ownRows(api, (row) => row.state !== "draft" && row.parent_id);
}

export function needsWithdrawable(api) {
    return needsSome(api, withdrawableRows(api), _t("None of the selected rows can be withdrawn."));
}

/** The selected rows with amounts that are not in force. */
export function changedRows(api) {
    return ownRows(api, (row) => row.state === "changed");
}

export function needsChanged(api) {
    return needsSome(api, changedRows(api), _t("The selected rows have no changes to take back."));
}

/** The row that is split: the selected one, or the one above it where it has no rows below. */
export function splitRow(api) {
    const selected = getRow(api, api.selected().rows[0]);
    const row = selected && !selected.count ? getRow(api, selected.parent_id) : selected;
    return row?.count && row.can_add ? row : null;
}

export function needsSplittable(api) {
    if (!api.selected().rows.length) {
        return _t("Select a cell of the row first.");
    }
    return splitRow(api) ? null : _t("This row is not yours to split.");
}

/** The selected rows without the total, and without those that go with a row above them. */
export function removableRows(api) {
    const { rows } = api.selected();
    const removed = new Set(rows.filter((id) => getRow(api, id)?.parent_id));
    const goesAlong = (id) => {
        const above = getRow(api, id)?.parent_id;
        return Boolean(above) && (removed.has(above) || goesAlong(above));
    };
    return [...removed].filter((id) => !goesAlong(id));
}

/** What was sold is loaded, and files are imported, before a plan is in force. */
export function isDraft(api) {
    return api.model.plan.state === "draft";
}

export function confirms(api) {
    return Boolean(api.model.plan.can_confirm);
}

/** A split can be suggested wherever rows can be given amounts, once there are levels. */
export function splits(api) {
    return publishes(api) || (confirms(api) && api.model.plan.levels.length > 0);
}

export function publishes(api) {
    return Boolean(api.model.plan.can_publish);
}
