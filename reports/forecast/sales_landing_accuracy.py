from odoo import fields, models
from odoo.tools import SQL

from ...models.forecast.sales_landing_record import LANDING_WAYS, RECORDED_HORIZONS
from ...models.org.nullable import NullableFloat, NullableMonetary, Ratio
from ...queries.accuracy import READ_FIELDS, accuracy_query

#: By how much of what was closed each was off, by the field that says how much.
OFF = {
    "landing_off": "landing_error",
    "pipeline_off": "pipeline_error",
    "rhythm_off": "rhythm_error",
    "run_rate_off": "run_rate_error",
    "weighted_off": "weighted_error",
    "submitted_off": "submitted_error",
    "last_year_off": "last_year_error",
}
#: Chances in ten classes, as they are grouped by.
TENTHS = [(str(tenth), f"{tenth * 10} to {tenth * 10 + 10}%") for tenth in range(10)]


class SalesLandingAccuracy(models.Model):
    """How right landings were: what would have been said, beside what became of it, and beside
    what else one might have said.

    One row for each ended period, seat and horizon. Closed is what is won in the period, as it
    stands now. Of several rows:

    - held: the share of outcomes that lay between low and high, 80 % where ranges are right;
    - off by: the mean of |said − closed| / closed over rows with anything closed (the mean absolute
      percentage error), of the landing, of the two ways to foresee it (open deals, the rhythm), and
      of the alternatives: the pace kept up, the weighted pipeline, what was submitted, the same
      period last year;
    - Brier score: the mean of (chance − 1 where the target was reached, else 0)², after Brier 1950;
      0 is perfect, always saying one half gives 0.25;
    - reliability: grouped by tenths of the chance, the mean of what was said and the share of
      targets that were reached are the same where chances are right.
    """

    _name = "sales.landing.accuracy"
    _description = "Landing Accuracy"
    _inherit = ["sales.accuracy.mixin"]
    _auto = False
    _rec_name = "period_id"
    _order = "date desc, horizon desc, id"

    horizon = fields.Selection(RECORDED_HORIZONS, readonly=True)
    shown = fields.Selection(
        LANDING_WAYS,
        "Foreseen By",
        readonly=True,
        help="Which way to foresee it was nearer in earlier periods, and so was shown.",
    )
    landing = fields.Monetary(readonly=True)
    landing_low = fields.Monetary("Landing, Low", readonly=True, aggregator=None)
    landing_high = fields.Monetary("Landing, High", readonly=True, aggregator=None)
    held = Ratio("In the Range", readonly=True, aggregator="avg")
    target = NullableMonetary(readonly=True)
    chance = NullableFloat(readonly=True, aggregator="avg")
    chance_tenth = fields.Selection(
        TENTHS,
        "Chance, by Tenths",
        readonly=True,
        help="Of targets that were said to be reached in 70 to 80% of cases about three of four "
        "are, where chances are right.",
    )
    reached = NullableFloat("Target Reached", readonly=True, aggregator="avg")
    brier = NullableFloat("Brier Score", readonly=True, aggregator="avg", digits=(16, 3))
    landing_error = fields.Monetary("Landing, Deviation", readonly=True)
    pipeline_error = NullableMonetary("Open Deals, Deviation", readonly=True)
    rhythm_error = NullableMonetary("Rhythm, Deviation", readonly=True)
    run_rate_error = NullableMonetary("Pace, Deviation", readonly=True)
    weighted_error = NullableMonetary("Weighted Pipeline, Deviation", readonly=True)
    submitted_error = NullableMonetary("Submitted, Deviation", readonly=True)
    last_year_error = NullableMonetary("Last Year, Deviation", readonly=True)
    landing_off = Ratio("Landing, Deviation in %", readonly=True, aggregator="avg")
    pipeline_off = Ratio("Open Deals, Deviation in %", readonly=True, aggregator="avg")
    rhythm_off = Ratio("Rhythm, Deviation in %", readonly=True, aggregator="avg")
    run_rate_off = Ratio("Pace, Deviation in %", readonly=True, aggregator="avg")
    weighted_off = Ratio("Weighted Pipeline, Deviation in %", readonly=True, aggregator="avg")
    submitted_off = Ratio("Submitted, Deviation in %", readonly=True, aggregator="avg")
    last_year_off = Ratio("Last Year, Deviation in %", readonly=True, aggregator="avg")

    _depends = {
        **READ_FIELDS,
        "sales.landing.record": [
            "period_id",
            "horizon",
            "kind",
            "user_id",
            "team_id",
            "shown",
            "landing",
            "landing_low",
            "landing_high",
            "target",
            "chance",
            "run_rate",
            "weighted",
            "last_year",
            "pipeline",
            "rhythm",
        ],
    }

    @property
    def _table_query(self) -> SQL:
        forecasts = self.env["sales.forecast"]
        # what was closed is worked out once, also where PostgreSQL knows nothing of the tables yet
        return SQL(
            """WITH found AS MATERIALIZED (%s)
               SELECT said.*, %s
                 FROM (SELECT record.id, record.period_id, found.date, found.period_kind,
                              record.kind, record.user_id, record.team_id, record.company_id,
                              found.currency_id, record.horizon, record.shown,
                              record.landing, record.landing_low,
                              record.landing_high, record.target,
                              record.chance, found.actual_amount,
                              CASE WHEN record.chance IS NOT NULL
                                   THEN LEAST(FLOOR(record.chance * 10), 9)::integer::text
                               END AS chance_tenth,
                              (found.actual_amount BETWEEN record.landing_low
                                  AND record.landing_high)::integer AS held,
                              (found.actual_amount >= record.target)::integer AS reached,
                              (record.chance
                                  - (found.actual_amount >= record.target)::integer) ^ 2 AS brier,
                              %s
                         FROM sales_landing_record record
                         JOIN found
                           ON found.period_id = record.period_id AND found.kind = record.kind
                          AND found.horizon = record.horizon
                          AND COALESCE(found.user_id, 0) = COALESCE(record.user_id, 0)
                          AND COALESCE(found.team_id, 0) = COALESCE(record.team_id, 0)) said""",
            accuracy_query(forecasts._get_trees(forecasts._get_companies())),
            SQL(", ").join(
                SQL(
                    "%s / NULLIF(ABS(actual_amount), 0) AS %s",
                    SQL.identifier(error),
                    SQL.identifier(name),
                )
                for name, error in OFF.items()
            ),
            SQL(", ").join(
                SQL("ABS(%s - found.actual_amount) AS %s", said, SQL.identifier(name))
                for name, said in (
                    ("landing_error", SQL("record.landing")),
                    ("pipeline_error", SQL("record.pipeline")),
                    ("rhythm_error", SQL("record.rhythm")),
                    ("run_rate_error", SQL("record.run_rate")),
                    ("weighted_error", SQL("record.weighted")),
                    (
                        "submitted_error",
                        SQL("CASE WHEN found.is_submitted THEN found.forecast_amount END"),
                    ),
                    ("last_year_error", SQL("record.last_year")),
                )
            ),
        )
