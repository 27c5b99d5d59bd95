"""Tests of editing a whole plan, by examples: sums, spreading, rounding, copying, holding."""

from decimal import Decimal
from fractions import Fraction

import pytest
from grid_plans import FULL, LEAVES, PARENTS, PERIODS, own, plan, refuse, rest, small

from tools.grid import CannotEdit, CannotSpreadHere, Grid
from tools.spreading import Cell

# Plans that roll up


@pytest.mark.parametrize("amount", [5, None])
@pytest.mark.parametrize("period", ["jan", None])
def test_a_sum_cannot_be_typed(period, amount):
    grid = plan(LEAVES, rolls_up=True)
    error = refuse(
        grid, CannotEdit, "type", [("a", "jan", 5), ("north", period, amount)], spread=True
    )
    assert (error.reason, error.row) == ("rolls_up", "north")
    assert "north cannot be edited: rolls_up" in str(error)


def test_rows_without_rows_below_can_be_typed():
    grid = plan(LEAVES, rolls_up=True)
    grid.type([("a", "jan", 5), ("b", None, 90)], spread=True)
    assert own(grid) == {**LEAVES, "a": [5, 10], "b": [60, 30]}
    assert grid.total("total") == 15 + 90 + 15 + 45


def test_sums_can_be_spread_without_getting_amounts():
    grid = plan(LEAVES, rolls_up=True)
    grid.spread_periods(["total"], PERIODS, "even")
    assert [grid.effective("total", period) for period in PERIODS] == [75, 75]
    assert set(own(grid)) == set("abcd")
    grid.spread_below(["total"], PERIODS, "even")
    assert grid.effective("north", "jan") == Decimal("37.5")
    assert set(own(grid)) == set("abcd")


def test_a_period_that_gets_nothing_does_not_come_to_what_stays_below():
    """Spread without the rows below, January's third is not counted twice."""
    cells = {("south", "jan"): Cell(Decimal("0.33"))}
    grid = Grid({"total": None, "south": "total"}, ["jan", "mar"], cells, Decimal("0.01"))
    weights = {"jan": 0, "mar": 1}
    grid.spread_periods(["total"], ["jan", "mar"], "weights", weights=weights, down=False)
    assert grid.total("total") == Decimal("0.33")
    assert grid.total("south") == Decimal("0.33")


def test_commands_on_everything_pass_sums_over():
    grid = plan(LEAVES, rolls_up=True)
    grid.round_to([(row, "jan") for row in PARENTS], 20)
    grid.copy_into(PARENTS, "jan", ["feb"])
    grid.spread_periods(PARENTS, PERIODS, "even", total=30, down=False)
    assert own(grid) == {row: [15, 15] for row in "abcd"}
    grid.clear([(row, None) for row in PARENTS])
    assert own(grid) == {}


@pytest.mark.parametrize(
    ("edit", "arguments"),
    [
        ("round_to", ([("north", "jan")], 100)),
        ("copy_into", (["north", "total"], "jan", ["feb"])),
        ("clear", ([("north", None)],)),
        ("spread_periods", (["north"], PERIODS, "even", None, None, False)),
    ],
)
def test_commands_on_sums_alone_are_refused(edit, arguments):
    error = refuse(plan(LEAVES, rolls_up=True), CannotEdit, edit, *arguments)
    assert error.row in ("north", "total")


def test_holding_a_sum_holds_what_is_planned_below():
    grid = plan({**LEAVES, "b": [None, 20]}, rolls_up=True)
    assert grid.hold([("north", "jan"), ("south", None)]) == 0
    held = {key for key in grid.changes() if grid.is_held(*key)}
    assert held == {("a", "jan"), *((row, period) for row in "cd" for period in PERIODS)}
    assert grid.own("b", "jan") is None
    grid.release([("total", None)])
    assert grid.changes() == {}


def test_clearing_below_a_sum():
    grid = plan({**LEAVES, "a": ["20h", 10]}, rolls_up=True)
    grid.clear([("total", "jan")], below=True)
    assert own(grid) == {"a": [20, 10], "b": [None, 20], "c": [None, 5], "d": [None, 15]}


# Spreading over periods


def test_periods_evenly():
    grid = plan(FULL)
    grid.spread_periods(["total"], PERIODS, "even")
    assert own(grid) == {
        "total": [75, 75],
        "north": [45, 45],
        "south": [30, 30],
        "a": [15, 15],
        "b": [30, 30],
        "c": [7.5, 7.5],
        "d": [22.5, 22.5],
    }


def test_periods_without_the_rows_below():
    grid = plan(FULL)
    grid.spread_periods(["total", "north"], ["feb", "jan"], "even", down=False)
    assert own(grid) == {**FULL, "total": [75, 75], "north": [45, 45]}


def test_periods_by_weights_with_a_new_total():
    grid = plan(FULL)
    weights = {"feb": Fraction(2, 3), "jan": Fraction(1, 3)}
    grid.spread_periods(["a"], PERIODS, "profile", 90, weights)
    assert own(grid)["a"] == [30, 60]
    grid.spread_periods(["a"], PERIODS, "days", None, {"jan": 5})
    assert own(grid)["a"] == [90, None]


def test_periods_by_current_amounts_with_a_new_total():
    grid = plan(FULL)
    grid.spread_periods(["north"], PERIODS, "current", 45)
    assert own(grid) == {**FULL, "north": [30, 15], "a": [10, 5], "b": [20, 10]}
    grid.spread_periods(["south"], PERIODS, "current", 30, down=False)
    assert [own(grid)[row] for row in ("south", "c")] == [[20, 10], [10, 5]]


def test_periods_by_history_of_the_rows_below():
    cells = {
        ("t", 1): Cell(10),
        ("t", 2): Cell(10),
        ("x", 1): Cell(None, 30),
        ("y", 1): Cell(None, 10),
        ("x", 2): Cell(None, 40),
        ("y", 2): Cell(None, 120),
    }
    grid = Grid({"t": None, "x": "t", "y": "t"}, [1, 2], cells, 1)
    grid.spread_periods(["t"], [1, 2], "history", down=False)
    assert [grid.own("t", period) for period in (1, 2)] == [4, 16]


def test_only_the_periods_named_are_spread():
    parents, periods = {"x": None}, ("jan", "feb", "mar")
    grid = plan({"x": [1, 2, 6]}, parents=parents, periods=periods)
    grid.spread_periods(["x"], ["jan", "mar"], "even")
    assert own(grid) == {"x": [3.5, 2, 3.5]}


def test_held_periods_and_zeros_stay():
    parents, periods = {"x": None}, ("jan", "feb", "mar", "apr")
    grid = plan({"x": ["7h", 0, 3, None]}, parents=parents, periods=periods)
    grid.spread_periods(["x"], periods, "even", 17)
    assert own(grid) == {"x": [7, 0, 5, 5]}


def test_a_period_below_which_nothing_may_change_stays():
    grid = plan({**FULL, "a": ["20h", 10], "b": ["40h", 20]})
    grid.spread_periods(["north"], PERIODS, "even", 200)
    assert own(grid)["north"] == [60, 140]
    grid.spread_periods(["north"], PERIODS, "even", down=False)
    assert own(grid)["north"] == [100, 100]


@pytest.mark.parametrize("mode", ["even", "current"])
@pytest.mark.parametrize("down", [True, False])
def test_a_sum_of_zero_is_no_explicit_zero(mode, down):
    grid = plan({"a": [0, None], "b": [None, None]})
    grid.spread_periods(["north"], PERIODS, mode, 4, down=down)
    assert own(grid)["north"] == [2, 2]
    assert grid.own("b", "jan") == (2 if down else None)


def test_a_row_not_planned_has_nothing_to_spread():
    grid = plan()
    grid.spread_periods(["north"], PERIODS, "even")
    assert own(grid) == {}
    grid.spread_periods(["north"], PERIODS, "even", 4)
    assert own(grid) == {"north": [2, 2], "a": [1, 1], "b": [1, 1]}


def test_what_is_finer_than_the_step_is_not_lost():
    grid = plan({"a": [0.5, 1], "b": [None, 4]}, step=1)
    grid.spread_periods(["a"], PERIODS, "even")
    assert grid.total("a") == 1.5
    grid.spread_periods(["b"], PERIODS, "even", Decimal("2.5"))
    assert own(grid)["b"] == [2, 1]


def test_modes_must_be_known_and_have_weights():
    grid = plan(FULL)
    for mode in ("weights", "seasonal"):
        refuse(grid, ValueError, "spread_periods", ["total"], PERIODS, mode)
        refuse(grid, ValueError, "spread_below", ["total"], PERIODS, mode)


# Spreading over the rows below


def test_rows_below_evenly():
    grid = plan(FULL)
    grid.spread_below(["total"], ["jan"], "even")
    assert [grid.own(row, "jan") for row in PARENTS] == [
        100,
        *(50, 50),
        *map(Decimal, ("16.67", "33.33", "12.5", "37.5")),
    ]
    assert own(grid)["north"][1] == 30


def test_rows_below_by_weights():
    grid = plan(FULL)
    grid.spread_below(["south"], PERIODS, "weights", {"c": 3, "d": 1})
    assert own(grid) == {**FULL, "c": [30, 15], "d": [10, 5]}
    grid.spread_below(["south"], ["jan"], "weights", {"d": 1})
    assert own(grid)["c"] == [None, 15]


def test_rows_below_take_what_was_unallocated():
    grid = plan({**FULL, "north": [90, 30]})
    grid.spread_below(["north", "a"], PERIODS, "current")
    assert own(grid) == {**FULL, "north": [90, 30], "a": [30, 10], "b": [60, 20]}


def test_a_row_that_is_a_sum_stays_one():
    grid = plan(LEAVES)
    for mode in ("current", "even"):
        grid.spread_below(["north"], PERIODS, mode)
    assert own(grid) == {**LEAVES, "a": [30, 15], "b": [30, 15]}


def test_rows_without_rows_below_are_passed_over_unless_alone():
    grid = plan(FULL)
    grid.spread_below(["a", "north"], PERIODS, "even")
    assert own(grid)["a"] == [30, 15]
    error = refuse(grid, CannotSpreadHere, "spread_below", ["a", "b"], PERIODS, "even")
    assert (error.reason, error.row, error.period, error.total) == ("empty", "a", None, 45)


def test_periods_with_nothing_planned_are_passed_over():
    grid = small({"x": 1})
    grid.spread_below(["t"], ["jan"], "even")
    assert own(grid) == {"x": [Decimal("0.5")], "y": [Decimal("0.5")]}
    grid = small()
    grid.spread_below(["t"], ["jan"], "even")
    assert own(grid) == {}


# Rounding, copying, holding, clearing


def test_rounding():
    grid = plan({"a": [1249, 1250], "b": [-1250, None], "c": ["1111h", 0]})
    cells = [(row, period) for row in "abc" for period in PERIODS]
    assert grid.round_to(cells, 100) == 2
    assert own(grid) == {"a": [1200, 1300], "b": [-1300, None], "c": [1111, 0]}


def test_rounding_leaves_round_sums_alone():
    grid = plan({"a": [150, 7], "b": [50, 7]})
    grid.round_to([("north", "jan"), ("north", "feb")], 10)
    assert own(grid) == {"north": [None, 10], "a": [150, 7], "b": [50, 7]}


def test_rounding_with_spreading():
    grid = plan(FULL)
    grid.round_to([("north", "jan")], 50, spread=True)
    assert [own(grid)[row][0] for row in ("north", *"ab")] == [
        50,
        Decimal("16.67"),
        Decimal("33.33"),
    ]
    grid.round_to([("south", None)], 100, spread=True)
    assert grid.total("south") == 100
    assert rest(grid, "south") == 0


def test_rounding_to_nothing_is_refused():
    refuse(plan(FULL), ValueError, "round_to", [("a", "jan")], 0)


def test_copying_with_an_uplift():
    grid = plan({"a": [10, 1], "b": [Decimal("0.07"), None], "d": [9, "5h"]})
    assert grid.copy_into("abcd", "jan", ["feb"], Decimal("1.05")) == 2
    assert own(grid) == {
        "a": [10, 10.5],
        "b": [Decimal("0.07"), Decimal("0.07")],
        "d": [9, 5],
    }


def test_copying_onto_itself_takes_what_was_there():
    grid = plan({"a": [10, 1]})
    grid.copy_into(["a"], "jan", PERIODS, 2)
    assert own(grid) == {"a": [20, 20]}


def test_copying_sums_and_spreading_them():
    grid = plan(LEAVES)
    grid.copy_into(["north"], "feb", ["jan"], spread=True)
    assert own(grid) == {**LEAVES, "north": [30, None], "a": [10, 10], "b": [20, 20]}


def test_copying_last_year():
    cells = {("x", 1): Cell(5, 100), ("y", 1): Cell(None, 10), ("y", 2): Cell(1)}
    grid = Grid({"t": None, "x": "t", "y": "t"}, [1, 2], cells, 1)
    assert grid.copy_into(["t", "x", "y"], None, [1, 2], Fraction(105, 100)) == 3
    assert [grid.own(row, 1) for row in "txy"] == [116, 105, 11]
    assert [grid.own(row, 2) for row in "txy"] == [None, None, 1]


def test_holding_plans_a_sum_at_what_it_is():
    grid = plan(LEAVES)
    assert grid.hold([("north", "jan"), ("a", "jan")]) == 0
    assert grid.cell("north", "jan") == Cell(60, None, True)
    grid.type([("total", "jan", 300)], spread=True)
    assert [grid.own(row, "jan") for row in ("north", "south", *"abcd")] == [
        *(60, 240),
        *(20, 40, 60, 180),
    ]


def test_what_is_not_planned_is_not_held():
    grid = plan({"a": [1, None]})
    assert grid.hold([("a", None), ("north", "feb"), ("b", "jan")]) == 3
    assert set(grid.changes()) == {("a", "jan")}


def test_releasing():
    grid = small({"t": 10, "x": "4h", "y": 6})
    grid.release([("x", "jan"), ("y", None)])
    grid.type([("t", "jan", 20)], spread=True)
    assert own(grid) == {"t": [20], "x": [8], "y": [12]}


def test_clearing():
    grid = plan({**FULL, "a": ["20h", 0]})
    grid.clear([("a", None), ("north", "jan")])
    left = {row: amounts for row, amounts in FULL.items() if row != "a"}
    assert own(grid) == {**left, "north": [None, 30]}
    assert grid.cell("a", "jan") is grid.cell("north", "jan") is None


def test_clearing_below_leaves_what_is_held_with_all_below():
    grid = plan({**FULL, "north": ["60h", 30], "c": ["10h", 5], "d": [0, 15]})
    grid.clear([("total", "jan")], below=True)
    assert {row: amounts[0] for row, amounts in own(grid).items()} == {
        "total": None,
        "north": 60,
        "south": None,
        "a": 20,
        "b": 40,
        "c": 10,
        "d": None,
    }
    assert grid.total("north") == 90
