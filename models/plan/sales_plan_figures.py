from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ...queries.dimensions import BY_CODE
from ...queries.facts.read import fact_query
from ...queries.plans import PlanFrame, net_targets, node_actuals
from ...queries.time import moment_at_end_of
from ...tools import pacing, periods
from ...tools.tree import order_by_level


@dataclass
class NodeFigures:
    """The figures of one row, a node in queries, in the plan's measure and currency.

    ``target`` sums the row's own targets, and in periods where it has none those of the rows below.
    None means that nothing is planned, which is not 0. ``unallocated`` is the part of it that no
    row below has, ``unplanned`` the part of ``actual`` that falls under no row below,
    ``unassigned`` the part of ``unplanned`` whose documents have no value for the next level. These
    three are None if there are no rows below.
    """

    actual: float = 0.0
    target: float | None = None
    history: float | None = None
    expected: float = 0.0
    unallocated: float | None = None
    unplanned: float | None = None
    unassigned: float | None = None


class SalesPlanFigures(models.AbstractModel):
    """Reads the figures of whole plans in a fixed number of queries.

    Whoever may see a row may see its figures, so these queries do not apply the rules of the
    documents. Callers ask only for plans and rows that their user may read.
    """

    _name = "sales.plan.figures"
    _description = "Figures of Sales Plans"

    @api.model
    def _get_frames(self, plans, as_of=None):
        """Return plans as the queries take them: ``{plan id: PlanFrame}``.

        :param as_of: the past day at whose end they are looked at; None for now
        """
        # sudo: the shape of a plan (its levels, its root) is no secret of the rows hidden in it
        plans = plans.sudo()
        # with inventory valuation installed, invoices may have cost-of-sales entries
        has_cogs = self.env["sales.actual"]._has_cogs()
        branches = {company: tuple(company._get_branch_ids()) for company in plans._get_companies()}
        exchanges = self._get_exchanges(plans, branches)
        frames = {
            plan.id: self._get_frame(plan, branches, has_cogs, exchanges.get(plan))
            for plan in plans
        }
        if not as_of:
            return frames
        ends = {company: moment_at_end_of(company, as_of) for company in plans.company_id}
        return {
            plan.id: replace(frames[plan.id], as_of=as_of, until=ends[plan.company_id])
            for plan in plans
        }

    @api.model
    def _get_frame(self, plan, branches, has_cogs, exchange):
        companies = plan._get_counted_companies()
        return PlanFrame(
            plan_id=plan.id,
            root_id=plan.root_id.id,
            company_id=plan.company_id.id,
            company_ids=tuple(id_ for company in companies for id_ in branches[company]),
            currency_id=plan.unit_currency_id.id or None,
            date_from=plan.date_from,
            date_to=plan.date_to,
            date_column=plan.invoice_date_basis,
            measure=plan.measure,
            basis=plan.basis,
            levels=tuple(plan.level_ids.mapped("dimension")),
            level_ids=tuple(plan.level_ids.ids),
            scope=tuple(self._get_scope(plan)),
            whole_months=plan._has_whole_months(),
            has_cogs=has_cogs,
            exchange=exchange,
            further_ids=tuple((companies - plan.company_id).ids),
            excluded=tuple(plan._get_group_customer_ids()),
            till=self.env["sales.actual"]._get_till(),
        )

    @api.model
    def _get_scope(self, record):
        """Yield ``(dimension code, ids)`` that all facts of a plan, or of a row, must match."""
        for dimension in BY_CODE.values():
            if record[dimension.field]:
                yield dimension.code, tuple(record._get_matching_ids(dimension.field))

    @api.model
    def _read_figures(self, plans, totals_only=False):
        """Return the figures of all rows: ``{row id: NodeFigures}``.

        Three queries serve all rows of all ``plans``.

        :param totals_only: read the totals of the plans only, for lists of plans
        """
        if not plans:
            return {}
        frames = self._get_frames(plans)
        if totals_only:
            frames = {key: replace(frame, levels=()) for key, frame in frames.items()}
            parents = {frame.root_id: None for frame in frames.values()}
        else:
            parents = self._read_parents(plans)
        figures = {node_id: NodeFigures() for node_id in parents}
        self._add_actuals(figures, parents, frames.values())
        self._add_targets(figures, parents, plans)
        for node in figures.values():
            self._round_figures(node)
        return figures

    @api.model
    def _read_actuals(self, plan):
        """Return the actuals of all rows of a plan, as :class:`NodeFigures` without targets."""
        parents = self._read_parents(plan)
        figures = {node_id: NodeFigures() for node_id in parents}
        self._add_actuals(figures, parents, self._get_frames(plan).values())
        for node in figures.values():
            self._round_figures(node)
        return figures

    @api.model
    def _read_parents(self, plans):
        """Return ``{row id: id of the row above or None}``, rows above before those below."""
        self.env["sales.plan.allocation"].flush_model(["plan_id", "parent_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id, parent_id FROM sales_plan_allocation WHERE plan_id IN %s ORDER BY id",
                tuple(plans.ids) or (None,),
            )
        )
        parents = dict(rows)
        return {node_id: parents[node_id] for node_id in order_by_level(parents)}

    @api.model
    def _read_frame_actuals(self, frames):
        """Read the own actuals of the rows of plans, in one query.

        :return: ``[(row id, actual, unassigned), …]``; the id is None for what no row below has
        """
        self.env["sales.actual"]._flush_sources()
        rows = self.env.execute_query(
            SQL(" UNION ALL ").join(
                SQL(
                    "SELECT %s AS root_id, node.* FROM (%s) node",
                    frame.root_id,
                    node_actuals(frame, by_period=False),
                )
                for frame in frames
            )
        )
        return [
            (node_id if depth else root_id, value or 0.0, unassigned or 0.0)
            for root_id, node_id, depth, __, value, unassigned in rows
        ]

    @api.model
    def _add_actuals(self, figures, parents, frames):
        for node_id, actual, unassigned in self._read_frame_actuals(frames):
            node = figures.get(node_id)
            if node:
                node.actual, node.unassigned = actual, unassigned
        with_children = {parent_id for parent_id in parents.values() if parent_id}
        below = defaultdict(float)
        for node_id, parent_id in parents.items():
            below[parent_id] += figures[node_id].actual
        for node_id, node in figures.items():
            if node_id in with_children:
                node.unplanned = node.actual - below[node_id]
                node.unassigned = node.unassigned or 0.0
            else:
                node.unassigned = None

    @api.model
    def _add_targets(self, figures, parents, plans, shares=None):
        """Add targets to figures, and as expected the share of each period that is given.

        :param shares: ``{period id: 0 to 1}``, other periods are left out; what is over if None
        """
        shares = self._get_elapsed_shares(plans) if shares is None else shares
        # sudo: as in _get_frames
        roots = {plan.id: plan.root_id.id for plan in plans.sudo()}
        for plan_id, node_id, amount, expected, history in self._read_net_targets(plans, shares):
            node = figures.get(node_id) or figures[roots[plan_id]]
            node.target = (node.target or 0.0) + amount
            node.expected += expected
            node.history = history if node.history is None else node.history + (history or 0.0)
            node.unallocated = node.target
        for node_id in reversed(list(parents)):
            node, parent = figures[node_id], figures.get(parents[node_id])
            if parent and node.target is not None:
                parent.target = (parent.target or 0.0) + node.target
                parent.expected += node.expected
                parent.unallocated = parent.unallocated or 0.0
        for node in figures.values():
            if node.unplanned is None:
                node.unallocated = None

    @api.model
    def _read_net_targets(self, plans, shares):
        """Sum the net targets of each row: in all, the part expected by now, and their history."""
        self.env["sales.plan.target"].flush_model()
        # sudo: as in _get_frames
        depth = max(len(plan.level_ids) for plan in plans.sudo())
        return self.env.execute_query(
            SQL(
                """SELECT net.plan_id, net.allocation_id, SUM(net.amount),
                          SUM(net.amount * elapsed.share), SUM(net.history_amount)
                     FROM (%s) net
                     JOIN (VALUES %s) elapsed (period_id, share)
                       ON elapsed.period_id = net.period_id
                    GROUP BY net.plan_id, net.allocation_id""",
                net_targets(plans.ids, depth),
                SQL(", ").join(SQL("(%s, %s::numeric)", *pair) for pair in shares.items())
                or SQL("(NULL::integer, NULL::numeric)"),
            )
        )

    @api.model
    def _get_elapsed_shares(self, plans):
        """Return the share of each period that is expected by now: ``{period id: 0 to 1}``.

        It is the share of its working days that is over, or that of the plan's own curve.
        """
        shares = {}
        # sudo: as in _get_frames
        for company, its_plans in plans.sudo().grouped("company_id").items():
            first, last = min(its_plans.mapped("date_from")), max(its_plans.mapped("date_to"))
            weekdays, holidays = company._get_working_days(first, last)
            today = company._get_today()
            for period in its_plans.period_ids:
                shares[period.id] = pacing.elapsed_share(
                    period.date_from, period.date_to, today, weekdays, holidays
                )
        return shares | self._read_seasonal_shares(plans.sudo())

    @staticmethod
    def _round_figures(node):
        """Round away the error of binary fractions, so that sums of cents are cents."""
        for name, value in vars(node).items():
            if value is not None:
                setattr(node, name, round(value, 6) + 0.0)

    @api.model
    def _read_period_actuals(self, plan, years=0, row=None):
        """Return the rows' own actuals by period: ``{(row id, period id): amount}``.

        :param years: how many years before each period, 0 for the period itself
        :param row: read only the facts of this row of the plan
        """
        frame = self._get_past_frame(plan, years, row)
        self.env["sales.actual"]._flush_sources()
        return {
            (node_id if depth else frame.root_id, period_id): value
            for node_id, depth, period_id, value, __ in self.env.execute_query(
                node_actuals(frame, by_period=True)
            )
            if period_id and (node_id or not depth)
        }

    @api.model
    def _get_past_frame(self, plan, years, row=None):
        """Return the frame of a plan, or of one of its rows, for the facts of earlier years."""
        frame = self._get_frames(plan)[plan.id]
        if row:
            # sudo: the values of a row that the caller may read
            scope = tuple(self._get_scope(row.sudo()))
            frame = replace(frame, root_id=row.id, levels=(), scope=scope)
        return self._shift_frame(frame, plan.sudo().period_ids, -years) if years else frame

    @staticmethod
    def _shift_frame(frame, plan_periods, years):
        """Return the frame of a plan for the facts of other years."""
        spans = [(period.date_from, period.date_to) for period in plan_periods]
        # a draft may have no periods yet; its days are those of the plan
        shifted = periods.shift_spans(spans or [(frame.date_from, frame.date_to)], years)
        return replace(
            frame,
            date_from=shifted[0][0],
            date_to=shifted[-1][1],
            spans=tuple(
                (period_id, *span)
                for period_id, span in zip(plan_periods.ids, shifted, strict=bool(spans))
            ),
        )

    @api.model
    def _read_span_actuals(self, plan, basis, spans, codes):
        """Return sums of the plan's facts over any spans of days, for loading them into the plan.

        :param basis: basis to read, one of ``queries.dimensions.ACTUAL_BASES``
        :param spans: ``[(index, first day, last day), …]`` that do not overlap
        :param codes: dimension codes to group by, in the order of the result's values
        :return: ``[(index, (value id or None, …), amount as Decimal), …]``, every amount in the
            plan's measure; facts outside of all spans are not returned
        """
        frame = self._get_frames(plan)[plan.id]
        monthly = all(self._is_whole_months(first, last) for __, first, last in spans)
        query = frame.facts(
            codes,
            basis=basis,
            grain="month" if monthly else "day",
            date_from=min(first for __, first, __ in spans),
            date_to=max(last for __, __, last in spans),
        )
        values = [SQL.identifier("fact", BY_CODE[code].field) for code in codes]
        self.env["sales.actual"]._flush_sources()
        rows = self.env.execute_query(
            SQL(
                """SELECT span.number, SUM(fact.value)::text %s
                     FROM (%s) fact
                     JOIN (VALUES %s) span (number, first_day, last_day)
                       ON fact.date BETWEEN span.first_day AND span.last_day
                    GROUP BY %s
                   HAVING SUM(fact.value) IS NOT NULL""",
                SQL("").join(SQL(", %s", value) for value in values),
                fact_query(query),
                SQL(", ").join(SQL("(%s, %s, %s)", *span) for span in spans),
                SQL(", ").join([SQL("span.number"), *values]),
            )
        )
        return [(number, tuple(ids), Decimal(amount)) for number, amount, *ids in rows]

    @staticmethod
    def _is_whole_months(first, last):
        return first.day == 1 and fields.Date.add(last, days=1).day == 1

    # Whose sales ----------------------------------------------------------------

    @api.model
    def _get_seen_condition(self):
        """Return the condition that the user may know of facts, by their salesperson and team, as
        the rules of ``sales.actual`` have it; None for who may know of all.

        It is about a relation ``fact`` with ``user_id`` and ``team_id``. Rights that code raises
        do not count: what they read would stay in the cache for the user.
        """
        user = self.env.user
        if user.has_groups(
            "sales_team.group_sale_salesman_all_leads,sales_plan.group_sales_plan_manager,"
            "sales_plan.group_sales_plan_auditor"
        ):
            return None
        return SQL(
            "(fact.user_id IS NULL OR fact.user_id = %s OR fact.team_id IN %s)",
            user.id,
            tuple(self._get_led_team_ids()) or (None,),
        )

    @api.model
    def _get_led_team_ids(self):
        """Return the ids of the teams that the user leads, and of those below them; none for who
        is no leader."""
        user = self.env.user
        if not user.has_group("sales_plan.group_sales_plan_leader"):
            return []
        # sudo: archived teams and those of other companies, too
        teams = self.env["crm.team"].sudo().with_context(active_test=False)
        return teams.search([("leader_ids", "in", user.ids)]).ids
