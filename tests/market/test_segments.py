from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import MarketCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-06-15")
class TestSegments(MarketCommon):
    """P11: the segments of the market with the greatest potential come first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segments = cls.env["sales.market.segment"].with_user(cls.manager)
        cls.metal_there = cls.segment(cls.metal, cls.belgium, 4000, growth=5)
        cls.segment(cls.metal, cls.france, 2000, growth=-10, year=2023)
        cls.segment(cls.metal, cls.france, 1000, growth=10, year=2024)
        cls.segment(cls.metal, cls.france, 9000, year=2026)  # of a year to come

    @classmethod
    def segment(cls, industry, country, size, **values):
        vals = {"industry_id": industry.id, "country_id": country.id, "size": size, **values}
        return cls.segments.create(vals)

    def report(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["sales.market.report"].with_user(user or self.manager).search([])

    def test_figures(self):
        """Size, revenue, share, growth and customers, the largest unused potential first; where no
        size is known, what is sold makes rows of its own."""
        found = [
            (row.industry_id.name, row.country_id.code, row.size, row.revenue, row.customers)
            for row in self.report()
        ]
        self.assertEqual(
            found,
            [
                ("Metal", "BE", 4000, 300, 1),
                ("Metal", "FR", 1000, 500, 1),
                ("Food", "BE", False, 200, 1),
                (False, False, False, 0, 0),
            ],
        )
        acme, bolt, coil, drip = self.report()
        self.assertEqual((acme.share, acme.unused, acme.market_growth), (0.075, 3700, 0.05))
        self.assertEqual((acme.growth, bolt.growth), (2.0, 1.5))
        self.assertEqual((bolt.year, bolt.market_growth), (2024, 0.1))
        self.assertEqual((coil.share, coil.unused, coil.growth), (False,) * 3)
        self.assertEqual(drip.revenue_before, 80)
        self.assertEqual(acme.display_name, "Metal, Belgium")
        self.assertEqual(drip.display_name, "No industry, no country")

    def test_who_only_gave_back(self):
        """P11: whose purchases of this year come to less than nothing is no customer of it."""
        [before] = self.report().filtered(lambda row: row.segment_id == self.metal_there)
        self.assertEqual((before.revenue, before.customers), (300, 1))
        former = self.env["res.partner"].create(
            {"name": "Former", "industry_id": self.metal.id, "country_id": self.belgium.id}
        )
        self.sell(former, "2025-03-01", 20, move_type="out_refund")
        [after] = self.report().filtered(lambda row: row.segment_id == self.metal_there)
        self.assertEqual((after.revenue, after.customers), (280, 1))

    def test_targets(self):
        """Of rows of the segment's customers, or of its industry and country; never less than one
        of them."""
        plan = self.plan("customer", name="Customers")
        self.target(self.row(plan, self.acme), 800)
        markets = self.plan("industry", "country", name="Markets")
        metal = self.row(markets, self.metal)
        self.target(metal, 5000)
        self.target(self.row(metal, self.belgium), 900)
        self.target(self.row(metal, self.france), 100)
        (plan | markets).action_confirm()
        acme, bolt, *__ = self.report()
        self.assertEqual((acme.target, acme.gap), (900, -600))
        self.assertEqual((bolt.target, bolt.gap), (100, 400))

    def test_states(self):
        """By state, sales fall into theirs; those of no state known stay apart."""
        self.metal_there.unlink()
        antwerp, liege = self.env["res.country.state"].create(
            [
                {"name": "Antwerp", "code": "XA", "country_id": self.belgium.id},
                {"name": "Liège", "code": "XL", "country_id": self.belgium.id},
            ]
        )
        self.segment(self.metal, self.belgium, 700, state_id=antwerp.id)
        self.segment(self.metal, self.belgium, 600, state_id=liege.id)
        rows = self.report().filtered(lambda row: row.country_id == self.belgium)
        found = {(row.industry_id.name, row.state_id.code): row.revenue for row in rows}
        self.assertEqual(
            found,
            {("Metal", "XA"): 0, ("Metal", "XL"): 0, ("Metal", False): 300, ("Food", False): 200},
        )
        self.acme.state_id = antwerp
        rows = self.report().filtered(lambda row: row.state_id == antwerp)
        self.assertEqual((rows.revenue, rows.display_name), (300, "Metal, Antwerp"))
        with self.assertRaisesRegex(ValidationError, "not of both"):
            self.segment(self.metal, self.belgium, 1)
        with self.assertRaisesRegex(ValidationError, "is no state of France"):
            self.segment(self.food, self.france, 1, state_id=antwerp.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.segment(self.metal, self.belgium, 1, state_id=antwerp.id)

    def test_refused(self):
        for values in ({"size": -1}, {"growth": -101}, {"year": 0}):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.segment(self.food, self.france, **{"size": 1, **values})
                self.env.flush_all()

    def test_groups(self):
        """Share is sum over sum where sizes are known; growth weighs by size."""
        report = self.env["sales.market.report"].with_user(self.manager)
        [(share, growth, ours)] = report._read_group(
            [], [], ["share:avg", "market_growth:avg", "growth:avg"]
        )
        self.assertAlmostEqual(share, 800 / 5000)
        self.assertAlmostEqual(growth, (4000 * 0.05 + 1000 * 0.1) / 5000)
        self.assertAlmostEqual(ours, 1000 / 380 - 1)

    def test_bubbles(self):
        """As the chart shows them: those whose size is known, areas in proportion to it."""
        report = self.env["sales.market.report"].with_user(self.manager)
        found = report.read_bubbles([])
        self.assertEqual(
            [each["name"] for each in found["bubbles"]], ["Metal, Belgium", "Metal, France"]
        )
        acme, bolt = found["bubbles"]
        self.assertEqual((acme["share"], acme["growth"], acme["size"]), (0.075, 0.05, 4000))
        self.assertEqual((acme["radius"], bolt["radius"]), (1, 0.5))
        nothing = report.read_bubbles([["industry_id", "=", self.food.id]])
        self.assertEqual(nothing, {"is_empty": True, "bubbles": []})

    def test_opens_its_customers(self):
        first = self.report()[0]
        action = first.action_open_customers()
        found = self.env[action["res_model"]].with_user(self.manager).search(action["domain"])
        self.assertEqual(found.partner_id, self.acme)

    def test_roles(self):
        """Managers write figures of markets, who sells reads them; leaders see the report with the
        sales of their teams, managers and auditors all of it; salespeople do not."""
        for user in (self.salesperson, self.leader, self.auditor):
            self.assertEqual(self.metal_there.with_user(user).size, 4000)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.metal_there.with_user(user).size = 1
        for user, revenue in ((self.manager, 1000), (self.auditor, 1000), (self.leader, 800)):
            with self.subTest(user=user.login):
                self.assertEqual(sum(self.report(user).mapped("revenue")), revenue)
        for user in (self.salesperson, self.clerk, self.visitor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.report(user)
