"""Two years of a small made-up sales organisation, and its landings in plain Python.

Nothing here asks the database: lives of deals are read from :class:`Life`, and only the arithmetic
of ``tools`` is taken over. What the add-on reads by SQL is counted deal by deal, week by week.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

from odoo.tools.date_utils import start_of

from ...queries.time import day_of, moment_at_end_of
from ...tools import hazards
from ...tools.landing_months import (
    get_month_end,
    get_month_shares,
    get_months_before,
    get_rests_of_months,
)
from ...tools.landing_parts import Parts, get_past_spans
from ...tools.own_past import WHOLE_COMPANY
from ...tools.pacing import ONE_DAY, elapsed_share
from ...tools.rhythm_fits import find_start
from ...tools.to_come import to_come, to_come_each

WEEK = timedelta(days=7)
STAGES = 3


@dataclass
class Life:
    """A deal from its first day on, as it was in each week of its life.

    :ivar owner: number of the salesperson, from 0 on
    :ivar born: when it was made, in UTC
    :ivar weeks: ``[(stage from 0 on, when it came there, times put off, expected closing), …]``
    :ivar closed: when it was won or lost, None while it is open
    :ivar number: of the record, once it is written
    """

    owner: int
    born: datetime
    amount: float
    weeks: list = field(default_factory=list)
    closed: datetime | None = None
    is_won: bool = False
    number: int = 0

    def changes(self):
        """Return when stage or expected closing changed: ``[(moment, stage, day), …]``."""
        before, found = self.weeks[0], []
        for place, week in enumerate(self.weeks[1:], 1):
            if week != before:
                found.append((self.born + place * WEEK, week[0], week[3]))
            before = week
        return found

    def is_open(self, moment):
        return self.born <= moment and (self.closed is None or self.closed > moment)

    def is_won_by(self, moment):
        return self.is_won and self.closed <= moment


def make_up(seed, people, first, last):
    """Return the deals that people made between two moments, each until the last one."""
    shuffler = random.Random(seed)
    lives = []
    for owner in range(people):
        usual, apart = shuffler.lognormvariate(8, 0.4), shuffler.uniform(0.7, 1.6)
        born = first
        while (
            born := born + timedelta(minutes=int(shuffler.expovariate(1 / apart) * 10080))
        ) < last:
            life = Life(owner, born, round(usual * shuffler.lognormvariate(0, 0.6), 2))
            _live(shuffler, life, last)
            lives.append(life)
    return lives


def _live(shuffler, life, last):
    stage, staged, pushed = 0, life.born, 0
    due = life.born.date() + timedelta(days=shuffler.randint(20, 120))
    moment = life.born
    while moment <= last:
        life.weeks.append((stage, staged, pushed, due))
        won = (0.01, 0.04, 0.12)[stage] * 0.8**pushed
        gone = shuffler.expovariate(won + 0.035)
        closed = moment + timedelta(minutes=max(int(gone * 10080), 1))
        if gone < 1 and closed <= last:
            life.closed, life.is_won = closed, shuffler.random() * (won + 0.035) < won
            return
        moment += WEEK
        if stage < STAGES - 1 and shuffler.random() < 0.2:
            stage, staged = stage + 1, moment
        if due < moment.date() and shuffler.random() < 0.4:
            pushed, due = pushed + 1, moment.date() + timedelta(days=shuffler.randint(14, 60))


class PlainLandings:
    """What would have been said of a span as of the end of a day, counted in plain Python.

    :param lives: the deals, with their numbers
    :param stages: by stage of a life the id of the record
    :param get_seats: function that returns the seats of a salesperson's number
    """

    def __init__(self, lives, stages, get_seats, company, begin):
        self.lives, self.stages, self.get_seats = lives, stages, get_seats
        self.company, self.begin = company, begin

    def say(self, first, last, day):
        """Return both ways to foresee the span: ``({seat: Parts}, {seat: Parts})``."""
        until = moment_at_end_of(self.company, day)
        pipelines = defaultdict(Parts)
        for life in self._won(first, min(last, day), until):
            for seat in self.get_seats(life.owner):
                pipelines[seat].certain += life.amount
        learned = hazards.learn(self._expose(until))
        for life in self.lives:
            if life.is_open(until) and (
                chance := self._get_chance(learned, life, until, first, last)
            ):
                for seat in self.get_seats(life.owner):
                    pipelines[seat].add_deal(life.number, life.amount, chance)
        for seat, amounts in self._get_late(first, last, day, until).items():
            pipelines[seat].to_come = amounts
        certain = {seat: part.certain for seat, part in pipelines.items()}
        return dict(pipelines), self._get_rhythms(first, last, day, until, certain)

    def came(self, first, last):
        """Return what was won in a span by its end: ``{seat: amount}``."""
        sums = defaultdict(float)
        for life in self._won(first, last, moment_at_end_of(self.company, last)):
            for seat in self.get_seats(life.owner):
                sums[seat] += life.amount
        return sums

    def _day(self, moment):
        return day_of(self.company, moment)

    def _won(self, first, last, until):
        return [
            life
            for life in self.lives
            if life.is_won_by(until) and first <= self._day(life.closed) <= last
        ]

    # Chances of deals ---------------------------------------------------------

    def _get_cuts(self, until):
        """Return below and above which amount a third of all deals are, between two if need be."""
        amounts = sorted(life.amount for life in self.lives if life.born <= until)
        cuts = []
        for third in (1, 2):
            place = third / 3 * (len(amounts) - 1)
            low = int(place)
            high = amounts[min(low + 1, len(amounts) - 1)]
            cuts.append(amounts[low] + (place - low) * (high - amounts[low]))
        return cuts

    def _get_size(self, life, until):
        small, large = self._get_cuts(until)
        return 0 if life.amount < small else 1 if life.amount <= large else 2

    def _expose(self, until):
        """Return each week that a deal was open: in which state, and what became of it."""
        since = until - timedelta(days=730)
        first = min(life.closed for life in self.lives if life.closed)
        since = min(max(since, first), until)
        cuts = self._get_cuts(until)
        for life in self.lives:
            size = 0 if life.amount < cuts[0] else 1 if life.amount <= cuts[1] else 2
            closed = life.closed if life.closed and life.closed <= until else None
            begins = takewhile(
                lambda week: week[0] < (closed or until),  # noqa: B023
                ((life.born + place * WEEK, place, week) for place, week in enumerate(life.weeks)),
            )
            for begin, place, (stage, staged, pushed, due) in begins:
                end = min(begin + WEEK, closed or until, until)
                start = max(begin, since)
                if end < since:  # the first closing itself counts
                    continue
                is_over = closed is not None and closed <= begin + WEEK
                yield hazards.Exposure(
                    hazards.age_band(place),
                    [
                        self.stages[stage],
                        hazards.stage_age_band((start - staged) / WEEK),
                        hazards.pushed_level(pushed),
                        hazards.due_band((due - start.date()).days / 7),
                        size,
                        hazards.quarter_third((start - start_of(start, "quarter")) / WEEK),
                    ],
                    (end - start) / WEEK,
                    int(is_over and life.is_won),
                    int(is_over and not life.is_won),
                )

    def _get_chance(self, learned, life, until, first, last):
        stage, staged, pushed, due = life.weeks[int((until - life.born) / WEEK)]
        place = {
            "stage": self.stages[stage],
            "pushed": hazards.pushed_level(pushed),
            "size": self._get_size(life, until),
        }
        by_end, before = (
            learned.chance(
                (until - life.born) / WEEK,
                place,
                weeks,
                (due - self._day(until - timedelta(microseconds=1))).days / 7,
                (until - staged) / WEEK,
                (until - start_of(until, "quarter")) / WEEK,
            )
            if weeks > 0
            else 0.0
            for weeks in (
                (moment_at_end_of(self.company, day) - until) / WEEK
                for day in (last, first - ONE_DAY)
            )
        )
        return by_end - before

    # What is to come ----------------------------------------------------------

    def _get_late(self, first, last, day, until):
        spans = get_past_spans(first, last, day, self.begin)
        sums, whole = defaultdict(lambda: [0.0] * len(spans)), [0.0] * len(spans)
        for life in self.lives:
            if not life.is_won_by(until):
                continue
            made, closed = self._day(life.born), self._day(life.closed)
            for place, (__, made_from, counted_from, end) in enumerate(spans):
                if made_from <= made <= end and counted_from <= closed <= end:
                    whole[place] += life.amount
                    for seat in self.get_seats(life.owner):
                        sums[seat][place] += life.amount
        start = find_start(whole[::-1])
        pasts = {seat: amounts[::-1][start:] for seat, amounts in sums.items()}
        people = {seat: past for seat, past in pasts.items() if seat[0] == "person"}
        others = {seat: to_come(past) for seat, past in pasts.items() if seat not in people}
        return {**others, **to_come_each(people)}

    def _get_rhythms(self, first, last, day, until, certain):
        months = get_months_before(day, 36)
        totals, by_day = defaultdict(lambda: defaultdict(float)), defaultdict(float)
        for life in self._won(months[0], day, until):
            on = self._day(life.closed)
            by_day[on] += life.amount
            for seat in self.get_seats(life.owner):
                totals[seat][on.replace(day=1)] += life.amount
        alive = get_months_before(day, 12)[0]
        totals = {seat: known for seat, known in totals.items() if max(known) >= alive}
        running = day.replace(day=1)
        weekdays, holidays = self.company._get_working_days(months[0], last)
        shares = get_month_shares(by_day, months, running, day, weekdays, holidays)
        end = get_month_end(running)
        elapsed = float(elapsed_share(running, end, day + ONE_DAY, weekdays, holidays))
        whole = dict.fromkeys(totals, WHOLE_COMPANY)
        rests = get_rests_of_months(
            totals, whole, months, shares, elapsed, first, last, day, totals.keys()
        )
        return {
            seat: Parts(certain.get(seat, 0.0), to_come=amounts, kind=kind)
            for seat, (amounts, kind) in rests.items()
            if amounts
        }
