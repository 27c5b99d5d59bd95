from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from ..org.numbers import format_number


class ResConfigSettings(models.TransientModel):
    """From when deals are known, and how to have more of their past."""

    _inherit = "res.config.settings"

    deal_history_text = fields.Char(compute="_compute_deal_history")
    deal_history_remaining = fields.Integer(compute="_compute_deal_history")

    def _compute_deal_history(self):
        # sudo: from when deals are known is the same for everybody
        beginning = self.env["crm.lead.history"].sudo()._get_beginning(self.env.company)
        self.deal_history_remaining = beginning["remaining"]
        self.deal_history_text = self._describe_history(beginning)

    def _describe_history(self, beginning):
        if not beginning["since"]:
            return self.env._("All deals are known since they were made.")
        since = format_date(self.env, beginning["since"])
        if beginning["remaining"]:
            return self.env._(
                "Known since %(since)s; deals whose past is still to be rebuilt: %(count)s.",
                since=since,
                count=format_number(self.env, beginning["remaining"]),
            )
        return self.env._(
            "Known since %(since)s, as messages tell it; probabilities, expected closings and "
            "categories since %(forecast_since)s.",
            since=since,
            forecast_since=format_date(self.env, beginning["forecast_since"]),
        )

    def action_rebuild_past(self):
        """Have the past of deals rebuilt that were there before they were recorded.

        It is done by a scheduled action, in batches, and changes nothing where it was done before.

        :raise AccessError: for others than managers of sales planning and administrators
        """
        user = self.env.user
        if not user.has_group("sales_plan.group_sales_plan_manager") and not self.env.is_admin():
            raise AccessError(self.env._("Only managers may have the past of deals rebuilt."))
        # sudo: managers may not run scheduled actions, but this one is to begin now
        self.env.ref("sales_plan.ir_cron_rebuild_past").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("The past of deals is being rebuilt, in the background."),
            },
        }
