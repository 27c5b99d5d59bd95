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
"""

from __future__ import annotations

import math
from collections.abc import Sequence

#: With fewer periods their order says nothing.
LEAST_PAST = 6
#: How strongly a level follows the newest amount.
_SPEEDS = (0.15, 0.3, 0.5)
#: A level is taken where its squared errors are below this share of the plain mean's: of series
#: without order that befalls about one in twenty-five.
_BETTER = 0.7
#: The level of today is moved no further than this, to either side, in one go.
_MOST = 2.0


def to_come(past: Sequence[float]) -> tuple[float, ...]:
    """Return equally likely amounts of what is still to be created and won.

    :param past: what it was in earlier periods from the same day on, oldest first
    :return: as many amounts; their mean is the level of today; empty where there is no past. They
        are negative only where the past was
    """
    if not past:
        return ()
    mean = math.fsum(past) / len(past)
    level = _level(past, mean)
    if mean > 0 and level != mean:
        ratio = min(_MOST, max(1 / _MOST, level / mean))
        past, mean = [amount * ratio for amount in past], mean * ratio
    return _widen(past, mean)


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
