from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...queries.effort import effort
from ..org.arguments import check_one
from ..org.nullable import NullableFloat, NullableMonetary, Ratio
from ..org.numbers import format_number
from .res_company import WEIGHTS
from .sales_customer_potential import SOURCES

CLASSES = [("a", "A"), ("b", "B"), ("c", "C")]
#: What a customer's own page shows.
PARTNER_FIELDS = (
    "partner_id",
    "currency_id",
    "revenue",
    "revenue_last",
    "growth",
    "abc_class",
    "abc_class_last",
    "potential",
    "potential_year",
    "potential_source",
    "share",
    "bought_on",
)


class CustomerIds(tuple):
    """Customers in a context that a report is read of. No client can send one."""


class SalesCustomerEffort(models.Model):
    """Customers' figures, and whether effort on them pays: one row for each customer of a company.

    Years are fiscal years; this one counts up to today, and growth compares it with the same days
    of last year. Sales are those that the reader may see, measured as new plans of the company are.
    Classes are worked out of all sales, what remains of potentials of those that are seen. A score
    of 100 points at most tells where to begin; its parts are beside it, see ``queries/effort.py``.
    """

    _name = "sales.customer.effort"
    _description = "Where Effort Pays"
    _inherit = ["sales.market.share.mixin", "sales.company.day.mixin"]
    _auto = False
    _rec_name = "partner_id"
    _order = "score desc, id"
    _share_of = ("potential_revenue", "potential")

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    state_id = fields.Many2one("res.country.state", readonly=True)
    phone = fields.Char(readonly=True)
    revenue_last = fields.Monetary("Last Year", readonly=True, help="Revenue of all of last year.")
    margin = NullableMonetary(
        readonly=True, help="Margin of this year up to today, where costs are known."
    )
    margin_last = NullableMonetary(
        "Margin Last Year", readonly=True, help="Margin of all of last year."
    )
    abc_class = fields.Selection(
        CLASSES,
        "Class",
        readonly=True,
        help="By share of all sales of this year, as the settings say. Empty: nothing was bought.",
    )
    abc_class_last = fields.Selection(
        CLASSES, "Class Last Year", readonly=True, help="The same of all of last year."
    )
    potential = NullableMonetary(
        readonly=True, help="What the customer could buy in a year, of everybody."
    )
    potential_year = NullableFloat(
        "Year of Potential", readonly=True, digits=(16, 0), aggregator=None
    )
    potential_source = fields.Selection(SOURCES, "Source of Potential", readonly=True)
    potential_revenue = NullableMonetary(
        "This Year Where Potential Is Known", readonly=True, aggregator=None
    )
    share = Ratio(
        help="Revenue of this year up to today by potential, where that is known.",
    )
    remaining_potential = NullableMonetary(
        readonly=True, help="Potential less revenue of this year, not below zero."
    )
    target = NullableMonetary(
        readonly=True, help="Target in the plan in force, of those rows of it that you see."
    )
    remaining_target = NullableMonetary(
        readonly=True, help="What is left of the target, not below zero."
    )
    bought_on = fields.Date("Last Purchase", readonly=True)
    days_since = NullableFloat(
        "Days Since",
        readonly=True,
        digits=(16, 0),
        aggregator="avg",
        help="Days since the last purchase. Empty: nothing was ever bought.",
    )
    score = fields.Float(
        readonly=True,
        digits=(16, 1),
        aggregator=None,
        help="0 to 100: what remains of potential and target, by rank among the customers that you "
        "see, and days since the last purchase, weighted as the settings say.",
    )
    potential_points = fields.Float(readonly=True, digits=(16, 1), aggregator=None)
    target_points = fields.Float(readonly=True, digits=(16, 1), aggregator=None)
    days_points = fields.Float(readonly=True, digits=(16, 1), aggregator=None)
    score_parts = fields.Char(compute="_compute_score_parts", help="What the score is made of.")
    is_mine = fields.Boolean(
        readonly=True,
        help="A customer of yours or of your teams, one to whom you or they sold, or one whose "
        "target you see.",
    )

    _depends = {
        "sales.actual": ["reference"],
        "sales.customer.potential": ["partner_id", "company_id", "year", "amount", "source"],
        "sales.plan": ["company_id", "date_from", "date_to", "measure", "basis", "state"],
        "sales.plan.level": ["plan_id", "dimension", "sequence"],
        "sales.plan.period": ["plan_id", "date_from", "date_to"],
        "sales.plan.allocation": ["plan_id", "parent_id", "responsible_id", "is_published"],
        "sales.plan.target": ["allocation_id", "period_id", "plan_id", "amount"],
        "res.partner": ["active", "user_id", "industry_id", "country_id", "state_id", "phone"],
        "res.users": ["sale_team_id"],
    }

    @property
    def _table_query(self) -> SQL:
        """The figures of customers of all companies switched on; of some of them, which is quicker,
        where the context names these."""
        asked = self.env.context.get("sales_market_customers")
        customer_ids = asked if isinstance(asked, CustomerIds) else None
        return self.env["sales.market.figures"]._unite(effort, customer_ids)

    @api.depends_context("lang", "uid")
    @api.depends("score", "potential_points", "target_points", "days_points")
    def _compute_score_parts(self):
        for customer in self:
            customer.score_parts = "\n".join(customer._describe_parts())

    def _describe_parts(self):
        """Yield a line for each part of the score: what it is about, and its points."""
        # sudo: how much each part counts is no secret of those who see the score
        company = self.company_id.sudo()
        whole = sum(company[name] for name in WEIGHTS)
        for label, value, points, weight in (
            (
                self.env._("Remaining potential"),
                self._format_amount(self.remaining_potential),
                self.potential_points,
                company.effort_potential_weight,
            ),
            (
                self.env._("Remaining target"),
                self._format_amount(self.remaining_target),
                self.target_points,
                company.effort_target_weight,
            ),
            (
                self.env._("Last purchase"),
                self._describe_days(),
                self.days_points,
                company.effort_days_weight,
            ),
        ):
            yield self.env._(
                "%(label)s: %(value)s – %(points)s of %(most)s points",
                label=label,
                value=value,
                points=format_number(self.env, points),
                most=format_number(self.env, round(100 * weight / whole, 1)),
            )

    def _format_amount(self, amount):
        return self.env._("unknown") if amount is False else self.currency_id.format(amount)

    def _describe_days(self):
        if self.days_since is False:
            return self.env._("never")
        days = int(self.days_since)
        if days in (0, 1):
            return self.env._("yesterday") if days else self.env._("today")
        return self.env._("%s days ago", format_number(self.env, days))

    # -------------------------------------------------------------------------
    # Buttons
    # -------------------------------------------------------------------------

    def action_schedule(self):
        """Open the dialog that plans an activity on these customers."""
        return self.env["mail.activity"]._open_scheduling(self._get_customers())

    def action_new_deal(self):
        """Open a new opportunity of the customer, of the user."""
        check_one(self)
        return self._get_customers()._open_new_opportunity()

    def action_call(self):
        """Begin a call to the customer, on whatever the user calls with."""
        check_one(self)
        customer = self._get_customers()
        if not customer.phone:
            raise UserError(self.env._("%s has no phone number.", customer.display_name))
        number = "".join(sign for sign in customer.phone if sign.isdigit() or sign == "+")
        return {"type": "ir.actions.act_url", "url": f"tel:{number}", "target": "self"}

    def action_estimate(self):
        """Estimate the potential of these customers from that of customers like them."""
        return self.env["sales.customer.potential"]._estimate(self._get_customers())

    def action_open_customer(self):
        """Open the customer."""
        check_one(self)
        return self._get_customers()._get_records_action()

    def _get_customers(self):
        """Return the customers of these rows; raise unless the user sees them."""
        self.check_access("read")
        if not self.exists():
            raise UserError(self.env._("Choose the customers that it is about."))
        return self.partner_id

    @api.model
    def _find_of(self, customers):
        """Return the rows of customers in the current company that the user sees, in one query."""
        some = self.with_context(sales_market_customers=CustomerIds(customers.ids))
        return some.search_fetch(
            Domain("company_id", "=", self.env.company.root_id.id), PARTNER_FIELDS
        )
