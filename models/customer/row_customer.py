import operator
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...queries.time import day_of
from ..org.arguments import check_one
from ..org.nullable import NullableMonetary

#: Documents that a customer's page lists, at most.
MOST_LISTED = 40
#: Who may read opportunities and orders at all; which ones, Odoo's own rules say.
SELLERS = "sales_team.group_sale_salesman"
#: Kinds of rows that the rows below a target can be.
BELOW_KINDS = {"customer": "customer", "team": "people", "salesperson": "people"}


class SalesPlanAllocation(models.Model):
    """A row of a customer says how things stand with them, as far as the reader may know it."""

    _inherit = "sales.plan.allocation"

    company_currency_id = fields.Many2one(related="company_id.currency_id")
    is_mine = fields.Boolean(compute="_compute_is_mine", help="You answer for the row.")
    is_customer = fields.Boolean(
        compute="_compute_is_customer", help="The row is of one customer, with all they buy."
    )
    below_kind = fields.Selection(
        [("customer", "Customers"), ("people", "People"), ("other", "Others")],
        compute="_compute_is_customer",
        help="What the rows below are.",
    )
    last_order_date = fields.Date(
        "Last Order", compute="_compute_orders", help="Of the orders that you may read."
    )
    open_deal_count = fields.Integer("Deals", compute="_compute_deals")
    open_deal_amount = NullableMonetary(
        "Open Deals",
        compute="_compute_deals",
        currency_field="company_currency_id",
        help="Expected revenue of the open deals that you may read, whenever they are to close.",
    )
    overdue_amount = NullableMonetary(
        "Overdue",
        compute="_compute_overdue",
        currency_field="company_currency_id",
        help="What is due and not paid, of the invoices that you may read.",
    )
    deal_ids = fields.Many2many(
        "crm.lead", string="Deals of Customer", compute="_compute_deal_ids", groups=SELLERS
    )
    order_ids = fields.Many2many(
        "sale.order", string="Orders", compute="_compute_order_ids", groups=SELLERS
    )
    overdue_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        compute="_compute_overdue_ids",
        groups=f"{SELLERS},account.group_account_readonly",
    )

    @api.depends_context("uid")
    @api.depends("responsible_id")
    def _compute_is_mine(self):
        for row in self:
            row.is_mine = row.responsible_id == self.env.user

    @api.depends("level_id.dimension", "plan_id.level_ids.dimension")
    def _compute_is_customer(self):
        for row in self:
            # sudo: the shape of a plan is no secret of the rows hidden in it
            shape = row.sudo()
            row.is_customer = shape.level_id.dimension == "customer"
            below = shape._get_child_level().dimension
            row.below_kind = below and BELOW_KINDS.get(below, "other")

    # -------------------------------------------------------------------------
    # Figures: one query for all rows of a company
    # -------------------------------------------------------------------------

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("partner_id")
    def _compute_orders(self):
        found = self._read_by_customer(
            "sale.order", self._get_orders_domain, ["date_order:max"], max
        )
        for row in self:
            (moment,) = found.get(row.id, (False,))
            # sudo: the day that it is where the plan's company works
            row.last_order_date = moment and day_of(row.sudo().company_id, moment)

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("partner_id")
    def _compute_deals(self):
        found = self._read_by_customer(
            "crm.lead", self._get_deals_domain, ["expected_revenue:sum", "__count"], operator.add
        )
        for row in self:
            row.open_deal_amount, row.open_deal_count = found.get(row.id, (None, 0))

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("partner_id")
    def _compute_overdue(self):
        found = self._read_by_customer(
            "account.move", self._get_overdue_domain, ["amount_residual_signed:sum"], operator.add
        )
        for row in self:
            (row.overdue_amount,) = found.get(row.id, (None,))

    def _read_by_customer(self, model, get_domain, aggregates, join):
        """Read figures of the documents of the customers of rows, with the rights of the reader.

        :param get_domain: function of a company, returns the domain of its documents
        :param aggregates: the figures to read
        :param join: function of two values, for documents of several contacts of one customer
        :return: ``{row id: (figure, …)}`` of the rows whose customers have such documents
        """
        documents = self.env[model]
        if not documents.has_access("read"):
            return {}
        found = {}
        # sudo: who the customer of a row is, and the company of its plan, are known to who sees it
        for company, rows in self.sudo().filtered("is_customer").grouped("company_id").items():
            by_customer = {}
            for contact, *values in documents._read_group(
                get_domain(company) & self._get_customers_domain(rows), ["partner_id"], aggregates
            ):
                customer = contact.sudo().commercial_partner_id.id
                known = by_customer.get(customer)
                by_customer[customer] = [*map(join, known, values)] if known else values
            found |= {
                row.id: by_customer[row.partner_id.id]
                for row in rows
                if row.partner_id.id in by_customer
            }
        return found

    @api.model
    def _get_customers_domain(self, rows):
        """Return the domain of the documents of the customers of rows, or of their contacts."""
        return Domain("partner_id.commercial_partner_id", "in", rows.partner_id.ids)

    @api.model
    def _get_orders_domain(self, company):
        return Domain("state", "=", "sale") & Domain("company_id", "in", company._get_branch_ids())

    @api.model
    def _get_overdue_domain(self, company):
        return (
            Domain("move_type", "in", ("out_invoice", "out_refund", "out_receipt"))
            & Domain("state", "=", "posted")
            & Domain("payment_state", "in", ("not_paid", "partial"))
            & Domain("invoice_date_due", "<", company._get_today())
            & Domain("company_id", "in", company._get_branch_ids())
        )

    # -------------------------------------------------------------------------
    # Lists
    # -------------------------------------------------------------------------

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("partner_id")
    def _compute_deal_ids(self):
        found = self._list_by_customer("crm.lead", self._get_deals_domain, "date_deadline, id")
        for row in self:
            row.deal_ids = found[row.id]

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("partner_id")
    def _compute_order_ids(self):
        order = "date_order desc, id desc"
        found = self._list_by_customer("sale.order", self._get_orders_domain, order)
        for row in self:
            row.order_ids = found[row.id]

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("partner_id")
    def _compute_overdue_ids(self):
        order = "invoice_date_due, id"
        found = self._list_by_customer("account.move", self._get_overdue_domain, order)
        for row in self:
            row.overdue_ids = found[row.id]

    def _list_by_customer(self, model, get_domain, order):
        """Return the first documents of the customer of each row: ``{row id: documents}``."""
        documents = self.env[model]
        found = defaultdict(documents.browse)
        # sudo: as for the figures
        for company, rows in self.sudo().filtered("is_customer").grouped("company_id").items():
            domain = get_domain(company) & self._get_customers_domain(rows)
            by_customer = self._find_first(documents, domain, order)
            # Odoo checks the list of each row: what that takes is read once
            every = [each for ids in by_customer.values() for each in ids]
            documents.browse(every).check_access("read")
            for row in rows:
                found[row.id] = documents.browse(by_customer.get(row.partner_id.id, ()))
        return found

    @api.model
    def _find_first(self, documents, domain, order):
        """Return the ids of the first documents of each customer in one query, however many they
        have: ``{customer id: ids}``."""
        query = documents._search(domain, order=order)
        if query.is_empty():
            return {}
        alias = query.join(query.table, "partner_id", "res_partner", "id", "partner_id")
        customer = SQL.identifier(
            alias,
            "commercial_partner_id",
            to_flush=self.env["res.partner"]._fields["commercial_partner_id"],
        )
        place = SQL("ROW_NUMBER() OVER (PARTITION BY %s ORDER BY %s)", customer, query.order)
        ranked = query.select(
            SQL("%s AS customer_id", customer),
            SQL.identifier(query.table, "id"),
            SQL("%s AS place", place),
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT customer_id, array_agg(id ORDER BY place) FROM (%s) document
                    WHERE place <= %s GROUP BY customer_id""",
                ranked,
                MOST_LISTED,
            )
        )
        return dict(rows)

    # -------------------------------------------------------------------------
    # Buttons
    # -------------------------------------------------------------------------

    def action_new_opportunity(self):
        """Open a new opportunity of the row's customer, of the user."""
        check_one(self)
        self.check_access("read")
        # sudo: whose row it is, is known to who sees it
        customer = self.sudo().partner_id
        if not customer:
            raise UserError(self.env._("%s is no customer's row.", self.display_name))
        return customer._open_new_opportunity()

    def action_open_target(self):
        """Open the page of one of the rows below a target."""
        check_one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_plan.sales_plan_my_targets_action"
        )
        return {**self._get_form_of(action), "display_name": self.display_name}
