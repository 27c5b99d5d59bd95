import logging
import os

from odoo.fields import Command, Date

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ...queries.dimensions import BY_CODE
from .table_calls import table_of

_logger = logging.getLogger(__name__)

#: Names the first seed of random histories.
SEED = "SALES_PLAN_SEED"


def draw_seeds(count):
    """Return the seeds of so many random histories, and log them.

    They are the same in every run, unless the environment names another first one.
    """
    first = int(os.environ.get(SEED) or 0)
    _logger.info("random histories of %s seeds from %s=%s on", count, SEED, first)
    return range(first, first + count)


class SalesPlanCommon(AccountTestInvoicingCommon):
    """A company that sells, and helpers that make its documents and plans in few lines.

    People and teams
    ================
    ::

        manager                 sales planning manager of the company
        auditor                 sales planning auditor, nothing else
        accountant              reads the books (account.group_account_readonly)
        team_north              led by leader
        ├── salesperson         customers: acme
        └── colleague           customers: bolt
        team_south              led by other_leader
        └── stranger            no customers
        clerk                   internal user without any sales role
        visitor                 portal user of acme

    Customers and products
    ======================
    ::

        acme   metal, Belgium               ── contact buyer (invoices go to acme)
        bolt   metal, France                served by the sales partner "reseller"
        coil   food,  Belgium               nobody's customer
        drip   no industry, no country      nobody's customer

        goods                               screw  cost 4, price 10, sold by the unit
        ├── hardware                        nail   cost 1, price 3, sold by the unit
        │   ├── screws      ── screw
        │   └── nails       ── nail
        └── services        ── advice       advice cost 0, price 100
        (no product: free text lines)

    Companies
    =========
    ::

        company      USD, works in Auckland (UTC+12, in summer +13)
        └── branch   (make_branch)
        other        (make_other_company) CHF

    Of the other currency, EUR, a dollar buys 2 in 2025's first quarter and 4 after it.
    The year of most documents is 2025.
    """

    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.quick_ref("sales_team.group_sale_manager")
            | cls.quick_ref("sales_plan.group_sales_plan_manager")
        )

    @classmethod
    def setup_independent_company(cls, **kwargs):
        """Take the company that is prepared where all tests run, else make one."""
        prepared = cls.env.ref("sales_plan_dev.company", raise_if_not_found=False)
        if not prepared or kwargs:
            return super().setup_independent_company(**kwargs)
        cls.env.user.company_ids += prepared
        return prepared

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Pacific/Auckland"
        cls.euro = cls.setup_other_currency(
            "EUR", rates=[("2024-01-01", 1.0), ("2025-01-01", 2.0), ("2025-04-01", 4.0)]
        )
        cls.tax_sale_a.amount = 20
        # foreign customers are taxed like others here
        cls.env["account.fiscal.position"].search([]).auto_apply = False
        cls._make_people()
        cls._make_customers()
        cls._make_products()

    @classmethod
    def _make_user(cls, login, groups, **values):
        return cls._make_users({login: groups}, **values)

    @classmethod
    def _make_users(cls, groups, **values):
        """Make a user for each login, with groups as ``new_test_user`` has them, all at once."""
        return cls.env["res.users"].create(
            [
                {
                    "login": f"plan_{login}",
                    "password": f"plan_{login}",
                    "name": login.replace("_", " ").title(),
                    "email": f"{login}@plan.example.com",
                    "group_ids": [Command.set([cls.env.ref(name).id for name in names.split(",")])],
                    "company_id": cls.company.id,
                    "company_ids": [Command.set(cls.company.ids)],
                    "tz": "UTC",
                    **values,
                }
                for login, names in groups.items()
            ]
        )

    @classmethod
    def _make_people(cls):
        salesman = "sales_team.group_sale_salesman"
        leader = f"{salesman},sales_plan.group_sales_plan_leader"
        groups = {
            "manager": "sales_plan.group_sales_plan_manager",
            "auditor": "sales_plan.group_sales_plan_auditor",
            "accountant": "account.group_account_readonly",
            "leader": leader,
            "other_leader": leader,
            "salesperson": salesman,
            "colleague": salesman,
            "stranger": salesman,
            "clerk": "base.group_user",
            "visitor": "base.group_portal",
        }
        for login, user in zip(groups, cls._make_users(groups), strict=True):
            setattr(cls, login, user)
        cls.team_north, cls.team_south = cls.env["crm.team"].create(
            [
                {
                    "name": "North",
                    "company_id": cls.company.id,
                    "user_id": cls.leader.id,
                    "member_ids": [Command.set((cls.salesperson | cls.colleague).ids)],
                },
                {
                    "name": "South",
                    "company_id": cls.company.id,
                    "user_id": cls.other_leader.id,
                    "member_ids": [Command.set(cls.stranger.ids)],
                },
            ]
        )

    @classmethod
    def _make_customers(cls):
        cls.metal, cls.food = cls.env["res.partner.industry"].create(
            [{"name": "Metal"}, {"name": "Food"}]
        )
        cls.belgium, cls.france = cls.env.ref("base.be"), cls.env.ref("base.fr")
        cls.reseller = cls.env["res.partner"].create({"name": "Reseller"})
        cls.acme, cls.bolt, cls.coil, cls.drip = cls.env["res.partner"].create(
            [
                {
                    "name": "Acme",
                    "is_company": True,
                    "industry_id": cls.metal.id,
                    "country_id": cls.belgium.id,
                    "user_id": cls.salesperson.id,
                },
                {
                    "name": "Bolt",
                    "is_company": True,
                    "industry_id": cls.metal.id,
                    "country_id": cls.france.id,
                    "user_id": cls.colleague.id,
                    "sales_partner_id": cls.reseller.id,
                },
                {
                    "name": "Coil",
                    "is_company": True,
                    "industry_id": cls.food.id,
                    "country_id": cls.belgium.id,
                },
                {"name": "Drip", "is_company": True},
            ]
        )
        cls.buyer = cls.env["res.partner"].create({"name": "Buyer", "parent_id": cls.acme.id})
        cls.visitor.partner_id.parent_id = cls.acme

    @classmethod
    def _make_products(cls):
        categories = cls.env["product.category"]
        cls.goods = categories.create({"name": "Goods"})
        cls.hardware, cls.services = categories.create(
            [
                {"name": "Hardware", "parent_id": cls.goods.id},
                {"name": "Services", "parent_id": cls.goods.id},
            ]
        )
        cls.screws, cls.nails = categories.create(
            [
                {"name": "Screws", "parent_id": cls.hardware.id},
                {"name": "Nails", "parent_id": cls.hardware.id},
            ]
        )
        cls.screw = cls._create_product(
            name="Screw", standard_price=4, lst_price=10, categ_id=cls.screws
        )
        cls.nail = cls._create_product(
            name="Nail", standard_price=1, lst_price=3, categ_id=cls.nails
        )
        cls.advice = cls._create_product(
            name="Advice", type="service", standard_price=0, lst_price=100, categ_id=cls.services
        )

    @classmethod
    def make_other_company(cls):
        """Return a company with a chart of accounts of its own, in Swiss francs."""
        francs = cls._enable_currency("CHF")
        return cls.setup_other_company(name="Other", currency_id=francs.id)["company"]

    @classmethod
    def make_branch(cls):
        """Return a branch of the company."""
        return cls._create_company(name="Branch", parent_id=cls.company.id)

    # Documents ----------------------------------------------------------------

    @classmethod
    def _prepare_line(cls, line, quantity_name):
        """Return a line's values from ``(product or None, price, quantity=1, other values={})``."""
        product, price, *rest = line
        quantity = rest[0] if rest else 1
        values = rest[1] if len(rest) > 1 else {}
        return Command.create(
            {
                "product_id": product.id if product else False,
                "name": product.name if product else "Free text",
                "price_unit": price,
                quantity_name: quantity,
                **values,
            }
        )

    @classmethod
    def invoice(cls, partner, day, *lines, post=True, company=None, **values):
        """Make an invoice, posted unless told otherwise; see `_prepare_line` for the lines."""
        moves = cls.env["account.move"].with_company(company or cls.company)
        move = moves.create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": day,
                "date": day,
                "invoice_user_id": cls.salesperson.id,
                "team_id": cls.team_north.id,
                "invoice_line_ids": [cls._prepare_line(line, "quantity") for line in lines],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def credit(cls, invoice, day, *lines):
        """Post a credit note for an invoice: all of it, or the lines given."""
        refund = invoice._reverse_moves([{"date": day, "invoice_date": day}])
        if lines:
            refund.invoice_line_ids = [Command.clear()] + [
                cls._prepare_line(line, "quantity") for line in lines
            ]
        refund.action_post()
        return refund

    @classmethod
    def pay(cls, moves, day, amount=None, **values):
        """Pay invoices or credit notes, in full unless an amount is given."""
        values = {"payment_date": day, **values}
        if amount is not None:
            values["amount"] = amount
        return cls._register_payment(moves, **values)

    @classmethod
    def reconcile(cls, *moves):
        """Set documents off against each other."""
        lines = cls.env["account.move"].union(*moves).line_ids
        lines.filtered(lambda line: line.account_type == "asset_receivable").reconcile()

    @classmethod
    def order(cls, partner, moment, *lines, confirm=True, **values):
        """Make a sales order, confirmed at a moment in UTC unless told otherwise."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "date_order": moment,
                "user_id": cls.salesperson.id,
                "team_id": cls.team_north.id,
                "order_line": [cls._prepare_line(line, "product_uom_qty") for line in lines],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
            order.date_order = moment
        return order

    @classmethod
    def invoice_order(cls, order, day, percent=None):
        """Post what Odoo's dialog makes of an order: the final invoice, or a down payment."""
        values = {"advance_payment_method": "delivered"}
        if percent:
            values = {"advance_payment_method": "percentage", "amount": percent}
        before = order.invoice_ids
        dialog = cls.env["sale.advance.payment.inv"].with_context(active_ids=order.ids)
        dialog.create({"sale_order_ids": [Command.set(order.ids)], **values}).create_invoices()
        invoice = order.invoice_ids - before
        invoice.write({"invoice_date": day, "date": day})
        invoice.action_post()
        return invoice

    @classmethod
    def deal(cls, partner, revenue, won=None, **values):
        """Make an opportunity, won at a moment in UTC where one is given."""
        deal = cls.env["crm.lead"].create(
            {
                "name": f"Deal of {revenue}",
                "type": "opportunity",
                "partner_id": partner.id if partner else False,
                "expected_revenue": revenue,
                "user_id": cls.salesperson.id,
                "team_id": cls.team_north.id,
                "company_id": cls.company.id,
                **values,
            }
        )
        if won:
            deal.action_set_won()
            deal.date_closed = won
        return deal

    # Facts --------------------------------------------------------------------

    @classmethod
    def facts(cls, basis, *conditions):
        """Return the facts of a basis in the company, read anew as another request would."""
        cls.env["sales.actual"].invalidate_model()
        return cls.env["sales.actual"].search(
            [("basis", "=", basis), ("company_id", "child_of", cls.company.id), *conditions],
            order="id",
        )

    @classmethod
    def total(cls, basis, measure="amount", *conditions):
        """Return the sum of a measure over the facts of a basis, to the cent."""
        return round(sum(cls.facts(basis, *conditions).mapped(measure)), 2)

    # Plans --------------------------------------------------------------------

    @classmethod
    def plan(cls, *levels, year=2025, **values):
        """Make a draft of a year by months, broken down by some dimensions.

        Its responsible is the manager, where the manager works.
        """
        company = cls.env["res.company"].browse(values.get("company_id", cls.company.id))
        responsible = cls.manager if company.root_id == cls.company else cls.env.user
        return cls.env["sales.plan"].create(
            {
                "name": "Plan",
                "company_id": cls.company.id,
                "date_from": f"{year}-01-01",
                "date_to": f"{year}-12-31",
                "responsible_id": responsible.id,
                "level_ids": [
                    Command.create({"dimension": code, "sequence": number})
                    for number, code in enumerate(levels)
                ],
                **values,
            }
        )

    @classmethod
    def row(cls, parent, value, field=None):
        """Make the row of a value below a row (or below the total of a plan)."""
        if parent._name == "sales.plan":
            parent = parent.root_id
        field = field or BY_CODE[parent._get_child_level().dimension].field
        return cls.env["sales.plan.allocation"].create({"parent_id": parent.id, field: value.id})

    @classmethod
    def rows(cls, parent, *values):
        """Make several rows below a row and return them in order."""
        return [cls.row(parent, value) for value in values]

    @classmethod
    def target(cls, row, amount, number=1):
        """Give a row (or the total of a plan) a target in its plan's period of that number."""
        if row._name == "sales.plan":
            row = row.root_id
        return cls.env["sales.plan.target"].create(
            {
                "allocation_id": row.id,
                "period_id": row.plan_id.period_ids.sorted("date_from")[number - 1].id,
                "amount": amount,
            }
        )

    @classmethod
    def type_target(cls, row, period, amount):
        """Type a target as the planning table does, None for not planned; return the answer."""
        plan = row.plan_id
        entry = "" if amount is None else str(amount)
        edit = {"kind": "type", "cells": [[row.id, period.id, entry]], "spread": False}
        return table_of(plan).edit(edit, plan.edit_version, f"typed {plan.edit_version}")

    @classmethod
    def opened(cls, row, kind="own", measure="amount", period=None):
        """Return the sum of the facts that an actual of a row opens."""
        action = row.action_open_actuals(kind, period.id if period else False)
        facts = cls.env[action["res_model"]].search(action["domain"])
        return round(sum(facts.mapped(measure)), 2)

    def assertAmounts(self, basis, expected, field="amount", *conditions):  # noqa: N802
        """Assert what the facts of a basis are worth, one by one, whatever their order."""
        facts = self.facts(basis, *conditions)
        self.assertEqual(sorted(round(fact[field], 2) for fact in facts), sorted(expected))

    @staticmethod
    def day(text):
        return Date.to_date(text)
