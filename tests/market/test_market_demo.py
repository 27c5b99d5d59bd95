from collections import defaultdict
from decimal import Decimal

from odoo.tests import TransactionCase, tagged

from .by_hand import Effort, classify, score


@tagged("post_install", "-at_install", "-standard", "sales_plan_demo")
class TestMarketDemo(TransactionCase):
    """P12, P22, P26: on the demo data, classes, share, growth and score are what plain Python makes
    of the facts, one by one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        manager = cls.env.ref("sales_plan.demo_user_helen")
        cls.env = cls.env(user=manager.id, context={"allowed_company_ids": cls.company.ids})
        cls.rows = cls.env["sales.customer.effort"].search([])
        cls.today, cls.year = cls.company._get_today(), cls.company._get_market_year()

    def sums(self, name, first, last):
        """Return what each customer has of a measure between two days."""
        facts = self.env["sales.actual"].search(
            [
                ("basis", "=", self.company.plan_basis),
                ("company_id", "=", self.company.id),
                ("date", ">=", first),
                ("date", "<=", last),
            ]
        )
        found = defaultdict(Decimal)
        for fact in facts:
            found[fact.partner_id.id] += self.exact(fact[name])
        return found

    @staticmethod
    def exact(amount):
        return Decimal(str(round(amount, 6)))

    def test_sales_growth_and_share(self):
        now = self.sums("amount", self.year.first, self.today)
        before = self.sums("amount", self.year.last_first, self.year.last_today)
        last = self.sums("amount", self.year.last_first, self.year.last_last)
        margin = self.sums("margin", self.year.first, self.today)
        self.assertGreater(len(self.rows), 35)
        for row in self.rows:
            customer = row.partner_id.id
            with self.subTest(customer=row.partner_id.name):
                found = (row.revenue, row.revenue_before, row.revenue_last, row.margin)
                expected = (now[customer], before[customer], last[customer], margin[customer])
                self.assertEqual(tuple(map(self.exact, found)), expected)
                if before[customer] > 0 and now[customer]:
                    growth = now[customer] / before[customer] - 1
                    self.assertAlmostEqual(row.growth, float(growth), 6)
                if row.potential:
                    share = now[customer] / self.exact(row.potential)
                    self.assertAlmostEqual(row.share, float(share), 6)
                    left = max(self.exact(row.potential) - now[customer], 0)
                    self.assertEqual(self.exact(row.remaining_potential), left)
        self.assertEqual(sum(self.exact(row.revenue) for row in self.rows), sum(now.values()))

    def test_classes(self):
        shares = Decimal("0.8"), Decimal("0.95")
        now = classify(self.sums("amount", self.year.first, self.today), *shares)
        last = classify(self.sums("amount", self.year.last_first, self.year.last_last), *shares)
        found = {row.partner_id.id: row.abc_class for row in self.rows if row.abc_class}
        self.assertEqual(found, now)
        found = {row.partner_id.id: row.abc_class_last for row in self.rows if row.abc_class_last}
        self.assertEqual(found, last)
        self.assertEqual(set(last.values()), {"a", "b", "c"})

    def test_score(self):
        known = {
            row.id: Effort(
                None if row.potential is False else self.exact(row.remaining_potential),
                None if row.target is False else self.exact(row.remaining_target),
                None if row.days_since is False else int(row.days_since),
            )
            for row in self.rows
        }
        expected = score(known, (50, 30, 20))
        for row in self.rows:
            points = (row.potential_points, row.target_points, row.days_points)
            self.assertEqual(tuple(map(self.exact, points)), expected[row.id])
            self.assertEqual(self.exact(row.score), sum(expected[row.id]))
        self.assertEqual(self.rows, self.rows.sorted(lambda row: (-row.score, row.id)))

    def test_segments_add_up(self):
        """What is sold in all segments, known ones and others, is all that is sold."""
        segments = self.env["sales.market.report"].search([])
        now = self.sums("amount", self.year.first, self.today)
        self.assertEqual(
            sum(self.exact(segment.revenue) for segment in segments), sum(now.values())
        )
        known = segments.filtered("segment_id")
        self.assertEqual(len(known), 14)
        self.assertEqual(known, known.sorted(lambda row: (-row.unused, row.id)))
