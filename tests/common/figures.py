from odoo.fields import Command, Datetime

from .base import SalesPlanCommon
from .by_hand import all_facts


class FiguresCommon(SalesPlanCommon):
    """Documents of all kinds, and plans of all shapes to measure them by."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leaver = cls._make_user("leaver", "sales_team.group_sale_salesman")
        cls.source = cls.env["utm.source"].create({"name": "Fair"})
        cls.branch = cls.make_branch()
        cls.other = cls.make_other_company()
        cls._make_invoices()
        cls._make_orders_and_deals()
        cls._make_documents_elsewhere()
        cls._make_down_payments()
        cls.leaver.active = False
        cls.branch_facts = all_facts(cls.env, cls.company | cls.branch, cls.sold)
        cls.in_span = [fact for fact in cls.branch_facts if fact.day.year == 2025]
        cls.plans = {
            "total": cls.plan(),
            "customer": cls._make_customer_plan(),
            "team": cls._make_team_plan(),
            "industry": cls._make_industry_plan(),
            "category": cls._make_category_plan(),
            "scope": cls._make_scope_plan(),
        }

    @classmethod
    def _make_invoices(cls):
        euros = {"currency_id": cls.euro.id}
        dozen = {"product_uom_id": cls.uom_dozen.id}
        first = cls.invoice(
            cls.buyer,
            "2025-01-01",
            (cls.screw, 33.33, 1),
            (cls.nail, 0.01, 7),
            (cls.advice, 33.33),
            source_id=cls.source.id,
        )
        second = cls.invoice(
            cls.acme, "2025-03-31", (cls.screw, 119.99, 2, dozen), (None, 7.77), **euros
        )
        third = cls.invoice(
            cls.bolt,
            "2025-04-01",
            (cls.nail, 99.95, 3),
            (cls.advice, 99.95, 3),
            invoice_user_id=cls.leaver.id,
            **euros,
        )
        south = {"team_id": cls.team_south.id, "invoice_user_id": cls.stranger.id}
        fourth = cls.invoice(cls.coil, "2025-12-31", (cls.nail, 1.11, 9), **south)
        fifth = cls.invoice(
            cls.drip, "2025-06-15", (None, 12.34), team_id=False, invoice_user_id=False
        )
        cls.invoice(cls.acme, "2024-12-31", (cls.screw, 1000))
        cls.invoice(cls.acme, "2026-01-01", (cls.screw, 2000))
        cls.invoice(cls.acme, "2025-05-05", (cls.screw, 4000), post=False)
        cls.credit(third, "2025-05-01", (cls.nail, 99.95, 1))
        cls.credit(fifth, "2025-06-16")
        no_tax = {"tax_ids": [Command.clear()]}
        free = {"team_id": False, "invoice_user_id": cls.salesperson.id}
        cls.invoice(
            cls.bolt, "2025-07-01", (cls.screw, 55.5, 2, no_tax), company=cls.branch, **free
        )
        cls.invoice(cls.bolt, "2025-07-01", (cls.screw, 8000, 1, no_tax), company=cls.other, **free)
        cls.pay(first, "2025-02-01", 13.37)
        cls.pay(first, "2025-03-01", 20)
        cls.pay(second, "2025-05-01", 100, **euros)
        cls.pay(third, "2025-05-02", **euros)
        cls.pay(fourth, "2025-12-31")
        fourth.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        ).remove_move_reconcile()

    @classmethod
    def _make_orders_and_deals(cls):
        pricelist = cls._create_pricelist(currency_id=cls.euro.id)
        in_euro = {"pricelist_id": pricelist.id}
        dozen = {"product_uom_id": cls.uom_dozen.id}
        cls.order(cls.acme, "2024-12-31 10:59:59", (cls.screw, 500))
        cls.order(cls.acme, "2024-12-31 11:00:00", (cls.screw, 70.07, 3, dozen), (cls.nail, 3))
        cls.order(cls.buyer, "2025-02-10 12:00:00", (cls.screw, 101.01), **in_euro)
        cls.order(cls.bolt, "2025-06-30 11:59:59", (cls.nail, 5), user_id=cls.leaver.id)
        cls.order(cls.bolt, "2025-06-30 12:00:00", (cls.nail, 6), (cls.advice, 6))
        cls.order(cls.coil, "2025-08-01 12:00:00", (cls.advice, 9.99), team_id=cls.team_south.id)
        cls.order(cls.acme, "2025-12-31 11:00:00", (cls.screw, 600))
        cls.order(cls.acme, "2025-08-01 12:00:00", (cls.screw, 7))._action_cancel()
        cls.deal(cls.acme, 1000, won="2024-12-31 10:59:59")
        yearly = cls.env["crm.recurring.plan"].create({"name": "Yearly", "number_of_months": 12})
        cls.deal(
            cls.acme,
            200.02,
            won="2024-12-31 11:00:00",
            source_id=cls.source.id,
            recurring_revenue=1000,
            recurring_plan=yearly.id,
        )
        cls.deal(cls.bolt, 300, won="2025-06-30 12:00:00", user_id=cls.leaver.id)
        cls.deal(None, 50, won="2025-06-30 12:00:00", user_id=False)
        cls.deal(
            cls.coil,
            60,
            won="2025-09-09 12:00:00",
            team_id=cls.team_south.id,
            recurring_revenue=30.03,
        )
        cls._make_deals_with_products()
        cls.deal(cls.acme, 70, date_deadline="2025-09-09")
        cls._make_deals_that_live_on()

    @classmethod
    def _make_deals_that_live_on(cls):
        """Won deals to which something happens afterwards; ``sold`` says when and by whom each was
        won: archived, typed again, handed over, corrected, won again."""
        archived, typed, handed, corrected, again = (
            cls._make_deal_of_march(amount) for amount in (7.01, 7.02, 7.04, 7.08, 7.16)
        )
        place = cls.salesperson, cls.team_north, cls.company
        march = Datetime.to_datetime("2025-03-31 10:59:59"), *place
        cls.sold = dict.fromkeys((archived, typed, handed, corrected, again), march)
        south = {"user_id": cls.stranger.id, "team_id": cls.team_south.id}
        with cls._at("2025-06-10 10:00:00"):
            # Odoo sets the closing date anew: by its own clock, and by that of the story
            archived.write({"active": False, **south})
            typed.probability = 100
            typed.date_closed = "2025-06-10 10:00:00"
            handed.write(south)
            corrected.date_closed = "2025-03-31 11:00:00"
            corrected.user_id = cls.leaver
            again.write({"stage_id": cls._get_open_stage().id, "probability": 50, **south})
        cls.sold[corrected] = corrected.date_closed, *place
        with cls._at("2025-07-10 10:00:00"):
            again.action_set_won()
            again.date_closed = "2025-07-10 10:00:00"
            cls.env.flush_all()
            again.write({"user_id": False, "team_id": False})
        cls.sold[again] = again.date_closed, cls.stranger, cls.team_south, cls.company

    @classmethod
    def _make_deal_of_march(cls, amount):
        """Make a deal of Acme that is won in the last second of March in Auckland."""
        with cls._at("2025-01-05 10:00:00"):
            deal = cls.deal(cls.acme, amount, stage_id=cls._get_open_stage().id, probability=50)
        cls.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2025-01-05 10:00:00' WHERE id = %s", [deal.id]
        )
        deal.invalidate_recordset(["create_date"])
        with cls._at("2025-03-31 10:59:59"):
            deal.action_set_won()
            deal.date_closed = "2025-03-31 10:59:59"
        return deal

    @classmethod
    def _get_open_stage(cls):
        return cls.env["crm.stage"].search([("is_won", "=", False)], limit=1)

    @classmethod
    def _at(cls, moment):
        return cls.env["crm.lead.history"]._at(Datetime.to_datetime(moment))

    @classmethod
    def _make_deals_with_products(cls):
        """Worth more, less and exactly as much as their products."""
        cls.screw.uom_ids = cls.uom_dozen

        def deal(partner, revenue, *lines, **values):
            return cls.deal(
                partner,
                revenue,
                won="2025-05-05 12:00:00",
                line_ids=[
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "product_uom_id": (unit or product.uom_id).id,
                            "price_unit": price,
                        }
                    )
                    for product, quantity, price, unit in lines
                ],
                **values,
            )

        deal(cls.acme, 500.5, (cls.screw, 2, 100, cls.uom_dozen), (cls.advice, 3, 33.33, None))
        deal(cls.bolt, 90, (cls.nail, 7, 20, None), (cls.screw, 1, 140, None))
        deal(cls.acme, 44, (cls.advice, 1, 44, None), user_id=cls.leaver.id)

    @classmethod
    def _make_documents_elsewhere(cls):
        """Documents whose addresses say something else than the customer's head office."""
        addresses = cls.env["res.partner"]
        plant = addresses.create(
            {
                "name": "Plant",
                "type": "other",
                "parent_id": cls.acme.id,
                "country_id": cls.france.id,
            }
        )
        agent, depot = addresses.create(
            [
                {
                    "name": name,
                    "type": kind,
                    "parent_id": cls.drip.id,
                    "country_id": country.id,
                    "state_id": country.state_ids[:1].id,
                }
                for name, kind, country in (
                    ("Agent", "other", cls.belgium),
                    ("Depot", "delivery", cls.env.ref("base.us")),
                )
            ]
        )
        cls.order(plant, "2025-03-03 12:00:00", (cls.screw, 21), (cls.nail, 4, 2))
        cls.order(agent, "2025-03-03 12:00:00", (cls.nail, 22))
        cls.order(cls.drip, "2025-03-04 12:00:00", (cls.nail, 23), partner_shipping_id=depot.id)
        for partner, price in ((plant, 31.5), (agent, 32.5)):
            cls.pay(cls.invoice(partner, "2025-03-05", (cls.screw, price)), "2025-03-06", 9.99)
        cls.invoice(cls.drip, "2025-03-07", (cls.nail, 33), partner_shipping_id=depot.id)
        texas = cls.env.ref("base.state_us_44")
        for partner, values in (
            (None, {"country_id": cls.france.id}),
            (None, {"state_id": texas.id, "country_id": texas.country_id.id}),
            (cls.acme, {"country_id": cls.france.id}),
            (cls.bolt, {"country_id": False, "state_id": texas.id}),
            (agent, {}),
        ):
            cls.deal(partner, 41.25, won="2025-03-08 12:00:00").write(values)

    @classmethod
    def _make_down_payments(cls):
        """Money without pieces: down payments, one of them credited, and a discount."""
        cls.screw.invoice_policy = cls.nail.invoice_policy = "order"
        lines = (cls.screw, 10, 10), (cls.nail, 3, 5)
        order = cls.order(cls.acme, "2025-02-20 12:00:00", *lines, (cls.advice, -12.5))
        first = cls.invoice_order(order, "2025-02-21", percent=20)
        second = cls.invoice_order(order, "2025-02-22", percent=10)
        cls.pay(first, "2025-02-23", 7.77)
        cls.credit(second, "2025-02-24")
        cls.pay(cls.invoice_order(order, "2025-03-21"), "2025-04-02", 33.33)

    question = ()

    # Shapes of plans ----------------------------------------------------------

    @classmethod
    def _make_customer_plan(cls):
        plan = cls.plan("customer", "product")
        acme, bolt = cls.rows(plan, cls.acme, cls.bolt)
        screw, __ = cls.rows(acme, cls.screw, cls.nail)
        cls.row(bolt, cls.advice)
        for row, amount in ((plan.root_id, 1000), (acme, 400), (bolt, 0), (screw, 500)):
            cls.target(row, amount)
        cls.target(acme, 77.7, 5)
        cls.target(screw, 11.11, 7)
        return plan

    @classmethod
    def _make_team_plan(cls):
        plan = cls.plan("team", "salesperson", "customer", "product_category")
        north, __ = cls.rows(plan, cls.team_north, cls.team_south)
        cls.leaver.active = True  # people get rows while they work here
        salesperson, leaver = cls.rows(north, cls.salesperson, cls.leaver)
        cls.leaver.active = False
        acme = cls.row(salesperson, cls.acme)
        hardware, __ = cls.rows(acme, cls.hardware, cls.services)
        bolt = cls.row(leaver, cls.bolt)
        cls.row(bolt, cls.nails)
        for number, row in enumerate((plan.root_id, north, leaver, hardware, bolt), start=1):
            cls.target(row, number * 100 + 0.01, number)
        return plan

    @classmethod
    def _make_industry_plan(cls):
        plan = cls.plan("industry", "country")
        metal, food = cls.rows(plan, cls.metal, cls.food)
        cls.target(cls.row(metal, cls.belgium), 50, 12)
        cls.row(food, cls.france)
        return plan

    @classmethod
    def _make_category_plan(cls):
        plan = cls.plan("product_category", "sales_partner")
        hardware, __ = cls.rows(plan, cls.hardware, cls.services)
        cls.row(hardware, cls.reseller)
        cls.target(hardware, 60)
        return plan

    @classmethod
    def _make_scope_plan(cls):
        plan = cls.plan(
            "customer",
            "product",
            country_id=cls.belgium.id,
            product_category_id=cls.hardware.id,
        )
        acme = cls.row(plan, cls.acme)
        cls.target(cls.row(acme, cls.screw), 70, 2)
        cls.target(plan, 100, 2)
        return plan
