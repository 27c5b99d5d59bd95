import json
from collections import defaultdict
from dataclasses import replace
from datetime import date

from odoo import api, models

from ...queries.dimensions import (
    BY_CODE,
    COLLECTED,
    INVOICED,
    PIPELINE,
    TO_COLLECT,
    TO_INVOICE,
    WON,
)
from ...queries.facts.read import fact_query
from ...queries.landing import read_made_days
from ...queries.landing_rows import row_sums, row_sums_of_each, rows_state
from ...tools.lags import (
    DUE_TO_PAYMENT,
    ORDER_TO_INVOICE,
    WON_TO_INVOICE,
    WON_TO_ORDER,
    committed,
)
from ...tools.landing_months import (
    count_months,
    get_amounts_to_come,
    get_month_end,
    get_month_parts,
    get_month_shares,
    get_months_before,
)
from ...tools.landing_parts import Parts, get_past_spans, take_off
from ...tools.pacing import ONE_DAY, elapsed_share
from ...tools.rhythm_fits import find_start
from ...tools.rhythm_pooled import foretell_rows
from ...tools.to_come import to_come
from ...tools.tree import get_paths, roll_up
from .sales_landing_learned import DAYS, MONTHS

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
    def _gather_rows(self, plan, asked, row_ids=None, basis=None):
        """Return what the landings of rows of a plan are made of, and the open deals.

        A fixed number of queries serves all rows.

        :param plan: a plan; callers ask for rows that their user may see
        :param asked: a span, see :meth:`_ask`
        :param row_ids: the rows that are wanted; None for all
        :param basis: what counts; None for the plan's own basis
        :return: ``{row id: Parts}``, without rows that have nothing, and the open deals by number
        """
        figures = self.env["sales.plan.figures"]
        frame = figures._get_frames(plan)[plan.id]
        frame = replace(frame, basis=basis or frame.basis)
        above = figures._read_parents(plan)
        found = defaultdict(Parts)
        if asked.is_over:
            self._add_certain(frame, asked, above, found)
            return dict(found), {}
        paths = self._get_wanted_paths(above, row_ids)
        near = self._narrow_frame(frame, row_ids)
        self._add_committed(near, asked, paths, found)
        known = self._add_row_deals(near, asked, paths, found)
        past = self._read_own_past(asked)
        if frame.basis == WON:
            self._add_certain(frame, asked, above, found)
            self._add_row_late_wins(frame, asked, above, found)
            self._choose_rows(frame, asked, above, found, row_ids, past)
        else:
            totals, sums = self._read_months(frame, asked, above)
            self._add_certain(frame, asked, above, found, sums)
            self._add_rhythm(frame, asked, above, found, totals, row_ids)
        if row_ids is not None:
            found = {row_id: found[row_id] for row_id in row_ids if row_id in found}
        for part in found.values():
            part.spread = past.spread
        return dict(found), known

    @api.model
    def _get_wanted_paths(self, above, row_ids):
        """Return which of the rows that are wanted a row counts in: ``{row id: [id, …]}``."""
        paths = get_paths(above)
        if row_ids is None:
            return paths
        wanted = set(row_ids)
        return {
            row_id: [upper for upper in path if upper in wanted] for row_id, path in paths.items()
        }

    @api.model
    def _narrow_frame(self, frame, row_ids):
        """Return the frame for facts that may fall under some rows: only those with the values
        that each of these rows has, such as a team that is above all of them."""
        # sudo: the values of rows whose figures the caller may read
        rows = self.env["sales.plan.allocation"].sudo().browse(row_ids or [])
        names = {dimension.field: code for code, dimension in BY_CODE.items()}
        for row in rows:
            names = {name: code for name, code in names.items() if row[name]}
            if not names:
                return frame
        if not rows:
            return frame
        scope = dict(frame.scope)
        for name, code in names.items():
            is_tree = BY_CODE[code].hierarchical
            scope[code] = tuple(rows._get_ids_below(rows[name]) if is_tree else rows[name].ids)
        return replace(frame, scope=tuple(scope.items()))

    @api.model
    def _read_rows(self, frame, query, *names):
        self.env["sales.actual"]._flush_sources()
        return self.env.execute_query(row_sums(frame, query, *names))

    @api.model
    def _read_months(self, frame, asked, above):
        """Read what each row, with those below it, counted in each month of the past, and in the
        running one: ``{row id: [amount, …]}``; and what it counted in the span up to the day, None
        where the span does not begin with a month: ``{row id: amount}``.

        Of the past it is what was known at the end of yesterday, of the span what is there now.
        """
        *months, running = self._get_months(asked)
        past = self._get_learned(
            asked,
            (frame.company_id, MONTHS, self._get_months_key(frame, asked.learned_day)),
            lambda: self._learn_months(frame, asked.learned_day),
            lambda values: values,
        )
        spans = [(running, asked.day)]
        has_sums = asked.first.day == 1 and asked.first <= asked.day
        if has_sums and asked.first < running:
            spans.append((asked.first, running - ONE_DAY))
        queries = [
            frame.facts(frame.levels, date_from=first, date_to=last) for first, last in spans
        ]
        now, certain = defaultdict(float), defaultdict(lambda: [0.0])
        self.env["sales.actual"]._flush_sources()
        for number, row_id, amount in self.env.execute_query(row_sums_of_each(frame, queries)):
            if number == 0:
                now[row_id] = amount or 0.0
            certain[row_id][0] += amount or 0.0
        begin = past["months"].index(months[0].isoformat())
        known = dict(past["rows"])
        own = {
            row_id: [
                *(known[row_id][begin : begin + len(months)] if row_id in known else nothing),
                now.get(row_id, 0.0),
            ]
            for nothing in [[0.0] * len(months)]
            for row_id in {**known, **now}
        }
        if not has_sums:
            return roll_up(own, above), None
        sums = {row_id: amount for row_id, (amount,) in roll_up(certain, above).items()}
        return roll_up(own, above), sums

    @api.model
    def _get_months_key(self, frame, day):
        """Return which rows of which plan, and until which month, as a text."""
        self.env["sales.plan.allocation"].flush_model()
        [state] = self.env.execute_query(rows_state(frame.plan_id))
        return json.dumps([frame.plan_id, *state, self._get_days_key(frame, day)])

    @api.model
    def _learn_months(self, frame, day):
        """Return what facts that fall under each row counted in the months that are over at a
        day's end: ``{"months": [first day, …], "rows": [[row id, [amount, …]], …]}``."""
        months = get_months_before(day + ONE_DAY, MONTHS_BACK + 1)
        places = {month: place for place, month in enumerate(months)}
        last = get_month_end(months[-1])
        query = frame.facts(frame.levels, grain="month", date_from=months[0], date_to=last)
        own = defaultdict(lambda: [0.0] * len(months))
        for row_id, month, amount in self._read_rows(frame, query, "date"):
            own[row_id][places[month]] += amount or 0.0
        return {
            "months": [month.isoformat() for month in months],
            "rows": [[row_id, amounts] for row_id, amounts in own.items()],
        }

    @api.model
    def _get_months(self, asked):
        """Return the months that the rhythm is learned from, and the running one."""
        return [*get_months_before(asked.day, MONTHS_BACK), asked.day.replace(day=1)]

    @api.model
    def _add_certain(self, frame, asked, above, found, sums=None):
        """Add what the plan has counted in the span up to the day.

        :param sums: what that is, where it is known: ``{row id: amount}``
        """
        last = min(asked.last, asked.day)
        if asked.first > last:
            return
        if sums is None:
            query = frame.facts(frame.levels, date_from=asked.first, date_to=last)
            own = {row_id: [amount or 0.0] for row_id, amount in self._read_rows(frame, query)}
            sums = {row_id: amount for row_id, (amount,) in roll_up(own, above).items()}
        for row_id, amount in sums.items():
            found[row_id].certain = amount

    @api.model
    def _add_committed(self, frame, asked, paths, found):
        """Add what documents that are there will count in the span, each by its own day and the
        usual lag."""
        if frame.basis not in COMMITTED:
            return
        basis, kind = COMMITTED[frame.basis]
        lags = self._read_lags(asked, self._get_company(frame), kind)
        query = frame.facts(
            frame.levels, basis=basis, grain="day", as_of=asked.day if asked.moment else None
        )
        rows = self._read_rows(frame, query, "date")
        days = [(day, amount or 0.0) for __, day, amount in rows]
        until = committed(days, lags, asked.day, asked.last)
        before = committed(days, lags, asked.day, min(asked.first - ONE_DAY, asked.last))
        for (row_id, *__), (amount, share), (__, too_soon) in zip(rows, until, before, strict=True):
            if share > too_soon:
                for upper in paths[row_id]:
                    found[upper].committed.append((amount, share - too_soon))

    @api.model
    def _add_row_deals(self, frame, asked, paths, found):
        """Add open deals, each with its chance to be won early enough to count in the span; return
        them by their numbers.

        :param paths: see :meth:`_get_wanted_paths`
        """
        kind = FROM_WON.get(frame.basis)
        company = self._get_company(frame)
        lag = self._read_lags(asked, company, kind).median if kind else 0
        asked = replace(asked, lag=lag)
        query = replace(
            frame.facts(frame.levels, basis=PIPELINE, as_of=asked.day if asked.moment else None),
            date_from=None,
            date_to=None,
            details=("res_id",),
        )
        lines = [line for line in self._read_rows(frame, query, "res_id") if line[-1]]
        numbers = {number for row_id, number, __ in lines if paths[row_id]}
        chances = [
            chance
            for of_company in self._ask_companies(frame, asked)
            for chance in self._read_chances(of_company, self._learn(of_company), numbers)
        ]
        by_number = {line.deal.number: line.chance for line in chances}
        for row_id, number, amount in lines:
            if number in by_number:
                for upper in paths[row_id]:
                    found[upper].add_deal(number, amount, by_number[number])
        return {line.deal.number: line.deal for line in chances}

    @api.model
    def _ask_companies(self, frame, asked):
        """Return the question for each company of a plan: the deals of each end as those of its own
        history do."""
        # sudo: as in _ask
        further = self.env["res.company"].sudo().browse(frame.further_ids)
        known = [asked.known.setdefault(company, {}) for company in further]
        return [
            asked,
            *(
                replace(asked, company=company, known=its_known)
                for company, its_known in zip(further, known, strict=True)
            ),
        ]

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
                    sums[row_id][place] += amount or 0.0
        sums = roll_up(sums, above)
        whole = sums[frame.root_id][::-1] if frame.root_id in sums else []
        for row_id, amounts in sums.items():
            found[row_id].to_come = to_come(amounts[::-1][find_start(whole) :])

    @api.model
    def _add_rhythm(self, frame, asked, above, found, totals, row_ids):
        """Add what usually comes in the rest of the span, less what is known of it already."""
        *months, running = self._get_months(asked)
        shares, elapsed = self._read_shares(frame, asked, months, running)
        count = count_months(asked.day, asked.last)
        parts_of_months = get_month_parts(count, asked.first, asked.last, asked.day)
        series = {row_id: amounts[:-1] for row_id, amounts in totals.items()}
        rests = foretell_rows(
            series,
            {row_id: amounts[-1] for row_id, amounts in totals.items()},
            above,
            shares,
            elapsed,
            count,
            row_ids,
        )
        for row_id, rest in rests.items():
            parts = found[row_id]
            parts.kind = rest.kind
            parts.to_come = take_off(
                get_amounts_to_come(rest, series[row_id], parts_of_months),
                parts.committed,
                parts.deals.values(),
            )

    @api.model
    def _get_company(self, frame):
        # sudo: as in _ask
        return self.env["res.company"].sudo().browse(frame.company_id)

    @api.model
    def _get_days_key(self, frame, day):
        """Return which documents a plan counts, and until which month, as a text: plans that count
        the same share it."""
        counted = [frame.basis, frame.measure, frame.date_column, frame.has_cogs]
        if frame.exchange or frame.excluded:
            counted += [repr(frame.exchange), frame.excluded]
        until = (day + ONE_DAY).replace(day=1).isoformat()
        return json.dumps([*counted, frame.company_ids, frame.scope, until])

    @api.model
    def _learn_days(self, frame, day):
        """Return what a plan counted on each day of the months that are over at a day's end."""
        months = get_months_before(day + ONE_DAY, MONTHS_BACK + 1)
        last = get_month_end(months[-1])
        query = frame.facts((), grain="day", date_from=months[0], date_to=last)
        self.env["sales.actual"]._flush_sources()
        rows = self.env.execute_query(fact_query(query))
        return [[on.isoformat(), float(value or 0)] for on, value, __ in rows]

    @api.model
    def _read_shares(self, frame, asked, months, running):
        """Return which share of each month had come by the point that the running one is at, and
        which share of its working days is over. All rows of a plan have the shares of the plan;
        those of months in which nothing came are None."""
        # a day that is not over has hardly begun
        today = asked.day + ONE_DAY if asked.moment else asked.day
        amounts = self._get_learned(
            asked,
            (frame.company_id, DAYS, self._get_days_key(frame, asked.learned_day)),
            lambda: self._learn_days(frame, asked.learned_day),
            lambda rows: {date.fromisoformat(day): amount for day, amount in rows},
        )
        weekdays, holidays = asked.company._get_working_days(months[0], asked.last)
        shares = get_month_shares(amounts, months, running, today - ONE_DAY, weekdays, holidays)
        last = get_month_end(running)
        return shares, float(elapsed_share(running, last, today, weekdays, holidays))
