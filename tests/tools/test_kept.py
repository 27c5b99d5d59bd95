"""Capability N10: by which documents figures differ from those that were kept, pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.kept import CAUSES, compare, find_depths

#: A total with two rows, the first with two of its own.
ABOVE = {"total": None, "a": "total", "b": "total", "a1": "a", "a2": "a"}
PATHS = {
    "total": ["total"],
    "a": ["total", "a"],
    "b": ["total", "b"],
    "a1": ["total", "a", "a1"],
    "a2": ["total", "a", "a2"],
}
amounts = st.dictionaries(
    st.tuples(st.sampled_from(sorted(ABOVE)), st.integers(1, 6)),
    st.integers(-(10**6), 10**6).map(lambda cents: cents / 100),
    max_size=15,
)


def test_later_gone_and_changed():
    kept = {("a1", 1): 100.0, ("a1", 2): 50.0, ("b", 3): 7.0}
    live = {("a1", 1): 80.0, ("b", 3): 7.0, ("b", 4): 9.0}
    found = compare(kept, live, ABOVE)
    assert found["total"] == {"changed": {1: -20.0}, "gone": {2: -50.0}, "later": {4: 9.0}}
    assert found["a"] == {"changed": {1: -20.0}, "gone": {2: -50.0}}
    assert found["b"] == {"later": {4: 9.0}}


def test_moved_within_a_row_is_no_difference_of_it():
    found = compare({("a1", 1): 10.0}, {("a2", 1): 10.0}, ABOVE)
    assert found["a1"] == {"moved": {1: -10.0}}
    assert found["a2"] == {"moved": {1: 10.0}}
    assert not found["a"]
    assert not found["total"]


def test_nothing_happened():
    same = {("a1", 1): 0.1 + 0.2, ("b", 2): 1.0}
    assert compare(same, {("a1", 1): 0.3, ("b", 2): 1.0}, ABOVE) == {}


@pytest.mark.parametrize(
    ("old", "new", "depth"), [("a1", "a2", 2), ("a1", "b", 1), ("a", "a1", 2), ("total", "b", 1)]
)
def test_where_rows_begin_to_differ(old, new, depth):
    assert find_depths({(old, 1): 5.0}, {(new, 1): 5.0}, PATHS, {1}) == {1: depth}


@given(amounts, amounts)
def test_causes_sum_to_the_difference(kept, live):
    found = compare(kept, live, ABOVE)
    for row in ABOVE:
        below = {one for one in ABOVE if row in PATHS[one]}
        difference = sum(amount for (one, _), amount in live.items() if one in below) - sum(
            amount for (one, _), amount in kept.items() if one in below
        )
        causes = found.get(row, {})
        assert set(causes) <= set(CAUSES)
        told = sum(part for parts in causes.values() for part in parts.values())
        assert told == pytest.approx(difference, abs=1e-4)


@given(amounts, amounts)
def test_each_document_has_one_cause(kept, live):
    for causes in compare(kept, live, ABOVE).values():
        named = [document for parts in causes.values() for document in parts]
        assert len(named) == len(set(named))
