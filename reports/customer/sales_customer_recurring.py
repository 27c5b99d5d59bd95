from odoo import api, fields, models
from odoo.fields import Date, Domain
from odoo.tools import SQL

from ...models.fact.sales_actual import BASIS_SELECTION
from ...models.org.arguments import check_one
from ...models.org.nullable import NullableFloat, NullableMonetary
from ...queries.recurring import RecurringFrame, recurring_customers
from ...tools.customer_plans import ONE_DAY


class SalesCustomerRecurring(models.Model):
    """Customers side by side: what they buy this year beside the same days of last year and what
    is expected, when they bought last and how often they usually do.

    Of who reads own documents only, the sales of others are left out, as in the list of actuals.
    What is missing is missing to what is expected, or else to last year.
    """

    _name = "sales.customer.recurring"
    _description = "Recurring Customers"
    _inherit = ["sales.guarded.mixin", "sales.company.day.mixin"]
    _auto = False
    _rec_name = "partner_id"
    _order = "missing_amount desc, partner_id, id"

    basis = fields.Selection(BASIS_SELECTION, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    state_id = fields.Many2one("res.country.state", readonly=True)
    this_year_amount = fields.Monetary("This Year", readonly=True, help="Until today.")
    last_year_amount = fields.Monetary(
        "Last Year", readonly=True, help="The same days of the year before."
    )
    plan_amount = NullableMonetary(
        "Expected",
        readonly=True,
        help="Of the whole year: the customer plans that you may see, or the rows of plans in "
        "force where there are none.",
    )
    missing_amount = fields.Monetary(
        "Missing",
        readonly=True,
        help="What this year lacks of what is expected, or of the same days of last year where "
        "nothing is expected; never below zero.",
    )
    last_date = fields.Date("Last Purchase", readonly=True)
    purchase_count = fields.Integer(
        "Purchases", readonly=True, help="Days of the last years on which something was bought."
    )
    usual_days = NullableFloat(
        "Usual Interval",
        readonly=True,
        digits=(16, 0),
        aggregator="avg",
        help="Days between purchases: the median of the last years, from three purchases on.",
    )
    next_date = fields.Date(
        "Next Expected", readonly=True, help="The last purchase and the usual interval after it."
    )
    days_since = fields.Integer("Days since", readonly=True, aggregator="avg")
    is_overdue = fields.Boolean(
        "Overdue for a Purchase", readonly=True, help="The usual interval is over."
    )

    _depends = {
        "sales.actual": ["reference"],
        "sales.customer.plan.line": ["amount"],
        "res.partner": ["user_id"],
    }

    @property
    def _table_query(self) -> SQL:
        frames = [self._get_frame(company) for company in self._get_highest_companies()]
        return recurring_customers(frames)

    @api.model
    def _get_highest_companies(self):
        """Return the companies that the reader works in, without the branches of these."""
        chosen = self.env.companies
        # sudo: which companies belong to which is known to their users
        return chosen.filtered(lambda company: not company.sudo().parent_ids[:-1] & chosen)

    @api.model
    def _get_frame(self, company):
        today = company._get_today()
        year = self.env["sales.customer.plan"]._get_running_year(company)
        branches = tuple(company._get_branch_ids())
        last_from = Date.subtract(year["date_from"], years=1)
        return RecurringFrame(
            company_id=company.id,
            company_ids=branches,
            year_from=year["date_from"],
            today=today,
            last_from=last_from,
            # the last of February stays so in a year that has one day more or less
            last_to=Date.subtract(Date.add(today, days=1), years=1) - ONE_DAY,
            # what code reads for nobody in particular is all that there is
            visible=None if self.env.su else self.env["sales.plan.figures"]._get_seen_condition(),
            expected=self._get_expected(branches, year),
        )

    @api.model
    def _get_expected(self, company_ids, year):
        """Return the query of what is expected this year that the reader may see: customer plans,
        or rows of plans in force where a customer has none."""
        lines = self.env["sales.customer.plan.line"]
        query = lines._search(
            Domain("company_id", "in", company_ids)
            & Domain("date_from", "<=", year["date_to"])
            & Domain("date_to", ">=", year["date_from"])
        )
        names = ("partner_id", "kind", "amount")
        rows = query.select(*(SQL.identifier(query.table, name) for name in names))
        return SQL(
            """SELECT partner_id, COALESCE(SUM(amount) FILTER (WHERE kind = 'customer'),
                                           SUM(amount)) AS amount
                 FROM (%s) line GROUP BY partner_id""",
            rows,
        )

    def action_open_customer(self):
        """Open the page of the customer, whose button leads to what is expected of them."""
        check_one(self)
        self.check_access("read")
        return self.partner_id._get_records_action()

    def action_new_opportunity(self):
        """Open a new opportunity of the customer, of the user."""
        check_one(self)
        self.check_access("read")
        return self.partner_id._open_new_opportunity()
