"""Tests of the difference between zero and nothing: only what somebody typed is a zero."""

from decimal import Decimal
from fractions import Fraction

import pytest
from grid_plans import FULL, LEAVES, PERIODS, own, plan, small
from hypothesis import given
from hypothesis import strategies as st
from test_grid_properties import edits, plans, run

from tools.grid import Grid
from tools.spreading import CannotSpread, Cell, Node, breakback, spread_cells

THREE = ("jan", "feb", "mar")


def row(**amounts):
    """Return a grid of one row, history beside its amounts: ``jan=(amount, history)``."""
    cells = {("x", period): Cell(*pair) for period, pair in amounts.items() if pair != (None, None)}
    return Grid({"x": None}, list(amounts), cells, Decimal("0.01"))


def amounts(grid, name="x"):
    return [grid.own(name, period) for period in grid.periods]


@pytest.mark.parametrize(
    ("mode", "weights"),
    [("history", None), ("weights", [3, 0, 1]), ("profile", [3, 0, 1]), ("days", [3, 0, 1])],
)
@pytest.mark.parametrize("before", [None, 70])
def test_a_share_of_nothing_is_not_planned(mode, weights, before):
    """Whatever is shared by, and whether something was planned before or not."""
    cells = [Cell(10, 30), Cell(before, 0), Cell(30, 10)]
    total = Decimal(40 + (before or 0))
    after = spread_cells(total, cells, mode, 1, weights)
    assert (sum(filter(None, after)), after[1]) == (total, None)
    assert spread_cells(total, [Cell(10, 30), Cell(0, 0), Cell(30, 10)], mode, 1, weights)[1] == 0


def test_a_share_of_less_than_a_cent_is_not_planned():
    assert spread_cells(2, [Cell()] * 3, "even", 1) == [1, 1, None]
    assert spread_cells(2, [Cell(5)] * 3, "even", 1) == [1, 1, None]
    assert spread_cells(1, [Cell(100), Cell(1)], "current", 1) == [1, None]
    tree = Node("t", children=[Node("a", 100), Node("b", 1, children=[Node("c", 1)])])
    assert breakback(tree, 1, 1) == {"t": 1, "a": 1, "b": None, "c": None}


def test_a_typed_zero_is_zero_everywhere_below():
    grid = plan({"north": [60, 30], "a": [20, 10]})
    grid.type([("north", "jan", 0), ("south", None, Fraction(0))], spread=True)
    assert own(grid) == {
        "north": [0, 30],
        "south": [0, 0],
        "a": [0, 10],
        "b": [0, None],
        "c": [0, 0],
        "d": [0, 0],
    }
    grid = row(jan=(5, None), feb=(None, None))
    grid.spread_periods(["x"], grid.periods, "even", total=0)
    assert amounts(grid) == [0, 0]


def test_what_rounds_to_nothing_where_it_was_typed_is_a_zero():
    grid = small(step=1)
    grid.type([("x", "jan", Decimal("0.4"))], spread=True)
    assert own(grid) == {"x": [0]}


def test_a_zero_that_was_worked_out_fills_nothing():
    """A row whose only amount is zero, and one that comes to zero, have nothing to share."""
    for mode in ("even", "history", "current"):
        grid = row(jan=(0, 5), feb=(None, 5))
        grid.spread_periods(["x"], grid.periods, mode)
        assert amounts(grid) == [0, None]
    grid = plan({"north": [0, None], "b": [7, None]})
    grid.spread_below(["north"], ["jan"], "even")
    assert own(grid) == {"north": [0, None]}
    grid = plan({"north": [None, None], "a": [0, None]})
    grid.spread_below(["north"], ["jan"], "even")
    assert own(grid) == {"a": [0, None]}


def test_by_history_over_periods_and_further_down():
    cells = {("t", period): Cell(40) for period in THREE}
    cells |= {("x", "jan"): Cell(30, 10), ("x", "feb"): Cell(40, 0), ("y", "mar"): Cell(5, 30)}
    grid = Grid({"t": None, "x": "t", "y": "t"}, THREE, cells, Decimal("0.01"))
    grid.spread_periods(["t"], THREE, "history", 80)
    assert amounts(grid, "t") == [20, None, 60]
    assert amounts(grid, "x") == [20, None, None]
    assert amounts(grid, "y") == [None, None, 60]
    grid.spread_periods(["t"], THREE, "even")  # nothing was left at zero
    assert [amount is not None for amount in amounts(grid, "t")] == [True] * 3


def test_a_row_that_gets_nothing_loses_all_below():
    grid = plan(FULL)
    grid.spread_below(["total"], PERIODS, "weights", {"north": 1})
    assert own(grid)["north"] == [100, 50]
    assert not {"south", "c", "d"} & own(grid).keys()
    grid.spread_below(["total"], PERIODS, "even")
    assert own(grid)["c"] == [25, Decimal("12.5")]
    assert own(grid)["d"] == [25, Decimal("12.5")]


def test_nothing_left_over_below_what_is_not_planned():
    """A row that gets nothing is not the sum of what its rows happened to be given."""
    tree = Node(
        "t",
        children=[
            Node("n", Decimal("0.01"), children=[Node("a", Decimal("0.02"))]),
            Node("s", Decimal("0.01")),
        ],
    )
    after = breakback(Node("t", children=[tree.children[1], tree.children[0]]), Decimal("0.01"))
    assert after == {"t": Decimal("0.01"), "n": None, "a": None}


def test_rounding_and_copying():
    grid = plan({"a": [400, 0], "b": [600, 499]})
    grid.round_to([(each, period) for each in "ab" for period in PERIODS], 1000)
    assert own(grid) == {"a": [None, 0], "b": [1000, None]}
    grid = plan({"a": [0, 5], "b": [Decimal("0.01"), 5], "c": [3, 5]})
    grid.copy_into("abc", "jan", ["feb"], Fraction(1, 10))
    assert own(grid)["a"] == [0, 0]  # a zero is copied as one
    assert own(grid)["b"] == [Decimal("0.01"), None]
    assert own(grid)["c"] == [3, Decimal("0.3")]
    grid = row(jan=(5, 0), feb=(7, 10))
    grid.copy_into(["x"], None, grid.periods, 2)  # what was sold and taken back is no target
    assert amounts(grid) == [None, 20]
    grid = plan({**LEAVES, "south": [40, 20]})
    grid.round_to([("south", "feb")], 100, spread=True)
    assert (grid.own("south", "feb"), grid.own("c", "feb"), grid.own("d", "feb")) == (None,) * 3


def test_what_is_typed_over_is_shared_again():
    """What was worked out as nothing is never in the way of what comes next."""
    grid = row(jan=(10, 1), feb=(10, 0), mar=(10, None))
    grid.spread_periods(["x"], grid.periods, "history")
    assert amounts(grid) == [30, None, None]
    grid.spread_periods(["x"], grid.periods, "even")
    assert amounts(grid) == [10, 10, 10]


@given(st.data())
def test_no_edit_makes_a_zero_that_nobody_typed(data):
    """Whatever is done to a plan: a cell that becomes zero was given zero by a person."""
    before = data.draw(plans())
    grid, edit = before.open(), data.draw(edits(before))
    if run(grid, edit):
        return
    kind, arguments = edit
    zeros = {key for key, (_, after) in grid.changes().items() if after and not after.amount}
    zeros -= {key for key in zeros if before.own(*key) == 0}
    if kind == "type":
        assert not zeros or any(amount == 0 for _, _, amount in arguments[0])
    elif kind == "spread_periods":
        assert not zeros or arguments[3] == 0
    elif kind == "copy_into":
        rows, source = arguments[:2]
        assert not zeros or any(before.own(each, source) == 0 for each in rows if source)
    elif kind == "hold":  # holds what a row comes to
        assert all(before.effective(*key) == 0 for key in zeros)
    else:
        assert not zeros


@given(
    st.lists(st.none() | st.integers(-5, 5), min_size=1, max_size=6),
    st.integers(-9, 9),
    st.sampled_from(["current", "history", "even"]),
)
def test_spread_cells_makes_no_zeros(numbers, total, mode):
    cells = [Cell(number, 1) for number in numbers]
    try:
        after = spread_cells(total, cells, mode, 1, is_typed=False)
    except CannotSpread:
        return
    for cell, amount in zip(cells, after, strict=True):
        assert amount != 0 or cell.amount == 0
