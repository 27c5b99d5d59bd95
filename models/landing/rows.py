from collections import defaultdict
from dataclasses import replace

from odoo import api, models

from ...queries.dimensions import (
    COLLECTED,
    INVOICED,
    PIPELINE,
    TO_COLLECT,
    TO_INVOICE,
    WON,
)
from ...queries.facts.read import fact_query
from ...queries.lags import lag_samples
from ...queries.landing import read_made_days
from ...queries.landing_rows import row_sums
from ...tools import rhythm
from ...tools.lags import (
    DUE_TO_PAYMENT,
    ORDER_TO_INVOICE,
    WON_TO_INVOICE,
    WON_TO_ORDER,
    Lags,
    committed,
)
from ...tools.landing_months import (
    count_months,
    get_amounts_to_come,
    get_month_end,
    get_month_shares,
    get_months_before,
)
from ...tools.landing_parts import Parts, get_past_spans, take_off
from ...tools.pacing import ONE_DAY, elapsed_share
from ...tools.rhythm_fits import find_start
from ...tools.to_come import to_come
from ...tools.tree import get_with_ancestors

#: How many months of the past the rhythm of a row is learned from.
MONTHS_BACK = 36
#: What is committed to a basis, and how long that takes to count.
COMMITTED = {INVOICED: (TO_INVOICE, ORDER_TO_INVOICE), COLLECTED: (TO_COLLECT, DUE_TO_PAYMENT)}
#: How long it takes until a won deal counts; at once where it is not here.
FROM_WON = {"ordered": WON_TO_ORDER, INVOICED: WON_TO_INVOICE, COLLECTED: WON_TO_INVOICE}


class SalesLanding(models.AbstractModel):
    """Landings of rows of plans, on the plan's basis."""

    _inherit = "sales.landing"

    @api.model
    def _gather_rows(self, plan, asked, row_ids=None):
        """Return what the landings of rows of a plan are made of, and the open deals.

        A fixed number of queries serves all rows.

        :param plan: a plan; callers ask for rows that their user may see
        :param asked: a span, see :meth:`_ask`
        :param row_ids: the rows that are wanted; None for all
        :return: ``{row id: Parts}``, without rows that have nothing, and the open deals by number
        """
        figures = self.env["sales.plan.figures"]
        frame = figures._get_frames(plan)[plan.id]
        above = figures._read_parents(plan)
        found = defaultdict(Parts)
        known = {}
        self._add_certain(frame, asked, above, found)
        if not asked.is_over:
            self._add_committed(frame, asked, above, found)
            known = self._add_row_deals(frame, asked, above, found)
            past = self._read_own_past(asked)
            if frame.basis == WON:
                self._add_row_late_wins(frame, asked, above, found)
                self._choose_rows(frame, asked, above, found, row_ids, past)
            else:
                self._add_rhythm(frame, asked, above, found, row_ids)
            for part in found.values():
                part.spread = past.spread
        return dict(found), known

    @api.model
    def _read_rows(self, frame, query, *names):
        self.env["sales.actual"]._flush_sources()
        return self.env.execute_query(row_sums(frame, query, *names))

    @api.model
    def _add_certain(self, frame, asked, above, found):
        """Add what the plan has counted in the span up to the day."""
        last = min(asked.last, asked.day)
        if asked.first > last:
            return
        query = frame.facts(frame.levels, date_from=asked.first, date_to=last)
        for row_id, amount in self._read_rows(frame, query):
            for upper in get_with_ancestors([row_id], above):
                found[upper].certain += amount or 0.0

    @api.model
    def _add_committed(self, frame, asked, above, found):
        """Add what documents that are there will count in the span, each by its own day and the
        usual lag."""
        if frame.basis not in COMMITTED:
            return
        basis, kind = COMMITTED[frame.basis]
        lags = self._read_lags(kind, frame.company_ids, asked.day)
        query = frame.facts(
            frame.levels, basis=basis, grain="day", as_of=asked.day if asked.moment else None
        )
        rows = self._read_rows(frame, query, "date")
        days = [(day, amount or 0.0) for __, day, amount in rows]
        until = committed(days, lags, asked.day, asked.last)
        before = committed(days, lags, asked.day, min(asked.first - ONE_DAY, asked.last))
        for (row_id, *__), (amount, share), (__, too_soon) in zip(rows, until, before, strict=True):
            if share > too_soon:
                for upper in get_with_ancestors([row_id], above):
                    found[upper].committed.append((amount, share - too_soon))

    @api.model
    def _read_lags(self, kind, company_ids, day):
        """Return how long documents of companies usually take, see ``tools.lags``."""
        self.env["sales.actual"]._flush_sources()
        rows = self.env.execute_query(lag_samples(kind, company_ids, day))
        return Lags(kind, [row[1:] for row in rows])

    @api.model
    def _add_row_deals(self, frame, asked, above, found):
        """Add open deals, each with its chance to be won early enough to count in the span; return
        them by their numbers."""
        kind = FROM_WON.get(frame.basis)
        lag = self._read_lags(kind, frame.company_ids, asked.day).median if kind else 0
        asked = replace(asked, lag=lag)
        chances = self._read_chances(asked, self._learn(asked))
        by_number = {line.deal.number: line.chance for line in chances}
        query = replace(
            frame.facts(frame.levels, basis=PIPELINE, as_of=asked.day if asked.moment else None),
            date_from=None,
            date_to=None,
            details=("res_id",),
        )
        for row_id, number, amount in self._read_rows(frame, query, "res_id"):
            if number in by_number and amount:
                for upper in get_with_ancestors([row_id], above):
                    found[upper].add_deal(number, amount, by_number[number])
        return {line.deal.number: line.deal for line in chances}

    @api.model
    def _add_row_late_wins(self, frame, asked, above, found):
        """Add what deals bring that are not there yet, as in the rests of earlier spans."""
        spans = get_past_spans(asked.first, asked.last, asked.day, self._get_begin(asked))
        if not spans:
            return
        query = replace(
            frame.facts(
                frame.levels,
                basis=WON,
                grain="day",
                date_from=min(counted_from for __, __, counted_from, __ in spans),
                date_to=max(last for *__, last in spans),
            ),
            details=("res_id",),
        )
        rows = self._read_rows(frame, query, "date", "res_id")
        made = read_made_days(self.env, {number for __, __, number, __ in rows})
        sums = defaultdict(lambda: [0.0] * len(spans))
        for row_id, day, number, amount in rows:
            for place, (__, made_from, counted_from, last) in enumerate(spans):
                if counted_from <= day <= last and number in made and made[number] >= made_from:
                    for upper in get_with_ancestors([row_id], above):
                        sums[upper][place] += amount or 0.0
        whole = sums[frame.root_id][::-1] if frame.root_id in sums else []
        for row_id, amounts in sums.items():
            found[row_id].to_come = to_come(amounts[::-1][find_start(whole) :])

    @api.model
    def _add_rhythm(self, frame, asked, above, found, row_ids):
        """Add what usually comes in the rest of the span, less what is known of it already."""
        wanted = None if row_ids is None else set(row_ids)
        months = get_months_before(asked.day, MONTHS_BACK)
        query = frame.facts(frame.levels, grain="month", date_from=months[0], date_to=asked.day)
        totals = defaultdict(lambda: defaultdict(float))
        for row_id, month, amount in self._read_rows(frame, query, "date"):
            for upper in get_with_ancestors([row_id], above):
                if wanted is None or upper in wanted:
                    totals[upper][month] += amount or 0.0
        running = asked.day.replace(day=1)
        shares, elapsed = self._read_shares(frame, asked, months, running)
        for row_id, by_month in totals.items():
            series = [by_month.get(month, 0.0) for month in months]
            so_far = [
                None if share is None else total * share
                for total, share in zip(series, shares, strict=True)
            ]
            rest = rhythm.rest_of_period(
                series,
                so_far,
                by_month.get(running, 0.0),
                elapsed,
                count_months(asked.day, asked.last),
            )
            parts = found[row_id]
            parts.kind = rest.kind
            parts.to_come = take_off(
                get_amounts_to_come(rest, series, asked.first, asked.last, asked.day),
                parts.committed,
                parts.deals.values(),
            )

    @api.model
    def _read_shares(self, frame, asked, months, running):
        """Return which share of each month had come by the point that the running one is at, and
        which share of its working days is over. All rows of a plan have the shares of the plan;
        those of months in which nothing came are None."""
        # a day that is not over has hardly begun
        today = asked.day + ONE_DAY if asked.moment else asked.day
        query = frame.facts((), grain="day", date_from=months[0], date_to=asked.day)
        self.env["sales.actual"]._flush_sources()
        amounts = {
            day: float(value or 0) for day, value, __ in self.env.execute_query(fact_query(query))
        }
        weekdays, holidays = asked.company._get_working_days(months[0], asked.last)
        shares = get_month_shares(amounts, months, running, today - ONE_DAY, weekdays, holidays)
        last = get_month_end(running)
        return shares, float(elapsed_share(running, last, today, weekdays, holidays))
