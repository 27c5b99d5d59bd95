"""The figures of a customer plan: what is probable, what is left, its status, what comes next."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta

ONE_DAY = timedelta(days=1)
#: Months that a span is taken to be made of, at most; longer ones are counted in days.
MOST_MONTHS = 120

ACTIVE, ACHIEVED, MISSED = STATUSES = ("active", "achieved", "missed")


@dataclass(frozen=True)
class Comparison:
    """An amount that is expected beside what is achieved.

    :ivar remainder: what is missing, never below zero; None where no amount is given
    :ivar beyond: what is achieved beyond the amount, never below zero; None alike
    :ivar share: achieved by amount (0.5 for 50 %); None where the amount is zero or not given
    """

    remainder: Decimal | None
    beyond: Decimal | None
    share: Decimal | None


def compare(amount: Decimal | None, achieved: Decimal) -> Comparison:
    """Compare what is achieved with what is expected; None is not expected, zero is."""
    if amount is None:
        return Comparison(None, None, None)
    zero = Decimal(0)
    return Comparison(
        max(amount - achieved, zero),
        max(achieved - amount, zero),
        achieved / amount if amount else None,
    )


def probable(amount: Decimal | None, percent: Decimal, rounding: Decimal) -> Decimal | None:
    """Return an amount times its probability, rounded half away from zero.

    :param percent: 0 to 100
    :param rounding: the smallest coin of the currency
    """
    if amount is None:
        return None
    return to_coins(amount * percent / 100, rounding)


def to_coins(amount: Decimal, rounding: Decimal) -> Decimal:
    """Return an amount rounded half away from zero to whole coins."""
    return (amount / rounding).quantize(Decimal(1), ROUND_HALF_UP) * rounding


def status(amount: Decimal | None, achieved: Decimal, last: date, today: date) -> str:
    """Return how a customer plan stands on a day: active, achieved or missed.

    It is achieved as soon as its amount is. Nothing can be achieved early where no amount above
    zero is expected: once its last day is over, such a plan is missed if less than that came, or
    if no amount was given and nothing came.
    """
    if amount and achieved >= amount:
        return ACHIEVED
    if last >= today:
        return ACTIVE
    if amount is None:
        return ACHIEVED if achieved > 0 else MISSED
    return ACHIEVED if achieved >= amount else MISSED


def next_span(first: date, last: date) -> tuple[date, date]:
    """Return the span that follows one: as many whole months, or else as many days."""
    begins = last + ONE_DAY
    for months in range(1, MOST_MONTHS + 1):
        ends = first + relativedelta(months=months)
        if ends >= begins:
            if ends == begins:
                return begins, begins + relativedelta(months=months) - ONE_DAY
            break
    return begins, begins + (last - first)


def grown(amount: Decimal, percent: Decimal, rounding: Decimal) -> Decimal:
    """Return an amount grown by a percentage, in whole coins and never below zero.

    :param percent: 5 for five percent more, -5 for five percent less
    """
    return to_coins(max(amount * (100 + percent) / 100, Decimal(0)), rounding)


def deal_remainders(
    amount: Decimal | None, achieved: Decimal, counted: Decimal, revenue: Decimal
) -> tuple[Decimal | None, Decimal | None]:
    """Return what is left of a customer plan without a deal, and once it is won.

    :param achieved: what the plan has achieved
    :param counted: the part of it that is the deal's: zero unless it is won
    :param revenue: what the deal brings when it is won
    """
    before = compare(amount, achieved - counted).remainder
    after = compare(amount, achieved - counted + revenue).remainder
    return before, after
