import { Component, reactive, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatInteger } from "@web/views/fields/formatters";

/** What takes less than this shows no dialog. */
export const PATIENCE = 400;

/** How far a long load is; with a button to stop it while it can be stopped. */
export class LoadProgressDialog extends Component {
    static template = "sales_plan.LoadProgressDialog";
    static components = { Dialog };
    static props = {
        title: String,
        progress: Object,
        onCancel: { type: Function, optional: true },
        close: Function,
    };

    setup() {
        this.progress = useState(this.props.progress);
    }

    get percent() {
        return Math.floor((100 * this.progress.done) / this.progress.total);
    }

    get count() {
        if (this.progress.count) {
            return this.progress.count;
        }
        return _t("%(done)s of %(total)s rows", {
            done: formatInteger(this.progress.done),
            total: formatInteger(this.progress.total),
        });
    }
}

/**
 * Work while a dialog shows the progress, unless it is done soon.
 *
 * @param {Object} env
 * @param {Object} props of the dialog; its progress has `message`, `done`, `total` and, where it is
 *   not rows that are counted, `count` in words
 * @param {Function} work
 */
export async function withProgress(env, props, work) {
    let close = () => {};
    const timer = browser.setTimeout(() => {
        close = env.services.dialog.add(LoadProgressDialog, props, { onClose: props.onCancel });
    }, PATIENCE);
    try {
        return await work();
    } finally {
        browser.clearTimeout(timer);
        close();
    }
}

/** Compute the preview of a load in steps, then show it. */
async function preview(env, { params }) {
    const progress = reactive({ message: _t("Reading what was sold…"), done: 0, total: 0 });
    let isCancelled = false;
    let isFinished = false;
    const onCancel = () => {
        isCancelled = !isFinished;
    };
    await withProgress(env, { title: _t("Preview"), progress, onCancel }, async () => {
        do {
            const step = await env.services.orm.silent.call(
                "sales.plan.load",
                "preview_step",
                [[params.load_id]],
                { start: !progress.total }
            );
            Object.assign(progress, step, { message: _t("Preparing the preview…") });
        } while (progress.done < progress.total && !isCancelled);
        isFinished = true;
    });
    return isCancelled ? undefined : params.next;
}

/** Write a previewed load to its plan; this is one transaction and cannot be stopped. */
async function load(env, { params }) {
    const progress = reactive({ message: _t("Writing to the plan…"), done: 0, total: 0 });
    return withProgress(env, { title: _t("Load Actuals"), progress }, () =>
        env.services.orm.silent.call("sales.plan.load", "action_load", [[params.load_id]])
    );
}

registry.category("actions").add("sales_plan.load_preview", preview);
registry.category("actions").add("sales_plan.load", load);
