from odoo import models


class SalesPlanLoad(models.TransientModel):
    """Keeps with the step how targets were made of history: they can be worked out again."""

    _inherit = "sales.plan.load"

    def _get_growth(self):
        """Return how history became targets.

        :return: ``{"percent": how much more, None where rows differ in that, "multiple": what
            amounts are multiples of, 0 for the smallest there is, "follows": whether the periods
            follow history}``
        """
        is_plain = not self.uplift_amount and not self.override_ids
        return {
            "percent": self.uplift_percent if is_plain else None,
            "multiple": int(self.rounding),
            "follows": self.shape == "history",
        }
