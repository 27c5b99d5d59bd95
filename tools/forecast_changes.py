"""What became of deals since a forecast was submitted, deal by deal.

Pure functions, without database. Deals are mappings with ``name``, ``status`` (open, won, lost,
archived, lead), ``amount``, ``probability``, ``category``, ``stage``, ``included`` (whether it
counts) and ``date`` (the expected closing, of won deals the day they were closed).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

#: What is compared of deals that are in both forecasts.
COMPARED = ("amount", "date", "category", "probability", "stage")
#: Follows from winning a deal: not worth a line of its own then.
OF_WINNING = ("date", "category", "probability", "stage")

Deal = Mapping[str, object]


@dataclass(frozen=True)
class Change:
    """One thing that changed of a deal.

    :ivar kind: new, gone, won, lost, one of :data:`COMPARED`, or included where a deal was added
        to the forecast by hand or taken out again
    :ivar before: what it was: an amount, a day, a name, a percentage; None where nothing was
    :ivar after: what it is now, likewise
    :ivar difference: by how much the forecast's deals are worth more, None where they are not
    """

    number: Hashable
    name: str
    kind: str
    before: object = None
    after: object = None
    difference: float | None = None


def compare(
    before: Mapping[Hashable, Deal],
    after: Mapping[Hashable, Deal],
    elsewhere: Mapping[Hashable, Deal] | None = None,
) -> list[Change]:
    """Compare the deals of two forecasts.

    :param before: the deals that were in the forecast, by their numbers
    :param after: those that are in it
    :param elsewhere: what is known of deals that are in it no more
    :return: what changed, new deals last
    """
    changes: list[Change] = []
    elsewhere = elsewhere or {}
    for number, deal in before.items():
        if number in after:
            changes += _compare_deal(number, deal, after[number])
        else:
            changes.append(_tell_gone(number, deal, elsewhere.get(number)))
    for number, deal in after.items():
        if number not in before:
            amount = deal["amount"]
            changes.append(Change(number, deal["name"], "new", None, amount, amount))
    return changes


def _compare_deal(number: Hashable, old: Deal, new: Deal) -> Iterator[Change]:
    is_won = old["status"] != "won" and new["status"] == "won"
    difference = new["amount"] - old["amount"]
    if is_won:
        yield Change(number, new["name"], "won", old["amount"], new["amount"], difference)
    for kind in COMPARED:
        if old[kind] == new[kind] or (is_won and kind in ("amount", *OF_WINNING)):
            continue
        change = difference if kind == "amount" else None
        yield Change(number, new["name"], kind, old[kind], new[kind], change)
    if old["included"] != new["included"] and old["category"] == new["category"]:
        yield Change(number, new["name"], "included", old["included"], new["included"])


def _tell_gone(number: Hashable, old: Deal, now: Deal | None) -> Change:
    """Say why a deal is in the forecast no more, as far as that is known."""
    amount = old["amount"]
    if now and now["status"] == "lost":
        return Change(number, old["name"], "lost", amount, None, -amount)
    if now and old["status"] == "open" and _is_dated_elsewhere(old, now):
        return Change(number, old["name"], "date", old["date"], now["date"], -amount)
    return Change(number, old["name"], "gone", amount, None, -amount)


def _is_dated_elsewhere(old: Deal, now: Deal) -> bool:
    """Tell whether a deal is expected, or was won, on another day than before."""
    if now["status"] == "won":
        return now["date"] is not None and now["date"] != old["date"]
    return now["status"] == "open" and now["date"] != old["date"]
