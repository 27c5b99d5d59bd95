from odoo import api, models


class CrmTeamMember(models.Model):
    """Who moves to another team may have open targets in the one before: those who answer for
    them are told."""

    _inherit = "crm.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        self._tell_of_moves(members.user_id.ids)
        return members

    def write(self, vals):
        if not {"active", "user_id", "crm_team_id", "date_end"} & vals.keys():
            return super().write(vals)
        user_ids = set(self.user_id.ids)
        result = super().write(vals)
        self._tell_of_moves(user_ids | set(self.user_id.ids))
        return result

    def unlink(self):
        user_ids = self.user_id.ids
        result = super().unlink()
        self._tell_of_moves(user_ids)
        return result

    def _tell_of_moves(self, user_ids):
        if user_ids and not self.env.context.get("sales_plan_leaving"):
            # sudo: whoever manages teams need not see their targets
            self.env["sales.plan.notice"].sudo()._queue_people(list(user_ids))
