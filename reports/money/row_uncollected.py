from odoo import api, models

from ...models.org.nullable import NullableMonetary
from ...queries.dimensions import INVOICED
from ...queries.uncollected import uncollected


class SalesPlanAllocation(models.Model):
    """A row of a plan says what of it was invoiced and is not collected yet."""

    _inherit = "sales.plan.allocation"

    uncollected_amount = NullableMonetary(
        "Invoiced, Not Collected",
        compute="_compute_uncollected",
        currency_field="company_currency_id",
        help="Of the invoices of the plan's days that fall under the row: what is not paid yet, "
        "without taxes. Credit notes that are not matched yet are taken off.",
    )

    @api.depends("plan_id.measure", "plan_id.date_from", "plan_id.date_to")
    def _compute_uncollected(self):
        self.uncollected_amount = None
        # sudo: who sees a row sees its figures
        for plan, rows in self.sudo().grouped("plan_id").items():
            if plan.measure == "revenue":
                found = self.env["sales.plan.figures"]._read_uncollected(plan, rows)
                for row in rows:
                    self.browse(row.id).uncollected_amount = found.get(row.id)


class SalesPlanFigures(models.AbstractModel):
    """Reads what is not collected, of all rows of a plan in one query."""

    _inherit = "sales.plan.figures"

    @api.model
    def _read_uncollected(self, plan, rows):
        """Return what was invoiced under rows of a plan, in its days, and is not paid yet.

        :return: ``{row id: amount}``, rounded to the cent; nothing for rows without open invoices
        """
        values = {row.id: list(self._get_scope(row)) for row in rows if row.id}
        if not values:
            return {}
        frame = self._get_frames(plan)[plan.id]
        self.env["sales.actual"]._flush_sources()
        self.env["account.move"].flush_model(["amount_residual", "amount_total"])
        query = frame.facts((), basis=INVOICED, measure="revenue")
        [amounts] = self.env.execute_query(uncollected(query, values))
        rounded = plan.company_id.currency_id.round
        return {
            row: rounded(float(amount))
            for row, amount in zip(values, amounts, strict=True)
            if amount
        }
