"""The plan that the examples of editing are about, and what they ask of it."""

from decimal import Decimal

import pytest

from tools.grid import Grid
from tools.grid_cells import add_planned
from tools.spreading import Cell

# The total, two teams, the customers of each.
PARENTS = {
    "total": None,
    "north": "total",
    "south": "total",
    "a": "north",
    "b": "north",
    "c": "south",
    "d": "south",
}
PERIODS = ("jan", "feb")
STEP = Decimal("0.01")


def plan(cells=None, step=STEP, rolls_up=False, parents=None, periods=PERIODS):
    """Return a grid from ``{row: amounts by period}``; a string like "5h" is held."""
    known = {}
    for row, amounts in (cells or {}).items():
        for period, amount in zip(periods, amounts, strict=True):
            if isinstance(amount, str):
                known[row, period] = Cell(Decimal(amount[:-1]), None, True)
            elif amount is not None:
                known[row, period] = Cell(Decimal(str(amount)))
    return Grid(parents or PARENTS, periods, known, step, rolls_up)


def small(cells=None, **options):
    """Return a grid of a total above two rows, in one period."""
    amounts = {row: [amount] for row, amount in (cells or {}).items()}
    return plan(amounts, parents={"t": None, "x": "t", "y": "t"}, periods=("jan",), **options)


def own(grid):
    """Return what is planned in each row that has something: ``{row: amounts by period}``."""
    cells = {row: [grid.own(row, period) for period in grid.periods] for row in grid._parents}
    return {row: amounts for row, amounts in cells.items() if any(a is not None for a in amounts)}


FULL = {
    "total": [100, 50],
    "north": [60, 30],
    "south": [40, 20],
    "a": [20, 10],
    "b": [40, 20],
    "c": [10, 5],
    "d": [30, 15],
}
LEAVES = {row: FULL[row] for row in "abcd"}


def rest(grid, row):
    """Return what a row has beyond the rows below in all periods; None without any."""
    return add_planned(grid.unallocated(row, period) for period in grid.periods)


def refuse(grid, error, edit, *arguments, **options):
    """Check that an edit raises an error and changes nothing; return the error."""
    before = own(grid), grid.changes(), grid.total("total" if "total" in grid._parents else "t")
    with pytest.raises(error) as caught:
        getattr(grid, edit)(*arguments, **options)
    after = own(grid), grid.changes(), grid.total("total" if "total" in grid._parents else "t")
    assert after == before
    return caught.value
