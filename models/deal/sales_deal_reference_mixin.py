from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..org.arguments import check_one


class SalesDealReferenceMixin(models.AbstractModel):
    """What every list of deals as they are, were or became says of a deal.

    The number is that of the deal and outlives it; the deal itself is named while it is there.
    """

    _name = "sales.deal.reference.mixin"
    _inherit = ["sales.company.day.mixin"]
    _description = "Reference to a Deal"

    deal_number = fields.Integer(readonly=True, aggregator=None)
    lead_id = fields.Many2one("crm.lead", "Deal", readonly=True)
    name = fields.Char("Deal Name", readonly=True)
    stage_id = fields.Many2one("crm.stage", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)

    def action_open_deal(self):
        """Open the deal as it is now, under its own access rules.

        :raise UserError: when the deal has been deleted
        :raise AccessError: when the user may not read it
        """
        check_one(self)
        lead = self.env["crm.lead"].browse(self._get_deal_number()).exists()
        if not lead:
            raise UserError(self.env._("This deal has been deleted: there is nothing to open."))
        if not lead.has_access("read"):
            raise AccessError(self.env._("You may see that the deal counts, but not open it."))
        return lead._get_records_action(name=lead.name)

    def _get_deal_number(self):
        """Return the number of the deal that a record is about."""
        return self.deal_number
