"""How an amount was worked out, so that whoever reads it can do it again.

Pure functions, without database. A formula is offered only where it makes the amount: worked out
exactly and rounded half up, it is the amount, or differs from it by what was handed over so that
parts make their whole. Where it is not so, there is none: ``None``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .entries import FACTOR, SHARE, SUFFIXES
from .spreading import EXACT, Number, Ratio, round_half_up, to_decimal

#: What a term does with what stands before it.
TIMES, DIVIDED, PLUS, MINUS = "×", "÷", "+", "−"


@dataclass(frozen=True)
class Term:
    """One number of a formula.

    :ivar number: the number itself
    :ivar operator: what it does with all before it; empty for the first
    :ivar is_amount: whether it is in the unit of the plan, rather than a factor
    """

    number: Fraction
    operator: str = ""
    is_amount: bool = True


@dataclass(frozen=True)
class Formula:
    """An amount with its arithmetic: ``exact`` rounded, plus ``moved``, is the amount.

    :ivar terms: the terms, worked out from left to right
    :ivar exact: what they make
    :ivar multiple: what that was rounded to multiples of
    :ivar rounded: the result of that
    :ivar moved: what was handed over beside it, zero nearly always
    """

    terms: tuple[Term, ...]
    exact: Fraction
    multiple: Decimal
    rounded: Decimal
    moved: Decimal

    @property
    def amount(self) -> Decimal:
        """The amount that the formula explains."""
        return EXACT.add(self.rounded, self.moved)

    @property
    def is_exact(self) -> bool:
        """Whether the terms make the amount without rounding."""
        return self.exact == Fraction(self.amount)


def times(
    base: Number, factor: Ratio, amount: Number, multiple: Number, moved: int = 1
) -> Formula | None:
    """Return ``base × factor`` if it makes an amount.

    :param multiple: what the amount was rounded to multiples of
    :param moved: how many of these may have been handed over
    """
    terms = [Term(_exact(base))]
    if factor != 1:
        terms.append(Term(_exact(factor), TIMES, False))
    return _fit(terms, amount, multiple, moved)


def divided(base: Number, by: Ratio, amount: Number, multiple: Number) -> Formula | None:
    """Return ``base ÷ by`` if it makes an amount; None also for zero."""
    if not by:
        return None
    return _fit([Term(_exact(base)), Term(_exact(by), DIVIDED, False)], amount, multiple, 1)


def share(
    whole: Number, part: Ratio, parts: Ratio, amount: Number, multiple: Number, is_amount: bool
) -> Formula | None:
    """Return ``whole × part ÷ parts`` if it makes an amount; None also without any parts.

    :param is_amount: whether the parts are amounts, rather than weights
    """
    if not parts:
        return None
    terms = [
        Term(_exact(whole)),
        Term(_exact(part), TIMES, is_amount),
        Term(_exact(parts), DIVIDED, is_amount),
    ]
    return _fit(terms, amount, multiple, 1)


def plus(base: Number, amount: Number) -> Formula:
    """Return ``base + what was added``, or less what was taken away, which makes any amount."""
    added = _exact(amount) - _exact(base)
    amount = to_decimal(amount)
    terms = (Term(_exact(base)), Term(abs(added), MINUS if added < 0 else PLUS))
    return Formula(terms, Fraction(amount), Decimal(0), amount, Decimal(0))


def from_entry(
    entry: str, before: Number | None, amount: Number, multiple: Number
) -> Formula | None:
    """Return what an entry that multiplied or divided what was there did with it.

    :param entry: as in ``tools/entries.py``; other entries have no formula
    :param before: what was there, None for nothing
    """
    text = entry.strip().lower()
    if before is None:
        return None
    if match := SHARE.fullmatch(text):
        sign, number = match.groups()
        part = Fraction(number) / 100
        return times(before, {"": part, "+": 1 + part, "-": 1 - part}[sign], amount, multiple)
    if match := FACTOR.fullmatch(text):
        operator, number, unit = match.groups()
        factor = Fraction(number) * SUFFIXES.get(unit, 1)
        make = times if operator == "*" else divided
        return make(before, factor, amount, multiple)
    return None


def _exact(number: Ratio) -> Fraction:
    return number if isinstance(number, Fraction) else Fraction(to_decimal(number))


def work_out(terms: Sequence[Term]) -> Fraction:
    """Return what terms make, from left to right."""
    result = terms[0].number
    for term in terms[1:]:
        if term.operator == PLUS:
            result += term.number
        elif term.operator == MINUS:
            result -= term.number
        elif term.operator == TIMES:
            result *= term.number
        else:
            result /= term.number
    return result


def _fit(terms, amount, multiple, moved) -> Formula | None:
    """Return terms as a formula of an amount, None where they do not make it."""
    exact, multiple, amount = work_out(terms), to_decimal(multiple), to_decimal(amount)
    rounded = round_half_up(exact, multiple)
    left = EXACT.subtract(amount, rounded)
    if abs(left) > moved * multiple:
        return None
    return Formula(tuple(terms), exact, multiple, rounded, left)
