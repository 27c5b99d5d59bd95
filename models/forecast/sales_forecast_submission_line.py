from odoo import fields, models


class SalesForecastSubmissionLine(models.Model):
    """One deal of a submission, as it was then."""

    _name = "sales.forecast.submission.line"
    _description = "Deal of a Forecast Submission"
    _inherit = ["sales.forecast.frozen"]
    _order = "submission_id desc, amount desc, id"

    submission_id = fields.Many2one(
        "sales.forecast.submission", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="submission_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    deal_number = fields.Integer(
        required=True, aggregator=None, help="Stays when the deal is deleted."
    )
    lead_id = fields.Many2one("crm.lead", "Deal", index="btree_not_null", ondelete="set null")
    name = fields.Char("Deal Name")
    status = fields.Selection([("open", "Open"), ("won", "Won")])
    partner_id = fields.Many2one("res.partner", "Customer", ondelete="set null")
    user_id = fields.Many2one("res.users", "Salesperson", ondelete="set null")
    team_id = fields.Many2one("crm.team", ondelete="set null")
    stage_id = fields.Many2one("crm.stage", ondelete="set null")
    stage_name = fields.Char()
    category_id = fields.Many2one(
        "sales.forecast.category", "Forecast Category", ondelete="set null"
    )
    category_name = fields.Char("Category")
    role = fields.Selection(
        [
            ("omitted", "Omitted"),
            ("pipeline", "Pipeline"),
            ("best_case", "Best Case"),
            ("commit", "Commit"),
            ("closed", "Closed"),
        ]
    )
    is_included = fields.Boolean("In Forecast")
    amount = fields.Monetary("Expected Revenue")
    weighted = fields.Monetary("Weighted Revenue")
    probability = fields.Float("Probability (%)", aggregator=None)
    day = fields.Date("Closing", help="Day it was won, of open deals the expected closing.")
    next_step = fields.Char()
