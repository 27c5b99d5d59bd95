"""From what was sold to what is planned: the arithmetic behind the wizard "Load actuals".

Pure functions, without database. Facts of the past (their place in the breakdown, their period,
their amount) become a tree of rows with one target per period, by these rules:

* Every fact is raised by the general percentage, or by that of the one override it falls under.
  An override's amount is added to what its facts make, spread over those of them that are
  positive, by size. The general amount is added in the same way to the facts without an
  override, or to all when each has one. So the total rises by exactly these amounts.
* The total is exact to the smallest amount (a cent). Every row is its exact share, rounded up or
  down to a multiple of the rounding so that rows sum to the row above; what the total has beyond
  whole multiples goes to the largest row, and there to its largest period.
* What has no value for the next level, is too small, too far down the list, or comes to nothing,
  gets no row. It stays in the target of the row above, which so is more than its rows by exactly
  what was left out.
* Periods follow the row's own history, or a shape given for all rows. A period of negative
  history weighs nothing. Rounding errors are carried from row to row, so that the periods of
  every row above, and of the total, follow the shape too.

Inside, amounts are integers: multiples of the smallest amount. The result does not depend on the
order of the facts.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from .loading_periods import PARTS_OF_ONE, fill_periods
from .periods import add_months
from .spreading import Number, Ratio, largest_remainder, round_half_up, to_decimal

ONE_DAY = timedelta(days=1)

#: Stands for a level's value where a fact has one, but none that is to be a row.
OTHER = "other"

Fact = tuple[tuple[Hashable, ...], "int | None", int, Decimal]


class CannotLoad(ValueError):
    """The facts make no plan; the message says why in English.

    :ivar reason: ``empty`` (no facts), ``negative`` (they come to nothing or less), ``override``
        (an amount has nothing positive to be added to), ``exceeded`` (an amount takes more away
        than its facts make)
    :ivar override: index of the override that is the reason, or None for the general amount
    :ivar total: what the facts concerned make
    """

    def __init__(self, reason: str, override: int | None = None, total: Decimal = Decimal(0)):
        super().__init__(f"Nothing can be loaded: {reason} ({total}).")
        self.reason = reason
        self.override = override
        self.total = total


@dataclass(frozen=True)
class Uplift:
    """How much more than in the past: a percentage (10 for 10 %), an amount, or both."""

    percent: Number = 0
    amount: Number = 0


@dataclass(frozen=True)
class Limit:
    """Which rows of a level are kept.

    :ivar top: how many below each row above, the largest first; 0 for all
    :ivar smallest: the smallest target of a row
    """

    top: int = 0
    smallest: Number = 0


@dataclass(frozen=True)
class Choices:
    """Everything a user chooses about the arithmetic.

    :ivar periods: number of periods
    :ivar uplift: for all facts without an override
    :ivar overrides: instead of it, for the facts that name them by index
    :ivar shape: one weight for each period; None to follow each row's history
    :ivar step: the smallest amount there is: of the currency, the unit, one document
    :ivar rounding: what rows and their periods are multiples of; the step, if smaller
    :ivar limits: one for each level; a level without one keeps every row
    :ivar takes: what each period takes of each span of the past that facts are of: ``{span's
        index: share}``, see ``tools/history.py``; None where facts are of the periods themselves
    """

    periods: int
    uplift: Uplift = Uplift()
    overrides: tuple[Uplift, ...] = ()
    shape: tuple[Number, ...] | None = None
    step: Number = Decimal("0.01")
    rounding: Number = 0
    limits: tuple[Limit, ...] = ()
    takes: tuple[Mapping[int, Ratio], ...] | None = None


class Row:
    """A node of the result, with what was left out below it.

    :ivar path: the values from the first level down to this row; ``()`` for the total
    :ivar rows: the rows below, largest target first
    :ivar left_out: what has no row below, same order; their targets are part of this one's
    :ivar reason: why it was left out: ``unassigned`` (no value for the level), ``other`` (a value
        that is to be no row), ``negative`` (its target would be less than nothing), ``nothing``
        (or rounds to zero), ``small`` or ``top``; None for a row that was kept
    :ivar history: what was sold, by period
    :ivar targets: what is planned, by period
    """

    __slots__ = (
        "children",
        "exact",
        "history",
        "left_out",
        "path",
        "reason",
        "rest",
        "rows",
        "step",
        "targets",
        "units",
    )

    def __init__(self, path: tuple, periods: int, step: Decimal):
        self.path = path
        self.children: dict[Hashable, Row] = {}
        self.rows: list[Row] = []
        self.left_out: list[Row] = []
        self.reason: str | None = None
        self.history: list = [0] * periods
        self.targets: list = []
        self.exact = 0  # the exact target, in parts of the step: 1 / PARTS_OF_ONE of it
        self.units = 0  # the target in multiples of the rounding
        self.rest = 0  # and what it has beyond, in steps
        self.step = step

    @property
    def history_total(self) -> Decimal:
        """What was sold in all periods."""
        return sum(self.history, Decimal(0))

    @property
    def target_total(self) -> Decimal:
        """What is planned for all periods."""
        return sum(self.targets, Decimal(0))

    def walk(self):
        """Yield this row and all rows below it, each before those below it."""
        yield self
        for row in self.rows:
            yield from row.walk()

    def walk_left_out(self):
        """Yield ``(row above, what it lost)`` for everything left out, from here down."""
        for row in self.walk():
            for lost in row.left_out:
                yield row, lost


def load(facts: Iterable[Fact], choices: Choices) -> Row:
    """Turn facts of the past into a plan and return its total.

    :param facts: ``(path, override, period, amount)`` each: the values of the levels in order
        (None where a fact has no value, ``OTHER`` where that is to be no row), the index of the
        override it falls under or None, the index of its period (of its span, see
        :class:`Choices`), and its amount. Several facts may be alike; they are summed.
    :param choices: see there
    :raise CannotLoad: when there is nothing to plan from
    """
    step = to_decimal(choices.step)
    multiple = max(1, int(round_half_up(to_decimal(choices.rounding) / step, 1)))
    parts = _gather(facts, choices, step)
    if not parts:
        raise CannotLoad("empty")
    exact = _raise_by(parts, choices, step)
    root = _grow(parts, exact, choices.periods, step)
    total = _divide_half_up(root.exact, PARTS_OF_ONE)
    if total <= 0:
        raise CannotLoad("negative", None, total * step)
    root.units, root.rest = divmod(total, multiple)
    leaves = list(_share_out(root, multiple, choices, step))
    fill_periods(leaves, multiple, choices.shape)
    _sum_up(root, step)
    return root


def shift_to(spans: Sequence[tuple[date, date]], start: date) -> list[tuple[date, date]]:
    """Move consecutive spans so that the first begins on another day.

    They move by whole months where the day of the month stays the same, so that months stay
    months; else by days.
    """
    first = spans[0][0]
    if first.day != start.day:
        return [(a + (start - first), b + (start - first)) for a, b in spans]
    months = 12 * (start.year - first.year) + start.month - first.month
    return [(add_months(a, months), add_months(b + ONE_DAY, months) - ONE_DAY) for a, b in spans]


def _gather(facts: Iterable[Fact], choices: Choices, step: Decimal) -> dict:
    """Sum facts to ``{(path, override): [amount in steps by period]}``, in order of paths.

    Amounts finer than the step (means, converted quantities) are rounded on the way: each by less
    than a step, the sum of all by at most half a step.
    """
    sums: dict[tuple, dict] = {}
    for values, override, place, amount in facts:
        cells = sums.setdefault((_cut(values), override), {})
        cells[place] = cells.get(place, 0) + amount
    takes = choices.takes
    if takes is None:
        takes = tuple({period: 1} for period in range(choices.periods))
    is_whole = all(share == 1 for take in takes for share in take.values())
    add = _add_whole if is_whole else _add_shares
    parts = {}
    running, rounded = 0, 0
    for key in sorted(sums, key=_order):
        cells = parts[key] = [0] * choices.periods
        for period, take in enumerate(takes):
            amount = add(sums[key], take)
            if amount:
                running += amount
                before, rounded = rounded, _count_steps(running, step)
                cells[period] = rounded - before
    return {key: cells for key, cells in parts.items() if any(cells)}


def _add_whole(cells: Mapping[int, Decimal], take: Mapping[int, Ratio]) -> Decimal:
    """Add up the amounts of spans that a period takes as they are."""
    return sum((cells[place] for place in take if place in cells), Decimal(0))


def _add_shares(cells: Mapping[int, Decimal], take: Mapping[int, Ratio]) -> Fraction:
    """Add up the shares of the amounts of spans that a period takes, exactly."""
    return sum(
        (Fraction(cells[place]) * share for place, share in take.items() if place in cells),
        Fraction(0),
    )


def _count_steps(amount: Decimal | Fraction, step: Decimal) -> int:
    if isinstance(amount, Fraction):
        return int(round_half_up(amount / Fraction(step), 1))
    return int((amount / step).to_integral_value(ROUND_HALF_UP))


def _cut(values: tuple) -> tuple:
    """Return a path down to where it ends: to its first value that is to be no row."""
    for depth, value in enumerate(values, start=1):
        if value is None or value == OTHER:
            return values[:depth]
    return values


def _order(key: tuple) -> tuple:
    path, override = key
    ends = {None: 1, OTHER: 2}
    return (
        tuple((ends.get(value, 0), 0 if value in ends else value) for value in path),
        -1 if override is None else override,
    )


def _raise_by(parts: dict, choices: Choices, step: Decimal) -> dict:
    """Return the exact target of each part, in steps times :data:`PARTS_OF_ONE`."""
    uplifts = {None: choices.uplift, **dict(enumerate(choices.overrides))}
    factors = {
        override: PARTS_OF_ONE
        + int(round_half_up(to_decimal(uplift.percent) * PARTS_OF_ONE / 100, 1))
        for override, uplift in uplifts.items()
    }
    totals = {key: sum(cells) for key, cells in parts.items()}
    exact = {key: total * factors[key[1]] for key, total in totals.items()}
    for override, uplift in uplifts.items():
        amount = int(round_half_up(to_decimal(uplift.amount) / step, 1))
        if not amount:
            continue
        keys = [key for key in parts if key[1] == override and totals[key] > 0]
        if override is None and not keys:
            keys = [key for key in parts if totals[key] > 0]
        _check_amount(override, amount, [exact[key] for key in keys], step)
        added = largest_remainder(amount, [totals[key] for key in keys], 1)
        for key, more in zip(keys, added, strict=True):
            exact[key] += int(more) * PARTS_OF_ONE
    return exact


def _check_amount(override, amount, exact, step):
    total = _divide_half_up(sum(exact), PARTS_OF_ONE)
    if not exact:
        raise CannotLoad("override" if override is not None else "negative", override)
    if total + amount < 0:
        raise CannotLoad("exceeded", override, total * step)


def _grow(parts: dict, exact: dict, periods: int, step: Decimal) -> Row:
    """Build the tree of everything that was sold, each node with its history and exact target."""
    root = Row((), periods, step)
    for key, cells in parts.items():
        row, path = root, key[0]
        for depth in range(len(path) + 1):
            if depth:
                value = path[depth - 1]
                below = row.children.get(value)
                if below is None:
                    below = row.children[value] = Row(path[:depth], periods, step)
                row = below
            row.exact += exact[key]
            row.history = [a + b for a, b in zip(row.history, cells, strict=True)]
    return root


def _share_out(root: Row, multiple: int, choices: Choices, step: Decimal):
    """Give each row its target, decide which rows stay; yield what has no rows below it.

    Rows come in the order of the tree, so that those below one row follow each other.
    """
    stack = [root]
    while stack:
        row = stack.pop()
        children = list(row.children.values())
        if row.reason or not children:
            yield row
            continue
        _apportion(row, children, multiple)
        children.sort(key=lambda child: -child.units * multiple - child.rest)
        depth = len(row.path)
        limit = choices.limits[depth] if depth < len(choices.limits) else Limit()
        smallest = int(to_decimal(limit.smallest) / step)
        for child in children:
            child.reason = _get_reason(child, len(row.rows), limit.top, smallest, multiple)
            (row.left_out if child.reason else row.rows).append(child)
        stack.extend(reversed(row.rows + row.left_out))


def _apportion(row: Row, children: list[Row], multiple: int) -> None:
    """Round the exact targets of children so that they sum to the row above.

    Each is rounded down or up; those with the largest fractions up, of equals the earlier.
    """
    whole = multiple * PARTS_OF_ONE
    fractions = []
    for child in children:
        child.units, fraction = divmod(child.exact, whole)
        fractions.append(fraction)
    left = row.units - sum(child.units for child in children)
    for index in sorted(range(len(children)), key=fractions.__getitem__, reverse=True)[:left]:
        children[index].units += 1
    if row.rest:
        max(children, key=lambda child: (child.units, child.exact)).rest = row.rest


def _get_reason(row, kept, top, smallest, multiple):
    """Return why a row is left out, or None; ``kept`` rows of its level were kept before."""
    target = row.units * multiple + row.rest
    if row.path[-1] is None:
        return "unassigned"
    if row.path[-1] == OTHER:
        return "other"
    if target < 0 or (not target and row.exact < 0):
        return "negative"
    if not target:
        return "nothing"
    if target < smallest:
        return "small"
    return "top" if top and kept >= top else None


def _sum_up(root: Row, step: Decimal) -> None:
    """Sum targets from the last level up and turn steps into amounts, everywhere."""
    for row in reversed(list(_walk_all(root))):
        below = row.rows + row.left_out
        if below:
            columns = zip(*(child.targets for child in below), strict=True)
            row.targets = [sum(column) for column in columns]
    for row in _walk_all(root):
        row.targets = [units * step for units in row.targets]
        row.history = [units * step for units in row.history]
        row.children = {}


def _walk_all(root: Row):
    """Yield a row and everything below it, what was left out too, parents first."""
    stack = [root]
    while stack:
        row = stack.pop()
        yield row
        stack += row.rows + row.left_out


def _divide_half_up(amount: int, by: int) -> int:
    units = (2 * abs(amount) + by) // (2 * by)
    return -units if amount < 0 else units
