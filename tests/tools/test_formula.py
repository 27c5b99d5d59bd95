"""Tests of formulas: what is shown of an amount makes the amount again, to the cent."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tools import formula
from tools.entries import evaluate
from tools.formula import work_out
from tools.grid import Grid
from tools.spreading import CannotSpread, Cell, round_half_up, spread_cells

CENT = Decimal("0.01")
amounts = st.integers(-10_000_000, 10_000_000).map(lambda cents: cents * CENT)
positive = st.integers(1, 10_000_000).map(lambda cents: cents * CENT)
percents = st.integers(-99, 300).map(lambda percent: 1 + Fraction(percent, 100))


def makes(found, amount):
    """Work a formula out as its reader would, and compare it with the amount."""
    worked_out = round_half_up(work_out(found.terms), found.multiple or CENT) + found.moved
    return worked_out == amount == found.amount


def test_growth_of_history():
    found = formula.times(Decimal("16396.60"), Fraction(108, 100), Decimal("17708.33"), CENT)
    assert [term.number for term in found.terms] == [Fraction("16396.60"), Fraction(108, 100)]
    assert found.exact == Fraction("17708.328")
    assert (found.rounded, found.moved, found.is_exact) == (Decimal("17708.33"), 0, False)


def test_what_does_not_make_the_amount_is_no_formula():
    assert formula.times(100, Fraction(108, 100), Decimal("108.02"), CENT) is None
    assert formula.times(100, Fraction(108, 100), Decimal("108.02"), CENT, 2).moved == Decimal(
        "0.02"
    )
    assert formula.share(100, 1, 0, 100, CENT, True) is None
    assert formula.divided(100, 0, 100, CENT) is None


def test_a_factor_of_one_is_not_told():
    assert len(formula.times(100, 1, 100, CENT).terms) == 1


def test_a_cent_that_was_handed_over_is_named():
    parts = [formula.divided(100, 3, part, CENT) for part in ("33.34", "33.33")]
    assert [part and (part.rounded, part.moved) for part in parts] == [
        (Decimal("33.33"), CENT),
        (Decimal("33.33"), 0),
    ]


@given(positive, percents)
def test_growth_makes_the_amount(history, factor):
    amount = round_half_up(Fraction(history) * factor, CENT)
    assert makes(formula.times(history, factor, amount, CENT, 0), amount)


@given(amounts, amounts)
def test_what_was_added_makes_any_amount(history, amount):
    assert makes(formula.plus(history, amount), amount)
    assert formula.plus(history, amount).is_exact


@given(positive, st.sampled_from(["+8%", "-12.5%", "80%", "*1.08", "/3", "/0.7", "*2k"]))
def test_entries_that_multiply(before, entry):
    amount = round_half_up(evaluate(entry, before), CENT)
    assert makes(formula.from_entry(entry, before, amount, CENT), amount)


@given(st.sampled_from(["", "1200.5", "12k", "=3*4", "nothing", "*0", "/0"]))
def test_other_entries_have_no_formula(entry):
    assert formula.from_entry(entry, 100, 5, CENT) is None
    assert formula.from_entry("+8%", None, 5, CENT) is None


@given(
    positive, st.lists(positive, min_size=2, max_size=9), st.sampled_from(["current", "weights"])
)
def test_every_share_of_a_whole_has_its_formula(whole, before, mode):
    """Largest remainders hand over a cent at most, which the formula names."""
    cells = [Cell(amount) for amount in before]
    parts = spread_cells(whole, cells, mode, CENT, before)
    for part, had in zip(parts, before, strict=True):
        amount = part or Decimal(0)
        found = formula.share(whole, had, sum(before), amount, CENT, True)
        assert makes(found, amount)
        assert abs(found.moved) <= CENT


@given(
    positive, st.lists(positive, min_size=2, max_size=5), st.lists(positive, min_size=2, max_size=4)
)
def test_rows_below_a_typed_row_have_one(typed, rows, deeper):
    """So do those further down: each is its share of what the rows beside it got."""
    parents = {"top": None, **{f"r{i}": "top" for i in range(len(rows))}}
    parents |= {f"d{i}": "r0" for i in range(len(deeper))}
    cells = {(f"r{i}", 1): Cell(amount) for i, amount in enumerate(rows)}
    cells |= {(f"d{i}", 1): Cell(amount) for i, amount in enumerate(deeper)}
    cells["r0", 1] = Cell(sum(deeper))
    grid = Grid(parents, [1], cells, CENT)
    try:
        grid.type([("top", 1, typed)], spread=True)
    except CannotSpread:
        return
    for names in (grid.children("top"), grid.children("r0")):
        whole = sum(grid.own(name, 1) or 0 for name in names)
        had = sum(cells[name, 1].amount for name in names)
        for name in names:
            amount = grid.own(name, 1) or Decimal(0)
            found = formula.share(whole, cells[name, 1].amount, had, amount, CENT, True)
            assert makes(found, amount)
