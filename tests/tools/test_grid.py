"""Tests of editing a whole plan, by examples."""

from decimal import Decimal
from fractions import Fraction

import pytest

from tools.grid import CannotEdit, CannotSpreadHere, Grid
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
    assert own(grid)["a"] == [90, 0]


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
    assert own(grid)["c"] == [0, 15]


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
