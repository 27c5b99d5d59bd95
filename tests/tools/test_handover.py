"""Tests of handing over what rows have from a day on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.handover import add, count_days, part
from tools.spreading import Cell

CENT = Decimal("0.01")
WEEK = range(5)
JUNE = date(2026, 6, 1), date(2026, 6, 30)

amounts = st.none() | st.decimals(-(10**6), 10**6, places=2)
holding = st.booleans()
days = st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(any)


def cell(amount, history=None, is_held=False):
    return None if amount is None else Cell(Decimal(str(amount)), history, is_held)


def hand_over(planned, before=1, after=1, parents=None, step=CENT):
    """Return what stays and what goes of the amounts of some rows in one period."""
    parents = parents or dict.fromkeys(planned)
    cells = {(row, "jun"): cell(amount) for row, amount in planned.items() if amount is not None}
    parts = part(parents, cells, {"jun": (before, after)}, step)
    return {
        row: tuple(None if side is None else side.amount for side in sides)
        for (row, __), sides in parts.items()
    }


# Days


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 5, 1), (0, 1)),
        (date(2026, 6, 1), (0, 1)),
        (date(2026, 6, 2), (1, 21)),
        (date(2026, 6, 6), (5, 17)),  # a Saturday
        (date(2026, 6, 8), (5, 17)),
        (date(2026, 6, 30), (21, 1)),
        (date(2026, 7, 1), (1, 0)),
    ],
)
def test_working_days(day, expected):
    assert count_days(*JUNE, day, WEEK) == expected


def test_days_off():
    assert count_days(*JUNE, date(2026, 6, 8), WEEK, [date(2026, 6, 2)]) == (4, 17)
    whole_month = [JUNE[0] + timedelta(days=number) for number in range(30)]
    assert count_days(*JUNE, date(2026, 6, 8), WEEK, whole_month) == (7, 23)
    assert count_days(*JUNE, date(2026, 6, 8)) == (7, 23)


def test_nothing_worked_from_the_day_on():
    """Who leaves on the Friday before a last weekend has done the whole month."""
    may = date(2026, 5, 1), date(2026, 5, 31)
    assert count_days(*may, date(2026, 5, 30), WEEK) == (21, 0)


# Examples


def test_ended_periods_stay_later_ones_go():
    cells = {("a", "may"): cell(10, 9, True), ("a", "jul"): cell(12), ("a", "aug"): cell(13)}
    parts = part({"a": None}, cells, {"may": (1, 0), "jul": (0, 1)}, CENT)
    assert parts == {
        ("a", "may"): (cells["a", "may"], None),
        ("a", "jul"): (None, cells["a", "jul"]),
    }


def test_split_by_days():
    assert hand_over({"a": 2200}, 5, 17) == {"a": (500, 1700)}
    assert hand_over({"a": 100}, 1, 2) == {"a": (Decimal("33.33"), Decimal("66.67"))}
    assert hand_over({"a": Decimal("0.01")}) == {"a": (CENT, None)}
    assert hand_over({"a": -CENT}, 1, 2) == {"a": (None, -CENT)}
    assert hand_over({"a": -100}, 1, 2) == {"a": (Decimal("-33.33"), Decimal("-66.67"))}


def test_steps():
    assert hand_over({"a": 7}, step=1) == {"a": (4, 3)}
    assert hand_over({"a": Decimal("7.30")}, 1, 2, step=Decimal("0.05")) == {
        "a": (Decimal("2.45"), Decimal("4.85"))
    }
    # what was not planned in whole steps stays
    assert hand_over({"a": Decimal("7.5")}, 1, 6, step=1) == {"a": (Decimal("1.5"), 6)}
    for step in (0, -1):
        with pytest.raises(ValueError, match="larger than zero"):
            hand_over({"a": 7}, step=step)


def test_zero_is_not_null():
    assert hand_over({"a": 0, "b": None}) == {"a": (0, 0)}
    assert hand_over({"a": 0}, 0, 1) == {"a": (None, 0)}
    assert hand_over({"a": 0}, 1, 0) == {"a": (0, None)}
    assert hand_over({"a": 1}, step=1) == {"a": (1, None)}


def test_held_and_history():
    parts = part({"a": None}, {("a", 1): cell(10, 7, True)}, {1: (1, 3)}, 1)
    assert parts["a", 1] == (Cell(3, 2, True), Cell(7, 5, True))


def test_rows_below_still_make_the_row():
    """Two rows of 50.01 and 49.99: rounded for themselves they would be a cent more."""
    parents = {"total": None, "a": "total", "b": "total"}
    parts = hand_over({"total": 100, "a": Decimal("50.01"), "b": Decimal("49.99")}, parents=parents)
    assert parts == {
        "total": (50, 50),
        "a": (Decimal("25.00"), Decimal("25.01")),
        "b": (Decimal("25.00"), Decimal("24.99")),
    }


def test_row_that_shows_what_is_below():
    parents = {"total": None, "n": "total", "a": "n", "b": "n"}
    parts = hand_over({"total": 3, "n": None, "a": 1, "b": 1}, parents=parents, step=1)
    assert set(parts) == {"total", "a", "b"}
    assert parts["total"] == (2, 1)
    assert sum(parts[row][1] or 0 for row in "ab") == 1


def test_add():
    assert add(None, None) is None
    assert add(cell(1, 2, True), None) == cell(1, 2, True)
    assert add(None, cell(1, 2, True)) == cell(1, 2, True)
    assert add(cell(0), cell(5, 4, True)) == Cell(5, 4, False)
    assert add(cell(5, 4, True), cell(0)) == Cell(5, 4, True)
    assert add(cell(0), cell(0)) == Cell(0, None, False)
    assert add(cell(5), cell(-5)) is None
    assert add(cell("0.1", Decimal(1)), cell("0.2", Decimal(2))) == Cell(Decimal("0.3"), 3)


# Whatever is planned


@st.composite
def trees(draw):
    """Return a tree of up to twelve rows, rows above first, with amounts in one period."""
    count = draw(st.integers(1, 12))
    parents = {
        row: draw(st.none() | st.integers(0, row - 1)) if row else None for row in range(count)
    }
    planned = {(row, "jun"): Cell(draw(amounts), draw(amounts), draw(holding)) for row in parents}
    return parents, {key: cell for key, cell in planned.items() if cell.amount is not None}


@given(trees(), days)
def test_nothing_is_lost(tree, around):
    parents, cells = tree
    parts = part(parents, cells, {"jun": around}, CENT)
    assert parts.keys() == cells.keys()
    for key, (stays, goes) in parts.items():
        whole = cells[key]
        assert stays is None or around[0] > 0
        assert goes is None or around[1] > 0
        sides = [side for side in (stays, goes) if side]
        assert all(side.amount or not whole.amount for side in sides)
        if not whole.amount:
            assert len(sides) == (around[0] > 0) + (around[1] > 0)
        assert sum(side.amount for side in sides) == whole.amount
        assert all(side.is_held == whole.is_held for side in sides)
        if whole.history is None:
            assert all(side.history is None for side in sides)
        else:
            assert sum(side.history for side in sides) == whole.history


@given(trees(), days)
def test_shares_are_those_of_the_days(tree, around):
    parents, cells = tree
    for key, (__, goes) in part(parents, cells, {"jun": around}, CENT).items():
        share = cells[key].amount * around[1] / sum(around)
        assert abs((goes.amount if goes else 0) - share) < CENT
        if goes and goes.amount:
            assert goes.amount * cells[key].amount > 0


@given(trees(), days)
def test_what_was_given_out_stays_given_out(tree, around):
    """Where the rows below make a row exactly, they do so on both sides."""
    parents, cells = tree
    amounts = {row: cell.amount for (row, __), cell in cells.items()}
    for row in sorted(parents, reverse=True):  # let every row be what is below it
        inner = [child for child, above in parents.items() if above == row and child in amounts]
        if inner:
            amounts[row] = sum(amounts[child] for child in inner)
    cells = {(row, "jun"): Cell(amount) for row, amount in amounts.items()}
    parts = part(parents, cells, {"jun": around}, CENT)
    for row in amounts:
        inner = [child for child, above in parents.items() if above == row and child in amounts]
        for side in (0, 1):
            if inner and parts[row, "jun"][side]:
                given_out = sum(parts[child, "jun"][side].amount for child in inner)
                assert given_out == parts[row, "jun"][side].amount


@given(amounts, amounts, days)
def test_given_and_taken(mine, theirs, around):
    """What two people have together in a period stays the same."""
    if theirs is None:
        return
    stays, goes = part({"a": None}, {("a", 1): Cell(theirs)}, {1: around}, CENT)["a", 1]
    mine_after = add(None if mine is None else Cell(mine), goes)
    after = sum(side.amount for side in (stays, mine_after) if side)
    assert after == theirs + (mine or 0)
