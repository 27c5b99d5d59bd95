"""What can be asked of a bridge, and what it is made of."""

from dataclasses import dataclass
from datetime import date

from ...tools.arguments import a_dict, an_id, one_of, optional
from ...tools.bridge import Effects

#: What a row is compared with.
AGAINST = ("target", "last_year")

#: What a client sends for a request.
ASKED = {
    "row_id": an_id,
    "against": optional(one_of(*AGAINST)),
    "period_id": optional(an_id),
}
A_BRIDGE = a_dict(**ASKED)


@dataclass(frozen=True)
class Request:
    """What a bridge is asked of: a row, all periods of its plan that have begun or one of them, and
    what it is compared with: nothing to begin with, then the target where there is one."""

    row_id: int = 0
    against: str | None = None
    period_id: int | None = None

    @classmethod
    def from_client(cls, values):
        """Return a request from what a client sent, see ``A_BRIDGE``."""
        return cls(**{name: values[name] for name in ASKED if values.get(name)})


@dataclass(frozen=True)
class Spans:
    """The days that are compared, all included: those that are over, and the same a year before.

    :ivar is_running: whether more days of what was asked for are still to come
    """

    first: date
    last: date
    before_first: date
    before_last: date
    is_running: bool


@dataclass
class Bridge:
    """What leads from a start to an end.

    :ivar row: the row, as the reader
    :ivar kind: ``sales``, ``counts`` or ``deals``
    :ivar against: ``target`` or ``last_year``
    :ivar spans: the days; None where nothing has begun
    :ivar is_split: whether what no row below has is told apart
    :ivar start: the target to date, or what was sold a year before
    :ivar end: what is sold
    :ivar effects: ``{step: {customer or product id: amount}}``; of steps that nobody has a part of
        the key is None
    """

    row: object
    kind: str
    against: str
    spans: Spans | None = None
    is_split: bool = False
    start: float | None = None
    end: float = 0.0
    effects: Effects | None = None
