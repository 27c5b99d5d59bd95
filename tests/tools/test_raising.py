"""Rows above follow the rows below them; rows are set to the sum of the rows below."""

from decimal import Decimal
from fractions import Fraction

from grid_plans import FULL, LEAVES, PARENTS, PERIODS, STEP, own
from hypothesis import given
from hypothesis import strategies as st
from test_grid_properties import PERIODS as THREE
from test_grid_properties import plans

from tools.grid import CannotSpreadHere
from tools.raising import RaisingGrid
from tools.spreading import Cell


def grid(cells, parents=PARENTS):
    known = {}
    for row, amounts in cells.items():
        for period, amount in zip(PERIODS, amounts, strict=True):
            if isinstance(amount, str):
                known[row, period] = Cell(Decimal(amount[:-1]), None, True)
            elif amount is not None:
                known[row, period] = Cell(Decimal(str(amount)))
    return RaisingGrid(parents, PERIODS, known, STEP)


def typed(cells, *edits, spread=False):
    """Type into a grid and let the rows above follow; return it, and what followed."""
    opened = grid(cells)
    opened.type(edits, spread)
    named = [(row, each) for row, period, __ in edits for each in opened.get_span(period)]
    return opened, *opened.raise_above(named)


def test_rows_above_follow_by_the_same_difference():
    opened, raised, stopped = typed(FULL, ("a", "jan", 25))
    assert own(opened) == {**FULL, "a": [25, 10], "north": [65, 30], "total": [105, 50]}
    assert raised == {("north", "jan"), ("total", "jan")}
    assert stopped == {}


def test_what_is_unallocated_stays_unallocated():
    opened, *__ = typed({**FULL, "north": [70, 30], "total": [90, 50]}, ("a", "jan", 15))
    assert opened.unallocated("north", "jan") == 10
    assert opened.unallocated("total", "jan") == 90 - 110


def test_a_row_without_an_amount_is_passed_through():
    opened, raised, __ = typed({**FULL, "north": [None, 30]}, ("a", "jan", 21), ("a", "feb", 9))
    assert opened.own("north", "jan") is None
    assert opened.own("total", "jan") == 101
    assert raised == {("total", "jan"), ("north", "feb"), ("total", "feb")}


def test_a_typed_parent_spreads_down_and_raises_up():
    opened, raised, __ = typed(FULL, ("north", "jan", 90), spread=True)
    assert opened.own("a", "jan") == 30
    assert opened.own("total", "jan") == 130
    assert raised == {("total", "jan")}


def test_what_is_spread_over_the_rows_below_stays():
    """It is given out wholly; what was not given out before is no more than it was."""
    opened = grid({**FULL, "north": [100, 30], "total": [500, 50]})
    opened.spread_below(["north"], ["jan"], "current")
    assert opened.raise_above([("north", "jan")]) == (set(), {})
    assert own(opened)["north"] == [100, 30]
    assert own(opened)["total"] == [500, 50]


def test_rows_between_what_was_spread_and_what_it_wrote_stay():
    """North has its half already; it is only given out below it."""
    opened = grid({**FULL, "north": [100, 30], "total": [200, 50]})
    opened.spread_below(["total", "north"], ["jan"], "even")
    assert opened.raise_above([("total", "jan")]) == (set(), {})
    assert own(opened)["north"] == [100, 30]
    assert opened.unallocated("total", "jan") == opened.unallocated("north", "jan") == 0


def test_cells_that_are_not_in_the_grid_are_passed_over():
    opened = grid(FULL)
    opened.type([("a", "jan", 25)], False)
    opened.raise_above([("a", "jan"), ("nobody", "jan"), ("a", "next year")])
    assert opened.own("total", "jan") == 105


def test_total_of_a_row():
    opened, *__ = typed(FULL, ("a", None, 60))
    assert opened.total("north") == 120
    assert opened.total("total") == 180


def test_a_row_that_is_named_itself_stays_as_typed():
    opened, raised, __ = typed(FULL, ("a", "jan", 25), ("north", "jan", 60))
    assert opened.own("north", "jan") == 60
    assert opened.own("total", "jan") == 100
    assert raised == set()


def test_held_rows_stay_and_nothing_above_them_follows():
    opened, raised, stopped = typed({**FULL, "north": ["60h", 30]}, ("a", "jan", 25))
    assert opened.own("north", "jan") == 60
    assert opened.own("total", "jan") == 100
    assert (raised, stopped) == (set(), {"north": "held"})


def test_rows_of_others_stay():
    opened = grid(FULL)
    opened.type([("a", "jan", 25)], False)
    raised, stopped = opened.raise_above([("a", "jan")], lambda row: row != "total")
    assert (raised, stopped) == ({("north", "jan")}, {"total": "others"})
    assert opened.own("total", "jan") == 100


def test_nothing_below_is_needed_but_what_was_edited():
    """The rows above are enough: their other rows below do not matter."""
    parents = {row: above for row, above in PARENTS.items() if row in ("total", "north", "a")}
    opened = grid({row: FULL[row] for row in parents}, parents)
    opened.type([("a", "jan", None)], False)
    opened.raise_above([("a", "jan")])
    assert own(opened) == {"total": [80, 50], "north": [40, 30], "a": [None, 10]}


def test_sums_from_the_lowest_up():
    opened = grid({**FULL, "north": [100, 30], "total": [500, 50]})
    done, skipped = opened.set_to_sums(["total", "north", "a"], PERIODS)
    assert own(opened) == FULL
    assert done == {("north", "jan"), ("total", "jan")}
    assert skipped == 0


def test_sums_leave_what_is_held_and_what_has_nothing_below():
    cells = {**LEAVES, "a": [None, 10], "b": [None, 20], "north": [7, "9h"], "total": [1, None]}
    opened = grid(cells)
    assert opened.set_to_sums(["total", "north"], PERIODS) == ({("total", "jan")}, 1)
    assert own(opened) == {**cells, "north": [7, 9], "total": [47, None]}


@st.composite
def sequences(draw):
    """Draw a plan that does not roll up, with edits: cells that are typed one after the other."""
    plan = draw(plans().filter(lambda drawn: not drawn.rolls_up))
    cell = st.tuples(
        st.sampled_from(list(plan.parents)),
        st.sampled_from((*THREE, None)),
        st.none() | st.integers(-500, 500).map(lambda units: units * plan.step),
    )
    return plan, draw(st.lists(st.tuples(cell, st.booleans()), min_size=1, max_size=6))


def open_plan(plan):
    return RaisingGrid(plan.parents, THREE, plan.cells, plan.step)


def shift(cell, amount):
    return Cell(cell.amount + amount, cell.history, cell.is_held)


@given(sequences())
def test_what_is_unallocated_never_changes_above_what_is_typed(drawn):
    """After any sequence: parent less sum of children is what it was, but for what was typed."""
    plan, edits = drawn
    for (row, period, amount), spread in edits:
        opened, before = open_plan(plan), plan
        try:
            opened.type([(row, period, amount)], spread)
        except CannotSpreadHere:
            continue
        named = [(row, each) for each in (THREE if period is None else [period])]
        __, stopped = opened.raise_above(named)
        plan = plan.look(opened)
        above = row
        while (above := plan.parents[above]) is not None:
            for each in THREE:
                if above not in stopped:
                    was, now = before.unallocated(above, each), plan.unallocated(above, each)
                    assert was == now, (above, each)
                own_amount = plan.own(above, each)
                assert own_amount is None or Fraction(own_amount) % Fraction(plan.step) == 0


@given(sequences())
def test_taking_differences_back_restores_everything(drawn):
    """Taken back in any order of two, steps leave each row above as it was, to the cent."""
    plan, edits = drawn
    leaves = [row for row in plan.parents if not plan.children(row)]
    first, second = leaves[0], leaves[-1]
    amounts = [edit[0][2] or 0 for edit in edits]
    start = plan
    steps = []
    for row, amount in ((first, amounts[0]), (second, amounts[-1])):
        opened = open_plan(plan)
        opened.type([(row, "jan", amount)], False)
        raised, __ = opened.raise_above([(row, "jan")])
        steps.append({key: opened.changes()[key] for key in raised if key in opened.changes()})
        plan = plan.look(opened)
    for step in steps:  # the older one first
        for key, (before, after) in step.items():
            now = plan.cells[key]
            plan.cells[key] = shift(now, before.amount - after.amount)
    for step in steps:
        for key in step:
            assert plan.cells[key].amount == start.cells[key].amount


@given(plans().filter(lambda drawn: not drawn.rolls_up))
def test_sums_are_sums(plan):
    """Set to sums, every parent with an amount of its own has what is below it, unless held."""
    opened = open_plan(plan)
    opened.set_to_sums(plan.parents, THREE)
    after = plan.look(opened)
    for row in after.parents:
        for period in THREE:
            cell = after.cells.get((row, period))
            if after.children(row) and not (cell and cell.is_held):
                assert not after.unallocated(row, period) or after.below(row, period) is None
