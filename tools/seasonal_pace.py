"""How much of a period usually has come by now: the own curve of earlier years.

Pure functions, without database: amounts are numbers in one unit, spans are closed (first and last
day included). A year's curve is the share of the span's amount that had come by the end of each of
its working days. The curves of several years are read at the same share of working days and
averaged, so that years of unequal length fit together.

A curve is smoothed by a moving average over :data:`SMOOTHED_OVER` working days to each side, fewer
near the ends of the span, where so many are not left on one side: so it begins at nothing and ends
at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from .pacing import ONE_DAY

#: How many years are looked at, at most.
YEARS_OF_CURVES = 3
#: Working days to each side over which a curve is smoothed.
SMOOTHED_OVER = 2


def add_up_days(
    amounts: Mapping[date, float],
    first: date,
    last: date,
    weekdays: Collection[int],
    holidays: Collection[date],
) -> list[float]:
    """Return what had come by the end of each working day of a span, the whole on the last one.

    What comes on other days counts on the working day before, or on the first one.
    """
    sums: list[float] = []
    total, day = 0.0, first
    while day <= last:
        total += amounts.get(day, 0.0)
        if day.weekday() in weekdays and day not in holidays:
            sums.append(total)
        elif sums:
            sums[-1] = total
        day += ONE_DAY
    return sums


def get_curve(
    amounts: Mapping[date, float],
    first: date,
    last: date,
    weekdays: Collection[int],
    holidays: Iterable[date] = (),
) -> list[float]:
    """Return the share of a span's amount that had come by the end of each of its working days.

    Days as in :func:`add_up_days`. What is taken back never lowers the curve, and it is never
    above 1.

    :param weekdays: as for ``pacing.working_days``; all days count where there are none
    :return: one share for each working day, the last one 1; nothing where the span has no working
        day, or came to nothing or less
    """
    sums = add_up_days(amounts, first, last, weekdays or range(7), set(holidays))
    if not sums or sums[-1] <= 0:
        return []
    curve, highest = [], 0.0
    for amount in sums:
        highest = max(highest, min(amount / sums[-1], 1.0))
        curve.append(highest)
    curve[-1] = 1.0
    return curve


def get_seasonal_share(curves: Sequence[Sequence[float]], over: float) -> float | None:
    """Return which share of a span has usually come when a share of its working days is over.

    :param curves: of earlier years, see :func:`get_curve`; empty ones are left out
    :param over: 0 to 1; a larger one never gives a smaller share
    :return: 0 to 1: 0 at the beginning, 1 at the end; None without curves
    """
    known = [curve for curve in curves if curve]
    if not known:
        return None
    return sum(_read_smoothed(curve, over * len(curve)) for curve in known) / len(known)


def _read_smoothed(curve: Sequence[float], place: float) -> float:
    """Return a curve's mean around a place, in working days since its beginning."""
    reach = min(SMOOTHED_OVER, place, len(curve) - place)
    places = [
        place + reach * step / SMOOTHED_OVER for step in range(-SMOOTHED_OVER, SMOOTHED_OVER + 1)
    ]
    return sum(_read(curve, one) for one in places) / len(places)


def _read(curve: Sequence[float], place: float) -> float:
    """Return a curve's share at a place, on the straight line between two working days."""
    number = min(int(place), len(curve) - 1)
    before = curve[number - 1] if number else 0.0
    return before + (curve[number] - before) * min(place - number, 1.0)
