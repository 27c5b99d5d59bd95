from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...queries.customer_plans import AskedFacts, asked_facts, plan_lines
from ..fact.sales_actual import BASIS_SELECTION
from ..org.arguments import check_one
from ..org.nullable import NullableFloat, NullableMonetary, Ratio
from .sales_customer_plan import STATUS


class SalesCustomerPlanLine(models.Model):
    """What is expected of customers, one line each: customer plans, and the published rows of
    customers of plans in force, which are not typed twice.

    Nothing is stored here: a won deal or a posted invoice is in the next read. A line opens its
    plan. Rows of plans have no probability and count in full.
    """

    _name = "sales.customer.plan.line"
    _description = "Expected of Customers"
    _inherit = ["sales.guarded.mixin", "sales.company.day.mixin"]
    _auto = False
    _order = "date_to desc, partner_id, id"
    _rec_names_search = ["partner_id"]

    kind = fields.Selection(
        [("customer", "Customer Plan"), ("plan", "Row of a Plan")], "From", readonly=True
    )
    customer_plan_id = fields.Many2one("sales.customer.plan", readonly=True)
    allocation_id = fields.Many2one("sales.plan.allocation", "Row", readonly=True)
    plan_id = fields.Many2one("sales.plan", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    state_id = fields.Many2one("res.country.state", readonly=True)
    date_from = fields.Date("From Day", readonly=True)
    date_to = fields.Date("Until", readonly=True)
    achieved_by = fields.Selection(
        [("deals", "Linked Opportunities"), *BASIS_SELECTION], "Counted", readonly=True
    )
    active = fields.Boolean(readonly=True)
    probability = NullableFloat(readonly=True, aggregator="avg")
    amount = NullableMonetary("Expected", readonly=True)
    probable_amount = NullableMonetary(
        "Probable",
        readonly=True,
        help="The amount times its probability. What has no probability counts in full.",
    )
    achieved_amount = NullableMonetary("Achieved", readonly=True)
    remainder_amount = NullableMonetary(
        "Remainder", readonly=True, help="What is still missing; never below zero."
    )
    beyond_amount = NullableMonetary(
        "Beyond", readonly=True, help="What was achieved beyond the expected amount."
    )
    achieved_share = Ratio(
        "Achieved by Expected",
        readonly=True,
        aggregator="avg",
        help="Of several plans: the sum of what is achieved by the sum of what is expected.",
    )
    status = fields.Selection(STATUS, readonly=True, group_expand=True)

    _depends = {
        "sales.actual": ["reference"],
        "sales.customer.plan": [
            "partner_id",
            "company_id",
            "user_id",
            "date_from",
            "date_to",
            "amount",
            "probability",
            "achieved_by",
            "active",
        ],
        "sales.plan": ["company_id", "date_from", "date_to", "measure", "basis", "state"],
        "sales.plan.level": ["plan_id", "dimension", "sequence"],
        "sales.plan.allocation": [
            "plan_id",
            "parent_id",
            "partner_id",
            "responsible_id",
            "is_published",
        ],
        "sales.plan.target": ["allocation_id", "period_id", "plan_id", "amount", "history_amount"],
        "crm.lead": ["customer_plan_id"],
        "res.currency.rate": ["rate", "name", "company_id", "currency_id"],
        "res.users": ["sale_team_id"],
    }

    @property
    def _table_query(self) -> SQL:
        return plan_lines(self._get_asked_facts(), self._get_frames())

    @api.model
    def _get_asked_facts(self):
        """Return what facts customer plans are measured by, in a few words for each company."""
        self.env["sales.customer.plan"].flush_model()
        companies = self.env["res.company"]
        return [
            AskedFacts(
                basis,
                company_id,
                tuple(companies.browse(company_id)._get_branch_ids()),
                tuple(customers),
                first,
                last,
            )
            for basis, company_id, customers, first, last in self.env.execute_query(asked_facts())
        ]

    @api.model
    def _get_frames(self):
        """Return the plans in force, in money, that have rows of customers."""
        has_customers = Domain("partner_id", "!=", False)
        has_customers |= Domain("level_ids.dimension", "=", "customer")
        # sudo: rows are shown by the rules of this model, the shape of their plan is no secret
        plans = self.env["sales.plan"].sudo()
        found = plans.search(
            Domain("state", "=", "confirmed") & Domain("measure", "=", "revenue") & has_customers
        )
        return list(self.env["sales.plan.figures"]._get_frames(found).values()) if found else []

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """The share of several plans is sum over sum, both in one currency."""
        if aggregate_spec == "achieved_share:avg":
            return SQL(
                "(%s / NULLIF(%s, 0))::float8",
                super()._read_group_select("achieved_amount:sum_currency", query),
                super()._read_group_select("amount:sum_currency", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    @api.depends("partner_id", "customer_plan_id", "plan_id")
    def _compute_display_name(self):
        for line in self:
            # sudo: the names of what the line is about, which its reader may see
            own = line.sudo()
            names = [own.partner_id.display_name, own.plan_id.display_name]
            line.display_name = own.customer_plan_id.display_name or " · ".join(filter(None, names))

    def action_open(self):
        """Open the customer plan, or the row of the plan that the line comes from."""
        check_one(self)
        self.check_access("read")
        if self.customer_plan_id:
            return self.customer_plan_id._get_records_action()
        return self.allocation_id.action_open_target()
