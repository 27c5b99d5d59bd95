from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tools.likely import LEAST_FORECASTS, get_kept_share, get_likely

money = st.integers(-(10**9), 10**9).map(lambda cents: Fraction(cents, 100))
positive = st.integers(1, 10**9).map(lambda cents: Fraction(cents, 100))
shares = st.integers(0, 500).map(lambda percent: Fraction(percent, 100))
forecasts = st.lists(st.tuples(money, money, money), max_size=8)


def test_closed_money_is_not_corrected():
    """22,591 closed and 3,000 to come: whoever forecast half of it may come to 28,591."""
    assert get_likely(22591, 3000, 15000, 2) == 28591
    assert get_likely(22591, 3000, 15000, 20) == 37591
    assert get_likely(22591, 3000, 15000, 0) == 22591


def test_share_is_of_the_open_part():
    """Of 10 and 30 and 60 that were open, 5 and 30 and 45 were closed, whatever was closed then."""
    assert get_kept_share([(110, 100, 105), (30, 0, 30), (1060, 1000, 1045)]) == 0.8


def test_nothing_to_say():
    assert get_kept_share([(10, 0, 10)] * (LEAST_FORECASTS - 1)) is None
    assert get_kept_share([(10, 0, 10)] * (LEAST_FORECASTS - 1) + [(10, 10, 10)]) is None
    assert get_kept_share([(10, 0, 10)] * LEAST_FORECASTS) == 1
    assert get_likely(100, 50, 20, None) is None
    assert get_likely(100, 0, 20, 1) is None
    assert get_likely(100, 50, 0, 1) is None


@given(money, positive, positive, shares)
def test_between_closed_and_all_open_deals(closed, open_forecast, open_deals, share):
    likely = get_likely(closed, open_forecast, open_deals, share)
    assert closed <= likely <= closed + open_deals


@given(money, money, money, st.none() | shares, money)
def test_closed_moves_it_by_itself(closed, open_forecast, open_deals, share, more):
    """A deal that is closed on top adds just that: never a multiple of it."""
    before = get_likely(closed, open_forecast, open_deals, share)
    after = get_likely(closed + more, open_forecast, open_deals, share)
    assert (before is None) == (after is None)
    if before is not None:
        assert after - before == more


@given(forecasts, st.lists(money, min_size=8, max_size=8))
def test_share_does_not_know_what_was_closed(earlier, closed):
    """The same open parts with other closed money beside them say the same."""
    share = get_kept_share(earlier)
    assert share is None or share >= 0
    other = [
        tuple(amount + more for amount in row) for row, more in zip(earlier, closed, strict=False)
    ]
    assert get_kept_share(other) == share


@given(st.lists(positive, min_size=LEAST_FORECASTS, max_size=8), money)
def test_exact_forecasts_keep_all(amounts, closed):
    earlier = [(closed + amount, closed, closed + amount) for amount in amounts]
    assert get_kept_share(earlier) == 1
