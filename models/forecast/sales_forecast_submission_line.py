from odoo import fields, models

from ..deal.sales_forecast_category import ROLE_SELECTION


class SalesForecastSubmissionLine(models.Model):
    """One deal of a submission, as it was then."""

    _name = "sales.forecast.submission.line"
    _description = "Deal of a Forecast Submission"
    _inherit = ["sales.forecast.frozen", "sales.deal.reference.mixin", "sales.guarded.mixin"]
    _order = "submission_id desc, amount desc, id"
    _client_fields = frozenset()  # all of it is written by code

    submission_id = fields.Many2one(
        "sales.forecast.submission", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="submission_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    deal_number = fields.Integer(required=True, help="Stays when the deal is deleted.")
    lead_id = fields.Many2one(index="btree_not_null", ondelete="set null")
    status = fields.Selection([("open", "Open"), ("won", "Won")])
    stage_name = fields.Char()
    category_id = fields.Many2one(
        "sales.forecast.category", "Forecast Category", ondelete="set null"
    )
    category_name = fields.Char("Category")
    role = fields.Selection(ROLE_SELECTION)
    is_included = fields.Boolean("In Forecast")
    amount = fields.Monetary("Expected Revenue")
    weighted = fields.Monetary("Weighted Revenue")
    probability = fields.Float("Probability (%)", aggregator=None)
    day = fields.Date("Closing", help="Day it was won, of open deals the expected closing.")
    next_step = fields.Char()
