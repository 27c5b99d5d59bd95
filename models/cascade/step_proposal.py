from odoo import fields, models

from ..cells.step_label import describes


class SalesPlanStep(models.Model):
    """Proposals that were taken over are steps of their own."""

    _inherit = "sales.plan.step"

    kind = fields.Selection(
        selection_add=[("take_over", "Proposal Taken Over")],
        ondelete={"take_over": "cascade"},
    )


@describes("take_over")
def _describe_take_over(step, data):
    return step.env._(
        "Took over the proposal of %(amount)s for %(row)s",
        amount=step.plan_id._format_figure(data["amount"]),
        row=data["row"],
    )
