"""When a deal was won or lost and stayed so, and whose it was then: what the history keeps of it.

Odoo's own closing date is set anew by several writes that close nothing: archiving a won deal,
typing its probability again, losing a lost one again. So the history says what counts, in columns
that every version of a won or lost deal has and that go from one version to the next for as long
as the outcome stays the same:

=================  ===============================================================================
closed_at          moment of the version with which the outcome came, or the closing date that was
                   given: by an import or a correction, at whatever time
closed_user_id     salesperson, team and company of that version; who has the deal afterwards
closed_team_id     changes nothing
closed_company_id
=================  ===============================================================================

A closing date is *given* unless it is the time of writing, which is what Odoo sets. Opened again
and closed again, the new closing counts.
"""

from odoo.tools import SQL

from .time import LONGEST_TRANSACTION, SLACK

#: What becomes of a deal that is over.
OUTCOMES = ("won", "lost")
#: Columns that say whose deal it was when it was closed, by those that say whose it is.
OWNERS = {
    "user_id": "closed_user_id",
    "team_id": "closed_team_id",
    "company_id": "closed_company_id",
}
#: The columns that say it.
CLOSING = ("closed_at", *OWNERS.values())
#: Columns that are read from the version before.
CARRIED = ("status", "date_closed", *CLOSING)


def opened_closing(deal: dict[str, SQL], before: str) -> dict[str, SQL]:
    """Return the columns of a version that follows another one.

    :param deal: values of the deal by the columns of its versions, see ``deals.values_of``
    :param before: alias of the version before, with the columns in :data:`CARRIED`
    """
    was_date = SQL.identifier(before, "date_closed")
    # a date that stayed when the deal was closed is that of something before
    began = SQL(
        "CASE WHEN %s = %s THEN moment ELSE %s END", deal["date_closed"], was_date, _dated(deal)
    )
    return _carried(deal, before, began)


def corrected_closing(deal: dict[str, SQL], version: str) -> dict[str, SQL]:
    """Return the columns of a version that is corrected in place; parameters as above.

    The first statement of a transaction that closes a deal says whose it was, unless that was
    nobody: who gets it at once for being won has not sold it. Of a version after that with which
    the outcome came, a correction says nothing: who got a deal of nobody later has not sold it,
    either.
    """
    was_date = SQL.identifier(version, "date_closed")
    began = SQL(
        "CASE WHEN NOT %s AND %s = %s THEN moment ELSE %s END",
        SQL.identifier(version, "is_first"),
        deal["date_closed"],
        was_date,
        _dated(deal),
    )
    carried = _carried(deal, version, began)
    for name, column in OWNERS.items():
        carried[column] = SQL(
            "CASE WHEN %s THEN COALESCE(%s, CASE WHEN %s THEN %s END) END",
            is_over(deal["status"]),
            carried[column],
            SQL("TRUE") if name == "company_id" else _is_of_outcome(version),
            deal[name],
        )
    return carried


def _is_of_outcome(version: str) -> SQL:
    """Return the condition that the outcome of a version came with it, not with one before."""
    return SQL(
        """NOT EXISTS (SELECT FROM crm_lead_history earlier
                        WHERE earlier.deal_number = %(version)s.deal_number
                          AND earlier.valid_to = %(version)s.valid_from
                          AND earlier.status = %(version)s.status)""",
        version=SQL.identifier(version),
    )


def made_closing(deal: dict[str, SQL]) -> dict[str, SQL]:
    """Return the columns of the first version of a deal that is being made."""
    return _first(deal, _dated(deal))


def found_closing(deal: dict[str, SQL]) -> dict[str, SQL]:
    """Return the columns of the first version of a deal that was there before: without a closing
    date nobody knows when it was closed."""
    return _first(deal, deal["date_closed"])


def is_over(status: SQL) -> SQL:
    """Return the condition that a status is an outcome."""
    return SQL("%s IN %s", status, OUTCOMES)


def _first(deal: dict[str, SQL], began: SQL) -> dict[str, SQL]:
    values = {"closed_at": began, **{column: deal[name] for name, column in OWNERS.items()}}
    return {
        column: SQL("CASE WHEN %s THEN %s END", is_over(deal["status"]), value)
        for column, value in values.items()
    }


def _carried(deal: dict[str, SQL], before: str, began: SQL) -> dict[str, SQL]:
    """Return the columns where there is a version before; ``began``: when it was closed if the
    outcome is a new one."""
    date_closed = deal["date_closed"]
    values = {
        "closed_at": (
            began,
            SQL(
                """CASE WHEN %(date)s IS NULL OR %(date)s = %(was_date)s
                          OR (%(is_now)s AND COALESCE(%(date)s >= %(was_at)s, TRUE))
                        THEN %(was_at)s ELSE %(date)s END""",
                date=date_closed,
                was_date=SQL.identifier(before, "date_closed"),
                # what is set later than the closing is never an earlier date
                is_now=_is_now(date_closed),
                was_at=SQL.identifier(before, "closed_at"),
            ),
        ),
        **{column: (deal[name], SQL.identifier(before, column)) for name, column in OWNERS.items()},
    }
    # a deal of no company counts nowhere: it gets the first one that it has
    is_new, kept = values["closed_company_id"]
    values["closed_company_id"] = is_new, SQL("COALESCE(%s, %s)", kept, is_new)
    return {
        column: SQL(
            "CASE WHEN %s THEN CASE WHEN %s = %s THEN %s ELSE %s END END",
            is_over(deal["status"]),
            SQL.identifier(before, "status"),
            deal["status"],
            kept,
            new,
        )
        for column, (new, kept) in values.items()
    }


def _dated(deal: dict[str, SQL]) -> SQL:
    """Return when a deal was closed that has just been: the date that was given, else now."""
    date_closed = deal["date_closed"]
    return SQL(
        "CASE WHEN %s IS NULL OR %s THEN moment ELSE %s END",
        date_closed,
        _is_now(date_closed),
        date_closed,
    )


def _is_now(date: SQL) -> SQL:
    """Return the condition that a date is the time of writing, to a minute: by the history's
    clock, or between the transaction's beginning and this statement."""
    return SQL(
        """(%(date)s BETWEEN moment - %(slack)s AND moment + %(slack)s
            OR %(date)s BETWEEN (now() AT TIME ZONE 'UTC') - %(slack)s
                            AND (clock_timestamp() AT TIME ZONE 'UTC') + %(slack)s)""",
        date=date,
        slack=SLACK,
    )


def fill_closings(versions: SQL) -> SQL:
    """Return the statement that works the columns out anew, for all versions of some deals.

    It says of versions that are there what the triggers say of those they write; what they have
    said of a version that closed a deal stays. A transaction may have lasted: closing dates of a
    while after its beginning are the time of writing.

    :param versions: condition on ``crm_lead_history`` that takes in whole deals
    """
    return SQL(
        """
WITH version AS (
    SELECT *, status IN %(outcomes)s AS is_over,
           LAG(status) OVER deal AS status_before,
           LAG(date_closed) OVER deal AS date_before,
           COALESCE(date_closed BETWEEN valid_from - %(slack)s AND valid_from + %(longest)s,
                    FALSE) AS is_now
      FROM crm_lead_history
     WHERE %(versions)s
    WINDOW deal AS (PARTITION BY deal_number ORDER BY valid_from, id)
),
began AS (
    SELECT *, is_over AND status_before IS DISTINCT FROM status AS is_new,
           CASE WHEN closed_at IS NOT NULL THEN closed_at
                WHEN is_now OR date_closed = date_before THEN valid_from
                WHEN status_before IS NULL THEN date_closed
                ELSE COALESCE(date_closed, valid_from) END AS new_at,
           CASE WHEN closed_at IS NULL THEN user_id ELSE closed_user_id END AS new_user_id,
           CASE WHEN closed_at IS NULL THEN team_id ELSE closed_team_id END AS new_team_id,
           COALESCE(closed_company_id, company_id) AS new_company_id
      FROM version
),
dated AS (
    -- the date that the installation met may be that of a later archiving
    SELECT *, is_new
              OR (is_over AND origin <> 'installed' AND NOT is_now AND date_closed IS NOT NULL
                  AND date_closed IS DISTINCT FROM date_before) AS is_dated
      FROM began
),
numbered AS (
    SELECT *, COUNT(*) FILTER (WHERE is_new) OVER deal AS closing,
           COUNT(*) FILTER (WHERE is_dated) OVER deal AS dating
      FROM dated
    WINDOW deal AS (PARTITION BY deal_number ORDER BY valid_from, id)
),
closed AS (
    SELECT id, FIRST_VALUE(CASE WHEN is_new THEN new_at ELSE date_closed END) OVER (
               PARTITION BY deal_number, dating ORDER BY valid_from, id) AS closed_at,
           FIRST_VALUE(new_user_id) OVER closing AS user_id,
           FIRST_VALUE(new_team_id) OVER closing AS team_id,
           (ARRAY_AGG(new_company_id) FILTER (WHERE new_company_id IS NOT NULL)
               OVER closing)[1] AS company_id
      FROM numbered
     WHERE is_over
    WINDOW closing AS (PARTITION BY deal_number, closing ORDER BY valid_from, id)
)
UPDATE crm_lead_history history
   SET closed_at = closed.closed_at, closed_user_id = closed.user_id,
       closed_team_id = closed.team_id, closed_company_id = closed.company_id
  FROM closed
 WHERE history.id = closed.id
   AND (history.closed_at, history.closed_user_id, history.closed_team_id,
        history.closed_company_id)
       IS DISTINCT FROM (closed.closed_at, closed.user_id, closed.team_id, closed.company_id)""",
        outcomes=OUTCOMES,
        slack=SLACK,
        longest=LONGEST_TRANSACTION,
        versions=versions,
    )


def restore_lost(versions: SQL) -> SQL:
    """Return the statement that gives lost deals back to the lost ones, which weigh nothing.

    A probability typed on a lost deal once made it an archived one: versions that follow a lost
    one, and are archived with nothing in between, are of a lost deal.

    :param versions: condition on ``crm_lead_history`` that takes in whole deals
    """
    return SQL(
        """
WITH version AS (
    SELECT id, deal_number, valid_from, status,
           COUNT(*) FILTER (WHERE status <> 'archived') OVER (
               PARTITION BY deal_number ORDER BY valid_from, id) AS part
      FROM crm_lead_history
     WHERE %s
),
began AS (
    SELECT id, status, FIRST_VALUE(status) OVER (
               PARTITION BY deal_number, part ORDER BY valid_from, id) AS status_before
      FROM version
)
UPDATE crm_lead_history history SET status = 'lost', weighted = 0
  FROM began
 WHERE began.id = history.id AND began.status = 'archived' AND began.status_before = 'lost'""",
        versions,
    )
