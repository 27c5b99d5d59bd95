"""What is typed into a cell: amounts, percentages, factors and sums, worked out exactly.

Pure Python, without database. Entries are in canonical form whatever a person's language is: a
decimal point, no separators of thousands. Results are not rounded; whoever writes them does.

========================  ==============================================================
``""``                    not planned
``1200.5``, ``-40``       the amount
``12k``, ``1.5m``         thousands, millions
``+10%``, ``-5%``         what is there and so much more, or less
``80%``                   so much of what is there
``*1.2``, ``/4``          what is there, multiplied or divided
``=1200*12+(5k-3%)/2``    a calculation with ``+ - * / ( )``, ``%`` for hundredths, k and m
========================  ==============================================================
"""

from __future__ import annotations

import re
from decimal import ROUND_05UP, Context, Decimal
from fractions import Fraction

#: Amounts reach up to here, without it; so they fit the database and the spreadsheet.
LARGEST_AMOUNT = 10**15
#: No calculation is longer than this many characters, or deeper than so many parentheses.
LONGEST, DEEPEST = 500, 20

# Digits beyond these only say that there are more: a last digit that is neither 0 nor 5 keeps
# later rounding from taking the result for a multiple, or for a half.
DIGITS = Context(prec=60, rounding=ROUND_05UP)
SUFFIXES = {"k": 10**3, "m": 10**6, "%": Fraction(1, 100)}

NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
PLAIN = re.compile(rf"([+-]?{NUMBER})([km]?)")
SHARE = re.compile(rf"([+-]?)({NUMBER})%")
FACTOR = re.compile(rf"([*/])\s*([+-]?{NUMBER})([km%]?)")
TOKEN = re.compile(rf"\s*(?:({NUMBER})([km]?)|([-+*/()%]))")


class BadEntry(ValueError):
    """An entry cannot be understood or makes no amount.

    :ivar reason: ``number`` (neither an amount nor a calculation), ``zero_division``,
        ``nothing`` (relative to what is not planned), ``size`` (too large, or too long to read)
    """

    def __init__(self, reason: str, entry: str):
        super().__init__(f"{entry[:LONGEST]!r} is no entry: {reason}.")
        self.reason = reason


def evaluate(entry: str, current: Decimal | None) -> Decimal | None:
    """Return the amount that an entry stands for; None for not planned.

    :param entry: what was typed, in canonical form; spaces around it and the case of letters do
        not matter
    :param current: what the cell counts for now, for entries relative to it; None when it is not
        planned
    :return: the exact amount, or one of :data:`DIGITS` digits where it has no end
    :raise BadEntry: when it stands for none
    """
    text = entry.strip().lower()
    if not text:
        return None
    if len(text) > LONGEST:
        raise BadEntry("size", entry)
    try:
        amount = _evaluate(text, current)
    except ZeroDivisionError:
        raise BadEntry("zero_division", entry) from None
    except _Refused as refused:
        raise BadEntry(refused.args[0], entry) from None
    if abs(amount) >= LARGEST_AMOUNT:
        raise BadEntry("size", entry)
    return DIGITS.divide(Decimal(amount.numerator), Decimal(amount.denominator))


class _Refused(Exception):
    """Carries the reason why an entry makes no amount."""


def _evaluate(text: str, current: Decimal | None) -> Fraction:
    if text[0] == "=":
        return _Calculation(text[1:]).get_result()
    if match := PLAIN.fullmatch(text):
        number, unit = match.groups()
        return Fraction(number) * SUFFIXES.get(unit, 1)
    if match := SHARE.fullmatch(text):
        sign, number = match.groups()
        share = Fraction(number) / 100
        return _get_base(current) * {"": share, "+": 1 + share, "-": 1 - share}[sign]
    if match := FACTOR.fullmatch(text):
        operator, number, unit = match.groups()
        factor = Fraction(number) * SUFFIXES.get(unit, 1)
        base = _get_base(current)
        return base * factor if operator == "*" else base / factor
    raise _Refused("number")


def _get_base(current: Decimal | None) -> Fraction:
    if current is None:
        raise _Refused("nothing")
    return Fraction(current)


class _Calculation:
    """Works out a calculation, read from left to right.

    A sum is of products, a product of factors; a factor is a number or a sum in parentheses, with
    signs before it and percent signs behind.
    """

    def __init__(self, text: str):
        self.tokens = list(_read(text))
        self.depth = 0

    def get_result(self) -> Fraction:
        result = self.add()
        if self.tokens:
            raise _Refused("number")
        return result

    def peek(self):
        """Return the next token without taking it; None at the end."""
        return self.tokens[0] if self.tokens else None

    def add(self) -> Fraction:
        result = self.multiply()
        while self.peek() in ("+", "-"):
            operator, term = self.tokens.pop(0), self.multiply()
            result = result + term if operator == "+" else result - term
        return result

    def multiply(self) -> Fraction:
        result = self.get_factor()
        while self.peek() in ("*", "/"):
            operator, factor = self.tokens.pop(0), self.get_factor()
            result = result * factor if operator == "*" else result / factor
        return result

    def get_factor(self) -> Fraction:
        sign = 1
        while self.peek() in ("+", "-"):
            if self.tokens.pop(0) == "-":
                sign = -sign
        result = sign * self.get_operand()
        while self.peek() == "%":
            self.tokens.pop(0)
            result /= 100
        return result

    def get_operand(self) -> Fraction:
        token = self.tokens.pop(0) if self.tokens else None
        if isinstance(token, Fraction):
            return token
        if token != "(" or self.depth == DEEPEST:
            raise _Refused("number")
        self.depth += 1
        result = self.add()
        self.depth -= 1
        if not self.tokens or self.tokens.pop(0) != ")":
            raise _Refused("number")
        return result


def _read(text: str):
    """Yield the tokens of a calculation: numbers as fractions, the rest as characters."""
    text = text.strip()
    position = 0
    while position < len(text):
        match = TOKEN.match(text, position)
        if not match:
            raise _Refused("number")
        number, unit, operator = match.groups()
        yield operator or Fraction(number) * SUFFIXES.get(unit, 1)
        position = match.end()
