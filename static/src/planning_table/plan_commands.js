import { _t } from "@web/core/l10n/translation";
import { opensPlanWizard, opensTableWizard } from "./command_ways";
import {
    branchRows,
    changedRows,
    confirms,
    isDraft,
    needsBranches,
    needsChanged,
    needsPublishable,
    needsWithdrawable,
    publishableRows,
    publishes,
    withdrawableRows,
} from "./conditions";

/** Go to the plan's form: back to it, where the table was opened from there. */
function openPlan(api, env) {
    const { plan } = api.model;
    const above = env.config?.breadcrumbs?.at(-2);
    if (above?.isFormView && above.name === plan.name) {
        return above.onSelected();
    }
    return env.services.action.doAction({
        type: "ir.actions.act_window",
        res_model: "sales.plan",
        res_id: plan.id,
        views: [[false, "form"]],
    });
}

/** Commands about the plan as a whole and what of it is in force, see `COMMANDS`. */
export const PLAN_COMMANDS = [
    {
        name: "confirm",
        icon: "fa-check",
        isOffered: confirms,
        label: () => _t("Confirm…"),
        tooltip: () => _t("Look at what is worth knowing, then put the plan in force"),
        reason: (api) =>
            api.model.nextStep === "load" ? _t("There are no targets to confirm yet.") : null,
        run: opensPlanWizard("action_open_confirm"),
    },
    {
        name: "publish",
        icon: "fa-bullhorn",
        isOffered: publishes,
        label: () => _t("Selected Rows…"),
        menuLabel: () => _t("Publish…"),
        reason: needsPublishable,
        run: opensTableWizard("table_publish", (api) => [publishableRows(api), false]),
    },
    {
        name: "publish_below",
        icon: "fa-sitemap",
        isOffered: publishes,
        label: () => _t("Selected Rows with Everything Below…"),
        menuLabel: () => _t("Publish with Everything Below…"),
        reason: needsBranches,
        run: opensTableWizard("table_publish", (api) => [branchRows(api), true]),
    },
    {
        name: "publish_all",
        icon: "fa-check-circle-o",
        isOffered: publishes,
        label: () => _t("All That Is Ready…"),
        run: opensTableWizard("table_publish", () => [[], false]),
    },
    {
        name: "discard",
        icon: "fa-history",
        isOffered: publishes,
        label: () => _t("Take Back Changes"),
        reason: needsChanged,
        run: (api) =>
            api.run({
                kind: "discard",
                rows: changedRows(api),
                periods: api.selected().periods,
            }),
    },
    {
        name: "withdraw",
        icon: "fa-eye-slash",
        isOffered: publishes,
        label: () => _t("Withdraw…"),
        reason: needsWithdrawable,
        run: opensTableWizard("table_withdraw", (api) => [withdrawableRows(api)]),
    },
    {
        name: "load",
        icon: "fa-download",
        isOffered: isDraft,
        label: () => _t("Load Actuals"),
        run: opensPlanWizard("action_open_load"),
    },
    {
        name: "plan",
        icon: "fa-file-text-o",
        reads: true,
        label: () => _t("Plan Form"),
        run: openPlan,
    },
];
