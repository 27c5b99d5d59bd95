from odoo import models
from odoo.tools import format_date


class SalesPlanStep(models.Model):
    """Sentences about targets that changed hands."""

    _inherit = "sales.plan.step"

    def _describe_hand_over(self, data):
        return self.env._(
            "Handed over %(rows)s to %(person)s from %(day)s on",
            rows=self._describe_rows(data),
            person=data["to"],
            day=format_date(self.env, data["date"]),
        )

    def _describe_move_up(self, data):
        return self.env._(
            "Moved up %(rows)s from %(day)s on",
            rows=self._describe_rows(data),
            day=format_date(self.env, data["date"]),
        )

    def _get_nameless_label(self):
        if self.kind == "hand_over":
            return self.env._("Handed over")
        if self.kind == "move_up":
            return self.env._("Moved up")
        return super()._get_nameless_label()
