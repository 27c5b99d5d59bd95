"""A plan held against the ledger: what both have by reason, by account and by month.

Pure functions over exact amounts: reasons sum to the difference, because every group has one.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Group:
    """What plan and ledger have of one reason on one account in one month.

    :ivar reason: one of ``queries.ledger.LEDGER_REASONS``
    :ivar account: id of the account, None where a till sold what is not booked yet
    :ivar month: its first day
    :ivar planned: what the plan counts
    :ivar booked: what the ledger has
    :ivar items: how many items that is
    """

    reason: str
    account: int | None
    month: date
    planned: Decimal
    booked: Decimal
    items: int


@dataclass(frozen=True)
class Sums:
    """The sums of some groups; ``difference`` is what the ledger has more than the plan."""

    planned: Decimal = Decimal(0)
    booked: Decimal = Decimal(0)
    items: int = 0

    @property
    def difference(self) -> Decimal:
        return self.booked - self.planned

    def __add__(self, group: "Group | Sums") -> "Sums":
        return Sums(
            self.planned + group.planned, self.booked + group.booked, self.items + group.items
        )


def add_up(groups: Iterable[Group], key: Callable[[Group], Hashable]) -> dict[Hashable, Sums]:
    """Return the sums of groups by a key, in the order in which keys appear."""
    found: dict[Hashable, Sums] = {}
    for group in groups:
        found[key(group)] = found.get(key(group), Sums()) + group
    return found


def sum_all(groups: Iterable[Group]) -> Sums:
    """Return the sums of all groups."""
    return sum(groups, Sums())


def is_told(sums: Sums) -> bool:
    """Whether a reason is worth a line: it has amounts, also where these cancel out."""
    return bool(sums.items)


def last_locked(days: Mapping[object, Iterable[date | None]]) -> date | None:
    """Return the day up to which the books of all companies are closed, None where those of one
    are not.

    :param days: the lock dates of each company, None where there is none
    """
    latest = [max(filter(None, dates), default=None) for dates in days.values()]
    return None if None in latest else min(latest, default=None)


def appearing(
    changes: Iterable[tuple[str, date, Decimal]], morning: date, before: date, coin: Decimal
) -> dict[str, tuple[Decimal, bool]]:
    """Return the reasons that there are on the morning of a day: ``{reason: (amount, whether there
    was none on an earlier morning)}``.

    :param changes: reason, day, and the amount that the day added
    :param before: the day of the earlier morning
    :param coin: amounts smaller than this are none
    """
    now: dict[str, Decimal] = {}
    then: dict[str, Decimal] = {}
    for reason, day, amount in changes:
        if day < morning:
            now[reason] = now.get(reason, Decimal(0)) + amount
        if day < before:
            then[reason] = then.get(reason, Decimal(0)) + amount
    return {
        reason: (amount, abs(then.get(reason, Decimal(0))) < coin)
        for reason, amount in now.items()
        if abs(amount) >= coin
    }
