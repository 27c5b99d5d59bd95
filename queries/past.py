"""The SQL that rebuilds what deals were before they were recorded.

Odoo keeps every change of a tracked field in ``mail.tracking.value``, with its old value and its
moment. Read backwards from the first version that was recorded, these tell what a deal was at any
time since it was made:

- a version ends at each moment at which a tracked field of ``deals.VERSIONED`` changed; until then
  a field was what the next change of it says that it was, else what was recorded first;
- changes of one transaction are one; those within two hours of the deal's making are part of its
  first version, as the triggers have it;
- a deal that is won or lost without a message that says so was open, in a stage that nobody knows,
  until its closing date; or it never was, if that is not later than its making;
- what has been deleted since (a stage, a team, a person) is empty.

Each statement works on a batch of deals. What was recorded stays as it is, but for ``is_first``:
the first version of a deal is then the first one that was rebuilt.
"""

from odoo.tools import SQL

from .closing import OUTCOMES
from .past_changes import all_changes, beginnings, tracked_changes
from .time import FOLDING, LONGEST_TRANSACTION, SLACK

#: Tracked fields: the column of changes with their old values, its type, and what they were when
#: the recording began. A version of a lead does not tell whether it had been a deal that was lost:
#: what it is today does.
_TRACKED = {
    "stage_id": ("old_id", SQL("integer"), SQL("deal.stage_id")),
    "user_id": ("old_id", SQL("integer"), SQL("deal.user_id")),
    "team_id": ("old_id", SQL("integer"), SQL("deal.team_id")),
    "active": (
        "old_id",
        SQL("integer"),
        SQL(
            """CASE WHEN deal.status IN ('lost', 'archived') THEN 0
                    WHEN deal.status = 'lead' THEN COALESCE(deal.is_active, TRUE)::integer
                    ELSE 1 END"""
        ),
    ),
    "expected_revenue": ("old_amount", SQL("numeric"), SQL("deal.amount")),
    "won_status": (
        "old_value",
        SQL("varchar"),
        SQL(
            """CASE WHEN deal.status IN %s THEN deal.status
                    WHEN deal.status = 'lead' THEN COALESCE(deal.won_status, 'pending')
                    ELSE 'pending' END""",
            OUTCOMES,
        ),
    ),
    "type": (
        "old_value",
        SQL("varchar"),
        SQL("CASE WHEN deal.status = 'lead' THEN 'lead' ELSE 'opportunity' END"),
    ),
}
#: Where the deals of a batch and their changes are kept.
_BATCH = SQL.identifier("sales_plan_past_deals")
_BATCH_CHANGES = SQL.identifier("sales_plan_past_changes")
_JOIN_DEAL = SQL("JOIN crm_lead lead ON lead.id = first.deal_number")
#: Deals that were there, or were closed, before their first version.
_HAS_PAST = SQL(
    """first.is_first
       AND (first.origin = 'installed' AND lead.create_date < first.valid_from
            OR first.origin IN ('installed', 'imported') AND first.status IN %s
               AND first.date_closed < first.valid_from - %s)""",
    OUTCOMES,
    SLACK,
)


def rebuild(env, after, limit):
    """Rebuild the past of the next deals, in the order of their numbers; when they were closed is
    to be said afterwards, see ``closing.py``.

    :param after: number of the last deal that was looked at; 0 to begin
    :param limit: how many deals at most
    :return: the numbers of the deals that were looked at, in their order
    """
    env.flush_all()
    _keep(env, _BATCH, _deals(after, limit))
    _keep(env, _BATCH_CHANGES, tracked_changes(_BATCH, _TRACKED))
    rows = env.execute_query(
        SQL(
            """WITH deal AS NOT MATERIALIZED (SELECT * FROM %(deals)s),
                    tracked AS NOT MATERIALIZED (SELECT * FROM %(changes)s),
                    beginning AS MATERIALIZED (%(beginnings)s),
                    mark AS (%(marks)s),
                    numbered AS (%(numbered)s),
                    filled AS (%(filled)s),
                    version AS (%(versions)s),
                    made AS (%(insertion)s),
                    corrected AS (
                        UPDATE crm_lead_history SET is_first = FALSE
                         WHERE id IN (SELECT deal.first_id
                                        FROM deal JOIN made ON made.deal_number = deal.id))
               SELECT id FROM deal ORDER BY id""",
            deals=_BATCH,
            changes=_BATCH_CHANGES,
            beginnings=beginnings(),
            marks=_marks(),
            numbered=_numbered(),
            filled=_filled(),
            versions=_versions(),
            insertion=_insertion(),
        )
    )
    return [number for (number,) in rows]


def _keep(env, table, query):
    """Keep what a query finds until the end of the transaction; PostgreSQL knows how much it is."""
    env.cr.execute(SQL("DROP TABLE IF EXISTS %s", table))
    env.cr.execute(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", table, query))
    env.cr.execute(SQL("ANALYZE %s", table))


def count_to_rebuild(env):
    """Return how many deals have a past that is still to be rebuilt."""
    env.flush_all()
    [[count]] = env.execute_query(
        SQL("SELECT COUNT(*) FROM crm_lead_history first %s WHERE %s", _JOIN_DEAL, _HAS_PAST)
    )
    return count


def find_to_rebuild(env, after, limit):
    """Return the numbers of the next deals that have a past that is still to be rebuilt, in their
    order; see ``rebuild``."""
    env.flush_all()
    rows = env.execute_query(SQL("SELECT id FROM (%s) deal ORDER BY id", _deals(after, limit)))
    return [number for (number,) in rows]


def _deals(after, limit):
    """The next deals whose past is still to be rebuilt, with their first versions; of leads that
    did not change since, whether they are active and lost, which their versions do not say."""
    return SQL(
        """SELECT first.id AS first_id, first.deal_number AS id, first.valid_from AS until,
                  first.status, first.amount, first.stage_id, first.user_id, first.team_id,
                  first.date_closed, first.name, first.partner_id, first.source_id,
                  lead.create_date, lead.create_uid, lead.company_id,
                  CASE WHEN first.valid_to IS NULL THEN lead.active END AS is_active,
                  CASE WHEN first.valid_to IS NULL THEN lead.won_status END AS won_status
             FROM crm_lead_history first %s
            WHERE %s AND first.deal_number > %s
            ORDER BY first.deal_number LIMIT %s""",
        _JOIN_DEAL,
        _HAS_PAST,
        after,
        limit,
    )


def _marks():
    """The moments at which something changed, with the old values of what did, and as the last one
    that at which the recording began."""
    changed = [
        SQL(
            """BOOL_OR(change.field = %(name)s) AS %(has)s,
               (ARRAY_AGG(change.%(column)s ORDER BY change.number)
                   FILTER (WHERE change.field = %(name)s))[1] AS %(old)s""",
            name=name,
            column=SQL.identifier(column),
            has=SQL.identifier(f"has_{name}"),
            old=SQL.identifier(f"old_{name}"),
        )
        for name, (column, _kind, _value) in _TRACKED.items()
    ]
    return SQL(
        """SELECT change.id, change.moment, MIN(change.writer_id) AS writer_id, %(changed)s
             FROM (%(changes)s) change
             JOIN deal ON deal.id = change.id
             JOIN beginning ON beginning.id = change.id
            WHERE change.moment >= deal.create_date + %(folding)s
              AND change.moment > beginning.begins AND change.moment < deal.until
            GROUP BY change.id, change.moment
            UNION ALL
           SELECT id, until, NULL, %(unchanged)s FROM deal""",
        changed=SQL(", ").join(changed),
        changes=all_changes(),
        folding=FOLDING,
        unchanged=SQL(", ").join(
            SQL("FALSE, NULL::%s", kind) for _column, kind, _value in _TRACKED.values()
        ),
    )


def _numbered():
    """Marks with the number of changes of each field from there on."""
    return SQL(
        """SELECT mark.*, %s FROM mark
           WINDOW backwards AS (PARTITION BY id ORDER BY moment DESC)""",
        SQL(", ").join(
            SQL(
                "COUNT(*) FILTER (WHERE %s) OVER backwards AS %s",
                SQL.identifier(f"has_{name}"),
                SQL.identifier(f"changes_{name}"),
            )
            for name in _TRACKED
        ),
    )


def _filled():
    """Marks with what each field was until then: the old value of its next change, which may be
    there, else what was recorded first."""
    values = [
        SQL(
            """CASE WHEN numbered.%(changes)s = 0 THEN %(value)s
                    ELSE FIRST_VALUE(numbered.%(old)s) OVER (
                         PARTITION BY numbered.id, numbered.%(changes)s
                         ORDER BY numbered.moment DESC) END AS %(name)s""",
            changes=SQL.identifier(f"changes_{name}"),
            old=SQL.identifier(f"old_{name}"),
            name=SQL.identifier(name),
            value=value,
        )
        for name, (_column, _kind, value) in _TRACKED.items()
    ]
    return SQL(
        """SELECT numbered.id, numbered.moment, numbered.writer_id, %s
             FROM numbered JOIN deal ON deal.id = numbered.id""",
        SQL(", ").join(values),
    )


def _versions():
    """What deals were between marks.

    ``since`` is when they came to be open, won or lost; ``is_outcome`` says whether it is what
    they were when the recording began, ``is_dated`` whether they had their closing date then.
    """
    return SQL(
        """SELECT span.*,
                  span.since = FIRST_VALUE(span.since) OVER (
                      PARTITION BY span.id ORDER BY span.moment DESC) AS is_outcome,
                  deal.date_closed < span.since + %(folding)s
                      OR BOOL_OR(deal.date_closed >= DATE_TRUNC('second', span.valid_from)
                                 AND deal.date_closed < span.valid_from + %(longest)s) OVER (
                          PARTITION BY span.id, span.since ORDER BY span.moment) AS is_dated
             FROM (%(spans)s) span
             JOIN deal ON deal.id = span.id""",
        folding=FOLDING,
        longest=LONGEST_TRANSACTION,
        spans=_spans(),
    )


def _spans():
    """What deals were between marks, and since when they were so.

    A deal that was lost and not opened again stays lost, also where its probability was typed.
    """
    return SQL(
        """SELECT span.*, MAX(span.changed) OVER deal AS since
             FROM (SELECT span.*,
                          CASE WHEN span.status IS DISTINCT FROM LAG(span.status) OVER deal
                               THEN span.valid_from END AS changed
                     FROM (SELECT told.id, told.moment, told.stage_id, told.user_id, told.team_id,
                                  told.expected_revenue, told.valid_from, told.is_first,
                                  told.changed_by,
                                  CASE WHEN told.status = 'archived'
                                            AND FIRST_VALUE(told.status) OVER part = 'lost'
                                       THEN 'lost' ELSE told.status END AS status
                             FROM (%(told)s) told
                           WINDOW part AS (PARTITION BY told.id, told.part ORDER BY told.moment)
                          ) span
                   WINDOW deal AS (PARTITION BY span.id ORDER BY span.moment)) span
           WINDOW deal AS (PARTITION BY span.id ORDER BY span.moment)""",
        told=_told_spans(),
    )


def _told_spans():
    """What messages say that deals were; a part begins with whatever is not archived."""
    return SQL(
        """SELECT told.*, COUNT(*) FILTER (WHERE told.status <> 'archived') OVER deal AS part
             FROM (SELECT filled.*,
                          COALESCE(LAG(filled.moment) OVER deal, beginning.begins) AS valid_from,
                          LAG(filled.moment) OVER deal IS NULL AS is_first,
                          LAG(filled.writer_id) OVER deal AS changed_by,
                          CASE WHEN filled.type = 'lead' THEN 'lead'
                               WHEN filled.won_status = 'won' THEN 'won'
                               WHEN filled.active <> 0 THEN 'open'
                               WHEN filled.won_status = 'lost' THEN 'lost'
                               ELSE 'archived' END AS status
                     FROM filled JOIN beginning ON beginning.id = filled.id
                   WINDOW deal AS (PARTITION BY filled.id ORDER BY filled.moment)) told
           WINDOW deal AS (PARTITION BY told.id ORDER BY told.moment)"""
    )


def _insertion():
    """The statement that keeps the versions.

    What follows from won and lost is known: probability, category, whether it counts.
    """
    return SQL(
        """INSERT INTO crm_lead_history (
                  deal_number, lead_id, origin, is_first, valid_from, valid_to, status, amount,
                  probability, weighted, stage_id, date_closed, user_id, team_id, company_id,
                  role, is_included, category_id, name, partner_id, source_id, write_uid,
                  write_date)
           SELECT deal.id, deal.id, %(origin)s, version.is_first, version.valid_from,
                  version.moment, version.status, COALESCE(version.expected_revenue, 0),
                  CASE version.status WHEN 'won' THEN 100 WHEN 'lost' THEN 0 END,
                  CASE version.status WHEN 'won' THEN COALESCE(version.expected_revenue, 0)
                       WHEN 'lost' THEN 0 END,
                  stage.id, %(date_closed)s, owner.id, team.id, %(company)s,
                  category.role, category.role = 'closed', category.id,
                  deal.name, deal.partner_id, deal.source_id,
                  CASE WHEN version.is_first THEN deal.create_uid ELSE version.changed_by END,
                  version.valid_from
             FROM version
             JOIN deal ON deal.id = version.id
             JOIN beginning ON beginning.id = version.id
             LEFT JOIN crm_stage stage ON stage.id = version.stage_id
             LEFT JOIN res_users owner ON owner.id = version.user_id
             LEFT JOIN crm_team team ON team.id = version.team_id
             LEFT JOIN res_company own ON own.id = deal.company_id
             LEFT JOIN (SELECT DISTINCT ON (role) id, role FROM sales_forecast_category
                         WHERE active ORDER BY role, sequence, id) category
               ON category.role = CASE version.status WHEN 'won' THEN 'closed'
                                       WHEN 'lost' THEN 'omitted' WHEN 'archived' THEN 'omitted' END
            WHERE version.valid_from < version.moment
        RETURNING deal_number""",
        origin=_origin(),
        date_closed=_date_closed(),
        company=_company(),
    )


def _origin():
    """How a version came to be, see ``origin.py``: a deal that was over when it was made was not
    won or lost then, unless a message of its first hours tells of it."""
    return SQL(
        """CASE WHEN version.is_first AND version.status IN %s
                 AND NOT (beginning.is_told_at_once AND version.valid_from >= deal.create_date)
                THEN 'dated' ELSE 'rebuilt' END""",
        OUTCOMES,
    )


def _date_closed():
    """When a version was won or lost: when that began, or the deal's own date where it is of that
    time or earlier, which was given. When a won deal is archived Odoo sets it anew: from then on.
    """
    return SQL(
        """CASE WHEN version.status NOT IN %s THEN NULL
                WHEN version.is_outcome AND version.is_dated THEN deal.date_closed
                ELSE version.since END""",
        OUTCOMES,
    )


def _company():
    """The company of a version: that of the deal today, or that of its team at the time where the
    two do not go together; without either, that of its salesperson at the time."""
    return SQL(
        """CASE WHEN deal.company_id IS NULL THEN COALESCE(team.company_id, owner.company_id)
                WHEN team.company_id = ANY(
                     STRING_TO_ARRAY(TRIM(TRAILING '/' FROM own.parent_path), '/')::integer[])
                THEN deal.company_id
                ELSE COALESCE(team.company_id, deal.company_id) END"""
    )
