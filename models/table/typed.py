"""The cells that a client types, as an edit names them."""

from ...tools.arguments import is_id


def get_typed(cells):
    """Return typed cells as the arithmetic takes them: ``[(row id, period, entry), …]``.

    :param cells: ``[[row id, period, entry], …]``; the period is an id, None for the total of a
        row, or a list of ids for what these periods have together
    :raise ValueError: where a cell is nothing of that kind
    """
    return [(row_id, get_period(period), entry) for row_id, period, entry in cells]


def get_period(period):
    """Return a period as the arithmetic takes it: a list of ids becomes a tuple, each id once.

    :raise ValueError: where it is an empty list, or one of anything else
    """
    if not isinstance(period, list):
        return period
    if not period or not all(map(is_id, period)):
        raise ValueError(period)
    return tuple(dict.fromkeys(period))


def get_named(periods):
    """Return the ids of the periods that typed cells name; None among them for totals."""
    named = set()
    for period in periods:
        named.update(period if isinstance(period, tuple) else (period,))
    return named
