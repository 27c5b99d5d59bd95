"""How deals went through the stages: the versions in which they were in one that they entered.

What was there when the history of a deal begins entered no stage then, and of a stage that nobody
knows nothing can be said: such stays are left out, and so is the closing of a deal that came out
of one. A stay begins where the stage is another one than before, and includes all versions until
the next one; leads have none.
"""

from odoo.tools import SQL

from .closing import OUTCOMES
from .origin import is_step


def entries(condition: SQL, *names: str) -> SQL:
    """Return the versions of deals with what is needed to tell stays, and how they began.

    Columns: ``id, deal_number, stage_id, valid_from``; ``stay``, the number of the stay within the
    deal; ``is_entered``, whether the version begins a stay that the deal entered; ``is_begun``,
    whether the version is the first one of its deal and something that happened.

    :param condition: of versions, whose alias is ``history``
    :param names: more columns of versions
    """
    return SQL(
        """SELECT id, deal_number, stage_id, valid_from, %(more)s
                  COUNT(*) FILTER (WHERE is_change) OVER so_far AS stay,
                  is_change AND is_step AND NOT is_unknown
                      AND NOT (COALESCE(was_unknown, FALSE) AND is_closed) AS is_entered,
                  is_step AND was_unknown IS NULL AS is_begun
             FROM (SELECT *, LAG(id) OVER deal IS NULL
                             OR stage_id IS DISTINCT FROM LAG(stage_id) OVER deal AS is_change,
                          LAG(is_unknown) OVER deal AS was_unknown
                     FROM (SELECT history.id, history.deal_number, history.stage_id,
                                  history.valid_from, %(more)s
                                  history.status IN %(closed)s AS is_closed,
                                  %(is_step)s AS is_step,
                                  history.origin = 'rebuilt' AND history.stage_id IS NULL
                                      AS is_unknown
                             FROM crm_lead_history history
                            WHERE history.status <> 'lead' AND %(condition)s) version
                   WINDOW deal AS (PARTITION BY deal_number ORDER BY valid_from)) version
           WINDOW so_far AS (PARTITION BY deal_number ORDER BY valid_from)""",
        more=SQL("").join(SQL("%s, ", SQL.identifier(name)) for name in names),
        closed=OUTCOMES,
        is_step=is_step("history"),
        condition=condition,
    )
