"""P22: what a customer could buy is the median of customers like them."""

from decimal import Decimal
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from tools.market import LEAST_PEERS, Peer, estimate

CENT = Decimal("0.01")
amounts = st.decimals(min_value=0, max_value=10**9, places=2)
industries = st.one_of(st.none(), st.integers(1, 3))
peers = st.lists(st.builds(Peer, amounts, st.integers(0, 500), industries), max_size=12)


def of(*values, heads=0, industry=1):
    return [Peer(Decimal(value), heads, industry) for value in values]


def test_median_of_the_industry():
    found = estimate(0, 1, [*of(100, 500, 300), *of(9, industry=2)], CENT)
    assert (found.amount, found.count, found.per_head, found.of_industry) == (300, 3, None, True)


def test_by_head_where_heads_are_known():
    alike = of(100, heads=10) + of(600, heads=20) + of(200, heads=10)
    found = estimate(7, 1, alike, CENT)
    assert (found.amount, found.per_head, found.of_industry) == (140, 20, True)


def test_by_head_of_all_where_the_industry_is_unknown():
    others = of(100, heads=10, industry=2) * 2 + of(500, heads=10, industry=3)
    found = estimate(3, 1, others, CENT)
    assert (found.amount, found.count, found.of_industry) == (30, 3, False)
    assert estimate(0, 1, others, CENT) is None


def test_too_few_tell_nothing():
    assert estimate(5, 1, of(100, 200, heads=10), CENT) is None
    assert estimate(0, None, of(1, 2, 3, industry=None), CENT) is None


def test_half_a_cent_goes_up():
    assert estimate(0, 1, of("0.01", "0.01", "0.02", "0.02"), CENT).amount == Decimal("0.02")


@given(st.integers(0, 300), industries, peers)
def test_lies_between_the_customers_it_was_told_from(heads, industry, others):
    found = estimate(heads, industry, others, CENT)
    if found is None:
        alike = [peer for peer in others if industry and peer.industry == industry]
        assert len(alike) < LEAST_PEERS
        return
    assert found.amount % CENT == 0
    some = [peer for peer in others if not found.of_industry or peer.industry == industry]
    values = [peer.amount for peer in some]
    if found.per_head is not None:
        values = [peer.amount / peer.head_count * heads for peer in some if peer.head_count]
    assert len(values) == found.count >= LEAST_PEERS
    assert abs(found.amount - median(values)) <= CENT / 2 + Decimal("1e-9")


@given(st.integers(0, 300), industries, peers)
def test_order_does_not_matter(heads, industry, others):
    assert estimate(heads, industry, others, CENT) == estimate(heads, industry, others[::-1], CENT)
