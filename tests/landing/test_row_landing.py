from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ...queries.time import moment_at_end_of
from ..common.base import SalesPlanCommon

#: The parts of a landing, in the order of these tests.
PARTS = ("certain", "committed", "deals", "to_come")


@tagged("post_install", "-at_install", "sales_plan")
class TestRowLanding(SalesPlanCommon):
    """N3: where rows of a plan will end up, on 16 March 2026 in Auckland, a Monday.

    The salesperson invoices 1,000 a month to acme, on the 20th, the colleague 500 to bolt.
    """

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time("2026-03-16 10:00:00"))
        super().setUpClass()
        for year, months in ((2024, 12), (2025, 12), (2026, 2)):
            for month in range(1, months + 1):
                cls.bill(cls.acme, 1000, f"{year}-{month:02}-20")
                cls.bill(cls.bolt, 500, f"{year}-{month:02}-20", cls.colleague)
        cls.bill(cls.acme, 300, "2026-03-10")

    @classmethod
    def bill(cls, partner, price, day, user=None):
        user = user or cls.salesperson
        return cls.invoice(partner, day, (cls.screw, price), invoice_user_id=user.id)

    def make_plan(self, basis="invoiced", confirmed=True, **values):
        plan = self.plan("salesperson", "customer", year=2026, basis=basis, **values)
        self.own = self.row(plan, self.salesperson)
        self.theirs = self.row(plan, self.colleague)
        self.at_acme = self.row(self.own, self.acme)
        self.target(self.own, 12000, 3)
        self.target(self.theirs, 100, 3)
        if confirmed:
            plan.with_user(self.manager).action_confirm()
        return plan

    def gather(self, plan, first=None, last=None):
        landing = self.env["sales.landing"]
        asked = landing._ask(
            plan.company_id, self.day(first or "2026-01-01"), self.day(last or "2026-12-31")
        )
        return landing._gather_rows(plan, asked)[0]

    def means(self, parts):
        return [parts.get_means()[name] for name in PARTS]

    def test_certain_is_the_actual(self):
        """Of each row and of those above it, in the span that is asked for."""
        plan = self.make_plan()
        found = self.gather(plan)
        for row, amount in (
            (plan.root_id, 3300),
            (self.own, 2300),
            (self.at_acme, 2300),
            (self.theirs, 1000),
        ):
            self.assertEqual(found[row.id].certain, amount)
            self.assertEqual(found[row.id].certain, row.actual_amount)
        march = self.gather(plan, "2026-03-01", "2026-03-31")
        self.assertEqual(march[self.own.id].certain, 300)
        self.assertEqual(march[self.theirs.id].certain, 0)

    def test_rhythm_of_the_year(self):
        """Ten months are still to come: about what came in a month, ten times."""
        plan = self.make_plan()
        certain, committed, deals, to_come = self.means(self.gather(plan)[self.own.id])
        self.assertEqual((certain, committed, deals), (2300, 0, 0))
        self.assertAlmostEqual(to_come, 9700, delta=500)
        self.assertAlmostEqual(self.means(self.gather(plan)[self.theirs.id])[3], 5000, delta=300)

    def test_rows_have_what_they_show(self):
        """Low, middle and high in order; the chance where the range is no wider than the target."""
        self.make_plan()
        row = self.own.with_user(self.manager)
        self.assertLessEqual(row.landing_low, row.landing_amount)
        self.assertLessEqual(row.landing_amount, row.landing_high)
        self.assertAlmostEqual(row.landing_amount, 12000, delta=600)
        self.assertTrue(0 <= row.landing_chance <= 1)
        # 100 were reached long ago
        self.assertEqual(self.theirs.landing_chance, 1)

    def test_drafts_land_nowhere(self):
        self.make_plan(confirmed=False)
        self.assertIs(self.own.landing_amount, False)
        self.assertIs(self.own.landing_chance, False)

    def test_before_it_begins(self):
        """Nothing of next year is certain; what is to come goes by the years before."""
        plan = self.make_plan()
        parts = self.gather(plan, "2026-05-01", "2026-05-31")[self.own.id]
        self.assertEqual(parts.certain, 0)
        self.assertAlmostEqual(self.means(parts)[3], 1000, delta=150)

    def test_orders_are_taken_off_the_rhythm(self):
        """What is ordered already is part of what usually comes, and counts once."""
        plan = self.make_plan()
        before = self.means(self.gather(plan)[self.own.id])
        self.order(self.acme, "2026-03-11 10:00:00", (self.screw, 400))
        after = self.means(self.gather(plan)[self.own.id])
        self.assertGreater(after[1], 200)
        self.assertAlmostEqual(after[1] + after[3], before[3], delta=1)
        self.assertAlmostEqual(sum(after), sum(before), delta=1)

    def test_deals_count_in_their_rows(self):
        """A deal of the salesperson with acme counts in both rows and in the total."""
        plan = self.make_plan("won")
        self.deal(self.acme, 1000, probability=40, date_deadline="2026-03-30")
        found = self.gather(plan, "2026-03-01", "2026-03-31")
        for row in (plan.root_id, self.own, self.at_acme):
            self.assertEqual(self.means(found[row.id]), [0, 0, 400, 0])
        self.assertNotIn(self.theirs.id, found)

    def list_part(self, action, user=None):
        model = self.env[action["res_model"]].with_user(user or self.manager)
        return model.with_context(**action["context"]).search(action["domain"])

    def test_rows_open_what_is_committed(self):
        """Orders to invoice that fall under the row; none of others."""
        plan = self.make_plan()
        self.order(self.acme, "2026-03-11 10:00:00", (self.screw, 400))
        self.order(self.bolt, "2026-03-11 10:00:00", (self.screw, 70), user_id=self.colleague.id)
        parts = self.gather(plan)
        for row, amount in ((plan.root_id, 470), (self.own, 400), (self.theirs, 70)):
            facts = self.list_part(row.with_user(self.manager).action_open_committed())
            self.assertEqual(sum(facts.mapped("amount")), amount)
            self.assertEqual(sum(whole for whole, __ in parts[row.id].committed), amount)

    def test_rows_open_their_deals(self):
        """With what of each counts in the row, and its chance."""
        self.make_plan("won")
        deal = self.deal(self.acme, 1000, probability=40, date_deadline="2026-03-30")
        self.deal(self.bolt, 70, probability=40, user_id=self.colleague.id)
        row = self.own.with_user(self.manager)
        deals = self.list_part(row.action_open_landing_deals())
        self.assertEqual(deals, deal)
        self.assertEqual((deals.landing_part_amount, deals.landing_part_chance), (1000, 0.4))
        self.assertEqual(deals.landing_part_mean, row.landing_deals)
        hidden = self.theirs.with_user(self.salesperson)
        for call in (hidden.action_open_landing_deals, hidden.action_open_committed):
            with self.assertRaises(AccessError):
                call()

    def test_what_recurs_of_deals(self):
        """A plan of what recurs lands with that of won and open deals, not with their revenue."""
        plan = self.make_plan("won", measure="recurring")
        self.deal(self.acme, 500, won="2026-03-05 10:00:00", recurring_revenue=30.03)
        open_deal = {"probability": 40, "date_deadline": "2026-03-30"}
        deal = self.deal(self.acme, 1000, recurring_revenue=50, **open_deal)
        found = self.gather(plan, "2026-03-01", "2026-03-31")
        self.assertEqual(self.means(found[self.at_acme.id])[:3], [30.03, 0, 20])
        [listed] = self.list_part(self.own.with_user(self.manager).action_open_landing_deals())
        self.assertEqual((listed, listed.landing_part_amount), (deal, 50))

    def test_deals_of_a_past_day(self):
        """Those that were open then, with what they were then, in the rows of who had them."""
        plan = self.make_plan()
        history = self.env["crm.lead.history"]
        with history._at(datetime(2026, 2, 20)):
            deal = self.deal(self.acme, 1000, probability=40, date_deadline="2026-03-30")
        self.env.cr.execute("UPDATE crm_lead SET create_date = '2026-02-20'")
        self.env.invalidate_all()
        with history._at(datetime(2026, 3, 5)):
            deal.write({"expected_revenue": 600, "user_id": self.colleague.id})
        with history._at(datetime(2026, 3, 10)):
            deal.action_set_lost()
        landing, found = self.env["sales.landing"], {}
        for day in ("2026-03-01", "2026-03-07", "2026-03-12"):
            moment = moment_at_end_of(self.company, self.day(day))
            days = self.day("2026-03-01"), self.day("2026-03-31")
            asked = landing._ask(self.company, *days, self.day(day), moment)
            parts = landing._gather_rows(plan, asked)[0]
            found[day] = [
                [amount for amount, __ in parts[row.id].deals.values()] if row.id in parts else []
                for row in (self.own, self.at_acme, self.theirs)
            ]
        self.assertEqual(
            found,
            {
                "2026-03-01": [[1000], [1000], []],
                "2026-03-07": [[], [], [600]],
                "2026-03-12": [[], [], []],
            },
        )

    def test_by_won_deals_as_the_forecast_says(self):
        """A row of a plan by won deals lands where the forecast of its salesperson does."""
        plan = self.make_plan("won")
        self.deal(self.acme, 1000, probability=40, date_deadline="2026-03-30")
        self.deal(self.bolt, 500, won="2026-03-03 00:00:00")
        landing = self.env["sales.landing"]
        asked = landing._ask(self.company, self.day("2026-03-01"), self.day("2026-03-31"))
        owners = landing._gather_owners(asked, lambda user_id, team_id: [("person", user_id)])[0]
        rows = self.gather(plan, "2026-03-01", "2026-03-31")
        owner = owners["person", self.salesperson.id]
        self.assertEqual(self.means(rows[self.own.id]), self.means(owner))

    def test_whoever_sees_a_row_sees_its_landing(self):
        """A salesperson their own row, and none of a colleague's."""
        self.make_plan()
        rows = self.env["sales.plan.allocation"].with_user(self.salesperson)
        found = rows.search([("plan_id", "=", self.own.plan_id.id)])
        self.assertIn(self.own, found)
        self.assertNotIn(self.theirs, found)
        self.assertAlmostEqual(
            self.own.with_user(self.salesperson).landing_amount, self.own.landing_amount
        )

    def test_queries_do_not_grow_with_rows(self):
        """The same for two rows and for six."""

        def count(*partners):
            plan = self.plan("customer", year=2026)
            for row in self.rows(plan, *partners):
                self.target(row, 100)
            plan.with_user(self.manager).action_confirm()
            self.env.flush_all()
            self.env.invalidate_all()
            rows = self.env["sales.plan.allocation"].search([("plan_id", "=", plan.id)])
            before = self.env.cr.sql_log_count
            rows.mapped("landing_amount")
            plan.active = False
            return self.env.cr.sql_log_count - before

        count(self.acme)
        self.assertEqual(count(self.acme), count(self.acme, self.bolt, self.coil, self.drip))
