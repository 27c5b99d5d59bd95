from odoo import fields, models
from odoo.exceptions import AccessError


class SalesPlan(models.Model):
    """Keeps messages and activities on a plan to those who see the whole plan."""

    _inherit = "sales.plan"

    # Filters look only into messages and activities that the user may read.
    message_ids = fields.One2many(bypass_search_access=False)
    website_message_ids = fields.One2many(bypass_search_access=False)
    activity_ids = fields.One2many(bypass_search_access=False)
    activity_summary = fields.Char(related_sudo=False)
    activity_type_id = fields.Many2one(related_sudo=False)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Let only those follow who may read the messages, since followers are sent them; neither
        by themselves nor because of an activity."""
        if self.env.context.get("sales_plan_no_follow"):
            return None
        if partner_ids and not self._sees_whole_plans():
            raise AccessError(
                self.env._("Messages on a plan are for those who see all of its rows.")
            )
        return super().message_subscribe(partner_ids, subtype_ids)
