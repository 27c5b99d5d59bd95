"""How versions of deals came to be, and what may be read from each.

============ ====================================================================================
recorded     what was written while the add-on was there: its moment is when it happened
imported     the first version of a deal that was won or lost when it was made: of its way there
             nothing is known
installed    the first version of a deal that was there before it was recorded
rebuilt      what a deal was before, as the messages of tracked fields tell it (``past.py``)
dated        the same of a deal that was won or lost when it was made, without a message of it
============ ====================================================================================

Tracked are stage, expected revenue, salesperson, team, whether a deal is won, lost, archived or
a lead. Of rebuilt versions that are open, probability, expected closing and category are not
known: they are NULL, and so is the weighted amount.

What was there already did not happen: it is no step of a flow, no entry into a stage, no member of
a rate. :func:`is_step` says which versions are; every reader asks it.
"""

from datetime import datetime

from odoo.tools import SQL

from .closing import is_over
from .time import SLACK, DayEnd, company_moments, moment_of

#: What was rebuilt.
REBUILT = ("rebuilt", "dated")
#: What happened when it says so.
_HAPPENED = ("recorded", "rebuilt")
_NO_MOMENTS = SQL("SELECT NULL::integer AS id")


def is_step(version: str) -> SQL:
    """Return the condition that a version began because something happened to the deal then.

    :param version: alias of crm_lead_history
    """
    return SQL("%s IN %s", SQL.identifier(version, "origin"), _HAPPENED)


def is_opening(version: str, needs_forecast: bool) -> SQL:
    """Return the condition that a version is where the known history of a deal begins, though the
    deal was there before.

    :param needs_forecast: whether versions without probability and expected closing are left out,
        see :func:`is_usable`
    """
    is_beginning = SQL("TRUE") if needs_forecast else SQL.identifier(version, "is_first")
    return SQL("(%s AND NOT %s)", is_beginning, is_step(version))


def is_usable(version: str, needs_forecast: bool) -> SQL:
    """Return the condition that what is asked is known of a version.

    :param needs_forecast: whether probability, expected closing or category are needed
    """
    if not needs_forecast:
        return SQL("TRUE")
    return SQL("%s NOT IN %s", SQL.identifier(version, "origin"), REBUILT)


def is_complete_at(moment: DayEnd | datetime, company: SQL) -> SQL:
    """Return the condition that at a moment all deals of a company are known that are there.

    It is not fulfilled while the past is being rebuilt, for moments before the recording began:
    a part of the deals is no figure.

    :param moment: a moment in UTC, or the end of a day
    """
    return SQL(
        """(%(company)s IS NULL OR %(company)s NOT IN (
            SELECT unbuilt.company_id
              FROM crm_lead_history unbuilt
              LEFT JOIN (%(moments)s) reached ON reached.id = unbuilt.company_id
             WHERE %(is_unbuilt)s AND unbuilt.company_id IS NOT NULL
               AND unbuilt.valid_from > %(moment)s))""",
        company=company,
        moments=company_moments(moment) if isinstance(moment, DayEnd) else _NO_MOMENTS,
        is_unbuilt=is_unbuilt("unbuilt"),
        moment=moment_of(moment, "reached"),
    )


def is_unbuilt(version: str) -> SQL:
    """Return the condition that a deal's past is still to be rebuilt: of the index ``_unbuilt``."""
    return SQL(
        "(%s AND %s = 'installed' AND %s IS NOT NULL)",
        *(SQL.identifier(version, name) for name in ("is_first", "origin", "lead_id")),
    )


def origin_of_new(deal: str) -> SQL:
    """Return the origin of the first version of a deal that is just made.

    :param deal: alias of ``deals.recorded_deals``
    """
    return SQL(
        "CASE WHEN %s THEN 'imported' ELSE 'recorded' END", is_over(SQL.identifier(deal, "status"))
    )


def origin_of_found(deal: str) -> SQL:
    """Return the origin of the first version of a deal that was never recorded, at ``moment``."""
    return SQL(
        "CASE WHEN %s < moment THEN 'installed' ELSE %s END",
        SQL.identifier(deal, "create_date"),
        origin_of_new(deal),
    )


def origin_of_corrected(version: str, deal: str) -> SQL:
    """Return the origin of a version that is corrected in place, at ``moment``.

    A deal is imported if it is over when the transaction that made it ends, or if its closing date
    is earlier than itself; one that was made open and won within two hours was won.
    """
    return SQL(
        """CASE WHEN NOT %(is_first)s OR %(origin)s NOT IN ('recorded', 'imported')
                THEN %(origin)s
                WHEN %(is_over)s
                     AND (%(from)s = moment OR %(origin)s = 'imported'
                          OR %(date_closed)s < %(from)s - %(slack)s)
                THEN 'imported' ELSE 'recorded' END""",
        is_first=SQL.identifier(version, "is_first"),
        origin=SQL.identifier(version, "origin"),
        is_over=is_over(SQL.identifier(deal, "status")),
        date_closed=SQL.identifier(deal, "date_closed"),
        slack=SLACK,
        **{"from": SQL.identifier(version, "valid_from")},
    )


def read_beginnings(env, company_ids):
    """Read from when the deals of companies are known that were there before they were recorded.

    :return: ``{company id: (since, forecast since, deals to rebuild)}``: the moments in UTC from
        which amounts, stages, owners and outcomes are known, and probabilities, expected closings
        and categories as well; companies whose deals are all known since they were made are left
        out
    """
    env["crm.lead"].flush_model()
    rows = env.execute_query(
        SQL(
            """SELECT version.company_id,
                      GREATEST(MIN(version.valid_from),
                               MAX(version.valid_from) FILTER (WHERE %(unbuilt)s)),
                      MIN(version.valid_from) FILTER (WHERE version.origin = 'installed'),
                      COUNT(*) FILTER (WHERE %(unbuilt)s)
                 FROM crm_lead_history version
                WHERE version.company_id IN %(companies)s
                GROUP BY version.company_id
               HAVING BOOL_OR(version.origin = 'installed')""",
            unbuilt=is_unbuilt("version"),
            companies=tuple(company_ids) or (None,),
        )
    )
    return {company: (since, forecast, count) for company, since, forecast, count in rows}
