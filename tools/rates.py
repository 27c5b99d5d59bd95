"""Rates of currencies: which holds on a day, and how one follows from two."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter

#: ``[(first day, rate), …]`` in the order of days: a rate holds until the next one begins.
Known = Sequence[tuple[date, Decimal]]


def get_rate_on(day: date, *sources: Known) -> Decimal:
    """Return the rate on a day: the latest of the first source that has one by then.

    Where none has one yet, the earliest of the first that has any; 1 without any, as Odoo does.
    """
    for known in sources:
        begun = bisect_right(known, day, key=itemgetter(0))
        if begun:
            return known[begun - 1][1]
    return next((known[0][1] for known in sources if known), Decimal(1))


def get_crossed(
    first: date, last: date, of: Sequence[Known], into: Sequence[Known]
) -> list[tuple[date, Decimal]]:
    """Return what a unit of one currency is worth in another from a day on: ``[(day, rate), …]``,
    a line for each change.

    :param of: the sources of the currency, see :func:`get_rate_on`: units of it for one of a third
    :param into: those of the other one
    """
    changes = {day for known in (*of, *into) for day, __ in known if first < day <= last}
    found = []
    for day in [first, *sorted(changes)]:
        rate = get_rate_on(day, *into) / get_rate_on(day, *of)
        if not found or found[-1][1] != rate:
            found.append((day, rate))
    return found
