from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestActualsDeals(SalesPlanCommon):
    """P2, N2: won deals and the pipeline as facts."""

    def test_only_won_counts(self):
        """P2: open and lost deals are not won; reopening a deal takes it back."""
        won = self.deal(self.acme, 100, won="2025-02-10 12:00:00")
        self.deal(self.acme, 200)
        lost = self.deal(self.acme, 400)
        lost.action_set_lost()
        self.deal(self.acme, 800, type="lead")
        self.assertAmounts("won", [100])
        won.write({"stage_id": self.env["crm.stage"].search([("is_won", "=", False)], limit=1).id})
        self.assertFalse(self.facts("won"))

    def test_won_and_archived(self):
        """P2: tidying away a won deal does not unmake the sale; losing it does."""
        deal = self.deal(self.acme, 100, won="2025-02-10 12:00:00")
        deal.active = False
        self.assertAmounts("won", [100])
        deal.stage_id = self.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        deal.action_set_lost()
        self.assertFalse(self.facts("won"))

    def test_day_in_the_company_s_time_zone(self):
        """P2: a deal is won on the day it was closed where the company works."""
        for moment, day in (
            ("2025-06-30 11:59:59", "2025-06-30"),
            ("2025-06-30 12:00:00", "2025-07-01"),
        ):
            deal = self.deal(self.acme, 100, won=moment)
            self.assertEqual(
                self.facts("won", ("res_id", "=", deal.id)).date, self.day(day), moment
            )

    def test_recurring_is_apart(self):
        """P2: recurring revenue is no part of a deal's amount; it is told by month."""
        plan = self.env["crm.recurring.plan"].create({"name": "Yearly", "number_of_months": 12})
        self.deal(
            self.acme,
            100,
            won="2025-02-10 12:00:00",
            recurring_revenue=360,
            recurring_plan=plan.id,
        )
        self.assertAmounts("won", [100])
        self.assertAmounts("won", [30], "recurring_amount")

    def test_deal_without_a_company(self):
        """P2: it belongs to its team's company, else to its salesperson's."""
        team, free_team = self.env["crm.team"].create(
            [{"name": "Later ours", "company_id": False}, {"name": "Free", "company_id": False}]
        )
        values = {"won": "2025-02-10 12:00:00", "company_id": False, "team_id": free_team.id}
        self.deal(self.acme, 100, **values)
        self.deal(self.acme, 200, **{**values, "team_id": team.id, "user_id": False})
        self.deal(self.acme, 400, **{**values, "user_id": False})
        self.env["crm.lead"].search([("team_id", "in", (team | free_team).ids)]).company_id = False
        self.assertAmounts("won", [100])
        team.company_id = self.company
        self.assertAmounts("won", [100, 200])
        self.assertEqual(self.plan(basis="won").root_id.actual_amount, 300)

    def test_dimensions(self):
        """P3-P7: the dimensions of a deal; it has no product."""
        source = self.env["utm.source"].create({"name": "Fair"})
        self.deal(self.buyer, 100, won="2025-02-10 12:00:00", source_id=source.id)
        self.deal(None, 50, won="2025-02-10 12:00:00", team_id=self.team_south.id, user_id=False)
        [first, second] = self.facts("won").sorted("amount", reverse=True)
        self.assertRecordValues(
            first,
            [
                {
                    "team_id": self.team_north.id,
                    "user_id": self.salesperson.id,
                    "partner_id": self.acme.id,
                    "industry_id": self.metal.id,
                    "country_id": self.belgium.id,
                    "product_id": False,
                    "product_category_id": False,
                    "source_id": source.id,
                    "count": 1,
                }
            ],
        )
        self.assertRecordValues(
            second,
            [{"team_id": self.team_south.id, "user_id": False, "partner_id": False, "count": 1}],
        )

    def test_pipeline(self):
        """N2: open deals by their expected closing, whole and weighted by probability."""
        self.deal(self.acme, 100, date_deadline="2025-09-01", probability=30)
        self.deal(self.acme, 100, date_deadline="2026-01-01", probability=30)
        self.deal(self.acme, 100, won="2025-02-10 12:00:00", date_deadline="2025-09-01")
        lost = self.deal(self.acme, 400, date_deadline="2025-09-01")
        lost.action_set_lost()
        archived = self.deal(self.acme, 800, date_deadline="2025-09-01", probability=30)
        archived.active = False
        in_2025 = ("date", "<=", "2025-12-31")
        self.assertAmounts("pipeline", [100], "amount", in_2025)
        self.assertAmounts("pipeline", [30], "weighted_amount", in_2025)
        plan = self.plan()
        [(pipeline, won)] = self.env["sales.plan.report"]._read_group(
            [("plan_id", "=", plan.id)], [], ["pipeline_amount:sum", "won_amount:sum"]
        )
        self.assertEqual((pipeline, won), (100, 100))

    def test_no_margin(self):
        """P2: a plan of won deals cannot be measured by what deals do not have."""
        with self.assertRaisesRegex(ValidationError, "Deals have no costs"):
            self.plan(basis="won", measure="margin")
        self.deal(self.acme, 100, won="2025-02-10 12:00:00")
        self.deal(self.acme, 50, won="2025-03-10 12:00:00")
        self.assertEqual(self.plan(basis="won", measure="count").root_id.actual_amount, 2)


@tagged("post_install", "-at_install")
class TestActualsDealProducts(SalesPlanCommon):
    """P6, R21: deals as facts by their products."""

    def deal_of(self, revenue, *lines, **values):
        """Make a deal of Acme that sells ``(product, quantity, price)``."""
        return self.deal(
            self.acme,
            revenue,
            line_ids=[
                Command.create(
                    {"product_id": product.id, "product_uom_qty": quantity, "price_unit": price}
                )
                for product, quantity, price in lines
            ],
            **values,
        )

    def told(self, basis, field="amount"):
        """Return ``{product name: measure}`` of the facts of a basis."""
        return {fact.product_id.name or "": round(fact[field], 2) for fact in self.facts(basis)}

    def test_products_and_the_rest(self):
        """P6: a line is a fact; what the deal is worth besides is one without a product."""
        self.deal_of(500, (self.screw, 7, 10), (self.advice, 2, 90), won="2025-02-10 12:00:00")
        self.assertEqual(self.told("won"), {"Screw": 70, "Advice": 180, "": 250})
        self.assertEqual(self.told("won", "quantity"), {"Screw": 7, "Advice": 2, "": 0})
        self.assertEqual(self.told("won", "count"), {"Screw": 0, "Advice": 1, "": 0})
        self.assertEqual(self.facts("won").product_category_id, self.screws | self.services)
        self.assertEqual(len(set(self.facts("won").ids)), 3)

    def test_worth_less_than_its_products(self):
        """P6: totals are the deal's; exactly as much needs no rest."""
        deal = self.deal_of(50, (self.screw, 7, 10), won="2025-02-10 12:00:00")
        self.assertEqual(self.told("won"), {"Screw": 70, "": -20})
        self.assertEqual(self.total("won"), 50)
        deal.action_use_line_total()
        self.assertEqual(self.told("won"), {"Screw": 70})
        deal.line_ids.product_uom_qty = 8
        self.assertEqual(self.told("won"), {"Screw": 80, "": -10})
        deal.line_ids.unlink()
        self.assertEqual(self.told("won"), {"": 70})
        self.assertEqual(self.total("won", "count"), 1)

    def test_weighted(self):
        """N2: weighted lines and the weighted rest are the weighted deal, to the cent."""
        deal = self.deal_of(
            100,
            (self.screw, 1, 33.33),
            (self.nail, 1, 33.33),
            (self.advice, 1, 33.34),
            probability=50,
            date_deadline="2025-09-01",
        )
        self.assertEqual(self.total("pipeline"), 100)
        self.assertEqual(self.total("pipeline", "weighted_amount"), deal.prorated_revenue)
        self.assertEqual(self.told("pipeline", "weighted_amount")["Screw"], 16.67)
        self.assertEqual(self.total("pipeline", "count"), 1)

    def test_recurring_once(self):
        """P2: what recurs counts once, however many products there are."""
        plan = self.env["crm.recurring.plan"].create({"name": "Yearly", "number_of_months": 12})
        self.deal_of(
            500,
            (self.screw, 7, 10),
            (self.advice, 2, 90),
            won="2025-02-10 12:00:00",
            recurring_revenue=360,
            recurring_plan=plan.id,
        )
        self.assertEqual(self.total("won", "recurring_amount"), 30)

    def test_plans(self):
        """P6, P10: plans by product, category and customer; every total ties to the deals."""
        self.screw.uom_ids = self.uom_dozen
        deal = self.deal_of(
            500, (self.screw, 7, 10), (self.advice, 2, 90), won="2025-02-10 12:00:00"
        )
        deal.line_ids[0].product_uom_id = self.uom_dozen
        deal.line_ids[0].price_unit = 10
        self.deal(self.bolt, 40, won="2025-03-10 12:00:00")
        plan = self.plan("product_category", "product", basis="won")
        goods, services = self.rows(plan, self.hardware, self.services)
        screw = self.row(goods, self.screw)
        self.assertEqual(
            [row.actual_amount for row in (plan.root_id, goods, services, screw)],
            [540, 70, 180, 70],
        )
        self.assertEqual(plan.root_id.unassigned_amount, 290)
        self.assertEqual(self.opened(screw), 70)
        quantities = self.plan("product", basis="won", measure="quantity")
        row = self.row(quantities, self.screw)
        self.assertEqual([quantities.root_id.actual_amount, row.actual_amount], [86, 84])
        numbers = self.plan("product", basis="won", measure="count")
        row = self.row(numbers, self.advice)
        self.assertEqual([numbers.root_id.actual_amount, row.actual_amount], [2, 1])

    def test_groupings_agree(self):
        """N1: whatever the report groups by, the same total comes out."""
        self.deal_of(500, (self.screw, 7, 10), (self.advice, 2, 90), won="2025-02-10 12:00:00")
        self.deal(self.bolt, 40, won="2025-03-10 12:00:00")
        self.env["sales.actual"].invalidate_model()
        for grouping in (
            "product_id",
            "product_category_id",
            "partner_id",
            "team_id",
            "date:month",
        ):
            groups = self.env["sales.actual"]._read_group(
                [("basis", "=", "won"), ("company_id", "=", self.company.id)],
                [grouping],
                ["amount:sum", "count:sum"],
            )
            self.assertEqual(sum(group[1] for group in groups), 540, grouping)
            self.assertEqual(sum(group[2] for group in groups), 2, grouping)
