"""Live figures of forecasts, from grouped sums of deals to the seats they count in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from .rollup import NOTHING, PERSON, ROLES, Amounts, Seat, Tree


@dataclass
class Live:
    """Figures of the deals of one seat in one period, before adjustments.

    :ivar amounts: of deals that count anywhere
    :ivar weighted: the weighted amount of each role with a column
    :ivar omitted_count: deals of the period that count nowhere
    :ivar overdue: number and amount of open deals that should have closed before the period
    :ivar undated: number and amount of open deals without an expected closing
    """

    amounts: Amounts = NOTHING
    weighted: dict[str, float] = field(default_factory=lambda: dict.fromkeys(ROLES, 0))
    omitted_count: int = 0
    overdue: tuple[int, float] = (0, 0)
    undated: tuple[int, float] = (0, 0)

    def add(self, row) -> None:
        """Count one row of ``forecast_query.read_sums``."""
        if row.bucket in ("overdue", "undated"):
            count, amount = getattr(self, row.bucket)
            setattr(self, row.bucket, (count + row.count, amount + row.amount))
            return
        amounts = replace(self.amounts, forecast=self.amounts.forecast + row.included)
        if row.role in ROLES:
            amounts = replace(
                amounts,
                weighted=amounts.weighted + row.weighted,
                **{row.role: getattr(amounts, row.role) + row.amount},
            )
            self.weighted[row.role] += row.weighted
        else:
            self.omitted_count += row.count
        self.amounts = amounts

    def round_amounts(self, round_amount: Callable[[float], float]) -> None:
        """Round what was summed up."""
        self.amounts = self.amounts.rounded(round_amount)
        self.weighted = {role: round_amount(amount) for role, amount in self.weighted.items()}


def collect(tree: Tree, rows: Iterable) -> dict[Seat, Live]:
    """Sum up rows of ``forecast_query.read_sums`` by the seats of their deals.

    Deals of nobody who reports to a team, in no team, count in no team's forecast: they are the
    company's. People who report to no team have forecasts of their own, which roll up to nowhere.
    """
    found: dict[Seat, Live] = {}
    for row in rows:
        seat = tree.get_seat(row.user_id, row.team_id)
        own = (PERSON, row.user_id) if row.user_id is not None else None
        for counted in {seat, own} - {None}:
            found.setdefault(counted, Live()).add(row)
    return found
