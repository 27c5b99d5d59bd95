from odoo import api, models
from odoo.orm.models import PREFETCH_MAX

from ...tools.landing_parts import says_something
from ..org.arguments import check_one
from ..org.nullable import NullableMonetary, Ratio
from .answer import PRECISION_OF_MANY
from .sales_landing_learned import LANDING_STATES


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
    landing_chance = Ratio(
        "Chance",
        compute="_compute_landing",
        digits=(16, 4),
        aggregator=None,
        help="How likely the target is reached. Empty where the range is wider than the target: "
        "a chance would say nothing.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("target_ids.amount", "plan_id.state", "plan_id.date_from", "plan_id.date_to")
    def _compute_landing(self):
        names = ("landing_amount", "landing_low", "landing_high", "landing_chance")
        nothing, values = dict.fromkeys(names), {}
        rows = self._origin._with_whole_plans()
        for plan, its_rows in rows.grouped("plan_id").items():
            # sudo: state and days of a plan are no secret to who sees one of its rows
            if plan.sudo().state in LANDING_STATES:
                values.update(its_rows._read_landings(plan))
        for name in names:
            field = self._fields[name]
            # cached as they are: thousands of rows one by one take longer than their landings
            field._insert_cache(rows, [values.get(row_id, nothing)[name] for row_id in rows.ids])
        for row in self - rows:
            row.update(values.get(row._origin.id, nothing))

    def _with_whole_plans(self):
        """Return these rows, and where there are as many as Odoo reads at once all that the user
        may see of their plans: they are wanted next, and all of a plan's rows land at once."""
        if len(self) < PREFETCH_MAX:
            return self
        return self | self.search([("plan_id", "in", self.plan_id.ids)])

    def _read_landings(self, plan):
        """Return the values of these rows of a plan: ``{row id: {field: value}}``."""
        # sudo: as in _compute_landing
        plan = plan.sudo()
        landing = self.env["sales.landing"]
        asked = landing._ask(plan.company_id, plan.date_from, plan.date_to)
        parts, __ = landing._gather_rows(plan, asked, self.ids)
        targets = self.env["sales.plan.figures"]._read_targets(plan)
        currency = plan.unit_currency_id
        rounded = currency.round if currency else float
        values = {}
        for row_id in self.ids:
            if row_id not in parts:
                continue
            landed = parts[row_id].land(PRECISION_OF_MANY)
            low, high, target = landed.p10, landed.p90, targets[row_id]
            says = low < high and says_something(low, high, target)
            values[row_id] = {
                "landing_amount": rounded(landed.p50),
                "landing_low": rounded(low),
                "landing_high": rounded(high),
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
