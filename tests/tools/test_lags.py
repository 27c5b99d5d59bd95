"""Tests of how long it takes until what is promised counts, and whether it ever does."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import lags
from tools.lags import (
    DUE_TO_PAYMENT,
    LAG_DEFAULTS,
    LAG_KINDS,
    ORDER_TO_INVOICE,
    PRIOR,
    WON_TO_ORDER,
    Lags,
    committed,
    lags_by_company,
)

TODAY = date(2026, 3, 1)

kinds = st.sampled_from(LAG_KINDS)
days = st.integers(-400, 900)
amounts = st.integers(1, 10**9).map(lambda cents: Decimal(cents) / 100)
documents = st.lists(st.tuples(days, amounts), max_size=30)
cohorts = st.none() | st.tuples(amounts, st.integers(0, 100))
waits, spans = st.integers(-400, 3000), st.integers(0, 1500)


def rows_of(told, cohort=None):
    """Return the history of single documents as it is read, each day once."""
    by_day = {}
    for day, amount in told:
        total, squares, __ = by_day.get(day, (0, 0, 0))
        by_day[day] = (total + amount, squares + amount * amount, 0)
    rows = [(day, *sums) for day, sums in by_day.items()]
    if cohort:
        amount, percent = cohort
        rows.append((None, amount, amount * amount / 20, amount * percent / 100))
    return rows


histories = st.builds(rows_of, documents, cohorts)
some_lags = st.builds(Lags, kinds, histories)


def many(kind, *told, leak=0.0):
    """Return the lags of a history of very many documents: ``(days, amount)``."""
    rows = [(day, amount, amount * 1e-9, 0.0) for day, amount in told]
    whole = sum(amount for __, amount in told)
    return Lags(kind, [*rows, (None, whole, whole * 1e-9, whole * leak)])


@given(some_lags, waits, st.integers(1, 1500))
def test_chance_is_never_certain(own, waited, left):
    """N3: no history is long enough to make anything certain or impossible, wherever a lag can
    be: what has begun can come on any later day."""
    chance = own.share(waited, left)
    assert 0 <= chance < 1
    if waited >= -1:
        assert chance > 0


@given(some_lags, waits, spans, spans)
def test_chance_grows_with_the_days_left(own, waited, one, other):
    """N3: more days, no smaller chance; in no days nothing comes."""
    first, second = sorted((one, other))
    assert own.share(waited, first) <= own.share(waited, second) + 1e-12
    assert own.share(waited, 0) == own.share(waited, -first) == 0


@given(some_lags, waits, spans, spans)
def test_chances_follow_from_each_other(own, waited, first, second):
    """N3: it comes within the first days, or it does not and comes within the next ones."""
    early = own.share(waited, first)
    late = own.share(waited + first, second)
    assert own.share(waited, first + second) == pytest.approx(early + (1 - early) * late, abs=1e-9)


@given(some_lags, spans)
def test_leak_is_taken_off_at_the_beginning(own, left):
    """N3: of what begins now, what ever comes is all but the leak."""
    begins = -2000
    chance = own.share(begins, -begins + left)
    before = own.has_come(begins)
    expected = (1 - own.leak) * (own.has_come(left) - before) / (1 - (1 - own.leak) * before)
    assert chance == pytest.approx(expected, abs=1e-12)
    assert own.share(begins, 10**7) <= 1 - own.leak + 1e-4


@given(kinds, documents, waits, spans)
def test_chance_is_that_of_counting(kind, told, waited, left):
    """N3: with a history of so many documents that the default hardly weighs, the chance is the
    share of those that came later than that which came within the days."""
    lags_of_many = many(kind, *[(day, float(amount)) for day, amount in told])
    told = [(min(max(day, -365), 730), amount) for day, amount in told]
    later = sum(amount for day, amount in told if day > waited)
    whole = sum(amount for __, amount in told)
    if later * 10_000 > whole > 0:
        within = sum(amount for day, amount in told if waited < day <= waited + left)
        # what never comes is what the default says of PRIOR documents among very many
        assert lags_of_many.share(waited, left) == pytest.approx(float(within / later), abs=1e-3)


@given(some_lags, days, days)
def test_distribution_is_one(own, one, other):
    """N3: what has come grows from nothing to all; half of it lies within the spread."""
    first, second = sorted((one, other))
    assert 0 <= own.has_come(first) <= own.has_come(second) < 1
    low, high = own.spread
    assert low <= own.median <= high
    for share, day in ((0.1, low), (0.5, own.median), (0.9, high)):
        assert own.has_come(day) >= share - 1e-9 or day == lags.LONGEST
        assert own.has_come(day - 1) < share + 1e-9


@given(kinds, documents, st.integers(2, 50))
def test_amounts_have_no_unit(kind, told, factor):
    """N3: the same history in a smaller currency is the same history."""
    own = Lags(kind, rows_of(told))
    other = Lags(kind, rows_of([(day, amount * factor) for day, amount in told]))
    assert other.documents == pytest.approx(own.documents)
    assert other.share(3, 20) == pytest.approx(own.share(3, 20))


def test_usual_lag():
    """N3: median and spread are those of the amounts, not of the documents."""
    own = many(ORDER_TO_INVOICE, (1, 5.0), (10, 70.0), (40, 20.0), (90, 5.0))
    assert own.median == 10
    assert own.spread == (10, 40)
    late = many(DUE_TO_PAYMENT, (-5, 15.0), (0, 40.0), (30, 45.0))
    assert late.median == 0
    assert late.spread == (-5, 30)


def test_effective_number():
    """N3: one large document among small ones tells hardly more than one."""
    assert Lags(ORDER_TO_INVOICE, rows_of([(5, Decimal(10))] * 8)).documents == 8
    large = Lags(ORDER_TO_INVOICE, rows_of([(5, Decimal(1))] * 8 + [(50, Decimal(1000))]))
    assert large.documents == pytest.approx(1.016, abs=1e-3)


def test_few_documents_are_drawn_towards_the_default():
    """N3: as many documents as the default counts for weigh as much as it does."""
    own = Lags(ORDER_TO_INVOICE, rows_of([(2, Decimal(10))] * int(PRIOR)))
    default = LAG_DEFAULTS[ORDER_TO_INVOICE].chance
    assert own.has_come(1) == pytest.approx(default(1) / 2)
    assert own.has_come(2) == pytest.approx((1 + default(2)) / 2)


def test_leak():
    """N3: the share that never came, drawn towards the default; all of it is no certainty."""
    cohort = (None, Decimal(1000), Decimal(1000 * 10), Decimal(250))
    own = Lags(ORDER_TO_INVOICE, [cohort])
    assert own.leak == pytest.approx((100 * 0.25 + PRIOR * 0.05) / (100 + PRIOR))
    assert own.documents == 0
    lost = Lags(ORDER_TO_INVOICE, [(None, 1000, 10000, 1200)])
    assert own.leak < lost.leak < 1


def test_what_was_forgotten_does_not_come():
    """N3: the longer an order has waited, the likelier it is one that is never invoiced."""
    own = many(ORDER_TO_INVOICE, (10, 50.0), (20, 50.0), leak=0.2)
    chances = [own.share(waited, 1000) for waited in (0, 9, 10, 19, 20, 400)]
    assert chances[:2] == pytest.approx([0.8, 0.8], abs=1e-3)
    # of 60 that are left after ten days, 40 come
    assert chances[2:4] == pytest.approx([0.4 / 0.6] * 2, abs=1e-3)
    assert chances[4] < 1e-3
    assert all(before >= after - 1e-9 for before, after in pairwise(chances))


def test_paid_before_it_is_due():
    """N3: payments may come before the day; an instalment that is due later begins later."""
    own = many(DUE_TO_PAYMENT, (-10, 50.0), (5, 50.0))
    assert own.share(-30, 20) == pytest.approx(0.5, abs=1e-3)
    assert own.share(-9, 10) < 1e-3
    assert own.share(-9, 14) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("kind", "half", "spread"),
    [
        (ORDER_TO_INVOICE, 14, (3, 63)),
        (DUE_TO_PAYMENT, 7, (-7, 22)),
        (WON_TO_ORDER, 7, (2, 32)),
        (lags.WON_TO_INVOICE, 30, (7, 132)),
    ],
)
def test_defaults(kind, half, spread):
    """N3: without a history the stated default counts, and says that it is one."""
    own = Lags(kind)
    assert (own.median, own.spread, own.documents) == (half, spread, 0)
    assert own.leak == LAG_DEFAULTS[kind].leak
    assert not any(own.has_come(day) for day in (-2, -1)) or kind == DUE_TO_PAYMENT


def test_rows_without_amount():
    """N3: what was given back, or is worth nothing, tells nothing."""
    own = Lags(ORDER_TO_INVOICE, [(3, 0, 0, 0), (4, -5, 25, 0), (None, 0, 0, 0)])
    assert (own.documents, own.leak) == (0, LAG_DEFAULTS[ORDER_TO_INVOICE].leak)


def test_lags_by_company():
    """N3: each company has its own history."""
    rows = [(7, 3, 10.0, 1e-6, 0.0), (8, 30, 5.0, 1e-6, 0.0), (7, None, 10.0, 1e-6, 5.0)]
    found = lags_by_company(ORDER_TO_INVOICE, rows)
    assert set(found) == {7, 8}
    assert (found[7].median, found[8].median) == (3, 30)
    assert found[7].leak == pytest.approx(0.5, abs=1e-3)
    assert found[8].leak == LAG_DEFAULTS[ORDER_TO_INVOICE].leak


def test_committed():
    """N3: each amount has the chance of what began on its day, in the order given."""
    own = many(ORDER_TO_INVOICE, (10, 50.0), (20, 50.0), leak=0.2)
    told = [
        (TODAY, Decimal("100.00")),
        (TODAY - timedelta(days=15), Decimal("-20.00")),
        (TODAY, Decimal("0.01")),
    ]
    found = committed(told, own, TODAY, TODAY + timedelta(days=10))
    assert [amount for amount, __ in found] == [amount for __, amount in told]
    assert [chance for __, chance in found] == pytest.approx([0.4, 0.4 / 0.6, 0.4], abs=1e-3)
    assert committed(told, own, TODAY, TODAY) == [(amount, 0.0) for __, amount in told]
    assert committed([], own, TODAY, TODAY) == []
