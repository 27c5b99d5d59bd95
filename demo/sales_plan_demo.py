"""The demo company: people, customers, two and a half years of business, and its plans."""

from datetime import date

from odoo import SUPERUSER_ID, api, fields, models

from . import (
    as_of,
    cascade,
    customer_plans,
    deal_details,
    deal_history,
    forecasts,
    invoices,
    market,
    masters,
    money,
    opportunities,
    orders,
    people,
    pieces,
    pipeline,
    plans,
    records,
    source_costs,
    story,
)
from .cast import PEOPLE, PRODUCTS, read_customers

INSTALLED_KEY = "sales_plan.demo_date"
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_notrack": True,
    "no_reset_password": True,
}


class Cast:
    """The records the documents refer to, by code."""

    def __init__(self, env, company, today):
        self.env = env
        self.company = company
        self.today = today
        self.users, self.teams = people.create_people(env, company)
        self.products = masters.create_products(env)
        self.customers = masters.create_customers(env, self.users)
        self._team_by_customer = {
            customer.code: self.teams[person.team]
            for customer in read_customers()
            for person in PEOPLE
            if person.code == customer.salesperson
        }

    def get_team(self, customer_code):
        """Return the team that serves a customer."""
        return self._team_by_customer[customer_code]

    def has_documents(self):
        """Whether an earlier installation left what these people sold."""
        teams = [team.id for team in self.teams.values()]
        return bool(self.env["account.move"].search_count([("team_id", "in", teams)], limit=1))

    def set_costs(self, year):
        """Let the products cost what they did in ``year``."""
        for product in PRODUCTS:
            cost = story.get_cost(product.code, year, self.today)
            self.products[product.code].standard_price = cost


class SalesPlanDemo(models.AbstractModel):
    _name = "sales.plan.demo"
    _description = "Sales Planning Demo Data"

    @api.model
    def _install(self):
        """Create the demo data once; a second call does nothing."""
        if self._get_install_date():
            return
        company = self.env.ref("base.main_company")
        demo = self.with_user(SUPERUSER_ID).with_company(company).with_context(**QUIET)
        demo._ensure_chart_of_accounts(company)
        today = company._get_today()
        cast = Cast(demo.env, company.with_env(demo.env), today)
        if cast.has_documents():
            demo._describe_left(cast)
        else:
            demo._create_documents(cast)
        plans.create_plans(cast)
        cascade.create_cascade(cast)
        forecasts.submit_forecasts(cast)
        deal_details.save_reports(cast)
        customer_plans.create_customer_plans(cast)
        source_costs.create_costs(cast)
        money.collect(cast)
        market.describe_market(cast)
        pieces.create_pieces(cast)
        pieces.fill_warehouse(cast)
        as_of.date_confirmations(cast)
        values = {"key": INSTALLED_KEY, "value": fields.Date.to_string(today)}
        records.create_records(demo.env, "ir.config_parameter", "parameter", {"date": values})

    @api.model
    def _get_install_date(self) -> date | None:
        """Return the day the demo data ends on, None without demo data."""
        value = self.env["ir.config_parameter"].sudo().get_param(INSTALLED_KEY)
        return fields.Date.to_date(value) or None

    def _ensure_chart_of_accounts(self, company):
        if not company.chart_template:
            self.env["account.chart.template"].try_loading("generic_coa", company)

    def _create_documents(self, cast):
        """Orders and invoices year by year, so that each is made at the costs of its year."""
        sales = story.tell_sales(cast.today)
        deals = pipeline.tell_deals(cast.today, sales)
        leads = opportunities.create_opportunities(cast, deals)
        lead_by_deal = dict(zip(deals, leads, strict=True))
        won = {
            sales[deal.sale]: lead for deal, lead in lead_by_deal.items() if deal.sale is not None
        }
        order_by_sale, invoice_by_sale = {}, {}
        for year in range(cast.today.year - 3, cast.today.year + 1):
            cast.set_costs(year)
            ordered = [sale for sale in sales if sale.ordered and sale.ordered.year == year]
            order_by_sale |= orders.create_orders(cast, ordered, won)
            invoiced = [sale for sale in sales if sale.invoiced and sale.invoiced.year == year]
            invoice_by_sale |= invoices.create_invoices(cast, invoiced, order_by_sale)
        invoices.create_credit_notes(cast, invoice_by_sale)
        invoices.create_payments(cast, invoice_by_sale)
        quoted = [deal for deal in deals if deal.is_quoted]
        orders.create_quotations(cast, quoted, [lead_by_deal[deal] for deal in quoted])
        self._describe(cast, leads, deals)

    def _describe_left(self, cast):
        """Tell of the deals that an earlier installation left what its removal took from them."""
        deals = pipeline.tell_deals(cast.today, story.tell_sales(cast.today))
        leads, deals = opportunities.find_opportunities(cast, deals)
        if leads:
            self._describe(cast, leads, deals)

    def _describe(self, cast, leads, deals):
        deal_details.describe_deals(cast, leads, deals)
        deal_history.record_history(cast, leads, deals)
