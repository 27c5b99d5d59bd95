"""How far a target should be by today, and what that says about it.

Pure functions: amounts are :class:`~decimal.Decimal` in one unit (the plan's currency, the
product's unit, documents), dates are :class:`datetime.date` in the company's time zone, spans are
closed (first and last day included). Nothing is rounded here; round what is shown.

A day counts as elapsed when it is over. On its first day a span has run for nothing, on the day
after its last it has run completely.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal

from .spreading import Number, to_decimal

ONE_DAY = timedelta(days=1)
ZERO = Decimal(0)
ONE = Decimal(1)


def growth(amount: float, before: float) -> float | None:
    """Return by which share an amount is more than one before; None where that was not positive."""
    return (amount - before) / before if before > 0 else None


def working_days(
    date_from: date,
    date_to: date,
    weekdays: Collection[int],
    holidays: Iterable[date] = (),
) -> int:
    """Count the working days of a span.

    :param date_from: first day
    :param date_to: last day; a span that ends before it begins has no days
    :param weekdays: the days of the week worked, 0 for Monday to 6 for Sunday
    :param holidays: days off; those that are not worked anyway change nothing
    """
    if date_to < date_from:
        return 0
    worked = set(weekdays)
    weeks, days = divmod((date_to - date_from).days + 1, 7)
    count = weeks * len(worked)
    count += sum((date_from.weekday() + day) % 7 in worked for day in range(days))
    return count - sum(
        date_from <= day <= date_to and day.weekday() in worked for day in set(holidays)
    )


def elapsed_share(
    date_from: date,
    date_to: date,
    today: date,
    weekdays: Collection[int] = (),
    holidays: Iterable[date] = (),
) -> Decimal:
    """Return the share of a span that is over, from 0 to 1.

    The share is by working days, or by calendar days when the span has no working day (no
    calendar, or a holiday from end to end).

    :param date_from: first day; the share is 0 up to and including it
    :param date_to: last day; the share is 1 from the day after it
    :param today: the day to tell for; it does not count as elapsed itself
    :param weekdays: as for :func:`working_days`
    :param holidays: as for :func:`working_days`
    :raise ValueError: when the span ends before it begins
    """
    if date_to < date_from:
        raise ValueError(f"The span ends on {date_to}, before it begins on {date_from}.")
    if today <= date_from:
        return ZERO
    if today > date_to:
        return ONE
    holidays = set(holidays)
    whole = working_days(date_from, date_to, weekdays, holidays)
    if whole:
        over = working_days(date_from, today - ONE_DAY, weekdays, holidays)
    else:
        whole = (date_to - date_from).days + 1
        over = (today - date_from).days
    return Decimal(over) / whole


def expected_to_date(
    periods: Iterable[tuple[date, date, Number | None]],
    today: date,
    weekdays: Collection[int] = (),
    holidays: Iterable[date] = (),
) -> Decimal | None:
    """Return how much of the targets should be there by now.

    That is the targets of the elapsed periods, and the elapsed share of the current one's.

    :param periods: (first day, last day, target) of each period; a target of ``None`` is not
        planned and expects nothing
    :param today: as for :func:`elapsed_share`
    :return: the amount, unrounded; ``None`` when no period has a target
    """
    holidays = set(holidays)
    expected = None
    for date_from, date_to, target in periods:
        if target is not None:
            share = elapsed_share(date_from, date_to, today, weekdays, holidays)
            expected = (expected or ZERO) + to_decimal(target) * share
    return expected


def attainment(target: Number | None, actual: Number) -> Decimal | None:
    """Return actual / target as a ratio (1 is all of it); ``None`` for a target null or zero."""
    if not target:
        return None
    return to_decimal(actual) / to_decimal(target)


def gap(target: Number | None, actual: Number) -> Decimal | None:
    """Return actual - target, negative when short of it; ``None`` where nothing is planned."""
    if target is None:
        return None
    return to_decimal(actual) - to_decimal(target)


def remaining(target: Number | None, actual: Number) -> Decimal | None:
    """Return what is still missing, never negative; ``None`` where nothing is planned."""
    if target is None:
        return None
    return max(to_decimal(target) - to_decimal(actual), ZERO)


def status(
    target: Number | None,
    actual: Number,
    expected: Number | None,
    date_from: date,
    date_to: date,
    today: date,
    at_risk_below: Number = 90,
) -> str | None:
    """Say in one word how a target is doing.

    - ``achieved``: the target is reached, whenever that is;
    - ``missed``: the span is over and the target is not reached;
    - ``not_started``: the span has not begun;
    - ``at_risk``: the actual is less than so many percent of what is expected to date;
    - ``on_track``: anything else.

    A negative target (returns, discounts granted) is a floor: an actual at or above it is good,
    it is achieved only once the span is over, and it is at risk when the actual falls below the
    expected by more than the same tolerance.

    :param target: the amount to reach
    :param actual: the amount so far
    :param expected: the amount expected to date, from :func:`expected_to_date`
    :param date_from: first day of the span
    :param date_to: last day of the span
    :param today: the day to tell for
    :param at_risk_below: percentage of the expected amount below which a target is at risk
    :return: one of the words above; ``None`` for a target null or zero: there is nothing to reach
    """
    if not target:
        return None
    target, actual = to_decimal(target), to_decimal(actual)
    if actual >= target and (target > 0 or today > date_to):
        return "achieved"
    if today > date_to:
        return "missed"
    if today < date_from:
        return "not_started"
    expected = to_decimal(expected or 0)
    tolerance = abs(expected) * (100 - to_decimal(at_risk_below)) / 100
    return "at_risk" if actual < expected - tolerance else "on_track"
