"""Deals as relations: as they are now, and as they were at the end of any past day.

Both relations have the same columns, so whatever is computed from one can be computed from the
other: forecasts as of a day are today's forecasts over another relation.

============== ==================================================================================
id             the deal's number, which outlives its deletion
name           its title
status         open, won, lost or archived; leads are no deals yet
amount         expected revenue, in the company's currency
weighted       amount times probability, rounded as the company's currency is, see
               :func:`weighted_of`
probability    in percent
stage_id, category_id, partner_id, source_id
user_id        its salesperson, of won and lost deals the one who closed it; team_id alike
date_deadline  expected closing
closed_day     day it was won or lost, in the time zone of the company's calendar
day            day that decides its period: the closed day of won deals, else the expected closing
company_id     its own company, else that of its team, else that of its salesperson; of won and
               lost deals the one that it had when it was closed
role           of its forecast category
is_included    whether it counts in the forecast
============== ==================================================================================
"""

from odoo.tools import SQL

from .closing import OWNERS
from .time import is_valid_at, local_day

#: Fields whose change begins a new version of a deal in ``crm.lead.history``.
VERSIONED = (
    "expected_revenue",
    "probability",
    "stage_id",
    "date_deadline",
    "date_closed",
    "user_id",
    "team_id",
    "company_id",
    "forecast_category_id",
    "forecast_role",
    "is_forecast_included",
    "won_status",
    "active",
    "type",
)
#: Fields of a version that are corrected in place when they change.
DESCRIPTIVE = ("name", "partner_id", "source_id")
#: Fields besides the amount that a weighted amount is made of.
WEIGHING = ("probability", "type", "won_status", "active", "company_id", "team_id", "user_id")
#: Columns that the relation of deals and the history have under the same name.
_SAME = (
    "name",
    "status",
    "amount",
    "weighted",
    "probability",
    "stage_id",
    "date_deadline",
    "category_id",
    "role",
    "is_included",
    "partner_id",
    "source_id",
)
#: Columns of whose a deal is, see :func:`owned`.
_OWNED = ("user_id", "team_id")


def values_of(deal: str) -> dict[str, SQL]:
    """Return the columns that the history keeps of a deal, with their current values.

    :param deal: alias of crm_lead; in a trigger ``new``, the row that is written
    """

    def column(name):
        return SQL.identifier(deal, name)

    is_won = SQL(
        "(%s = 'won' AND %s IS DISTINCT FROM 'lead')", column("won_status"), column("type")
    )
    return {
        "name": column("name"),
        "status": status_of(deal),
        "amount": SQL("COALESCE(%s, 0)", column("expected_revenue")),
        "probability": SQL("COALESCE(%s, 0)", column("probability")),
        "weighted": weighted_of(deal),
        "stage_id": column("stage_id"),
        "date_deadline": column("date_deadline"),
        "date_closed": column("date_closed"),
        "user_id": column("user_id"),
        "team_id": column("team_id"),
        "company_id": _looked_up_company(deal),
        "category_id": column("forecast_category_id"),
        # a won deal is closed, also where something else than Odoo wins it and its category waits
        # for the next scoring
        "role": SQL("CASE WHEN %s THEN 'closed' ELSE %s END", is_won, column("forecast_role")),
        "is_included": SQL("COALESCE(%s OR %s, FALSE)", is_won, column("is_forecast_included")),
        "partner_id": column("partner_id"),
        "source_id": column("source_id"),
    }


def recorded_deals(source: SQL | None = None) -> SQL:
    """Return the relation of deals as the history writes them: the columns of :func:`values_of`,
    ``id``, ``create_date`` and ``write_uid``.

    :param source: ``FROM`` and condition, where ``new`` is an alias of crm_lead; in a trigger for
        each row it is the row that is written, which needs none
    """
    values = {
        **{name: SQL.identifier("new", name) for name in ("id", "create_date", "write_uid")},
        **values_of("new"),
    }
    # OFFSET: each value is worked out once, however many columns of a version are made of it
    return SQL(
        "SELECT %s %s OFFSET 0",
        SQL(", ").join(
            SQL("%s AS %s", value, SQL.identifier(name)) for name, value in values.items()
        ),
        source or SQL(),
    )


def status_of(deal: str) -> SQL:
    """Return a deal's status: open, won, lost, archived, or lead, which is no deal yet.

    ``crm.lead._get_deal_status`` computes it in Python.

    :param deal: alias of crm_lead, see :func:`values_of`
    """
    return SQL(
        """CASE WHEN %(deal)s.type = 'lead' THEN 'lead'
                WHEN %(deal)s.won_status = 'won' THEN 'won'
                WHEN %(deal)s.won_status = 'lost' THEN 'lost'
                WHEN %(deal)s.active IS NOT TRUE THEN 'archived'
                ELSE 'open' END""",
        deal=SQL.identifier(deal),
    )


def weigh(amount: SQL, probability: SQL, rounding: SQL) -> SQL:
    """Return an amount times a probability in percent, rounded half away from zero.

    All weighted figures of deals are made of this expression, rounded deal by deal (or line by
    line), so that their sums are the sums of what is shown. ``tools.amounts.weigh`` says it in
    Python.

    :param rounding: the smallest coin of the currency
    """
    return SQL(
        "ROUND(COALESCE(%(amount)s, 0) * COALESCE(%(probability)s, 0)::numeric * 0.01"
        " / %(rounding)s) * %(rounding)s",
        amount=amount,
        probability=probability,
        rounding=rounding,
    )


def weighted_of(deal: str, amount: str = "expected_revenue", rounding: SQL | None = None) -> SQL:
    """Return what a deal weighs now: its amount times its probability; a lost deal weighs nothing.

    :param deal: alias of crm_lead, see :func:`values_of`
    :param amount: the column that is weighed
    :param rounding: the smallest coin of its company's currency, where the query has it
    """
    factors = SQL.identifier(deal, amount), SQL.identifier(deal, "probability")
    return SQL(
        "CASE WHEN %s = 'lost' THEN 0 ELSE %s END",
        status_of(deal),
        weigh(*factors, rounding) if rounding else _weigh_by_company(*factors, deal),
    )


def _weigh_by_company(amount: SQL, probability: SQL, deal: str) -> SQL:
    # OFFSET: the coin is looked up once, though it is named twice
    return SQL(
        """(SELECT %s FROM (SELECT COALESCE((
                SELECT currency.rounding
                  FROM res_company company
                  JOIN res_currency currency ON currency.id = company.currency_id
                 WHERE company.id = %s), 0.01) AS rounding OFFSET 0) coin)""",
        weigh(amount, probability, SQL("coin.rounding")),
        _looked_up_company(deal),
    )


def company_of(deal: str) -> SQL:
    """Return the company of a deal: its own, else that of its team, else of its salesperson.

    :param deal: alias of crm_lead, followed by :func:`company_joins`
    """
    return SQL(
        "COALESCE(%s, team.company_id, owner.company_id)", SQL.identifier(deal, "company_id")
    )


def in_companies(deal: str, company_ids) -> SQL:
    """Return the condition that :func:`company_of` a deal is one of some companies.

    PostgreSQL cannot estimate how many deals a COALESCE is true for, and joins those that are left
    one by one: so the deal's own company, which most deals have, is compared itself.
    """
    company, ids = SQL.identifier(deal, "company_id"), _ids(company_ids)
    return SQL(
        "(%s IN %s OR %s IS NULL AND COALESCE(team.company_id, owner.company_id) IN %s)",
        company,
        ids,
        company,
        ids,
    )


def company_joins(deal: str) -> SQL:
    """Return the joins of the team and the salesperson that :func:`company_of` reads."""
    return SQL(
        """LEFT JOIN crm_team team ON team.id = %s
           LEFT JOIN res_users owner ON owner.id = %s""",
        SQL.identifier(deal, "team_id"),
        SQL.identifier(deal, "user_id"),
    )


def _looked_up_company(deal: str) -> SQL:
    """Return the company of :func:`company_of` by subqueries, for triggers, which cannot join."""
    return SQL(
        """COALESCE(
            %s,
            (SELECT team.company_id FROM crm_team team WHERE team.id = %s),
            (SELECT owner.company_id FROM res_users owner WHERE owner.id = %s))""",
        SQL.identifier(deal, "company_id"),
        SQL.identifier(deal, "team_id"),
        SQL.identifier(deal, "user_id"),
    )


def owned(version: str, name: str) -> SQL:
    """Return the column of a version that says whose the deal is: of won and lost ones, who
    closed them, see ``closing.py``.

    :param version: alias of crm_lead_history
    :param name: ``user_id``, ``team_id`` or ``company_id``
    """
    return _owned(version, SQL.identifier(version, name), name)


def _owned(version: str, of_open: SQL, name: str) -> SQL:
    return SQL(
        "CASE WHEN %s IS NULL THEN %s ELSE %s END",
        SQL.identifier(version, "closed_at"),
        of_open,
        SQL.identifier(version, OWNERS[name]),
    )


def counting_day(version: str) -> SQL:
    """Return the day that decides to which period a version of a deal belongs.

    For won deals it is the day on which they were closed, in their company's time zone; for others
    the expected closing. ``crm.lead._get_deal_day`` computes it in Python for deals as they are.

    :param version: alias of crm_lead_history, beside res_company as ``company``, see :func:`owned`
    """
    return _counting_day(
        *(SQL.identifier(version, name) for name in ("status", "closed_at", "date_deadline"))
    )


def _counting_day(status: SQL, closed_at: SQL, date_deadline: SQL) -> SQL:
    return SQL(
        "CASE WHEN %s = 'won' THEN %s ELSE %s END", status, local_day(closed_at), date_deadline
    )


def deals_now(env, company_ids):
    """Return the relation of deals as they are; nothing of the ORM is left unwritten before.

    :param company_ids: ids of the companies whose deals are asked for
    """
    env["crm.lead"].flush_model()
    values = values_of("lead")
    values["weighted"] = weighted_of("lead", rounding=SQL("currency.rounding"))
    company = _owned("closing", company_of("lead"), "company_id")
    return _relation(
        SQL("lead.id"),
        {
            **{name: values[name] for name in _SAME},
            **{name: _owned("closing", values[name], name) for name in _OWNED},
        },
        SQL("closing.closed_at"),
        SQL(
            """crm_lead lead %s
               LEFT JOIN crm_lead_history closing ON closing.deal_number = lead.id
                     AND closing.valid_to IS NULL AND closing.closed_at IS NOT NULL
               JOIN res_company company ON company.id = %s
               JOIN res_currency currency ON currency.id = company.currency_id""",
            company_joins("lead"),
            company,
        ),
        SQL("lead.type = 'opportunity' AND %s IN %s", company, _ids(company_ids)),
    )


def deals_as_of(env, company_ids, moment):
    """Return the relation of deals as they were.

    :param company_ids: ids of the companies whose deals are asked for
    :param moment: datetime in UTC without zone, see ``time.moment_at_end_of``
    """
    env["crm.lead"].flush_model()
    company = owned("version", "company_id")
    return _relation(
        SQL("version.deal_number"),
        {
            **{name: SQL.identifier("version", name) for name in _SAME},
            **{name: owned("version", name) for name in _OWNED},
        },
        SQL("version.closed_at"),
        SQL(
            """crm_lead_history version
               JOIN res_company company ON company.id = %s""",
            company,
        ),
        SQL(
            "version.status <> 'lead' AND %s IN %s AND %s",
            company,
            _ids(company_ids),
            is_valid_at(moment, "version"),
        ),
    )


def _ids(company_ids):
    return tuple(company_ids) or (None,)


def _relation(number, values, closed_at, source, condition):
    columns = {
        "id": number,
        **values,
        "closed_day": local_day(closed_at),
        "day": _counting_day(values["status"], closed_at, values["date_deadline"]),
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
