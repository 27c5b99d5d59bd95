"""Tests of the spreading of amounts over weights and cells."""

import time
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tools.spreading import (
    CannotSpread,
    Cell,
    largest_remainder,
    round_half_up,
    spread_cells,
    to_decimal,
)

STEPS = [Decimal(step) for step in ("0.01", "0.05", "0.001", "1", "10", "1000", "0.3")]

steps = st.sampled_from(STEPS)
totals = st.decimals(-(10**9), 10**9, places=2)
units = st.integers(-(10**6), 10**6)
weights = st.decimals(0, 10**7, places=2) | st.integers(0, 3)
weight_lists = st.lists(weights, min_size=1, max_size=30)


def attempt(*arguments):
    """Return the new amounts, or else the error."""
    try:
        return spread_cells(*arguments), None
    except CannotSpread as error:
        return None, error


def decimals(*numbers):
    return [None if number is None else Decimal(str(number)) for number in numbers]


# Numbers


def test_to_decimal():
    assert to_decimal(0.1) == Decimal("0.1")
    assert to_decimal(3) == Decimal(3)
    assert to_decimal(Decimal("1.10")) == Decimal("1.10")
    for number in ("NaN", "Infinity"):
        with pytest.raises(ValueError, match="not an amount"):
            to_decimal(float(number))
        with pytest.raises(ValueError, match="not an amount"):
            to_decimal(Decimal(number))


@pytest.mark.parametrize(
    ("amount", "step", "expected"),
    [
        ("1.005", "0.01", "1.01"),
        ("1.00499999999999999999999999999999999999", "0.01", "1.00"),
        ("-1.005", "0.01", "-1.01"),
        ("-1.0049", "0.01", "-1.00"),
        ("2.5", "1", "3"),
        ("3.5", "1", "4"),
        ("0.025", "0.05", "0.05"),
        ("0.024", "0.05", "0"),
        ("1500", "1000", "2000"),
        ("1499.99", "1000", "1000"),
        ("0.15", "0.3", "0.3"),
        ("0", "0.01", "0"),
    ],
)
def test_round_half_up(amount, step, expected):
    assert round_half_up(Decimal(amount), Decimal(step)) == Decimal(expected)


@given(totals, steps)
def test_round_half_up_is_nearest(amount, step):
    rounded = round_half_up(amount, step)
    assert (Fraction(rounded) / Fraction(step)).denominator == 1
    assert 2 * abs(rounded - amount) <= step
    assert round_half_up(-amount, step) == -rounded


def test_step_must_be_positive():
    for step in (0, Decimal("-0.01")):
        with pytest.raises(ValueError, match="more than zero"):
            round_half_up(1, step)
        with pytest.raises(ValueError, match="more than zero"):
            largest_remainder(1, [1], step)


# Examples of the largest remainder


@pytest.mark.parametrize(
    ("total", "shares", "step", "expected"),
    [
        (100, [1, 1, 1], "0.01", [33.34, 33.33, 33.33]),
        (-100, [1, 1, 1], "0.01", [-33.34, -33.33, -33.33]),
        (200, [1, 1, 1], "0.01", [66.67, 66.67, 66.66]),
        (100, [0, 0, 0], "0.01", [33.34, 33.33, 33.33]),
        (100, [-5, 0, -1], "1", [34, 33, 33]),
        (100, [-5, 1, 3], "1", [0, 25, 75]),
        (0, [1, 2], "0.01", [0, 0]),
        (0, [0, 0], "0.01", [0, 0]),
        # The textbook case of Hamilton's method.
        (25, [1500, 1500, 900, 500, 500, 200], "1", [7, 7, 4, 3, 3, 1]),
        (26, [1500, 1500, 900, 500, 500, 200], "1", [8, 8, 5, 2, 2, 1]),
        # An equal fraction goes to the earlier part, whatever the weights.
        (2, [1, 3], "1", [1, 1]),
        (2, [3, 1], "1", [2, 0]),
        # What is beyond whole steps goes to the largest part, the first of equals.
        (1234, [1, 3], "100", [300, 934]),
        (-1234, [1, 3], "100", [-300, -934]),
        ("100.005", [1, 1], "0.01", [50.005, 50]),
        ("100.005", [1, 3, 3], "0.01", [14.28, 42.865, 42.86]),
        # Of equal parts to that of larger weight: what weighs nothing gets nothing.
        (7, [0, 1], "10", [0, 7]),
        (7, [1, 2, 2], "10", [0, 7, 0]),
        (5, [1], "10", [5]),
        (1, [0.1, 0.2, 0.1], "0.05", [0.25, 0.5, 0.25]),
    ],
)
def test_largest_remainder(total, shares, step, expected):
    parts = largest_remainder(Decimal(total), shares, Decimal(step))
    assert parts == decimals(*expected)


def test_largest_remainder_of_no_parts():
    assert largest_remainder(0, [], 1) == []
    with pytest.raises(CannotSpread, match=r"12\.50 .* nothing below"):
        largest_remainder(Decimal("12.50"), [], 1)


def test_largest_remainder_refuses_what_is_no_number():
    with pytest.raises(ValueError, match="not an amount"):
        largest_remainder(1, [1, float("nan")], 1)


def test_largest_remainder_beyond_the_digits_of_a_decimal():
    """Decimals of 28 digits, the default precision, would lose the cents here."""
    total = Decimal("123456789012345678901234567890.01")
    parts = largest_remainder(total, [1, 10**40, Decimal("1e-40")], Decimal("0.01"))
    assert sum(map(Fraction, parts)) == Fraction(total)
    assert parts[1] == total


def test_largest_remainder_has_no_negative_zero():
    assert not any(part.is_signed() for part in largest_remainder(-1, [1, 0], 1)[1:])


# Properties of the largest remainder


@given(totals, weight_lists, steps)
def test_parts_sum_exactly(total, shares, step):
    assert sum(map(Fraction, largest_remainder(total, shares, step))) == Fraction(total)


@given(totals, weight_lists, steps)
def test_parts_are_multiples_except_the_odd_one(total, shares, step):
    parts = largest_remainder(total, shares, step)
    odd = [part for part in parts if Fraction(part) % Fraction(step)]
    is_odd = bool(Fraction(total) % Fraction(step))
    assert len(odd) == is_odd
    if odd:
        assert abs(odd[0]) == max(map(abs, parts))


@given(units, weight_lists, steps)
def test_parts_are_within_a_step_of_their_share(count, shares, step):
    assume(any(shares))
    total = count * step
    whole = sum(map(Fraction, shares))
    for part, share in zip(largest_remainder(total, shares, step), shares, strict=True):
        assert abs(Fraction(part) - Fraction(total) * Fraction(share) / whole) < Fraction(step)


@given(units, weight_lists, steps)
def test_left_over_steps_go_to_the_largest_fractions(count, shares, step):
    """No part rounded down has lost a larger fraction than one rounded up, nor earlier an equal."""
    assume(any(shares))
    whole = sum(map(Fraction, shares))
    exact = [abs(count) * Fraction(share) / whole for share in shares]
    parts = [
        abs(Fraction(part)) / Fraction(step)
        for part in largest_remainder(count * step, shares, step)
    ]
    up = [(-(share % 1), index) for index, share in enumerate(exact) if parts[index] > share]
    down = [(-(share % 1), index) for index, share in enumerate(exact) if parts[index] < share]
    assert not up or not down or max(up) < min(down)


@given(totals, weight_lists, steps)
def test_parts_of_the_opposite_are_opposite(total, shares, step):
    parts = largest_remainder(total, shares, step)
    assert largest_remainder(-total, shares, step) == [-part for part in parts]


@given(st.decimals(0, 10**9, places=2), weight_lists, steps)
def test_larger_weights_never_get_less(total, shares, step):
    parts = largest_remainder(total, shares, step)
    ordered = sorted(zip(shares, parts, strict=True), key=lambda pair: pair[0])
    for (share, part), (larger_share, larger_part) in pairwise(ordered):
        assert larger_part >= part or larger_share == share


@given(st.integers(0, 1000), st.lists(st.integers(0, 20), min_size=1), st.data())
def test_raising_a_weight_never_lowers_its_part(count, shares, data):
    index = data.draw(st.integers(0, len(shares) - 1))
    assume(any(shares))
    raised = list(shares)
    raised[index] += data.draw(st.integers(1, 20))
    before = largest_remainder(count, shares, 1)
    after = largest_remainder(count, raised, 1)
    assert after[index] >= before[index]


@given(totals, st.lists(weights, min_size=1, max_size=12, unique=True), steps, st.randoms())
def test_order_does_not_matter_without_ties(total, shares, step, random):
    """Where no two fractions are equal, another order of the weights gives the same parts."""
    whole = sum(map(Fraction, shares))
    assume(whole)
    count = int(abs(Fraction(total)) / Fraction(step))
    fractions = [count * Fraction(share) / whole % 1 for share in shares]
    positive = [fraction for fraction in fractions if fraction]
    assume(len(set(positive)) == len(positive))
    expected = dict(zip(shares, largest_remainder(total, shares, step), strict=True))
    random.shuffle(shares)
    assert dict(zip(shares, largest_remainder(total, shares, step), strict=True)) == expected


@given(totals, weights, st.integers(1, 30), steps)
def test_equal_weights_differ_by_a_step_in_favour_of_the_earlier(total, share, count, step):
    parts = list(map(abs, largest_remainder(total, [share] * count, step)))
    assert parts == sorted(parts, reverse=True)
    assert parts[0] - parts[-1] < 2 * step


@given(totals, weight_lists, steps, st.integers(1, 1000))
def test_only_proportions_matter(total, shares, step, factor):
    expected = largest_remainder(total, shares, step)
    assert largest_remainder(total, [share * factor for share in shares], step) == expected
    assert largest_remainder(total, [share / Decimal(1000) for share in shares], step) == expected


@given(totals, weight_lists, steps)
def test_negative_weights_count_as_zero(total, shares, step):
    expected = largest_remainder(total, [*shares, 0], step)
    assert largest_remainder(total, [*shares, -5], step) == expected
    if any(shares):
        assert expected[-1] == 0


@given(totals, st.integers(1, 40), steps)
def test_zero_weights_are_even(total, count, step):
    expected = largest_remainder(total, [7] * count, step)
    assert largest_remainder(total, [0] * count, step) == expected


@given(units, weight_lists, steps)
def test_spreading_the_parts_again_changes_nothing(count, shares, step):
    assume(count > 0)
    parts = largest_remainder(count * step, shares, step)
    assert largest_remainder(count * step, parts, step) == parts


def test_largest_remainder_is_fast():
    """20,000 weights in 100 ms, the best of five."""
    shares = [Decimal(index * 7919 % 100_003) / 100 for index in range(20_000)]
    best = min(_time(largest_remainder, Decimal("98765432.10"), shares, "0.01") for _ in range(5))
    assert best < 0.1


def test_spread_cells_of_a_large_plan_is_fast():
    """240,000 cells, 20,000 rows of a year by months."""
    cells = [Cell(Decimal(month * 100), Decimal(month)) for month in range(12)]
    assert _time(lambda: [spread_cells(1000, cells, "history") for _ in range(20_000)]) < 10


def _time(function, *arguments):
    start = time.process_time()
    function(*arguments)
    return time.process_time() - start


# Cells: null, zero and held


def test_spreading_fills_nulls_and_amounts_but_never_zeros():
    cells = [Cell(None), Cell(0), Cell(50), Cell(Decimal("0.00"))]
    assert spread_cells(100, cells, "even") == decimals(50, 0, 50, 0)


def test_spreading_leaves_held_cells():
    cells = [Cell(30, is_held=True), Cell(20), Cell(None, is_held=True), Cell(60)]
    assert spread_cells(150, cells) == decimals(30, 30, None, 90)


def test_what_gets_nothing_is_not_planned():
    assert spread_cells(100, [Cell(None), Cell(50)]) == decimals(None, 100)
    assert spread_cells(2, [Cell(None)] * 3, "even", 1) == decimals(1, 1, None)


def test_a_total_of_zero_plans_zero():
    assert spread_cells(0, [Cell(None), Cell(50)]) == decimals(0, 0)
    assert spread_cells(0, [Cell(None, is_held=True), Cell(50)]) == decimals(None, 0)


def test_nothing_left_over_leaves_nulls():
    cells = [Cell(100, is_held=True), Cell(None), Cell(5)]
    assert spread_cells(100, cells) == decimals(100, None, None)


@pytest.mark.parametrize(
    ("mode", "shares", "expected"),
    [
        ("current", None, [40, 60, None]),
        ("history", None, [25, None, 75]),
        ("even", None, [33.34, 33.33, 33.33]),
        ("weights", [1, 1, 2], [25, 25, 50]),
        ("profile", [0.2, 0.2, 0.1], [40, 40, 20]),
        ("days", [20, 21, 0], [48.78, 51.22, None]),
    ],
)
def test_modes(mode, shares, expected):
    cells = [Cell(20, 10), Cell(30, -10), Cell(None, 30)]
    assert spread_cells(100, cells, mode, weights=shares) == decimals(*expected)


@pytest.mark.parametrize("mode", ["current", "history"])
def test_modes_without_weights_are_even(mode):
    assert spread_cells(90, [Cell()] * 3, mode) == decimals(30, 30, 30)


def test_what_has_no_history_weighs_nothing():
    assert spread_cells(10, [Cell(1), Cell(1, 5), Cell()], "history") == decimals(None, 10, None)


def test_amounts_below_one_are_amounts():
    assert spread_cells(0.5, [Cell(0.25, is_held=True), Cell()]) == decimals(0.25, 0.25)


def test_negative_plans_scale():
    cells = [Cell(-60), Cell(-40)]
    assert spread_cells(-200, cells) == decimals(-120, -80)
    assert spread_cells(50, cells) == decimals(30, 20)
    assert spread_cells(-50, [Cell(60), Cell(40)]) == decimals(-30, -20)
    assert spread_cells(-50, [Cell(-60), Cell(-40, is_held=True)]) == decimals(-10, -40)


def test_weights_of_closed_cells_do_not_count():
    cells = [Cell(10, is_held=True), Cell(0), Cell(), Cell()]
    assert spread_cells(40, cells, "weights", weights=[100, 100, 1, 2]) == decimals(10, 0, 10, 20)


@pytest.mark.parametrize(
    ("cells", "total", "reason", "held", "message"),
    [
        ([], 10, "empty", 0, "10 cannot be spread because there is nothing below"),
        ([Cell(4, is_held=True)], 10, "held", 4, "everything below is held, with 4 in all"),
        ([Cell(0)], 10, "zero", 0, "everything below is planned as zero"),
        ([Cell(0), Cell(4, is_held=True)], 10, "closed", 4, "held or planned as zero, with 4 in"),
        ([Cell(12, is_held=True), Cell()], 10, "exceeded", 12, "held amounts below, 12, exceed"),
        ([Cell(12, is_held=True), Cell()], 0, "exceeded", 12, "0 cannot .* 12, exceed it"),
        ([Cell(-12, is_held=True), Cell()], -10, "exceeded", -12, "-10 cannot .* -12, exceed it"),
    ],
)
def test_impossible_cases_say_why(cells, total, reason, held, message):
    with pytest.raises(CannotSpread, match=message) as caught:
        spread_cells(total, cells)
    assert (caught.value.reason, caught.value.total, caught.value.held) == (reason, total, held)
    assert str(caught.value).endswith(".")
    assert str(caught.value).count(". ") == 0


def test_nothing_to_do_is_possible():
    assert spread_cells(0, []) == []
    assert spread_cells(4, [Cell(4, is_held=True)]) == decimals(4)
    assert spread_cells(0, [Cell(0)]) == decimals(0)


def test_spread_cells_refuses_wrong_arguments():
    with pytest.raises(ValueError, match="no mode 'random'"):
        spread_cells(1, [Cell()], "random")
    with pytest.raises(ValueError, match="each of the 1 cells"):
        spread_cells(1, [Cell()], "weights")
    with pytest.raises(ValueError, match="each of the 1 cells"):
        spread_cells(1, [Cell()], "days", weights=[1, 2])


amounts = st.none() | st.just(Decimal(0)) | st.decimals(-(10**6), 10**6, places=2)
cell_lists = st.lists(st.builds(Cell, amounts, amounts, st.booleans()), max_size=15)


@given(totals, cell_lists, st.sampled_from(("current", "history", "even")), steps)
def test_spread_cells_keeps_the_rules(total, cells, mode, step):
    after, error = attempt(total, cells, mode, step)
    if error:
        fixed = [cell.amount for cell in cells if cell.is_held or cell.amount == 0]
        held = sum(amount for amount in fixed if amount)
        assert error.held == held
        assert error.total == total
        free = sum(cell.amount or 0 for cell in cells) - held
        if error.reason == "balanced":
            assert not free
            assert mode == "current" or total == held
        elif error.reason == "opposite":
            assert mode == "current"
            assert held
            assert (total - held) * free < 0 < (total - held) * total
        elif error.reason == "exceeded":
            assert (total - held) * (total or 1) < 0
            assert (total - held) * free <= 0
        else:
            assert len(fixed) == len(cells)
        return
    assert sum(Fraction(amount or 0) for amount in after) == Fraction(total)
    for cell, amount in zip(cells, after, strict=True):
        if cell.is_held or cell.amount == 0:
            assert amount == cell.amount
        else:
            assert amount is None or amount or not total


@given(st.lists(st.decimals(1, 10**6, places=2), min_size=1), st.data())
def test_spreading_the_same_total_changes_nothing(amounts, data):
    cells = [Cell(amount, is_held=data.draw(st.booleans())) for amount in amounts]
    assert spread_cells(sum(amounts), cells) == amounts
