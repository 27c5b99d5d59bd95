"""What alert rules look for among deals, promises and forecasts, as of the mornings of many days.

What is known on the morning of a day is what had happened by the end of the day before.
"""

from collections.abc import Sequence
from datetime import date, datetime

from odoo.tools import SQL

from .receivables import INVOICES, registered

#: Days for which a promise that was broken is looked after.
DAYS_AFTER_PROMISE = 90


def _days(days: Sequence[tuple[date, datetime]]) -> SQL:
    """The relation of the days, ``day``, with the moments in UTC at which they begin, ``begin``."""
    rows = SQL(", ").join(SQL("(%s::date, %s::timestamp)", *pair) for pair in days)
    return SQL("(VALUES %s) morning (day, begin)", rows)


def idle_deals(
    days: Sequence[tuple[date, datetime]],
    company_ids: Sequence[int],
    within: int,
    share: float,
    model_id: int,
) -> SQL:
    """Deals that were open on the morning of a day, were to close in so many days or earlier, were
    at least some share of what their salesperson had open in that time, and had no activity.

    Columns: ``day``, ``deal_id``, ``user_id``, ``team_id``, ``amount``, ``share``, ``deadline``.
    Deals that were deleted since are not known any more, nor are activities that were.

    :param days: with the moments at which they begin
    :param share: 0 to 1
    :param model_id: id of the model of deals
    """
    return SQL(
        """SELECT due.day, due.deal_id, due.user_id, due.team_id, due.amount::float8,
                  due.share::float8, due.date_deadline
             FROM (SELECT morning.day, morning.begin, version.deal_number AS deal_id,
                          version.user_id, version.team_id, version.amount, version.date_deadline,
                          version.amount / NULLIF(SUM(version.amount) OVER (
                              PARTITION BY morning.day, version.user_id), 0) AS share
                     FROM %(days)s
                     JOIN crm_lead_history version
                       ON version.valid_from < morning.begin
                      AND (version.valid_to IS NULL OR version.valid_to >= morning.begin)
                     JOIN crm_lead lead ON lead.id = version.deal_number
                    WHERE version.status = 'open' AND lead.type = 'opportunity'
                      AND version.company_id IN %(companies)s
                      AND version.user_id IS NOT NULL AND version.amount > 0
                      AND version.date_deadline <= morning.day + %(within)s) due
            WHERE due.share >= %(share)s
              AND NOT EXISTS (
                  SELECT FROM mail_activity activity
                   WHERE activity.res_model_id = %(model)s AND activity.res_id = due.deal_id
                     AND activity.create_date < due.begin
                     AND (activity.active OR activity.date_done >= due.day))
            ORDER BY due.day, due.deal_id""",
        days=_days(days),
        companies=tuple(company_ids),
        within=within,
        share=share,
        model=model_id,
    )


def broken_promises(days: Sequence[tuple[date, datetime]], company_ids: Sequence[int]) -> SQL:
    """Invoices that were promised to be paid and were not, as of the morning of a day: the last
    promise was not kept, none is awaited, and something is open. What nobody has judged yet, since
    its day is over only now, was not kept as long as something is open.

    Columns: ``day``, ``move_id``, ``user_id``, ``team_id``, ``promised`` (the day of the promise),
    ``amount`` (what was open, in the invoice's currency), ``currency_id``.
    """
    return SQL(
        """SELECT known.day, known.move_id, known.invoice_user_id, known.team_id, known.promised,
                  known.amount::float8, known.currency_id
             FROM (SELECT morning.day, move.id AS move_id, move.invoice_user_id, move.team_id,
                          promise.date AS promised, move.currency_id,
                          move.amount_total - %(registered)s - COALESCE((
                              SELECT SUM(partial.debit_amount_currency)
                                FROM account_partial_reconcile partial
                                JOIN account_move_line line ON line.id = partial.debit_move_id
                               WHERE line.move_id = move.id
                                 AND partial.max_date < morning.day), 0) AS amount,
                          currency.rounding
                     FROM %(days)s
                     JOIN LATERAL (
                          SELECT DISTINCT ON (given.move_id) given.move_id, given.date, given.state
                            FROM sales_collection_promise given
                           WHERE given.company_id IN %(companies)s
                             AND given.create_date < morning.begin
                           ORDER BY given.move_id, given.date DESC, given.id DESC) promise ON TRUE
                     JOIN account_move move ON move.id = promise.move_id
                     JOIN res_currency currency ON currency.id = move.currency_id
                    WHERE promise.state IN ('broken', 'open') AND promise.date < morning.day
                      AND promise.date >= morning.day - %(after)s
                      AND move.state = 'posted' AND move.move_type IN %(invoices)s) known
            WHERE known.amount >= known.rounding
            ORDER BY known.day, known.move_id""",
        days=_days(days),
        companies=tuple(company_ids),
        registered=registered(SQL("(morning.day - 1)")),
        after=DAYS_AFTER_PROMISE,
        invoices=INVOICES,
    )


def publication_moments(plan_id: int, since: datetime) -> SQL:
    """The moments in UTC, from one on, at which targets of a plan were published or taken back."""
    return SQL(
        """SELECT DISTINCT create_date FROM sales_plan_publication
            WHERE plan_id = %s AND kind <> 'confirm' AND create_date >= %s
            ORDER BY create_date""",
        plan_id,
        since,
    )


def first_submissions(period_ids: Sequence[int]) -> SQL:
    """When forecasts of some periods were submitted first: ``period_id``, ``user_id``, ``team_id``
    of the forecast, ``moment``."""
    return SQL(
        """SELECT forecast.period_id, forecast.user_id, forecast.team_id, MIN(submission.date)
             FROM sales_forecast_submission submission
             JOIN sales_forecast forecast ON forecast.id = submission.forecast_id
            WHERE forecast.period_id IN %s
            GROUP BY forecast.id""",
        tuple(period_ids) or (None,),
    )
