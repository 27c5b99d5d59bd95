from odoo import api, fields, models
from odoo.models import parse_read_group_spec
from odoo.tools import SQL

from ...models.org.arguments import check_one
from ...models.org.nullable import NullableFloat, NullableMonetary, Ratio
from ...queries.request import date_bounds
from ...queries.source_return import MADE_OF, ReturnQuery, return_query

#: Amounts of a group by its costs, and what else they are divided by: ``{ratio: (what, by)}``.
_DIVIDED = {
    "cost_per_lead": ("cost_amount", "leads"),
    "cost_per_customer": ("cost_amount", "customers"),
    "revenue_per_cost": ("invoiced_amount", "cost_amount"),
    "margin_per_cost": ("margin_amount", "cost_amount"),
    "return_on_margin": ("margin_amount", "cost_amount"),
    "first_revenue_per_cost": ("first_invoiced_amount", "cost_amount"),
    "first_return_on_margin": ("first_margin_amount", "cost_amount"),
}
#: Margins that may be unknown, and the revenue beside which they are.
_REVENUES = {
    "margin_amount": "invoiced_amount",
    "first_margin_amount": "first_invoiced_amount",
}


class SalesSourceReturn(models.Model):
    """Leads, what came of them and what they cost, by source, medium and campaign.

    What is sold counts for the source of its document (last touch); beside it stands what counts
    for the source of the customer's first lead that names one (first touch). Costs belong to a
    source, however it is touched. What names no source is in a row without one, so that every
    measure adds up to the documents by any grouping.

    A row has two days: its own (a lead's making, a sale's or a payment's day, a day of a cost), and
    that of the lead it goes back to. Ratios are sum over sum, and empty where there is nothing to
    divide by. What rows there are and how they are read stands in ``queries/source_return.py``.
    """

    _name = "sales.source.return"
    _description = "Return on Sources"
    _inherit = ["sales.guarded.mixin", "sales.asked.report.mixin"]
    _auto = False
    _rec_name = "reference"
    _order = "date desc, id desc"

    kind = fields.Selection(
        [
            ("lead", "Lead"),
            ("won", "Won"),
            ("ordered", "Ordered"),
            ("invoiced", "Invoiced"),
            ("collected", "Collected"),
            ("customer", "New Customer"),
            ("cost", "Cost"),
            ("bill", "Vendor Bill"),
        ],
        readonly=True,
    )
    touch = fields.Selection(
        [
            ("both", "First and Last Touch"),
            ("last", "Last Touch"),
            ("first", "First Touch"),
        ],
        readonly=True,
        help="Last touch: the source of the document. First touch: that of the customer's first "
        "lead that names one.",
    )
    date = fields.Date(
        "Day",
        readonly=True,
        help="When the lead was made, the deal won, the order placed, the invoice posted, the "
        "payment received, the cost spent.",
    )
    lead_date = fields.Date(
        "Lead Made On",
        readonly=True,
        help="Day of the lead that it goes back to: that of the order, else the customer's first.",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    main_source_id = fields.Many2one(
        "utm.source", readonly=True, help="The source that the source is part of in the end."
    )
    medium_id = fields.Many2one("utm.medium", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    main_campaign_id = fields.Many2one(
        "utm.campaign", readonly=True, help="The campaign that the campaign is part of in the end."
    )
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        "Document ID", model_field="res_model", readonly=True, aggregator=None
    )
    reference = fields.Char("Document", readonly=True)

    leads = fields.Integer(readonly=True, help="Leads and opportunities, also lost ones.")
    opportunities = fields.Integer(readonly=True, help="Leads that are opportunities.")
    qualified = fields.Integer(
        readonly=True, help="Opportunities that have been in a stage after the first, or were won."
    )
    won = fields.Integer("Won Deals", readonly=True)
    customers = fields.Integer(
        "New Customers",
        readonly=True,
        help="Customers to whom something was sold for the first time: a deal won, an order or an "
        "invoice, whichever came first.",
    )
    won_amount = NullableMonetary("Won", readonly=True)
    ordered_amount = NullableMonetary("Ordered", readonly=True)
    invoiced_amount = NullableMonetary("Invoiced", readonly=True)
    collected_amount = NullableMonetary("Collected", readonly=True)
    margin_amount = NullableMonetary(
        "Margin", readonly=True, help="Invoiced less its cost, where the cost is known."
    )
    cost_amount = NullableMonetary(
        "Cost", readonly=True, help="What was spent on the source: typed, or of vendor bills."
    )
    days_to_money = NullableFloat(
        "Days to First Money",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Days from the first lead of a customer to the first payment that came then or later; "
        "of several customers the mean.",
    )
    cost_per_lead = NullableFloat("Cost per Lead", readonly=True, digits=(16, 2), aggregator="avg")
    cost_per_customer = NullableFloat(
        "Cost per New Customer", readonly=True, digits=(16, 2), aggregator="avg"
    )
    revenue_per_cost = NullableFloat(
        "Revenue per Cost",
        readonly=True,
        digits=(16, 2),
        aggregator="avg",
        help="Invoiced by cost.",
    )
    margin_per_cost = NullableFloat(
        "Margin per Cost", readonly=True, digits=(16, 2), aggregator="avg"
    )
    return_on_margin = Ratio(
        "Return on Margin",
        readonly=True,
        aggregator="avg",
        help="Margin less cost, by cost: 0% has paid for itself.",
    )
    first_won = fields.Integer("Won Deals (First Touch)", readonly=True)
    first_customers = fields.Integer("New Customers (First Touch)", readonly=True)
    first_won_amount = NullableMonetary("Won (First Touch)", readonly=True)
    first_ordered_amount = NullableMonetary("Ordered (First Touch)", readonly=True)
    first_invoiced_amount = NullableMonetary("Invoiced (First Touch)", readonly=True)
    first_collected_amount = NullableMonetary("Collected (First Touch)", readonly=True)
    first_margin_amount = NullableMonetary("Margin (First Touch)", readonly=True)
    first_revenue_per_cost = NullableFloat(
        "Revenue per Cost (First Touch)", readonly=True, digits=(16, 2), aggregator="avg"
    )
    first_return_on_margin = Ratio(
        "Return on Margin (First Touch)", readonly=True, aggregator="avg"
    )

    _depends = {
        "sales.actual": ["reference"],
        "sales.source.cost": [
            "name",
            "company_id",
            "source_id",
            "medium_id",
            "campaign_id",
            "amount",
            "date_from",
            "date_to",
        ],
        "sales.source.account": [
            "sequence",
            "company_id",
            "account_id",
            "source_id",
            "medium_id",
            "campaign_id",
        ],
        "account.move": ["move_type", "medium_id", "campaign_id"],
        "account.move.line": ["analytic_distribution"],
        "account.analytic.account": ["plan_id"],
        "account.analytic.plan": ["parent_path"],
        "crm.lead": ["type", "medium_id", "campaign_id"],
        "crm.stage": ["sequence"],
        "res.company": ["parent_path"],
        "sale.order": ["opportunity_id", "medium_id", "campaign_id"],
        "sale.order.line": ["invoice_lines"],
        "utm.campaign": ["parent_id"],
        "utm.source": ["parent_id"],
    }

    @property
    def _table_query(self) -> SQL:
        return return_query(self._get_query())

    # What is asked for --------------------------------------------------------

    @api.model
    def _get_query(self, **asked) -> ReturnQuery:
        """Return what rows are wanted: what was read from a call, else all.

        Only instances of the class are trusted, which no client can send.
        """
        query = self.env.context.get("sales_source_return_query")
        if isinstance(query, ReturnQuery):
            return query
        columns = tuple(
            (name, "bigint" if name == "id" else field.column_type[1])
            for name, field in self._fields.items()
            if field.store and field.column_type
        )
        # the rules let readers see sales of their companies only
        companies = None if self.env.su else tuple(self.env.companies.ids)
        has_cogs = self.env["sales.actual"]._has_cogs()
        till = self.env["sales.actual"]._get_till()
        asked = {"has_cogs": has_cogs, "till": till, **asked}
        currency = self.env.company.currency_id.id
        return ReturnQuery(columns, company_ids=companies, currency_id=currency, **asked)

    @api.model
    def _asking(self, domain, aggregates=None):
        """Return the model with what a reading needs of rows: days, and measures unless all."""
        if isinstance(self.env.context.get("sales_source_return_query"), ReturnQuery):
            return self
        domain = self._settle_filter(domain)
        first, last = date_bounds(domain)
        measures = None if aggregates is None else self._get_measures(domain, aggregates)
        query = self._get_query(measures=measures, date_from=first, date_to=last)
        return self.with_context(sales_source_return_query=query)

    @api.model
    def _get_measures(self, domain, aggregates):
        """Return the measures that aggregates and a filter need, None for all.

        A count needs the rows of all kinds.
        """
        specs = [spec for spec in aggregates if not spec.startswith("currency_id:")]
        names = {parse_read_group_spec(spec)[0] for spec in specs if spec != "__count"}
        if "__count" in specs or not names <= MADE_OF.keys():
            return None
        filtered = {condition.field_expr for condition in domain.iter_conditions()}
        return frozenset(names | (filtered & MADE_OF.keys())) or None

    # Ratios -------------------------------------------------------------------

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Ratios are sum over sum, amounts of several currencies in the current company's."""
        name, __, function = aggregate_spec.partition(":")
        if name not in _DIVIDED or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        inherited = super()._read_group_select

        def sum_up(name):
            """Return the sum of a measure over a group, NULL where no row has it."""
            function = "sum_currency" if self._fields[name].type == "monetary" else "sum"
            return inherited(f"{name}:{function}", query)

        what, by = _DIVIDED[name]
        amount, divisor = sum_up(what), sum_up(by)
        if what == "cost_amount":
            return SQL("%s::float8 / NULLIF(%s, 0)", amount, divisor)
        earned = SQL("COALESCE(%s, 0)", amount)
        if name.endswith("return_on_margin"):
            earned = SQL("%s - %s", earned, divisor)
        ratio = SQL("(%s)::float8 / NULLIF(%s, 0)::float8", earned, divisor)
        if what not in _REVENUES:
            return ratio
        # what is sold at unknown cost has no margin, which is not a margin of nothing
        revenue = SQL("COALESCE(%s, 0)", sum_up(_REVENUES[what]))
        return SQL("CASE WHEN %s IS NOT NULL OR %s = 0 THEN %s END", amount, revenue, ratio)

    def action_open_document(self):
        """Open the document that this row comes from, under the document's own access rules."""
        check_one(self)
        return self.env[self.res_model].browse(self.res_id)._get_records_action(name=self.reference)
