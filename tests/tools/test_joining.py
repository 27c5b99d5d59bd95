"""Tests of rows that become one, because what they stand for was merged."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tools.joining import (
    add_amounts,
    add_cells,
    find_joins,
    get_effective,
    join_cells,
    join_events,
)
from tools.spreading import Cell

PARENTS = {"total": None, "a": "total", "b": "total", "a1": "a", "b1": "b", "b2": "b"}


def test_rows_below_become_one_too():
    values = {"total": 0, "a": "x", "b": "x", "a1": 1, "b1": 1, "b2": 2}
    assert find_joins(PARENTS, values) == {"b": "a", "b1": "a1"}
    assert find_joins(PARENTS, values, kept={"b", "b1"}) == {"a": "b", "a1": "b1"}


def test_rows_in_different_places_stay():
    values = {"total": 0, "a": "x", "b": "y", "a1": 1, "b1": 1, "b2": 2}
    assert find_joins(PARENTS, values) == {}


def test_rows_at_the_top_of_what_is_known():
    assert find_joins({1: 9, 2: 9, 3: 8}, dict.fromkeys((1, 2, 3), "x")) == {2: 1}


def test_nothing_and_an_amount_are_the_amount():
    assert add_amounts([None, 0.1, 0.2]) == Decimal("0.3")
    assert add_amounts([None, None]) is None
    assert add_cells([None, Cell(None)]) is None
    assert add_cells([Cell(1, 5), None, Cell(2, None, True)]) == Cell(3, 5, True)


def test_what_has_nothing_of_its_own_counts_with_what_is_below():
    assert join_cells([(Cell(300), 300), (None, 500)]) == Cell(800, None, False)
    assert join_cells([(None, 300), (None, 500)]) is None
    assert join_cells([(Cell(0), 0), (None, None)]) == Cell(0, None, False)


def test_steps_of_several_rows_are_steps_of_one():
    events = [{"b": {1: (Cell(40), Cell(80))}, "a": {1: (Cell(100), Cell(200))}}]
    events += [{"b": {1: (None, Cell(40))}}, {"a": {1: (None, Cell(100))}}]
    current = {("a", 1): Cell(200), ("b", 1): Cell(80)}
    steps = join_events(["a", "b"], events, current)
    amounts = [[cell and cell.amount for cell in step[1]] for step in steps]
    assert amounts == [[140, 280], [100, 140], [None, 100]]


cents = st.none() | st.integers(-(10**6), 10**6).map(lambda amount: Decimal(amount) / 100)


@st.composite
def trees(draw):
    """Draw the rows of a plan, what they stand for after merging, and cells of two periods."""
    parents, values = {0: None}, {0: 0}
    for row in range(1, draw(st.integers(2, 14))):
        parents[row] = draw(st.integers(0, row - 1))
        values[row] = draw(st.integers(0, 2))
    cells = {(row, period): Cell(draw(cents)) for row in parents for period in (1, 2)}
    return parents, values, cells


@given(trees(), st.sets(st.integers(0, 14)))
def test_no_sum_changes(tree, kept):
    """Whatever becomes one: every row that stays comes to what the rows that it is came to."""
    parents, values, cells = tree
    joins = find_joins(parents, values, kept)
    before = get_effective(parents, cells)
    groups = {row: [row] for row in parents if row not in joins}
    for gone, stays in joins.items():
        groups[stays].append(gone)
    above = {row: joins.get(parents[row], parents[row]) for row in groups}
    joined = {
        (row, period): cell
        for row, members in groups.items()
        for period in (1, 2)
        if (
            cell := join_cells(
                (cells[member, period], before.get((member, period))) for member in members
            )
        )
    }
    after = get_effective(above, joined)
    for row, members in groups.items():
        for period in (1, 2):
            was = add_amounts(before.get((member, period)) for member in members)
            assert after.get((row, period)) == was
    places = [(above[row], values[row]) for row in groups]
    assert len(places) == len(set(places))


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 2), cents), max_size=12))
def test_each_step_begins_where_the_one_before_ended(edits):
    states, events = {}, []
    for row, period, amount in edits:
        cell = None if amount is None else Cell(amount)
        events.insert(0, {row: {period: (states.get((row, period)), cell)}})
        states[row, period] = cell
    joined = join_events(["a", "b"], events, states)
    for period in (1, 2):
        changes = [step[period] for step in joined if period in step]
        for (before, __), (__, earlier) in pairwise(changes):
            assert before == earlier
        if changes:
            assert changes[0][1] == add_cells(states.get((row, period)) for row in "ab")
            assert changes[-1][0] is None
