"""N5: what ended periods tell of the next one: how deals move together, which way was nearer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.landing import DEFAULT_SPREAD
from tools.landing_parts import Parts, add_parts, choose_way
from tools.own_past import (
    LEAST_PERIODS,
    PIPELINE,
    RHYTHM,
    WHOLE_COMPANY,
    Compared,
    Foreseen,
    OwnPast,
    get_nearest,
    learn_own_past,
)

DISTANCES = {"far": 60, "month": 30, "two weeks": 14, "week": 7}
SEAT = "person", 1


def foreseen(periods, seat=SEAT, pipeline=120.0, rhythm=90.0, came=100.0, won=100.0):
    return [
        Foreseen(period, seat, pipeline, rhythm, came, 100.0, 25.0, won, 70.0)
        for period in range(periods)
    ]


@pytest.mark.parametrize(
    ("days", "name"),
    [(0, "week"), (8, "week"), (10, "two weeks"), (20, "two weeks"), (21, "month"), (42, "month")]
    + [(43, "far"), (90, "far"), (91, None), (300, None)],
)
def test_nearest_distance(days, name):
    """Distances are told apart by how many times as far they are, not by days."""
    assert get_nearest(days, DISTANCES) == name


def test_nothing_known():
    assert learn_own_past([]) == OwnPast()
    assert OwnPast().compare(SEAT) is None
    assert not OwnPast().is_by_rhythm(SEAT)


def test_own_errors():
    """Off by 20 and by 10 of 100."""
    compared = learn_own_past(foreseen(LEAST_PERIODS)).compare(SEAT)
    assert compared == Compared(pytest.approx(0.2), pytest.approx(0.1), True)
    assert compared.nearer == RHYTHM


def test_as_near_is_the_pipeline():
    past = learn_own_past(foreseen(9, pipeline=110))
    assert past.compare(SEAT).nearer == PIPELINE
    assert not past.is_by_rhythm(SEAT)


def test_few_periods_go_by_others_of_the_kind():
    """The company itself is no team among others."""
    past = learn_own_past(
        [
            *foreseen(LEAST_PERIODS - 1),
            *foreseen(9, ("person", 2), pipeline=100),
            *foreseen(9, WHOLE_COMPANY),
        ]
    )
    assert past.compare(SEAT).nearer == PIPELINE
    assert not past.compare(SEAT).is_own
    assert past.compare(("person", 2)).is_own
    assert past.compare(("team", 5)) is None
    assert past.whole == Compared(pytest.approx(0.2), pytest.approx(0.1), False)


def test_nothing_came():
    """How far off one was of nothing cannot be said."""
    assert learn_own_past(foreseen(9, came=0.0)).compare(SEAT) is None


def test_only_what_both_foresaw_is_compared():
    rows = foreseen(9, pipeline=1000, rhythm=None) + foreseen(3, pipeline=100)
    assert learn_own_past(rows).compare(SEAT) is None


def test_spread_is_that_of_people():
    assert learn_own_past(foreseen(9)).spread < DEFAULT_SPREAD
    assert learn_own_past(foreseen(9, WHOLE_COMPANY)).spread == DEFAULT_SPREAD
    assert learn_own_past(foreseen(3)).spread == DEFAULT_SPREAD
    assert learn_own_past(foreseen(9, won=20.0)).spread > 2 * DEFAULT_SPREAD


def test_stated_chances_say_nothing_once_chances_are_learned():
    stated = [row._replace(is_learned=False) for row in foreseen(9, pipeline=400, won=20.0)]
    assert learn_own_past(stated).is_by_rhythm(SEAT)
    assert learn_own_past(stated).spread > 2 * DEFAULT_SPREAD
    learned = [row._replace(period=row.period + 9) for row in foreseen(9, pipeline=95)]
    assert not learn_own_past(stated + learned).is_by_rhythm(SEAT)
    assert learn_own_past(stated + learned).spread < DEFAULT_SPREAD
    assert learn_own_past(stated + learned[:3]) == OwnPast()


def test_the_nearer_way_is_chosen_and_the_other_beside():
    pipeline, rhythm = Parts(10.0, deals={1: (5.0, 0.5)}), Parts(10.0, to_come=(3.0, 5.0))
    for nearer, errors, beside in ((rhythm, (0.3, 0.1), PIPELINE), (pipeline, (0.1, 0.3), RHYTHM)):
        compared = Compared(*errors, True)
        chosen = choose_way(pipeline, rhythm, compared)
        assert chosen.get_means() == nearer.get_means()
        assert (chosen.other.way, chosen.other.compared) == (beside, compared)
        assert add_parts([chosen]).other is chosen.other
    assert choose_way(pipeline, None, compared) is pipeline
    assert choose_way(pipeline, rhythm, None) is pipeline


amounts = st.floats(0, 1e9)


@given(
    st.lists(
        st.builds(
            Foreseen,
            st.integers(1, 5),
            st.tuples(st.sampled_from(["person", "team"]), st.integers(0, 2)),
            amounts,
            st.none() | amounts,
            *[amounts] * 5,
        ),
        max_size=30,
    )
)
def test_always_an_answer(rows):
    """Whatever was foreseen, the nearer way is the one whose error is smaller."""
    past = learn_own_past(rows)
    assert past.spread >= 0
    for row in rows:
        compared = past.compare(row.seat)
        if compared:
            assert past.is_by_rhythm(row.seat) == (compared.rhythm < compared.pipeline)
