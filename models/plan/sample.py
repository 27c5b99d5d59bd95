from odoo import api, fields, models


class SalesPlan(models.Model):
    """Plans that belong to sample data: to look at, and gone with it."""

    _inherit = "sales.plan"

    is_sample = fields.Boolean(
        "Sample Data",
        readonly=True,
        help="Made with the sample data of the company, or from such a plan; it goes with it.",
    )

    @api.model
    def _is_planned(self, companies, *, in_force=False):
        """Whether companies have a plan of their own: any, or one that was ever confirmed.

        Plans of sample data are none. That there is a plan is told to everybody who asks for it,
        nothing of it.
        """
        domain = [("company_id", "in", companies.ids), ("is_sample", "=", False)]
        if in_force:
            domain.append(("state", "!=", "draft"))
        # sudo: salespeople see published rows only
        plans = self.sudo().with_context(active_test=False)
        return bool(plans.search_count(domain, limit=1))
