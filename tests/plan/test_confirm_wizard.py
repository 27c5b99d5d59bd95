from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestConfirmWizard(SalesPlanCommon):
    """P6: a plan is looked at before it is confirmed; nothing but a broken one is stopped.

    ::

        plan of 2026 (team, customer), every month
        total                     1200
        ├── north                  600    of that acme 600
        └── south                  600    of that bolt 500
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.plan("team", "customer", year=2026)
        cls.north, cls.south = cls.rows(cls.draft, cls.team_north, cls.team_south)
        cls.acme_row = cls.row(cls.north, cls.acme)
        cls.bolt_row = cls.row(cls.south, cls.bolt)
        cls.amounts = {
            cls.draft.root_id: 1200,
            cls.north: 600,
            cls.south: 600,
            cls.acme_row: 600,
            cls.bolt_row: 500,
        }
        for row, amount in cls.amounts.items():
            for number in range(1, 13):
                cls.target(row, amount / 12, number)

    def open(self, plan=None):
        action = (plan or self.draft).with_user(self.manager).action_open_confirm()
        return self.env[action["res_model"]].with_user(self.manager).browse(action["res_id"])

    def findings(self, plan=None):
        return {finding.kind: finding for finding in self.open(plan).finding_ids}

    def rows_of(self, finding):
        """Return the rows that a finding opens."""
        action = finding.action_open()
        return self.env[action["res_model"]].search(action["domain"])

    # What is found

    def test_nothing_to_say(self):
        """One click more than to open it confirms."""
        wizard = self.open()
        self.assertFalse(wizard.finding_ids)
        with Form(wizard) as form:
            self.assertEqual(len(form.growth_ids), 3)
        self.assertEqual(wizard.action_confirm(), {"type": "ir.actions.act_window_close"})
        self.assertEqual(self.draft.state, "confirmed")

    def test_empty_periods(self):
        self.draft.allocation_ids.target_ids.filtered(
            lambda target: target.period_id.date_from.month in (11, 12)
        ).unlink()
        finding = self.findings()["empty_periods"]
        self.assertEqual(finding.text, "Nothing is planned in Nov 2026 and Dec 2026.")
        self.assertEqual(finding.action_open()["tag"], "sales_plan.planning_table")

    def test_rows_without_a_target(self):
        self.bolt_row.target_ids.unlink()
        found = self.findings()
        name = self.bolt_row.display_name
        self.assertEqual(found["unplanned"].text, f"1 row has no target: {name}.")
        self.assertEqual(self.rows_of(found["unplanned"]), self.bolt_row)
        # a row has one where those below it have
        self.target(self.bolt_row, 5)
        self.south.target_ids.unlink()
        self.assertNotIn("unplanned", self.findings())

    def test_more_given_out_than_there_is(self):
        self.target_of(self.bolt_row, 3).amount += 70
        self.target_of(self.bolt_row, 4).amount += 10
        finding = self.findings()["over_assigned"]
        # 8.33 of each month were left
        self.assertEqual(self.rows_of(finding), self.south)
        self.assertIn("63.34", finding.text)
        self.assertIn(self.south.display_name, finding.text)

    def test_what_no_row_below_has_is_not_given_out(self):
        self.bolt_row.target_ids.unlink()
        self.assertNotIn("over_assigned", self.findings())

    def test_rows_without_an_owner(self):
        self.draft.responsible_id = False
        rows = self.draft.allocation_ids.filtered(lambda row: not row.responsible_id)
        self.assertTrue(rows)
        finding = self.findings()["ownerless"]
        self.assertEqual(self.rows_of(finding), rows)

    def test_held_targets(self):
        for number in (1, 2):
            self.target_of(self.acme_row, number).is_held = True
        finding = self.findings()["held"]
        self.assertIn("2 targets are held", finding.text)
        self.assertEqual(self.rows_of(finding), self.acme_row)

    def test_growth_by_level(self):
        self.invoice(self.acme, "2025-02-10", (None, 400))
        self.invoice(self.bolt, "2025-02-10", (None, 200))
        lines = self.open().growth_ids
        self.assertEqual(lines.mapped("name"), ["Total", "Sales Team", "Customer"])
        total = lines[0]
        self.assertEqual((total.row_count, round(total.target_amount, 2)), (1, 1200))
        self.assertEqual((total.year_amount, round(total.growth, 4)), (600, 1))

    @freeze_time("2025-04-10")
    def test_growth_while_last_year_runs(self):
        """What is not over yet makes no growth: 300 are planned for the months that sold 200."""
        self.invoice(self.acme, "2025-02-10", (None, 200))
        self.invoice(self.acme, "2025-04-02", (None, 50))
        wizard = self.open()
        total = wizard.growth_ids[0]
        self.assertEqual((total.year_amount, round(total.growth, 2)), (250, 0.5))
        self.assertIn("2025, as far as it is over. Growth is that", wizard.year_name)

    def test_level_by_level(self):
        """Of what is split level by level, the dialog says what confirming shows to whom."""
        self.draft.is_cascaded = True
        wizard = self.open()
        self.assertTrue(wizard.is_cascaded)
        wizard.action_confirm()
        self.assertEqual(self.draft.next_step, "publish")

    # What stops it

    def test_broken_plans_are_refused_in_a_sentence(self):
        empty = self.plan("team", year=2027, name="Empty")
        with self.assertRaisesRegex(UserError, "“Empty” has no targets yet"):
            self.open(empty)
        self.draft.action_confirm()
        with self.assertRaisesRegex(UserError, "is confirmed and stays as it is"):
            self.open()

    def test_only_who_may_confirm(self):
        for user in (self.leader, self.salesperson, self.auditor):
            with self.assertRaises(AccessError):
                self.draft.with_user(user).action_open_confirm()
        wizard = self.open()
        with self.assertRaises(AccessError):
            wizard.with_user(self.leader).read(["plan_id"])

    # What it costs

    def test_as_many_queries_for_any_size(self):
        counts = []
        for size in (4, 4, 8):  # once to warm up
            plan = self.plan("team", "customer", year=2027)
            north = self.row(plan, self.team_north)
            customers = self.env["res.partner"].create(
                [{"name": f"Customer {number}", "is_company": True} for number in range(size)]
            )
            for customer in customers:
                self.target(self.row(north, customer), 5).is_held = True
            plan.responsible_id = False
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.open(plan)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    @staticmethod
    def target_of(row, number):
        return row.target_ids.filtered(lambda target: target.period_id.date_from.month == number)
