from odoo import fields, models

from ..tools import dimensions


class SalesPlanDimensionMixin(models.AbstractModel):
    """The fields that ``tools/dimensions.py`` declares, shared by all models that carry them.

    What a plan is made for cannot be deleted: a row that lost its value, or a plan its scope,
    would mean something else.
    """

    _name = "sales.plan.dimension.mixin"
    _description = "Dimensions of a Sales Plan"

    team_id = fields.Many2one(
        "crm.team", string="Sales Team", index="btree_not_null", ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="Salesperson", index="btree_not_null", ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="restrict"
    )
    industry_id = fields.Many2one("res.partner.industry", ondelete="restrict")
    country_id = fields.Many2one("res.country", ondelete="restrict")
    state_id = fields.Many2one("res.country.state", ondelete="restrict")
    product_category_id = fields.Many2one("product.category", ondelete="restrict")
    product_id = fields.Many2one("product.product", ondelete="restrict")
    sales_partner_id = fields.Many2one("res.partner", ondelete="restrict")
    source_id = fields.Many2one("utm.source", string="Lead Source", ondelete="restrict")

    def _get_dimension_values(self):
        """Return the ids that this record carries: ``{field name: id}``, only those set."""
        self.ensure_one()
        return {name: self[name].id for name in dimensions.FIELDS if self[name]}
