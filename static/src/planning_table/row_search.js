/** Every row is shown, as a tree. */
export const NO_SEARCH = { text: "", levelId: false, status: false, isFlat: false };

/** @param {GridModel} model @returns {Promise<Object>} what the server finds by its search */
export function searchRows(model) {
    const { text, levelId, status, isFlat } = model.search;
    return model.call("table_search", {
        text,
        level_id: levelId,
        status,
        is_flat: isFlat,
        order: model.order,
        columns: model.wanted,
        limit: model.page,
    });
}

/** @returns {{matches: Set, parents: Set, lines: Line[], total: number}} what was found */
export function describeFound({ matches, tree, total }) {
    return {
        matches: new Set(matches),
        parents: new Set(tree.map(([, parentId]) => parentId)),
        lines: tree.map(([id, parentId, depth]) => ({ id, parentId, depth })),
        total,
    };
}
