from odoo import api, fields, models
from odoo.tools import SQL

from ...queries.closing import fill_closings, restore_lost


class CrmLeadHistory(models.Model):
    """When a deal was won or lost and stayed so, and whose it was then, see ``queries/closing.py``.

    Odoo's closing date moves when a won deal is archived, its salesperson when it is handed on.
    """

    _inherit = "crm.lead.history"

    closed_at = fields.Datetime(
        "Won or Lost On",
        readonly=True,
        help="When the deal was won or lost and stayed so, or the closing date that was given.",
    )
    closed_user_id = fields.Many2one(
        "res.users", "Won or Lost By", readonly=True, help="The salesperson at that time."
    )
    closed_team_id = fields.Many2one("crm.team", "Team That Won or Lost", readonly=True)
    closed_company_id = fields.Many2one("res.company", "Company That Won or Lost", readonly=True)

    # current ones of deals are found by it: the end of a version changes no index
    _closed_deals = models.Index("(deal_number) WHERE closed_at IS NOT NULL")

    @api.model
    def _fill_closings(self, deal_numbers=None):
        """Work out when and whose deals were closed, for versions that no trigger has written.

        :param deal_numbers: whose versions, all of them; None for all deals. May be repeated: what
            is known of a version that closed a deal stays.
        """
        self.flush_model()
        self.env.cr.execute(fill_closings(self._of_deals(deal_numbers)))
        self.invalidate_model()

    @api.model
    def _restore_lost(self, deal_numbers=None):
        """Say of deals that are lost, and whose probability was typed later, that they are lost:
        of those that are there and of their versions. For databases of before.

        :param deal_numbers: which deals; None for all
        """
        self.env["crm.lead"].flush_model()
        self.env.cr.execute(restore_lost(self._of_deals(deal_numbers)))
        self.invalidate_model()
        unsaid = SQL(
            """FROM crm_lead_history version
                WHERE version.deal_number = lead.id AND version.valid_to IS NULL
                  AND version.status = 'lost' AND lead.won_status = 'pending'
                  AND lead.active IS NOT TRUE AND %s""",
            self._of_deals(deal_numbers),
        )
        # the lock that it takes to write without a new version, only where there is any need
        if self.env.execute_query(
            SQL("SELECT FROM crm_lead lead WHERE EXISTS (SELECT %s) LIMIT 1", unsaid)
        ):
            # what is corrected happened long ago: it is no new version
            self.env.cr.execute("ALTER TABLE crm_lead DISABLE TRIGGER sales_plan_lead_changed")
            self.env.cr.execute(SQL("UPDATE crm_lead lead SET won_status = 'lost' %s", unsaid))
            self.env.cr.execute("ALTER TABLE crm_lead ENABLE TRIGGER sales_plan_lead_changed")
            self.env["crm.lead"].invalidate_model(["won_status"])

    @api.model
    def _of_deals(self, deal_numbers) -> SQL:
        """Return the condition that versions are of some deals; None for all."""
        if deal_numbers is None:
            return SQL("TRUE")
        return SQL("deal_number = ANY(%s)", list(deal_numbers))
