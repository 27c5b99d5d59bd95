from odoo import api, models

#: The fields of a membership that say for which team somebody works, and how long.
WORKPLACE_FIELDS = {"user_id", "crm_team_id", "active", "date_end"}


class CrmTeamMember(models.Model):
    """Somebody who moves to another team may have open targets in the former one: those who answer
    for these targets are told."""

    _inherit = "crm.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        self._tell_of_moves(members.user_id.ids)
        return members

    def write(self, vals):
        before = self._get_places() if WORKPLACE_FIELDS & vals.keys() else {}
        result = super().write(vals)
        if before:
            moved = before.items() ^ self._get_places().items()
            self._tell_of_moves({place[0] for __, place in moved})
        return result

    def unlink(self):
        user_ids = self.user_id.ids
        result = super().unlink()
        self._tell_of_moves(user_ids)
        return result

    def _get_places(self):
        """Return where members work: ``{member id: (user id, team id, active, date_end)}``."""
        return {
            member.id: (
                member.user_id.id,
                member.crm_team_id.id,
                member.active,
                member.date_end,
            )
            for member in self
        }

    def _tell_of_moves(self, user_ids):
        if user_ids and not self.env.context.get("sales_plan_leaving"):
            # sudo: whoever manages teams need not see their targets
            self.env["sales.plan.people"].sudo()._tell_of_changes(list(user_ids))
