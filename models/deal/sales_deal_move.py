from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Date, Domain
from odoo.tools import format_date

from ...tools.arguments import a_day, a_dict, an_id, optional
from ..org.arguments import takes

#: Where a deal is: when it should close, and its stage.
A_PLACE = a_dict(day=optional(a_day), stage_id=optional(an_id))


class SalesDealMove(models.AbstractModel):
    """Moves an open deal to another expected closing or stage, from wherever it is listed.

    With the rights that the user has on deals, and only from where they saw it: what somebody else
    has changed meanwhile is told first.
    """

    _name = "sales.deal.move"
    _description = "Moving Deals"

    @api.readonly
    @api.model
    @takes(lead_id=an_id)
    def deal_place(self, lead_id):
        """Return where a deal is, and where it can go.

        :return: ``{name, day: ``YYYY-MM-DD`` or False, stage_id, stages: [[id, name], …] that its
            team has, in their order}``
        :raise UserError: where the deal is not open any more, or not there for the user
        """
        lead = self._find_open(lead_id)
        stages = lead.env["crm.stage"].search(
            Domain("team_ids", "=", False) | Domain("team_ids", "in", lead.team_id.ids)
        )
        return {
            "name": lead.name,
            **self._get_place(lead),
            "stages": [[stage.id, stage.name] for stage in stages | lead.stage_id],
        }

    @api.model
    @takes(lead_id=an_id, seen=A_PLACE, place=A_PLACE)
    def deal_move(self, lead_id, seen, place):
        """Move a deal; moving it to a stage of won deals wins it, as in Odoo's own kanban.

        :param seen: ``{day, stage_id}`` where the user saw it last
        :param place: ``{day, stage_id}`` where it goes
        :return: ``{"conflict": False}``, or where somebody changed it since ``{"conflict": what
            they changed, in words, "day", "stage_id": where it is now}`` without moving it
        :raise UserError: where the deal is not open any more, or not there for the user
        """
        lead = self._find_open(lead_id)
        lead.check_access("write")
        lead.lock_for_update()
        lead.invalidate_recordset(["date_deadline", "stage_id", "write_uid"])
        now = self._get_place(lead)
        if any(now[name] != (seen.get(name) or False) for name in now):
            return {"conflict": self._tell_conflict(lead), **now}
        changed = {name: value for name, value in place.items() if (value or False) != now[name]}
        values = {}
        if "day" in changed:
            values["date_deadline"] = changed["day"] or False
        if changed.get("stage_id"):
            values["stage_id"] = self._find_stage(changed["stage_id"]).id
        if values:
            lead.write(values)
        return {"conflict": False}

    @api.model
    def _find_open(self, lead_id):
        """Return an open deal that the user sees."""
        lead = self.env["crm.lead"].search([("id", "=", lead_id)])
        if not lead or lead.won_status != "pending":
            raise UserError(self.env._("This deal is not open any more, or not yours to see."))
        return lead

    @api.model
    def _find_stage(self, stage_id):
        stage = self.env["crm.stage"].search([("id", "=", stage_id)])
        if not stage:
            raise UserError(self.env._("This stage is not there any more; open the deal again."))
        return stage

    @api.model
    def _get_place(self, lead):
        return {
            "day": Date.to_string(lead.date_deadline) or False,
            "stage_id": lead.stage_id.id,
        }

    @api.model
    def _tell_conflict(self, lead):
        """Say who changed a deal meanwhile, and to what."""
        day = lead.date_deadline
        return self.env._(
            "%(user)s changed this deal meanwhile: it is expected to close on %(day)s, and its "
            "stage is %(stage)s.",
            # sudo: the name of whom the deal names as its last editor
            user=lead.sudo().write_uid.name,
            day=format_date(self.env, day) if day else self.env._("no day"),
            stage=lead.stage_id.name,
        )
