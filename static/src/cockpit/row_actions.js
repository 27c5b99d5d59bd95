import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { labelled } from "../forecast/figures";
import { MoveDeal } from "./move_deal";

/** What can be done with a row at once: plan an activity, call, write, move a deal. */
export class RowActions extends Component {
    static template = "sales_plan.CockpitRowActions";
    static props = {
        model: String,
        id: Number,
        name: String,
        phone: { type: [String, Boolean], optional: true },
        email: { type: [String, Boolean], optional: true },
        partner: { type: [Number, Boolean], optional: true },
        user: { type: [Number, Boolean], optional: true },
        done: { type: Function, optional: true },
        /** Called once a deal has moved; without it none can. */
        moved: { type: [Function, Boolean], optional: true },
    };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
    }

    /** What each button does with what, for who does not see where it stands. */
    get labels() {
        const { name } = this.props;
        return {
            schedule: labelled(_t("Schedule Activity"), name),
            call: labelled(_t("Call"), name),
            write: labelled(_t("Send Message"), name),
            move: labelled(_t("Move"), name),
        };
    }

    get tel() {
        return `tel:${this.props.phone.replace(/[^\d+]/g, "")}`;
    }

    schedule() {
        const { model, id, user, done } = this.props;
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Schedule Activity"),
                res_model: "mail.activity.schedule",
                views: [[false, "form"]],
                target: "new",
                context: {
                    active_model: model,
                    active_ids: [id],
                    active_id: id,
                    ...(user ? { default_activity_user_id: user } : {}),
                },
            },
            { onClose: done }
        );
    }

    move() {
        const { id, moved } = this.props;
        this.dialog.add(MoveDeal, { id, done: moved });
    }

    write() {
        const { model, id, partner } = this.props;
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Send Message"),
            res_model: "mail.compose.message",
            views: [[false, "form"]],
            target: "new",
            context: {
                default_composition_mode: "comment",
                default_model: model,
                default_res_ids: [id],
                default_partner_ids: partner ? [partner] : [],
            },
        });
    }
}
