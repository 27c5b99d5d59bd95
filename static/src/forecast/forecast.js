import { Component, onWillStart, useEffect, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Changes } from "./changes";
import { CompareDialog } from "./dialogs/compare_dialog";
import { SubmitDialog } from "./dialogs/submit_dialog";
import { ForecastHead } from "./forecast_head";
import { ForecastLanding } from "./forecast_landing";
import { ForecastModel } from "./forecast_model";
import { newDealAction } from "./new_deal";
import { Period } from "./period";
import { TeamTable } from "./team_table";
import { ViewOptions } from "./view_options";
import { Who } from "./who";
import { Worksheet } from "./worksheet";
import { formatDay, formatMoment } from "./figures";

/**
 * The forecast of one person or team for one period.
 *
 * Whose, which period and how it is looked at stand in the address, so that a reload, a bookmark
 * and the browser's way back find the same.
 */
export class Forecast extends Component {
    static template = "sales_plan.Forecast";
    static components = {
        Changes,
        ForecastHead,
        ForecastLanding,
        Layout,
        Period,
        TeamTable,
        ViewOptions,
        Who,
        Worksheet,
    };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Forecast");
    static path = "forecast";

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        const { action, state } = this.props;
        const view = state?.view || { ...action.context, ...action.params };
        this.model = useState(new ForecastModel(useService("orm"), view));
        useSetupAction({
            getLocalState: () => ({ view: { ...this.model.view } }),
            beforeLeave: () => this.beforeLeave(),
            beforeUnload: (ev) => this.beforeUnload(ev),
        });
        onWillStart(() => this.start());
        useEffect(
            () => this.props.updateActionState(this.model.urlState),
            () => Object.values(this.model.urlState)
        );
        useEffect(
            () => {
                this.model.readLanding();
            },
            () => [this.model.data]
        );
        useEffect(
            (name) => this.env.config.setDisplayName(name),
            () => [this.title]
        );
    }

    /** What the address asks for may be gone or not for this reader: then one's own is shown. */
    async start() {
        try {
            await this.model.reload();
        } catch (error) {
            if (!Object.keys(this.model.request).length) {
                throw error;
            }
            this.model.view = {};
            await this.model.reload();
            Promise.reject(error);
        }
    }

    //--------------------------------------------------------------------------
    // What is shown
    //--------------------------------------------------------------------------

    get forecast() {
        return this.model.data.forecast;
    }

    get isTeam() {
        return this.forecast.kind !== "person";
    }

    get title() {
        if (this.forecast.kind === "company") {
            return _t("Company Forecast");
        }
        return this.isTeam || !this.forecast.is_mine ? _t("Team Forecast") : _t("My Forecast");
    }

    get asOf() {
        const day = formatDay(this.forecast.as_of);
        return _t("Figures as they were at the end of %s. Nothing can be changed here.", day);
    }

    /** Deals of a team that belong to nobody who reports to it. */
    get othersTitle() {
        return this.model.data.rows.find(({ kind }) => kind === "others")?.name || "";
    }

    get canSubmit() {
        return this.forecast.can_submit && !this.model.isReadonly;
    }

    /** Whether there is something new to submit. */
    get isDue() {
        return this.model.data.is_stale || !this.model.data.submission;
    }

    get submitTooltip() {
        const { submission, is_stale } = this.model.data;
        if (!submission) {
            return _t("Not submitted yet");
        }
        return is_stale
            ? _t("Changed since you submitted on %s", formatMoment(submission.date))
            : _t("Nothing has changed since you submitted on %s", formatMoment(submission.date));
    }

    /** What was submitted is compared with deals as they are now. */
    get hasChanges() {
        const { submission } = this.model.data;
        return Boolean(submission && this.forecast.shows_live && !this.forecast.as_of);
    }

    get hasOthers() {
        return this.isTeam && this.model.data.deals.length > 0;
    }

    /** Deals are made by who answers for the forecast. */
    get canCreate() {
        return this.forecast.is_mine && !this.model.isReadonly;
    }

    //--------------------------------------------------------------------------
    // Commands
    //--------------------------------------------------------------------------

    createDeal() {
        return this.action.doAction(newDealAction(this.forecast));
    }

    submit() {
        this.dialog.add(SubmitDialog, {
            data: this.model.data,
            confirm: async () => {
                await this.model.submit();
                this.notification.add(_t("The forecast is submitted."), { type: "success" });
            },
        });
    }

    compare() {
        this.dialog.add(CompareDialog, { model: this.model });
    }

    /** What is shown, as a spreadsheet. */
    download() {
        const { kind, user, team, period, as_of, shows_live } = this.forecast;
        const query = new URLSearchParams({
            period: period.id,
            kind,
            user: (kind === "person" && user && user[0]) || "",
            team: (kind === "team" && team && team[0]) || "",
            as_of: as_of || "",
            live: shows_live ? "1" : "",
        });
        const url = `/sales_plan/worksheet_xlsx?${query}`;
        return this.action.doAction({ type: "ir.actions.act_url", url, target: "download" });
    }

    async openSubmissions() {
        const action = await this.action.loadAction("sales_plan.sales_forecast_submission_action");
        return this.action.doAction({
            ...action,
            domain: this.model.data.submission_domain,
            context: { sales_plan_figure: true },
        });
    }

    //--------------------------------------------------------------------------
    // Leaving
    //--------------------------------------------------------------------------

    async beforeLeave() {
        await this.model.settled();
        if (!this.model.hasFailed) {
            return true;
        }
        return new Promise((resolve) => {
            this.dialog.add(
                ConfirmationDialog,
                {
                    title: _t("Leave the forecast?"),
                    body: _t("What you typed was refused in some cells and would be lost."),
                    confirmLabel: _t("Leave"),
                    confirm: () => resolve(true),
                    cancelLabel: _t("Stay"),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            );
        });
    }

    beforeUnload(ev) {
        if (this.model.edits.size) {
            ev.preventDefault();
            ev.returnValue = "";
        }
    }
}

registry.category("actions").add("sales_plan.forecast", Forecast);
