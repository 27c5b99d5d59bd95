import { openDialog } from "./dialogs/index";

/** The ways in which commands of the planning table do what they do: each returns a `run`. */

/** One edit of what is selected. */
export function runOnSelection(kind, values = {}) {
    return (api) => {
        const { rows, periods } = api.selected();
        return api.run({ kind, rows, periods, ...values });
    };
}

/** A dialog of the table. */
export function opens(name) {
    return (api, env) => openDialog(env, api, name);
}

/**
 * Open a wizard once all that was typed is written; the table then goes on with what it did.
 *
 * @param {string} model
 * @param {string} method of the model that opens it
 * @param {function(TableApi): Array} getArguments what the method takes
 */
function opensWizard(model, method, getArguments) {
    return async (api, env) => {
        const { action, orm } = env.services;
        const { rows } = api.selected();
        if (!(await api.flush())) {
            return undefined;
        }
        await api.model.complete(rows);
        const wizard = await orm.call(model, method, getArguments(api));
        return action.doAction(
            { ...wizard, views: [[false, "form"]] },
            {
                onClose: () => {
                    api.focusGrid();
                    return api.reload();
                },
            }
        );
    };
}

/** A wizard about the whole plan. */
export function opensPlanWizard(method) {
    return opensWizard("sales.plan", method, (api) => [[api.model.plan.id]]);
}

/** @param {function(TableApi): Array} getArguments what the method takes besides the plan */
export function opensTableWizard(method, getArguments) {
    return opensWizard("sales.plan.table", method, (api) => [
        api.model.plan.id,
        ...getArguments(api),
    ]);
}
