"""Tests of the parts of a landing and of the spans that tell what is to come."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import landing_parts
from tools.landing_parts import Parts

amounts = st.floats(-1e6, 1e6)
chances = st.floats(0, 1)
pairs = st.tuples(amounts, chances)
days = st.dates(date(2000, 1, 1), date(2060, 12, 31))

parts = st.builds(
    Parts,
    amounts,
    st.lists(pairs, max_size=4),
    st.dictionaries(st.integers(1, 9), pairs, max_size=4),
    st.lists(amounts, max_size=4).map(tuple),
)


@given(parts)
def test_parts_add_up_to_the_mean(part):
    """S13: the parts of a landing are its mean."""
    assert part.land().mean == pytest.approx(sum(part.get_means().values()), abs=1e-4)


@given(st.lists(parts, max_size=3))
def test_seats_together_have_the_sum_of_their_means(several):
    for place, part in enumerate(several):
        # a deal counts in one seat
        part.deals = {number + 10 * place: pair for number, pair in part.deals.items()}
        part.to_come = (part.to_come + (0.0,) * 4)[:4]
    whole = landing_parts.add_parts(several).get_means()
    for name, mean in whole.items():
        expected = sum(part.get_means()[name] for part in several)
        assert mean == pytest.approx(expected, abs=1e-4)


def test_a_deal_of_several_rows_counts_with_all_of_its_amounts():
    """Its lines are of two categories, and each has a row of its own."""
    hoses, pumps = Parts(), Parts()
    hoses.add_deal(1, 300.0, 0.5)
    pumps.add_deal(1, 200.0, 0.5)
    pumps.add_deal(2, 50.0, 0.1)
    assert landing_parts.add_parts([hoses, pumps]).deals == {1: (500.0, 0.5), 2: (50.0, 0.1)}
    assert hoses.deals == {1: (300.0, 0.5)}


def test_seats_together_have_the_kind_of_what_is_to_come():
    """A row that has no past says nothing of what is to come of another one."""
    new, known = Parts(kind="none"), Parts(to_come=(1.0,), kind="rhythm")
    assert landing_parts.add_parts([new, known]).kind == "rhythm"
    assert landing_parts.add_parts([new]).kind == "none"
    assert landing_parts.add_parts([]).kind == ""


def test_a_range_wider_than_the_target_has_no_chance():
    landed = Parts(50.0, deals={1: (100.0, 0.5)}).land()
    assert (landed.p10, landed.p90) == (50, 150)
    assert landing_parts.get_chance(landed, 100) == pytest.approx(0.5)
    assert landing_parts.get_chance(landed, 99) is None
    assert landing_parts.get_chance(landed, None) is None
    assert landing_parts.get_chance(landed, 0) is None
    assert landing_parts.get_chance(landed, -500) is None


def test_of_nothing_nobody_knows_whether_it_stays_nothing():
    """A chance that is too small to widen the range is one, and none is left where all is lost."""
    assert landing_parts.get_chance(Parts().land(), 60) is None
    landed = Parts(deals={1: (100.0, 0.05)}).land()
    assert landed.p10 == landed.p90
    assert landing_parts.get_chance(landed, 60) == pytest.approx(0.05)
    assert landing_parts.get_chance(Parts(50.0).land(), 60) == 0
    assert landing_parts.get_chance(Parts(60.0).land(), 60) == 1


def test_rows_of_a_deal_are_one_amount():
    part = Parts()
    part.add_deal(7, 100.0, 0.5)
    part.add_deal(7, 50.0, 0.5)
    assert part.deals == {7: (150.0, 0.5)}


def test_what_is_there_is_no_longer_to_come():
    """Of 100 that usually come, 30 are ordered already: 70 are to come, and never less than 0."""
    rest = landing_parts.take_off((100.0, 20.0, -5.0), [(60.0, 0.5)])
    assert rest == (70.0, 0.0, -5.0)


def test_what_decides():
    """Surely won and lost ones decide nothing, and no small one does in a wide range."""
    deals = {1: (1000.0, 0.5), 2: (10.0, 0.5), 3: (900.0, 0.5), 4: (5000.0, 1.0), 5: (4000.0, 0.0)}
    assert landing_parts.find_deciding(deals, 2000) == [1, 3]
    assert landing_parts.find_deciding(deals, 4600) == [1]
    assert landing_parts.find_deciding(deals, 0) == []
    many = dict.fromkeys(range(30), (100.0, 0.5))
    assert landing_parts.find_deciding(many, 500) == [0, 1, 2]


def test_rests_of_earlier_months():
    """On 21 March, ten days are left: the last ten days of the months before."""
    found = landing_parts.get_past_spans(date(2026, 3, 1), date(2026, 3, 31), date(2026, 3, 21))
    assert found[:2] == [
        (1, date(2026, 2, 19), date(2026, 2, 19), date(2026, 2, 28)),
        (2, date(2026, 1, 22), date(2026, 1, 22), date(2026, 1, 31)),
    ]
    assert len(found) == landing_parts.MOST_SPANS


def test_rests_of_a_quarter_to_come():
    """On 10 March nothing of the second quarter is there: its deals may be made before it."""
    found = landing_parts.get_past_spans(date(2026, 4, 1), date(2026, 6, 30), date(2026, 3, 10))
    assert found[0] == (1, date(2025, 12, 10), date(2026, 1, 1), date(2026, 3, 31))


def test_spans_that_nobody_knows_are_left_out():
    span = date(2026, 3, 1), date(2026, 3, 31), date(2026, 3, 21)
    found = landing_parts.get_past_spans(*span, begin=date(2026, 1, 1))
    assert [number for number, *__ in found] == [1, 2]


@given(days, st.integers(0, 400), st.integers(-30, 430))
def test_rests_lie_in_their_spans(first, length, offset):
    last = first + timedelta(days=length)
    found = landing_parts.get_past_spans(first, last, first + timedelta(days=offset))
    ends = [end for *__, end in found]
    assert ends == sorted(ends, reverse=True)
    for __, made_from, counted_from, end in found:
        assert made_from <= counted_from <= end < last


def test_bar():
    bar = landing_parts.get_range_bar(50, 60, 80, 40, 100)
    assert bar == {"low": 50, "middle": 60, "high": 80, "certain": 40, "target": 100}
    assert landing_parts.get_range_bar(-5, 0, 0, 0, None) == {
        "low": 0,
        "middle": 0,
        "high": 0,
        "certain": 0,
        "target": None,
    }
