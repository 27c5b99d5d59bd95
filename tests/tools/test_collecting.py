"""Tests of who is asked to collect, and of what becomes of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import collecting
from tools.collecting import Asked, Instalment, Known, Step

DUE = date(2026, 3, 1)
ANN, BOB, CAT = 1, 2, 3
OWED = Instalment("posted", 100.0, DUE, {"salesperson": ANN, "collector": BOB})
STEPS = (Step(10, 1, "salesperson"), Step(11, 1, "collector"), Step(12, 15, "person", CAT))


def after(days):
    return DUE + timedelta(days=days)


days = st.integers(-40, 40).map(after)
people = st.none() | st.integers(1, 4)
steps = st.lists(
    st.builds(
        Step,
        st.integers(1, 99),
        st.integers(1, 40),
        st.sampled_from(("salesperson", "collector", "person")),
        people,
    ),
    unique_by=lambda step: step.key,
)
instalments = st.builds(
    Instalment,
    st.sampled_from(("posted", "posted", "posted", "draft", "cancel")),
    st.sampled_from((100.0, 50.0, 0.0, -5.0)),
    days,
    st.fixed_dictionaries({"salesperson": people, "collector": people}),
    st.booleans(),
    st.booleans(),
    st.none() | days,
    st.none() | days,
)
known = st.none() | st.builds(
    Known,
    st.sampled_from(("open", "done", "closed")),
    st.builds(Asked, st.integers(1, 99), days),
    st.sampled_from((100.0, 50.0)),
    st.none() | days,
)


@pytest.mark.parametrize(
    ("days_late", "expected"),
    [
        (0, {}),
        (1, {ANN: Asked(10, after(1)), BOB: Asked(11, after(1))}),
        (14, {ANN: Asked(10, after(1)), BOB: Asked(11, after(1))}),
        (
            15,
            {ANN: Asked(10, after(1)), BOB: Asked(11, after(1)), CAT: Asked(12, after(15))},
        ),
    ],
)
def test_steps(days_late, expected):
    assert collecting.who_is_asked(OWED, STEPS, after(days_late)) == expected


def test_one_person_in_several_steps_is_asked_by_the_latest():
    same = replace(OWED, people={"salesperson": ANN, "collector": ANN})
    later = (*STEPS, Step(13, 20, "collector"))
    assert collecting.who_is_asked(same, later, after(5)) == {ANN: Asked(10, after(1))}
    assert collecting.who_is_asked(same, later, after(20))[ANN] == Asked(13, after(20))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"state": "cancel", "residual": 0.0}, "cancelled"),
        ({"state": "draft"}, "reset"),
        ({"residual": 0.0}, "settled"),
        ({"is_paying": True}, "paying"),
        ({"due": after(10)}, "moved"),
        ({"is_disputed": True}, "disputed"),
        ({"promised": after(10)}, "promised"),
        ({"promised": after(9)}, None),
    ],
)
def test_what_stands_in_the_way(changes, reason):
    instalment = replace(OWED, **changes)
    assert collecting.why_quiet(instalment, after(10)) == reason
    assert bool(collecting.who_is_asked(instalment, STEPS, after(10))) == (reason is None)


def test_a_broken_promise_asks_anew():
    """What was done before the promise does not count; what is done after it does."""
    broken = replace(OWED, broken=after(20))
    asked = collecting.who_is_asked(broken, STEPS, after(21))[ANN]
    assert asked == Asked(10, after(21))
    done = Known("done", Asked(10, after(1)), 100.0, after(2))
    assert collecting.what_to_do(asked, done, 100.0) == "ask"
    assert collecting.what_to_do(asked, replace(done, done_on=after(21)), 100.0) == "keep"


@pytest.mark.parametrize(
    ("state", "done_on", "amount", "is_asked", "expected"),
    [
        ("open", None, 100.0, True, "keep"),
        ("open", None, 60.0, True, "refresh"),
        ("open", None, 0.0, False, "close"),
        ("closed", None, 0.0, False, "keep"),
        ("closed", None, 100.0, True, "ask"),
        ("done", after(1), 100.0, True, "keep"),
        ("done", after(3), 100.0, False, "keep"),
        ("done", None, 100.0, True, "ask"),
    ],
)
def test_what_to_do(state, done_on, amount, is_asked, expected):
    asked = Asked(10, after(1))
    notice = Known(state, asked, 100.0, done_on)
    assert collecting.what_to_do(asked if is_asked else None, notice, amount) == expected


@given(instalments, steps, days)
def test_only_who_is_named_is_asked_and_nobody_too_early(instalment, steps, today):
    named = {*instalment.people.values(), *(step.person for step in steps)}
    asked = collecting.who_is_asked(instalment, steps, today)
    assert None not in asked
    assert asked.keys() <= named
    assert not (asked and instalment.due >= today)
    for answer in asked.values():
        assert answer.step in {step.key for step in steps}


@given(instalments, steps, days, known)
def test_doing_it_twice_changes_nothing(instalment, steps, today, notice):
    """After what is to be done is done, nothing more is to be done."""
    for answer in [None, *collecting.who_is_asked(instalment, steps, today).values()]:
        amount = instalment.residual
        what = collecting.what_to_do(answer, notice, amount)
        after_it = notice
        if what in ("ask", "refresh"):
            after_it = Known("open", answer, amount)
        elif what == "close":
            after_it = replace(notice, state="closed")
        assert collecting.what_to_do(answer, after_it, amount) == "keep"


@pytest.mark.parametrize(
    ("paid", "settled", "days_after", "expected"),
    [
        (0, 0, 0, "open"),
        (0, 0, 1, "broken"),
        (99.99, 99.99, 1, "broken"),
        (100, 100, -5, "kept"),
        (100, 100, 5, "kept"),
        (150, 150, 5, "kept"),
        (0, 100, 5, "void"),
        (60, 100, 5, "void"),
    ],
)
def test_promises(paid, settled, days_after, expected):
    assert collecting.judge_promise(100, paid, settled, DUE, after(days_after)) == expected
