"""The rhythm of repeat business: what a seat's own past lets expect of its next months.

Pure functions, without database: the same series always gives the same forecast. Amounts are
floats in one unit; months may be weeks or quarters as well, ``season`` says how many make a year.

Of two years and more the forecast is the mean of three, each of them from the series without the
months' pattern (``rhythm_seasons``), with the pattern put on again:

- the Theta method, exponential smoothing with a damped trend, and last year's months freed from
  their chance (``rhythm_members``);
- in the mean each weighs by 1 / (the squares of its past errors over a quarter of a year)², so
  that last year counts where the level stays and little where it moves (after Bates and Granger,
  *The combination of forecasts*, 1969).

Single amounts far off are drawn back before (``rhythm_outliers``); what they had too much is
expected again, but spread evenly. With less than two years last year's same months come again,
with less than one the mean of all months.

How wrong a forecast may be is what it would have been wrong by: the same is done with the series
cut at up to :data:`MOST_CUTS` earlier moments. What was too much is as likely too little: each
error counts with both signs, so that the errors' mean is 0 and the points stay what they are.
Few errors miss the rare ones, so with ``k`` of them all are wider by √((k + 1) / (k - 1)).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from math import frexp, sqrt
from typing import NamedTuple

from .rhythm_fits import ROUNDING_SQUARES, Fit, find_start, fit

#: Errors come from at most so many earlier moments, spread evenly.
MOST_CUTS = 12
#: How many amounts a cut has at least where a forecast has two years, and where it has less.
FIRST_CUT, SHORT_CUT = 6, 3
#: With as many later cuts those of the first year are left away.
LEAST_CUTS = 6
#: Errors are at most so many times as wide for being few.
WIDEST = 2.0
#: What less than two years cannot show of how years differ: their errors are wider by that.
UNSEEN = 1.25
#: An error larger than the forecast is told in so many chances.
CHANCES = 10
#: So many working days at a month's beginning and end are the same in every month.
EDGE_DAYS = 5
#: The share of the working days counts as so many months of what had come by them.
ELAPSED_MONTHS = 2
#: That only the rhythm counts stands like so many months of what the pace foretold.
RHYTHM_MONTHS = 3


class Rhythm(NamedTuple):
    """A forecast, see :func:`forecast`."""

    points: tuple[float, ...]
    errors: tuple[float, ...]
    kind: str
    members: dict[str, tuple[float, ...]]


def forecast(series: Sequence[float], horizon: int, season: int = 12) -> Rhythm:
    """Return what a series lets expect of the months after it.

    - ``points``: the amount of each; never below zero where no amount of the series was;
    - ``errors``: what may come of the sum of all points beyond it or short of it, equally likely
      amounts, smallest first, whose mean is 0; never more short of it than there is, where no
      amount of the series was negative; none where nothing is known;
    - ``kind``: ``rhythm`` of two years or more, ``last_year`` of one or more, ``mean`` of less,
      ``none`` where there is no amount but zeros;
    - ``members``: the points of each of the three that ``rhythm`` is the mean of, by name:
      ``theta``, ``damped``, ``last_year``.

    :param series: the amounts of months that are over, oldest first, 0 where there was nothing;
        zeros before the first amount are no past, unless there are as many in a row later
    :param horizon: how many months, one or more
    :param season: how many of them make a year
    """
    scale = scale_of(series)
    series = [amount / scale for amount in series[find_start(series) :]]
    if not any(series):
        return Rhythm((0.0,) * horizon, (), "none", {})
    found = fit(series, season)
    points = found.foretell(horizon)
    reach, cuts = choose_cuts(len(series), horizon, season)
    past = [
        sum(series[cut : cut + reach]) - sum(fit_cut(series, cut, season).foretell(reach))
        for cut in cuts
    ]
    errors = widen([error * (horizon / reach) for error in past], sum(points), found)
    return Rhythm(
        scaled(points, scale),
        scaled(errors, scale),
        found.kind,
        {name: scaled(member, scale) for name, member in found.foretell_each(horizon).items()},
    )


def scale_of(series: Sequence[float]) -> float:
    """Return a power of two about as large as the largest amount, so that nothing overflows."""
    largest = max((abs(amount) for amount in series), default=0.0)
    return 2.0 ** (frexp(largest)[1] - 1) if largest else 1.0


def scaled(amounts: Sequence[float], scale: float) -> tuple[float, ...]:
    """Return amounts at their own size again; those too large for a float are the largest one."""
    most = sys.float_info.max
    return tuple(min(max(amount * scale, -most), most) for amount in amounts)


def choose_cuts(length: int, horizon: int, season: int) -> tuple[int, list[int]]:
    """Return how many months past forecasts reach, and after how many amounts they were made.

    They reach as far as the forecast itself, unless the series is too short for that. Over several
    months the season decides, which the first year does not know: its cuts are left away as far as
    :data:`LEAST_CUTS` later ones are there.
    """
    first = FIRST_CUT if length >= 2 * season else SHORT_CUT
    first = max(min(first, length // 2), 1)
    reach = min(horizon, max((length - first + 1) // 2, 1))
    last = length - reach
    if reach > 1:
        first = max(first, min(season, last - LEAST_CUTS + 1))
    count = min(last - first + 1, MOST_CUTS)
    if count <= 1:
        return reach, [last] if count == 1 else []
    return reach, [first + at * (last - first) // (count - 1) for at in range(count)]


def fit_cut(series: Sequence[float], cut: int, season: int) -> Fit:
    """Return what would have been known after so many amounts of a series.

    A cut of less than two years of a series that has more is gone on with by the level alone:
    the series will not be forecast by last year's months again.
    """
    return fit(series[:cut], season, by_level=len(series) >= 2 * season)


def widen(errors: Sequence[float], total: float, known: Fit) -> list[float]:
    """Return errors with both signs, wider for being few, smallest first.

    Where no amount of the past was negative, nothing is foretold to be: an error that is larger
    than the forecast becomes a large chance of nothing and a small one of much.

    :param errors: actual - forecast, of the past
    :param total: the forecast; without any error it may be nothing or twice as much
    :param known: what the forecast comes from
    """
    if not errors:
        return [-abs(total), abs(total)]
    count = len(errors)
    factor = min(sqrt((count + 1) / (count - 1)), WIDEST) if count > 1 else WIDEST
    if known.kind != "rhythm":
        factor *= UNSEEN
    sizes = [abs(error) * factor for error in errors]
    if not known.is_positive or max(sizes) <= total:
        return sorted([*sizes, *(-size for size in sizes)])
    spread = []
    for size in sizes:
        more = max(round(CHANCES * total / (total + size)), 1) if size > total else CHANCES // 2
        less = CHANCES - more
        lower = min(size, total)
        spread += [*[-lower] * less, *[lower * less / more] * more]
    return sorted(spread)


class Share(NamedTuple):
    """Which share of a month has usually come by a day, see :func:`rest_of_month`."""

    share: float
    spread: float
    months: tuple[float, ...]


class Rest(NamedTuple):
    """What is still to come of a period, see :func:`rest_of_period`."""

    points: tuple[float, ...]
    errors: tuple[float, ...]
    kind: str
    share: float
    weight: float


class Past(NamedTuple):
    """What was foretold at earlier moments, see :func:`follow_period`."""

    reach: int
    foretold: tuple[tuple[int, float], ...]


def same_point(days_done: float, days: int, days_then: int) -> float:
    """Return after how many working days another month was as far as one is now.

    The first and the last :data:`EDGE_DAYS` working days of months are the same, since a month's
    beginning and its end have habits of their own; those between are stretched. A month too short
    for that is stretched as a whole.

    :param days_done: working days that are over, of ``days``
    :param days_then: working days of the other month
    """
    if min(days, days_then) <= 2 * EDGE_DAYS:
        return days_done * days_then / days if days else float(days_then)
    if days_done <= EDGE_DAYS:
        return float(days_done)
    if days - days_done <= EDGE_DAYS:
        return float(days_then - (days - days_done))
    return EDGE_DAYS + (days_done - EDGE_DAYS) * (days_then - 2 * EDGE_DAYS) / (
        days - 2 * EDGE_DAYS
    )


def rest_of_month(daily_shares: Iterable[Sequence[float]], days_done: int, days: int) -> Share:
    """Return which share of a month has usually come after so many of its working days.

    - ``share``: the mean of the months, from 0 to 1, never less on a later day;
    - ``spread``: the standard deviation between them; 0 for fewer than two;
    - ``months``: the share of each at the same point.

    Without any month it is the share of the working days.

    :param daily_shares: for each month of the past the shares that had come by the end of its
        first, second, ... last working day; where credit notes made one smaller again, what had
        come before counts
    :param days_done: how many working days of the month are over
    :param days: how many it has
    """
    months = tuple(
        _read_curve(curve, same_point(days_done, days, len(curve)))
        for curve in daily_shares
        if curve
    )
    if not months:
        return Share(min(days_done / days, 1.0) if days else 1.0, 0.0, ())
    mean = sum(months) / len(months)
    squares = sum((share - mean) ** 2 for share in months)
    return Share(mean, sqrt(squares / (len(months) - 1)) if len(months) > 1 else 0.0, months)


def _read_curve(curve, place):
    """Return the share at a place between working days, by the straight line between their ends."""
    reached, known = 0.0, [0.0]
    for share in curve:
        reached = min(max(reached, share), 1.0)
        known.append(reached)
    day = min(int(place), len(curve) - 1)
    return known[day] + (known[day + 1] - known[day]) * min(place - day, 1.0)


def rest_of_period(
    series: Sequence[float],
    so_far: Sequence[float | None],
    actual: float,
    elapsed: float,
    horizon: int,
    season: int = 12,
) -> Rest:
    """Return what is still to come from some day of a month until a period's end.

    What is still to come of the running month is foretold in two ways: by the rhythm, as the usual
    rest of the amount that it foretells for the month, and by the month's own pace, as what came so
    far times usual rest / usual share. ``weight`` is how much the pace counts, by what would have
    been best in earlier months by least squares, drawn towards the rhythm alone; and the pace is
    never farther from the rhythm than what this foretells for the month.

    - ``points``: what is still to come of the running month, then of each month after it;
    - ``errors``: as those of :func:`forecast`, of the sum of the points: what the same would have
      been wrong by at the same point of earlier months, each time only by what was known then;
    - ``kind``: as that of :func:`forecast`;
    - ``share``: which share of a month has usually come by this point, from 0 to 1: the sum of what
      had come divided by the sum of the months, of the last two years, drawn towards ``elapsed``.

    :param series: the amounts of months that are over, oldest first, as for :func:`forecast`
    :param so_far: what of each of them had come by the same point (:func:`same_point`); None where
        that is not known, which is taken as if it had come day by day
    :param actual: what has come of the running month
    :param elapsed: the share of its working days that is over
    :param horizon: months until the period's end, the running one included
    """
    return follow_period(series, so_far, actual, elapsed, horizon, season)[0]


def follow_period(
    series: Sequence[float],
    so_far: Sequence[float | None],
    actual: float,
    elapsed: float,
    horizon: int,
    season: int = 12,
) -> tuple[Rest, Past]:
    """Return what :func:`rest_of_period` does, and what its errors are of: after how many amounts
    the same was done (``foretold``), and what it then said was to come of ``reach`` months."""
    start = find_start(series)
    scale = scale_of([*series, *(amount or 0.0 for amount in so_far), actual])
    series = [amount / scale for amount in series[start:]]
    so_far = [None if amount is None else amount / scale for amount in so_far[start:]]
    share = _usual_share(series, so_far, elapsed, season)
    if not any(series):
        return Rest((0.0,) * horizon, (), "none", share, 0.0), Past(0, ())
    reach, cuts = choose_cuts(len(series), horizon, season)
    parts = [
        whole * elapsed if part is None else part
        for whole, part in zip(series, so_far, strict=True)
    ]
    past = [
        _Running(
            fit_cut(series, cut, season),
            reach,
            parts[cut],
            _usual_share(series[:cut], so_far[:cut], elapsed, season),
        )
        for cut in cuts
    ]
    gaps = [
        month.compare(series[cut] - parts[cut]) if so_far[cut] is not None else (0.0, 0.0)
        for month, cut in zip(past, cuts, strict=True)
    ]
    errors, foretold = [], []
    for at, (month, cut) in enumerate(zip(past, cuts, strict=True)):
        expected = sum(month.finish(_weigh_pace(gaps[:at] + gaps[at + 1 :])))
        came = sum(series[cut : cut + reach]) - parts[cut]
        errors.append((came - expected) * horizon / reach)
        foretold.append((start + cut, *scaled([expected], scale)))
    now = _Running(fit(series, season), horizon, actual / scale, share)
    weight = _weigh_pace(gaps)
    points = now.finish(weight)
    errors = widen(errors, sum(points), now.fit)
    points, errors = scaled(points, scale), scaled(errors, scale)
    return Rest(points, errors, now.fit.kind, share, weight), Past(reach, tuple(foretold))


class _Running:
    """A month that is not over, and the months after it."""

    def __init__(self, known: Fit, reach: int, so_far: float, share: float) -> None:
        self.fit = known
        self.points = known.foretell(reach)
        self.by_rhythm = self.points[0] * (1 - share)
        by_pace = so_far * (1 - share) / share if share else self.by_rhythm
        most = abs(self.points[0])
        self.by_pace = min(max(by_pace, self.by_rhythm - most), self.by_rhythm + most)

    def compare(self, came: float) -> tuple[float, float]:
        """Return how much more than the rhythm the pace foretold, and how much more came."""
        return self.by_pace - self.by_rhythm, came - self.by_rhythm

    def finish(self, weight: float) -> list[float]:
        """Return what is to come of the month, and what the months after it come to."""
        rest = self.by_rhythm + weight * (self.by_pace - self.by_rhythm)
        if self.fit.is_positive:
            rest = max(rest, 0.0)
        return [rest, *self.points[1:]]


def _usual_share(series, so_far, elapsed, season):
    """Return which share of a month had usually come by a point, from 0 to 1."""
    known = [
        (whole, part)
        for whole, part in zip(series[-2 * season :], so_far[-2 * season :], strict=True)
        if part is not None
    ]
    whole = sum(amount for amount, _part in known)
    part = sum(amount for _whole, amount in known)
    if whole <= 0:
        return elapsed
    drawn = whole / len(known) * ELAPSED_MONTHS
    return min(max((part + drawn * elapsed) / (whole + drawn), 0.0), 1.0)


def _weigh_pace(gaps):
    """Return how much the month's own pace counts, from 0 to 1, by what would have been best.

    :param gaps: what :meth:`_Running.compare` says of earlier months
    """
    squares = sum(more * more for more, _came in gaps)
    if squares <= ROUNDING_SQUARES:
        return 0.0
    products = sum(more * came for more, came in gaps)
    return min(max(products / (squares * (1 + RHYTHM_MONTHS / len(gaps))), 0.0), 1.0)
