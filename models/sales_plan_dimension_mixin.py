from odoo import fields, models

from ..tools import dimensions


class SalesPlanDimensionMixin(models.AbstractModel):
    """The fields that ``tools/dimensions.py`` declares, shared by all models that carry them."""

    _name = "sales.plan.dimension.mixin"
    _description = "Dimensions of a Sales Plan"

    team_id = fields.Many2one("crm.team", string="Sales Team", index="btree_not_null")
    user_id = fields.Many2one("res.users", string="Salesperson", index="btree_not_null")
    partner_id = fields.Many2one("res.partner", string="Customer", index="btree_not_null")
    industry_id = fields.Many2one("res.partner.industry", string="Industry")
    country_id = fields.Many2one("res.country", string="Country")
    state_id = fields.Many2one("res.country.state", string="State")
    product_category_id = fields.Many2one("product.category", string="Product Category")
    product_id = fields.Many2one("product.product", string="Product")
    sales_partner_id = fields.Many2one("res.partner", string="Sales Partner")
    source_id = fields.Many2one("utm.source", string="Lead Source")

    def _get_dimension_values(self):
        """Return the ids that this record carries: ``{field name: id}``, only those set."""
        self.ensure_one()
        return {name: self[name].id for name in dimensions.FIELDS if self[name]}
