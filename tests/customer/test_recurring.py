import random
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from math import ceil
from statistics import median

from odoo.tests import freeze_time, tagged

from ..common.base import draw_seeds
from ..common.customer_plans import CustomerPlanCommon

TODAY = date(2025, 6, 15)


@tagged("post_install", "-at_install")
@freeze_time("2025-06-15")
class TestRecurring(CustomerPlanCommon):
    """B17: recurring customers side by side, sorted by what is missing."""

    def rows(self, *conditions, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["sales.customer.recurring"].with_user(user or self.env.user)
        conditions = conditions or (("basis", "=", "invoiced"),)
        return rows.search([*conditions, ("company_id", "=", self.company.id)])

    def row(self, customer, basis="invoiced", user=None):
        return self.rows(("partner_id", "=", customer.id), ("basis", "=", basis), user=user)

    def test_same_days(self):
        """B17: this year until today beside the same days of last year, and the plan."""
        for day, price in (
            ("2025-01-01", 10),
            ("2025-06-15", 20),
            ("2024-01-01", 300),
            ("2024-06-15", 40),
            ("2024-06-16", 5000),
            ("2023-03-01", 7),
        ):
            self.invoice(self.acme, day, (self.screw, price))
        row = self.row(self.acme)
        self.assertEqual((row.this_year_amount, row.last_year_amount), (30, 340))
        self.assertEqual((row.plan_amount, row.missing_amount), (False, 310))
        self.expect(self.acme, 400)
        row = self.row(self.acme)
        self.assertEqual((row.plan_amount, row.missing_amount), (400, 370))
        self.assertEqual((row.last_date, row.days_since), (TODAY, 0))
        self.assertEqual(row.user_id, self.salesperson)

    def test_only_expected(self):
        """B17: a customer of whom something is expected and who bought nothing is there, too."""
        self.expect(self.bolt, 100)
        row = self.row(self.bolt)
        self.assertEqual((row.plan_amount, row.this_year_amount, row.missing_amount), (100, 0, 100))
        self.assertFalse(row.last_date)
        self.assertFalse(row.is_overdue)

    def test_overdue(self):
        """B17: the usual interval is the median of the days between purchases; credit notes are
        no purchases; from three purchases on somebody can be overdue."""
        for day in ("2025-02-01", "2025-03-01", "2025-03-01", "2025-05-30"):
            invoice = self.invoice(self.acme, day, (self.screw, 10))
        self.credit(invoice, "2025-06-01")
        for day in ("2025-02-01", "2025-02-03"):
            self.invoice(self.bolt, day, (self.screw, 10))
        row = self.row(self.acme)
        self.assertEqual((row.purchase_count, row.usual_days), (3, 59))
        self.assertEqual(str(row.next_date), "2025-07-28")
        self.assertFalse(row.is_overdue)
        with freeze_time("2025-08-01"):
            self.assertTrue(self.row(self.acme).is_overdue)
        row = self.row(self.bolt)
        self.assertEqual(row.usual_days, False)
        self.assertFalse(row.is_overdue)

    def test_sorted(self):
        """B17: who lacks the most stands first."""
        self.expect(self.acme, 100)
        self.expect(self.bolt, 900)
        self.expect(self.coil, 500)
        found = self.rows().partner_id & (self.acme | self.bolt | self.coil)
        self.assertEqual(found.ids, [self.bolt.id, self.coil.id, self.acme.id])

    def test_by_hand(self):
        """B17: the figures of random histories are those of a plain computation."""
        for seed in draw_seeds(2):
            rng = random.Random(seed)
            sold = defaultdict(lambda: defaultdict(float))
            customers = self.env["res.partner"].create(
                [{"name": name, "is_company": True} for name in ("One", "Other")]
            )
            for __ in range(14):
                customer = rng.choice(list(customers))
                day = TODAY - timedelta(days=rng.randrange(900))
                price = rng.randrange(1, 500)
                self.invoice(customer, str(day), (self.screw, price))
                sold[customer][day] += price
            for customer, days in sold.items():
                self.check_by_hand(customer, days)

    def check_by_hand(self, customer, days):
        row = self.row(customer)
        this_year = sum(price for day, price in days.items() if day.year == 2025)
        last_year = sum(
            price for day, price in days.items() if date(2024, 1, 1) <= day <= date(2024, 6, 15)
        )
        self.assertEqual((row.this_year_amount, row.last_year_amount), (this_year, last_year))
        self.assertEqual(row.missing_amount, max(last_year - this_year, 0))
        self.assertEqual(row.last_date, max(days))
        ordered = sorted(days)
        gaps = [(day - before).days for before, day in pairwise(ordered)]
        usual = ceil(median(gaps)) if len(ordered) >= 3 else False
        self.assertEqual(row.usual_days, usual)
        overdue = bool(usual) and max(days) + timedelta(days=usual) < TODAY
        self.assertEqual(row.is_overdue, overdue)

    def test_who_sees_what(self):
        """P16, B17: sales of others are left out for who reads own documents only."""
        self.invoice(self.acme, "2025-02-01", (self.screw, 10))
        self.invoice(self.acme, "2025-02-01", (self.screw, 70), invoice_user_id=self.colleague.id)
        self.expect(self.acme, 200, user=self.stranger)
        for user, amount, expected in (
            (self.salesperson, 10, 200),
            (self.colleague, 70, False),
            (self.leader, 80, False),
            (self.manager, 80, 200),
            (self.auditor, 80, 200),
        ):
            with self.subTest(user=user.login):
                row = self.row(self.acme, user=user)
                self.assertEqual(row.this_year_amount, amount)
                self.assertEqual(row.plan_amount, expected)
        self.assertFalse(self.row(self.acme, user=self.other_leader).this_year_amount)

    def test_opens(self):
        """B17: a row opens the customer, and makes an opportunity of theirs."""
        self.invoice(self.acme, "2025-02-01", (self.screw, 10))
        row = self.row(self.acme, user=self.salesperson)
        self.assertEqual(row.action_open_customer()["res_id"], self.acme.id)
        context = row.action_new_opportunity()["context"]
        self.assertEqual(context["default_partner_id"], self.acme.id)
