"""Tests of what a client may send."""

from datetime import date
from math import inf, isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.arguments import (
    LARGEST_AMOUNT,
    LARGEST_ID,
    Refused,
    a_day,
    a_dict,
    a_domain,
    a_flag,
    a_number,
    a_text,
    an_amount,
    an_id,
    anything,
    check_arguments,
    is_text,
    list_of,
    one_of,
    optional,
    shorten,
)

#: What anybody may send is tried six times as often as the rest.
MANY = settings(max_examples=6 * settings().max_examples)

#: Whatever JSON and XML-RPC can carry, and what Python callers might send.
anything_sent = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20)
    | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)

CHECKS = {
    "an_id": an_id,
    "a_number": a_number(),
    "an_amount": an_amount(),
    "a_day": a_day,
    "a_flag": a_flag,
    "a_count": a_number(at_least=0, at_most=10),
    "a_text": a_text(5),
    "one_of": one_of("a", "b"),
    "a_domain": a_domain,
    "ids": list_of(an_id, at_most=3),
    "request": a_dict(kind=one_of("a"), row=optional(an_id)),
}


def takes(check, value):
    try:
        check(value)
    except Refused:
        return False
    return True


@MANY
@given(st.sampled_from(sorted(CHECKS)), anything_sent)
def test_a_check_takes_or_refuses_and_does_nothing_else(name, value):
    """Whatever is sent: no error of another kind, and what is taken is a plain value."""
    if takes(CHECKS[name], value):
        assert isinstance(value, (bool, int, float, str, list, tuple, dict))


@given(anything_sent)
def test_optional_takes_nothing_and_what_its_check_takes(value):
    for check in CHECKS.values():
        expected = value is None or value is False or takes(check, value)
        assert takes(optional(check), value) == expected


@given(st.integers())
def test_numbers(value):
    assert takes(an_id, value) == (0 < value <= LARGEST_ID)
    assert takes(a_number(), value) == (-LARGEST_ID <= value <= LARGEST_ID)
    assert takes(a_number(0, 10), value) == (0 <= value <= 10)
    assert takes(an_amount(), value) == (-LARGEST_AMOUNT < value < LARGEST_AMOUNT)


@pytest.mark.parametrize("value", [True, False, 1.0, "1", None, [1], 2**31, -(2**31), 10**400])
def test_no_ids(value):
    assert not takes(an_id, value)


@pytest.mark.parametrize("value", [True, "5", None, float("nan"), float("inf"), 10**400, 1e15])
def test_no_amounts(value):
    assert not takes(an_amount(), value)


@given(st.floats() | st.integers())
def test_amounts_of_any_size(value):
    """A method may name its own bound: what is no number is refused all the same."""
    expected = isinstance(value, int) or isfinite(value)
    assert takes(an_amount(below=inf), value) == expected


@given(st.lists(anything_sent, max_size=6))
def test_a_list_is_taken_where_all_of_it_is(values):
    expected = len(values) <= 3 and all(takes(an_id, value) for value in values)
    assert takes(list_of(an_id, at_most=3), values) == expected
    assert takes(list_of(an_id, at_most=3), tuple(values)) == expected


@MANY
@given(st.text(st.characters(exclude_categories=()), max_size=20))
def test_texts_are_those_that_can_be_kept(value):
    try:
        kept = "\0" not in value and value.encode().decode() == value
    except UnicodeEncodeError:
        kept = False
    assert is_text(value) == kept
    assert takes(a_text(5, at_least=1), value) == (kept and 1 <= len(value) <= 5)


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(9989, 12, 31)))
def test_days(day):
    assert takes(a_day, day.isoformat())
    assert not takes(a_day, f"{day.isoformat()} 10:00:00")
    assert not takes(a_day, day.isoformat().replace("-", ""))


@pytest.mark.parametrize(
    "value", ["2026-02-30", "0001-01-01", "9999-12-31", "today", "", "\0", 5, ["2026-03-01"], None]
)
def test_no_days(value):
    assert not takes(a_day, value)


@pytest.mark.parametrize(
    "value",
    [
        [],
        [("name", "=", 1)],
        ["&", ["name", "=", 1], ["a.b", "in", [1, 2]]],
        ["!", ("name", "=", False)],
        [(1, "=", 1)],
        [[0, "=", 1]],
    ],
)
def test_domains(value):
    assert takes(a_domain, value)


@pytest.mark.parametrize(
    "value", ["[]", {}, None, [1], ["x"], [[]], [["name", "="]], [[1, 2, 3]], [{"a": 1}], [None]]
)
def test_no_domains(value):
    assert not takes(a_domain, value)


def test_what_is_wrong_is_named():
    checks = {"plan_id": an_id, "request": a_dict(rows=list_of(an_id)), "other": anything}
    check_arguments(checks, {})
    check_arguments(checks, {"plan_id": 1, "request": {"rows": [2]}, "other": object()})
    for arguments, name in (
        ({"plan_id": "1"}, "plan_id"),
        ({"plan_id": 1, "request": []}, "request"),
        ({"request": {"rows": ["x"]}}, "request.rows"),
        ({"request": {"columns": []}}, "request.columns"),
        ({"request": {"x" * 500: []}}, f"request.{'x' * 39}…"),
        ({"unknown": 1}, "unknown"),
    ):
        with pytest.raises(Refused) as caught:
            check_arguments(checks, arguments)
        assert str(caught.value) == name


@given(st.text(max_size=30), st.integers(2, 20))
def test_shortened_texts(text, longest):
    assert len(shorten(text, longest)) <= longest
    assert shorten(text, 30) == text
