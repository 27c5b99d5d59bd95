from odoo import models


class SalesPlanLoad(models.TransientModel):
    """Keeps with the step how targets were made of history, so that they can be worked out again
    and the documents of each period be found."""

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

    def _get_period_sources(self):
        """Return the days that each period is planned from, for the step that is recorded:
        ``{first day of the period: {"spans"}}``."""
        years = [spans for spans, __ in self._get_weighted_spans()]
        return {
            str(period.date_from): {
                "spans": [[str(day) for day in spans[number]] for spans in years]
            }
            for number, period in enumerate(self.plan_id.period_ids)
        }
