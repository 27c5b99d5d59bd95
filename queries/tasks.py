"""Activities that are open, with the amounts behind them.

What an activity is about is told by the source of its model: deals, invoices, plans, their rows,
customer plans. An activity on anything else is none of sales planning.
"""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

from .deals import company_joins, company_of
from .facts.question import MONEY_MEASURES
from .time import company_days


@dataclass(frozen=True)
class TaskSource:
    """What tasks of one model are about.

    :param model: the model of the documents
    :param kind: what the task is called by it
    :param documents: relation with ``id``, ``name`` (NULL where the activity has kept it),
        ``amount`` in the company's currency or NULL, ``company_id``, ``partner_id``, ``team_id``
    :param readable: subquery of the ids whose amounts the reader may know; None for none
    """

    model: str
    kind: str
    documents: SQL
    readable: SQL | None


_DEALS = SQL(
    """SELECT lead.id, lead.name, lead.expected_revenue AS amount, %s AS company_id,
              contact.commercial_partner_id AS partner_id, lead.team_id
         FROM crm_lead lead %s
         LEFT JOIN res_partner contact ON contact.id = lead.partner_id
        WHERE lead.active""",
    company_of("lead"),
    company_joins("lead"),
)
_INVOICES = SQL(
    """SELECT move.id, move.name, move.amount_residual_signed AS amount, move.company_id,
              move.commercial_partner_id AS partner_id, move.team_id
         FROM account_move move
        WHERE move.state = 'posted' AND move.amount_residual_signed <> 0
          AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')"""
)
#: Plans of pieces and of documents have no amount of money.
_AMOUNT_OF_ROW = SQL(
    """CASE WHEN plan.measure IN %s THEN (
           SELECT SUM(target.amount) FROM sales_plan_target target
            WHERE target.allocation_id = line.id) END""",
    MONEY_MEASURES,
)
_PLAN_ROWS = SQL(
    """SELECT line.id, NULL::varchar AS name, %s AS amount, plan.company_id, line.partner_id,
              line.team_id
         FROM sales_plan_allocation line
         JOIN sales_plan plan ON plan.id = line.plan_id""",
    _AMOUNT_OF_ROW,
)
_PLANS = SQL(
    """SELECT plan.id, NULL::varchar AS name, %s AS amount, plan.company_id, line.partner_id,
              line.team_id
         FROM sales_plan plan
         LEFT JOIN sales_plan_allocation line
           ON line.plan_id = plan.id AND line.parent_id IS NULL""",
    _AMOUNT_OF_ROW,
)
_CUSTOMER_PLANS = SQL(
    """SELECT plan.id, NULL::varchar AS name, plan.amount, plan.company_id, plan.partner_id,
              NULL::integer AS team_id
         FROM sales_customer_plan plan"""
)
#: The relation of the documents of each model, and what tasks on them are called.
TASK_DOCUMENTS = {
    "crm.lead": ("deal", _DEALS),
    "account.move": ("invoice", _INVOICES),
    "sales.plan": ("plan", _PLANS),
    "sales.plan.allocation": ("row", _PLAN_ROWS),
    "sales.customer.plan": ("customer_plan", _CUSTOMER_PLANS),
}


def task_query(sources: list[TaskSource], readable: SQL, today: date) -> SQL:
    """Return the open activities of some sources, with the amount of what they are about.

    ``document`` tells documents apart, so that an amount can be counted once for each, however many
    tasks there are.

    :param readable: subquery of the ids of activities that the reader may see
    :param today: the day that it is for documents of no company
    """
    return SQL(" UNION ALL ").join(
        SQL(
            """SELECT activity.id, %(kind)s::varchar AS kind, activity.activity_type_id,
                      activity.summary, activity.user_id, activity.date_deadline,
                      activity.res_model, activity.res_id,
                      COALESCE(document.name, activity.res_name) AS res_name,
                      document.company_id, company.currency_id, document.partner_id,
                      document.team_id, %(amount)s::numeric AS amount,
                      activity.date_deadline < COALESCE(day.today, %(today)s) AS is_late,
                      %(kind)s || activity.res_id AS document
                 FROM mail_activity activity
                 JOIN (%(documents)s) document ON document.id = activity.res_id
                 LEFT JOIN res_company company ON company.id = document.company_id
                 LEFT JOIN (%(days)s) day ON day.id = document.company_id
                WHERE activity.active AND activity.res_model = %(model)s
                  AND activity.id IN %(readable)s""",
            kind=source.kind,
            amount=_known_amount(source),
            documents=source.documents,
            days=company_days(),
            today=today,
            model=source.model,
            readable=readable,
        )
        for source in sources
    )


def _known_amount(source: TaskSource) -> SQL:
    if source.readable is None:
        return SQL("NULL")
    return SQL("CASE WHEN document.id IN %s THEN document.amount END", source.readable)
