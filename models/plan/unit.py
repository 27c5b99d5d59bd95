from odoo import models
from odoo.tools import formatLang


class SalesPlan(models.Model):
    """What a plan's figures are counted in: money, units of products, or documents."""

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

        Money may have a larger one than its digits show: 0.05 of a currency without small coins.
        """
        if self.unit_currency_id:
            return self.unit_currency_id.rounding
        return 10.0 ** -self._get_digits()

    def _format_figure(self, amount):
        """Return an amount in the plan's unit as the user reads it, a dash for None."""
        if amount is None:
            return "–"
        if self.unit_currency_id:
            return formatLang(self.env, float(amount), currency_obj=self.unit_currency_id)
        return formatLang(self.env, float(amount), digits=self._get_digits())

    def _format_count(self, count):
        """Return a whole number as the user reads it."""
        return formatLang(self.env, count, digits=0)
