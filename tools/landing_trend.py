"""The days of a period as of which its landing is looked at, week by week.

Pure functions on days; spans are closed (first and last day included).
"""

from __future__ import annotations

from datetime import date, timedelta

#: Of longer periods there are so many points at most: their weeks are taken together.
MOST_POINTS = 14
#: Days that two points are apart at least.
NEAR = 4


def get_weeks(first: date, last: date, day: date) -> list[date]:
    """Return the days of a period's points, in order: its first and last day, the day that is known
    up to, and every week between, counted back from the last day.

    A period of more than a quarter is looked at every few weeks. Weeks that end less than half a
    week from the first day, or from the day that is known, have no point of their own.

    :param day: the last day that is known; outside the period it is no point
    """
    step = 7 * max(-(-(last - first).days // (7 * (MOST_POINTS - 1))), 1)
    fixed = {first, last} | ({day} if first <= day <= last else set())
    weeks = [last - timedelta(days=number) for number in range(step, (last - first).days, step)]
    return sorted(fixed.union(week for week in weeks if not _is_near(week, fixed)))


def _is_near(week: date, days) -> bool:
    return any(abs((week - day).days) < NEAR for day in days)
