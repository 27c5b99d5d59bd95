import { _t } from "@web/core/l10n/translation";

/** Bits of a cell's flags, besides those of `grid_editing.js`: of its note. */
export const RESOLVED = 16;
export const ANSWERED = 32;
/** It is made of items. */
export const ITEMISED = 64;

/** @returns {Object} what marks of a cell show besides, by its flags */
export function describeMarks(flags) {
    return {
        isResolved: Boolean(flags & RESOLVED),
        isAnswered: Boolean(flags & ANSWERED),
        isItemised: Boolean(flags & ITEMISED),
    };
}

/** @returns {boolean} whether a cell is made of items: it is changed through these */
export function isItemised(model, rowId, column) {
    return Boolean(model.rows.get(rowId)?.cells?.[column]?.[1] & ITEMISED);
}

/** @returns {string|false} why a cell is held, false where it is not */
export function heldTitle({ isHeld, isItemised }) {
    if (isItemised) {
        return _t("Made of items: open them to change the amount");
    }
    return isHeld && _t("Held: spreading leaves it as it is");
}

/** @returns {string|false} what is said of the note on a cell, false where there is none */
export function noteTitle({ isNoted, isResolved, isAnswered }) {
    if (!isNoted) {
        return false;
    }
    if (isResolved) {
        return _t("Has a note that is resolved");
    }
    return isAnswered ? _t("Has a note with answers") : _t("Has a note");
}
