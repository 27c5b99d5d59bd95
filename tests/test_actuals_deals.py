from odoo.tests import tagged

from .common import SalesPlanCommon


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
        """P2: recurring revenue is no part of a deal's amount."""
        plan = self.env["crm.recurring.plan"].create({"name": "Yearly", "number_of_months": 12})
        self.deal(
            self.acme,
            100,
            won="2025-02-10 12:00:00",
            recurring_revenue=30,
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

    def test_no_quantity_and_no_margin(self):
        """P2: a plan of won deals cannot be measured by what deals do not have."""
        for measure in ("margin", "quantity"):
            with self.assertRaisesRegex(Exception, "neither costs nor quantities"):
                self.plan(basis="won", measure=measure)
        self.deal(self.acme, 100, won="2025-02-10 12:00:00")
        self.deal(self.acme, 50, won="2025-03-10 12:00:00")
        self.assertEqual(self.plan(basis="won", measure="count").root_id.actual_amount, 2)
