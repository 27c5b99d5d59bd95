"""Who is asked to collect what a customer has not paid, and what becomes of it.

Pure functions on days and exact amounts, without database. An instalment is one due date of an
invoice. A step says how many days after it who is asked; of the steps that a person's turn has come
in, only the last one counts, so nobody is asked twice for one instalment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

#: Money, rounded to its currency: exact, or a float that was rounded.
Amount = Decimal | float

#: Whom a step asks; ``PERSON`` is somebody whom it names.
SALESPERSON, COLLECTOR, PERSON = "salesperson", "collector", "person"
#: What stands in the way of asking, by its importance.
CANCELLED, RESET, SETTLED, PAYING, MOVED = "cancelled", "reset", "settled", "paying", "moved"
DISPUTED, PROMISED, NOBODY = "disputed", "promised", "nobody"
#: What was done with a person's notice.
OPEN, DONE, CLOSED = "open", "done", "closed"
#: What is to be done with it.
ASK, REFRESH, CLOSE, KEEP = "ask", "refresh", "close", "keep"
#: What becomes of a promise to pay; ``OPEN`` until its day is over.
KEPT, BROKEN, VOID = "kept", "broken", "void"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of collecting.

    :ivar key: what it is known by
    :ivar days: days after the due date, 1 for the day after it
    :ivar who: ``SALESPERSON``, ``COLLECTOR`` or ``PERSON``
    :ivar person: the person, if it is one by name
    """

    key: int
    days: int
    who: str
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Instalment:
    """What is known of one due date of an invoice.

    :ivar state: of the invoice: ``posted``, ``draft`` or ``cancel``
    :ivar residual: what is open, in any currency; nothing or less is settled
    :ivar due: the day it is due
    :ivar people: ``{SALESPERSON or COLLECTOR: person, or None}``
    :ivar is_paying: whether a payment of it is registered that the ledger does not have yet
    :ivar is_disputed: whether the customer disputes it now
    :ivar promised: the last day that payment is promised for and awaited
    :ivar broken: the last day that it was promised for in vain
    """

    state: str
    residual: Amount
    due: date
    people: Mapping[str, int | None]
    is_disputed: bool = False
    is_paying: bool = False
    promised: date | None = None
    broken: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person is asked.

    :ivar step: key of the step
    :ivar since: the day from which on it is asked; what was done before it does not count
    """

    step: int
    since: date


@dataclass(frozen=True, slots=True)
class Known:
    """A notice that there is.

    :ivar state: ``OPEN``, ``DONE`` (by hand) or ``CLOSED`` (by itself)
    :ivar asked: what it asked
    :ivar amount: what it said was open
    :ivar done_on: the day it was done by hand
    """

    state: str
    asked: Asked
    amount: Amount
    done_on: date | None = None


def why_quiet(instalment: Instalment, today: date) -> str | None:
    """Return what stands in the way of asking anybody for an instalment; None for nothing."""
    if instalment.state != "posted":
        return CANCELLED if instalment.state == "cancel" else RESET
    if instalment.residual <= 0:
        return SETTLED
    if instalment.is_paying:
        return PAYING
    if instalment.due >= today:
        return MOVED
    if instalment.is_disputed:
        return DISPUTED
    if instalment.promised and instalment.promised >= today:
        return PROMISED
    return None


def who_is_asked(instalment: Instalment, steps: Iterable[Step], today: date) -> dict[int, Asked]:
    """Return what each person is asked for an instalment today.

    Of the steps of one person the latest counts that is due; of those of one day the first. A
    broken promise is a reason to ask anew, from the day after it on.

    :param steps: in their order
    """
    if why_quiet(instalment, today):
        return {}
    found: dict[int, tuple[int, Asked]] = {}
    for step in steps:
        person = step.person if step.who == PERSON else instalment.people.get(step.who)
        begins = instalment.due + timedelta(days=step.days)
        if not person or begins > today:
            continue
        if person in found and found[person][0] >= step.days:
            continue
        if instalment.broken:
            begins = max(begins, instalment.broken + timedelta(days=1))
        found[person] = (step.days, Asked(step.key, begins))
    return {person: asked for person, (_days, asked) in found.items()}


def what_to_do(asked: Asked | None, known: Known | None, amount: Amount) -> str:
    """Return what is to be done with the notice of one person for one instalment.

    What was done by hand stays done until a later step, or a broken promise, asks anew. What was
    closed by itself comes back as soon as it is asked again.

    :param asked: what the person is asked now, None for nothing
    :param known: the notice that there is, None for none
    :param amount: what is open
    """
    if asked is None:
        return CLOSE if known and known.state == OPEN else KEEP
    if known is None or known.state == CLOSED:
        return ASK
    if known.state == DONE:
        return ASK if known.done_on is None or asked.since > known.done_on else KEEP
    return KEEP if (known.asked, known.amount) == (asked, amount) else REFRESH


def judge_promise(amount: Amount, paid: Amount, settled: Amount, day: date, today: date) -> str:
    """Return what has become of a promise to pay.

    It is kept when as much was paid by its day; what was credited or written off by then was not
    to be paid any more. It is broken when its day is over without either.

    :param amount: what was promised
    :param paid: what was paid from the promise until the end of its day
    :param settled: the same with what was credited or written off
    """
    if paid >= amount:
        return KEPT
    if settled >= amount:
        return VOID
    return OPEN if day >= today else BROKEN
