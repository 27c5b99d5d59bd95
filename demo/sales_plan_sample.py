"""Sample data for a company that has no plan yet: a short part of the story of the demo data.

Ten customers of three teams, what they ordered since the beginning of last year, a plan in force
and one in the making. No people are made, nothing is invoiced, nobody is written to.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.org.raised import by_code, raised
from ..models.plan.level_template import prepare_levels
from .cast import CATEGORIES, PEOPLE, PRODUCTS, TEAMS, read_customers
from .plans import UPLIFT, round_total
from .story import tell_sales

CUSTOMERS = (
    *("harrow", "keystone", "redrock", "blue_ridge"),
    *("rheintal", "alpstein", "rhone", "valdarno"),
    *("halden", "lakeshore"),
)
#: Orders that are made in one transaction.
_ORDERS_AT_ONCE = 40
#: What tells sample records in lists of others: a customer's and a product's reference.
_REFERENCE = "SAMPLE"


class SalesPlanSample(models.AbstractModel):
    """Makes the sample data, step by step, so that a client can show how far it is."""

    _inherit = "sales.plan.sample"

    @api.model
    def sample_begin(self):
        """Make the teams, customers and products of the sample in the user's company.

        :return: ``{"done": orders made, "total": orders to make, "plan_id": False}``
        :raise UserError: where there is sample data already
        """
        sample = self._begin()
        company = self.env.company
        if sample._is_loaded():
            raise UserError(
                self.env._(
                    "“%s” has sample data already. Remove it before you load it again.",
                    company.name,
                )
            )
        sample._make_teams(company)
        sample._make_customers(company)
        sample._make_products(company)
        sample._make_source()
        return sample._get_progress()

    @api.model
    def sample_continue(self):
        """Make the next orders; the plans once all are there.

        :return: as :meth:`sample_begin`; ``plan_id`` is the plan to look at, once all is made
        """
        sample = self._begin()
        if not sample._is_loaded():
            raise UserError(self.env._("“%s” has no sample data.", self.env.company.name))
        made = sample._find_marked("order")
        missing = [(code, sale) for code, sale in self._tell().items() if code not in made]
        if missing:
            sample._check_whole()
            sample._make_orders(dict(missing[:_ORDERS_AT_ONCE]))
            return sample._get_progress()
        plans = self._find_plans() or self._make_plans()
        return {**sample._get_progress(), "plan_id": plans[0].id}

    @api.model
    def _check_whole(self):
        """Raise if somebody has deleted what the orders that are still to make would name."""
        codes = {
            "team": self._get_team_codes(),
            "customer": {customer.code for customer in self._get_customers()},
            "product": {product.code for product in PRODUCTS},
            "source": {"sample"},
        }
        if any(self._find_marked(kind).keys() != wanted for kind, wanted in codes.items()):
            raise UserError(
                self.env._(
                    "Parts of the sample data of “%s” are gone. Remove the rest before you load it "
                    "again.",
                    self.env.company.name,
                )
            )

    @api.model
    def _get_progress(self):
        return {
            "done": len(self._find_marked("order")),
            "total": len(self._tell()),
            "plan_id": False,
        }

    @api.model
    def _find_marked(self, kind):
        """Return ``{code: sample record of a kind}``, see :meth:`_mark`."""
        prefix = f"{self._get_prefix()}{kind}_"
        return {
            mark.name.removeprefix(prefix): self.env[mark.model].browse(mark.res_id)
            for mark in self._find_marks()
            if mark.name.startswith(prefix)
        }

    @api.model
    def _get_years(self):
        """Return the first day of the company's last fiscal year, and both days of this one."""
        company = self.env.company
        year = company.compute_fiscalyear_dates(company._get_today())
        first, last = fields.Date.to_date(year["date_from"]), fields.Date.to_date(year["date_to"])
        return fields.Date.subtract(first, years=1), first, last

    @api.model
    def _tell(self):
        """Return ``{code: sale}`` of what is ordered, from the beginning of last year on."""
        begin, __, __ = self._get_years()
        return {
            f"{sale.customer}_{sale.ordered:%Y%m%d%H%M}": sale
            for sale in tell_sales(self.env.company._get_today())
            if sale.customer in CUSTOMERS and sale.ordered and sale.ordered.date() >= begin
        }

    # -------------------------------------------------------------------------
    # Records
    # -------------------------------------------------------------------------

    @api.model
    def _make(self, kind, model, values_by_code):
        """Create records of the sample and mark them; return them by code."""
        records = raised(self.env[model]).create(list(values_by_code.values()))
        found = dict(zip(values_by_code, records, strict=True))
        self._mark(kind, found)
        return found

    @api.model
    def _get_team_codes(self):
        team_of = {person.code: person.team for person in PEOPLE}
        return {team_of[customer.salesperson] for customer in self._get_customers()}

    @api.model
    def _make_teams(self, company):
        chosen = self._get_team_codes()
        self._make(
            "team",
            "crm.team",
            {
                team.code: {
                    "name": self.env._("%s (Sample)", team.name),
                    "company_id": company.id,
                    "user_id": False,
                    "use_leads": False,
                    "use_opportunities": False,
                }
                for team in TEAMS
                if team.code in chosen
            },
        )

    @api.model
    def _get_customers(self):
        return [customer for customer in read_customers() if customer.code in CUSTOMERS]

    @api.model
    def _make_customers(self, company):
        self._make(
            "customer",
            "res.partner",
            {
                customer.code: {
                    "name": customer.name,
                    "ref": _REFERENCE,
                    "is_company": True,
                    "company_id": company.id,
                    "street": customer.street,
                    "zip": customer.zip,
                    "city": customer.city,
                    "country_id": self.env.ref(f"base.{customer.country.lower()}").id,
                    "industry_id": self.env.ref(
                        f"base.res_partner_industry_{customer.industry}"
                    ).id,
                    "user_id": False,
                }
                for customer in self._get_customers()
            },
        )

    @api.model
    def _make_products(self, company):
        tops = {item.code: item for item in CATEGORIES if not item.parent}
        categories = self._make(
            "category",
            "product.category",
            {
                code: {"name": self.env._("%s (Sample)", category.name)}
                for code, category in tops.items()
            },
        )
        parents = {item.code: item.parent or item.code for item in CATEGORIES}
        self._make(
            "product",
            "product.product",
            {
                product.code: {
                    "name": product.name,
                    "default_code": _REFERENCE,
                    "type": "service",  # what is a good may be delivered, and waits for it
                    "company_id": company.id,
                    "categ_id": categories[parents[product.category]].id,
                    "list_price": product.price,
                    "standard_price": product.cost,
                    "invoice_policy": "delivery",  # nothing waits to be invoiced
                    "taxes_id": [Command.clear()],
                    "supplier_taxes_id": [Command.clear()],
                }
                for product in PRODUCTS
            },
        )

    @api.model
    def _make_source(self):
        """Make the lead source of the orders, by which the plans leave out the company's own."""
        self._make("source", "utm.source", {"sample": {"name": self.env._("Sample Data")}})

    @api.model
    def _make_orders(self, sales):
        """Make confirmed orders of ``{code: sale}``: without numbers of the company's own."""
        customers = self._find_marked("customer")
        products = self._find_marked("product")
        source = self._find_marked("source")["sample"]
        teams = self._find_marked("team")
        team_of = {person.code: teams.get(person.team) for person in PEOPLE}
        team_of = {item.code: team_of[item.salesperson] for item in self._get_customers()}
        number = len(self._find_marked("order"))
        self._make(
            "order",
            "sale.order",
            {
                code: {
                    "name": f"{_REFERENCE}/{number + position:04}",
                    "state": "sale",
                    "date_order": sale.ordered,
                    "partner_id": customers[sale.customer].id,
                    "company_id": self.env.company.id,
                    "user_id": False,
                    "team_id": team_of[sale.customer].id,
                    "source_id": source.id,
                    "pricelist_id": False,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": products[line.product].id,
                                "product_uom_qty": line.quantity,
                                "price_unit": line.price,
                                "discount": sale.discount,
                            }
                        )
                        for line in sale.lines
                    ],
                }
                for position, (code, sale) in enumerate(sales.items(), start=1)
            },
        )

    # -------------------------------------------------------------------------
    # Plans
    # -------------------------------------------------------------------------

    @api.model
    def _make_plans(self):
        """Make this year's plan, which is in force, and next year's draft, with the user's rights;
        return them."""
        # orders that were just made have no statistics yet: guesses cost minutes
        self.env.cr.execute("ANALYZE sale_order, sale_order_line")
        begin, first, last = self._get_years()
        next_first, next_last = (fields.Date.add(day, years=1) for day in (first, last))
        this_year = self._make_plan(first, last, "month", ("team", "customer"))
        self._load(this_year, UPLIFT, begin)
        this_year.action_confirm()
        next_year = self._make_plan(
            next_first, next_last, "quarter", ("customer", "product_category")
        )
        self._load(next_year, 2 * UPLIFT, begin)
        return this_year | next_year

    @api.model
    def _make_plan(self, first, last, period_type, levels):
        plan = by_code(self.env["sales.plan"]).create(
            {
                "name": self.env._("Sales %s (Sample)", last.year),
                "is_sample": True,
                "company_id": self.env.company.id,
                "date_from": first,
                "date_to": last,
                "period_type": period_type,
                "measure": "revenue",
                "basis": "ordered",
                "source_id": self._find_marked("source")["sample"].id,
                "responsible_id": self.env.uid,
                "level_ids": prepare_levels(levels),
            }
        )
        return plan.with_env(self.env)

    @api.model
    def _load(self, plan, uplift, begin):
        """Load the orders of the last year that is complete into a plan."""
        load = self.env["sales.plan.load"].create(
            {
                "plan_id": plan.id,
                "history": "date",
                "date_from": begin,
                "filling": "none",
                "uplift_percent": uplift,
                "rounding": "100",
            }
        )
        round_total(load)
        load.action_load()
