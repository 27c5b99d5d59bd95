"""The SQL of "as of": which versions of deals were valid at the end of a day, or at a moment.

A day ends where the deal's company is: in the time zone of the company's calendar, in UTC where
there is none. ``deal_query.moment_at_end_of`` says the same of one company.
"""

from datetime import date, datetime

from odoo.tools import SQL


def company_moments(day: date) -> SQL:
    """Return the relation (id, moment) of all companies: when a day ends there, in UTC."""
    return SQL(
        """SELECT company.id,
                  (%s::date + 1)::timestamp AT TIME ZONE COALESCE(calendar.tz, 'UTC')
                      AT TIME ZONE 'UTC' AS moment
             FROM res_company company
             LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id""",
        day,
    )


def is_valid_at(moment: date | datetime | SQL, version: str, ending: str = "") -> SQL:
    """Return the condition on versions to be valid at a moment or at the end of a day.

    :param moment: a moment in UTC, also as an expression, or a day
    :param version: alias of the table of versions
    :param ending: alias of :func:`company_moments`, left-joined on the version's company; read
        where a day is given
    """
    if not isinstance(moment, (datetime, SQL)):
        moment = SQL(
            "COALESCE(%s, (%s::date + 1)::timestamp)", SQL.identifier(ending, "moment"), moment
        )
    return SQL(
        """(%(valid_from)s <= %(moment)s
            AND (%(valid_to)s IS NULL OR %(valid_to)s > %(moment)s))""",
        valid_from=SQL.identifier(version, "valid_from"),
        valid_to=SQL.identifier(version, "valid_to"),
        moment=moment,
    )
