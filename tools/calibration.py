"""Whether chances came true, and what they should have been: logistic recalibration.

Pure Python, without database. What is said about earlier periods at the same distance from their
end is compared with what happened. The log-odds of a chance are moved and stretched,

    log-odds' = shift + slope · log-odds

by the shift and slope that make what happened likeliest (Cox, 1958; Platt, 1999), drawn towards
0 and 1, that is to no change: where there are few cases, nothing is changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

#: How far shift and slope may lie from 0 and 1 before anything is known: standard deviations.
SHIFT, SLOPE = 0.5, 0.25
#: Cases of one period rose and fell together: five say as much as one of its own.
_WEIGHT = 0.2
_ROUNDS = 30
_NEAREST = 1e-9


@dataclass(frozen=True)
class Calibration:
    """What chances are changed by; as it stands, by nothing.

    :ivar shift: what is added to the log-odds
    :ivar slope: what they are multiplied with, above 0
    """

    shift: float = 0.0
    slope: float = 1.0

    def adjust(self, chance: float) -> float:
        """Return what a chance should be. What is sure or impossible stays; order is kept."""
        if not 0 < chance < 1:
            return chance
        return _chance(self.shift + self.slope * _log_odds(chance))


def calibrate(cases: Iterable[tuple[float, bool]]) -> Calibration:
    """Return what chances should be changed by.

    :param cases: chances that were given, and whether it happened; sure and impossible ones are
        left out
    """
    known = [(_log_odds(chance), bool(happened)) for chance, happened in cases if 0 < chance < 1]
    shift, slope = 0.0, 1.0
    for _round in range(_ROUNDS):
        # Newton's method on the logarithm of the posterior, which has one maximum.
        first, second = -shift / SHIFT**2, (1 - slope) / SLOPE**2
        shifts, both, slopes = 1 / SHIFT**2, 0.0, 1 / SLOPE**2
        for odds, happened in known:
            given = _chance(shift + slope * odds)
            error, curve = _WEIGHT * (happened - given), _WEIGHT * given * (1 - given)
            first += error
            second += error * odds
            shifts += curve
            both += curve * odds
            slopes += curve * odds * odds
        whole = shifts * slopes - both * both
        step = (first * slopes - second * both) / whole, (second * shifts - first * both) / whole
        length = max(1.0, abs(step[0]), abs(step[1]) * 4)
        shift, slope = shift + step[0] / length, max(0.1, slope + step[1] / length)
        if max(map(abs, step)) < _NEAREST:
            break
    return Calibration(shift, slope)


def _log_odds(chance: float) -> float:
    return math.log(chance / (1 - chance)) if chance > _NEAREST else math.log(chance)


def _chance(log_odds: float) -> float:
    if log_odds >= 0:
        return 1 / (1 + math.exp(-log_odds))
    odds = math.exp(log_odds)
    return odds / (1 + odds)
