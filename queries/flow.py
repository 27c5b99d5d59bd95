"""The SQL of what became of the pipeline between two moments, from the versions of deals.

A deal is in the pipeline at a moment when it is open then and, where a span of closing dates is
asked, expected to close within it. Two versions of each deal are compared, the one at the start
and the one at the end. What became of the deal in between is one row for each step:

=============  =====================================================================
opening        in the pipeline at the start, with its value then
moved_out      the same value, leaving the owner, team or company it had at the start
moved_in       the same value, coming to the owner, team or company it has at the end
new            not there at the start, or still a lead
reopened       won, lost or archived at the start
pulled_in      open at the start but outside the span, with its value at the start
grown, shrunk  the value at the end less that at the start
won, lost      closed with its value at the end
pushed_out     open at the end but outside the span
removed        deleted, archived or a lead again at the end
=============  =====================================================================

The amounts of a deal's steps sum to its value at the end if it is in the pipeline then, else to
zero. They do so within each place (owner, team and company), too: ``opening`` and ``moved_out``
have the place at the start, all other steps the place at the end. So steps sum exactly under any
filter on places. In a place that a deal has left, its steps show the deal as it was at the start.

What was there before its history begins, found at the installation or made when it was over, did
not happen between the two moments: the deal is compared with what it was when its history begins.
Of the time before deals were recorded, closing dates and probabilities are not known; for those the
history begins when the recording did.

A deal that was created and won or lost between the two moments enters and leaves with the same
value. Where values are weighted by probability, deals that were won, lost or removed leave with
the value that they entered with, since being won is not growth.
"""

from dataclasses import dataclass
from datetime import date, datetime

from odoo.tools import SQL

from .deals import owned
from .origin import is_complete_at, is_opening, is_usable
from .time import EARLIEST_END, LATEST_END, DayEnd, company_moments, is_valid_at, moment_of

#: All steps, in the order of a waterfall.
STEPS = (
    "opening",
    "new",
    "reopened",
    "pulled_in",
    "moved_in",
    "grown",
    "shrunk",
    "moved_out",
    "pushed_out",
    "lost",
    "won",
    "removed",
)
FLOW_MEASURES = ("amount", "weighted")
#: Columns of a deal in one place; both places have the same. Of won and lost deals it is the place
#: that they were closed in: who gets them afterwards has won nothing.
_PLACE = ("user_id", "team_id", "company_id")
_DESCRIPTION = ("name", "partner_id", "stage_id", "category_id", "role", "source_id")
#: Columns of a version that are compared.
_COMPARED = ("deal_number", "status", "amount", "weighted", "date_deadline")
#: Row ids reserved for each deal; a deal that changed companies may be compared twice.
_IDS = 64


@dataclass(frozen=True)
class FlowQuery:
    """The question that :func:`flow_query` answers.

    :param start: the opening moment: the end of a day in the deal's company, or a moment in UTC
    :param end: the closing moment, in the same form
    :param span_from: first expected closing that counts, None for no bound
    :param span_to: last expected closing that counts, None for no bound
    :param measure: one of :data:`FLOW_MEASURES`
    :param is_changed: whether deals are left out that nothing became of since the start, of which
        there is the opening at most
    """

    start: DayEnd | datetime
    end: DayEnd | datetime
    span_from: date | None = None
    span_to: date | None = None
    measure: str = "amount"
    is_changed: bool = False

    @property
    def needs_forecast(self) -> bool:
        """Whether expected closings or probabilities are asked for."""
        return bool(self.span_from or self.span_to or self.measure == "weighted")


def deal_number_of(row_id: int) -> int:
    """Return the number of the deal that a row is about."""
    return row_id // _IDS


def flow_query(query: FlowQuery) -> SQL:
    """Return the SELECT of all steps, see the fields of ``sales.forecast.flow``."""
    return SQL(
        """SELECT deal.deal_number::bigint * %(ids)s + deal.number * 8 + row.number AS id,
                  deal.deal_number, lead.id AS lead_id, row.step, row.amount, row.net_count,
                  currency.currency_id, %(columns)s,
                  deal.is_in AND (row.is_there OR NOT deal.has_moved) AS is_closing,
                  deal.value_before,
                  CASE WHEN row.is_there OR NOT deal.has_moved THEN deal.value_after END
                      AS value_after,
                  deal.status_before,
                  CASE WHEN row.is_there OR NOT deal.has_moved THEN deal.status_after END
                      AS status_after,
                  deal.deadline_before,
                  CASE WHEN row.is_there OR NOT deal.has_moved THEN deal.deadline_after END
                      AS deadline_after
             FROM (%(deals)s) deal
            CROSS JOIN LATERAL (%(rows)s) AS row (number, step, amount, net_count, is_there)
             LEFT JOIN (SELECT id, currency_id FROM res_company) currency
               ON currency.id = CASE WHEN row.is_there THEN deal.there_company_id
                                     ELSE deal.here_company_id END
             LEFT JOIN crm_lead lead ON lead.id = deal.deal_number
            WHERE row.step IS NOT NULL""",
        ids=_IDS,
        columns=SQL(", ").join(
            SQL(
                "CASE WHEN row.is_there OR NOT deal.has_moved THEN %s ELSE %s END AS %s",
                SQL.identifier("deal", f"there_{name}"),
                SQL.identifier("deal", f"here_{name}"),
                SQL.identifier(name),
            )
            for name in _PLACE + _DESCRIPTION
        ),
        deals=_entered(query),
        rows=_rows(),
    )


def _rows() -> SQL:
    """The steps of a deal: number, name, amount, change of the number of deals, and whether it
    is in the place at the end. A step that was not taken has no name."""
    return SQL(
        """VALUES
        (0, CASE WHEN deal.was_in THEN 'opening' END, deal.value_in, 1, FALSE),
        (1, CASE WHEN deal.was_in AND deal.has_moved THEN 'moved_out' END,
            -deal.value_in, -1, FALSE),
        (2, CASE WHEN deal.was_in AND deal.has_moved THEN 'moved_in' END, deal.value_in, 1, TRUE),
        (3, deal.entry, deal.value_in, 1, TRUE),
        (4, CASE WHEN deal.value_out > deal.value_in THEN 'grown'
                 WHEN deal.value_out < deal.value_in THEN 'shrunk' END,
            deal.value_out - deal.value_in, 0, TRUE),
        (5, deal.exit, -deal.value_out, -1, TRUE)"""
    )


def _entered(query: FlowQuery) -> SQL:
    """Deals that were in the pipeline at some time, with their ways in and out and the values
    that they came (or started) and went (or ended) with."""
    return SQL(
        """SELECT deal.*,
                  CASE WHEN deal.entry IN ('new', 'reopened') THEN deal.value_after
                       ELSE deal.value_before END AS value_in,
                  CASE WHEN deal.exit IN ('won', 'lost', 'removed') AND %(is_weighted)s
                       THEN CASE WHEN deal.entry IN ('new', 'reopened') THEN deal.value_after
                                 ELSE deal.value_before END
                       ELSE COALESCE(deal.value_after, deal.value_before) END AS value_out
             FROM (
                SELECT pair.*,
                       CASE WHEN pair.was_in THEN NULL
                            WHEN COALESCE(pair.status_before, 'lead') = 'lead' THEN 'new'
                            WHEN pair.status_before = 'open' THEN 'pulled_in'
                            ELSE 'reopened' END AS entry,
                       CASE WHEN pair.is_in THEN NULL
                            WHEN pair.status_after IN ('won', 'lost') THEN pair.status_after
                            WHEN pair.status_after = 'open' THEN 'pushed_out'
                            ELSE 'removed' END AS exit
                  FROM (%(pairs)s) pair
                 WHERE pair.was_in OR pair.is_in OR pair.passed
             ) deal""",
        is_weighted=query.measure == "weighted",
        pairs=_pairs(query),
    )


def _pairs(query: FlowQuery) -> SQL:
    """The versions of each deal at both moments, side by side.

    Columns: of the place at the start (``here_…``) and at the end (``there_…``, the same where
    the deal is gone), values, statuses and closing dates before and after, whether it was and is
    in the pipeline, has moved, and ``passed`` for those that came and were closed in between.
    """
    before, after = _versions(query, _is_before(query)), _versions(query, _is_after(query))
    there = [
        SQL(
            """CASE WHEN after.deal_number IS NULL THEN before.%(name)s
                    ELSE after.%(name)s END AS %(there)s""",
            name=SQL.identifier(name),
            there=SQL.identifier(f"there_{name}"),
        )
        for name in _PLACE + _DESCRIPTION
    ]
    here = [
        SQL("%s AS %s", SQL.identifier("before", name), SQL.identifier(f"here_{name}"))
        for name in _PLACE + _DESCRIPTION
    ]
    return SQL(
        """SELECT COALESCE(before.deal_number, after.deal_number) AS deal_number,
                  COALESCE(before.number, after.number) - 1 AS number,
                  %(places)s,
                  before.value AS value_before, after.value AS value_after,
                  before.status AS status_before, after.status AS status_after,
                  before.date_deadline AS deadline_before, after.date_deadline AS deadline_after,
                  COALESCE(before.is_in, FALSE) AS was_in,
                  COALESCE(after.is_in, FALSE) AS is_in,
                  after.deal_number IS NOT NULL
                      AND (before.user_id, before.team_id, before.company_id)
                          IS DISTINCT FROM (after.user_id, after.team_id, after.company_id)
                      AS has_moved,
                  COALESCE(after.status IN ('won', 'lost') AND after.is_in_span
                           AND before.status IS DISTINCT FROM after.status, FALSE) AS passed
             FROM (%(before)s) before
             FULL JOIN (%(after)s) after
               ON after.deal_number = before.deal_number AND after.number = before.number""",
        places=SQL(", ").join(here + there),
        before=before,
        after=after,
    )


def _versions(query: FlowQuery, condition: SQL) -> SQL:
    """The versions of deals at one moment.

    A day ends at another moment in each company: a deal that changes companies in between is in
    both. Such versions are numbered and compared one by one.
    """
    names = _COMPARED + _DESCRIPTION
    return SQL(
        """SELECT version.*, version.status = 'open' AND version.is_in_span AS is_in,
                  ROW_NUMBER() OVER (
                      PARTITION BY version.deal_number ORDER BY version.company_id) AS number
             FROM (
                SELECT %(columns)s, %(place)s, %(value)s AS value, %(is_in_span)s AS is_in_span
                  FROM crm_lead_history history
                 %(starts)s %(ends)s
                 WHERE %(condition)s AND %(is_usable)s AND %(is_complete)s %(changed)s
             ) version""",
        columns=SQL(", ").join(SQL.identifier("history", name) for name in names),
        place=SQL(", ").join(
            SQL("%s AS %s", owned("history", name), SQL.identifier(name)) for name in _PLACE
        ),
        value=SQL.identifier("history", query.measure),
        is_in_span=_is_in_span(query),
        starts=_endings(query.start, "starting"),
        ends=_endings(query.end, "ending"),
        condition=condition,
        is_usable=is_usable("history", query.needs_forecast),
        is_complete=is_complete_at(query.end, SQL.identifier("history", "company_id")),
        changed=_among_changed(query),
    )


def _among_changed(query: FlowQuery) -> SQL:
    """The condition that a version is of a deal that something became of between both moments, or
    a little outside: a day ends at another moment in each company."""
    if not query.is_changed:
        return SQL()
    start, end = query.start, query.end
    if isinstance(start, DayEnd):
        start = SQL("(%s::date + %s)", start.day, EARLIEST_END)
    if isinstance(end, DayEnd):
        end = end.not_before(SQL("(%s::date + %s)", end.day, LATEST_END))
    return SQL(
        """AND history.deal_number IN (
               SELECT changed.deal_number FROM crm_lead_history changed
                WHERE (changed.valid_from > %(start)s AND changed.valid_from <= %(end)s)
                   OR (changed.valid_to > %(start)s AND changed.valid_to <= %(end)s))""",
        start=SQL("%s", start),
        end=SQL("%s", end),
    )


def _is_before(query: FlowQuery) -> SQL:
    """Whether a version was valid at the start, or is where the history of a deal begins that was
    there before."""
    return SQL(
        "(%s OR %s AND history.valid_from > %s AND history.valid_from <= %s)",
        is_valid_at(query.start, "history", "starting"),
        is_opening("history", query.needs_forecast),
        moment_of(query.start, "starting"),
        moment_of(query.end, "ending"),
    )


def _is_after(query: FlowQuery) -> SQL:
    """Whether a version was valid at the end."""
    return is_valid_at(query.end, "history", "ending")


def _endings(moment: DayEnd | datetime, alias: str) -> SQL:
    """The join with the moment at which the day ends in each company, if a day is asked."""
    if isinstance(moment, datetime):
        return SQL()
    return SQL(
        "LEFT JOIN (%s) %s ON %s = %s",
        company_moments(moment),
        SQL.identifier(alias),
        SQL.identifier(alias, "id"),
        owned("history", "company_id"),
    )


def _is_in_span(query: FlowQuery) -> SQL:
    """Whether a version's expected closing is within the span; without one, only if there is no
    span."""
    deadline = SQL("history.date_deadline")
    conditions = []
    if query.span_from:
        conditions.append(SQL("%s >= %s", deadline, query.span_from))
    if query.span_to:
        conditions.append(SQL("%s <= %s", deadline, query.span_to))
    if not conditions:
        return SQL("TRUE")
    return SQL("COALESCE(%s, FALSE)", SQL(" AND ").join(conditions))
