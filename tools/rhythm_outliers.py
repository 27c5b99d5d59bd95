"""Single amounts far off the others: a large order, a month that was missed.

Pure functions, without database. What is usual around an amount is the median of it and three on
either side; how far amounts usually are from that is the median distance (Hampel, *The influence
curve*, 1974). Real series are full of single large orders, each of which smoothing would take for
a new level.
"""

from __future__ import annotations

from collections.abc import Sequence

#: How many amounts on either side tell what is usual.
AROUND = 3
#: Farther off than so many times the usual distance is far off: four standard deviations.
OUTLYING = 4 * 1.4826
#: With a larger share of the amounts far off they are what is usual here.
FEW_OUTLIERS = 0.1


def draw_back(series: Sequence[float]) -> dict[int, float]:
    """Return the amounts that are far off, by place, each drawn back to where far off begins.

    The trend is left out, or its ends would be far off: the median step between amounts that are
    half of the series apart. Nothing where too many are far off.
    """
    half = (len(series) + 1) // 2
    slope = _median([after - before for before, after in zip(series, series[half:], strict=False)])
    slope /= half
    rests = [amount - slope * at for at, amount in enumerate(series)]
    usual = [_median(rests[max(at - AROUND, 0) : at + AROUND + 1]) for at in range(len(rests))]
    distances = [abs(rest - middle) for rest, middle in zip(rests, usual, strict=True)]
    limit = OUTLYING * _median(distances)
    drawn = {
        at: slope * at + usual[at] + (limit if rests[at] > usual[at] else -limit)
        for at, distance in enumerate(distances)
        if distance > limit
    }
    return drawn if len(drawn) <= FEW_OUTLIERS * len(series) else {}


def _median(amounts: Sequence[float]) -> float:
    ordered = sorted(amounts)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
