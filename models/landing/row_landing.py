from odoo import api, models
from odoo.tools.gc import disabling_gc

from ...tools.landing_parts import get_chance
from ..org.nullable import NullableMonetary, Ratio
from ..plan.lifecycle import IN_FORCE
from .answer import get_precision, get_rounding

#: How many records Odoo reads at once, at most.
READ_AT_ONCE = 1_000
#: What is told of a row's landing, in the order that files have it in.
LANDING_FIELDS = (
    "landing_low",
    "landing_amount",
    "landing_high",
    "landing_chance",
    "landing_certain",
    "landing_committed",
    "landing_deals",
    "landing_to_come",
)


class SalesPlanAllocation(models.Model):
    """Where rows of plans in force will end up, for all rows of a plan at once."""

    _name = "sales.plan.allocation"
    _inherit = ["sales.plan.allocation", "sales.landing.mixin"]

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
        rows = self._origin._with_whole_plans()
        for plan, its_rows in rows.grouped("plan_id").items():
            # sudo: state and days of a plan are no secret to who sees one of its rows
            if plan.sudo().state in IN_FORCE:
                values.update(its_rows._read_landings(plan))
        for name in LANDING_FIELDS:
            field = self._fields[name]
            # cached as they are: thousands of rows one by one take longer than their landings
            field._insert_cache(rows, [values.get(row_id, nothing)[name] for row_id in rows.ids])
        for row in self - rows:
            row.update(values.get(row._origin.id, nothing))

    def _with_whole_plans(self):
        """Return these rows, and where there are as many as Odoo reads at once all that the user
        may see of their plans: they are wanted next, and all of a plan's rows land at once."""
        if len(self) < READ_AT_ONCE:
            return self
        return self | self.search([("plan_id", "in", self.plan_id.ids)])

    # what landings are worked out with has no cycles: to look for some takes a tenth of the time
    @disabling_gc()
    def _read_landings(self, plan):
        """Return the values of these rows of a plan: ``{row id: {field: value}}``."""
        # sudo: as in _compute_landing
        plan = plan.sudo()
        landing = self.env["sales.landing"]
        asked = landing._ask(plan.company_id, plan.date_from, plan.date_to)
        parts, __ = landing._gather_rows(plan, asked, self.ids)
        targets = self.env["sales.plan.figures"]._read_targets(plan)
        currency = plan.unit_currency_id
        rounded = get_rounding(currency) if currency else float
        precision = get_precision(len(self.env["sales.plan.figures"]._read_parents(plan)))
        values = {}
        for row_id in self.ids:
            if row_id not in parts:
                continue
            landed = parts[row_id].land(precision)
            means = parts[row_id].get_means()
            values[row_id] = {
                "landing_amount": rounded(landed.p50),
                "landing_low": rounded(landed.p10),
                "landing_high": rounded(landed.p90),
                "landing_certain": rounded(means["certain"]),
                "landing_committed": rounded(means["committed"]),
                "landing_deals": rounded(means["deals"]),
                "landing_to_come": rounded(means["to_come"]),
                # what is over is known
                "landing_chance": (None if asked.is_over else get_chance(landed, targets[row_id])),
            }
        return values
