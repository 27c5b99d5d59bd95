import { needsItems, needsSelection } from "../conditions";
import { HistoryDialog } from "./history_dialog";
import { ItemsDialog } from "./items_dialog";

/** The dialogs about what is behind a cell, and what each needs. */
export const DEPTH_DIALOGS = {
    history: { prepare: prepareHistory, condition: needsSelection },
    plan_history: { prepare: preparePlanHistory },
    items: { prepare: prepareItems, condition: needsItems },
};

/** Prepare the dialog with what a cell is made of, as it is now. */
async function prepareItems(env, api, done) {
    await api.flush();
    const cell = api.selected().single;
    const values = { row_id: cell.row, period_id: cell.period };
    const { items } = await api.model.call("table_items", values);
    const readonly = api.editing.whyReadonly(cell.row);
    return [ItemsDialog, { api, cell, items, readonly, done }];
}

/** Prepare the history of what is selected, once all that was typed is written. */
async function prepareHistory(env, api) {
    const { rows, periods } = api.selected();
    await api.flush();
    return [HistoryDialog, { api, range: { rows, periods } }];
}

async function preparePlanHistory(env, api) {
    await api.flush();
    return [HistoryDialog, { api, range: null }];
}
