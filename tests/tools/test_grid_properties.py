"""What is true of every plan after every edit."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tools.grid import CannotEdit, CannotSpreadHere, Grid
from tools.spreading import Cell

PERIODS = ("jan", "feb", "mar")
STEPS = [Decimal(step) for step in ("0.01", "0.05", "1", "10")]
MODES = ("current", "history", "weights", "profile", "days", "even")

units = st.integers(-50, 2000)


class Plan:
    """A plan as a test sees it: what is in each cell, summed up the slow way.

    :ivar cells: everything there is, ``{(row, period): Cell}``
    """

    def __init__(self, parents, step, rolls_up, cells):
        self.parents = parents
        self.step = step
        self.rolls_up = rolls_up
        self.cells = cells

    def __repr__(self):
        return f"Plan({self.parents}, {self.step}, {self.rolls_up}, {self.cells})"

    def open(self):
        return Grid(self.parents, PERIODS, self.cells, self.step, self.rolls_up)

    def look(self, grid):
        """Return the plan as it is in a grid."""
        keys = [(row, period) for row in self.parents for period in PERIODS]
        cells = {key: cell for key in keys if (cell := grid.cell(*key)) is not None}
        return Plan(self.parents, self.step, self.rolls_up, cells)

    @property
    def planned(self):
        return {key: cell for key, cell in self.cells.items() if cell.amount is not None}

    def children(self, row):
        return [child for child, parent in self.parents.items() if parent == row]

    def own(self, row, period):
        cell = self.cells.get((row, period))
        return None if cell is None else cell.amount

    def below(self, row, period):
        return add(self.effective(child, period) for child in self.children(row))

    def effective(self, row, period):
        own = self.own(row, period)
        return self.below(row, period) if own is None else own

    def unallocated(self, row, period):
        if not self.children(row):
            return None
        return (self.effective(row, period) or 0) - (self.below(row, period) or 0)

    def history(self, row, period):
        cell = self.cells.get((row, period))
        if cell and cell.history is not None:
            return cell.history
        return add(self.history(child, period) for child in self.children(row))

    def is_closed(self, key):
        """Return whether a cell itself is held or planned as zero."""
        cell = self.cells.get(key)
        return cell is not None and (cell.is_held or cell.amount == 0)


def add(amounts):
    planned = [amount for amount in amounts if amount is not None]
    return sum(planned) if planned else None


@st.composite
def plans(draw):
    """Draw a plan of up to seven rows in three levels, in which every kind of cell occurs."""
    parents = {1: None}
    for row in range(2, draw(st.integers(1, 7)) + 1):
        parents[row] = draw(st.integers(max(1, row - 3), row - 1))
    step, rolls_up = draw(st.sampled_from(STEPS)), draw(st.booleans())
    amounts = st.none() | st.just(0) | units
    cells = {}
    for row in parents:
        for period in PERIODS:
            amount, history = draw(amounts), draw(st.none() | units)
            if rolls_up and row in parents.values():
                continue
            is_held = amount is not None and draw(st.integers(0, 5)) == 0
            if amount is not None or history is not None:
                amount = None if amount is None else amount * step
                cells[row, period] = Cell(amount, history, is_held)
    return Plan(parents, step, rolls_up, cells)


@st.composite
def edits(draw, plan):
    """Draw an edit: the name of a method of the grid, and its arguments."""
    row = st.sampled_from(list(plan.parents))
    rows = draw(st.lists(row, min_size=1, max_size=3))
    periods = draw(st.lists(st.sampled_from(PERIODS), min_size=1, unique=True))
    cell = st.tuples(row, st.none() | st.sampled_from(PERIODS))
    cells = draw(st.lists(cell, min_size=1, max_size=4))
    amount = st.none() | units.map(lambda number: number * plan.step)
    kind, mode = draw(st.sampled_from(sorted(CHECKS))), draw(st.sampled_from(MODES))
    number = st.integers(0, 4).map(lambda weight: Fraction(weight, 3))
    if kind == "type":
        return kind, ([(*cell, draw(amount)) for cell in cells], draw(st.booleans()))
    if kind == "spread_periods":
        weights = {period: draw(number) for period in PERIODS}
        return kind, (rows, periods, mode, draw(amount), weights, draw(st.booleans()))
    if kind == "spread_below":
        return kind, (rows, periods, mode, {each: draw(number) for each in plan.parents})
    if kind == "round_to":
        return kind, (cells, draw(st.integers(1, 200)) * plan.step, draw(st.booleans()))
    if kind == "copy_into":
        source = draw(st.none() | st.sampled_from(PERIODS))
        return kind, (rows, source, periods, draw(number), draw(st.booleans()))
    return kind, (cells, draw(st.booleans())) if kind == "clear" else (cells,)


def run(grid, edit):
    """Do an edit and return why it cannot be done, if so, and with which figures."""
    kind, arguments = edit
    try:
        getattr(grid, kind)(*arguments)
    except CannotEdit as error:
        return error.reason, error.row
    except CannotSpreadHere as error:
        return error.reason, error.row, error.period, error.total, error.held
    return None


# What must be true whatever was done


def check_sums(grid, plan):
    """Everything the grid says adds up, and is what summing the slow way makes."""
    for row in plan.parents:
        for period in PERIODS:
            assert grid.own(row, period) == plan.own(row, period)
            assert grid.effective(row, period) == plan.effective(row, period)
            assert grid.unallocated(row, period) == plan.unallocated(row, period)
            assert grid.history(row, period) == plan.history(row, period)
            below = add(grid.effective(child, period) for child in grid.children(row)) or 0
            if grid.children(row):
                whole = grid.effective(row, period) or 0
                assert below + grid.unallocated(row, period) == whole
        assert grid.total(row) == add(plan.effective(row, period) for period in PERIODS)


def check_cells(plan):
    """Amounts are multiples of the step, and rows that are always sums have none."""
    for (row, _period), cell in plan.planned.items():
        assert cell.amount % plan.step == 0
        assert not (plan.rolls_up and plan.children(row))


# What must be true of one kind of edit


def check_protected(before, after, named=(), tops=()):
    """What is held or planned as zero is untouched, and so is everything below it.

    :param named: cells that may change even so, and below which spreading begins
    :param tops: cells below which it begins, but that must not change if they are protected
    """

    def is_protected(row, period):
        if (row, period) in named:
            return False
        if before.is_closed((row, period)):
            return True
        above = before.parents[row]
        return (row, period) not in tops and above is not None and is_protected(above, period)

    for row in before.parents:
        for period in PERIODS:
            if is_protected(row, period):
                assert after.planned.get((row, period)) == before.planned.get((row, period))


def expand(cells):
    return {(row, each) for row, period in cells for each in ([period] if period else PERIODS)}


def check_type(before, after, cells, spread):
    named = expand((row, period) for row, period, value in cells if period or value is None)
    tops = expand((row, period) for row, period, _value in cells)
    check_protected(before, after, named, tops)
    row, period, value = cells[-1]
    if len(cells) > 1:
        return
    if value is None:
        assert not any((row, each) in after.planned for each in ([period] if period else PERIODS))
    elif period is None:
        assert add(after.effective(row, each) for each in PERIODS) == value
    else:
        assert after.own(row, period) == value
        if spread and after.children(row):
            assert after.below(row, period) == value


def check_spread_periods(before, after, rows, periods, mode, total, weights, down):
    check_protected(before, after, (), {(row, period) for row in rows for period in periods})
    if len(set(rows)) == 1:
        whole = add(before.effective(rows[0], period) for period in periods)
        if whole is not None:
            whole = whole if total is None else total
            assert add(after.effective(rows[0], period) for period in periods) == whole
    for period in set(PERIODS).difference(periods):
        for row in before.parents:
            assert after.own(row, period) == before.own(row, period)


def check_spread_below(before, after, rows, periods, mode, weights):
    for row in rows:
        for period in periods:
            whole = before.effective(row, period)
            assert len(set(rows)) > 1 or after.effective(row, period) == whole
            if before.children(row) and whole is not None:
                assert after.unallocated(row, period) == 0
    named = set()
    for row in rows:
        named |= {(row, period) for period in periods if before.is_closed((row, period))}
    if len(set(rows)) == 1:
        for key in named:
            assert after.planned.get(key) == before.planned.get(key)
        tops = {(rows[0], period) for period in periods}
        check_protected(before, after, named, tops)


def check_round_to(before, after, cells, to, spread):
    named = {cell for cell in cells if cell[1] and not is_held(before, cell)}
    check_protected(before, after, named, expand(cells))
    if len(cells) != 1 or cells[0] not in named or before.effective(*cells[0]) is None:
        return
    if not spread and after.own(*cells[0]) is None and before.own(*cells[0]) is not None:
        # what is rounded to nothing is not planned: what is planned below is what there is
        assert 2 * abs(before.own(*cells[0])) <= to
    else:
        assert (after.effective(*cells[0]) or 0) % to == 0


def check_copy(before, after, rows, source, periods, factor, spread):
    named = {(row, period) for row in rows for period in periods}
    named = {key for key in named if not is_held(before, key)}
    check_protected(before, after, named)
    if len(set(rows)) == 1:
        for row, period in named:
            value = before.effective(row, source) if source else before.history(row, period)
            if value is None:
                continue
            off = Fraction(after.own(row, period) or 0) - Fraction(value) * factor
            assert 2 * abs(off) <= before.step


def is_held(plan, key):
    return key in plan.cells and plan.cells[key].is_held


def check_hold(before, after, cells):
    for row, period in expand(cells):
        if before.effective(row, period) is None:
            assert (row, period) not in after.planned
        elif not (before.rolls_up and before.children(row)):
            assert is_held(after, (row, period))
    check_nothing_moved(before, after)


def check_release(before, after, cells):
    for key in expand(cells):
        assert not is_held(after, key)
    check_nothing_moved(before, after)


def check_nothing_moved(before, after):
    for row in before.parents:
        for period in PERIODS:
            assert after.effective(row, period) == before.effective(row, period)


def check_clear(before, after, cells, below):
    for row, period in expand(cells):
        assert (row, period) not in after.planned
        for each in before.children(row) if below else ():
            assert (each, period) not in after.planned or is_held(after, (each, period))


CHECKS = {
    "type": check_type,
    "spread_periods": check_spread_periods,
    "spread_below": check_spread_below,
    "round_to": check_round_to,
    "copy_into": check_copy,
    "hold": check_hold,
    "release": check_release,
    "clear": check_clear,
}


def get_changes(before, after):
    keys = before.planned.keys() | after.planned.keys()
    changes = {key: (before.planned.get(key), after.planned.get(key)) for key in keys}
    return {key: cells for key, cells in changes.items() if cells[0] != cells[1]}


@settings(max_examples=250)
@given(st.data())
def test_any_edits_in_any_order(data):
    first = before = data.draw(plans())
    grid = first.open()
    steps = []
    for _number in range(data.draw(st.integers(1, 4))):
        check_sums(grid, before)
        edit = data.draw(edits(before))
        error = run(grid, edit)
        after = first.look(grid)
        check_sums(grid, after)
        check_cells(after)
        assert grid.changes() == get_changes(first, after)
        again = before.open()
        assert run(again, edit) == error
        assert before.look(again).planned == after.planned
        if error:
            assert after.cells == before.cells
        else:
            CHECKS[edit[0]](before, after, *edit[1])
            steps.append((before, after, again.changes()))
        before = after
    for before, after, changes in reversed(steps):
        assert put(after, changes, 0) == before.planned
    for before, after, changes in steps:
        assert put(before, changes, 1) == after.planned


def put(plan, changes, side):
    """Return the cells of a plan once changes are undone (0) or done again (1)."""
    cells = plan.planned | {key: states[side] for key, states in changes.items()}
    return {key: cell for key, cell in cells.items() if cell is not None}


@given(st.data())
def test_amounts_from_the_database_are_what_they_print(data):
    """Whether a cell has 0.1 as a float or as a decimal makes no difference."""
    plan = data.draw(plans())
    floats = {
        key: cell if cell.amount is None else replace(cell, amount=float(cell.amount))
        for key, cell in plan.cells.items()
    }
    exact = plan.open()
    grid = Grid(plan.parents, PERIODS, floats, float(plan.step), plan.rolls_up)
    check_sums(grid, plan)
    edit = data.draw(edits(plan))
    assert run(grid, edit) == run(exact, edit)
    afters = {key: cell for key, (_, cell) in exact.changes().items()}
    assert {key: cell for key, (_, cell) in grid.changes().items()} == afters


@given(st.data())
def test_the_other_periods_need_not_be_given(data):
    """What is edited in some periods comes out the same when only these are known."""
    plan = data.draw(plans())
    kept = data.draw(st.lists(st.sampled_from(PERIODS), min_size=1, unique=True))
    edit = data.draw(edits(plan))
    named = {period for period in str(edit).split("'") if period in PERIODS}
    kind, arguments = edit
    if not named <= set(kept) or kind not in ("type", "round_to", "hold", "release", "clear"):
        return
    if any(cell[1] is None for cell in arguments[0]):
        return
    cells = {key: cell for key, cell in plan.cells.items() if key[1] in kept}
    grid, whole = Grid(plan.parents, kept, cells, plan.step, plan.rolls_up), plan.open()
    assert run(grid, edit) == run(whole, edit)
    assert grid.changes() == whole.changes()
