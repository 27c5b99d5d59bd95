"""What still stands of forecasts that were submitted, now that some of their deals are history.

Pure functions, without database. What is closed is known without asking anybody, so it is live. Of
what was submitted as open counts what has not become anything else since: a deal that was won is
among what is closed, one that was lost, deleted or put off is not expected any more, and one that
changed hands counts with its new owner as soon as they have submitted it. So every deal counts
once, and what nobody has submitted yet counts nowhere until it is won.

Amounts are numbers of any kind that can be added and subtracted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass

from .rollup import ADJUSTABLE, NOTHING, PERSON, Amounts, Seat, Tree

Id = Hashable


@dataclass(frozen=True)
class Line:
    """An open deal of a submission, with whose it is now.

    :ivar root: the submission that is looked at; the deal is in it, or in one that went into it
    :ivar submission: the submission that has the deal itself
    :ivar number: the deal's number
    :ivar holder: whose submission has the deal
    :ivar rank: which of several submissions is the latest, the highest
    :ivar is_open: whether it is still open and expected in the same period
    :ivar user_id: whose it is now, None for nobody's
    :ivar team_id: the team that it is in now
    """

    root: Id
    submission: Id
    number: Id
    holder: Seat
    rank: object
    role: str
    amount: float
    weighted: float
    is_included: bool
    is_open: bool
    user_id: Id | None = None
    team_id: Id | None = None

    @property
    def amounts(self) -> Amounts:
        """What the deal was in the submission; nothing where its category has no column."""
        counts = self.role in ADJUSTABLE
        return Amounts(
            **({self.role: self.amount} if counts else {}),
            forecast=self.amount if self.is_included else 0,
            weighted=self.weighted if counts else 0,
        )


def find_moved(tree: Tree, lines: Iterable[Line]) -> dict[Line, Seat]:
    """Return who has the open deals of some submissions now, where it is not who submitted them."""
    moved = {}
    for line in lines:
        kind, key = line.holder
        if line.is_open and not (kind == PERSON and line.user_id == key):
            seat = tree.get_seat(line.user_id, line.team_id)
            if seat != line.holder:
                moved[line] = seat
    return moved


def find_gone(
    tree: Tree,
    lines: Collection[Line],
    moved: dict[Line, Seat],
    has_submitted: Callable[[Seat, Id], bool],
) -> list[Line]:
    """Return the lines that do not stand any more.

    Deals that teams or leaders have taken over count with their own deals, which are live.

    :param moved: see :func:`find_moved`
    :param has_submitted: whether the last submission of a seat has a deal
    """
    gone = {line for line in lines if not line.is_open}
    for line, seat in moved.items():
        kind, key = seat or (None, None)
        is_live = kind != PERSON or tree.leaders.get(tree.homes[key]) == key
        if is_live or has_submitted(seat, line.number):
            gone.add(line)
    latest: dict[Id, Line] = {}
    for line in sorted(set(lines) - gone, key=lambda line: line.rank):
        if line.number in latest:
            # somebody who changed teams is in what both of their leaders submitted
            gone.add(latest[line.number])
        latest[line.number] = line
    return [line for line in lines if line in gone]


def take_off(submitted: Amounts, gone: Iterable[Line], closed: float) -> Amounts:
    """Return what counts of a submission: open amounts less those of deals that are gone.

    :param submitted: open amounts as they were submitted; what was closed then does not matter
    :param closed: what is closed now, also part of the forecast and of the weighted amount
    """
    lost = sum((line.amounts for line in gone), NOTHING)
    return Amounts(
        closed=closed,
        **{role: getattr(submitted, role) - getattr(lost, role) for role in ADJUSTABLE},
        forecast=closed + submitted.open_forecast - lost.forecast,
        weighted=closed + submitted.weighted - submitted.closed - lost.weighted,
    )
