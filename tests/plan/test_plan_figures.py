from datetime import datetime

from odoo.tests import freeze_time, tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestPlanFigures(SalesPlanCommon):
    """P8, P19, S1: targets, what is left of them, what is expected by now, and the status."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice(cls.acme, "2025-01-10", (cls.screw, 140))
        cls.invoice(cls.bolt, "2025-01-10", (cls.screw, 20), (None, 5))

    def assertFigures(self, row, **expected):  # noqa: N802
        self.env.invalidate_all()
        self.assertEqual({name: round(row[name] or 0, 2) for name in expected}, expected)

    # Targets ------------------------------------------------------------------

    def test_null_is_not_zero(self):
        """P17: no target is not planned, zero is planned to be nothing; both are told apart."""
        plan = self.plan("customer")
        acme, bolt, coil = self.rows(plan, self.acme, self.bolt, self.coil)
        self.target(bolt, 0)
        self.target(coil, 10)
        self.assertFigures(acme, has_target=False, target_amount=0, gap_amount=0, attainment=0)
        self.assertFigures(bolt, has_target=True, target_amount=0, gap_amount=25, attainment=0)
        self.assertEqual((acme.status, bolt.status), (False, False))
        self.assertFigures(plan.root_id, has_target=True, target_amount=10)
        self.assertFalse(self.plan("customer", name="Empty").has_target)

    def test_zero_stops_the_sum_of_rows(self):
        """P17: a parent planned to be nothing is not the sum of its rows."""
        plan = self.plan("customer")
        self.target(self.row(plan, self.acme), 10)
        self.target(plan, 0)
        self.assertFigures(plan.root_id, target_amount=0, unallocated_amount=-10)

    def test_unallocated(self):
        """P19: what no row below has: positive, zero, or negative for a deliberate cushion."""
        plan = self.plan("customer")
        acme, bolt = self.rows(plan, self.acme, self.bolt)
        self.target(plan, 100)
        first, second = self.target(acme, 60), self.target(bolt, 30)
        for amount, unallocated in ((30, 10), (40, 0), (55, -15)):
            second.amount = amount
            self.assertFigures(plan.root_id, target_amount=100, unallocated_amount=unallocated)
        first.unlink()
        self.assertFigures(plan.root_id, unallocated_amount=45)
        self.assertFigures(acme, unallocated_amount=0)

    def test_parents_without_a_target(self):
        """P19: where a row has no target, what is below it stands in, period by period."""
        plan = self.plan("customer", "product")
        acme = self.row(plan, self.acme)
        screw, nail = self.rows(acme, self.screw, self.nail)
        self.target(screw, 40, 1)
        self.target(nail, 2, 1)
        self.target(screw, 5, 2)
        self.target(acme, 50, 3)
        self.assertFigures(acme, target_amount=97, unallocated_amount=50)
        self.assertFigures(plan.root_id, target_amount=97, unallocated_amount=0)
        self.target(plan, 100, 1)
        self.assertFigures(plan.root_id, target_amount=155, unallocated_amount=58)
        self.target(plan, 7, 3)
        self.assertFigures(plan.root_id, target_amount=112, unallocated_amount=58 - 43)
        self.assertFigures(acme, target_amount=97)

    def test_cents(self):
        """P17: many awkward cents sum without noise."""
        plan = self.plan("customer")
        for number, partner in enumerate((self.acme, self.bolt, self.coil, self.drip), start=1):
            self.target(self.row(plan, partner), 0.1, number)
        self.target(plan, 0.3, 12)
        self.assertEqual(plan.root_id.target_amount, 0.7)

    # By now -------------------------------------------------------------------

    def _two_months(self):
        plan = self.plan("customer")
        acme = self.row(plan, self.acme)
        self.target(acme, 100, 1)
        self.target(acme, 100, 2)
        return plan, acme

    @freeze_time("2025-02-17 00:00:00")
    def test_expected_by_working_days(self):
        """S1: whole elapsed periods and the share of working days over in the current one."""
        plan, acme = self._two_months()
        self.target(acme, 1000, 6)
        self.assertFigures(acme, expected_amount=150)
        self.assertFigures(plan.root_id, expected_amount=150)
        self.assertFigures(plan, expected_amount=150, target_amount=1200)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holidays",
                "company_id": self.company.id,
                "date_from": datetime(2025, 2, 2, 11),
                "date_to": datetime(2025, 2, 7, 10, 59),
            }
        )
        self.assertFigures(acme, expected_amount=133.33)
        self.company.resource_calendar_id = False
        self.assertFigures(acme, expected_amount=round(100 + 100 * 16 / 28, 2))

    @freeze_time("2025-02-17 00:00:00")
    def test_status_on_the_way(self):
        """S1: on track down to the plan's threshold of what is expected, then at risk."""
        plan, acme = self._two_months()
        self.env.invalidate_all()
        self.assertEqual(acme.status, "on_track")  # 140 of 150
        plan.at_risk_below = 95
        self.env.invalidate_all()
        self.assertEqual((acme.status, plan.status), ("at_risk", "on_track"))  # 165 in all
        acme.target_ids[1].amount = 40
        self.env.invalidate_all()
        self.assertEqual(acme.status, "achieved")

    def test_status_before_and_after(self):
        """S1, P28: not started before, achieved or missed after; nothing to reach, no status."""
        __, acme = self._two_months()
        expected = (
            ("2024-12-31 00:00:00", "not_started"),
            ("2025-01-01 00:00:00", "on_track"),
            ("2025-12-31 00:00:00", "at_risk"),
            ("2026-01-01 00:00:00", "missed"),
        )
        for moment, status in expected:
            with freeze_time(moment):
                self.env.invalidate_all()
                self.assertEqual(acme.status, status, moment)
        acme.target_ids[1].unlink()
        with freeze_time("2026-01-01 00:00:00"):
            self.env.invalidate_all()
            self.assertEqual(acme.status, "achieved")

    @freeze_time("2025-02-17 00:00:00")
    def test_search_by_status(self):
        """S1: rows are found by their status, and by not having it."""
        plan = self.plan("customer")
        acme, bolt, coil = self.rows(plan, self.acme, self.bolt, self.coil)
        self.target(acme, 100)
        self.target(bolt, 100)
        everything = plan.allocation_ids

        def search(operator, value):
            domain = [("plan_id", "=", plan.id), ("status", operator, value)]
            return self.env["sales.plan.allocation"].search(domain)

        self.assertEqual(search("=", "achieved"), acme)
        self.assertEqual(search("=", "at_risk"), bolt | plan.root_id)
        self.assertEqual(search("in", ["achieved", "at_risk"]), everything - coil)
        self.assertEqual(search("!=", "achieved"), everything - acme)
        self.assertEqual(search("=", False), coil)
        self.assertEqual(search("!=", False), everything - coil)
        self.assertFalse(search("=", "missed"))

    def test_search_status_of_superseded_plans(self):
        """S1: what was superseded is neither found by a status nor by its absence."""
        plan = self.plan("customer", year=2024)
        self.target(plan, 10)
        plan.action_confirm()
        revision = self.env["sales.plan"].browse(plan.action_revise()["res_id"])
        revision.action_confirm()
        rows = self.env["sales.plan.allocation"]
        both = [("plan_id", "in", (plan | revision).ids)]
        self.assertEqual(rows.search([*both, ("status", "=", "missed")]), revision.root_id)
        self.assertFalse(rows.search([*both, ("status", "!=", "missed")]))

    def test_sort_by_figures(self):
        """P8: rows are sorted by what they show, up and down."""
        plan = self.plan("customer")
        acme, bolt, coil = self.rows(plan, self.acme, self.bolt, self.coil)
        self.target(acme, 200)
        self.target(bolt, 30)
        self.target(coil, 10)
        rows = self.env["sales.plan.allocation"]
        domain = [("plan_id", "=", plan.id), ("parent_id", "!=", False)]
        for order, expected in (
            ("gap_amount", acme | coil | bolt),  # -60, -10, -5
            ("gap_amount desc", bolt | coil | acme),
            ("target_amount desc", acme | bolt | coil),
            ("actual_amount", coil | bolt | acme),
            ("attainment desc", bolt | acme | coil),
        ):
            self.assertEqual(rows.search(domain, order=order).ids, expected.ids, order)
        self.assertEqual(rows.search(domain, order="gap_amount", limit=1, offset=1), coil)

    def test_figures_of_a_new_plan(self):
        """P8: a plan that is being typed, and a row, have no figures and no errors."""
        plan = self.env["sales.plan"].new({"name": "New", "company_id": self.company.id})
        self.assertEqual((plan.target_amount, plan.actual_amount, plan.status), (0, 0, False))
        row = self.env["sales.plan.allocation"].new({"plan_id": self.plan().id})
        self.assertEqual((row.target_amount, row.actual_amount, row.status), (0, 0, False))
