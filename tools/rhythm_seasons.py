"""What a year's months differ by: seasonal patterns of amounts, no stronger than the past shows.

Pure functions, without database. A series is split as in classical decomposition (Makridakis,
Wheelwright and Hyndman, *Forecasting*, chapter 3): the trend is the centred moving mean over a
year, and what the months differ from it is the pattern. Two things are done differently, since
few years of sales are known as a rule:

- The trend goes on over the half years at both ends with half of its slope there, so that every
  month of the series says something about the pattern.
- The pattern is drawn towards none. Between years the same month differs by chance; if ``noise``
  is the variance of a month's mean by that, and ``whole`` the variance between the months' means,
  the share of the differences that is no chance is 1 - noise / whole, and that share is kept
  (Miller and Williams, *Shrinkage estimators of time series seasonal factors*, 2003). A pattern
  that says nothing vanishes, so it takes no test whether a series has seasons at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

#: How many of the amounts may be zero or less in a pattern of factors; with more it is of sums.
FEW_GAPS = 1 / 6
#: A month that usually has less than this share of the others' mean counts for this share.
LEAST_FACTOR = 0.01
#: How much of the trend's slope goes on over the ends.
KEPT_SLOPE = 0.5


class Pattern(NamedTuple):
    """What each month of a year differs by from the level; the first one is the series' first."""

    parts: tuple[float, ...]
    is_factor: bool

    def remove(self, series: Sequence[float]) -> list[float]:
        """Return a series without the pattern."""
        season = len(self.parts)
        if self.is_factor:
            return [amount / self.parts[at % season] for at, amount in enumerate(series)]
        return [amount - self.parts[at % season] for at, amount in enumerate(series)]

    def restore(self, level: float, at: int) -> float:
        """Return what a level comes to in the month that is so many after the series' first."""
        part = self.parts[at % len(self.parts)]
        return level * part if self.is_factor else level + part


def find_pattern(series: Sequence[float], season: int) -> Pattern:
    """Return the pattern of a series: of factors, or of sums where many amounts are not positive.

    :param series: at least two years of amounts
    :param season: how many of them make a year
    """
    trend = find_trend(series, season)
    gaps = sum(amount <= 0 for amount in series)
    if gaps <= FEW_GAPS * len(series) and min(trend) > 0:
        ratios = [amount / level for amount, level in zip(series, trend, strict=True)]
        means, kept = _find_means(ratios, season)
        mean = sum(means) / season
        if mean > 0:
            parts = (1 + kept * (part / mean - 1) for part in means)
            return Pattern(tuple(max(part, LEAST_FACTOR) for part in parts), is_factor=True)
    rests = [amount - level for amount, level in zip(series, trend, strict=True)]
    means, kept = _find_means(rests, season)
    mean = sum(means) / season
    return Pattern(tuple(kept * (part - mean) for part in means), is_factor=False)


def find_trend(series: Sequence[float], season: int) -> list[float]:
    """Return the centred moving mean over a year, and how it goes on over the ends.

    Where a year has an even number of months, the first and the last of thirteen weigh half.
    """
    half = season // 2
    inner = []
    for at in range(half, len(series) - half):
        around = sum(series[at - half : at + half + 1])
        if season % 2 == 0:
            around -= (series[at - half] + series[at + half]) / 2
        inner.append(around / season)
    width = min(season, len(inner))
    before = KEPT_SLOPE * slope_of(inner[:width])
    after = KEPT_SLOPE * slope_of(inner[-width:])
    return [
        *(inner[0] - before * step for step in range(half, 0, -1)),
        *inner,
        *(inner[-1] + after * step for step in range(1, half + 1)),
    ]


def slope_of(series: Sequence[float]) -> float:
    """Return the slope of the straight line through a series by least squares; 0 for one amount."""
    count = len(series)
    if count < 2:
        return 0.0
    middle = (count - 1) / 2
    moment = sum((at - middle) * amount for at, amount in enumerate(series))
    return moment * 12 / (count * (count * count - 1))


def _find_means(differences: Sequence[float], season: int) -> tuple[list[float], float]:
    """Return the mean of each month, and which share of what the means differ by is no chance."""
    means = []
    squares = freedom = shares = 0.0
    for month in range(season):
        same = differences[month::season]
        count = len(same)
        mean = sum(same) / count
        means.append(mean)
        squares += sum((value - mean) ** 2 for value in same)
        freedom += count - 1
        shares += 1 / count
    noise = squares / freedom * shares / season
    middle = sum(means) / season
    whole = sum((mean - middle) ** 2 for mean in means) / max(season - 1, 1)
    return means, max(1 - noise / whole, 0.0) if whole > 0 else 0.0
