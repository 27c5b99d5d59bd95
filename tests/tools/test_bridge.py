"""Capabilities S17, N7: by what sales and deals differ, pure."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.bridge import (
    DEAL_STEPS,
    SALES_STEPS,
    Closed,
    Sold,
    compare_deals,
    compare_sales,
    settle,
    stack,
)

amounts = st.integers(-(10**7), 10**7).map(lambda cents: cents / 100)
lines = st.lists(
    st.builds(
        Sold,
        customer=st.sampled_from([None, "A", "B", "C"]),
        product=st.sampled_from([None, "P", "Q", "R"]),
        unit=st.sampled_from(["piece", "hour"]),
        amount=amounts,
        at_rates=amounts,
        quantity=st.integers(-50, 500),
    ),
    max_size=12,
)


def sold(customer, product, amount, quantity, at_rates=None, unit="piece"):
    return Sold(customer, product, unit, amount, amount if at_rates is None else at_rates, quantity)


def totals(effects):
    return {step: round(sum(parts.values()), 6) for step, parts in effects.items()}


def test_price_volume_and_mix():
    """10 at 100 and 10 at 50 become 15 at 110 and 9 at 50: 24 pieces, not 20."""
    before = [sold("A", "P", 1000, 10), sold("A", "Q", 500, 10)]
    after = [sold("A", "P", 1650, 15), sold("A", "Q", 450, 9)]
    # volume: 1500 × (24/20 − 1); mix: 100 × (15 − 12) + 50 × (9 − 12); price: 15 × (110 − 100)
    assert totals(compare_sales(before, after)) == {"volume": 300, "mix": 150, "price": 150}


def test_customers_come_and_go():
    """Whoever bought in one span only is lost, or new, with all their sales."""
    before = [sold("A", "P", 100, 1), sold("B", "P", 70, 1), sold("B", "Q", 30, 1)]
    after = [sold("A", "P", 100, 1), sold("C", "Q", 45, 1)]
    effects = compare_sales(before, after)
    assert effects == {"lost_customers": {"B": -100}, "new_customers": {"C": 45}}


def test_products_of_those_who_stay_come_and_go():
    before = [sold("A", "P", 100, 1), sold("A", "Q", 30, 1)]
    after = [sold("A", "P", 100, 1), sold("A", "R", 20, 2)]
    effects = compare_sales(before, after)
    assert effects == {"lost_products": {"Q": -30}, "new_products": {"R": 20}}


def test_nobody_in_particular_is_neither_new_nor_lost():
    effects = compare_sales([sold("A", "P", 10, 1)], [sold("A", "P", 10, 1), sold(None, "Q", 5, 1)])
    assert effects == {"new_products": {"Q": 5}}


def test_without_product_or_quantity_there_is_no_price():
    """What is no product, and what came back as a whole, differs otherwise."""
    before = [sold("A", None, 40, 4), sold("A", "P", 100, 2)]
    after = [sold("A", None, 60, 1), sold("A", "P", -50, -1)]
    assert compare_sales(before, after) == {"otherwise": {None: 20, "P": -150}}


def test_units_are_not_added():
    """Hours and pieces have volumes of their own: no mix between them."""
    before = [sold("A", "P", 100, 10), sold("A", "Q", 100, 1, unit="hour")]
    after = [sold("A", "P", 200, 20), sold("A", "Q", 100, 1, unit="hour")]
    assert totals(compare_sales(before, after)) == {"volume": 100}


def test_currency_is_apart():
    """120 that were 100 at the rates of last year: 20 of currency, the price is the same."""
    before = [sold("A", "P", 100, 1)]
    after = [sold("A", "P", 120, 1, at_rates=100), sold("C", "P", 60, 1, at_rates=50)]
    assert compare_sales(before, after) == {
        "new_customers": {"C": 50},
        "currency": {"A": 20, "C": 10},
    }


@given(lines, lines)
def test_effects_sum_to_the_difference(before, after):
    before = [Sold(*(vars(line) | {"at_rates": line.amount}).values()) for line in before]
    effects = compare_sales(before, after)
    assert list(effects) == [step for step in SALES_STEPS if step in effects]
    whole = math.fsum(line.amount for line in after) - math.fsum(line.amount for line in before)
    found = math.fsum(part for parts in effects.values() for part in parts.values())
    assert found == pytest.approx(whole, abs=1e-4)


@given(lines)
def test_the_same_sales_do_not_differ(both):
    both = [Sold(*(vars(line) | {"at_rates": line.amount}).values()) for line in both]
    effects = compare_sales(both, both)
    assert all(abs(part) < 1e-6 for parts in effects.values() for part in parts.values())


def test_deals_fewer_slower_less_won_smaller():
    """Only the win rate fell: it is told alone."""
    before, after = Closed(20, 10, 5, 5000), Closed(20, 10, 4, 4000)
    effects = compare_deals(before, after)
    assert {step: round(value, 6) for step, value in effects.items()} == {
        "deals": 0,
        "pace": 0,
        "win_rate": -1000,
        "size": 0,
    }


def test_two_changes_share_what_they_do_together():
    """Twice the deals, half as large: 100 % more and 50 % less, of 1,000 each way +750 and −750."""
    effects = compare_deals(Closed(10, 10, 10, 1000), Closed(20, 20, 20, 1000))
    assert effects["deals"] == pytest.approx(750)
    assert effects["size"] == pytest.approx(-750)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Closed(0, 0, 0, 0), Closed(10, 5, 2, 300)),
        (Closed(10, 5, 2, 300), Closed(0, 0, 0, 0)),
        (Closed(10, 5, 2, 300), Closed(10, 5, 0, 0)),
        (Closed(10, 0, 0, 0), Closed(10, 0, 0, 0)),
    ],
)
def test_spans_without_deals(before, after):
    effects = compare_deals(before, after)
    assert sum(effects.values()) == pytest.approx(after.amount - before.amount)


counts = st.tuples(*[st.integers(0, 50)] * 3).map(lambda found: sorted(found, reverse=True))


@given(counts, counts, amounts, amounts)
def test_deal_steps_sum_to_the_difference(first, second, amount, later):
    before = Closed(*first, amount if first[2] else 0)
    after = Closed(*second, later if second[2] else 0)
    effects = compare_deals(before, after)
    assert tuple(effects) == DEAL_STEPS
    assert math.fsum(effects.values()) == pytest.approx(after.amount - before.amount, abs=1e-4)


@given(st.lists(amounts | st.floats(-1e6, 1e6), min_size=1, max_size=9))
def test_settled_parts_sum_exactly(parts):
    whole = Decimal(repr(round(math.fsum(parts), 2)))
    found = settle(dict(enumerate(parts)), whole, 0.01)
    assert sum(found.values()) == whole
    assert all(
        abs(found[place] - Decimal(repr(part))) < Decimal("0.02")
        for place, part in enumerate(parts)
    )


def test_nothing_to_settle():
    assert settle({}, 0, 0.01) == {}


def test_bars_begin_where_the_one_before_ended():
    assert stack(100, [-30, 50]) == [(70, 100), (70, 120)]
