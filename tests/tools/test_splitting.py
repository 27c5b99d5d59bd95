"""Tests of splitting what a row has among the rows below it."""

from decimal import Decimal
from fractions import Fraction

from grid_plans import FULL, own, plan
from hypothesis import given
from hypothesis import strategies as st
from test_grid_properties import PERIODS, check_cells, check_protected, check_sums, plans

from tools.splitting import enlarge, scale, split

numbers = st.integers(-1, 4).map(lambda weight: Fraction(weight, 3))


def give(grid, row="total", totals=None, **weights):
    """Split a row in January by the same weights as in February."""
    if totals is None:
        totals = {period: grid.effective(row, period) for period in grid.periods}
    return split(grid, row, dict.fromkeys(grid.periods, weights), totals)


def test_shares_keep_the_season():
    grid = plan(FULL)
    give(grid, north=3, south=1)
    assert own(grid)["north"] == [75, Decimal("37.5")]
    assert own(grid)["south"] == [25, Decimal("12.5")]
    assert own(grid)["a"] == [25, Decimal("12.5")]  # as before, a third of north


def test_to_the_cent():
    grid = plan({"total": [100, 10], "north": [100, 10]})
    give(grid, row="north", a=1, b=2)
    assert own(grid)["a"] == [Decimal("33.33"), Decimal("3.33")]
    assert own(grid)["b"] == [Decimal("66.67"), Decimal("6.67")]


def test_weights_by_period():
    """Who joins in February gets nothing in January: not planned, which is not zero."""
    grid = plan({"north": [90, 90]})
    weights = {"jan": {"a": 1, "b": 0}, "feb": {"a": 1, "b": Fraction(1, 2)}}
    split(grid, "north", weights, {"jan": 90, "feb": 90})
    assert own(grid) == {"north": [90, 90], "a": [90, 60], "b": [None, 30]}


def test_weightless_row_is_not_planned():
    grid = plan(FULL)
    give(grid, north=1)
    assert own(grid) == {"total": [100, 50], "north": [100, 50]} | {
        "a": [Decimal("33.33"), Decimal("16.67")],
        "b": [Decimal("66.67"), Decimal("33.33")],
    }
    give(grid, north=1, south=1)
    assert own(grid)["c"] == [25, Decimal("12.5")]  # it can come back: it was never zero


def test_zeros_and_held_cells_stay():
    grid = plan({"north": [100, 50], "a": [0, "20h"], "b": [None, None]})
    result = give(grid, row="north", a=1, b=1)
    assert own(grid) == {"north": [100, 50], "a": [0, 20], "b": [100, 30]}
    assert (result.refused, result.weightless) == ([], [])


def test_held_below_a_weightless_row():
    grid = plan(FULL | {"c": ["10h", 5]})
    result = give(grid, north=1)
    assert [(error.row, error.period, error.reason) for error in result.refused] == [
        ("south", "jan", "exceeded")
    ]
    assert own(grid)["north"] == [60, 50]
    assert own(grid)["south"] == [40, None]


def test_nobody_to_give_to():
    grid = plan(FULL | {"north": ["60h", 30]})
    result = give(grid, north=1)
    assert result.weightless == ["jan"]
    assert own(grid)["south"] == [40, None]
    result = give(grid)
    assert result.weightless == ["jan", "feb"]


def test_all_held():
    grid = plan({"north": [100, 50], "a": ["10h", "20h"], "b": ["0h", "30h"]})
    result = give(grid, row="north", a=1, b=1)
    assert [(error.period, error.reason) for error in result.refused] == [("jan", "held")]
    assert not grid.changes()


def test_held_zero_of_the_row_itself():
    """Below a row that is planned as zero, held or not, nobody gets anything."""
    grid = plan({"north": ["0h", 10]})
    give(grid, row="north", a=0, b=0)
    assert own(grid) == {"north": [0, 10]}


def test_shares_of_zero_are_not_planned():
    """Only a zero that somebody typed is one."""
    grid = plan({"north": [0, 10], "b": [40, None]})
    give(grid, row="north", a=1)
    assert own(grid) == {"north": [0, 10], "a": [None, 10]}


def test_more_than_there_is():
    grid = plan(FULL)
    totals = enlarge({period: grid.effective("total", period) for period in PERIODS[:2]}, 5, "0.01")
    assert totals == {"jan": 105, "feb": Decimal("52.5")}
    give(grid, totals=totals, north=2, south=1)
    assert own(grid)["north"] == [70, 35]
    assert grid.unallocated("total", "jan") == -5


def test_enlarge():
    amounts = {"jan": Decimal("0.15"), "feb": None, "mar": Decimal("0.15")}
    assert enlarge(amounts, 0, "0.01") == {"jan": Decimal("0.15"), "mar": Decimal("0.15")}
    assert enlarge(amounts, 10, "0.01") == {"jan": Decimal("0.16"), "mar": Decimal("0.17")}
    assert enlarge({"jan": Decimal(-10)}, 5, 1) == {"jan": Decimal(-11)}


def test_scale():
    parts = {"jan": Fraction(0), "feb": Fraction(1, 2)}
    assert scale(parts, Fraction(1, 4), Fraction(1, 4)) == parts
    assert scale(parts, Fraction(1, 4), Fraction(1, 2)) == {"jan": 0, "feb": 1}
    assert scale(parts, 0, 2) == {"jan": 2, "feb": 2}


@given(
    st.lists(st.none() | st.integers(-10_000, 10_000), min_size=1, max_size=12),
    st.fractions(0, 50),
    st.sampled_from(["0.01", "0.05", "1"]),
)
def test_enlarge_never_exceeds_the_whole(units, percent, step):
    step = Decimal(step)
    amounts = {key: None if unit is None else unit * step for key, unit in enumerate(units)}
    found = enlarge(amounts, percent, step)
    assert list(found) == [key for key, amount in amounts.items() if amount is not None]
    limit = Fraction(sum(a for a in amounts.values() if a is not None)) * (1 + percent / 100)
    whole = Fraction(sum(found.values()))
    assert limit - Fraction(step) < whole <= limit
    assert all(amount % step == 0 for amount in found.values())
    for key, amount in found.items():
        assert abs(Fraction(amount) - Fraction(amounts[key]) * (1 + percent / 100)) < step


@given(plans(), st.data())
def test_whatever_is_split(before, data):
    """A period makes its total exactly or stays as it is; what is held or zero stays always."""
    row = data.draw(st.sampled_from(list(before.parents)))
    weights = {
        period: {child: data.draw(numbers) for child in before.children(row)} for period in PERIODS
    }
    grid = before.open()
    amounts = {period: before.effective(row, period) for period in PERIODS}
    totals = enlarge(amounts, data.draw(st.sampled_from([0, 5, 10])), before.step)
    movable = {key: grid.may_change(*key) for key in expand(before)}
    if not before.children(row):
        totals = {}
    result = split(grid, row, weights, totals)
    after = before.look(grid)
    check_sums(grid, after)
    check_cells(after)
    split_cells = {(row, period) for period in PERIODS}
    for key in split_cells:
        assert after.planned.get(key) == before.planned.get(key)
    check_protected(before, after, split_cells, split_cells)
    stayed = {error.period for error in result.refused} | set(result.weightless)
    for period in PERIODS:
        if period in stayed or period not in totals:
            for each in before.parents:
                assert after.planned.get((each, period)) == before.planned.get((each, period))
            continue
        assert (after.below(row, period) or 0) == totals[period]
        for child in before.children(row) if totals[period] else ():
            if weights[period][child] <= 0 and movable[child, period]:
                assert not after.effective(child, period)


def expand(plan):
    return [(row, period) for row in plan.parents for period in PERIODS]
