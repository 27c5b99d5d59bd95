"""What deals will bring that do not exist yet, by what such deals brought in earlier periods.

Pure Python, without database. Of each earlier period: what was created after the same day of it,
and won before its end. Periods differ in length by days only, so that amounts are compared as they
are.

Where nothing is to be learned from their order, each of them is as likely as any other. Where they
have risen or fallen, they are all raised or lowered alike, so that their mean is the level of
today. The level is a smoothed one (simple exponential smoothing); it takes the plain mean's place
only where it would have foreseen the amounts better, each by those before it.

They are spread a little wider than they were: of a few amounts, the next one lies outside more
often than they lie from each other.

What one person's deals brought is mostly chance, and there are few periods. So people learn from
each other (:func:`to_come_each`): each level is drawn towards the mean of all by credibility
(Bühlmann, *Experience rating and credibility*, 1967), that is n / (n + k) of its own with n
periods. Here k is how much amounts of one person scatter by how much levels of people differ beyond
that: where people are alike all have one level, where they differ each keeps its own. How amounts
lie around the level is taken from all of them together, as wide as one's own and others' amounts
say, in proportion to the level.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from statistics import fmean, variance

#: With fewer periods their order says nothing.
LEAST_PAST = 6
#: How strongly a level follows the newest amount.
_SPEEDS = (0.15, 0.3, 0.5)
#: A level is taken where its squared errors are below this share of the plain mean's: of series
#: without order that befalls about one in twenty-five.
_BETTER = 0.7
#: The level of today is moved no further than this, to either side, in one go.
_MOST = 2.0
#: With fewer people nobody learns from others.
LEAST_PEOPLE = 4
#: What others' amounts say of how wide one's own lie is worth so many periods.
_OTHERS = 4
#: Into so many equally likely amounts the shape of all is put.
_CLASSES = 24


def to_come(past: Sequence[float]) -> tuple[float, ...]:
    """Return equally likely amounts of what is still to be created and won.

    :param past: what it was in earlier periods from the same day on, oldest first
    :return: as many amounts; their mean is the level of today; empty where there is no past. They
        are negative only where the past was
    """
    if not past:
        return ()
    past = _at_level(past)
    return _widen(past, math.fsum(past) / len(past))


def to_come_each(pasts: Mapping[Hashable, Sequence[float]]) -> dict[Hashable, tuple[float, ...]]:
    """Return what is to come of each of several people, who learn from each other.

    :param pasts: by person as for :func:`to_come`, of the same periods
    :return: by person equally likely amounts; the sum of their means is that of the levels. Where
        people are fewer than :data:`LEAST_PEOPLE`, or any amount is negative, each is by itself
    """
    if len(pasts) < LEAST_PEOPLE or min(min(past, default=0) for past in pasts.values()) < 0:
        return {key: to_come(past) for key, past in pasts.items()}
    known = {key: _at_level(past) for key, past in pasts.items()}
    levels = {key: fmean(past) if past else 0.0 for key, past in known.items()}
    whole = fmean(levels.values())
    if not whole:
        return {key: tuple(past) for key, past in pasts.items()}
    count = len(next(iter(known.values())))
    within, own = _get_credibility(list(known.values()), count)
    squares = fmean(level * level for level in levels.values())
    shape, width = _get_shape(known, levels)
    found = {}
    for key, past in known.items():
        level = own * levels[key] + (1 - own) * whole
        scatter = _OTHERS * within * level * level / squares
        if count > 1:
            scatter += (count - 1) * variance(past)
        # the level itself is not quite known
        scatter *= (1 + own / count) / (_OTHERS + count - 1)
        found[key] = _lay_out(shape, level, math.sqrt(scatter) / width if width else 0.0)
    return found


def _get_credibility(pasts: Sequence[Sequence[float]], count: int) -> tuple[float, float]:
    """Return the variance of one person's amounts, and how much one's own level counts, 0 to 1."""
    between = variance([fmean(past) for past in pasts])
    if count < 2:
        # of one period nobody knows which part is chance
        return between / 2, 0.5
    within = fmean(variance(past) for past in pasts)
    differ = max(between - within / count, 0.0)
    return within, differ / (differ + within / count) if differ else 0.0


def _get_shape(
    pasts: Mapping[Hashable, Sequence[float]], levels: Mapping[Hashable, float]
) -> tuple[list[float], float]:
    """Return how amounts of all lie around their levels: equally likely ones of mean 0 around a
    level of 1, and their standard deviation."""
    if max(map(len, pasts.values())) > 1:
        ratios = [
            amount / levels[key] for key, past in pasts.items() if levels[key] for amount in past
        ]
    else:  # of one period each, people lie around their mean
        mean = fmean(levels.values())
        ratios = [level / mean for level in levels.values()]
    ratios.sort()
    places = [
        ratios[min(int((place + 0.5) * len(ratios) / _CLASSES), len(ratios) - 1)]
        for place in range(_CLASSES)
    ]
    mean = fmean(places)
    shape = [place - mean for place in places]
    return shape, math.sqrt(fmean(place * place for place in shape))


def _lay_out(shape: Sequence[float], level: float, ratio: float) -> tuple[float, ...]:
    """Return amounts of a shape around a level, none of them below nothing.

    :param ratio: what the shape is multiplied with
    """
    kept = [max(0.0, level + ratio * place) for place in shape]
    whole = math.fsum(kept)
    return tuple(amount * level * len(kept) / whole for amount in kept) if whole else tuple(kept)


def _at_level(past: Sequence[float]) -> Sequence[float]:
    """Return amounts raised or lowered alike, so that their mean is the level of today."""
    mean = math.fsum(past) / len(past) if past else 0.0
    level = _level(past, mean)
    if mean <= 0 or level == mean:
        return past
    ratio = min(_MOST, max(1 / _MOST, level / mean))
    return [amount * ratio for amount in past]


def _level(past: Sequence[float], mean: float) -> float:
    """Return the level of today: a smoothed one where that is better, else the plain mean."""
    if len(past) < LEAST_PAST or min(past) < 0:
        return mean
    plain = _errors(past, None)
    errors, speed = min((_errors(past, speed), speed) for speed in _SPEEDS)
    if errors >= _BETTER * plain:
        return mean
    return _follow(past, speed)[-1]


def _follow(past: Sequence[float], speed: float | None) -> list[float]:
    """Return the level after each amount; without speed it is the mean of all so far."""
    levels = [past[0]]
    for count, amount in enumerate(past[1:], 2):
        # At first a smoothed level is the mean too: one amount is no level.
        weight = 1 / count if speed is None else max(speed, 1 / count)
        levels.append(levels[-1] + weight * (amount - levels[-1]))
    return levels


def _errors(past: Sequence[float], speed: float | None) -> float:
    """Return the squared errors of each amount by the level before it, from the third on."""
    levels = _follow(past, speed)
    return sum((amount - level) ** 2 for amount, level in zip(past[2:], levels[1:], strict=False))


def _widen(past: Sequence[float], mean: float) -> tuple[float, ...]:
    """Return the amounts spread as the next one will be, with the same mean."""
    count = len(past)
    if count < 2:
        return tuple(past)
    stretch = math.sqrt((count + 1) / (count - 1))
    wide = [mean + stretch * (amount - mean) for amount in past]
    if min(past) < 0:
        return tuple(wide)
    # What would fall below nothing is nothing, and the others make up for it.
    kept = [max(0.0, amount) for amount in wide]
    whole = math.fsum(kept)
    return tuple(amount * mean * count / whole for amount in kept) if whole else tuple(kept)
