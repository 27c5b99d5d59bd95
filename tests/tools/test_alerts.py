"""Who is told what when: causes come and go, people work at their hours."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tools.alerts import (
    LEADER,
    OWNER,
    Cause,
    Hours,
    Open,
    Running,
    Telling,
    get_days,
    is_first_of_week,
    look,
    rehearse,
    tell_at,
)

MONDAY = date(2026, 3, 16)
WEEK = Hours(8, 18, frozenset(range(5)))
BOTH = Telling(True, 2, frozenset({1, 2}))


def cause(key="a", owner=1, leader=2, is_new=True):
    return Cause(key, "some.model", 7, owner, leader, {}, is_new)


def test_owner_at_once_and_leader_after_some_days():
    first = look({}, [cause()], BOTH, MONDAY)
    assert (first.new, first.tell) == (["a"], [("a", 1, OWNER)])
    known = {"a": Open(MONDAY, frozenset({1}))}
    assert look(known, [cause()], BOTH, MONDAY + timedelta(1)).tell == []
    assert look(known, [cause()], BOTH, MONDAY + timedelta(2)).tell == [("a", 2, LEADER)]


def test_what_is_known_is_told_once_and_goes():
    known = {"a": Open(MONDAY, frozenset({1, 2}))}
    again = look(known, [cause()], BOTH, MONDAY + timedelta(9))
    assert (again.new, again.tell, again.gone) == ([], [], [])
    assert look(known, [], BOTH, MONDAY).gone == ["a"]


def test_nobody_is_told_who_cannot_be():
    gone = Telling(True, 0, frozenset({2}))
    assert look({}, [cause()], gone, MONDAY).tell == [("a", 2, LEADER)]
    alone = Telling(True, 0, frozenset({1}))
    assert look({}, [cause(leader=1)], alone, MONDAY).tell == [("a", 1, OWNER)]
    assert look({}, [cause(owner=None, leader=None)], BOTH, MONDAY).tell == []
    never = Telling(False, None, frozenset({1, 2}))
    assert look({}, [cause()], never, MONDAY).tell == []


def test_what_is_too_old_only_goes_on():
    old = cause(is_new=False)
    assert look({}, [old], BOTH, MONDAY).there == {}
    assert look({"a": Open(MONDAY)}, [old], BOTH, MONDAY).gone == []


def test_hours_are_those_of_whom_they_are_for():
    noon = datetime(2026, 3, 16, 12)
    assert tell_at(WEEK, "UTC", noon) == noon
    assert tell_at(WEEK, "UTC", datetime(2026, 3, 16, 7)) == datetime(2026, 3, 16, 8)
    # noon in London is one in the morning of Tuesday in Auckland
    assert tell_at(WEEK, "Pacific/Auckland", noon) == datetime(2026, 3, 16, 19)
    # Friday evening, and a Monday off
    off = Hours(8, 18, frozenset(range(5)), frozenset({date(2026, 3, 23)}))
    assert tell_at(off, "UTC", datetime(2026, 3, 20, 18)) == datetime(2026, 3, 24, 8)
    # the clock of Berlin went forward on 29 March
    assert tell_at(WEEK, "Europe/Berlin", datetime(2026, 3, 28)) == datetime(2026, 3, 30, 6)
    late = Hours(22, 24)
    assert tell_at(late, "UTC", datetime(2026, 3, 16, 23, 59)) == datetime(2026, 3, 16, 23, 59)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
    st.sampled_from(["UTC", "Pacific/Auckland", "America/Los_Angeles", "Europe/Paris"]),
    st.frozensets(st.integers(0, 6)),
)
def test_told_within_hours_and_once_and_for_all(moment, zone, weekdays):
    hours = Hours(8, 18, weekdays)
    at = tell_at(hours, zone, moment)
    assert at >= moment
    assert tell_at(hours, zone, at) == at


def test_days_that_are_worked():
    days = get_days(WEEK, MONDAY - timedelta(2), MONDAY + timedelta(1))
    assert days == [MONDAY, MONDAY + timedelta(1)]
    assert is_first_of_week(WEEK, MONDAY)
    assert not is_first_of_week(WEEK, MONDAY + timedelta(1))
    off = Hours(8, 18, frozenset(range(5)), frozenset({MONDAY}))
    assert is_first_of_week(off, MONDAY + timedelta(1))


@given(
    st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 2, 1)), st.integers(-9, 9)),
    st.dates(date(2025, 12, 1), date(2026, 3, 1)),
    st.integers(0, 60),
)
def test_running_sums(by_day, first, length):
    last = first + timedelta(length)
    wanted = sum(amount for day, amount in by_day.items() if first <= day <= last)
    assert Running(by_day).add_up(first, last) == wanted


@given(
    st.lists(st.frozensets(st.sampled_from("abc")), min_size=1, max_size=12),
    st.integers(0, 4),
)
def test_the_past_tells_what_real_runs_tell(there, after):
    """Day by day with what is kept from day to day, and all at once: the same is told."""
    telling = Telling(True, after, frozenset({1, 2}))
    days = [
        (MONDAY + timedelta(n), datetime(2026, 3, 16) + timedelta(n)) for n in range(len(there))
    ]
    find = {
        day: [cause(key) for key in sorted(keys)]
        for (day, __), keys in zip(days, there, strict=True)
    }
    known, told = {}, []
    for day, __ in days:
        seen = look(known, find[day], telling, day)
        known = {key: known.get(key, Open(day)) for key in seen.there}
        for key, user, role in seen.tell:
            known[key] = Open(known[key].since, known[key].told | {user})
            told.append((day, key, user, role))
    end = days[-1][1] + timedelta(1)
    found = rehearse(days, find, telling, lambda user, moment: moment, end)
    assert [(one.day, one.cause.key, one.user, one.role) for one in found] == sorted(
        told, key=lambda one: (one[0], one[1], one[2])
    )


def test_what_is_gone_before_somebody_works_is_not_told():
    days = [(MONDAY + timedelta(n), datetime(2026, 3, 16) + timedelta(n)) for n in range(3)]
    find = {days[0][0]: [cause()], days[1][0]: [], days[2][0]: [cause()]}
    late = rehearse(
        days,
        find,
        Telling(True, None, frozenset({1})),
        lambda user, moment: moment + timedelta(hours=30),
        datetime(2026, 3, 20),
    )
    assert [(one.day, one.at) for one in late] == [
        (date(2026, 3, 18), datetime(2026, 3, 19, 6)),
    ]
    early = rehearse(
        days,
        find,
        Telling(True, None, frozenset({1})),
        lambda user, moment: moment + timedelta(hours=30),
        datetime(2026, 3, 19),
    )
    assert early == []
