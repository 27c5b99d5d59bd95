from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..common.base import SalesPlanCommon
from ..common.by_hand import all_facts

OTHER_BASES = ("ordered", "invoiced", "collected")


@tagged("post_install", "-at_install")
class TestRecurringRevenue(SalesPlanCommon):
    """P2: plans measured by what recurs of won deals a month, to the cent, however it is paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.monthly, cls.yearly, cls.three_years = cls.env["crm.recurring.plan"].create(
            [
                {"name": "Monthly", "number_of_months": 1},
                {"name": "Yearly", "number_of_months": 12},
                {"name": "Three Years", "number_of_months": 36},
            ]
        )
        cls.deal(cls.acme, 500, won="2025-02-10 12:00:00", **cls.every(cls.yearly, 1200))
        cls.deal(cls.acme, 0, won="2025-03-10 12:00:00", **cls.every(cls.monthly, 30.03))
        cls.deal(cls.bolt, 200, won="2025-04-10 12:00:00", **cls.every(cls.yearly, 1000))
        cls.deal(cls.bolt, 300, won="2025-05-10 12:00:00")
        in_three_years = cls.every(cls.three_years, 999.99)
        kept = cls.deal(cls.acme, 1, won="2025-06-10 12:00:00", **in_three_years)
        kept.active = False
        cls.deal(cls.coil, 400, **cls.every(cls.yearly, 6000)).action_set_lost()
        cls.deal(cls.coil, 600, won="2024-12-30 12:00:00", **cls.every(cls.yearly, 2400))

    @staticmethod
    def every(plan, amount):
        return {"recurring_plan": plan.id, "recurring_revenue": amount}

    def recurring_plan(self, *levels, **values):
        return self.plan(*levels, **{"basis": "won", "measure": "recurring", **values})

    def test_to_the_cent(self):
        """1,200 a year is 100.00 a month, 1,000 a year 83.33, 999.99 in three years 27.78; lost
        deals, those without and those of other years add nothing, archived won ones stay."""
        plan = self.recurring_plan("customer")
        acme, bolt, coil = self.rows(plan, self.acme, self.bolt, self.coil)
        found = [row.actual_amount for row in (plan.root_id, acme, bolt, coil)]
        self.assertEqual(found, [241.14, 157.81, 83.33, 0])
        by_hand = [
            fact
            for fact in all_facts(self.env, self.company)
            if fact.basis == "won" and fact.day.year == 2025
        ]
        self.assertEqual(round(sum(fact.recurring for fact in by_hand), 2), 241.14)
        self.assertEqual((plan.unit_currency_id, plan._get_digits()), (self.company.currency_id, 2))
        self.assertEqual(self.plan("customer", basis="won").root_id.actual_amount, 1001)

    def test_archived_and_lost_in_the_pipeline(self):
        """What is open and recurs is the pipeline of such a plan; archived and lost is not."""
        days = {"date_deadline": "2025-09-01", "probability": 30}
        self.deal(self.acme, 100, **days, **self.every(self.yearly, 600))
        archived = self.deal(self.acme, 100, **days, **self.every(self.yearly, 1200))
        archived.active = False
        self.deal(self.acme, 100, **days, **self.every(self.yearly, 2400)).action_set_lost()
        plan = self.recurring_plan("customer")
        names = ["pipeline_amount", "won_amount", "actual_amount", "invoiced_amount"]
        [found] = self.env["sales.plan.report"]._read_group(
            [("plan_id", "=", plan.id)], [], [f"{name}:sum" for name in names]
        )
        self.assertEqual([amount or 0 for amount in found], [50, 241.14, 241.14, 0])

    def test_once_by_product(self):
        """What recurs counts with the largest product; the plan says so, and totals tie."""
        self.deal(
            self.bolt,
            500,
            won="2025-07-10 12:00:00",
            line_ids=[
                Command.create({"product_id": product.id, "price_unit": price})
                for product, price in ((self.screw, 70), (self.nail, 180))
            ],
            **self.every(self.yearly, 1200),
        )
        plan = self.recurring_plan("product")
        screw, nail = self.rows(plan, self.screw, self.nail)
        found = [row.actual_amount for row in (plan.root_id, screw, nail)]
        self.assertEqual(found, [341.14, 0, 100])
        self.assertIn("the largest of its products", plan.documents_warning)
        self.assertFalse(self.recurring_plan("customer").documents_warning)

    def test_other_documents_do_not_know_it(self):
        """No order, invoice or payment says what recurs: such plans are refused in one sentence."""
        for basis in OTHER_BASES:
            with self.subTest(basis), self.assertRaises(ValidationError) as caught:
                self.plan(basis=basis, measure="recurring")
            self.assertEqual(
                str(caught.exception),
                "Only deals say what recurs: measure monthly recurring revenue by won deals.",
            )
        plan = self.recurring_plan()
        with self.assertRaisesRegex(ValidationError, "Only deals say what recurs"):
            plan.basis = "invoiced"

    def test_offered_where_odoo_has_it(self):
        """The measure is offered to who uses recurring revenues; a plan that has it keeps it."""
        group = self.env.ref("crm.group_use_recurring_revenues")
        views = ("sales_plan_view_form", "sales_plan_profile_load_view_form")
        for uses in (False, True):
            self.manager.write(
                {"group_ids": [(Command.link if uses else Command.unlink)(group.id)]}
            )
            for name in views:
                view = self.env.ref(f"sales_plan.{name}")
                model = self.env[view.model].with_user(self.manager)
                arch = model.get_view(view.id, "form")["arch"]
                self.assertEqual("blacklisted_values" in arch, not uses, (name, uses))
        self.manager.group_ids -= group
        plan = self.recurring_plan().with_user(self.manager)
        plan.name = "Kept"
        self.assertEqual((plan.measure, plan.actual_amount), ("recurring", 241.14))

    def test_only_own_documents(self):
        """A salesperson sees what recurs of their own deals, as their revenue."""
        self.deal(
            self.acme,
            900,
            won="2025-08-10 12:00:00",
            user_id=self.stranger.id,
            team_id=self.team_south.id,
            **self.every(self.yearly, 12000),
        )
        facts = self.env["sales.actual"].with_user(self.salesperson)
        [found] = facts._read_group(
            [("basis", "=", "won"), ("date", ">=", "2025-01-01")],
            [],
            ["recurring_amount:sum", "amount:sum"],
        )
        self.assertEqual(found, (241.14, 1001))
        hidden = self.recurring_plan("salesperson").with_user(self.salesperson)
        self.assertFalse(hidden.search([("id", "=", hidden.id)]))

    def test_opens_its_documents(self):
        """The total opens the deals that it is made of, and the list sums what recurs."""
        action = self.recurring_plan().root_id.action_open_actuals()
        self.assertEqual(action["context"]["sales_plan_measure"], "recurring")
        facts = self.env["sales.actual"].search(action["domain"])
        self.assertEqual(round(sum(facts.mapped("recurring_amount")), 2), 241.14)
