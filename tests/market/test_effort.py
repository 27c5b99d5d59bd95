import random
from decimal import Decimal

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ...queries import market as queries
from ..common.base import draw_seeds
from .by_hand import Effort, classify, score
from .common import MarketCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-06-15")
class TestEffort(MarketCommon):
    """P12, P26: who the most important customers are, and where effort pays."""

    def test_figures(self):
        """P26: this year up to today, the same days and all of last year, growth, last purchase."""
        rows = self.effort()
        acme, drip = rows[self.acme], rows[self.drip]
        self.assertEqual((acme.revenue, acme.revenue_before, acme.revenue_last), (300, 100, 150))
        self.assertEqual((acme.growth, acme.share), (2.0, 0.3))
        self.assertEqual((acme.potential, acme.remaining_potential), (1000, 700))
        # screws cost 4: each line sells one
        self.assertEqual((acme.margin, acme.margin_last), (296, 142))
        self.assertEqual((acme.bought_on, acme.days_since), (self.day("2025-02-10"), 125))
        self.assertEqual((acme.user_id, acme.team_id), (self.salesperson, self.team_north))
        self.assertEqual((acme.industry_id, acme.country_id), (self.metal, self.belgium))
        self.assertEqual((drip.revenue, drip.revenue_before, drip.growth), (0, 80, False))
        self.assertFalse(drip.abc_class)
        self.assertEqual((drip.potential, drip.remaining_potential, drip.share), (False,) * 3)
        self.assertEqual(rows[self.coil].growth, False)  # nothing to compare with
        # of 2024, which holds until there is a later one
        self.assertEqual((rows[self.bolt].potential, rows[self.bolt].potential_year), (600, 2024))

    def test_classes(self):
        """P12: 500, 300 and 200 of 1,000: the one who crosses 80 % is A, too."""
        rows = self.effort()
        found = {customer.name: row.abc_class for customer, row in rows.items()}
        self.assertEqual(found, {"Bolt": "a", "Acme": "a", "Coil": "b", "Drip": False})
        self.company.sudo().write({"abc_a_share": 50, "abc_b_share": 80})
        found = {customer.name: row.abc_class for customer, row in self.effort().items()}
        self.assertEqual(found, {"Bolt": "a", "Acme": "b", "Coil": "c", "Drip": False})

    def test_classes_by_margin(self):
        self.sell(self.coil, "2025-03-01", 900).invoice_line_ids.product_id.standard_price = 4
        self.invoice(self.acme, "2025-03-02", (self.screw, 3, 400))  # sold at a loss
        self.company.sudo().abc_measure = "margin"
        rows = self.effort()
        amounts = {row.id: self.exact(row.margin) for row in rows.values() if row.margin}
        expected = classify(amounts, Decimal("0.8"), Decimal("0.95"))
        self.assertEqual(
            {row.id: row.abc_class for row in rows.values() if row.abc_class}, expected
        )
        self.assertFalse(rows[self.acme].abc_class)

    def test_classes_of_random_sales(self):
        """The query says what plain Python says, ties, nothing and returns included."""
        for seed in draw_seeds(30):
            dice = random.Random(seed)
            amounts = {
                number: Decimal(dice.choice([0, 1, 5, 5, 40, 300, -7, dice.randint(1, 99_999)]))
                / dice.choice([1, 100])
                for number in range(1, dice.randint(2, 40))
            }
            shares = sorted(Decimal(dice.randint(1, 1000)) / 1000 for __ in range(2))
            with self.subTest(seed=seed):
                self.assertEqual(self.classes_of(amounts, shares), classify(amounts, *shares))

    def classes_of(self, amounts, shares):
        figures = self.env["sales.market.figures"]
        [real] = figures._get_markets()
        facts = SQL(
            "SELECT *, %s::date AS date FROM (VALUES %s) fact (partner_id, value)",
            real.first,
            SQL(", ").join(SQL("(%s, %s)", *pair) for pair in amounts.items()),
        )

        class Market(queries.Market):
            def facts(self, *args, **kwargs):
                return facts

        market = Market(**{**vars(real), "abc_shares": tuple(shares)})
        rows = self.env.execute_query(queries.classes(market))
        return {partner_id: abc_class for partner_id, abc_class, __ in rows}

    def test_targets(self):
        """P26: what is left of targets in the plan in force: effective ones, less what its plan
        counts; of several plans the one with the largest target."""
        plan = self.plan("salesperson", "customer", "product", name="Customers")
        own = self.row(plan, self.salesperson)
        acme = self.row(own, self.acme)
        self.target(acme, 400)
        self.target(self.row(acme, self.screw), 100, number=2)  # where the row above has none
        self.target(self.row(acme, self.nail), 999, number=1)  # the row above has its own
        small = self.plan("customer", name="Small")
        self.target(self.row(small, self.acme), 50)
        pieces = self.plan("customer", name="Pieces", measure="quantity")
        self.target(self.row(pieces, self.acme), 5000)
        draft = self.plan("customer", name="Draft")
        self.target(self.row(draft, self.bolt), 5000)
        (plan | small | pieces).action_confirm()
        rows = self.effort()
        self.assertEqual(rows[self.acme].target, 500)
        self.assertEqual(rows[self.acme].remaining_target, 200)
        self.assertFalse(rows[self.bolt].target)
        self.sell(self.acme, "2025-06-01", 9000)
        self.assertEqual(self.effort()[self.acme].remaining_target, 0)

    def test_score(self):
        """P26: points for potential, target and days add up to the score, as in plain Python."""
        plan = self.plan("customer", name="Customers")
        for customer, amount in ((self.acme, 400), (self.bolt, 900), (self.drip, 300)):
            self.target(self.row(plan, customer), amount)
        plan.action_confirm()
        self.company.sudo().write({"effort_potential_weight": 10, "effort_days_weight": 7})
        rows = self.effort()
        self.check_scores(rows, (10, 30, 7))
        order = sorted(rows.values(), key=lambda row: (-row.score, row.id))
        self.assertEqual(list(rows.values()), order)
        lines = rows[self.acme].score_parts.split("\n")
        self.assertEqual(len(lines), 3)
        self.assertIn("700.00", lines[0])
        self.assertIn("125 days ago", lines[2])

    def check_scores(self, rows, weights):
        known = {
            row.id: Effort(
                None if row.potential is False else self.exact(row.remaining_potential),
                None if row.target is False else self.exact(row.remaining_target),
                None if row.days_since is False else int(row.days_since),
            )
            for row in rows.values()
        }
        found = {
            row.id: tuple(
                self.exact(points)
                for points in (row.potential_points, row.target_points, row.days_points)
            )
            for row in rows.values()
        }
        self.assertEqual(found, score(known, weights))
        for row in rows.values():
            self.assertEqual(self.exact(row.score), sum(found[row.id]))

    def test_groups(self):
        """Ratios of groups are sum over sum, and only of customers whose potential is known."""
        rows = self.env["sales.customer.effort"].with_user(self.manager)
        [(growth, share, revenue)] = rows._read_group(
            [], [], ["growth:avg", "share:avg", "revenue:sum"]
        )
        self.assertEqual(revenue, 1000)
        self.assertAlmostEqual(growth, 1000 / 380 - 1)
        self.assertAlmostEqual(share, 800 / 1600)

    def test_as_many_queries_for_more_customers(self):
        counts = []
        for __ in range(2):
            self.effort()
            self.env.invalidate_all()
            rows = self.env["sales.customer.effort"].with_user(self.manager)
            before = self.cr.sql_log_count
            rows.search_fetch([], ["score", "revenue", "remaining_target"])
            counts.append(self.cr.sql_log_count - before)
            for number in range(6):
                customer = self.env["res.partner"].create({"name": f"More {number}"})
                self.sell(customer, "2025-03-03", 10 + number)
        self.assertEqual(counts[0], counts[1])

    def test_branches(self):
        """Branches are part of their company."""
        branch = self.make_branch()
        self.env.user.company_ids |= branch
        self.manager.company_ids |= branch
        self.sell(self.drip, "2025-02-01", 40, company=branch, team_id=False)
        for companies, revenue in ((self.company, 0), (self.company | branch, 40)):
            self.env.flush_all()
            self.env.invalidate_all()
            rows = self.env["sales.customer.effort"].with_user(self.manager)
            rows = rows.with_context(allowed_company_ids=companies.ids)
            found = rows.search([("partner_id", "=", self.drip.id)])
            self.assertEqual((found.revenue, found.company_id), (revenue, self.company))

    def test_archived(self):
        """Archived customers count while they have sales in these years, so that all adds up."""
        self.coil.active = False
        self.assertIn(self.coil, self.effort())
        old = self.env["res.partner"].create({"name": "Old"})
        self.sell(old, "2022-01-01", 9)
        self.assertIn(old, self.effort())
        old.active = False
        self.assertNotIn(old, self.effort())

    def test_buttons(self):
        """From the row: an activity, a deal, a call, the customer, an estimate."""
        row = self.effort()[self.acme]
        context = row.action_schedule()["context"]
        dialog = self.env["mail.activity.schedule"].with_user(self.manager).with_context(**context)
        dialog.create({"summary": "Visit"}).action_schedule_activities()
        self.assertEqual(self.acme.activity_ids.summary, "Visit")
        context = row.action_new_deal()["context"]
        deal = self.env["crm.lead"].with_user(self.manager).with_context(**context)
        deal = deal.create({"name": "Deal"})
        self.assertEqual((deal.partner_id, deal.user_id), (self.acme, self.manager))
        self.assertEqual(row.action_open_customer()["res_id"], self.acme.id)
        with self.assertRaisesRegex(UserError, "has no phone number"):
            row.action_call()
        self.acme.phone = "+32 (2) 123-45"
        self.assertEqual(self.effort()[self.acme].action_call()["url"], "tel:+32212345")
        self.effort()[self.coil].action_estimate()

    def test_settings(self):
        for values in (
            {"abc_a_share": 0},
            {"abc_a_share": 96},
            {"abc_b_share": 101},
            {"effort_days_weight": -1},
            {"effort_potential_weight": 0, "effort_target_weight": 0, "effort_days_weight": 0},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.company.sudo().write(values)
                self.env.flush_all()
