"""Three ways to go on with a series that has no seasons: Theta, a damped trend, the last year.

Pure functions, without database. Each way is fitted to a series once and then says what it would
have foretold at any point of it: ``member(at, horizon)`` are the next ``horizon`` amounts after
the first ``at`` ones.

How quickly a level follows the amounts is tried on a short list and chosen by the squared errors
one step ahead, so that the same series always gives the same forecast. In short series these
errors say little and choose too quick a level by chance, so each is raised by a share of the
quickness that falls with the length: see :data:`CALM`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .rhythm_seasons import slope_of

Member = Callable[[int, int], list[float]]

#: Which share of an error the level follows.
QUICK = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
#: For the damped trend: which share of that the trend follows, and what is kept of the trend.
TRENDS = ((0.1, 0.9), (0.05, 0.9), (0.05, 0.98), (0.1, 0.98))
#: Errors count (1 + CALM * quickness / length) times.
CALM = 12
#: How much of the long trend Theta goes on with.
THETA_SLOPE = 0.5


def fit_theta(series: Sequence[float], _season: int) -> Member:
    """Return the Theta method: a level by exponential smoothing, and half of the long trend.

    Assimakopoulos and Nikolopoulos, *The theta model*, 2000, as Hyndman and Billah showed it to
    be (*Unmasking the Theta method*, 2003): after ``n`` amounts the one ``h`` ahead is
    level + slope / 2 * (h - 1 + (1 - (1 - quick) ** n) / quick). The slope is that of the straight
    line, drawn towards 0 by its own uncertainty: slope * slope² / (slope² + variance). The
    smoothing begins where a line of half of that slope through the series' mean does.

    :param series: two or more amounts
    """
    slope = THETA_SLOPE * _trusted_slope(series)
    first = _mean(series) - slope * (len(series) + 1) / 2
    least = best = None
    for quick in QUICK:
        level, squares = first, 0.0
        for amount in series:
            error = amount - level
            squares += error * error
            level += quick * error
        squares *= 1 + CALM * quick / len(series)
        if least is None or squares < least:
            least, best = squares, quick
    level = first
    levels = [level]
    for amount in series:
        level += best * (amount - level)
        levels.append(level)

    def member(at, horizon):
        start = levels[at] + slope * (1 - (1 - best) ** at) / best
        return [start + slope * step for step in range(horizon)]

    return member


def fit_damped(series: Sequence[float], _season: int) -> Member:
    """Return exponential smoothing with a damped trend, ETS(A, Ad, N).

    Gardner and McKenzie, *Forecasting trends in time series*, 1985: each step the trend becomes
    ``kept`` times itself, and level and trend follow the error by ``quick`` and
    ``quick * turning``. It begins with the straight line through the series, whose slope is
    drawn towards 0 as in :func:`fit_theta`.

    :param series: two or more amounts
    """
    slope = _trusted_slope(series)
    start = _mean(series) - slope * (len(series) + 1) / 2
    least = best = None
    for turning, kept in TRENDS:
        for quick in QUICK if best is None else (best[0],):
            squares = _squares(series, start, slope, quick, turning * quick, kept)
            squares *= 1 + CALM * quick / len(series)
            if least is None or squares < least:
                least, best = squares, (quick, turning * quick, kept)
    quick, turning, kept = best
    level, trend = start, slope
    states = [(level, trend)]
    for amount in series:
        trend *= kept
        error = amount - level - trend
        level += trend + quick * error
        trend += turning * error
        states.append((level, trend))

    def member(at, horizon):
        level, trend = states[at]
        points = []
        for _step in range(horizon):
            trend *= kept
            level += trend
            points.append(level)
        return points

    return member


def fit_year(series: Sequence[float], season: int) -> Member:
    """Return the mean of the last year: with the pattern of the months, last year's months again.

    What the single months of last year had beside pattern and level was chance, and is left out.
    """

    def member(at, horizon):
        return [_mean(series[max(at - season, 0) : at])] * horizon

    return member


def _squares(series, level, trend, quick, turning, kept):
    squares = 0.0
    for amount in series:
        trend *= kept
        error = amount - level - trend
        level += trend + quick * error
        trend += turning * error
        squares += error * error
    return squares


def _trusted_slope(series):
    """Return the slope of a series, drawn towards 0 by how uncertain it is."""
    count = len(series)
    slope = slope_of(series)
    if count < 3 or not slope:
        return 0.0
    middle, mean = (count - 1) / 2, _mean(series)
    squares = sum((amount - mean - slope * (at - middle)) ** 2 for at, amount in enumerate(series))
    variance = squares / (count - 2) * 12 / (count * (count * count - 1))
    return slope / (1 + variance / slope / slope)


def _mean(series):
    return sum(series) / len(series)
