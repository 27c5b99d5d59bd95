"""What a forecast is likely to become, by what became of earlier ones.

Pure functions, without database. What is closed is certain: only what is still open in a forecast
can turn out differently.
"""

from __future__ import annotations

from collections.abc import Iterable

#: With fewer earlier forecasts that had anything open, what became of them is chance.
LEAST_FORECASTS = 3


def get_kept_share(earlier: Iterable[tuple[float, float, float]]) -> float | None:
    """Return which share of what was open in earlier forecasts was closed in the end.

    Deals that were made later count too, so that it may be above 1; it is never below 0. Sums are
    compared, so that a large forecast weighs more than a small one.

    :param earlier: of each forecast what it came to, what of it was closed already, and what was
        closed in the end
    :return: None where fewer than ``LEAST_FORECASTS`` had anything open
    """
    known = [
        (forecast - closed, final - closed)
        for forecast, closed, final in earlier
        if forecast > closed
    ]
    if len(known) < LEAST_FORECASTS:
        return None
    was_open = sum(amount for amount, _became in known)
    became = sum(amount for _open, amount in known)
    return max(became / was_open, 0)


def get_likely(
    closed: float, open_forecast: float, open_deals: float, share: float | None
) -> float | None:
    """Return what a forecast is likely to become: what is closed, and a share of what is open.

    It is never less than what is closed, nor more than that and all open deals together.

    :param open_forecast: what is forecast besides what is closed, adjustments included
    :param open_deals: all open deals of the period as they are, whether forecast or not
    :param share: see :func:`get_kept_share`
    :return: None where nothing can be said: without a share, and where nothing is open
    """
    if share is None or open_forecast <= 0 or open_deals <= 0:
        return None
    return closed + min(open_forecast * share, open_deals)
