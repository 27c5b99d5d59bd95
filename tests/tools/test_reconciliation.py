from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tools.reconciliation import Group, Sums, add_up, appearing, last_locked, sum_all

CENTS = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents) / 100)
GROUPS = st.builds(
    Group,
    st.sampled_from(("agrees", "entries", "deferred")),
    st.integers(1, 4),
    st.sampled_from((date(2025, 1, 1), date(2025, 2, 1))),
    CENTS,
    CENTS,
    st.integers(1, 9),
)
CENT = Decimal("0.01")


@given(st.lists(GROUPS))
def test_whatever_is_added_up_sums_to_the_difference(groups):
    total = sum_all(groups)
    for key in ("reason", "account", "month"):
        found = add_up(groups, lambda group, key=key: getattr(group, key))
        assert sum(found.values(), Sums()) == total
        assert sum(sums.difference for sums in found.values()) == total.difference


def test_books_are_closed_where_those_of_all_companies_are():
    first, second = date(2025, 3, 31), date(2025, 6, 30)
    assert last_locked({"a": [first, None, second], "b": [first]}) == first
    assert last_locked({"a": [first], "b": [None, None]}) is None
    assert last_locked({"a": [None, second]}) == second
    assert last_locked({}) is None


def test_a_reason_is_new_until_it_was_there_on_the_earlier_morning():
    changes = [
        ("entries", date(2025, 3, 3), Decimal(10)),
        ("entries", date(2025, 3, 5), Decimal(-10)),
        ("bills", date(2025, 3, 4), Decimal(-3)),
    ]

    def on(day, days=2):
        return appearing(changes, date(2025, 3, day), date(2025, 3, day - days), CENT)

    assert on(3) == {}
    assert on(4) == {"entries": (10, True)}
    assert on(5) == {"entries": (10, True), "bills": (-3, True)}
    assert on(6) == {"bills": (-3, True)}
    assert on(7) == {"bills": (-3, False)}
    assert on(4, days=1) == {"entries": (10, True)}


def test_less_than_a_coin_is_no_difference():
    changes = [("rates", date(2025, 3, 3), Decimal("0.004"))]
    assert appearing(changes, date(2025, 3, 9), date(2025, 3, 8), CENT) == {}
