"""N9: which orders happen once, and how much of a history customers can reach again."""

from decimal import Decimal
from fractions import Fraction
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from tools.cleaning import LEAST_DOCUMENTS, Document, find_caps, find_one_offs

amounts = st.decimals(min_value=-10_000, max_value=100_000, places=2)
bought = st.lists(st.tuples(st.integers(1, 4), amounts), max_size=25)
multiples = st.decimals(min_value=1, max_value=10, places=1)


def make(*pairs):
    return [
        Document(key, customer, Decimal(amount)) for key, (customer, amount) in enumerate(pairs)
    ]


def test_larger_than_so_many_usual_ones():
    documents = make((1, 100), (1, 90), (1, 110), (1, 301), (1, 300))
    assert find_one_offs(documents, Decimal(2)) == {3: 110, 4: 110}
    assert find_one_offs(documents, Decimal("2.73")) == {3: 110}
    assert find_one_offs(documents, Decimal(3)) == {}


def test_what_was_given_back_is_no_purchase():
    documents = make((1, 100), (1, -900), (1, -900), (1, 1000), (1, 100))
    assert find_one_offs(documents, Decimal(3)) == {3: 100}


def test_of_few_documents_nothing_is_usual():
    assert find_one_offs(make((1, 1), (1, 100_000)), Decimal(1)) == {}


@given(bought, multiples)
def test_one_offs_are_exactly_those_above(pairs, times):
    documents = make(*pairs)
    found = find_one_offs(documents, times)
    for document in documents:
        own = [
            other.amount
            for other in documents
            if other.customer == document.customer and other.amount > 0
        ]
        is_known = document.amount > 0 and len(own) >= LEAST_DOCUMENTS
        assert (document.key in found) == (is_known and document.amount > times * median(own))


@given(
    st.dictionaries(st.integers(1, 6), st.fractions(-1000, 10**6)),
    st.dictionaries(st.integers(1, 6), st.decimals(min_value=0, max_value=10**6, places=2)),
)
def test_nobody_is_above_what_they_can(history, most):
    factors = find_caps(history, most)
    for customer, amount in history.items():
        after = amount * factors.get(customer, 1)
        if customer in most:
            assert after == min(amount, Fraction(most[customer]))
        else:
            assert after == amount
    assert all(0 <= factor < 1 for factor in factors.values())


def test_caps_at_the_limit_and_below_nothing():
    history = {1: Fraction(100), 2: Fraction(100), 3: Fraction(100), 4: Fraction(-5)}
    most = {1: Decimal(100), 2: Decimal(0), 3: Decimal(-50), 4: Decimal(-10)}
    # who is at the limit is not cut; less than nothing is no limit
    assert find_caps(history, most) == {2: 0}
