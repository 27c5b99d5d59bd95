import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.balance import MOST_OF_IT, balance

differences = st.dictionaries(st.integers(0, 50), st.integers(-(10**9), 10**9), max_size=20)


@given(differences)
def test_sums_are_what_they_were(found):
    """What is missing and what is beyond come to the sum of all parts; none is lost."""
    split = balance(found)
    assert split.net == pytest.approx(sum(found.values()))
    keys = [key for key, __, __ in split.behind] + [key for key, __ in split.ahead]
    assert sorted(keys) == sorted(key for key, amount in found.items() if amount)
    assert split.missing == -sum(amount for amount in found.values() if amount < 0)


@given(differences)
def test_largest_first(found):
    """Amounts fall, shares rise to all of it, and the few largest make most of it."""
    split = balance(found)
    amounts = [amount for __, amount, __ in split.behind]
    shares = [share for __, __, share in split.behind]
    assert amounts == sorted(amounts, reverse=True)
    assert shares == sorted(shares)
    assert not shares or shares[-1] == pytest.approx(1)
    assert [amount for __, amount in split.ahead] == sorted(
        (amount for __, amount in split.ahead), reverse=True
    )
    if split.behind:
        most = MOST_OF_IT * split.missing
        assert sum(amounts[: split.few]) >= most - 1e-6 * split.missing
        assert sum(amounts[: split.few - 1]) < most


def test_nothing():
    split = balance({1: 0})
    assert (split.behind, split.ahead, split.few, split.net) == ([], [], 0, 0)


def test_three():
    split = balance({"a": -80, "b": 30, "c": -20})
    assert split.behind == [("a", 80, 0.8), ("c", 20, 1.0)]
    assert (split.ahead, split.few, split.net) == ([("b", 30)], 1, -70)
