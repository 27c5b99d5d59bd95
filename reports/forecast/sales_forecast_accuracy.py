from odoo import api, fields, models
from odoo.tools import SQL

from ...models.org.nullable import Ratio
from ...queries.accuracy import READ_FIELDS, START, accuracy_query


class SalesForecastAccuracy(models.Model):
    """How good forecasts were: what was forecast for periods that are over, and what was closed.

    One row for each period, each person or team or the company, and each horizon: what they had
    submitted last at that moment or, where they had submitted nothing, what the history says their
    included deals came to then. Closed is what is won in the period, as it stands now. For whom
    there are forecasts at all there are rows of all periods that the history reaches back to. Who
    reports to whom is as it is today. Of the kind of period that a company does not forecast by,
    months or quarters, there are those rows only that were submitted.

    The error e is forecast less closed. Of several rows:

    - bias: Σ e / Σ closed, above zero where forecasts were too high;
    - MAPE, the mean absolute percentage error: the mean of |e| / closed over rows with anything
      closed.

    Both after Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 5.8, where the
    error has the other sign; the bias is their mean error, scaled to what was closed.
    """

    _name = "sales.forecast.accuracy"
    _description = "Forecast Accuracy"
    _inherit = ["sales.accuracy.mixin"]
    _auto = False
    _rec_name = "period_id"
    _order = "date desc, horizon desc, id"

    horizon = fields.Selection(
        [
            (START, "At the Start"),
            ("1_90", "90 Days before the End"),
            ("2_60", "60 Days before the End"),
            ("3_30", "30 Days before the End"),
            ("4_14", "14 Days before the End"),
            ("5_07", "7 Days before the End"),
        ],
        readonly=True,
    )
    submission_id = fields.Many2one("sales.forecast.submission", readonly=True)
    is_submitted = fields.Boolean(
        "Submitted",
        readonly=True,
        help="Without a submission the forecast is what the included deals came to at the time.",
    )
    forecast_amount = fields.Monetary("Forecast", readonly=True)
    error = fields.Monetary("Forecast less Closed", readonly=True)
    absolute_error = fields.Monetary(
        readonly=True, help="How far off, whether too high or too low."
    )
    bias = Ratio(
        readonly=True,
        aggregator="avg",
        help="Forecast less closed, by closed. Of several: the sum of one by the sum of the other.",
    )
    mape = Ratio(
        "MAPE",
        readonly=True,
        aggregator="avg",
        help="Mean absolute percentage error: how far off by what was closed, on average.",
    )

    _depends = {
        **READ_FIELDS,
        "res.company": [*READ_FIELDS["res.company"], "forecast_period_type"],
    }

    @property
    def _table_query(self) -> SQL:
        forecasts = self.env["sales.forecast"]
        return SQL(
            """SELECT found.*, found.forecast_amount - found.actual_amount AS error,
                      ABS(found.forecast_amount - found.actual_amount) AS absolute_error,
                      (found.forecast_amount - found.actual_amount)
                          / NULLIF(found.actual_amount, 0) AS bias,
                      ABS(found.forecast_amount - found.actual_amount)
                          / NULLIF(ABS(found.actual_amount), 0) AS mape
                 FROM (%s) found
                 JOIN res_company company ON company.id = found.company_id
                WHERE found.is_submitted OR found.period_kind = company.forecast_period_type""",
            accuracy_query(forecasts._get_trees(forecasts._get_companies())),
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """The bias of a group is sum over sum, both in one currency."""
        if aggregate_spec == "bias:avg":
            return SQL(
                "%s / NULLIF(%s, 0)",
                super()._read_group_select("error:sum_currency", query),
                super()._read_group_select("actual_amount:sum_currency", query),
            )
        return super()._read_group_select(aggregate_spec, query)
