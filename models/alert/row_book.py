from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field, replace

from odoo import fields, models

from ...queries.alerts import publication_moments
from ...queries.cockpit import row_targets
from ...queries.dimensions import PIPELINE
from ...queries.facts.question import UNKNOWN_MEASURES
from ...queries.landing_rows import row_sums
from ...queries.targets_then import with_targets_at
from ...queries.time import moment_at_end_of
from ...tools import cockpit
from ...tools.alerts import Running
from ...tools.landing_parts import get_chance
from ...tools.pacing import ONE_DAY, elapsed_share
from ...tools.periods import Period, generate
from ...tools.seasonal_pace import get_curve, get_seasonal_share
from ...tools.tree import get_paths
from ..landing.answer import PRECISION_OF_MANY


@dataclass
class Book:
    """What is known of some rows of a plan on any morning.

    :ivar plan: with the rights of the program
    :ivar rows: ``{row id: (owner, leader, moment since which it is published)}``
    :ivar spans: see ``tools.periods.Period``
    :ivar pieces: the parts of the plan's periods that lie in each of the spans
    :ivar calendar: when the company works
    :ivar targets: those in force on the morning of a day: ``{day: {row id: {period id: amount}}}``
    :ivar curves: of earlier years, where the plan is paced by them: ``{period id: [curve, …]}``,
        see ``tools.seasonal_pace.get_curve``
    :ivar sums: what counted by day: ``{row id: Running}``
    :ivar paths: ``{row id: ids of the row and those above}``
    """

    plan: object
    rows: dict
    spans: list
    pieces: list
    calendar: object
    targets: dict
    curves: dict = field(default_factory=dict)
    sums: dict = field(default_factory=dict)
    paths: dict = field(default_factory=dict)

    def get_target(self, row_id, number, day):
        """Return what is planned for a row in a span, as of a morning; None for nothing."""
        target = cockpit.planned(self.pieces[number], self.targets[day].get(row_id, {}))
        return None if target is None else self.rounded(target)

    def get_actual(self, row_id, first, last):
        found = self.sums.get(row_id)
        return self.rounded(found.add_up(first, last)) if found else 0.0

    def get_expected(self, row_id, number, day):
        """Return what should be there on the morning of a day: by working days, or by the curve of
        earlier years for periods that run and lie in the span as a whole."""
        amounts, pieces = self.targets[day].get(row_id, {}), self.pieces[number]
        usual = self._get_usual(pieces, day)
        return self.rounded(cockpit.expected(pieces, amounts, day, self.calendar, usual))

    def _get_usual(self, pieces, day):
        """Return which share of periods has usually come by a day: ``{period id: 0 to 1}``."""
        usual, known = {}, (self.calendar.weekdays, self.calendar.holidays)
        for key in self.curves.keys() & pieces.keys():
            piece = pieces[key]
            if piece.share == 1 and piece.first <= day <= piece.last:
                over = float(elapsed_share(piece.first, piece.last, day, *known))
                share = get_seasonal_share(self.curves[key], over)
                if share is not None:
                    usual[key] = share
        return usual

    @property
    def currency(self):
        return self.plan.unit_currency_id or self.plan.company_id.currency_id

    def rounded(self, amount):
        return self.currency.round(amount)


class SalesAlertRule(models.Model):
    """What rules read of rows of plans: targets, what counted by day, open deals, chances."""

    _inherit = "sales.alert.rule"

    def _open_book(self, plan, mornings, first, last, with_later=False):
        """Return what is known of the rows of a plan that a rule is about, see :class:`Book`.

        :param mornings: the days that are looked at, with the moments at which they begin
        :param first: first day of the spans that are looked at
        :param last: the last day that is known
        :param with_later: whether rows count as if they had always been published
        """
        rows = self._get_rows(plan)
        if with_later:
            rows = {row_id: (*people, None) for row_id, (*people, __) in rows.items()}
        spans = self._cut_spans(plan, first, last)
        periods = {period.id: (period.date_from, period.date_to) for period in plan.period_ids}
        weekdays, holidays = plan.company_id._get_working_days(plan.date_from, plan.date_to)
        book = Book(
            plan,
            rows,
            spans,
            [cockpit.cut(periods, span.date_from, span.date_to) for span in spans],
            cockpit.Calendar(frozenset(weekdays), frozenset(holidays)),
            {},
        )
        if rows and spans:
            book.targets = self._read_targets_of_days(plan, rows, mornings)
            self._read_row_sums(book, min(span.date_from for span in spans), last)
            if self.kind == "pace" and plan.pace_by == "seasonal":
                book.curves = self._read_curves_of_spans(book)
        return book

    def _read_curves_of_spans(self, book):
        """Return the curves of earlier years of the plan's periods in the spans."""
        plan, figures, found = book.plan, self.env["sales.plan.figures"], {}
        wanted = {key for pieces in book.pieces for key in pieces}
        for period in plan.period_ids.filtered(lambda period: period.id in wanted):
            amounts = figures._read_days(plan, {plan.id: period}).get(plan.id, {})
            days = figures._get_days_of_companies([period])[plan.company_id]
            curves = (
                get_curve(amounts, first, last, *days)
                for first, last in figures._get_earlier_spans(period)
            )
            found[period.id] = [curve for curve in curves if curve]
        return found

    def _get_rows(self, plan):
        """Return the published rows of a plan that the rule is about, with who answers for them
        and who leads those: the nearest above who is somebody else."""
        rows = plan.allocation_ids
        rows.fetch(["parent_path", "level_id", "responsible_id", "is_published", "published_date"])
        owners = {row.id: row.responsible_id.id for row in rows}
        found = {}
        for row in rows:
            owner = owners[row.id]
            if row.is_published and owner and self._is_about(row):
                above = [int(step) for step in row.parent_path.split("/")[:-2]]
                others = [owners[step] for step in reversed(above) if owners.get(step)]
                leader = next((other for other in others if other != owner), None)
                found[row.id] = owner, leader, row.published_date
        return found

    def _is_about(self, row):
        """Whether the rule is about a row, by what the row stands for."""
        dimension = row.level_id.dimension
        kind = dimension or "total"
        if kind not in ("total", "salesperson", "team"):
            kind = "other"
        return self.level in ("all", kind)

    def _cut_spans(self, plan, first, last):
        """Return the spans of the rule in a plan that have days between two days."""
        if self.span == "period":
            spans = [
                Period(period.date_from, period.date_to, "own", period.id, "")
                for period in plan.period_ids.sorted("date_from")
            ]
        elif self.span == "quarter":
            year = plan.company_id.compute_fiscalyear_dates(plan.date_from)
            start = fields.Date.to_date(year["date_from"])
            spans = generate("quarter", plan.date_from, plan.date_to, fiscal_start=start)
        else:
            spans = [Period(plan.date_from, plan.date_to, "plan", 0, "")]
        return [span for span in spans if span.date_from <= last and span.date_to >= first]

    def _read_targets_of_days(self, plan, rows, mornings):
        """Read the targets that were in force on the morning of each day: as publications keep
        them, which is one query more for each of those that came since."""
        for model in ("sales.plan.target", "sales.plan.publication", "sales.plan.publication.line"):
            self.env[model].flush_model()
        self.env["sales.plan.allocation"].flush_model(["parent_path", "plan_id"])
        since = publication_moments(plan.id, mornings[0][1])
        moments = [moment for (moment,) in self.env.execute_query(since)]
        versions, found = {}, {}
        for day, begin in mornings:
            number = bisect_left(moments, begin)
            if number not in versions:
                is_now = number == len(moments)
                versions[number] = self._read_row_targets(plan, rows, None if is_now else begin)
            found[day] = versions[number]
        return found

    def _read_row_targets(self, plan, rows, moment):
        """Read the targets of rows, those of now where no moment is given."""
        found = defaultdict(dict)
        query = row_targets(plan.id, list(rows))
        if moment:
            query = with_targets_at(plan.id, moment, query)
        for row_id, period_id, amount in self.env.execute_query(query):
            found[row_id][period_id] = float(amount)
        return found

    def _read_row_sums(self, book, first, last):
        """Read what rows counted on each day, with those below them."""
        frame, above = self._get_frame(book.plan)
        book.paths = get_paths(above)
        query = frame.facts(frame.levels, grain="day", date_from=first, date_to=last)
        by_day = defaultdict(lambda: defaultdict(float))
        for row_id, day, amount in self._execute_rows(frame, query, "date"):
            for upper in book.paths[row_id]:
                if upper in book.rows:
                    by_day[upper][day] += amount or 0.0
        book.sums = {row_id: Running(amounts) for row_id, amounts in by_day.items()}

    def _get_frame(self, plan):
        figures = self.env["sales.plan.figures"]
        return figures._get_frames(plan)[plan.id], figures._read_parents(plan)

    def _execute_rows(self, frame, query, *names):
        self.env["sales.actual"]._flush_sources()
        return self.env.execute_query(row_sums(frame, query, *names))

    def _read_open_deals(self, book, span, day):
        """Return what was open on the morning of a day and should close in a span: ``{row id:
        amount}``; None where deals do not know what the plan measures."""
        plan = book.plan
        if plan.measure in UNKNOWN_MEASURES[PIPELINE]:
            return None
        frame, __ = self._get_frame(plan)
        query = replace(
            frame.facts(frame.levels, basis=PIPELINE, as_of=day - ONE_DAY),
            date_from=span.date_from,
            date_to=span.date_to,
        )
        found = defaultdict(float)
        for row_id, amount in self._execute_rows(frame, query):
            for upper in book.paths[row_id]:
                found[upper] += amount or 0.0
        return found

    def _read_chances(self, book, number, day, known):
        """Return how likely rows reached the target that they had on a morning, as of the end of an
        earlier day: ``{row id: chance}``, without those of which nothing can be said."""
        span, landing = book.spans[number], self.env["sales.landing"]
        company = book.plan.company_id
        moment = moment_at_end_of(company, known)
        asked = landing._ask(company, span.date_from, span.date_to, known, moment)
        if asked.is_over:
            return {}
        parts, __ = landing._gather_rows(book.plan, asked, list(book.rows))
        chances = {}
        for row_id in book.rows:
            target = book.get_target(row_id, number, day)
            if row_id in parts and target:
                chance = get_chance(parts[row_id].land(PRECISION_OF_MANY), target)
                if chance is not None:
                    chances[row_id] = chance
        return chances
