from odoo import fields, models


class SalesPlanStep(models.Model):
    """Proposals that were taken over are steps of their own."""

    _inherit = "sales.plan.step"

    kind = fields.Selection(
        selection_add=[("take_over", "Proposal Taken Over")],
        ondelete={"take_over": "cascade"},
    )

    def _describe_take_over(self, data):
        return self.env._(
            "Took over the proposal of %(amount)s for %(row)s",
            amount=self.plan_id._format_figure(data["amount"]),
            row=data["row"],
        )
