"""Days and moments: which day it is, where a company's day ends, and which versions were valid.

A day is that of the time zone of a company's calendar, or of UTC if it has none, wherever the
reader is. This rule stands here only: in SQL for all companies, in Python for one.

It may be Tuesday in Auckland while it is still Monday in London. As of Monday, which is today for
somebody there, everything written up to now counts, in every company.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytz
from odoo import fields
from odoo.tools import SQL

#: What happens to a deal until then after its making is part of its first version.
FOLDING = SQL("INTERVAL '2 hours'")
#: A date that is further from another moment was given: what Odoo sets itself is in whole seconds,
#: by the clock of another machine.
SLACK = SQL("INTERVAL '1 minute'")
#: No transaction lasts longer, from its beginning until it writes a date or a message.
LONGEST_TRANSACTION = SQL("INTERVAL '1 hour'")

#: No day ends earlier anywhere: clocks are at most 14 hours ahead of UTC.
EARLIEST_END = SQL("INTERVAL '10 hours'")
#: Nor later: they are at most 12 hours behind it.
LATEST_END = SQL("INTERVAL '36 hours'")


@dataclass(frozen=True)
class DayEnd:
    """The end of a day, which is a different moment in each company.

    :ivar until: moment in UTC before which the day ends in no company, None for past days
    """

    day: date
    until: datetime | None = None

    @classmethod
    def seen_by(cls, env, day: date) -> "DayEnd":
        """Return the end of a day for a reader: not before now, unless the day is over."""
        return cls(day, None if is_over(env, env.company, day) else env.cr.now())

    def not_before(self, moment: SQL) -> SQL:
        """Return a moment, or ``until`` if that is later."""
        return SQL("GREATEST(%s, %s::timestamp)", moment, self.until)


def zone_of(company) -> str:
    """Return the name of the time zone that a company's days are counted in."""
    return company.resource_calendar_id.tz or "UTC"


def moment_at_end_of(company, day: date) -> datetime:
    """Return the moment in UTC, without zone, at which a day of a company ends."""
    return moment_at_start_of(zone_of(company), day + timedelta(days=1))


def moment_at_start_of(zone: str, day: date) -> datetime:
    """Return the moment in UTC, without zone, at which a day of a time zone begins."""
    midnight = pytz.timezone(zone).localize(datetime.combine(day, time.min))
    return midnight.astimezone(pytz.utc).replace(tzinfo=None)


def day_ending_at(company, moment: datetime) -> date:
    """Return the day of a company that ends at a moment, or that the moment is in.

    :param moment: datetime in UTC without zone, such as :func:`moment_at_end_of` returns
    """
    return day_of(company, moment - timedelta(microseconds=1))


def day_of(company, moment: datetime) -> date:
    """Return the day that it is at a moment in a company's time zone.

    :param moment: datetime in UTC without zone
    """
    return _day_in(zone_of(company), moment)


def _day_in(zone: str, moment: datetime) -> date:
    return pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).date()


def today_of(company) -> date:
    """Return the day that it is where a company works; in UTC for no company."""
    return day_of(company, fields.Datetime.now())


def zone_where(user, company) -> str:
    """Return the name of the time zone that a person lives in: the company's, where they have said
    none."""
    return user.tz or zone_of(company)


def day_where(user, company, moment: datetime | None = None) -> date:
    """Return the day that it is where a person is: what they are to do now is due on it, not on
    that of the company, which may have begun half a day earlier or later.

    :param moment: datetime in UTC without zone; now, if it is left out
    """
    return _day_in(zone_where(user, company), moment or fields.Datetime.now())


def is_over(env, company, day: date) -> bool:
    """Whether a day is past both where a company works and for the reader, whose today is now."""
    # sudo: every user of a company may know its time zone
    return day < fields.Date.context_today(env.user) and day < today_of(company.sudo())


def company_days() -> SQL:
    """Return the relation of all companies, ``id``, with the day that it is there, ``today``."""
    today = local_day(SQL("%s::timestamp", fields.Datetime.now()))
    # OFFSET: it is worked out once for each company, not for each row that is joined
    return SQL("SELECT company.id, %s AS today FROM res_company company OFFSET 0", today)


def local_day(moment: SQL, company: str = "company") -> SQL:
    """Return the SQL of :func:`day_of` for a row of a company.

    :param moment: a timestamp in UTC
    :param company: alias of res_company
    """
    return SQL(
        """(%s AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(
            (SELECT calendar.tz FROM resource_calendar calendar
              WHERE calendar.id = %s), 'UTC'))::date""",
        moment,
        SQL.identifier(company, "resource_calendar_id"),
    )


def company_moments(end: DayEnd) -> SQL:
    """Return the relation of all companies with the moment in UTC at which a day ends there."""
    midnight = SQL(
        "(%s::date + 1)::timestamp AT TIME ZONE COALESCE(calendar.tz, 'UTC') AT TIME ZONE 'UTC'",
        end.day,
    )
    return SQL(
        """SELECT company.id, %s AS moment
             FROM res_company company
             LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id""",
        end.not_before(midnight),
    )


def is_valid_at(moment: DayEnd | datetime | SQL, version: str, ending: str = "") -> SQL:
    """Return the condition that a version was valid at a moment or at the end of a day.

    :param moment: a moment in UTC, also as an expression, or the end of a day
    :param version: alias of the table of versions
    :param ending: alias of :func:`company_moments`, left-joined on the version's company; read
        where a day is given
    """
    return SQL(
        """(%(valid_from)s <= %(moment)s
            AND (%(valid_to)s IS NULL OR %(valid_to)s > %(moment)s))""",
        valid_from=SQL.identifier(version, "valid_from"),
        valid_to=SQL.identifier(version, "valid_to"),
        moment=moment_of(moment, ending),
    )


def moment_of(moment: DayEnd | datetime | SQL, ending: str) -> SQL:
    """Return the moment in UTC that is asked for, see :func:`is_valid_at`."""
    if isinstance(moment, DayEnd):
        return SQL(
            "COALESCE(%s, %s)",
            SQL.identifier(ending, "moment"),
            moment.not_before(SQL("(%s::date + 1)::timestamp", moment.day)),
        )
    return SQL("%s", moment)
