"""Landings of a made-up organisation as they would have been said, and what came of them."""

from collections import defaultdict

from generated_org import DAYS, MONTHS, QUARTERS, SEATS

from tools.hazards import learn
from tools.landing import DEFAULT_SPREAD, estimate_spread, land
from tools.landing_record import run_rate
from tools.rhythm import rest_of_period, same_point
from tools.to_come import to_come_each

DISTANCES = (60, 30, 14, 7)
FIRST = 5  # quarters before are only learned from
REPORTED = 6  # and those before only tell how far deals move together
PRECISION = 0.03


class Replay:
    """What was said at each distance of each quarter, in the order of time."""

    def __init__(self, organisation):
        self.org = organisation
        self.by_seat = defaultdict(list)
        for deal in organisation.deals:
            self.by_seat[deal.seat].append(deal)
        self.deal_cases = defaultdict(list)  # by distance: chance, whether it was won
        self.periods = defaultdict(list)  # by distance: what spreads are estimated from
        self.said = []  # distance, landing, outcome, target, alternatives

    def run(self):
        for quarter in range(FIRST, QUARTERS):
            # once in each quarter, which is quicker and as good
            hazards = learn(self.org.exposures(quarter * 13 + (DAYS - DISTANCES[0]) / 7))
            for distance in DISTANCES:
                self._look(quarter, distance, hazards)
        return self

    def _look(self, quarter, distance, hazards):
        """Say where each seat will land, as of one day; then see what came."""
        day = DAYS - distance
        now, end = quarter * 13 + day / 7, quarter * 13 + 13
        spread = estimate_spread(self.periods[distance])
        spread = DEFAULT_SPREAD if spread is None else spread
        wins = self._stage_rates(now)
        late = to_come_each(
            {
                seat: [self._came(seat, earlier, day) for earlier in range(1, quarter)]
                for seat in self.by_seat
            }
        )
        new_cases, new_periods = [], []
        for seat in range(SEATS):
            deals, weighted, won = [], [], 0.0
            for deal in self.by_seat.get(seat, ()):
                if not deal.is_open(now):
                    continue
                stage, since, pushed, due = deal.at(now)
                chance = hazards.chance(
                    now - deal.created,
                    {"stage": stage, "pushed": min(pushed, 3), "size": deal.size},
                    end - now,
                    due - now,
                    now - since,
                    day / 7,
                )
                is_won = deal.is_won and deal.closed < end
                new_cases.append((chance, is_won))
                deals.append((deal.amount, chance))
                weighted.append((deal.amount, wins[stage]))
                won += deal.amount if is_won else 0
            if deals:
                alone = land(0, deals)
                new_periods.append((alone.mean, alone.variance, won, alone.sensitivity))
            if quarter >= REPORTED:
                others = [late[seat]] if seat in late else []
                self._say(seat, quarter, distance, deals, weighted, others, spread)
        self.deal_cases[distance] += new_cases
        self.periods[distance].append(new_periods)

    def _say(self, seat, quarter, distance, deals, weighted, others, spread):
        day = DAYS - distance
        start = quarter * DAYS
        to_date = self._won(seat, quarter, 0, day)
        to_date += self.org.ordered(seat, start, start + day)
        outcome = self._won(seat, quarter, 0, DAYS)
        outcome += self.org.ordered(seat, start, start + DAYS)
        last_year = self._won(seat, quarter - 4, 0, DAYS)
        last_year += self.org.ordered(seat, start - 4 * DAYS, start - 3 * DAYS)
        if seat in self.org.orders:
            others = [*others, self._rest(seat, quarter, day)]
        landing = land(to_date, deals, others, spread, PRECISION)
        alternatives = {
            "run rate": run_rate(to_date, day / DAYS),
            "weighted pipeline": to_date + sum(amount * rate for amount, rate in weighted),
            "last year": last_year,
        }
        self.said.append((distance, landing, outcome, last_year, alternatives))

    def _won(self, seat, quarter, start, end):
        """Return what was won between two days of a quarter."""
        first, last = quarter * 13 + start / 7, quarter * 13 + end / 7
        return sum(
            deal.amount
            for deal in self.by_seat.get(seat, ())
            if deal.is_won and first <= deal.closed < last
        )

    def _came(self, seat, quarter, day):
        """Return what was created after a day of an earlier quarter and won before its end."""
        first, last = quarter * 13 + day / 7, quarter * 13 + 13
        return sum(
            deal.amount
            for deal in self.by_seat.get(seat, ())
            if deal.is_won and first <= deal.created and deal.closed < last
        )

    def _rest(self, seat, quarter, day):
        """Return what customers may still order, by the rhythm of the months."""
        running = max(month for month in range(3) if MONTHS[month] <= day)
        into, days = day - MONTHS[running], MONTHS[running + 1] - MONTHS[running]
        series, so_far = [], []
        for number in range(quarter * 3 + running):
            begin = number // 3 * DAYS + MONTHS[number % 3]
            length = MONTHS[number % 3 + 1] - MONTHS[number % 3]
            series.append(self.org.ordered(seat, begin, begin + length))
            same = round(same_point(into, days, length))
            so_far.append(self.org.ordered(seat, begin, begin + same))
        begin = quarter * DAYS + MONTHS[running]
        rest = rest_of_period(
            series,
            so_far,
            self.org.ordered(seat, begin, begin + into),
            into / days,
            3 - running,
        )
        point = sum(rest.points)
        return [point + error for error in rest.errors] or [point]

    def _stage_rates(self, now):
        """Return which share of the closed deals that were in each stage were won."""
        won, closed = [0] * 3, [1] * 3
        for deal in self.org.deals:
            if deal.closed < now:
                for stage in {known[0] for known in deal.known}:
                    closed[stage] += 1
                    won[stage] += deal.is_won
        return [one / all_closed for one, all_closed in zip(won, closed, strict=True)]
