"""Tests of editing a whole plan, by examples: reading, typing, refusals."""

from decimal import Decimal
from fractions import Fraction

import pytest
from grid_plans import FULL, LEAVES, PARENTS, PERIODS, STEP, own, plan, refuse, rest, small

from tools.grid import CannotSpreadHere, Grid
from tools.spreading import Cell

# Reading


def test_a_cell_counts_for_its_amount_else_for_the_rows_below():
    grid = plan({"north": [None, 7], "a": [1, 2], "b": [3, None]})
    assert grid.own("north", "jan") is None
    assert grid.effective("north", "jan") == 4
    assert grid.effective("north", "feb") == 7
    assert grid.effective("total", "jan") == 4
    assert grid.effective("total", "feb") == 7
    assert grid.effective("south", "jan") is None
    assert (grid.total("total"), grid.total("north"), grid.total("south")) == (11, 11, None)


def test_unallocated():
    grid = plan({"north": [10, 1], "a": [1, 2], "south": [5, None]})
    assert grid.unallocated("north", "jan") == 9
    assert grid.unallocated("north", "feb") == -1
    assert grid.unallocated("south", "jan") == 5
    assert grid.unallocated("south", "feb") == 0
    assert grid.unallocated("total", "jan") == 0
    assert grid.unallocated("a", "jan") is None
    assert rest(grid, "north") == 8
    assert rest(grid, "a") is None


def test_zero_is_planned():
    grid = plan({"a": [0, None]})
    assert grid.effective("total", "jan") == 0
    assert grid.effective("total", "feb") is None
    assert grid.total("total") == 0


def test_sums_follow_every_change():
    grid = plan(LEAVES)
    assert grid.effective("total", "jan") == 100
    grid.type([("a", "jan", 25)], spread=False)
    assert (grid.effective("north", "jan"), grid.effective("total", "jan")) == (65, 105)
    grid.type([("north", "jan", 60)], spread=False)
    assert grid.effective("total", "jan") == 100
    assert grid.unallocated("north", "jan") == -5
    grid.type([("a", "jan", 20)], spread=False)
    assert grid.unallocated("north", "jan") == 0
    grid.type([("north", "jan", None), ("b", "jan", None)], spread=False)
    assert grid.effective("total", "jan") == 60


def test_floats_are_the_decimals_they_print():
    cells = {("x", 1): Cell(0.1, 0.3), ("y", 1): Cell(0.2)}
    grid = Grid({"t": None, "x": "t", "y": "t"}, [1], cells, 0.01)
    assert grid.effective("t", 1) == Decimal("0.3")
    assert grid.history("t", 1) == Decimal("0.3")
    grid.type([("x", 1, Decimal("0.1"))], spread=False)
    assert grid.changes() == {}


def test_history_is_the_cell_s_own_else_that_of_the_rows_below():
    cells = {("x", 1): Cell(None, 3), ("y", 1): Cell(5, 4)}
    grid = Grid({"t": None, "x": "t", "y": "t"}, [1, 2], cells, 1)
    assert (grid.history("t", 1), grid.history("t", 2)) == (7, None)
    grid = Grid({"t": None, "x": "t", "y": "t"}, [1], {**cells, ("t", 1): Cell(8, 0)}, 1)
    assert grid.history("t", 1) == 0


def test_a_row_that_is_always_a_sum_has_no_amount_whatever_is_stored():
    grid = plan({**LEAVES, "north": ["9h", 9]}, rolls_up=True)
    assert grid.own("north", "jan") is None
    assert not grid.is_held("north", "jan")
    assert grid.effective("total", "jan") == 100
    assert grid.unallocated("north", "jan") == 0


# Typing


def test_typing_with_spreading_goes_down_to_the_last_row():
    grid = plan(FULL)
    grid.type([("total", "jan", 200)], spread=True)
    assert grid.own("total", "jan") == 200
    assert [grid.own(row, "jan") for row in ("north", "south", *"abcd")] == [
        *(120, 80),
        *(40, 80, 20, 60),
    ]
    assert [grid.own(row, "feb") for row in PARENTS] == [FULL[row][1] for row in PARENTS]


def test_typing_without_spreading_leaves_a_difference():
    grid = plan(FULL)
    grid.type([("north", "jan", 70)], spread=False)
    assert own(grid) == {**FULL, "north": [70, 30]}
    assert grid.unallocated("north", "jan") == 10
    assert grid.unallocated("total", "jan") == -10


def test_typing_above_nothing_fills_evenly():
    grid = plan()
    grid.type([("north", "jan", 25)], spread=True)
    assert own(grid) == {"north": [25, None], "a": [12.5, None], "b": [12.5, None]}


def test_zeros_and_holds_below_stay():
    grid = plan({**FULL, "a": [0, 10], "d": ["30h", 15]})
    grid.type([("total", "jan", 150)], spread=True)
    assert [grid.own(row, "jan") for row in "ad"] == [0, 30]
    assert grid.effective("north", "jan") + grid.effective("south", "jan") == 150


def test_what_is_held_may_be_typed_into_and_stays_held():
    grid = small({"t": 9, "x": "5h"})
    grid.type([("x", "jan", 6)], spread=True)
    assert grid.own("x", "jan") == 6
    assert grid.is_held("x", "jan")


def test_a_row_named_itself_wins_over_what_comes_from_above():
    grid = plan(FULL)
    grid.type([("a", "jan", 5), ("total", "jan", 200), ("north", "jan", 90)], spread=True)
    assert [grid.own(row, "jan") for row in ("total", "north", "south")] == [200, 90, 80]
    assert [grid.own(row, "jan") for row in "ab"] == [5, 60]
    assert grid.unallocated("north", "jan") == 25
    assert grid.unallocated("total", "jan") == 30


def test_amounts_are_rounded_half_up():
    grid = small(step=Decimal("0.05"))
    grid.type([("x", "jan", Decimal("0.025")), ("y", "jan", Fraction(-1, 3))], spread=False)
    assert own(grid) == {"x": [Decimal("0.05")], "y": [Decimal("-0.35")]}


def test_typing_nothing_clears_the_cell_alone():
    grid = plan(FULL)
    grid.type([("north", "jan", None)], spread=True)
    assert own(grid) == {**FULL, "north": [None, 30]}
    grid.type([("south", None, None)], spread=True)
    assert own(grid) == {**LEAVES, "total": [100, 50], "north": [None, 30]}
    assert grid.cell("south", "jan") is None
    assert [grid.effective("south", period) for period in PERIODS] == [40, 20]


def test_history_stays_with_the_cell():
    cells = {("x", 1): Cell(5, 3, True), ("y", 1): Cell(5)}
    grid = Grid({"t": None, "x": "t", "y": "t"}, [1], cells, 1)
    grid.type([("x", 1, 7), ("y", 1, 8)], spread=False)
    assert (grid.cell("x", 1), grid.cell("y", 1)) == (Cell(7, 3, True), Cell(8))
    grid.type([("x", 1, None)], spread=False)
    assert grid.history("x", 1) == 3
    assert not grid.is_held("x", 1)
    assert grid.changes()["x", 1] == (Cell(5, 3, True), None)


# Typing totals


def test_a_total_is_shared_by_the_periods_and_the_rows_below():
    grid = plan(FULL)
    grid.type([("total", None, 300)], spread=True)
    assert own(grid) == {row: [2 * amount for amount in FULL[row]] for row in FULL}


def test_a_total_without_the_rows_below():
    grid = plan({**FULL, "north": [None, None]})
    grid.type([("north", None, 180)], spread=False)
    assert own(grid) == {**FULL, "north": [120, 60]}


def test_a_total_leaves_held_parts_below_alone():
    grid = plan({**FULL, "b": ["40h", 20]})
    grid.type([("north", None, 140)], spread=True)
    assert grid.own("b", "jan") == 40
    assert grid.total("north") == 140
    assert rest(grid, "north") == 0
    assert own(grid)["north"] == [80, 60]


def test_a_total_and_a_period_of_the_same_row():
    grid = plan(FULL)
    grid.type([("a", "jan", 1), ("a", None, 60)], spread=True)
    assert own(grid)["a"] == [1, 20]


def test_the_total_of_an_empty_row():
    grid = plan()
    grid.type([("north", None, Decimal("0.01"))], spread=True)
    assert grid.total("north") == grid.total("total") == Decimal("0.01")
    assert rest(grid, "north") == 0


# Exactly what is given, and what changed


def test_changes_are_told_once_and_only_real_ones():
    grid = small({"t": 10, "x": 4})
    grid.type([("x", "jan", 5)], spread=False)
    grid.type([("x", "jan", 6), ("y", "jan", 0), ("t", "jan", 10)], spread=False)
    assert grid.changes() == {
        ("x", "jan"): (Cell(4), Cell(6)),
        ("y", "jan"): (None, Cell(0)),
    }
    grid.type([("x", "jan", 4), ("y", "jan", None)], spread=False)
    assert grid.changes() == {}


# Refusals


@pytest.mark.parametrize(
    ("cells", "typed", "figures"),
    [
        ({"x": "4h", "y": "5h"}, ("t", "jan", 10), ("held", "t", "jan", 10, 9)),
        ({"x": "4h", "y": 0}, ("t", None, 10), ("closed", "t", None, 10, 9)),
        ({"x": 0, "y": 0}, ("t", "jan", 10), ("zero", "t", "jan", 10, 0)),
        ({"x": "40h", "y": 5}, ("t", None, 10), ("exceeded", "t", None, 10, 40)),
    ],
)
def test_what_cannot_be_spread_says_where_and_why(cells, typed, figures):
    grid = small({"t": 9, **cells})
    edits = [typed, ("x", "jan", 7)]
    error = refuse(grid, CannotSpreadHere, "type", edits, spread=True)
    assert (error.reason, error.row, error.period, error.total, error.held) == figures


def test_a_later_refusal_takes_back_what_came_before():
    grid = plan({**FULL, "c": ["10h", 5], "d": ["30h", 15]})
    grid.type([("b", "feb", 21)], spread=True)
    typed = [("total", "feb", 500), ("south", "jan", 41), ("north", "jan", 7)]
    error = refuse(grid, CannotSpreadHere, "type", typed, spread=True)
    assert (error.row, error.period, error.total, error.held) == ("south", "jan", 41, 40)
    assert list(grid.changes()) == [("b", "feb")]


def test_spreading_says_where_it_failed():
    grid = plan({**FULL, "a": ["20h", 10], "b": ["39h", 20]})
    error = refuse(grid, CannotSpreadHere, "spread_below", ["north"], PERIODS, "even")
    assert (error.row, error.period, error.reason) == ("north", "jan", "held")
    grid = plan({**FULL, "a": ["50h", 10]})
    error = refuse(grid, CannotSpreadHere, "spread_periods", ["north"], PERIODS, "even")
    assert (error.row, error.period, error.reason, error.held) == ("north", "jan", "exceeded", 50)
    grid = plan({**FULL, "a": ["20h", "10h"]})
    error = refuse(grid, CannotSpreadHere, "spread_periods", ["a"], PERIODS, "even", 7)
    assert (error.row, error.period, error.total, error.held) == ("a", None, 7, 30)


@pytest.mark.parametrize(
    ("edit", "arguments"),
    [
        ("type", ([("nobody", "jan", 1)], True)),
        ("type", ([("a", "dec", 1)], True)),
        ("hold", ([("nobody", None)],)),
        ("release", ([("a", "dec")],)),
        ("clear", ([("nobody", "jan")],)),
        ("round_to", ([("nobody", "jan")], 10)),
        ("copy_into", (["a"], "dec", ["jan"])),
        ("copy_into", (["a"], "jan", ["dec"])),
        ("copy_into", (["nobody"], "jan", ["jan"])),
        ("spread_periods", (["a"], ["jan", "dec"], "even")),
        ("spread_below", (["nobody"], ["jan"], "even")),
    ],
)
def test_rows_and_periods_must_be_known(edit, arguments):
    refuse(plan(FULL), KeyError, edit, *arguments)


# Some periods only


def test_cells_of_other_periods_need_not_be_given():
    grid = plan({row: amounts[:1] for row, amounts in FULL.items()}, periods=("jan",))
    grid.type([("total", "jan", 200)], spread=True)
    assert own(grid) == {row: [2 * amounts[0]] for row, amounts in FULL.items()}
    assert grid.total("total") == 200


# Large plans


def grow(count):
    """Return the parents of a total, 10 teams, 100 people and customers, ``count`` in all."""
    parents = {0: None}
    parents |= dict.fromkeys(range(1, 11), 0)
    parents |= {row: row % 10 + 1 for row in range(11, 111)}
    return parents | {row: row % 100 + 11 for row in range(111, count)}


def test_a_whole_plan_of_60000_cells_is_spread_exactly():
    parents, periods = grow(5000), range(12)
    cells = {
        (row, period): Cell(float(row % 97 + period) + 0.25)
        for row in range(111, 5000)
        for period in periods
    }
    grid = Grid(parents, periods, cells, STEP)
    grid.type([(0, None, Decimal("98765432.10"))], spread=True)
    changes = grid.changes()
    assert len(changes) == 60000
    assert (grid.total(0), rest(grid, 0)) == (Decimal("98765432.10"), 0)


def test_one_cell_of_a_large_plan_changes_nothing_else():
    parents = grow(5000)
    cells = {(row, 1): Cell(row + 0.25) for row in range(111, 5000)}
    grid = Grid(parents, [1], cells, STEP)
    grid.type([(4999, 1, 77)], spread=True)
    figures = [(grid.effective(row, 1), grid.unallocated(row, 1)) for row in (110, 10, 0)]
    assert figures[2] == (sum(range(111, 4999)) + Decimal(4888) / 4 + 77, 0)
    assert list(grid.changes()) == [(4999, 1)]


# Several periods as one amount


def test_what_some_periods_have_together_is_shared_by_them_alone():
    grid = plan({"a": [20, 10, 70]}, periods=("jan", "feb", "mar"))
    assert grid.get_sum("a", ("feb", "jan")) == 30
    assert grid.get_sum("a", None) == 100
    assert grid.get_sum("b", ("jan", "feb")) is None
    grid.type([("a", ("jan", "feb"), 60)], spread=True)
    assert own(grid) == {"a": [40, 20, 70]}
    grid.type([("a", ("jan", "feb"), None)], spread=True)
    assert own(grid) == {"a": [None, None, 70]}


def test_a_total_comes_before_some_periods_and_these_before_a_single_one():
    grid = plan({"a": [10, 10, 10]}, periods=("jan", "feb", "mar"))
    cells = [("a", "jan", 1), ("a", ("jan", "feb"), 50), ("a", None, 90)]
    grid.type(cells, spread=False)
    assert own(grid) == {"a": [1, 25, 30]}
    with pytest.raises(KeyError):
        grid.type([("a", ("jan", "no"), 5)], spread=False)
