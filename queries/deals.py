"""Deals as relations: as they are now, and as they were at the end of any past day.

Both relations have the same columns, so whatever is computed from one can be computed from the
other: forecasts as of a day are today's forecasts over another relation.

============== ==================================================================================
id             the deal's number, which outlives its deletion
name           as it is called
status         open, won, lost or archived; leads are no deals yet
amount         expected revenue, in the company's currency
weighted       amount times probability, rounded to cents
probability    in percent
stage_id, user_id, team_id, category_id, partner_id, source_id
date_deadline  expected closing
closed_day     day it was won or lost, in the time zone of the company's calendar
day            what puts it into a period: the closed day of won deals, else the expected closing
company_id     its own company, else that of its team, else that of its salesperson
role           of its forecast category
is_included    whether it counts in the forecast
============== ==================================================================================
"""

from datetime import datetime, time, timedelta

import pytz
from odoo.tools import SQL

from ..models.deal.crm_lead_history import VALUES
from .facts.source import local_day
from .time import is_valid_at

#: Values of a deal that the relation has under the same name as the history has.
_SAME = (
    "name",
    "status",
    "amount",
    "weighted",
    "probability",
    "stage_id",
    "date_deadline",
    "user_id",
    "team_id",
    "category_id",
    "role",
    "is_included",
    "partner_id",
    "source_id",
)


def moment_at_end_of(company, day):
    """Return the moment in UTC, without zone, at which a day of a company ends.

    :param company: whose calendar's time zone counts, UTC where it has none
    """
    zone = pytz.timezone(company.resource_calendar_id.tz or "UTC")
    midnight = datetime.combine(day + timedelta(days=1), time.min)
    return zone.localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)


def day_ending_at(company, moment):
    """Return the day of a company that a moment ends, or is in.

    :param moment: datetime in UTC without zone, such as :func:`moment_at_end_of` returns
    """
    zone = pytz.timezone(company.resource_calendar_id.tz or "UTC")
    last = pytz.utc.localize(moment - timedelta(microseconds=1))
    return last.astimezone(zone).date()


def deals_now(env, company_ids):
    """Return the relation of deals as they are; nothing of the ORM is left unwritten before.

    :param company_ids: ids of the companies whose deals are asked for
    """
    env["crm.lead"].flush_model()
    # deals are called new: their values are those that the triggers read of NEW
    values = {name: SQL(VALUES[name]) for name in _SAME}
    company = SQL("COALESCE(new.company_id, team.company_id, owner.company_id)")
    return _relation(
        SQL("new.id"),
        values,
        SQL("new.date_closed"),
        SQL(
            """crm_lead new
               LEFT JOIN crm_team team ON team.id = new.team_id
               LEFT JOIN res_users owner ON owner.id = new.user_id
               JOIN res_company company ON company.id = %s""",
            company,
        ),
        SQL("new.type = 'opportunity' AND %s IN %s", company, _ids(company_ids)),
    )


def deals_as_of(env, company_ids, moment):
    """Return the relation of deals as they were.

    :param company_ids: ids of the companies whose deals are asked for
    :param moment: datetime in UTC without zone, see :func:`moment_at_end_of`
    """
    env["crm.lead"].flush_model()
    values = {name: SQL.identifier("version", name) for name in _SAME}
    return _relation(
        SQL("version.deal_number"),
        values,
        SQL("version.date_closed"),
        SQL(
            """crm_lead_history version
               JOIN res_company company ON company.id = version.company_id"""
        ),
        SQL(
            "version.status <> 'lead' AND version.company_id IN %s AND %s",
            _ids(company_ids),
            is_valid_at(moment, "version"),
        ),
    )


def _ids(company_ids):
    return tuple(company_ids) or (None,)


def _relation(number, values, date_closed, source, condition):
    closed_day = local_day(date_closed)
    columns = {
        "id": number,
        **values,
        "closed_day": closed_day,
        "day": SQL(
            "CASE WHEN %s = 'won' THEN %s ELSE %s END",
            values["status"],
            closed_day,
            values["date_deadline"],
        ),
        "company_id": SQL("company.id"),
    }
    return SQL(
        "SELECT %s FROM %s WHERE %s",
        SQL(", ").join(
            SQL("%s AS %s", value, SQL.identifier(name)) for name, value in columns.items()
        ),
        source,
        condition,
    )
