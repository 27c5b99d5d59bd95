from odoo import api, fields, models

from ...tools.rollup import ADJUSTABLE, Amounts


class SalesForecastSubmissionRow(models.Model):
    """One row of a team's submission: what somebody had submitted, and what its leader added."""

    _name = "sales.forecast.submission.row"
    _description = "Row of a Forecast Submission"
    _inherit = ["sales.forecast.frozen", "sales.guarded.mixin"]
    _order = "submission_id desc, sequence, id"
    _client_fields = frozenset()  # all of it is written by code

    submission_id = fields.Many2one(
        "sales.forecast.submission", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="submission_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(aggregator=None)
    kind = fields.Selection(
        [
            ("own", "Own Deals"),
            ("person", "Person"),
            ("team", "Team"),
            ("others", "Other Deals"),
        ],
        required=True,
    )
    name = fields.Char(required=True)
    user_id = fields.Many2one("res.users", "Salesperson", ondelete="set null")
    team_id = fields.Many2one("crm.team", ondelete="set null")
    child_id = fields.Many2one(
        "sales.forecast.submission",
        "What They Submitted",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty where they had not submitted, and for deals of nobody in particular.",
    )
    closed = fields.Monetary()
    commit = fields.Monetary()
    best_case = fields.Monetary()
    pipeline = fields.Monetary()
    forecast = fields.Monetary()
    weighted = fields.Monetary()
    adjusted_commit = fields.Monetary()
    adjusted_best_case = fields.Monetary()
    adjusted_pipeline = fields.Monetary()
    note = fields.Text("Why Adjusted")
    total_forecast = fields.Monetary("Forecast with Adjustment", compute="_compute_total_forecast")

    @api.depends("forecast", "adjusted_commit")
    def _compute_total_forecast(self):
        for row in self:
            row.total_forecast = row._get_total().forecast

    def _get_amounts(self):
        """Return what the row counts, without the leader's adjustments."""
        self.ensure_one()
        return Amounts.of(self)

    def _get_adjustments(self):
        """Return what the leader added: ``{role: amount}``."""
        self.ensure_one()
        return {role: self[f"adjusted_{role}"] for role in ADJUSTABLE if self[f"adjusted_{role}"]}

    def _get_total(self):
        self.ensure_one()
        return self._get_amounts().adjusted(self._get_adjustments())
