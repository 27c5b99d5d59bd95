"""Straight lines, growth, and what continues a few cells."""

import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.entries import LARGEST_AMOUNT, BadEntry
from tools.series import draw_line, evaluate_series, go_on, grow
from tools.spreading import round_half_up

STEP = Decimal("0.01")
amounts = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents) / 100)


def series(entry, count=4, current=None):
    return [round_half_up(amount, STEP) for amount in evaluate_series(entry, current, count)]


def test_a_straight_line():
    assert series("100..200", 5) == [100, 125, 150, 175, 200]
    assert series("200 .. 100", 3) == [200, 150, 100]
    assert series("0..1", 4) == [0, Decimal("0.33"), Decimal("0.67"), 1]
    assert series("-5..5", 3) == [-5, 0, 5]
    assert series("1.5k..3K", 2) == [1500, 3000]
    assert series(".5..1.5", 3) == [Decimal("0.5"), 1, Decimal("1.5")]
    assert series("100..200", 1) == [200]


def test_a_line_from_what_is_there():
    assert series("..400", 4, Decimal(100)) == [100, 200, 300, 400]
    with pytest.raises(BadEntry) as caught:
        series("..400")
    assert caught.value.reason == "nothing"


def test_growth():
    assert series("300+2%", 3) == [300, 306, Decimal("312.12")]
    assert series("300 -50%", 3) == [300, 150, 75]
    assert series("1k +10%", 2) == [1000, 1100]
    assert series("300+2%", 1) == [300]


@pytest.mark.parametrize(
    "entry",
    ["", "100", "100..", "..", "1..2..3", "a..b", "+2%", "300+2", "300*2%", "=1..2", "1e3..2"],
)
def test_what_is_no_series(entry):
    with pytest.raises(BadEntry) as caught:
        series(entry)
    assert caught.value.reason == "number"


def test_too_large():
    for entry in ("1..1000000000000000", "1+900%", "1.." + "9" * 600):
        with pytest.raises(BadEntry) as caught:
            series(entry, 40)
        assert caught.value.reason == "size"


def test_cells_go_on():
    assert go_on([5], 3, "step") == [5, 5, 5]
    assert go_on([10, 12], 3, "step") == [14, 16, 18]
    assert go_on([10, 20], 2, "growth") == [40, 80]
    assert go_on([10, 12, 20], 2, "step") == [28, 36]
    assert go_on([10, 12], 3, "copy") == [10, 12, 10]


def test_what_has_no_way_on_is_repeated():
    assert go_on([None], 2, "step") == [None, None]
    assert go_on([10, None], 3, "step") == [10, None, 10]
    assert go_on([0, 5], 2, "growth") == [0, 5]
    assert go_on([5, 0], 2, "growth") == [0, 0]


@given(amounts, amounts, st.integers(2, 60))
def test_ends_of_a_line_are_exact(first, last, count):
    """Both ends are to the cent what was typed; no step between differs by more than a cent."""
    exact = draw_line(first, last, count)
    written = [round_half_up(amount, STEP) for amount in exact]
    assert (written[0], written[-1]) == (first, last)
    steps = {after - before for before, after in itertools.pairwise(written)}
    assert max(steps) - min(steps) <= STEP
    assert sorted(exact) in (exact, exact[::-1])


@given(amounts, st.integers(-99, 200), st.integers(1, 30))
def test_growth_is_that_of_fractions(first, percent, count):
    """Each amount is to the cent what exact fractions make of it."""
    ratio = 1 + Fraction(percent, 100)
    exact = [Fraction(first) * ratio**place for place in range(count)]
    if max(map(abs, exact)) >= LARGEST_AMOUNT:
        with pytest.raises(BadEntry):
            grow(first, ratio, count)
        return
    found = grow(first, ratio, count)
    assert [round_half_up(amount, STEP) for amount in found] == [
        round_half_up(amount, STEP) for amount in exact
    ]


@given(st.lists(amounts, min_size=2, max_size=5), st.integers(1, 20))
def test_steps_go_on_by_the_last_difference(source, count):
    whole = [*source, *go_on(source, count, "step")]
    difference = whole[len(source) - 1] - whole[len(source) - 2]
    for before, after in zip(whole[len(source) - 1 :], whole[len(source) :], strict=False):
        assert Fraction(after) - Fraction(before) == Fraction(difference)
