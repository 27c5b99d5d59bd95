from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...queries.closing import OUTCOMES

#: What is written where Odoo sets the closing date, or takes it away.
_DATING = {"active", "probability", "stage_id"}


class CrmLead(models.Model):
    """When a deal was won or lost, and by whom: that stays for as long as the deal stays so."""

    _inherit = "crm.lead"

    closed_at = fields.Datetime(
        "Won or Lost On",
        compute="_compute_closing",
        help="When the deal was won or lost and stayed so, or the closing date that was given.",
    )
    closed_user_id = fields.Many2one(
        "res.users",
        "Won or Lost By",
        compute="_compute_closing",
        help="The salesperson at that time: whoever has the deal later did not sell it.",
    )

    @api.depends("won_status", "date_closed", "user_id", "active", "type")
    def _compute_closing(self):
        """Read what the history says, in one query."""
        self.env["crm.lead"].flush_model()
        closings = {
            lead_id: closing
            for lead_id, *closing in self.env.execute_query(
                SQL(
                    """SELECT deal_number, closed_at, closed_user_id
                         FROM crm_lead_history
                        WHERE deal_number IN %s AND valid_to IS NULL AND closed_at IS NOT NULL""",
                    tuple(self._origin.ids) or (None,),
                )
            )
        }
        for lead in self:
            lead.closed_at, lead.closed_user_id = closings.get(lead._origin.id, (False, False))

    @api.depends("active", "probability", "stage_id")
    def _compute_won_status(self):
        """A lost deal stays lost until somebody restores or wins it, whatever its probability."""
        lost = self.filtered(lambda lead: lead.won_status == "lost" and not lead.active)
        result = super()._compute_won_status()
        lost.filtered(lambda lead: lead.won_status == "pending").won_status = "lost"
        return result

    def write(self, vals):
        """Keep the closing date of deals that stay won or lost, and one that is given.

        Odoo keeps it where a won deal moves to another stage that is won too; it sets it anew when
        the deal is archived or its probability is written again, and takes it away when a lost
        deal changes its stage.
        """
        if _DATING.isdisjoint(vals):
            return super().write(vals)
        given = fields.Datetime.to_datetime(vals.get("date_closed"))
        before = {lead: (lead.won_status, lead.date_closed) for lead in self}
        result = super().write(vals)
        closed = self.filtered(lambda lead: lead.won_status in OUTCOMES)
        dates = defaultdict(self.browse)
        for lead in closed:
            date_closed = given or lead._get_closing_date(*before[lead])
            if lead.date_closed != date_closed:
                dates[date_closed] += lead
        for date_closed, leads in dates.items():
            super(CrmLead, leads).write({"date_closed": date_closed})
        # who gets a deal at once for its being won has not sold it: the rest is another change
        closed.filtered(lambda lead: lead.won_status != before[lead][0]).flush_recordset()
        return result

    def _get_closing_date(self, status_before, date_before):
        """Return the closing date of a deal that is won or lost, after a write that gave none."""
        self.ensure_one()
        if self.won_status == status_before:
            return date_before
        is_set = self.date_closed and self.date_closed != date_before
        return self.date_closed if is_set else fields.Datetime.now()
