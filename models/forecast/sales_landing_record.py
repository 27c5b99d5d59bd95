from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...queries.accuracy import HORIZONS
from ...queries.forecast import get_relation
from ...queries.landing import read_won
from ...queries.own_past import read_won_of
from ...queries.time import moment_at_end_of
from ...tools.landing import land
from ...tools.landing_record import run_rate
from ...tools.own_past import PIPELINE, RHYTHM, WHOLE_COMPANY
from ...tools.pacing import ONE_DAY, elapsed_share
from ...tools.periods import shift_spans
from ...tools.rollup import PERSON
from ..org.nullable import NullableFloat, NullableMonetary
from ..org.raised import raised
from .sales_forecast import FORECAST_KINDS

#: As of when the landing of a period is looked at.
RECORDED_HORIZONS = [
    ("2_60", "60 Days before the End"),
    ("3_30", "30 Days before the End"),
    ("4_14", "14 Days before the End"),
    ("5_07", "7 Days before the End"),
]
#: How many days before the end that is, by horizon.
RECORDED_DAYS = {name: HORIZONS[name] for name in dict(RECORDED_HORIZONS)}
#: Periods that ended longer ago are not looked at.
MONTHS_RECORDED = 24
#: Raised when landings are worked out in another way: then all are, once more.
WAY = 2
#: The two ways to foresee what will be won, see ``tools.own_past``.
LANDING_WAYS = [(PIPELINE, "Open Deals"), (RHYTHM, "Rhythm")]


class SalesLandingRecord(models.Model):
    """Where a seat would have been said to land, as of a day before the end of its period.

    It is worked out from what was known then and so does not change: once for each period that is
    over and each horizon, and once more where the past has been rebuilt since, or landings are
    worked out in another way. What became of it is read live, see ``sales.landing.accuracy``.

    Both ways to foresee a landing are kept, whichever was the nearer one then, and what came by the
    last day of the period, as was known at its end: later landings learn from it, see
    ``tools.own_past``, and learn no more than was known when they are as of.
    """

    _name = "sales.landing.record"
    _description = "Landing of an Ended Period"
    _inherit = [
        "sales.forecast.visible.mixin",
        "sales.company.day.mixin",
        "sales.guarded.mixin",
    ]
    _order = "period_id desc, horizon, id"
    _rec_name = "period_id"
    _client_fields = frozenset()  # all of it is written by code

    period_id = fields.Many2one(
        "sales.forecast.period", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="period_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    horizon = fields.Selection(RECORDED_HORIZONS, required=True, readonly=True)
    kind = fields.Selection(FORECAST_KINDS, "Forecast Of", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True, ondelete="cascade")
    team_id = fields.Many2one("crm.team", readonly=True, ondelete="cascade")
    known_since = fields.Date(
        readonly=True, help="First day of which all deals were known when it was worked out."
    )
    way = fields.Integer(readonly=True, aggregator=None)
    shown = fields.Selection(
        LANDING_WAYS, readonly=True, help="Which way to foresee it was nearer in earlier periods."
    )
    landing = fields.Monetary(readonly=True)
    landing_low = fields.Monetary("Landing, Low", readonly=True)
    landing_high = fields.Monetary("Landing, High", readonly=True)
    target = NullableMonetary(readonly=True)
    chance = NullableFloat(readonly=True, aggregator="avg")
    run_rate = NullableMonetary(readonly=True, help="What was won, at the same pace to the end.")
    weighted = NullableMonetary("Weighted Pipeline", readonly=True)
    last_year = NullableMonetary("Same Period Last Year", readonly=True)
    pipeline = NullableMonetary("By Open Deals", readonly=True)
    pipeline_low = NullableMonetary("By Open Deals, Low", readonly=True)
    pipeline_high = NullableMonetary("By Open Deals, High", readonly=True)
    rhythm = NullableMonetary("By the Rhythm", readonly=True)
    rhythm_low = NullableMonetary("By the Rhythm, Low", readonly=True)
    rhythm_high = NullableMonetary("By the Rhythm, High", readonly=True)
    came = fields.Monetary(
        "Won by the End", readonly=True, help="What the period came to, as was known at its end."
    )
    is_learned = fields.Boolean(
        "Chances Learned",
        readonly=True,
        help="Whether there were enough deals to learn chances from. Without, deals counted by "
        "their probability.",
    )
    deals_expected = fields.Monetary(
        "Expected of Open Deals",
        readonly=True,
        help="The expected sum of the deals that were open.",
    )
    deals_won = fields.Monetary(
        "Won of Open Deals", readonly=True, help="What was won of the deals that were open."
    )
    deals_variance = fields.Float(
        "Variance of Open Deals",
        readonly=True,
        aggregator=None,
        help="Of their expected sum, if they were independent.",
    )
    deals_sensitivity = fields.Float(
        "Sensitivity of Open Deals",
        readonly=True,
        aggregator=None,
        help="How far good and bad times move their expected sum: the sum of amount × chance × "
        "(1 − chance).",
    )

    _seat = models.UniqueIndex(
        "(period_id, horizon, kind, COALESCE(user_id, 0), COALESCE(team_id, 0))"
    )

    @api.model
    def _cron_record(self):
        """Work out what is missing, one period after the other, the oldest first: which way to
        foresee a period was nearer is told by those before it."""
        periods = self.env["sales.forecast.period"]
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            periods |= self._find_missing(company)
        self.env["sales.failure"]._work_off(
            "sales_plan.ir_cron_landing_record",
            periods,
            lambda period: self.with_env(period.env)._record(period),
        )

    @api.model
    def _find_missing(self, company):
        """Return the ended periods of a company of which something is missing, or out of date.

        The record of the company itself is there for each horizon that the history reaches back to.
        """
        today = company._get_today()
        periods = self.env["sales.forecast.period"].search(
            Domain("company_id", "=", company.id)
            & Domain("kind", "=", company.forecast_period_type)
            & Domain("date_to", "<", today)
            & Domain("date_to", ">=", fields.Date.subtract(today, months=MONTHS_RECORDED)),
            order="date_from",
        )
        since = self._get_known_since(company)
        found = self.search_fetch(
            Domain("period_id", "in", periods.ids)
            & Domain("kind", "=", "company")
            & Domain("way", "=", WAY)
            & Domain("known_since", "=", since),
            ["period_id", "horizon"],
        )
        there = {(record.period_id, record.horizon) for record in found}
        return periods.filtered(
            lambda period: any(
                (period, horizon) not in there for horizon in self._get_horizons(period, since)
            )
        )

    @api.model
    def _get_known_since(self, company):
        landing, today = self.env["sales.landing"], company._get_today()
        return landing._get_begin(landing._ask(company, today, today))

    @api.model
    def _get_horizons(self, period, since):
        """Return the horizons of a period at whose days the deals are known: ``{horizon: day}``."""
        days = {
            name: period.date_to - timedelta(days=count) for name, count in RECORDED_DAYS.items()
        }
        return {name: day for name, day in days.items() if not since or day >= since}

    @api.model
    def _record(self, period):
        """Work out the landings of all seats of a period that is over, as of each horizon."""
        # sudo: all deals count, whoever looks
        period = period.sudo()
        forecasts = self.env["sales.forecast"].sudo()
        tree = forecasts._read_tree(period.company_id)
        since = self._get_known_since(period.company_id)
        last_year = self._read_last_year(period, forecasts._get_keys(tree))
        values = []
        for horizon, day in self._get_horizons(period, since).items():
            for seat, amounts in self._read_seats(period, tree, day).items():
                values.append(
                    {
                        "period_id": period.id,
                        "horizon": horizon,
                        "known_since": since,
                        "way": WAY,
                        **self._prepare_seat_values(seat),
                        **amounts,
                        "last_year": last_year.get(seat, 0.0),
                    }
                )
        raised(self.search([("period_id", "=", period.id)])).unlink()
        raised(self).create(values)

    @api.model
    def _prepare_seat_values(self, seat):
        kind, key = seat
        if seat == WHOLE_COMPANY:
            return {"kind": "company"}
        return {"kind": kind, "user_id" if kind == PERSON else "team_id": key}

    @api.model
    def _read_seats(self, period, tree, day):
        """Return what was to be said as of the end of a day: ``{seat: {field: value}}``."""
        forecasts, landing = self.env["sales.forecast"].sudo(), self.env["sales.landing"]
        company, get_keys = period.company_id, forecasts._get_keys(tree)
        moment = moment_at_end_of(company, day)
        asked = landing._ask(company, period.date_from, period.date_to, day, moment)
        pipelines = landing._gather_pipeline(asked, get_keys)[0]
        certain = {seat: part.certain for seat, part in pipelines.items()}
        rhythms = landing._read_rhythms(asked, get_keys, certain)
        came, won = self._read_outcome(period, get_keys, pipelines, day)
        seats = {WHOLE_COMPANY, *pipelines, *rhythms, *came}
        targets = forecasts._get_targets(period, list(seats), tree)
        state = forecasts._read_state(period, moment, tree)
        past, over = landing._read_own_past(asked), self._get_share_over(period, day)
        is_learned = landing._learn(asked).enough
        found = {}
        for seat in seats:
            pipeline = pipelines.get(seat) or landing._get_no_parts()
            pipeline.spread = past.spread
            said = self._prepare_landing(
                pipeline, rhythms.get(seat), past.compare(seat), period.currency_id.round
            )
            target = targets.get(seat)
            amount = target.amount if target and target.plan.basis == "won" else None
            landed = said.pop("landed")
            found[seat] = {
                **said,
                "is_learned": is_learned,
                "target": amount,
                "chance": landed.chance(amount) if amount else None,
                "run_rate": run_rate(pipeline.certain, over),
                "weighted": state.roll_up(seat).weighted,
                "came": came.get(seat, 0.0),
                "deals_won": sum(won.get(number, 0.0) for number in pipeline.deals),
            }
        return found

    @api.model
    def _prepare_landing(self, pipeline, rhythm, compared, rounded):
        """Return the values of both ways to foresee a landing and of the one that was nearer, and
        as ``landed`` its distribution.

        :param rhythm: None where it knew nothing
        :param compared: how far off both were before, see ``tools.own_past.Compared``
        """
        ways = {PIPELINE: pipeline, **({RHYTHM: rhythm} if rhythm else {})}
        landed = {way: part.land() for way, part in ways.items()}
        shown = compared.nearer if compared and rhythm else PIPELINE
        deals = land(0.0, list(pipeline.deals.values()))
        values = {
            "landed": landed[shown],
            "shown": shown,
            "deals_expected": rounded(deals.mean),
            "deals_variance": deals.variance,
            "deals_sensitivity": deals.sensitivity,
        }
        for name, way in {"landing": shown, PIPELINE: PIPELINE, RHYTHM: RHYTHM}.items():
            if way in landed:
                values[name] = rounded(landed[way].p50)
                values[f"{name}_low"] = rounded(landed[way].p10)
                values[f"{name}_high"] = rounded(landed[way].p90)
        return values

    @api.model
    def _get_share_over(self, period, day):
        """Return which share of a period's working days is over at the end of a day, 0 to 1."""
        weekdays, holidays = period.company_id._get_working_days(period.date_from, period.date_to)
        return float(
            elapsed_share(period.date_from, period.date_to, day + ONE_DAY, weekdays, holidays)
        )

    @api.model
    def _read_outcome(self, period, get_keys, pipelines, day):
        """Return what came by the period's last day, as was known at its end.

        :return: what was won of each seat, and of each deal that was open after a day by its number
        """
        company = period.company_id
        end = moment_at_end_of(company, period.date_to)
        relation = get_relation(self.env, company._get_branch_ids(), end)
        sums = {}
        for user_id, team_id, amount in read_won(
            self.env, relation, period.date_from, period.date_to
        ):
            for seat in get_keys(user_id, team_id):
                sums[seat] = sums.get(seat, 0.0) + amount
        numbers = {number for part in pipelines.values() for number in part.deals}
        first = max(period.date_from, day + ONE_DAY)
        return sums, read_won_of(self.env, numbers, end, first, period.date_to)

    @api.model
    def _read_last_year(self, period, get_keys):
        """Return what was won in the same period a year before: ``{seat: amount}``."""
        company_ids = period.company_id._get_branch_ids()
        ((first, last),) = shift_spans([(period.date_from, period.date_to)], -1)
        sums = {}
        relation = get_relation(self.env, company_ids)
        for user_id, team_id, amount in read_won(self.env, relation, first, last):
            for seat in get_keys(user_id, team_id):
                sums[seat] = sums.get(seat, 0.0) + amount
        return {seat: period.currency_id.round(amount) for seat, amount in sums.items()}
