from odoo import models


class AccountMoveLine(models.Model):
    """What is asked for follows an instalment whose date moves; what is gone is asked no more."""

    _inherit = "account.move.line"

    #: What is no entry but stays matched is looked for among all that is none.
    _sales_plan_matched_draft_idx = models.Index(
        "(id) WHERE parent_state <> 'posted' AND matching_number IS NOT NULL"
    )

    def write(self, vals):
        result = super().write(vals)
        if "date_maturity" in vals:
            self.env["sales.collection.notice"]._mark(lines=self)
        return result

    def unlink(self):
        instalments = self.filtered(lambda line: line.display_type == "payment_term")
        if instalments:
            # sudo: whoever changes an invoice changes what is asked for it
            notices = self.env["sales.collection.notice"].sudo()
            notices = notices.search([("line_id", "in", instalments.ids)])
            notices.activity_id.unlink()
        return super().unlink()
