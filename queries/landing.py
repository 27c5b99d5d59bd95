"""What history tells of how deals end: how long they were open and in which state, and what became
of them; and of the deals that are open at a moment, in which state each is.

Both read the same *lives*: the versions of deals while they were open, each with what was known
then: since when the deal was there, since when it was in its stage, how often its expected closing
was moved to a later day. Of deals that were there before they were recorded, and of rebuilt
versions, what nobody knows is NULL, and so is its band: see ``origin.py``.
"""

from collections import namedtuple
from datetime import date, datetime

from odoo.tools import SQL

from ..tools.hazard_bands import AGE_EDGES, DUE_EDGES, MOST_PUSHED, QUARTER, STAGE_AGE_EDGES
from .origin import REBUILT
from .time import is_valid_at, local_day

#: Weeks at risk of all deals that were of one age and in one state, and how many of them were won
#: and lost: the columns of :func:`read_exposures`.
Exposed = namedtuple("Exposed", "age stage stage_age pushed due size quarter weeks won lost")
#: An open deal in the state that it is in: weeks with their fractions, days until the expected
#: closing, None where nobody knows.
OpenDeal = namedtuple(
    "OpenDeal",
    "number amount probability user_id team_id stage age stage_age pushed due_in size",
)
#: Origins of first versions that say when a deal was made.
_MADE = ("recorded", "rebuilt")
_WEEK = SQL("604800")


def read_exposures(env, company_ids, since: datetime, moment: datetime) -> list[Exposed]:
    """Read how long deals were open between two moments, by state, and what became of them.

    A deal is looked at week by week, as it was when the week of its life began. One query.

    :param since: what happened before is not counted
    :param moment: what happened later is not known
    """
    return [
        Exposed(*row)
        for row in _execute(
            env,
            SQL(
                """
WITH life AS (%(lives)s),
week AS (
    SELECT life.*, number,
           GREATEST(begun, %(since)s, born + number * INTERVAL '7 days') AS slice_from,
           LEAST(ended, born + (number + 1) * INTERVAL '7 days') AS slice_to,
           number = last_week AS is_last
      FROM (SELECT *, GREATEST(%(first)s, 0) AS first_week,
                   GREATEST(%(first)s, %(last)s, 0) AS last_week
              FROM life WHERE ended >= %(since)s) life
     CROSS JOIN LATERAL generate_series(first_week, last_week) number
)
SELECT %(age)s AS age, stage_id, %(stage_age)s AS stage_age, LEAST(pushed, %(most)s) AS pushed,
       %(due)s AS due, %(size)s AS size, %(quarter)s AS quarter,
       SUM(GREATEST(%(seconds)s, 0) / %(week)s)::float8,
       COUNT(*) FILTER (WHERE is_last AND outcome = 'won')::integer,
       COUNT(*) FILTER (WHERE is_last AND outcome = 'lost')::integer
  FROM week
 GROUP BY 1, 2, 3, 4, 5, 6, 7
 ORDER BY 1, 2, 3, 4, 5, 6, 7""",
                lives=_lives(company_ids, since, moment),
                since=since,
                first=_weeks_between("born", SQL("GREATEST(begun, %s)", since)),
                last=SQL("CEIL(%s)::integer - 1", _span(SQL("born"), SQL("ended"))),
                age=_band(SQL("number"), AGE_EDGES),
                stage_age=_band(_span(SQL("staged"), SQL("slice_from")), STAGE_AGE_EDGES),
                most=MOST_PUSHED,
                due=_due_band(SQL("date_deadline - slice_from::date")),
                size=_size_band(),
                quarter=_quarter_third(SQL("slice_from")),
                seconds=SQL("EXTRACT(epoch FROM slice_to - slice_from)"),
                week=_WEEK,
            ),
        )
    ]


def read_open_deals(
    env, company_ids, since: datetime, moment: datetime, day: date
) -> list[OpenDeal]:
    """Read the deals that were open at a moment, each in its state then.

    :param since: the usual size of deals is that of those which were open from then on
    :param day: the day that it is then where the company works
    """
    return [
        OpenDeal(*row)
        for row in _execute(
            env,
            SQL(
                """
WITH life AS (%(lives)s)
SELECT deal_number, amount, probability, user_id, team_id, stage_id, %(age)s::float8,
       %(stage_age)s::float8, LEAST(pushed, %(most)s),
       CASE WHEN is_rebuilt THEN NULL ELSE date_deadline - %(day)s::date END, %(size)s
  FROM life
 WHERE is_open_now
 ORDER BY deal_number""",
                lives=_lives(company_ids, since, moment, only_open=True),
                age=_span(SQL("born"), SQL("%s::timestamp", moment)),
                stage_age=_span(SQL("staged"), SQL("%s::timestamp", moment)),
                most=MOST_PUSHED,
                day=day,
                size=_size_band(),
            ),
        )
    ]


def _execute(env, query: SQL):
    env["crm.lead"].flush_model()
    return env.execute_query(query)


def _lives(company_ids, since: datetime, moment: datetime, only_open: bool = False) -> SQL:
    """Return the versions in which deals were open, with what was known of each then.

    Columns besides those of the history: ``born`` and ``staged``, since when the deal was there
    and in its stage; ``pushed``, how often its expected closing was moved to a later day; ``begun``
    and ``ended``, from when until when the version lasted, at most until the moment; ``outcome``,
    what became of it then; ``small`` and ``large``, below and above which a third of all deals
    are; ``is_rebuilt``; ``is_open_now``.

    :param only_open: leave out the deals that are over at the moment
    """
    is_wanted = SQL()
    if only_open:
        is_wanted = SQL(
            """AND history.deal_number IN (
                   SELECT deal_number FROM crm_lead_history
                    WHERE company_id IN %s AND status = 'open' AND %s)""",
            tuple(company_ids) or (None,),
            is_valid_at(moment, "crm_lead_history"),
        )
    return SQL(
        """
SELECT version.*, usual.small, usual.large
  FROM (
    SELECT *, LEAST(ended_at, %(moment)s) AS ended,
           CASE WHEN ended_at <= %(moment)s THEN next_status END AS outcome,
           origin IN %(rebuilt)s AS is_rebuilt,
           valid_from <= %(moment)s AND (valid_to IS NULL OR valid_to > %(moment)s) AS is_open_now
      FROM (
        SELECT *, valid_from AS begun, %(ended)s AS ended_at,
               MIN(is_there_from) OVER deal AS born,
               MAX(CASE WHEN is_new_stage THEN valid_from END) OVER so_far AS staged,
               COUNT(*) FILTER (WHERE date_deadline > deadline_before) OVER so_far AS pushed
          FROM (
            SELECT history.deal_number, history.valid_from, history.valid_to, history.status,
                   history.stage_id, history.date_deadline, history.amount, history.probability,
                   history.user_id, history.team_id, history.origin,
                   CASE WHEN history.origin = 'installed' AND history.is_first
                        THEN LEAST(history.valid_from, lead.create_date)
                        ELSE history.valid_from END AS is_there_from,
                   CASE WHEN LAG(history.id) OVER deal IS NULL
                        THEN history.origin <> 'installed' AND history.stage_id IS NOT NULL
                        ELSE history.stage_id IS DISTINCT FROM LAG(history.stage_id) OVER deal
                    END AS is_new_stage,
                   LAG(history.date_deadline) OVER deal AS deadline_before,
                   LEAD(history.status) OVER deal AS next_status,
                   LEAD(history.closed_at) OVER deal AS next_closed_at
              FROM crm_lead_history history
              LEFT JOIN crm_lead lead ON lead.id = history.lead_id
             WHERE history.company_id IN %(companies)s AND history.status <> 'lead'
               AND history.valid_from <= %(moment)s %(is_wanted)s
            WINDOW deal AS (PARTITION BY history.deal_number
                            ORDER BY history.valid_from, history.id)) version
        WINDOW deal AS (PARTITION BY deal_number),
               so_far AS (PARTITION BY deal_number ORDER BY valid_from)) version
     WHERE status = 'open') version
 CROSS JOIN (
    SELECT percentile_cont(1.0 / 3) WITHIN GROUP (ORDER BY amount) AS small,
           percentile_cont(2.0 / 3) WITHIN GROUP (ORDER BY amount) AS large
      FROM (SELECT DISTINCT ON (deal_number) amount
              FROM crm_lead_history
             WHERE company_id IN %(companies)s AND status <> 'lead' AND amount > 0
               AND valid_from <= %(moment)s AND COALESCE(valid_to, %(moment)s) >= %(since)s
             ORDER BY deal_number, valid_from DESC) deal) usual""",
        moment=SQL("%s::timestamp", moment),
        since=SQL("%s::timestamp", since),
        rebuilt=REBUILT,
        is_wanted=is_wanted,
        companies=tuple(company_ids) or (None,),
        # the day on which a deal is said to be closed may be before this was written
        ended=SQL(
            """CASE WHEN next_status IN ('won', 'lost')
                    THEN GREATEST(valid_from, LEAST(valid_to, next_closed_at))
                    ELSE COALESCE(valid_to, 'infinity') END"""
        ),
    )


def _span(start: SQL, end: SQL) -> SQL:
    """Return the weeks between two moments, with their fraction."""
    return SQL("(EXTRACT(epoch FROM %s - %s) / %s)", end, start, _WEEK)


def _weeks_between(start: str, end: SQL) -> SQL:
    """Return the whole weeks between two moments."""
    return SQL("FLOOR(%s)::integer", _span(SQL.identifier(start), end))


def _band(value: SQL, edges) -> SQL:
    """Return the number of the band that a value is in, see ``tools.hazard_bands``."""
    return SQL("width_bucket(%s, %s::numeric[])", value, list(edges))


def _due_band(days: SQL) -> SQL:
    """Return the band of the days until the expected closing; NULL without one, and where nobody
    knows it."""
    return SQL("CASE WHEN NOT is_rebuilt THEN %s END", _band(SQL("(%s) / 7.0", days), DUE_EDGES))


def _quarter_third(moment: SQL) -> SQL:
    """Return the third of its calendar quarter that a moment is in, 0 to 2."""
    weeks = _span(SQL("date_trunc('quarter', %s)", moment), moment)
    return SQL("FLOOR(%s / %s * 3)::integer %% 3", weeks, QUARTER)


def _size_band() -> SQL:
    """Return 0, 1 or 2 for deals that are smaller than usual, usual, or larger; NULL for those
    without an amount."""
    return SQL(
        """CASE WHEN amount <= 0 OR small IS NULL THEN NULL
                WHEN amount < small THEN 0 WHEN amount <= large THEN 1 ELSE 2 END"""
    )


def read_won(env, relation: SQL, first, last) -> list[tuple]:
    """Read what was won between two days, by who has the deals.

    :param relation: deals, see ``forecast.get_relation``
    :return: ``[(user id, team id, amount as float), …]``
    """
    return _execute(
        env,
        SQL(
            """SELECT user_id, team_id, SUM(amount)::float8
                 FROM (%s) deal
                WHERE status = 'won' AND day BETWEEN %s AND %s
                GROUP BY user_id, team_id""",
            relation,
            first,
            last,
        ),
    )


def read_late_wins(env, company_ids, spans, moment: datetime) -> list[tuple]:
    """Read what was won in the rests of spans by deals that were made in them.

    Deals that were over when they were made tell nothing: nobody knows since when they were there.

    :param spans: see ``tools.landing_parts.get_past_spans``
    :param moment: what was known at this moment, in UTC
    :return: ``[(number, user id, team id, amount as float), …]``
    """
    if not spans:
        return []
    return _execute(
        env,
        SQL(
            """SELECT span.number, won.closed_user_id, won.closed_team_id, SUM(won.amount)::float8
                 FROM (SELECT version.deal_number, version.amount, version.closed_user_id,
                              version.closed_team_id, %(closed)s AS closed_day, %(made)s AS made_day
                         FROM crm_lead_history version
                         JOIN crm_lead_history made
                           ON made.deal_number = version.deal_number AND made.is_first
                          AND made.origin IN %(known)s
                         JOIN res_company company ON company.id = version.closed_company_id
                        WHERE version.status = 'won' AND %(is_valid)s
                          AND version.closed_company_id IN %(companies)s) won
                 JOIN (VALUES %(spans)s) span (number, made_from, counted_from, last)
                   ON won.made_day BETWEEN span.made_from AND span.last
                  AND won.closed_day BETWEEN span.counted_from AND span.last
                GROUP BY 1, 2, 3""",
            closed=local_day(SQL("version.closed_at")),
            made=local_day(SQL("made.valid_from")),
            is_valid=is_valid_at(moment, "version"),
            known=_MADE,
            companies=tuple(company_ids) or (None,),
            spans=SQL(", ").join(
                SQL("(%s, %s::date, %s::date, %s::date)", *span) for span in spans
            ),
        ),
    )


def read_made_days(env, numbers) -> dict:
    """Read on which day deals were made, in their companies' time zones: ``{number: day}``.

    Those of deals that were over when they were made, or are not recorded since, nobody knows.
    """
    return dict(
        _execute(
            env,
            SQL(
                """SELECT made.deal_number, %s
                     FROM crm_lead_history made
                     LEFT JOIN res_company company ON company.id = made.company_id
                    WHERE made.is_first AND made.origin IN %s AND made.deal_number IN %s""",
                local_day(SQL("made.valid_from")),
                _MADE,
                tuple(numbers) or (None,),
            ),
        )
    )
