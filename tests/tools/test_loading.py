"""Tests of the arithmetic of "Load actuals": from facts of the past to rows with targets."""

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tools.loading import CannotLoad, Choices, Limit, Uplift, load, shift_to
from tools.periods import generate
from tools.spreading import largest_remainder, round_half_up

CENT = Decimal("0.01")
MONTHS = 3

amounts = st.decimals(-2000, 10000, places=2)
sold = st.decimals(0, 10000, places=2)
percents = st.decimals(-99, 300, places=4)
values = st.none() | st.integers(1, 4)
roundings = st.sampled_from([0, 1, 10, 100, 1000])
shapes = st.none() | st.lists(st.integers(0, 30), min_size=MONTHS, max_size=MONTHS)


def make_facts(depth, amount=amounts, overrides=0):
    return st.lists(
        st.tuples(
            st.tuples(*[values] * depth),
            st.sampled_from([None, *range(overrides)]),
            st.integers(0, MONTHS - 1),
            amount,
        ),
        min_size=1,
        max_size=40,
    )


def fact(path, period, amount, override=None):
    path = path if isinstance(path, tuple) else (path,)
    return path, override, period, Decimal(str(amount))


def choose(**choices):
    return Choices(**{"periods": MONTHS, **choices})


def try_load(facts, choices):
    """Load, or drop the example where there is nothing to load."""
    try:
        return load(facts, choices)
    except CannotLoad:
        assume(False)


def targets(row):
    """Return ``{path: total target}`` of all rows."""
    return {node.path: node.target_total for node in row.walk()}


def describe(row):
    """Return everything a result says, for comparing two of them."""
    below = [describe(child) for child in row.rows + row.left_out]
    return row.path, row.reason, row.history, row.targets, below


# Examples


def test_history_becomes_the_plan():
    root = load([fact(1, 0, 100), fact(1, 1, 50), fact(2, 2, "30.5")], choose())
    assert root.targets == root.history == [100, 50, Decimal("30.5")]
    assert [(row.path, row.targets) for row in root.rows] == [
        ((1,), [100, 50, 0]),
        ((2,), [0, 0, Decimal("30.5")]),
    ]
    assert not root.left_out


def test_facts_that_are_alike_are_summed():
    root = load([fact(1, 0, 100), fact(1, 0, -40)], choose())
    assert root.targets == [60, 0, 0]


def test_percentage_and_amount():
    facts = [fact(1, 0, 300), fact(2, 1, 100)]
    root = load(facts, choose(uplift=Uplift(percent=10, amount=100)))
    assert targets(root) == {(): 540, (1,): 405, (2,): 135}
    assert root.history_total == 400


def test_amount_can_be_taken_away():
    root = load([fact(1, 0, 300), fact(2, 1, 100)], choose(uplift=Uplift(amount=-40)))
    assert targets(root) == {(): 360, (1,): 270, (2,): 90}


def test_override_takes_the_place_of_the_percentage():
    facts = [fact(1, 0, 100), fact(2, 0, 100, override=0)]
    root = load(facts, choose(uplift=Uplift(10), overrides=(Uplift(50),)))
    assert targets(root) == {(2,): 150, (1,): 110, (): 260}


def test_override_amount_is_added_to_what_it_makes():
    facts = [fact(1, 0, 100), fact(2, 0, 300, override=0), fact(3, 1, 100, override=0)]
    root = load(facts, choose(uplift=Uplift(10), overrides=(Uplift(0, -40),)))
    assert targets(root) == {(): 470, (2,): 270, (1,): 110, (3,): 90}


def test_override_inside_a_row():
    # Twenty less for one customer in a plan by industry: its industry alone gets less.
    facts = [fact("a", 0, 100), fact("a", 0, 50, override=0), fact("b", 0, 70)]
    root = load(facts, choose(uplift=Uplift(10), overrides=(Uplift(0, -20),)))
    assert targets(root) == {(): 217, ("a",): 140, ("b",): 77}


def test_general_amount_spares_what_has_an_override():
    facts = [fact(1, 0, 100), fact(2, 0, 900, override=0)]
    root = load(facts, choose(uplift=Uplift(0, 50), overrides=(Uplift(),)))
    assert targets(root) == {(): 1050, (2,): 900, (1,): 150}


def test_general_amount_where_everything_has_an_override():
    facts = [fact(1, 0, 100, override=1), fact(2, 0, 900, override=0)]
    root = load(facts, choose(uplift=Uplift(0, 50), overrides=(Uplift(), Uplift())))
    assert targets(root) == {(): 1050, (2,): 945, (1,): 105}


def test_rounding_puts_the_odd_rest_on_the_largest_row():
    facts = [fact(1, 0, 1234), fact(1, 1, "2000.56"), fact(2, 0, 700), fact(2, 2, 1700)]
    root = load(facts, choose(rounding=1000))
    assert root.target_total == Decimal("5634.56")
    assert [(row.path, row.target_total) for row in root.rows] == [
        ((1,), Decimal("3634.56")),
        ((2,), 2000),
    ]
    assert root.rows[0].targets == [1000, Decimal("2634.56"), 0]


def test_rounding_keeps_exact_shares_exact():
    facts = [fact(number, 0, "10.01") for number in range(1, 8)] + [fact(9, 0, 1000)]
    root = load(facts, choose(uplift=Uplift(7)))
    assert targets(root)[9,] == 1070


def test_what_has_no_value_stays_above():
    facts = [fact((1, 5), 0, 100), fact((1, None), 1, 20), fact((None, 5), 0, 3)]
    root = load(facts, choose())
    assert targets(root) == {(): 123, (1,): 120, (1, 5): 100}
    left_out = [(above.path, lost.path, lost.reason) for above, lost in root.walk_left_out()]
    assert left_out == [((), (None,), "unassigned"), ((1,), (1, None), "unassigned")]
    assert root.rows[0].targets == [100, 20, 0]


def test_what_is_left_out_stays_above():
    facts = [fact(value, 0, value * 10) for value in range(1, 7)] + [fact(9, 0, -5)]
    root = load(facts, choose(limits=(Limit(top=3, smallest=20),)))
    assert targets(root) == {(): 205, (6,): 60, (5,): 50, (4,): 40}
    assert [(lost.path[0], lost.reason) for lost in root.left_out] == [
        (3, "top"),
        (2, "top"),
        (1, "small"),
        (9, "negative"),
    ]


def test_limits_are_by_level_and_row_above():
    facts = [fact((a, b), 0, 10 * b + a) for a in (1, 2) for b in (1, 2, 3)]
    root = load(facts, choose(limits=(Limit(), Limit(top=1))))
    assert targets(root) == {(): 129, (2,): 66, (2, 3): 32, (1,): 63, (1, 3): 31}


def test_what_is_below_a_row_left_out_goes_with_it():
    facts = [fact((1, 1), 0, 5), fact((1, 2), 0, 6), fact((2, 1), 0, 100)]
    root = load(facts, choose(limits=(Limit(smallest=50), Limit())))
    assert targets(root) == {(): 111, (2,): 100, (2, 1): 100}
    assert [(lost.path, lost.target_total) for __, lost in root.walk_left_out()] == [((1,), 11)]


def test_a_row_that_rounds_to_nothing_is_left_out():
    root = load([fact(1, 0, 9000), fact(2, 0, 20)], choose(rounding=1000))
    assert [(lost.path, lost.reason) for lost in root.left_out] == [((2,), "nothing")]


def test_negative_months_weigh_nothing():
    root = load([fact(1, 0, 300), fact(1, 1, -100), fact(1, 2, 100)], choose())
    assert root.targets == [225, 0, 75]
    assert root.history == [300, -100, 100]


def test_negative_rows_keep_their_months():
    root = load([fact(1, 0, 100), fact(1, 1, 100), fact(2, 1, -30)], choose())
    assert root.targets == [100, 70, 0]


def test_shapes():
    facts = [fact(1, 0, 90), fact(2, 1, "10.01")]
    assert load(facts, choose(shape=(1, 1, 1))).targets == [
        Decimal("33.34"),
        Decimal("33.34"),
        Decimal("33.33"),
    ]
    assert load(facts, choose(shape=(50, 0, 50))).targets == [Decimal("50.01"), 0, 50]
    root = load([fact(1, 0, 100)], choose(shape=(Decimal("12.5"), 37.5, 50)))
    assert root.targets == [Decimal("12.5"), Decimal("37.5"), 50]


def test_even_rows_do_not_all_put_their_odd_unit_first():
    facts = [fact(number, 0, 2000) for number in range(300)]
    root = load(facts, choose(shape=(1, 1, 1), rounding=1000))
    assert root.targets == [200_000, 200_000, 200_000]
    assert {row.target_total for row in root.rows} == {2000}


def test_mean_of_years():
    # Of three years each period takes a third.
    facts = [fact(1, 0, 100), fact(2, 0, 100), fact(3, 0, 100), fact(1, 1, "0.01")]
    takes = tuple({period: Fraction(1, 3)} for period in range(MONTHS))
    root = load(facts, choose(takes=takes))
    assert root.history_total == root.target_total == 100
    assert sorted(map(str, (row.history_total for row in root.rows))) == ["33.33", "33.33", "33.34"]


@pytest.mark.parametrize(
    ("facts", "choices", "reason", "override"),
    [
        ([], {}, "empty", None),
        ([fact(1, 0, 0)], {}, "empty", None),
        ([fact(1, 0, -10)], {}, "negative", None),
        ([fact(1, 0, 10), fact(2, 0, -10)], {}, "negative", None),
        ([fact(1, 0, 10)], {"uplift": Uplift(0, -10)}, "negative", None),
        ([fact(1, 0, 10)], {"uplift": Uplift(0, -11)}, "exceeded", None),
        ([fact(1, 0, 10)], {"overrides": (Uplift(0, 5),)}, "override", 0),
        ([fact(1, 0, 9), fact(2, 0, -1, 0)], {"overrides": (Uplift(0, 5),)}, "override", 0),
        (
            [fact(1, 0, 90), fact(2, 0, 5, 1)],
            {"overrides": (Uplift(), Uplift(0, -6))},
            "exceeded",
            1,
        ),
    ],
)
def test_nothing_to_load(facts, choices, reason, override):
    with pytest.raises(CannotLoad) as caught:
        load(facts, choose(**choices))
    assert (caught.value.reason, caught.value.override) == (reason, override)


# Properties


@given(make_facts(2), percents, st.decimals(0, 5000, places=2), roundings, shapes)
def test_the_total_is_exact(facts, percent, amount, rounding, shape):
    choices = choose(uplift=Uplift(percent, amount), rounding=rounding, shape=shape)
    root = try_load(facts, choices)
    history = sum(amount for *__, amount in facts)
    assert root.history_total == history
    raised = Fraction(history) * (100 + Fraction(percent)) / 100 + Fraction(amount)
    assert abs(Fraction(root.target_total) - raised) <= Fraction(1, 200)


@given(make_facts(1), st.decimals(-500, 5000, places=2), roundings)
def test_an_amount_raises_the_total_by_exactly_that(facts, amount, rounding):
    without = try_load(facts, choose(rounding=rounding))
    root = try_load(facts, choose(uplift=Uplift(0, amount), rounding=rounding))
    assert root.target_total - without.target_total == amount


@given(
    make_facts(3),
    roundings,
    shapes,
    st.lists(st.builds(Limit, st.integers(0, 3), st.integers(0, 3000)), max_size=3),
)
def test_rows_and_what_was_left_out_make_the_row_above(facts, rounding, shape, limits):
    root = try_load(facts, choose(rounding=rounding, shape=shape, limits=tuple(limits)))
    for row in root.walk():
        below = row.rows + row.left_out
        if below:
            assert row.targets == [sum(c) for c in zip(*(b.targets for b in below), strict=True)]
            assert row.history == [sum(c) for c in zip(*(b.history for b in below), strict=True)]
        assert row.reason is None
        assert None not in row.path
        assert row.target_total > 0
        assert all(a.target_total >= b.target_total for a, b in pairwise(row.rows))
    assert all(lost.reason for __, lost in root.walk_left_out())


@given(make_facts(2, sold), roundings, shapes)
def test_rows_are_multiples_but_for_one(facts, rounding, shape):
    root = try_load(facts, choose(rounding=rounding, shape=shape))
    step = max(Decimal(rounding), CENT)
    leaves = [row for row in root.walk() if not row.rows] + [b for __, b in root.walk_left_out()]
    leaves = [row for row in leaves if not row.rows and not (row.left_out)]
    odd = [cell for leaf in leaves for cell in leaf.targets if cell % step]
    assert len(odd) <= 1
    assert sum(cell % step for cell in odd) == root.target_total % step
    assert all(cell >= 0 for leaf in leaves for cell in leaf.targets)


@given(make_facts(2, sold), percents, roundings)
def test_rows_are_their_exact_share_rounded_up_or_down(facts, percent, rounding):
    root = try_load(facts, choose(uplift=Uplift(percent), rounding=rounding))
    step = max(Fraction(rounding), Fraction(1, 100))
    for row in [*root.walk(), *(lost for __, lost in root.walk_left_out())]:
        exact = Fraction(row.history_total) * (100 + Fraction(percent)) / 100
        assert abs(Fraction(row.target_total) - exact) < 2 * step
        if not rounding:
            assert abs(Fraction(row.target_total) - exact) < step


@given(make_facts(2, overrides=2), percents, percents, sold)
def test_overrides_raise_their_facts_only(facts, percent, other, amount):
    overrides = (Uplift(other, amount), Uplift(0, 0))
    root = try_load(facts, choose(uplift=Uplift(percent), overrides=overrides))
    made = [
        sum((Fraction(f[3]) for f in facts if f[1] == number), Fraction(0))
        for number in (None, 0, 1)
    ]
    exact = made[0] * (100 + Fraction(percent)) / 100
    exact += made[1] * (100 + Fraction(other)) / 100 + Fraction(amount) + made[2]
    assert abs(Fraction(root.target_total) - exact) <= Fraction(1, 200)


@given(make_facts(2, overrides=1), roundings, shapes, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(facts, rounding, shape, shuffler):
    choices = choose(
        uplift=Uplift(7, 100), overrides=(Uplift(3, 5),), rounding=rounding, shape=shape
    )
    root = try_load(facts, choices)
    shuffler.shuffle(facts)
    assert describe(load(facts, choices)) == describe(root)


@given(make_facts(2), roundings, st.lists(st.integers(0, 30), min_size=3, max_size=3))
def test_the_total_follows_a_shape_exactly(facts, rounding, shape):
    root = try_load(facts, choose(rounding=rounding, shape=shape))
    step = max(Decimal(rounding), CENT)
    odd = root.target_total % step
    exact = largest_remainder(root.target_total - odd, shape, step)
    assert sum(abs(a - b) for a, b in zip(root.targets, exact, strict=True)) == odd


@given(make_facts(1, sold), st.integers(1, 5), st.integers(1, 9))
def test_means_are_rounded_without_losing_a_cent(facts, weight, divisor):
    scaled = [(path, override, at, amount * weight) for path, override, at, amount in facts]
    takes = tuple({period: Fraction(1, divisor)} for period in range(MONTHS))
    root = try_load(scaled, choose(takes=takes))
    exact = sum(amount for *__, amount in scaled) / divisor
    assert root.history_total == round_half_up(exact, CENT)
    assert root.target_total == root.history_total


def test_history_shape_is_followed_by_the_total_of_many_rows():
    shuffler = random.Random(3)
    facts = [fact(n, m, shuffler.randint(0, 900)) for n in range(2000) for m in range(MONTHS)]
    root = load(facts, choose(rounding=100))
    for history, target in zip(root.history, root.targets, strict=True):
        assert abs(history - target) <= 1000  # a few of the 6,000 cells' steps, not hundreds


# Spans


def test_shift_to_moves_months_by_months():
    months = generate("month", date(2027, 1, 1), date(2027, 12, 31))
    spans = [(period.date_from, period.date_to) for period in months]
    shifted = shift_to(spans, date(2023, 7, 1))
    assert shifted[0] == (date(2023, 7, 1), date(2023, 7, 31))
    assert shifted[7] == (date(2024, 2, 1), date(2024, 2, 29))
    assert shifted[-1] == (date(2024, 6, 1), date(2024, 6, 30))


def test_shift_to_another_day_moves_by_days():
    spans = [(date(2027, 1, 4), date(2027, 1, 10)), (date(2027, 1, 11), date(2027, 1, 17))]
    assert shift_to(spans, date(2026, 1, 5)) == [
        (date(2026, 1, 5), date(2026, 1, 11)),
        (date(2026, 1, 12), date(2026, 1, 18)),
    ]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.dates(date(2015, 1, 1), date(2030, 1, 1)))
def test_shifted_spans_follow_each_other(first, start):
    periods = generate("month", first, date(2031, 3, 15))
    spans = shift_to([(period.date_from, period.date_to) for period in periods], start)
    assert spans[0][0] == start
    for (__, end), (begin, __) in pairwise(spans):
        assert (begin - end).days == 1
