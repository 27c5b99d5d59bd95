"""How right chances were: the figures that tests judge them by."""

from typing import NamedTuple

#: Into how many classes chances are put.
TENTHS = 10


class Tenth(NamedTuple):
    """Chances of one class, and what became of them.

    :ivar tenth: 0 for chances below 10 %, 9 for those from 90 % on
    :ivar cases: how many there were
    :ivar said: the mean of the chances
    :ivar happened: the share that came true
    """

    tenth: int
    cases: int
    said: float
    happened: float


def brier(cases):
    """Return the mean squared difference of chances and what happened (Brier, 1950).

    0 is perfect; always saying one half gives 0.25.
    """
    squares = [(chance - bool(happened)) ** 2 for chance, happened in cases]
    return sum(squares) / len(squares)


def tenths(cases):
    """Return the classes of chances that have cases, in rising order."""
    classes = {}
    for chance, happened in cases:
        place = min(TENTHS - 1, max(0, int(chance * TENTHS + 1e-9)))
        classes.setdefault(place, []).append((chance, bool(happened)))
    return [
        Tenth(
            place,
            len(known),
            sum(chance for chance, _happened in known) / len(known),
            sum(happened for _chance, happened in known) / len(known),
        )
        for place, known in sorted(classes.items())
    ]


def reliability(cases):
    """Return how far chances were from what happened: the reliability part of the Brier score.

    It is the mean over all cases of the squared difference of what was said and what happened in
    their tenth (Murphy, 1973): 0 where seven of ten came true whenever 70 % was said.
    """
    classes = tenths(cases)
    count = sum(one.cases for one in classes)
    return sum(one.cases * (one.said - one.happened) ** 2 for one in classes) / count
