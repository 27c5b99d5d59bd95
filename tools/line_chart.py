"""Where the lines of a chart stand on paper.

Pure functions: amounts are numbers in one unit, places are in points of a drawing whose origin is
the upper left corner; they are rounded to a tenth of a point, which nobody sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

#: What the steps of an axis are multiples of, times a power of ten.
ROUND_STEPS = (1, 2, 2.5, 5, 10)

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Frame:
    """The area that lines are drawn in.

    :ivar left, top, right, bottom: its edges
    :ivar first, last: what stands at the left and at the right edge
    :ivar low, high: what stands at the lower and at the upper edge
    """

    left: float
    top: float
    right: float
    bottom: float
    first: float
    last: float
    low: float
    high: float

    def get_x(self, value: float) -> float:
        """Return how far from the left something stands."""
        return _place(value, self.first, self.last, self.left, self.right)

    def get_y(self, amount: float) -> float:
        """Return how far from the top an amount stands."""
        return _place(amount, self.low, self.high, self.bottom, self.top)


def _place(value, low, high, begin, end):
    share = (value - low) / (high - low) if high != low else 0.0
    return round(begin + (end - begin) * share, 1)


def get_ticks(amounts: Iterable[float], most: int = 5) -> list[float]:
    """Return round numbers, evenly spaced, that zero and all amounts lie between.

    :param amounts: rounded to cents or the like
    :param most: how many steps there are between them, at most
    """
    found = [0.0, *amounts]
    low, high = min(found), max(found)
    if low == high:
        return [0.0, 1.0]
    power = 10.0 ** floor(log10((high - low) / most))
    # a side of zero that is shorter than a step takes a whole one
    for step in (step * power * scale for scale in (1, 10) for step in ROUND_STEPS):
        begin, end = floor(low / step), ceil(high / step)
        if end - begin <= most:
            break
    return [number * step for number in range(begin, end + 1)]


def draw_line(frame: Frame, values: Sequence[float], amounts: Sequence[float | None]) -> Points:
    """Return the points of a line; amounts that are not known have none.

    :param values: where each amount stands from left to right
    """
    return [
        (frame.get_x(value), frame.get_y(amount))
        for value, amount in zip(values, amounts, strict=True)
        if amount is not None
    ]


def draw_fan(frame: Frame, start: tuple[float, float], end: float, amounts: Sequence[float]):
    """Return the corners of the area that opens from one point to two amounts further right.

    :param start: where it begins: value and amount
    :param end: where it ends from left to right
    :param amounts: the lower and the upper amount there
    """
    return draw_line(frame, [start[0], end, end], [start[1], *amounts])


def write_points(points: Points) -> str:
    """Return points as drawings have them: ``x,y x,y``."""
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def spread_labels(places: Sequence[float], distance: float, top: float, bottom: float):
    """Return where labels stand so that none lies over another one, each as near to its place as
    the others let it.

    :param places: where they belong, in any order
    :param distance: how far apart two have to be
    :param top, bottom: between what they stay, where there is room for all
    """
    order = sorted(range(len(places)), key=places.__getitem__)
    found, above = {}, top - distance
    for number in order:
        above = found[number] = max(places[number], above + distance)
    below = bottom + distance
    for number in reversed(order):
        below = found[number] = min(found[number], below - distance)
    return [found[number] for number in range(len(places))]
