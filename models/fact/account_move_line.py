from odoo import fields, models
from odoo.tools import SQL


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "sales.guarded.mixin"]

    sales_plan_unit_cost = fields.Float(
        "Unit Cost When Sold",
        digits=0,
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Cost of one reference unit of the product when the invoice was posted, in the "
        "company's currency. Empty on lines posted before sales planning was installed.",
    )

    # Facts are read by company and day; these indexes hold all that is summed, so that a year is
    # read without touching the table. Queries repeat the conditions word for word.
    _sales_plan_facts_idx = models.Index(
        """(company_id, date) INCLUDE (move_id, product_id, balance, quantity)
        WHERE display_type = 'product' AND parent_state = 'posted' AND invoice_date IS NOT NULL"""
    )
    _sales_plan_not_sold_idx = models.Index(
        """(company_id, date) WHERE parent_state = 'posted'
        AND display_type IN ('rounding', 'non_deductible_product', 'non_deductible_product_total')
        """
    )

    #: What is open of instalments, and which document a settlement is of, is read from this one.
    _sales_plan_instalment_idx = models.Index(
        """(move_id) INCLUDE (id, company_id, account_id, partner_id, date, date_maturity,
                              amount_residual, reconciled)
        WHERE display_type = 'payment_term' AND parent_state = 'posted'"""
    )

    def write(self, vals):
        result = super().write(vals)
        if "product_id" in vals:
            self.filtered("move_id.posted_before")._clear_unit_costs()
        return result

    def _clear_unit_costs(self):
        """Forget the stamps of lines that sell another product now; posting stamps them anew."""
        if not self:
            return
        self.flush_recordset(["sales_plan_unit_cost"])
        self.env.cr.execute(
            # NULL, not the 0 that the ORM writes: the cost is not known yet, it is not nothing
            SQL(
                "UPDATE account_move_line SET sales_plan_unit_cost = NULL WHERE id IN %s",
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["sales_plan_unit_cost"], flush=False)
