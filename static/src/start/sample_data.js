import { reactive } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { withProgress } from "../load_progress/load_progress";

const MODEL = "sales.plan.sample";

/**
 * Ask, then make the sample data of a company step by step while a dialog shows the progress.
 *
 * @param {Object} env
 * @param {string} company its name, which the question says
 * @param {Function} done is called with the id of the plan to look at; without where it failed
 */
export function loadSample(env, company, done) {
    env.services.dialog.add(ConfirmationDialog, {
        title: _t("Load Sample Data"),
        body: _t(
            "Into “%s” come three teams, ten customers, some products, their orders since last year, and two plans. They count in Odoo's reports of orders and can be found among your customers and products until you remove them. Nothing is invoiced, and nobody is written to.",
            company
        ),
        confirmLabel: _t("Load Sample Data"),
        confirm: () => {
            makeSample(env).then(done, (error) => {
                done();
                throw error;
            });
        },
        cancel: () => {},
    });
}

async function makeSample(env) {
    const progress = reactive({ message: _t("Making teams, customers and products…"), done: 0, total: 0 });
    return withProgress(env, { title: _t("Load Sample Data"), progress }, async () => {
        const { orm } = env.services;
        let step = await orm.silent.call(MODEL, "sample_begin", []);
        while (!step.plan_id) {
            Object.assign(progress, step, {
                message: step.done < step.total ? _t("Making orders…") : _t("Making plans of them…"),
                count: _t("%(done)s of %(total)s orders", {
                    done: formatInteger(step.done),
                    total: formatInteger(step.total),
                }),
            });
            step = await orm.silent.call(MODEL, "sample_continue", []);
        }
        return step.plan_id;
    });
}

/** Ask, then remove the sample data of a company and say what was done. */
export function removeSample(env, company, done) {
    env.services.dialog.add(ConfirmationDialog, {
        title: _t("Remove Sample Data"),
        body: _t(
            "The sample teams, customers, products, orders and plans of “%s” are deleted, with the plans that were made from them. What is yours stays.",
            company
        ),
        confirmLabel: _t("Remove Sample Data"),
        confirmClass: "btn-danger",
        confirm: () => {
            takeSample(env).then(done);
        },
        cancel: () => {},
    });
}

async function takeSample(env) {
    const progress = reactive({ message: _t("Removing the sample data…"), done: 0, total: 0 });
    const said = await withProgress(env, { title: _t("Remove Sample Data"), progress }, () =>
        env.services.orm.silent.call(MODEL, "sample_remove", [])
    );
    env.services.notification.add(said, { type: "success" });
}
