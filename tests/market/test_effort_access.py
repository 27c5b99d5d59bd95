import contextlib

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import MarketCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-06-15")
class TestEffortAccess(MarketCommon):
    """P16, P26: salespeople see their customers and their own sales to them, leaders those of
    their teams, managers and auditors all."""

    def figures(self, user):
        return {customer.name: row.revenue for customer, row in self.effort(user).items()}

    def claim(self, customer):
        """Make a customer the salesperson's, as they can themselves."""
        customer.with_user(self.salesperson).sudo().user_id = self.salesperson

    def test_whose_customers(self):
        everything = {"Acme": 300, "Bolt": 500, "Coil": 200, "Drip": 0}
        for user, expected in (
            (self.manager, everything),
            (self.auditor, everything),
            (self.accountant, everything),
            (self.salesperson, {"Acme": 300, "Drip": 0}),
            (self.colleague, {"Bolt": 500}),
            (self.stranger, {"Coil": 200}),
            (self.leader, {"Acme": 300, "Bolt": 500, "Drip": 0}),
            (self.other_leader, {"Coil": 200}),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self.figures(user), expected)
        for user in (self.clerk, self.visitor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.effort(user)

    def test_claiming_a_customer_tells_nothing(self):
        """Who becomes the salesperson of a customer sees what they sell, not what others sold."""
        self.claim(self.bolt)
        row = self.effort(self.salesperson)[self.bolt]
        self.assertEqual((row.revenue, row.revenue_last, row.bought_on), (0, 0, False))
        self.assertFalse(row.margin)
        self.assertEqual(self.bolt.with_user(self.salesperson).sales_revenue, 0)

    def test_rows_of_others_are_no_secret_way(self):
        """Hidden rows are not read by their number, nor do groups and counts know of them."""
        rows = self.effort()[self.bolt].with_user(self.salesperson)
        self.env.invalidate_all()
        with contextlib.suppress(AccessError):
            self.assertFalse(rows.read(["revenue"]))  # as if it were not there
        with self.assertRaises(AccessError):
            rows.action_schedule()
        rows = self.env["sales.customer.effort"].with_user(self.salesperson)
        [(revenue, count)] = rows._read_group([], [], ["revenue:sum", "__count"])
        self.assertEqual((revenue, count), (300, 2))

    def test_forged_context(self):
        """A context that names customers, as no client can, changes nothing."""
        rows = self.env["sales.customer.effort"].with_user(self.salesperson)
        found = rows.with_context(sales_market_customers=self.bolt.ids).search([])
        self.assertEqual(set(found.partner_id.mapped("name")), {"Acme", "Drip"})

    def test_targets_of_others(self):
        plan = self.plan("customer", name="Customers")
        for customer in (self.acme, self.bolt):
            self.target(self.row(plan, customer), 900)
        plan.action_confirm()
        self.assertEqual(self.effort(self.salesperson)[self.acme].target, 900)
        self.claim(self.bolt)
        self.assertFalse(self.effort(self.salesperson)[self.bolt].target)

    def test_who_gives_potentials(self):
        """Everybody who sells reads them; salespeople write those of their customers."""
        potential = self.known.filtered(lambda known: known.partner_id == self.acme)
        for user in (self.stranger, self.salesperson, self.leader, self.auditor):
            self.assertEqual(potential.with_user(user).amount, 1000)
        for user in (self.salesperson, self.leader, self.manager):
            potential.with_user(user).amount += 1
        for user in (self.stranger, self.colleague, self.other_leader, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                potential.with_user(user).amount = 1
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.give(self.acme, 1, user, year=2020)
        self.give(self.drip, 1, self.stranger)  # nobody's customer
        with self.assertRaises(AccessError):
            potential.with_user(self.clerk).read(["amount"])

    def test_other_company(self):
        other = self.make_other_company()
        there = self._make_user(
            "there",
            "sales_plan.group_sales_plan_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        rows = self.env["sales.customer.effort"].with_user(there)
        self.assertFalse(rows.search([]))
        with self.assertRaises(AccessError):
            self.known.with_user(there).read(["amount"])
