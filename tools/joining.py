"""Rows of a plan that become one, because what they stand for was merged.

Pure functions, without database. Rows become one where they stand below the same row, and stand
for the same from now on; then the rows below them do, too. Amounts add up: nothing planned and an
amount are that amount, and no sum above the rows changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal

from .spreading import Cell, Number, to_decimal
from .tree import get_children, order_by_level

Row = Hashable
Key = Hashable
#: What one step did: ``{row: {key: (before, after)}}``.
Event = Mapping[Row, Mapping[Key, tuple]]


def find_joins(
    parents: Mapping[Row, Row | None], values: Mapping[Row, Hashable], kept: Collection[Row] = ()
) -> dict[Row, Row]:
    """Return the rows that go, each with the one that it becomes.

    :param parents: the row above each; rows whose row above is not among them may have any
    :param values: what each row stands for from now on
    :param kept: rows that stood for it before: they stay rather than others, which stay in order
    """
    children = get_children(parents)
    joins: dict[Row, Row] = {}
    level = children.get(None, [])
    while level:
        groups = defaultdict(list)
        for row in level:
            above = parents[row]
            groups[joins.get(above, above), values[row]].append(row)
        for rows in groups.values():
            stays = next((row for row in rows if row in kept), rows[0])
            joins.update({row: stays for row in rows if row != stays})
        level = [child for row in level for child in children.get(row, ())]
    return joins


def get_effective(
    parents: Mapping[Row, Row | None], cells: Mapping[tuple[Row, Key], Cell]
) -> dict[tuple[Row, Key], Decimal]:
    """Return what each row comes to: its own amount, else the sum of the rows below it.

    :param cells: cells of rows by period; those that are not planned are left out of the answer
    """
    keys = {key for __, key in cells}
    found: dict[tuple[Row, Key], Decimal] = {}
    sums: dict[tuple[Row, Key], Decimal] = {}
    for row in reversed(order_by_level(parents)):
        for key in keys:
            own = cells.get((row, key))
            amount = sums.get((row, key)) if _is_empty(own) else to_decimal(own.amount)
            if amount is not None:
                found[row, key] = amount
                above = parents[row], key
                sums[above] = sums.get(above, Decimal(0)) + amount
    return found


def join_cells(parts: Iterable[tuple[Cell | None, Number | None]]) -> Cell | None:
    """Return the cell of a row that several become.

    Where one of them has an amount of its own, another that has none counts with the sum of the
    rows below it: else that would be lost above them.

    :param parts: of each row its own cell and what it comes to, see :func:`get_effective`
    """
    parts = list(parts)
    if all(_is_empty(own) for own, __ in parts):
        return None
    amounts = [effective if _is_empty(own) else own.amount for own, effective in parts]
    return _join(amounts, [own for own, __ in parts if not _is_empty(own)])


def add_cells(cells: Iterable[Cell | None]) -> Cell | None:
    """Return the sum of cells, None where none of them is planned."""
    planned = [cell for cell in cells if not _is_empty(cell)]
    return _join([cell.amount for cell in planned], planned) if planned else None


def add_amounts(amounts: Iterable[Number | None]) -> Decimal | None:
    """Return the exact sum of amounts, None where all are None."""
    known = [to_decimal(amount) for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def join_events(
    rows: Sequence[Row],
    events: Iterable[Event],
    current: Mapping[tuple[Row, Key], object],
    add=add_cells,
) -> list[dict[Key, tuple]]:
    """Return what some steps would have done to the row that several become.

    While a step changed one of the rows, the others were what they were then: that is found by
    walking back from what they are now. So each step can be undone as before.

    :param rows: the rows that become one
    :param events: what each step did, the latest first
    :param current: the states of the rows now
    :param add: joins states of several rows
    :return: of each step ``{key: (before, after)}``
    """
    states = dict(current)
    joined = []
    for event in events:
        changes = {}
        for key in dict.fromkeys(key for row in rows for key in event.get(row, ())):
            befores, afters = [], []
            for row in rows:
                now = states.get((row, key))
                before, after = event.get(row, {}).get(key, (now, now))
                states[row, key] = before
                befores.append(before)
                afters.append(after)
            changes[key] = add(befores), add(afters)
        joined.append(changes)
    return joined


def _join(amounts: Iterable[Number | None], cells: Sequence[Cell]) -> Cell:
    return Cell(
        add_amounts(amounts),
        add_amounts(cell.history for cell in cells),
        any(cell.is_held for cell in cells),
    )


def _is_empty(cell: Cell | None) -> bool:
    return cell is None or cell.amount is None
