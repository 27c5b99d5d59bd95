"""Who is told what when: causes come and go from day to day, and people work at their hours.

Pure functions: days are those of the company, moments are in UTC, without zone. A cause is known by
its key: what it is about, and of which span. The real run keeps what is open in the database, one
that tries a rule on the past in memory; both ask :func:`look`, so they come to the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

OWNER, LEADER = "owner", "leader"
#: So many days are searched for one on which somebody works; without any they are told at once.
MOST_DAYS_OFF = 60
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cause:
    """Why somebody is told something.

    :ivar key: what it is about and of which span, the same from day to day
    :ivar model: model of the record that it is about
    :ivar record: id of that record
    :ivar owner: id of who answers for it, None for nobody who is to be told
    :ivar leader: id of who leads them, None for nobody
    :ivar data: the figures that are said
    :ivar is_new: whether it may be told of for the first time; else it only goes on
    """

    key: str
    model: str
    record: int
    owner: int | None
    leader: int | None
    data: dict = field(default_factory=dict)
    is_new: bool = True


@dataclass(frozen=True)
class Telling:
    """Whom a rule tells.

    :ivar owner: whether the owner is told
    :ivar leader_after: days after which the leader is, too; None for never
    :ivar able: ids of those who can be told at all
    """

    owner: bool
    leader_after: int | None
    able: frozenset


@dataclass(frozen=True)
class Open:
    """A cause that is there already.

    :ivar since: the day on which it was seen first
    :ivar told: ids of those who are told of it
    """

    since: date
    told: frozenset = frozenset()


@dataclass(frozen=True)
class Seen:
    """What a look at one day comes to.

    :ivar gone: keys of what was there and is gone
    :ivar there: causes that are there, by key, those that are new among them
    :ivar new: keys of those that are new
    :ivar tell: ``[(key, user id, OWNER or LEADER), …]``
    """

    gone: list
    there: dict
    new: list
    tell: list


def look(known: Mapping[str, Open], causes: Iterable[Cause], telling: Telling, day: date) -> Seen:
    """Return what has come, what has gone and who is to be told, as of a day.

    :param known: what is open by key
    :param causes: what is there now
    """
    there = {cause.key: cause for cause in causes if cause.is_new or cause.key in known}
    new = [key for key in there if key not in known]
    tell = []
    for key, cause in there.items():
        before = known.get(key, Open(day))
        for user, role in _get_told(cause, before.since, telling, day):
            if user not in before.told:
                tell.append((key, user, role))
    return Seen([key for key in known if key not in there], there, new, tell)


def _get_told(cause: Cause, since: date, telling: Telling, day: date):
    """Yield who is to know of a cause by a day, each person once."""
    owner = cause.owner if telling.owner and cause.owner in telling.able else None
    if owner:
        yield owner, OWNER
    after = telling.leader_after
    is_due = after is not None and day >= since + timedelta(days=after)
    if is_due and cause.leader in telling.able and cause.leader != owner:
        yield cause.leader, LEADER


@dataclass(frozen=True)
class Hours:
    """When people of a company may be told something.

    :ivar begin: first hour of the day, 8.5 for half past eight
    :ivar end: the hour from which on it is quiet again
    :ivar weekdays: the days of the week worked, 0 for Monday; none for all of them
    :ivar holidays: days off
    """

    begin: float
    end: float
    weekdays: frozenset = frozenset()
    holidays: frozenset = frozenset()

    def is_worked(self, day: date) -> bool:
        return (not self.weekdays or day.weekday() in self.weekdays) and day not in self.holidays


def tell_at(hours: Hours, zone: str, moment: datetime) -> datetime:
    """Return the first moment, from one on, at which somebody may be told something.

    :param zone: time zone that they live in
    :param moment: in UTC; it is returned itself where they may be told then
    """
    local = ZoneInfo(zone)
    day = local_day(zone, moment)
    for _count in range(MOST_DAYS_OFF):
        if hours.is_worked(day):
            begin, end = (_moment_at(day, hour, local) for hour in (hours.begin, hours.end))
            if moment < end:
                return max(moment, begin)
        day += ONE_DAY
    return moment


def local_day(zone: str, moment: datetime) -> date:
    """Return the day that it is in a time zone at a moment in UTC."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def _moment_at(day: date, hour: float, zone: ZoneInfo) -> datetime:
    # the clock of that day, which may have an hour more or less than others
    minutes = round(hour * 60)
    at = datetime.combine(day + timedelta(days=minutes // 1440), time(), zone)
    at = at.replace(hour=minutes % 1440 // 60, minute=minutes % 60)
    return at.astimezone(UTC).replace(tzinfo=None)


def get_days(hours: Hours, first: date, last: date) -> list[date]:
    """Return the days of a span on which is looked: those that are worked."""
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return [day for day in days if hours.is_worked(day)]


def is_first_of_week(hours: Hours, day: date) -> bool:
    """Tell whether a day is the first one that is worked in its week, which begins on Monday."""
    return not get_days(hours, day - timedelta(days=day.weekday()), day - ONE_DAY)


class Running:
    """Amounts by day, to be summed up over any span.

    :param by_day: ``{day: amount}``
    """

    def __init__(self, by_day: Mapping[date, float]):
        self._days = sorted(by_day)
        self._sums = [0.0, *accumulate(by_day[day] for day in self._days)]

    def add_up(self, first: date, last: date) -> float:
        """Return the sum from a first to a last day."""
        return (
            self._sums[bisect_right(self._days, last)]
            - self._sums[bisect_right(self._days, first - ONE_DAY)]
        )


@dataclass(frozen=True)
class WouldTell:
    """Somebody who would have been told something.

    :ivar day: the day of the look
    :ivar at: the moment
    :ivar user: id
    :ivar role: OWNER or LEADER
    :ivar cause: why
    """

    day: date
    at: datetime
    user: int
    role: str
    cause: Cause


def rehearse(
    days: Sequence[tuple[date, datetime]],
    find: Mapping[date, Collection[Cause]],
    telling: Telling,
    moment_of,
    until: datetime,
) -> list[WouldTell]:
    """Return who would have been told what, had a rule been there from the first day on.

    Who cannot be told before the next look is told only if the cause is still there then.

    :param days: the days that are looked at with the moments at which they begin
    :param find: the causes of each day; without the days on which nothing is looked for
    :param moment_of: function of a user's id and a moment: when they may be told
    :param until: the moment at which the last of these days ends
    """
    known, told, waiting = {}, [], []
    for day, begin in days:
        told += [each for each in waiting if each.at < begin]
        waiting = [each for each in waiting if each.at >= begin]
        if day not in find:
            continue
        seen = look(known, find[day], telling, day)
        waiting = [each for each in waiting if each.cause.key not in seen.gone]
        known = {key: known.get(key, Open(day)) for key in seen.there}
        for key, user, role in seen.tell:
            known[key] = Open(known[key].since, known[key].told | {user})
            waiting.append(WouldTell(day, moment_of(user, begin), user, role, seen.there[key]))
    told += [each for each in waiting if each.at < until]
    return sorted(told, key=lambda each: (each.at, each.cause.key, each.user))
