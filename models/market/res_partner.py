from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..org.nullable import NullableFloat, NullableMonetary, Ratio
from .sales_customer_effort import CLASSES
from .sales_customer_potential import SOURCES

#: Who may know of figures of customers.
READERS = "sales_plan.group_sales_plan_user,sales_plan.group_sales_plan_auditor"
#: Fields of a customer, by the field of ``sales.customer.effort`` that they show.
FIGURE_FIELDS = {
    "currency_id": "sales_currency_id",
    "revenue": "sales_revenue",
    "revenue_last": "sales_revenue_last",
    "growth": "sales_growth",
    "abc_class": "abc_class",
    "abc_class_last": "abc_class_last",
    "potential": "sales_potential",
    "potential_year": "sales_potential_year",
    "potential_source": "sales_potential_source",
    "share": "sales_share",
    "bought_on": "sales_bought_on",
}


class ResPartner(models.Model):
    """What a customer could buy, and what they do buy, in the current company."""

    _inherit = "res.partner"

    sales_head_count = fields.Integer(
        "Number of Employees",
        aggregator=None,
        help="How many people work for the customer. Potentials are estimated by it.",
    )
    sales_potential_ids = fields.One2many(
        "sales.customer.potential", "partner_id", "Potentials", groups=READERS
    )
    sales_currency_id = fields.Many2one(
        "res.currency", compute="_compute_sales_figures", groups=READERS
    )
    sales_revenue = NullableMonetary(
        "Sales This Year",
        compute="_compute_sales_figures",
        currency_field="sales_currency_id",
        groups=READERS,
        help="Of the sales that you may see, up to today.",
    )
    sales_revenue_last = NullableMonetary(
        "Sales Last Year",
        compute="_compute_sales_figures",
        currency_field="sales_currency_id",
        groups=READERS,
    )
    sales_growth = Ratio(
        "Growth",
        compute="_compute_sales_figures",
        groups=READERS,
        help="This year up to today against the same days of last year.",
    )
    abc_class = fields.Selection(
        CLASSES,
        "Class",
        compute="_compute_sales_figures",
        groups=READERS,
        help="By share of all sales of this year, as the settings say.",
    )
    abc_class_last = fields.Selection(
        CLASSES, "Class Last Year", compute="_compute_sales_figures", groups=READERS
    )
    sales_potential = NullableMonetary(
        "Annual Potential",
        compute="_compute_sales_figures",
        currency_field="sales_currency_id",
        groups=READERS,
        help="What the customer could buy in a year, of everybody.",
    )
    sales_potential_year = NullableFloat(
        "Year of Potential", digits=(16, 0), compute="_compute_sales_figures", groups=READERS
    )
    sales_potential_source = fields.Selection(
        SOURCES, "Source of Potential", compute="_compute_sales_figures", groups=READERS
    )
    sales_share = Ratio(
        "Our Share",
        compute="_compute_sales_figures",
        groups=READERS,
        help="Sales of this year up to today by annual potential.",
    )
    sales_bought_on = fields.Date("Last Purchase", compute="_compute_sales_figures", groups=READERS)

    @api.model
    def _commercial_fields(self):
        """Contacts follow their company: it is the customer."""
        return [*super()._commercial_fields(), "sales_head_count"]

    @api.constrains("sales_head_count")
    def _check_sales_head_count(self):
        if any(partner.sales_head_count < 0 for partner in self):
            raise ValidationError(self.env._("A number of employees is not negative."))

    @api.depends_context("uid", "company", "allowed_company_ids")
    @api.depends(
        "commercial_partner_id",
        "sales_potential_ids.amount",
        "sales_potential_ids.year",
        "sales_potential_ids.source",
    )
    def _compute_sales_figures(self):
        # sudo: whose contact it is; figures are those that the user may see
        customers = self.sudo().commercial_partner_id
        found = {
            row.partner_id: row for row in self.env["sales.customer.effort"]._find_of(customers)
        }
        nothing = self.env["sales.customer.effort"]
        for partner in self:
            row = found.get(partner.sudo().commercial_partner_id.with_env(self.env), nothing)
            for name, field in FIGURE_FIELDS.items():
                partner[field] = row[name]

    def action_estimate_potential(self):
        """Estimate what these customers could buy from what customers like them could."""
        self.check_access("read")
        return self.env["sales.customer.potential"]._estimate(self)
