"""Rates of currencies: which holds on a day, and how one follows from two."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

#: ``[(first day, rate), …]`` in the order of days: a rate holds until the next one begins.
Known = Sequence[tuple[date, Decimal]]


def get_rate_on(day: date, *sources: Known) -> Decimal:
    """Return the rate on a day: the latest of the first source that has one by then.

    Where none has one yet, the earliest of the first that has any; 1 without any, as Odoo does.

    >>> own = [(date(2025, 1, 1), Decimal(2)), (date(2025, 4, 1), Decimal(4))]
    >>> shared = [(date(2024, 1, 1), Decimal(3))]
    >>> get_rate_on(date(2025, 3, 31), own, shared)
    Decimal('2')
    >>> get_rate_on(date(2024, 12, 31), own, shared)
    Decimal('3')
    >>> get_rate_on(date(2024, 12, 31), own, [])
    Decimal('2')
    >>> get_rate_on(date(2024, 12, 31), [], [])
    Decimal('1')
    """
    for known in sources:
        begun = [rate for first, rate in known if first <= day]
        if begun:
            return begun[-1]
    return next((known[0][1] for known in sources if known), Decimal(1))


def get_crossed(
    first: date, last: date, of: Sequence[Known], into: Sequence[Known]
) -> list[tuple[date, Decimal]]:
    """Return what a unit of one currency is worth in another from a day on: ``[(day, rate), …]``,
    a line for each change.

    :param of: the sources of the currency, see :func:`get_rate_on`: units of it for one of a third
    :param into: those of the other one

    >>> francs = [(date(2025, 1, 1), Decimal(2)), (date(2025, 7, 1), Decimal(4))]
    >>> for line in get_crossed(date(2025, 1, 1), date(2025, 12, 31), [francs], [[]]):
    ...     print(*line)
    2025-01-01 0.5
    2025-07-01 0.25
    """
    changes = {day for known in (*of, *into) for day, __ in known if first < day <= last}
    found = []
    for day in [first, *sorted(changes)]:
        rate = get_rate_on(day, *into) / get_rate_on(day, *of)
        if not found or found[-1][1] != rate:
            found.append((day, rate))
    return found
