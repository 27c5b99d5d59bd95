from odoo import api, fields, models

from ...queries import dimensions


class SalesPlanDimensionMixin(models.AbstractModel):
    """The fields that ``queries/dimensions.py`` declares, shared by all models that carry them.

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
    sales_partner_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict")
    source_id = fields.Many2one("utm.source", string="Lead Source", ondelete="restrict")
    selling_company_id = fields.Many2one("res.company", ondelete="restrict")

    def _get_dimension_values(self):
        """Return the ids that this record carries: ``{field name: id}``, only those set."""
        self.ensure_one()
        return {name: self[name].id for name in dimensions.FIELDS if self[name]}

    def _get_matching_ids(self, name):
        """Return the ids of a dimension's values that the facts of this record carry.

        :param name: field of a dimension that has a value here
        """
        self.ensure_one()
        if dimensions.BY_FIELD[name].hierarchical:
            return self._get_ids_below(self[name])
        return self[name].ids

    @api.model
    def _get_ids_below(self, values):
        """Return the ids of some teams or categories and of all those below them."""
        # sudo: archived ones and those of branches are part of them whoever looks
        everything = values.sudo().with_context(active_test=False)
        return everything.search([("id", "child_of", values.ids)]).ids
