from odoo import fields, models


class SalesSourceAccount(models.Model):
    """An analytic account whose vendor bills are costs of a source, medium or campaign.

    Bills and their refunds count while they are posted, by the shares of their analytic
    distribution, on their accounting date; nothing is copied. What a share names several of these
    accounts for counts once, for the first of them in their order. A bill that is distributed in
    several analytic plans is so in full in each: it counts in that of its first account.
    """

    _name = "sales.source.account"
    _description = "Analytic Account of Source Costs"
    _inherit = ["sales.source.mixin", "sales.guarded.mixin"]
    _rec_name = "account_id"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    account_id = fields.Many2one(
        "account.analytic.account",
        "Analytic Account",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('company_id', 'in', [company_id, False])]",
    )

    _account_unique = models.UniqueIndex(
        "(company_id, account_id)",
        "The bills of this analytic account are costs of a source already.",
    )
