from odoo import api, fields, models

from ...tools.arguments import POSSIBLE_YEARS
from ..org.raised import by_code, is_by_code

#: Where a potential comes from.
SOURCES = [("typed", "Typed"), ("imported", "Imported"), ("estimated", "Estimated")]


class SalesCustomerPotential(models.Model):
    """What a customer could buy in a year of everybody who sells what we do.

    It is part of what is known of the customer, as their industry is: whoever sells for the company
    reads it. Who types or imports one says so by that; an estimate says what it was made of.
    """

    _name = "sales.customer.potential"
    _description = "Potential of a Customer"
    _inherit = ["sales.market.year.mixin", "sales.guarded.mixin"]
    _rec_name = "partner_id"
    _order = "year desc, partner_id, id"
    _fixed_links = {"partner_id": "read", "company_id": "read"}

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    year = fields.Integer(
        help="The year that the fiscal year ends in. A potential holds until there is one of a "
        "later year.",
    )
    amount = fields.Monetary(
        "Potential",
        required=True,
        help="What the customer could buy in a year, of everybody.",
    )
    source = fields.Selection(SOURCES, required=True, readonly=True, default="typed")
    note = fields.Char(help="Where the figure comes from.")
    estimate_note = fields.Char(
        "How It Was Estimated", readonly=True, help="The customers that it was told from."
    )

    _unique_year = models.Constraint(
        "UNIQUE (partner_id, company_id, year)",
        "The customer has a potential of that year already.",
    )
    _amount_check = models.Constraint("CHECK (amount >= 0)", "A potential is not negative.")
    _year_check = models.Constraint(
        f"CHECK (year BETWEEN {POSSIBLE_YEARS.start} AND {POSSIBLE_YEARS.stop - 1})",
        "There is no such year.",
    )

    @api.model
    def _complete_vals_list(self, vals_list):
        """Say where potentials come from, and let those of contacts be those of their company."""
        partners = self.env["res.partner"]
        completed = []
        for vals in vals_list:
            partner = partners.browse(vals.get("partner_id") or []).exists()
            # sudo: whose contact it is, is known to who may read the contact, which is checked
            company = partner.sudo().commercial_partner_id
            completed.append(
                {"source": self._get_source(), **vals, "partner_id": company.id or False}
            )
        return super()._complete_vals_list(completed)

    def write(self, vals):
        """Write values; an amount that somebody types or imports is no estimate any more."""
        result = super().write(vals)
        if "amount" in vals and not is_by_code(self.env):
            by_code(self).write({"source": self._get_source(), "estimate_note": False})
        return result

    @api.model
    def _get_source(self):
        return "imported" if self.env.context.get("import_file") else "typed"

    @api.depends("partner_id", "year")
    def _compute_display_name(self):
        for potential in self:
            potential.display_name = f"{potential.partner_id.display_name}, {potential.year}"
