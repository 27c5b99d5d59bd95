from odoo import models
from odoo.tools import SQL


class AccountMove(models.Model):
    _inherit = "account.move"

    # Where no product is asked, revenue is summed from headers without touching the table.
    _sales_plan_facts_idx = models.Index(
        """(company_id, date) INCLUDE (
            id, invoice_user_id, team_id, commercial_partner_id, amount_untaxed_signed, move_type)
        WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"""
    )

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._stamp_unit_costs()
        return posted

    def _stamp_unit_costs(self):
        """Remember what the sold products cost now, in one statement for the whole batch.

        A credit note takes the cost of the invoice it reverses, known or not, so that both cancel
        out. A line that was stamped keeps its stamp when its invoice is reset and posted again: it
        was sold then, not now. Lines without a product cost nothing.
        """
        sales = self.filtered(lambda move: move.is_sale_document(include_receipts=True))
        if not sales:
            return
        lines = self.env["account.move.line"]
        sales.flush_recordset(["company_id", "reversed_entry_id"])
        lines.flush_model(["move_id", "display_type", "product_id", "sales_plan_unit_cost"])
        self.env["product.product"].flush_model(["standard_price"])
        self.env.cr.execute(
            SQL(
                """UPDATE account_move_line line
                      SET sales_plan_unit_cost = CASE
                          WHEN EXISTS (
                              SELECT 1
                                FROM account_move_line reversed
                               WHERE reversed.move_id = move.reversed_entry_id
                                 AND reversed.display_type = 'product'
                                 AND reversed.product_id = line.product_id)
                          THEN (
                              SELECT reversed.sales_plan_unit_cost
                                FROM account_move_line reversed
                               WHERE reversed.move_id = move.reversed_entry_id
                                 AND reversed.display_type = 'product'
                                 AND reversed.product_id = line.product_id
                               ORDER BY reversed.id LIMIT 1)
                          ELSE COALESCE((
                              SELECT (product.standard_price -> move.company_id::text)::numeric
                                FROM product_product product
                               WHERE product.id = line.product_id), 0)
                          END
                     FROM account_move move
                    WHERE move.id = line.move_id
                      AND move.id IN %(moves)s
                      AND line.display_type = 'product'
                      AND line.sales_plan_unit_cost IS NULL""",
                moves=tuple(sales.ids),
            )
        )
        lines.invalidate_model(["sales_plan_unit_cost"], flush=False)

    def action_open_sales_plans(self):
        """Tell in which plans the invoice counts, and why not in others."""
        return self.env["sales.plan.explain"]._open(self)
