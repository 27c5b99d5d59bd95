"""The SQL of plans and their facts: which row, here a node, a fact falls under.

A plan comes as a :class:`PlanFrame`, plain values read once per request, so that queries contain
its dates and companies as literals: joining them from the plan's table would take twice as long.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from odoo.tools import SQL

from ..tools.spreading import Number
from .dimensions import BY_CODE, COMMITTED_BASES
from .facts.exchange import Exchange
from .facts.question import FactQuery
from .facts.read import fact_query
from .targets_then import with_targets_at


@dataclass(frozen=True)
class PlanFrame:
    """The values of a plan that queries need.

    :param levels: dimension codes in the order of the breakdown
    :param level_ids: ids of these levels
    :param scope: ``((dimension code, ids), …)`` that all facts of the plan match
    :param whole_months: whether every period consists of whole calendar months, so that facts
        may be summed by month before they are matched to periods
    :param spans: ``((period id, first day, last day), …)`` if facts of other days than those of the
        periods are wanted, for instance a year earlier
    :param as_of: the past day at whose end the plan is looked at, None for now
    :param until: the moment in UTC at which that day ends where the company is
    :param exchange: how amounts of its companies are converted, see ``FactQuery``
    :param further_ids: ids of the companies that count beside its own, without branches
    :param excluded: ids of customers that are part of the group, where these do not count
    :param till: see ``FactQuery``
    """

    plan_id: int
    root_id: int
    company_id: int
    company_ids: tuple[int, ...]
    currency_id: int | None
    date_from: date
    date_to: date
    date_column: str
    measure: str
    basis: str
    levels: tuple[str, ...]
    level_ids: tuple[int, ...]
    scope: tuple[tuple[str, tuple[int, ...]], ...]
    whole_months: bool
    has_cogs: bool
    spans: tuple[tuple[int, date, date], ...] = ()
    as_of: date | None = None
    until: datetime | None = None
    exchange: Exchange | None = None
    further_ids: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()
    till: str = ""

    def facts(
        self,
        codes: Collection[str],
        *,
        basis: str | None = None,
        grain: str | None = None,
        date_from: date | None = None,
        date_to: date | None = None,
        measure: str | None = None,
        as_of: date | None = None,
    ) -> FactQuery:
        """Return the question for the facts of this plan, by the dimensions ``codes``.

        Basis, measure and days are the plan's own unless given. What is still to be invoiced or
        collected is of any day unless days are given: an old order can be invoiced in the plan's.
        """
        if basis not in COMMITTED_BASES:
            date_from, date_to = date_from or self.date_from, date_to or self.date_to
        return FactQuery(
            basis or self.basis,
            frozenset(codes),
            measure or self.measure,
            self.company_ids,
            date_from,
            date_to,
            self.date_column,
            grain,
            self.scope,
            self.has_cogs,
            as_of=as_of or self.as_of,
            exchange=self.exchange,
            excluded=self.excluded,
            till=self.till,
        )

    @property
    def period_grain(self) -> str:
        """The coarsest grain at which facts can be matched to the plan's periods."""
        return "month" if self.whole_months else "day"


def targets_of(frame: PlanFrame, visible: SQL | None = None) -> SQL:
    """Return the targets of a plan that are in force, or were at the end of the past day that it is
    looked at, see :func:`remaining_targets`."""
    targets = remaining_targets([frame.plan_id], len(frame.levels), visible)
    return with_targets_at(frame.plan_id, frame.until, targets) if frame.as_of else targets


def row_joins(frame: PlanFrame, facts: str = "fact") -> SQL:
    """Joins that find the nodes of each fact level by level: ``node1``, ``node2`` and so on.

    A node matches facts by its value of the level's dimension; in a hierarchy, also by the values
    below that one, unless the node repeats the value of the node above. If a fact matches no node
    of a level, its nodes of that level and of those below are NULL.
    """
    parent = SQL("%s", frame.root_id)
    joins = []
    for depth, code in enumerate(frame.levels, start=1):
        alias = f"node{depth}"
        joins.append(
            SQL(
                "LEFT JOIN %s AS %s ON %s = %s AND %s = %s",
                _node_table(frame, depth),
                SQL.identifier(alias),
                SQL.identifier(alias, "parent_id"),
                parent,
                SQL.identifier(alias, "value"),
                SQL.identifier(facts, BY_CODE[code].field),
            )
        )
        parent = SQL.identifier(alias, "id")
    return SQL(" ").join(joins)


def _node_table(frame: PlanFrame, depth: int) -> SQL:
    """The nodes of a level with the values by which facts match them: ``id``, ``parent_id``,
    ``value`` and ``planned``, the node's own value.

    In a hierarchy a node has one line for its own value and one for each value below it.
    """
    dimension = BY_CODE[frame.levels[depth - 1]]
    column = SQL.identifier("allocation", dimension.field)
    if not dimension.hierarchical:
        return SQL(
            """(SELECT allocation.id, allocation.parent_id, %s AS value, %s AS planned
                  FROM sales_plan_allocation allocation
                 WHERE allocation.plan_id = %s)""",
            column,
            column,
            frame.plan_id,
        )
    return SQL(
        """(SELECT allocation.id, allocation.parent_id, below.id AS value, %(column)s AS planned
              FROM sales_plan_allocation allocation
              JOIN sales_plan_allocation above ON above.id = allocation.parent_id
              JOIN %(table)s chosen ON chosen.id = %(column)s
              JOIN %(table)s below ON starts_with(below.parent_path, chosen.parent_path)
               AND (below.id = chosen.id OR %(column)s IS DISTINCT FROM %(above)s)
             WHERE allocation.level_id = %(level)s)""",
        table=SQL.identifier(dimension.comodel.replace(".", "_")),
        column=column,
        above=SQL.identifier("above", dimension.field),
        level=frame.level_ids[depth - 1],
    )


def deepest_row(frame: PlanFrame, visible: SQL | None = None, depth: SQL | None = None) -> SQL:
    """The deepest node that a fact falls under; the root if it matches none below.

    :param visible: ids of the nodes to choose from, as a subquery; None for all
    :param depth: how deep below the root it may be; None for as deep as there are levels
    """
    nodes = []
    for number in range(len(frame.levels), 0, -1):
        node = SQL.identifier(f"node{number}", "id")
        conditions = []
        if depth is not None:
            conditions.append(SQL("%s >= %s", depth, number))
        if visible is not None:
            conditions.append(SQL("%s IN %s", node, visible))
        if conditions:
            node = SQL("CASE WHEN %s THEN %s END", SQL(" AND ").join(conditions), node)
        nodes.append(node)
    return SQL("COALESCE(%s)", SQL(", ").join([*nodes, SQL("%s", frame.root_id)]))


def planned_value(frame: PlanFrame, depth: int, visible: SQL | None = None) -> SQL:
    """The own value of the node that a fact has on a level, NULL if it has none there.

    :param depth: number of the level, from 1
    :param visible: as for :func:`deepest_row`
    """
    node = f"node{depth}"
    planned = SQL.identifier(node, "planned")
    if visible is None:
        return planned
    return SQL("CASE WHEN %s IN %s THEN %s END", SQL.identifier(node, "id"), visible, planned)


def period_join(frame: PlanFrame, facts: str = "fact") -> SQL:
    """The join that finds the plan's period of each fact."""
    day = SQL.identifier(facts, "date")
    if frame.spans:
        return SQL(
            """LEFT JOIN (VALUES %s) period (id, date_from, date_to)
                 ON %s BETWEEN period.date_from AND period.date_to""",
            SQL(", ").join(SQL("(%s, %s::date, %s::date)", *span) for span in frame.spans),
            day,
        )
    return SQL(
        """LEFT JOIN sales_plan_period period
             ON period.plan_id = %s AND %s BETWEEN period.date_from AND period.date_to""",
        frame.plan_id,
        day,
    )


def node_actuals(frame: PlanFrame, by_period: bool) -> SQL:
    """The own actuals of all nodes in one grouped query, with one grouping set per level.

    Columns: ``node_id`` (NULL for facts that match no node of the level), ``depth`` (0 is
    the root), ``period_id``, ``value``, and ``unassigned``: the part of ``value`` whose facts
    have no value for the next level's dimension.
    """
    depths = range(len(frame.levels) + 1)
    nodes = [SQL.identifier(f"node{depth}", "id") for depth in depths[1:]]
    period = SQL("period.id") if by_period else SQL("NULL::integer")
    grouping = SQL("GROUPING(%s)", SQL(", ").join(nodes)) if nodes else SQL("0")
    sets = [SQL("()") if not by_period else SQL("(period.id)")]
    sets += [SQL("(%s, period.id)" if by_period else "(%s)", node) for node in nodes]
    facts = fact_query(frame.facts(frame.levels, grain=frame.period_grain if by_period else None))
    return SQL(
        """SELECT %(node)s AS node_id, %(depth)s AS depth, %(period)s AS period_id,
                  SUM(fact.value) AS value, %(unassigned)s AS unassigned
             FROM (%(facts)s) fact %(nodes)s %(periods)s
            GROUP BY GROUPING SETS (%(sets)s)""",
        node=SQL("COALESCE(%s)", SQL(", ").join([*nodes, SQL("NULL::integer")])),
        depth=_depth_of_grouping(grouping, len(frame.levels)),
        period=period,
        unassigned=_unassigned(grouping, frame),
        facts=facts,
        nodes=row_joins(frame),
        periods=period_join(frame) if by_period else SQL(),
        sets=SQL(", ").join(sets),
    )


def _grouping_mask(depth: int, levels: int) -> int:
    """The value of GROUPING(node1, …) in the set of ``depth``: the bit of the grouped node is 0."""
    everything = (1 << levels) - 1
    return everything if depth == 0 else everything & ~(1 << (levels - depth))


def _depth_of_grouping(grouping: SQL, levels: int) -> SQL:
    branches = [
        SQL("WHEN %s THEN %s", _grouping_mask(depth, levels), depth) for depth in range(levels + 1)
    ]
    return SQL("CASE %s %s END", grouping, SQL(" ").join(branches))


def _unassigned(grouping: SQL, frame: PlanFrame) -> SQL:
    if not frame.levels:
        return SQL("NULL::numeric")
    branches = [
        SQL(
            "WHEN %s THEN SUM(fact.value) FILTER (WHERE %s IS NULL)",
            _grouping_mask(depth, len(frame.levels)),
            SQL.identifier("fact", BY_CODE[code].field),
        )
        for depth, code in enumerate(frame.levels)
    ]
    return SQL("CASE %s %s END", grouping, SQL(" ").join(branches))


def net_targets(plan_ids: Collection[int], depth: int, visible: SQL | None = None) -> SQL:
    """The net targets of nodes by period: what each has beyond the nodes below it.

    A target adds its amount to its own node and subtracts it from the nearest node above that has a
    target in the same period. So the sum over a subtree is the target of the subtree, with each
    amount counted once, and the sum of a single node is its unallocated amount.

    Columns: ``id``, ``plan_id``, ``allocation_id``, ``period_id``, ``amount``,
    ``history_amount`` (of the target itself), ``net_history_amount`` (net, as ``amount``) and
    ``own`` (True for a target itself, False for what it takes off a node above).

    :param depth: the highest number of nodes above a target
    :param visible: ids of the nodes that the reader sees, as a subquery; None for all. Targets of
        other nodes are neither added nor subtracted.
    """
    own = _own_targets(plan_ids, visible)
    return SQL("%s UNION ALL %s", own, _given_out(plan_ids, depth, visible)) if depth else own


def own_target_sums(plan_ids: Collection[int], shares: Mapping[int, Number]) -> SQL:
    """The own targets of nodes in some periods: ``allocation_id``, ``amount``, ``count``.

    :param shares: what share of a target counts, by the id of its period; others are left out
    """
    return SQL(
        """SELECT target.allocation_id, SUM(target.amount * counted.share) AS amount,
                  COUNT(*) AS count
             FROM sales_plan_target target
             JOIN (VALUES %s) counted (period_id, share) ON counted.period_id = target.period_id
            WHERE target.plan_id IN %s
            GROUP BY target.allocation_id""",
        SQL(", ").join(SQL("(%s, %s::numeric)", *pair) for pair in shares.items()),
        tuple(plan_ids),
    )


def remaining_targets(plan_ids: Collection[int], depth: int, visible: SQL | None = None) -> SQL:
    """The net targets, summed: one line for each target that has something beyond those below it.

    A target of zero on the last level is planned; a parent that gave all of it away is not, unless
    a part of its history is left. Columns and parameters: see :func:`net_targets`.

    What is given out is summed first: it is of few nodes, however many there are below them.
    """
    own = _own_targets(plan_ids, visible)
    if not depth:
        return own
    return SQL(
        """SELECT own.id, own.plan_id, own.allocation_id, own.period_id,
                  own.amount + COALESCE(given.amount, 0) AS amount, own.history_amount,
                  CASE WHEN own.history_amount IS NULL THEN given.history_amount
                       ELSE own.history_amount + COALESCE(given.history_amount, 0)
                   END AS net_history_amount,
                  TRUE AS own
             FROM (%s) own
             LEFT JOIN (SELECT given.allocation_id, given.period_id, SUM(given.amount) AS amount,
                               SUM(given.net_history_amount) AS history_amount
                          FROM (%s) given
                         GROUP BY given.allocation_id, given.period_id) given
               ON given.allocation_id = own.allocation_id AND given.period_id = own.period_id
            WHERE given.amount IS NULL OR own.amount + given.amount <> 0
               OR COALESCE(own.history_amount, 0) + COALESCE(given.history_amount, 0) <> 0""",
        own,
        _given_out(plan_ids, depth, visible),
    )


def _known(visible: SQL | None, table: str) -> SQL:
    """A further condition on the targets that the reader sees."""
    if visible is None:
        return SQL()
    return SQL("AND %s IN %s", SQL.identifier(table, "allocation_id"), visible)


def _own_targets(plan_ids: Collection[int], visible: SQL | None) -> SQL:
    """The targets themselves, in the columns of :func:`net_targets`."""
    return SQL(
        """SELECT target.id * 2 AS id, target.plan_id, target.allocation_id, target.period_id,
                  target.amount, target.history_amount,
                  target.history_amount AS net_history_amount, TRUE AS own
             FROM sales_plan_target target WHERE target.plan_id IN %s %s""",
        tuple(plan_ids) or (None,),
        _known(visible, "target"),
    )


def _given_out(plan_ids: Collection[int], depth: int, visible: SQL | None) -> SQL:
    """What each target takes off a node above it, in the columns of :func:`net_targets`."""
    ancestors, joins, parent = [], [], SQL("allocation.parent_id")
    for number in range(1, depth + 1):
        up, above = f"up{number}", f"above{number}"
        joins.append(
            SQL(
                """LEFT JOIN sales_plan_allocation %(up)s ON %(up)s.id = %(parent)s
                   LEFT JOIN sales_plan_target %(above)s ON %(above)s.allocation_id = %(up)s.id
                    AND %(above)s.period_id = target.period_id %(known)s""",
                known=_known(visible, above),
                up=SQL.identifier(up),
                above=SQL.identifier(above),
                parent=parent,
            )
        )
        ancestors.append(SQL.identifier(above, "allocation_id"))
        parent = SQL.identifier(up, "parent_id")
    nearest = SQL("COALESCE(%s)", SQL(", ").join(ancestors))
    return SQL(
        """SELECT target.id * 2 + 1 AS id, target.plan_id, %s AS allocation_id, target.period_id,
                  -target.amount AS amount, NULL::numeric AS history_amount,
                  -target.history_amount AS net_history_amount, FALSE AS own
             FROM sales_plan_target target
             JOIN sales_plan_allocation allocation ON allocation.id = target.allocation_id
             %s
            WHERE target.plan_id IN %s AND %s IS NOT NULL %s""",
        nearest,
        SQL(" ").join(joins),
        tuple(plan_ids) or (None,),
        nearest,
        _known(visible, "target"),
    )
