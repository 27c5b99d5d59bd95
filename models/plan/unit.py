from odoo import models
from odoo.tools import formatLang


class SalesPlan(models.Model):
    """The unit of a plan's amounts: money, units of products, or documents."""

    _inherit = "sales.plan"

    def _get_digits(self):
        """Return how many decimals the plan's figures have."""
        if self.unit_currency_id:
            return self.unit_currency_id.decimal_places
        if self.measure == "quantity":
            return self.env["decimal.precision"].precision_get("Product Unit")
        return 0

    def _get_rounding(self):
        """Return the smallest amount that can be planned, in the plan's unit.

        It can be larger than the decimals suggest: 0.05 in a currency without smaller coins.
        """
        if self.unit_currency_id:
            return self.unit_currency_id.rounding
        return 10.0 ** -self._get_digits()

    def _format_figure(self, amount):
        """Return an amount with the plan's unit, in the user's format; a dash for None."""
        if amount is None:
            return "–"
        if self.unit_currency_id:
            return formatLang(self.env, float(amount), currency_obj=self.unit_currency_id)
        return formatLang(self.env, float(amount), digits=self._get_digits())

    def _format_count(self, count):
        """Return a whole number in the user's format."""
        return formatLang(self.env, count, digits=0)
