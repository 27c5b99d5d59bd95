from odoo import api, models

from ...tools.landing_parts import says_something
from ..org.arguments import check_one
from ..org.nullable import NullableMonetary, Ratio

#: Many landings at once are worked out a little more roughly, see ``tools.landing``: nobody sees
#: the difference.
PRECISION_OF_ROWS = 0.005
#: What is told of a row's landing.
LANDING_FIELDS = (
    "landing_amount",
    "landing_low",
    "landing_high",
    "landing_certain",
    "landing_committed",
    "landing_deals",
    "landing_to_come",
    "landing_chance",
)
#: Plans that land somewhere: those in force.
LANDING_STATES = ("confirmed", "closed")


class SalesPlanAllocation(models.Model):
    """Where rows of plans in force will end up, for all rows of a plan at once."""

    _inherit = "sales.plan.allocation"

    landing_amount = NullableMonetary(
        "Landing",
        compute="_compute_landing",
        currency_field="unit_currency_id",
        help="Where the row will end up: half of the outcomes lie above, half below.",
    )
    landing_low = NullableMonetary(
        "Landing, Low",
        compute="_compute_landing",
        currency_field="unit_currency_id",
        help="Nine of ten outcomes lie above.",
    )
    landing_high = NullableMonetary(
        "Landing, High",
        compute="_compute_landing",
        currency_field="unit_currency_id",
        help="Nine of ten outcomes lie below.",
    )
    landing_certain = NullableMonetary(
        "Certain",
        compute="_compute_landing",
        currency_field="unit_currency_id",
        help="What counts already, up to today.",
    )
    landing_committed = NullableMonetary(
        "Committed",
        compute="_compute_landing",
        currency_field="unit_currency_id",
        help="What documents that are there and do not count yet will bring: orders to invoice, "
        "invoices to collect.",
    )
    landing_deals = NullableMonetary(
        "Expected of Deals",
        compute="_compute_landing",
        currency_field="unit_currency_id",
        help="What open deals will bring, each with its chance to count by the end.",
    )
    landing_to_come = NullableMonetary(
        "Still to Come",
        compute="_compute_landing",
        currency_field="unit_currency_id",
        help="What will come of what is not there yet, as it usually does.",
    )
    landing_chance = Ratio(
        "Chance",
        compute="_compute_landing",
        digits=(16, 4),
        aggregator=None,
        help="How likely the target is reached. Empty where the range is wider than the target: "
        "a chance would say nothing.",
    )

    asked_landing_amount = NullableMonetary(
        "Landing of the Row",
        compute="_compute_asked_landing",
        currency_field="unit_currency_id",
        exportable=False,
        help="Where the row will end up: half of the outcomes lie above, half below.",
    )
    asked_landing_chance = Ratio(
        "Chance of the Row",
        compute="_compute_asked_landing",
        digits=(16, 4),
        aggregator=None,
        exportable=False,
        help="How likely the row's target is reached.",
    )

    @api.depends_context("uid", "allowed_company_ids", "sales_plan_landings")
    @api.depends("landing_amount", "landing_chance")
    def _compute_asked_landing(self):
        """Fill in the columns that are on demand: lists read hidden columns, too, and landings take
        a moment. A filter asks for them, by ``sales_plan_landings`` in the context."""
        wanted = self.env.context.get("sales_plan_landings")
        for row in self:
            row.asked_landing_amount = row.landing_amount if wanted else None
            row.asked_landing_chance = row.landing_chance if wanted else None

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("target_ids.amount", "plan_id.state", "plan_id.date_from", "plan_id.date_to")
    def _compute_landing(self):
        nothing, values = dict.fromkeys(LANDING_FIELDS), {}
        figures = self._origin._read_figure_values()
        for plan, rows in self._origin.grouped("plan_id").items():
            # sudo: state and days of a plan are no secret to who sees one of its rows
            if plan.sudo().state in LANDING_STATES:
                values.update(rows._read_landings(plan, figures))
        for row in self:
            row.update(values.get(row._origin.id, nothing))

    def _read_landings(self, plan, figures):
        """Return the values of these rows of a plan: ``{row id: {field: value}}``.

        :param figures: of each row the values of ``_read_figure_values``
        """
        # sudo: as in _compute_landing
        plan = plan.sudo()
        landing = self.env["sales.landing"]
        asked = landing._ask(plan.company_id, plan.date_from, plan.date_to)
        parts, __ = landing._gather_rows(plan, asked, self.ids)
        values = {}
        for row in self:
            part = parts.get(row.id)
            if part is None:
                continue
            landed = part.land(PRECISION_OF_ROWS)
            low, high = landed.p10, landed.p90
            target = figures[row.id]["target_amount"]
            means = part.get_means()
            says = low < high and says_something(low, high, target)
            values[row.id] = {
                "landing_amount": landed.p50,
                "landing_low": low,
                "landing_high": high,
                "landing_certain": means["certain"],
                "landing_committed": means["committed"],
                "landing_deals": means["deals"],
                "landing_to_come": means["to_come"],
                "landing_chance": landed.chance(target) if says else None,
            }
        return values


class SalesPlan(models.Model):
    """Opens the landings of a plan's rows."""

    _inherit = "sales.plan"

    def action_open_landing(self):
        """Open where the plan's rows will end up, the total among them."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_plan.sales_plan_allocation_landing_action"
        )
        return {
            **action,
            "domain": [("plan_id", "=", self.id)],
            "context": {"sales_plan_figure": True},
            "display_name": self.env._("Landing of %s", self.display_name),
        }
