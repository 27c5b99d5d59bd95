from datetime import date, timedelta
from decimal import Decimal

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from tools import customer_plans

CENT = Decimal("0.01")
money = st.decimals(-(10**9), 10**9, places=2)
amounts = st.none() | st.decimals(0, 10**9, places=2)
days = st.dates(date(2000, 1, 1), date(2090, 1, 1))


@given(amounts, money)
def test_remainder_and_beyond(amount, achieved):
    """B7, B8: what is missing and what is beyond are never both there, and tie to the amount."""
    found = customer_plans.compare(amount, achieved)
    if amount is None:
        assert found == customer_plans.Comparison(None, None, None)
        return
    assert found.remainder >= 0
    assert found.beyond >= 0
    assert not (found.remainder and found.beyond)
    assert amount - found.remainder + found.beyond == achieved
    if amount == 0:
        assert found.share is None
    else:
        assert found.share == achieved / amount


@given(st.decimals(0, 10**9, places=2), st.integers(0, 100))
def test_probable(amount, percent):
    """B6, B16: the probable amount is in whole cents, between nothing and the amount."""
    found = customer_plans.probable(amount, Decimal(percent), CENT)
    assert 0 <= found <= amount
    assert found % CENT == 0
    assert abs(found - amount * percent / 100) <= CENT / 2


def test_probable_rounds_half_away_from_zero():
    """B16: half a cent is rounded up, as the currency rounds it."""
    assert customer_plans.probable(Decimal("0.01"), Decimal(50), CENT) == CENT
    assert customer_plans.probable(None, Decimal(50), CENT) is None
    assert customer_plans.probable(Decimal(105), Decimal(50), Decimal(5)) == 55


@given(amounts, money, days, days)
def test_status(amount, achieved, last, today):
    """B12: a plan is achieved with its amount, missed only once it is over, else active."""
    found = customer_plans.status(amount, achieved, last, today)
    assert found in customer_plans.STATUSES
    if amount and achieved >= amount:
        assert found == "achieved"
    elif last >= today:
        assert found == "active"
    else:
        assert found != "active"


@pytest.mark.parametrize(
    ("amount", "achieved", "expected"),
    [(0, 0, "achieved"), (0, -5, "missed"), (None, 0, "missed"), (None, 5, "achieved")],
)
def test_status_without_an_amount(amount, achieved, expected):
    """B12: of a plan that expects nothing, and one that does not say, once they are over."""
    amount = amount if amount is None else Decimal(amount)
    today = date(2025, 6, 1)
    over = today - timedelta(days=1)
    assert customer_plans.status(amount, Decimal(achieved), over, today) == expected
    assert customer_plans.status(amount, Decimal(achieved), today, today) == "active"


@given(days, st.integers(1, 24))
def test_next_span_of_whole_months(first, months):
    """B2: a year is followed by a year, a quarter by a quarter, and no day lies between."""
    first = first.replace(day=1)
    last = first + relativedelta(months=months) - timedelta(days=1)
    begins, ends = customer_plans.next_span(first, last)
    assert begins == last + timedelta(days=1)
    assert ends == begins + relativedelta(months=months) - timedelta(days=1)


@given(days, st.integers(0, 4000))
def test_next_span_follows(first, length):
    """B2: whatever the span, the next one begins the day after and is about as long."""
    last = first + timedelta(days=length)
    begins, ends = customer_plans.next_span(first, last)
    assert begins == last + timedelta(days=1)
    assert abs((ends - begins).days - length) <= 3
    if length < 27:
        assert (ends - begins).days == length


@given(st.decimals(0, 10**9, places=2), st.integers(-200, 200))
def test_grown(amount, percent):
    """B2: a renewed amount is in whole cents and never below zero."""
    found = customer_plans.grown(amount, Decimal(percent), CENT)
    assert found >= 0
    assert found % CENT == 0
    assert percent < -100 or abs(found - amount * (100 + percent) / 100) <= CENT / 2


@given(amounts, money, st.decimals(0, 10**6, places=2))
def test_deal_remainders(amount, achieved, revenue):
    """B9: winning a deal takes at most its revenue off the remainder, won or not."""
    before, after = customer_plans.deal_remainders(amount, achieved, Decimal(0), revenue)
    if amount is None:
        assert before is None
        assert after is None
        return
    assert 0 <= after <= before
    assert before - after <= revenue
    won = customer_plans.deal_remainders(amount, achieved + revenue, revenue, revenue)
    assert won == (before, after)
