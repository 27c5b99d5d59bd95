from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ...queries.dimensions import BY_CODE
from ...queries.time import company_days
from ...tools import pacing
from ...tools.arguments import an_id, one_of, optional
from ..org.arguments import check_one, takes
from ..org.nullable import NullableMonetary, Ratio
from .progress import STATUSES

#: Computed fields that lists can be sorted by.
SORTABLE = (
    "target_amount",
    "history_amount",
    "actual_amount",
    "gap_amount",
    "attainment",
    "expected_amount",
    "unallocated_amount",
    "unplanned_amount",
)


class SalesPlanAllocation(models.Model):
    """Compares rows with their actuals, read live for all rows of a plan at once."""

    _inherit = "sales.plan.allocation"

    has_target = fields.Boolean(
        "Planned", compute="_compute_figures", help="Zero can be planned; nothing planned is not 0."
    )
    target_amount = NullableMonetary(
        "Target", compute="_compute_figures", currency_field="unit_currency_id"
    )
    history_amount = NullableMonetary(
        "History", compute="_compute_figures", currency_field="unit_currency_id"
    )
    actual_amount = fields.Monetary(
        "Actual", compute="_compute_figures", currency_field="unit_currency_id"
    )
    gap_amount = NullableMonetary(
        "Gap", compute="_compute_figures", currency_field="unit_currency_id"
    )
    attainment = Ratio(compute="_compute_figures", digits=(16, 4), aggregator=None)
    expected_amount = fields.Monetary(
        "Expected by Now", compute="_compute_figures", currency_field="unit_currency_id"
    )
    unallocated_amount = fields.Monetary(
        "Unallocated",
        compute="_compute_figures",
        currency_field="unit_currency_id",
        help="What no row below has; negative when more was given out than there is.",
    )
    unplanned_amount = fields.Monetary(
        "Unplanned",
        compute="_compute_figures",
        currency_field="unit_currency_id",
        help="Actuals of this row that fall under none of the rows below.",
    )
    unassigned_amount = fields.Monetary(
        "Unassigned",
        compute="_compute_figures",
        currency_field="unit_currency_id",
        help="The part of the unplanned whose documents name no value for the next level.",
    )
    time_place = fields.Integer(
        "Order in Time",
        compute="_compute_time_place",
        aggregator=None,
        help="0 while the plan runs, 1 before it begins, 2 when it is over.",
    )
    status = fields.Selection(
        STATUSES, "Progress", compute="_compute_figures", search="_search_status"
    )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("target_ids.amount", "plan_id.state", "plan_id.at_risk_below", "plan_id.pace_by")
    def _compute_figures(self):
        figures = self._origin._read_figure_values()
        nothing = dict.fromkeys((*SORTABLE, "unassigned_amount"), False)
        nothing |= {"has_target": False, "status": False}
        for allocation in self:
            allocation.update(figures.get(allocation._origin.id, nothing))

    @api.depends("plan_id.date_from", "plan_id.date_to")
    def _compute_time_place(self):
        for allocation in self:
            # sudo: the days of a plan are no secret to who sees one of its rows
            plan = allocation.sudo().plan_id
            today = plan.company_id._get_today()
            if plan.date_to and plan.date_to < today:
                allocation.time_place = 2
            else:
                allocation.time_place = int(bool(plan.date_from and plan.date_from > today))

    def _read_figure_values(self):
        """Return the values of the computed fields of all these rows: ``{id: {field: value}}``."""
        figures = self.env["sales.plan.figures"]._read_figures(self.plan_id)
        # sudo: which company a plan is of is no secret to who sees one of its rows
        days = {plan.id: plan.company_id._get_today() for plan in self.plan_id.sudo()}
        whole = set(self._filter_whole().ids)
        values = {}
        for allocation in self:
            node = figures.get(allocation.id)
            if not node:
                continue
            if allocation.id not in whole:
                node = replace(node, unallocated=None, unplanned=None, unassigned=None)
            values[allocation.id] = allocation._prepare_figure_values(
                node, days[allocation.plan_id.id]
            )
        return values

    def _filter_whole(self):
        """Return the rows below which no row is hidden from the user.

        Of others, what a row has besides the rows below would give away figures of hidden rows.
        """
        below = [("parent_id", "in", self.ids)]
        visible = dict(self._read_group(below, ["parent_id"], ["__count"]))
        # sudo: counts rows, to compare with the visible ones
        every = dict(self.sudo()._read_group(below, ["parent_id"], ["__count"]))
        visible = {row.id: count for row, count in visible.items()}
        every = {row.id: count for row, count in every.items()}
        return self.filtered(lambda row: visible.get(row.id) == every.get(row.id))

    def _prepare_figure_values(self, node, today):
        return {
            "has_target": node.target is not None,
            "target_amount": node.target,
            "history_amount": node.history,
            "actual_amount": node.actual,
            "gap_amount": pacing.gap(node.target, node.actual),
            "attainment": pacing.attainment(node.target, node.actual),
            "expected_amount": node.expected,
            "unallocated_amount": node.unallocated or 0.0,
            "unplanned_amount": node.unplanned or 0.0,
            "unassigned_amount": node.unassigned or 0.0,
            # sudo: the plan's dates and threshold, no secret to who sees one of its rows
            "status": self.plan_id.sudo()._get_status(
                node.target, node.actual, node.expected, today
            ),
        }

    def _search_status(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        allocations = self.search([("plan_id.state", "!=", "superseded")])
        found = [
            allocation_id
            for allocation_id, figures in allocations._read_figure_values().items()
            if (figures["status"] in value) == (operator == "in")
        ]
        return Domain("id", "in", found)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name == "time_place":
            return self._order_by_time(alias, direction, nulls, query)
        if field_name not in SORTABLE:
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        if query.is_empty():  # asked only whether the field can be sorted by
            return SQL("NULL")
        values = self.search(Domain.TRUE)._read_figure_values()
        figures = query.make_alias(alias, field_name)
        query.add_join(
            "LEFT JOIN",
            figures,
            SQL(
                "(SELECT * FROM unnest(%s::integer[], %s::numeric[]) AS figure (id, value))",
                list(values),
                [row[field_name] for row in values.values()],
            ),
            SQL("%s = %s", SQL.identifier(figures, "id"), SQL.identifier(alias, "id")),
        )
        return SQL("%s %s %s", SQL.identifier(figures, "value"), direction, nulls)

    def _order_by_time(self, alias, direction, nulls, query):
        """Return the order by which rows of plans that run stand before those of plans to come,
        and those before rows of plans that are over, each by the day of its company."""
        if query.is_empty():  # asked only whether the field can be sorted by
            return SQL("NULL")
        plan, day = query.make_alias(alias, "plan"), query.make_alias(alias, "day")
        for name, source, link in (
            (plan, SQL.identifier("sales_plan"), "plan_id"),
            (day, SQL("(%s)", company_days()), "company_id"),
        ):
            condition = SQL("%s = %s", SQL.identifier(name, "id"), SQL.identifier(alias, link))
            query.add_join("LEFT JOIN", name, source, condition)
        return SQL(
            """CASE WHEN %(first)s > %(today)s THEN 1 WHEN %(last)s < %(today)s THEN 2 ELSE 0 END
               %(direction)s %(nulls)s""",
            first=SQL.identifier(plan, "date_from"),
            last=SQL.identifier(plan, "date_to"),
            today=SQL.identifier(day, "today"),
            direction=direction,
            nulls=nulls,
        )

    @takes(kind=one_of("own", "unplanned", "unassigned"), period_id=optional(an_id))
    def action_open_actuals(self, kind="own", period_id=False):
        """Open the facts that add up to a figure of this row.

        :param kind: ``own`` for the whole actual, ``unplanned`` or ``unassigned`` for that part
        :param period_id: only the facts of this period of the plan
        """
        check_one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_plan.sales_actual_action")
        title = {
            "own": self.env._("Actuals of %s", self.display_name),
            "unplanned": self.env._("Unplanned in %s", self.display_name),
            "unassigned": self.env._("Unassigned in %s", self.display_name),
        }
        if kind != "own" and not self._filter_whole():
            raise AccessError(self.env._("Rows below “%s” are hidden from you.", self.display_name))
        return {
            **action,
            "name": title[kind],
            "display_name": title[kind],
            "domain": list(self._get_actuals_domain(kind, period_id)),
            # sudo: what a plan measures is no secret to who sees one of its rows
            "context": {
                "sales_plan_measure": self.plan_id.sudo().measure,
                "sales_plan_figure": True,
            },
        }

    def _get_actuals_domain(self, kind="own", period_id=False):
        """Return the domain on ``sales.actual`` of a figure, see :meth:`action_open_actuals`."""
        self.ensure_one()
        # sudo: the shape of the plan around a row that the user can read
        allocation = self.sudo()
        period = self.env["sales.plan.period"].sudo().browse(period_id)
        domain = allocation.plan_id._get_actuals_domain(period & allocation.plan_id.period_ids)
        for name in allocation._get_dimension_values():
            domain &= allocation._get_own_domain(name)
        level = allocation._get_child_level()
        if kind != "own" and level:
            name = BY_CODE[level.dimension].field
            if kind == "unassigned":
                domain &= Domain(name, "=", False)
            else:
                domain &= Domain("unplanned_row_id", "=", self.id)
        return domain
