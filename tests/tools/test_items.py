"""Tests of cells that are made of items."""

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tools.grid import Grid
from tools.items import add_up, get_rest
from tools.spreading import CannotSpread, Cell

CENT = Decimal("0.01")
amounts = st.integers(-1_000_000, 1_000_000).map(lambda cents: cents * CENT)
lists = st.lists(amounts, min_size=1, max_size=12)


def test_items_are_rounded_each():
    assert add_up([Fraction(1, 3)] * 3, CENT) == Decimal("0.99")
    assert add_up([0.1, 0.2], CENT) == Decimal("0.30")
    assert add_up([], CENT) == 0


def test_the_rest():
    assert get_rest([Decimal("0.1"), 0.2], 1) == Decimal("0.7")
    assert get_rest([], 5) == 5


@given(lists)
def test_the_sum_is_exact_in_any_order(items):
    cents = sum(int(item / CENT) for item in items)
    assert add_up(items, CENT) == cents * CENT == add_up(reversed(items), CENT)
    assert get_rest(items, add_up(items, CENT)) == 0


@given(lists, amounts)
def test_with_the_rest_items_make_any_whole(items, whole):
    rest = get_rest(items, whole)
    assert add_up([*items, rest], CENT) == whole


ROWS = {"top": None, "a": "top", "b": "top", "a1": "a", "a2": "a"}
cells = st.one_of(st.none(), st.integers(0, 100_000).map(lambda cents: cents * CENT))


@st.composite
def edits(draw):
    """Draw an edit from above, which names no cell of ``a1``."""
    kind = draw(st.sampled_from(["type", "total", "spread", "copy", "round", "clear"]))
    row = draw(st.sampled_from(["top", "a"]))
    return kind, row, draw(st.integers(1, 1_000_000)) * CENT, draw(st.sampled_from([1, 2]))


@given(lists, st.lists(cells, min_size=9, max_size=9), st.lists(edits(), min_size=1, max_size=5))
def test_nothing_from_above_changes_what_is_made_of_items(items, others, steps):
    """An itemised cell is held: whatever is typed above, spread, copied, rounded or cleared there,
    it has the sum of its items."""
    whole = add_up(items, CENT)
    keys = [(row, period) for row in ROWS for period in (1, 2) if (row, period) != ("a1", 1)]
    known = {
        key: Cell(amount) for key, amount in zip(keys, others, strict=True) if amount is not None
    }
    grid = Grid(ROWS, [1, 2], {**known, ("a1", 1): Cell(whole, None, True)}, CENT)
    for kind, row, amount, period in steps:
        with suppress(CannotSpread):  # refused as a whole
            _edit(grid, kind, row, amount, period)
        assert grid.own("a1", 1) == whole
        assert grid.is_held("a1", 1)


def _edit(grid, kind, row, amount, period):
    {
        "type": lambda: grid.type([(row, period, amount)], spread=True),
        "total": lambda: grid.type([(row, None, amount)], spread=True),
        "spread": lambda: grid.spread_below([row], [1, 2], "even"),
        "copy": lambda: grid.copy_into([row], 1, [2], Fraction(11, 10), spread=True),
        "round": lambda: grid.round_to([(row, 1), (row, 2)], 5, spread=True),
        "clear": lambda: grid.clear([(row, 1), (row, 2)], below=True),
    }[kind]()
