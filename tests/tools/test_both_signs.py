"""Tests of spreading over rows of both signs: bonuses and returns keep their share."""

from decimal import Decimal
from fractions import Fraction

import pytest
from grid_plans import own, plan, refuse, small
from hypothesis import assume, given
from hypothesis import strategies as st

from tools.grid import CannotSpreadHere
from tools.splitting import split
from tools.spreading import CannotSpread, Cell, Node, breakback, spread_cells

CENT = Decimal("0.01")
# whole steps of a cent
amounts = st.integers(-(10**6), 10**6).filter(bool).map(lambda units: units * CENT)
lists = st.lists(amounts, min_size=1, max_size=12).filter(sum)


def spread(total, *cells, **options):
    cells = [cell if isinstance(cell, Cell) else Cell(cell) for cell in cells]
    return spread_cells(Decimal(str(total)), cells, **options)


def decimals(*numbers):
    return [None if number is None else Decimal(str(number)) for number in numbers]


def tree(*rows):
    """Return a total above rows: an amount each, or the amounts of the rows below."""
    return Node(
        "t",
        children=[
            Node(number, children=[Node((number, place), row[place]) for place in range(len(row))])
            if isinstance(row, tuple)
            else Node(number, row)
            for number, row in enumerate(rows)
        ],
    )


# Examples


@pytest.mark.parametrize(
    ("rows", "total", "expected"),
    [
        ((3000, -2000), 1100, (3300, -2200)),
        ((3000, -2000), 500, (1500, -1000)),
        ((3000, -2000), -500, (-1500, 1000)),
        ((3000, -2000), 0, (0, 0)),
        ((-3000, 2000), -1100, (-3300, 2200)),
        ((-3000, 2000, None), -1100, (-3300, 2200, None)),
        ((3000, 0, -2000), 1100, (3300, 0, -2200)),
        # the cent goes to the largest fraction, of equals to the earlier
        ((2, -1), "1.01", ("2.02", "-1.01")),
        ((1, 1, -1), "1.01", ("1.01", "1.01", "-1.01")),
        ((1, 1, -1), "0.5", ("0.5", "0.5", "-0.5")),
        ((3, 3, -3), "0.01", ("0.01", "0.01", "-0.01")),
        ((5, 5, -7), 1, ("1.67", "1.67", "-2.34")),
        # a sum near zero is one, too
        ((1000, "-999.99"), 100, (10_000_000, -9_999_900)),
    ],
)
def test_every_row_takes_the_same_factor(rows, total, expected):
    rows, expected = decimals(*rows), decimals(*expected)
    assert spread(total, *rows) == expected
    after = breakback(tree(*rows), Decimal(str(total)))
    assert [after.get(number, row) for number, row in enumerate(rows)] == expected


def test_what_is_held_is_taken_off_first():
    held = Cell(-2000, is_held=True)
    assert spread(1100, 3000, held) == [3100, -2000]
    assert spread(1100, 3000, -500, held) == [3720, -620, -2000]
    # The return that is left makes up for what is held: it may be more than the whole.
    assert spread(900, Cell(3000, is_held=True), -2000) == [3000, -2100]
    nodes = [Node("a", 3000, True), Node("b", -2000)]
    assert breakback(Node("t", 1000, children=nodes), 900) == {"t": 900, "b": -2100}


@pytest.mark.parametrize(
    ("total", "reason"), [(4000, "opposite"), (3001, "opposite"), (-1, None), (3000, None)]
)
def test_a_return_becomes_no_bonus_beside_what_is_held(total, reason):
    """It changes its sign with the whole only: so it does where somebody types the opposite."""
    cells = [Cell(3000, is_held=True), Cell(-2000)]
    tree = Node("t", 1000, children=[Node("a", 3000, True), Node("b", -2000)])
    if reason is None:
        part = total - 3000
        assert spread(total, *cells) == [3000, part or None]
        assert breakback(tree, total) == {"t": total, "b": part or None}
        return
    for edit, where in ((spread, cells), (breakback, [tree])):
        arguments = [total, *where] if edit is spread else [*where, total]
        with pytest.raises(CannotSpread, match=r"-2000 in all, .* held amounts, 3000\.") as caught:
            edit(*arguments)
        assert (caught.value.reason, caught.value.held, caught.value.free) == (reason, 3000, -2000)


def test_rows_that_cancel_out_give_no_proportion():
    for rows in ((500, -500), (500, -500, None), (500, -200, -300)):
        with pytest.raises(CannotSpread, match="cancel each other out") as caught:
            spread(100, *rows)
        assert (caught.value.reason, caught.value.total) == ("balanced", 100)
        with pytest.raises(CannotSpread, match="100 cannot be spread"):
            breakback(tree(*rows), 100)
        # what is there already stays
        assert spread(0, *rows) == decimals(*rows)
        assert breakback(tree(*rows), 0) == {"t": 0}
    with pytest.raises(CannotSpread, match="150 cannot be spread"):
        spread(150, 500, -500, Cell(100, is_held=True))
    with pytest.raises(CannotSpread, match="100 cannot be spread"):
        breakback(tree((500, -500), None), 100)


def test_rows_that_cancel_out_below_one_row_go_with_the_rest():
    after = breakback(tree((500, -500), 100), 200)
    assert after == {"t": 200, (0, 0): 1000, (0, 1): -1000, 1: 200}
    after = breakback(tree((500, -500), 100), 0)
    assert after == {"t": 0, 0: 0, (0, 0): 0, (0, 1): 0, 1: 0}
    after = breakback(tree((Decimal("0.01"), Decimal("-0.01")), 100), 150)
    assert after[1] == 150
    assert after.get((0, 0), CENT) + after.get((0, 1), -CENT) == 0


@pytest.mark.parametrize("mode", ["even", "history", "weights"])
def test_nothing_is_deleted_because_it_sums_to_zero(mode):
    """Other ways of spreading need no proportion; but nothing shared is nothing planned."""
    cells = [Cell(500, 1), Cell(-500, 2)]
    weights = [1, 3] if mode == "weights" else None
    with pytest.raises(CannotSpread, match="cancel each other out"):
        spread_cells(0, cells, mode, weights=weights, is_typed=False)
    assert spread_cells(0, cells, mode, weights=weights) == [0, 0]  # typed: by will
    assert sum(spread_cells(90, cells, mode, weights=weights)) == 90


# Of a whole plan


def test_in_the_grid():
    grid = plan({"a": [3000, 10], "b": [-2000, -20]})
    grid.type([("north", "jan", 1100)], spread=True)
    assert own(grid) == {"north": [1100, None], "a": [3300, 10], "b": [-2200, -20]}
    grid.type([("total", "feb", -20)], spread=True)
    assert (grid.own("a", "feb"), grid.own("b", "feb")) == (20, -40)


def test_the_total_of_a_row_over_periods():
    grid = plan({"a": [3000, -2000]})
    grid.type([("a", None, 1100)], spread=True)
    assert own(grid)["a"] == [3300, -2200]
    grid.spread_periods(["a"], grid.periods, "current", 1000, down=False)
    assert own(grid)["a"] == [3000, -2000]
    grid = plan({"a": [500, -500]})
    error = refuse(grid, CannotSpreadHere, "type", [("a", None, 100)], spread=True)
    assert (error.reason, error.row, error.period, error.total) == ("balanced", "a", None, 100)


def test_spreading_what_a_row_has():
    grid = plan({"north": [1100, None], "a": [3000, 5], "b": [-2000, -5]})
    grid.spread_below(["north"], ["jan"], "current")
    assert own(grid) == {"north": [1100, None], "a": [3300, 5], "b": [-2200, -5]}
    grid.spread_below(["north"], ["feb"], "current")  # they make it already
    assert own(grid)["a"][1] == 5
    for mode in ("even", "history"):
        error = refuse(grid, CannotSpreadHere, "spread_below", ["north"], ["feb"], mode)
        assert (error.reason, error.period) == ("balanced", "feb")
        error = refuse(
            plan({"a": [5, -5]}), CannotSpreadHere, "spread_periods", "a", grid.periods, mode
        )
        assert (error.reason, error.period) == ("balanced", None)


def test_rounding_and_copying():
    grid = plan({"a": [2960, None], "b": [-1960, None]})
    grid.copy_into(["north"], "jan", ["feb"], Fraction(11, 10), spread=False)
    assert own(grid)["north"] == [None, 1100]
    grid.round_to([("north", "jan")], 300, spread=True)
    assert own(grid)["a"] == [2664, None]
    assert own(grid)["b"] == [-1764, None]


def test_splits_as_it_is_now():
    weights = {"jan": {"x": 3000, "y": -2000}}
    grid = small({"t": 1100, "x": 3000, "y": -2000})
    assert not split(grid, "t", weights, {"jan": 1100}, is_signed=True).refused
    assert own(grid) == {"t": [1100], "x": [3300], "y": [-2200]}
    grid = small({"t": 100, "x": 500, "y": -500})
    result = split(grid, "t", {"jan": {"x": 500, "y": -500}}, {"jan": 100}, is_signed=True)
    assert [error.reason for error in result.refused] == ["balanced"]
    assert not grid.changes()
    grid = small({"t": -100, "x": -60, "y": -60})
    split(grid, "t", {"jan": {"x": -60, "y": -60}}, {"jan": -100}, is_signed=True)
    assert own(grid) == {"t": [-100], "x": [-50], "y": [-50]}


# Whatever the rows are


@given(lists, amounts)
def test_sums_are_exact_and_within_a_cent_of_the_factor(rows, total):
    parts = [part or 0 for part in spread(total, *rows)]
    assert sum(parts) == total
    factor = Fraction(total) / Fraction(sum(rows))
    for row, part in zip(rows, parts, strict=True):
        assert abs(Fraction(part) - Fraction(row) * factor) < Fraction(CENT)
        assert Fraction(part) * Fraction(row) * factor >= 0  # the sign stays, or all turn


@given(lists)
def test_the_same_total_changes_nothing(rows):
    assert spread(sum(rows), *rows) == rows
    after = breakback(tree(*rows), sum(rows))
    assert after == {"t": sum(rows)}


@given(lists, amounts, st.integers(2, 1000))
def test_only_proportions_matter(rows, total, scale):
    assert spread(total, *(row * scale for row in rows)) == spread(total, *rows)


@given(lists, amounts)
def test_opposites(rows, total):
    expected = spread(total, *rows)
    assert spread(total, *(-row for row in rows)) == expected
    opposite = [None if part is None else -part for part in expected]
    assert spread(-total, *rows) == opposite


@given(lists, amounts)
def test_larger_rows_never_get_less(rows, total):
    sign = 1 if (total > 0) == (sum(rows) > 0) else -1
    pairs = sorted(zip(rows, spread(total, *rows), strict=True), key=lambda pair: sign * pair[0])
    parts = [part or 0 for _row, part in pairs]
    for index in range(1, len(pairs)):
        assert parts[index] >= parts[index - 1] or pairs[index][0] == pairs[index - 1][0]


@given(lists, amounts, st.lists(st.booleans(), min_size=12, max_size=12))
def test_held_rows_stay_and_the_rest_takes_one_factor(rows, total, holds):
    cells = [Cell(row, is_held=hold) for row, hold in zip(rows, holds, strict=False)]
    try:
        parts = spread(total, *cells)
    except CannotSpread:
        return
    assert sum(part or 0 for part in parts) == total
    free = [(c.amount, part or 0) for c, part in zip(cells, parts, strict=True) if not c.is_held]
    assert all(part == c.amount for c, part in zip(cells, parts, strict=True) if c.is_held)
    whole, rest = sum(row for row, _ in free), sum(part for _, part in free)
    assume(whole)
    for row, part in free:
        assert abs(Fraction(part) - Fraction(row * rest) / Fraction(whole)) < Fraction(CENT)


@given(st.lists(st.lists(amounts, min_size=1, max_size=4), min_size=1, max_size=4), amounts)
def test_a_tree_is_scaled_as_its_last_rows_are(groups, total):
    """How rows are grouped moves cents, no more: also where a group makes nothing."""
    rows = [row for group in groups for row in group]
    assume(sum(rows))
    factor = Fraction(total) / Fraction(sum(rows))
    after = breakback(tree(*map(tuple, groups)), total)
    assert (
        sum(after.get((n, p), row) or 0 for n, g in enumerate(groups) for p, row in enumerate(g))
        == total
    )
    for number, group in enumerate(groups):
        for place, row in enumerate(group):
            part = after.get((number, place), row) or 0
            assert abs(Fraction(part) - Fraction(row) * factor) < Fraction(CENT)
