"""What a client may send to a method, and how that is stated.

A check is a function that takes a value and raises :class:`Refused` unless it may be sent. Checks
are put together: ``rows=list_of(an_id, at_most=500)``, ``text=optional(a_text(200))``. They look
at what kind of thing a value is and at its size; whether there is such a record, and whether the
user may see it, is for the method to find out.
"""

from collections.abc import Callable, Mapping
from datetime import date

from .entries import LARGEST_AMOUNT

#: Ids, and what else the database counts, are no larger.
LARGEST_ID = 2**31 - 1
#: Lists are no longer, unless a method says so.
LONGEST_LIST = 100_000
#: Years of days: those before are mistyped, and days after can be counted on from no more.
POSSIBLE_YEARS = range(1000, 9990)

Check = Callable[[object], None]


class Refused(ValueError):
    """A value is nothing that a client may send.

    :ivar path: names of the argument and of what is wrong in it, from the outside in
    """

    def __init__(self, *path: str):
        super().__init__(".".join(path))
        self.path = path


# Questions --------------------------------------------------------------------


def is_number(value: object) -> bool:
    """Whether something is a whole number that the database knows."""
    return type(value) is int and abs(value) <= LARGEST_ID


def is_id(value: object) -> bool:
    """Whether something may be the id of a record."""
    return is_number(value) and value > 0


def is_text(value: object) -> bool:
    """Whether something is a text that the database can keep."""
    return isinstance(value, str) and not any(
        character == "\0" or "\ud800" <= character <= "\udfff" for character in value
    )


def is_day(value: object) -> bool:
    """Whether something is a day of one of ``POSSIBLE_YEARS``, written YYYY-MM-DD."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return False
    return day is not None and day.isoformat() == value and day.year in POSSIBLE_YEARS


def shorten(text: str, longest: int) -> str:
    """Cut a text that is too long for a sentence."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


# Checks -----------------------------------------------------------------------


def _check_that(is_right: Callable[[object], bool]) -> Check:
    def check(value):
        if not is_right(value):
            raise Refused

    return check


#: The id of a record.
an_id = _check_that(is_id)
#: A day, written YYYY-MM-DD.
a_day = _check_that(is_day)
#: Yes or no.
a_flag = _check_that(lambda value: type(value) is bool)


def anything(value: object) -> None:
    """Take what the method looks at itself."""


def a_number(at_least: int = -LARGEST_ID, at_most: int = LARGEST_ID) -> Check:
    """Take a whole number between two others."""
    return _check_that(lambda value: is_number(value) and at_least <= value <= at_most)


def an_amount(below: float = LARGEST_AMOUNT) -> Check:
    """Take an amount of money or of pieces, never infinity nor what is no number."""
    return _check_that(lambda value: type(value) in (int, float) and -below < value < below)


def a_text(at_most: int | None = None, at_least: int = 0) -> Check:
    """Take a text of so many characters."""

    def is_right(value):
        return (
            is_text(value) and len(value) >= at_least and (at_most is None or len(value) <= at_most)
        )

    return _check_that(is_right)


def one_of(*values: str) -> Check:
    """Take one of some texts."""
    return _check_that(lambda value: isinstance(value, str) and value in values)


def optional(check: Check) -> Check:
    """Take what a check takes, or nothing: None or False, as clients say it."""

    def check_optional(value):
        if value is not None and value is not False:
            check(value)

    return check_optional


def list_of(check: Check, at_most: int = LONGEST_LIST, at_least: int = 0) -> Check:
    """Take a list of so many values, all of which a check takes."""

    def check_list(value):
        if not isinstance(value, (list, tuple)) or not at_least <= len(value) <= at_most:
            raise Refused
        for element in value:
            check(element)

    return check_list


def a_dict(**checks: Check) -> Check:
    """Take some of the named values, each as its check says, and no others."""

    def check_dict(value):
        if not isinstance(value, dict):
            raise Refused
        check_arguments(checks, value)

    return check_dict


def _is_condition(value: object) -> bool:
    if isinstance(value, str):
        return value in ("&", "|", "!")
    return (
        isinstance(value, (list, tuple))
        and len(value) == 3
        and all(is_text(part) for part in value[:2])
    ) or value in ((1, "=", 1), (0, "=", 1), [1, "=", 1], [0, "=", 1])


#: A search domain as far as its form goes; whether its fields exist is for the model to find out.
a_domain = list_of(_check_that(_is_condition), at_most=1000)


def check_arguments(checks: Mapping[str, Check], arguments: Mapping[str, object]) -> None:
    """Raise :class:`Refused`, which names the argument, for what none of the checks takes."""
    for name, value in arguments.items():
        if name not in checks:
            raise Refused(shorten(str(name), 40))
        try:
            checks[name](value)
        except Refused as refused:
            raise Refused(name, *refused.path) from None
