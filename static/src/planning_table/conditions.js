import { _t } from "@web/core/l10n/translation";

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
