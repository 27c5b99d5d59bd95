import { _t } from "@web/core/l10n/translation";
import { getRow } from "./conditions";

/** The selected rows that have rows below them. */
function parentRows(api) {
    return api.selected().rows.filter((id) => getRow(api, id)?.count);
}

function needsParents(api) {
    if (!api.selected().rows.length) {
        return _t("Select cells first.");
    }
    return parentRows(api).length
        ? null
        : _t("There is nothing below the selected rows to sum up.");
}

/** Where parents are sums, there is nothing to set. */
function hasOwnAmounts(api) {
    return !api.model.plan.rolls_up;
}

function needsThree(api) {
    return api.series.whyNotGoingOn || null;
}

function needsCopyable(api) {
    const { editing } = api;
    if (!navigator.clipboard) {
        return _t("This browser copies and pastes with the keyboard only.");
    }
    return editing.isSelectionLoaded ? editing.whyNotCopied || null : _t("Rows are being loaded.");
}

function needsPasting(api) {
    return navigator.clipboard?.readText && !api.selection.others.length
        ? null
        : _t("This browser copies and pastes with the keyboard only.");
}

function needsWritable(api) {
    const rows = api.selected().rows;
    const reason = rows.map((id) => api.editing.whyReadonly(id)).find(Boolean);
    return needsCopyable(api) || reason || null;
}

async function paste(api) {
    let text;
    try {
        text = await navigator.clipboard.readText();
    } catch {
        api.say(_t("This browser does not let pages read what was copied: press Ctrl+V."));
        return;
    }
    api.editing.paste(text);
    api.changed();
}

/** What is done with selected cells as they are: copied, continued, summed up. */
export const SELECTION_COMMANDS = [
    {
        name: "cut_cells",
        icon: "fa-scissors",
        label: () => _t("Cut"),
        reason: needsWritable,
        run: async (api) => {
            await navigator.clipboard.writeText(api.editing.copy());
            api.editing.clear();
        },
    },
    {
        name: "copy_cells",
        icon: "fa-clone",
        reads: true,
        label: () => _t("Copy"),
        reason: needsCopyable,
        run: (api) => navigator.clipboard.writeText(api.editing.copy()),
    },
    {
        name: "paste_cells",
        icon: "fa-clipboard",
        label: () => _t("Paste"),
        reason: needsPasting,
        run: paste,
    },
    {
        name: "series",
        icon: "fa-ellipsis-h",
        label: () => _t("Continue in Equal Steps"),
        reason: needsThree,
        run: (api) => api.series.goOn("step"),
    },
    {
        name: "growth",
        icon: "fa-line-chart",
        label: () => _t("Continue Growing"),
        reason: needsThree,
        run: (api) => api.series.goOn("growth"),
    },
    {
        name: "sum",
        icon: "fa-calculator",
        hotkey: "shift+s",
        isOffered: hasOwnAmounts,
        label: () => _t("Sum of Rows Below"),
        tooltip: () => _t("Set the selected cells to the sum of the rows below them"),
        reason: needsParents,
        run: (api) => {
            const { periods } = api.selected();
            return api.run({ kind: "sum", rows: parentRows(api), periods, below: false });
        },
    },
    {
        name: "sum_all",
        icon: "fa-calculator",
        isOffered: hasOwnAmounts,
        label: () => _t("Set All Rows to Sums"),
        tooltip: () => _t("Set every row of the plan to the sum of the rows below it"),
        // whatever is selected
        run: (api) =>
            api.push({
                kind: "edit",
                edit: { kind: "sum", rows: api.model.top, periods: [], below: true },
            }),
    },
];
