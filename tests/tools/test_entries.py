"""Tests of what is typed into a cell."""

import ast
import operator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.entries import DEEPEST, LARGEST_AMOUNT, LONGEST, BadEntry, evaluate
from tools.spreading import round_half_up

HUNDRED = Decimal(100)
#: What anybody may type is tried six times as often as the rest.
MANY = settings(max_examples=6 * settings().max_examples)

numbers = st.decimals(0, 10**6, places=3).map(lambda number: format(number, "f"))
amounts = st.decimals(-(10**6), 10**6, places=2)


def attempt(entry, current=None):
    """Return the amount, and the reason why there is none."""
    try:
        return evaluate(entry, current), None
    except BadEntry as error:
        return None, error.reason


@pytest.mark.parametrize("entry", ["", " ", "\t"])
def test_nothing_is_not_planned(entry):
    assert evaluate(entry, HUNDRED) is None
    assert evaluate(entry, None) is None


@pytest.mark.parametrize(
    ("entry", "amount"),
    [
        ("0", "0"),
        ("1200.5", "1200.5"),
        ("-40", "-40"),
        ("+40", "40"),
        (" 7 ", "7"),
        (".5", "0.5"),
        ("5.", "5"),
        ("12k", "12000"),
        ("-2K", "-2000"),
        ("1.5m", "1500000"),
        ("0.125", "0.125"),
    ],
)
def test_amounts(entry, amount):
    assert evaluate(entry, None) == evaluate(entry, HUNDRED) == Decimal(amount)


@pytest.mark.parametrize(
    ("entry", "amount"),
    [
        ("+10%", "88"),
        ("-5%", "76"),
        ("-100%", "0"),
        ("+0%", "80"),
        ("10%", "8"),
        ("12.5%", "10"),
        ("*1.2", "96"),
        ("* -1", "-80"),
        ("*2k", "160000"),
        ("*50%", "40"),
        ("/4", "20"),
        ("/50%", "160"),
    ],
)
def test_relative_to_what_is_there(entry, amount):
    assert evaluate(entry, Decimal(80)) == Decimal(amount)
    assert evaluate(entry, Decimal(-80)) == -Decimal(amount)
    with pytest.raises(BadEntry) as caught:
        evaluate(entry, None)
    assert caught.value.reason == "nothing"


def test_zero_is_something_to_be_relative_to():
    assert evaluate("+10%", Decimal(0)) == 0


@pytest.mark.parametrize(
    ("entry", "amount"),
    [
        ("=1", "1"),
        ("= 1 + 2 * 3 ", "7"),
        ("=(1+2)*3", "9"),
        ("=10-4-3", "3"),
        ("=100/5/4", "5"),
        ("=2*-3", "-6"),
        ("=--5", "5"),
        ("=-(2+3)", "-5"),
        ("=200*5%", "10"),
        ("=(4+6)%", "0.1"),
        ("=50%%", "0.005"),
        ("=1200*12+(5k-3%)/2", "16899.985"),
        ("=1/3*3", "1"),
        ("=.5m", "500000"),
        ("=" + "(" * DEEPEST + "1" + ")" * DEEPEST, "1"),
    ],
)
def test_calculations(entry, amount):
    assert evaluate(entry, None) == evaluate(entry, HUNDRED) == Decimal(amount)


@pytest.mark.parametrize(
    "entry",
    [
        *(
            "abc",
            "1,5",
            "1 000",
            "1'000",
            "12kk",
            "12k%",
            "1e5",
            "nan",
            "inf",
            "0x10",
            "１２",
            "€5",
        ),
        *("--5", "5-3", "k", "%", ".", "-", "+%", "*", "/", "*2*3", "*(2)", "10%%", "**2"),
        *("=", "=()", "=(", "=1+", "=*2", "=1 2", "=2(3)", "=(1", "=1)", "=1//2", "=2**9", "=A1"),
        *("=sum(1)", "=__import__('os')", "=1;2", "=k", "=1e5", "=1.2.3", "==1", "=%"),
        "=" + "(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1),
    ],
)
def test_what_is_no_number(entry):
    with pytest.raises(BadEntry) as caught:
        evaluate(entry, HUNDRED)
    assert caught.value.reason == "number"


@pytest.mark.parametrize("entry", ["/0", "/0%", "=1/0", "=1/(2-2)", "=5/0k"])
def test_division_by_zero(entry):
    with pytest.raises(BadEntry) as caught:
        evaluate(entry, HUNDRED)
    assert caught.value.reason == "zero_division"


@pytest.mark.parametrize(
    "entry",
    [
        str(LARGEST_AMOUNT),
        f"-{LARGEST_AMOUNT}",
        "1000000000m",
        "=10m*10m*10m",
        "*10000000m",
        "1" * (LONGEST + 1),
    ],
)
def test_what_is_too_large(entry):
    with pytest.raises(BadEntry) as caught:
        evaluate(entry, HUNDRED)
    assert caught.value.reason == "size"


def test_the_largest_amount():
    assert evaluate(str(LARGEST_AMOUNT - 1), None) == LARGEST_AMOUNT - 1
    assert evaluate(str(1 - LARGEST_AMOUNT), None) == 1 - LARGEST_AMOUNT
    assert evaluate("=" + "0" * (LONGEST - 2) + "1", None) == 1


def test_a_result_without_end_is_never_taken_for_a_half():
    """0.005 and a sixtieth digit more must not be rounded down to 0.005 first."""
    assert evaluate("=1/3", None) != Fraction(1, 3)
    assert abs(Fraction(evaluate("=1/3", None)) - Fraction(1, 3)) < Fraction(1, 10**59)
    just_below = evaluate("=0.005-1/" + "3" * 80, None)
    just_above = evaluate("=0.005+1/" + "3" * 80, None)
    assert round_half_up(just_below, Decimal("0.01")) == 0
    assert round_half_up(just_above, Decimal("0.01")) == Decimal("0.01")
    assert just_below < Decimal("0.005") < just_above


def test_the_message_names_the_entry():
    with pytest.raises(BadEntry, match="'12x' is no entry: number"):
        evaluate("12x", None)


@MANY
@given(numbers, st.sampled_from(["", "k", "m"]), st.sampled_from(["", "+", "-"]))
def test_an_amount_is_what_it_says(number, unit, sign):
    expected = Fraction(number) * {"": 1, "k": 10**3, "m": 10**6}[unit]
    assert evaluate(sign + number + unit, None) == (-expected if sign == "-" else expected)


@given(amounts, numbers)
def test_percentages(current, number):
    assert evaluate(f"+{number}%", current) - current == current - evaluate(f"-{number}%", current)
    assert evaluate(f"+{number}%", current) == current + evaluate(f"{number}%", current)
    assert evaluate(f"*{number}", current) == Fraction(current) * Fraction(number)


calculations = st.recursive(
    st.decimals(0, 1000, places=2).map(lambda number: format(number, "f")),
    lambda inner: (
        st.tuples(inner, st.sampled_from("+-*/"), inner).map("".join)
        | inner.map("({})".format)
        | inner.map("-{}".format)
    ),
    max_leaves=8,
)
OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def compute(node, text):
    """Work out a calculation as Python reads it, in fractions."""
    if isinstance(node, ast.BinOp):
        left, right = compute(node.left, text), compute(node.right, text)
        return OPERATORS[type(node.op)](left, right)
    if isinstance(node, ast.UnaryOp):
        return -compute(node.operand, text)
    return Fraction(ast.get_source_segment(text, node))


@MANY
@given(calculations)
def test_calculations_mean_what_python_means(text):
    try:
        expected = compute(ast.parse(text, mode="eval").body, text)
    except ZeroDivisionError:
        assert attempt("=" + text) == (None, "zero_division")
        return
    amount, reason = attempt("=" + text)
    assert reason == ("size" if abs(expected) >= LARGEST_AMOUNT else None)
    assert reason or abs(Fraction(amount) - expected) <= abs(expected) / 10**58


@MANY
@given(st.text("0123456789.+-*/%()=km ,e", max_size=12), st.none() | amounts)
def test_every_entry_is_an_amount_or_refused(entry, current):
    amount, reason = attempt(entry, current)
    assert reason in {None, "number", "zero_division", "nothing", "size"}
    if not reason:
        assert (amount is None) == (not entry.strip())
        assert amount is None or abs(amount) < LARGEST_AMOUNT
