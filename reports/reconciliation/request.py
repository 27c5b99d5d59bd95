"""What can be asked of a reconciliation, and what it is made of."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ...queries.ledger import LEDGER_REASONS
from ...tools.arguments import Refused, a_day, a_dict, an_id, one_of, optional

#: What is told beside a reconciliation.
TOLD_BESIDE = ("drafts", "other_companies")

#: What a client sends for a request: a plan, and days within it.
ASKED_OF_LEDGER = {"plan_id": optional(an_id), "first": optional(a_day), "last": optional(a_day)}
A_RECONCILIATION = a_dict(**ASKED_OF_LEDGER)
#: What a client asks the items of: all of a reason, an account, a month, or what is told beside.
ITEMS_ASKED = {
    "reason": optional(one_of(*LEDGER_REASONS)),
    "account_id": optional(an_id),
    "month": optional(a_day),
    "beside": optional(one_of(*TOLD_BESIDE)),
}
SOME_ITEMS = a_dict(**ITEMS_ASKED)


@dataclass(frozen=True)
class Request:
    """What a reconciliation is asked of: a plan, the one that runs without; and its first and last
    day, those of the plan without."""

    plan_id: int = 0
    first: date | None = None
    last: date | None = None

    @classmethod
    def from_client(cls, values):
        """Return a request from what a client sent, see ``A_RECONCILIATION``."""
        values = values or {}
        days = {
            name: date.fromisoformat(values[name]) for name in ("first", "last") if values.get(name)
        }
        return cls(values.get("plan_id") or 0, **days)


@dataclass
class Reconciliation:
    """A plan held against the ledger.

    :ivar held: a ``Held`` of ``sales.plan.ledger``
    :ivar groups: what plan and ledger have of each reason, account and month
    :ivar shown: what the plan itself shows, None where that is no money
    :ivar beside: ``{what: (amount, items)}``
    """

    held: object
    groups: list = field(default_factory=list)
    shown: Decimal | None = None
    beside: dict = field(default_factory=dict)


def check_items(sent):
    """Check a request together with what its items are asked of, as a filter keeps both."""
    a_dict(**ASKED_OF_LEDGER, **ITEMS_ASKED)(sent)
    if not sent.get("plan_id"):
        raise Refused
