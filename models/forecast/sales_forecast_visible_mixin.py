from odoo import api, fields, models


class SalesForecastVisibleMixin(models.AbstractModel):
    """What those may see whose it is, and those whose team or people it is of.

    For models with ``company_id``, ``user_id`` and ``team_id``; record rules search by it.
    """

    _name = "sales.forecast.visible.mixin"
    _description = "Visible Part of a Forecast"

    is_visible = fields.Boolean(
        compute="_compute_is_visible",
        search="_search_is_visible",
        help="Whether it is the user's own, or that of a team or person below them.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_visible(self):
        # sudo: the domain says it all, the rules that search by it are not asked again
        visible = self.browse(self.sudo()._search([("is_visible", "=", True)]))
        for record in self:
            record.is_visible = record in visible

    def _search_is_visible(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return self.env["sales.forecast"]._get_visible_domain()
