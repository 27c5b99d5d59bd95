"""Tests of weights by several criteria at once."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tools.mixing import mix_weights
from tools.spreading import largest_remainder

STEP = Decimal("0.0001")
ROWS = ["a", "b", "c"]

weights = st.dictionaries(st.sampled_from(ROWS), st.integers(-50, 5000), max_size=3)
criteria = st.lists(st.tuples(st.integers(0, 90), weights), max_size=4)


def test_half_last_year_and_the_rest_by_pipeline_and_capacity():
    found, counted = mix_weights(
        ROWS,
        [
            (50, {"a": 300, "b": 100}),
            (30, {"b": 50, "c": 50}),
            (20, {"a": 1, "b": 1, "c": Fraction(1, 2)}),
        ],
    )
    assert counted == [0, 1, 2]
    assert found == {"a": Decimal("45.5"), "b": Decimal("35.5"), "c": Decimal(19)}


def test_what_says_nothing_leaves_its_share_to_the_others():
    found, counted = mix_weights(ROWS, [(50, {"a": 3, "b": 1}), (50, {"c": -4})])
    assert counted == [0]
    assert found == {"a": 75, "b": 25, "c": 0}
    assert mix_weights(ROWS, [(0, {"a": 3}), (50, {})]) == (dict.fromkeys(ROWS, 0), [])


@given(criteria)
def test_weights_sum_to_a_hundred_exactly(given_criteria):
    found, counted = mix_weights(ROWS, given_criteria)
    assert sum(found.values()) == (100 if counted else 0)
    assert all(weight >= 0 for weight in found.values())


@given(
    weights.filter(lambda known: any(weight > 0 for weight in known.values())), st.integers(1, 9)
)
def test_one_criterion_is_itself(known, share):
    found, __ = mix_weights(ROWS, [(share, known)])
    alone = largest_remainder(100, [known.get(row, 0) for row in ROWS], STEP)
    assert list(found.values()) == alone


@given(criteria, st.integers(1, 50))
def test_only_proportions_count(given_criteria, factor):
    """Neither the unit of the shares nor that of any criterion's weights matters."""
    scaled = [
        (share * factor, {row: weight * (factor + place) for row, weight in known.items()})
        for place, (share, known) in enumerate(given_criteria)
    ]
    assert mix_weights(ROWS, scaled) == mix_weights(ROWS, given_criteria)


@given(criteria)
def test_no_row_has_more_than_its_best_criterion(given_criteria):
    found, counted = mix_weights(ROWS, given_criteria)
    for row in ROWS:
        parts = []
        for place in counted:
            known = given_criteria[place][1]
            whole = sum(max(0, weight) for weight in known.values())
            parts.append(Fraction(100 * max(0, known.get(row, 0)), whole))
        if parts:
            step = Fraction(STEP)
            assert min(parts) - step <= Fraction(found[row]) <= max(parts) + step
