from odoo import models
from odoo.tools import SQL


class AccountMove(models.Model):
    _inherit = "account.move"

    # Where no product is asked, revenue is summed from headers without touching the table.
    _sales_plan_facts_idx = models.Index(
        """(company_id, date) INCLUDE (
            id, invoice_user_id, team_id, commercial_partner_id, partner_id, partner_shipping_id,
            amount_untaxed_signed, move_type)
        WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"""
    )
    # What one person's customers owe and have paid is found among their documents of all years.
    _sales_plan_seller_idx = models.Index(
        """(invoice_user_id)
        WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"""
    )

    def _post(self, soft=True):
        first = self.filtered(lambda move: not move.posted_before)
        posted = super()._post(soft=soft)
        # sudo: what products cost is stamped whoever posts, also where they may not read it
        (posted & first).sudo()._stamp_first_postings()
        posted.sudo()._stamp_unit_costs()
        return posted

    def _stamp_first_postings(self):
        """Stamp the lines that were posted for the first time and sell a product that costs.

        The stamp is put into the cache, to be written with what posting has changed in the line:
        a statement of its own would write every line once more, with all its indexes. While Odoo
        posts it writes lines now and then, but what it changes in all of them waits until after.
        """
        first = self.filtered(
            lambda move: move.is_sale_document(include_receipts=True) and not move.reversed_entry_id
        )
        stamp = self.env["account.move.line"]._fields["sales_plan_unit_cost"]
        for company, moves in first.grouped("company_id").items():
            sold = moves.line_ids.filtered(lambda line: line.display_type == "product")
            lines = sold.grouped("product_id")
            for product in sold.product_id.with_company(company):
                if product.standard_price:
                    stamp.write(lines[product], product.standard_price)

    def _stamp_unit_costs(self):
        """Remember what the other products sold cost now, in one statement for the whole batch.

        A credit note takes the cost of the invoice it reverses, known or not, so that both cancel
        out. A line that was stamped keeps its stamp when its invoice is reset and posted again: it
        was sold then, not now. Lines without a product cost nothing.
        """
        sales = self.filtered(lambda move: move.is_sale_document(include_receipts=True))
        rest = sales.line_ids.filtered(
            lambda line: line.display_type == "product" and not line.sales_plan_unit_cost
        )
        if not rest:
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
                      AND line.id IN %(lines)s
                      AND line.sales_plan_unit_cost IS NULL""",
                lines=tuple(rest.ids),
            )
        )
        lines.invalidate_model(["sales_plan_unit_cost"], flush=False)
