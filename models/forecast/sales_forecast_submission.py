from odoo import api, fields, models
from odoo.tools import format_amount, format_datetime

from ...tools.rollup import Amounts
from ..plan.sales_plan import BASES


class SalesForecastSubmission(models.Model):
    """Copy of a forecast, made when its owner commits it; it stays as it is.

    Amounts include the adjustments made on the worksheet that was submitted. They are not summed
    up: a forecast is submitted several times, and those of teams have those of people in them.
    """

    _name = "sales.forecast.submission"
    _description = "Forecast Submission"
    _inherit = ["sales.forecast.frozen", "sales.guarded.mixin"]
    _order = "date desc, id desc"
    _client_fields = frozenset()  # all of it is written by code
    _rec_names_search = ["forecast_id"]

    forecast_id = fields.Many2one(
        "sales.forecast", "Worksheet", required=True, index=True, ondelete="restrict"
    )
    period_id = fields.Many2one(
        related="forecast_id.period_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(related="forecast_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(related="forecast_id.kind", store=True, precompute=True)
    salesperson_id = fields.Many2one(
        related="forecast_id.user_id", string="Salesperson", store=True, precompute=True
    )
    team_id = fields.Many2one(
        "crm.team",
        ondelete="set null",
        index="btree_not_null",
        help="The team submitted for; of a person, the one that they reported to then.",
    )
    date = fields.Datetime("Submitted On", required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users",
        "Submitted By",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    closed = fields.Monetary(aggregator=None)
    commit = fields.Monetary(aggregator=None)
    best_case = fields.Monetary(aggregator=None)
    pipeline = fields.Monetary(aggregator=None)
    forecast = fields.Monetary(
        aggregator=None,
        help="Committed and closed deals and those added by hand, with adjustments.",
    )
    weighted = fields.Monetary(
        "Weighted Deals",
        aggregator=None,
        help="Every deal times its probability. Adjustments are left out.",
    )
    target = fields.Monetary(aggregator=None)
    has_target = fields.Boolean(help="Whether there was a target: none is not zero.")
    target_actual = fields.Monetary(
        "Counted for It",
        aggregator=None,
        help="What the target's plan had counted in the period when this was submitted.",
    )
    target_basis = fields.Selection(BASES, "Measured By")
    target_plan = fields.Char("Plan of the Target")
    adjustments = fields.Json(
        help="Adjustments in it: [{role, amount, note, row_user_id, row_team_id}, …]."
    )
    adjustment_text = fields.Text("Adjustments in It", compute="_compute_adjustment_text")
    line_ids = fields.One2many("sales.forecast.submission.line", "submission_id", "Deals")
    row_ids = fields.One2many("sales.forecast.submission.row", "submission_id", "Rows")

    _latest = models.Index("(forecast_id, date DESC, id DESC)")

    @api.depends_context("lang", "tz")
    @api.depends("forecast_id", "date")
    def _compute_display_name(self):
        for submission in self:
            submission.display_name = self.env._(
                "%(forecast)s (%(date)s)",
                forecast=submission.forecast_id.display_name,
                date=format_datetime(self.env, submission.date, dt_format="short"),
            )

    @api.depends_context("lang")
    @api.depends("adjustments")
    def _compute_adjustment_text(self):
        roles = dict(
            self.env["sales.forecast.adjustment"]._fields["role"]._description_selection(self.env)
        )
        for submission in self:
            own = [
                item
                for item in submission.adjustments or ()
                if not (item["row_user_id"] or item["row_team_id"])
            ]
            submission.adjustment_text = "\n".join(
                self.env._(
                    "%(role)s %(amount)s: %(note)s",
                    role=roles[item["role"]],
                    amount=format_amount(self.env, item["amount"], submission.currency_id),
                    note=item["note"],
                )
                for item in own
            )

    def _get_amounts(self):
        """Return what was submitted, see ``tools.rollup``."""
        self.ensure_one()
        return Amounts.of(self)
