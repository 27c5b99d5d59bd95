from odoo import api, fields, models

from ...tools.rollup import PERSON, TEAM
from .target import SeatTarget


class SalesForecastNotice(models.Model):
    """A message to one person about a forecast or a target of a period, queued until it is sent."""

    _name = "sales.forecast.notice"
    _inherit = ["sales.queued.mixin", "sales.guarded.mixin"]
    _description = "Notice about a Forecast"
    _order = "id"
    _client_fields = frozenset()  # all of it is written by code

    period_id = fields.Many2one(
        "sales.forecast.period", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="period_id.company_id")
    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="cascade")
    team_id = fields.Many2one(
        "crm.team",
        index="btree_not_null",
        ondelete="cascade",
        help="The team whose target or forecast it is; none for the person's own.",
    )
    plan_id = fields.Many2one("sales.plan", index=True, ondelete="cascade")
    amount = fields.Float(
        digits=0, aggregator=None, help="What was planned, in the plan's currency."
    )
    actual = fields.Float(digits=0, aggregator=None, help="What the plan had counted of it.")

    @api.depends("user_id", "period_id")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = f"{notice.user_id.name}: {notice.period_id.name}"

    def _carry_out(self):
        user, period = self.user_id, self.period_id
        if not user.active or user.share:
            return
        reader = self.env["sales.forecast"].with_user(user)
        reader = reader.with_context(allowed_company_ids=period.company_id.ids, lang=user.lang)
        seat = (TEAM, self.team_id.id) if self.team_id else (PERSON, user.id)
        self._tell(reader, seat)

    def _tell(self, reader, seat):
        """Hook: tell the person what the notice is about.

        :param reader: ``sales.forecast`` as they read it, in their language
        :param seat: whose target or forecast it is
        """
        # sudo: whose target it is may know the name of its plan and of its periods
        target = SeatTarget(self.plan_id.sudo(), self.amount, self.actual, True)
        reader._post_missed(self.period_id, seat, target)
