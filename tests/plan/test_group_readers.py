from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..common.group import GroupCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-12-31 20:00:00")
class TestGroupReaders(GroupCommon):
    """What else reads plans of several companies: all of it in the plan's currency."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.company_ids |= cls.group
        cls.in_group = cls.group_plan("company", "customer", name="Group")
        cls.rest, cls.abroad = cls.rows(cls.in_group, cls.company, cls.other)
        cls.at_acme = cls.row(cls.abroad, cls.acme)
        for row in (cls.in_group.root_id, cls.abroad, cls.at_acme):
            cls.target(row, 1000)
        cls.in_group.action_confirm()

    def open_as_manager(self, name):
        self.env.invalidate_all()
        model = self.env[name].with_user(self.manager)
        return model.with_context(allowed_company_ids=self.manager.company_ids.ids)

    def test_recurring_revenue(self):
        """100.01 francs a year are 8.33 a month, at 1.7 in March 14.16 dollars; 10.00 recur in
        dollars."""
        plan = self.group_plan(basis="won", measure="recurring")
        self.assertEqual(self.sum_by_hand("won", measure="recurring"), 24.16)
        self.assertEqual(plan.actual_amount, 24.16)

    def test_loading(self):
        """A load plans what all companies sold, in the plan's currency."""
        plan = self.group_plan("company", year=2026, name="Next")
        wizard = self.open_as_manager("sales.plan.load").create({"plan_id": plan.id})
        wizard.action_load()
        self.assertEqual(plan.root_id.target_amount, self.sum_by_hand())
        for row in plan.root_id.child_ids:
            of_company = {"selling_company_id": row.selling_company_id}
            self.assertEqual(row.target_amount, self.sum_by_hand(**of_company))
        self.assertEqual(plan.root_id.child_ids.selling_company_id, self.group)

    def test_loading_without_a_rate(self):
        plan = self.group_plan(year=2026, rates=(), name="Next")
        wizard = self.open_as_manager("sales.plan.load").create({"plan_id": plan.id})
        with self.assertRaisesRegex(UserError, "no rate for CHF"):
            wizard.action_load()

    def test_cockpit(self):
        request = {"plan_id": self.in_group.id, "unit": "year"}
        answer = self.open_as_manager("sales.cockpit").cockpit_open(request)
        self.assertEqual(answer["figures"]["actual"], self.sum_by_hand())
        self.assertRegex(answer["basis_note"], "other currencies: Other")
        request["row_id"] = self.abroad.id
        answer = self.open_as_manager("sales.cockpit").cockpit_open(request)
        self.assertEqual(
            answer["figures"]["actual"], self.sum_by_hand(selling_company_id=self.other)
        )

    def test_bridge(self):
        request = {"row_id": self.in_group.root_id.id, "against": "target"}
        bridges = self.open_as_manager("sales.plan.bridge")
        steps = {step["step"]: step["amount"] for step in bridges.bridge_open(request)["steps"]}
        self.assertEqual(steps["end"], self.sum_by_hand())
        action = bridges.bridge_open_step(request, "end")
        facts = self.env["sales.actual"].search(action["domain"])
        self.assertEqual(
            round(sum(facts.mapped("amount")), 2),
            round(sum(fact.revenue for fact in self.by_hand if fact.basis == "invoiced"), 2),
        )

    def test_bridge_at_one_rate(self):
        """Where the plan has one rate, companies of other currencies make no currency step."""
        rates = [("2025-01-01", "3")]
        plan = self.group_plan("customer", rates=rates, name="One rate")
        row = self.row(plan, self.acme)
        past = (self.screw, 33.34, 1, {"tax_ids": [Command.clear()]})
        self.invoice(self.acme, "2024-01-15", past, company=self.other, team_id=False)
        bridges = self.open_as_manager("sales.plan.bridge")
        request = {"row_id": row.id, "against": "last_year"}
        steps = {step["step"]: step["amount"] for step in bridges.bridge_open(request)["steps"]}
        self.assertEqual(steps["end"], self.sum_by_hand(rates=rates, partner_id=self.acme))
        self.assertAlmostEqual(steps.get("currency", 0), 0, 2)

    def test_report(self):
        """Plan versus actual: any grouping comes to the same, and rows open what they count."""
        report = self.open_as_manager("sales.plan.report")
        for groupby in (["selling_company_id"], ["partner_id"], ["product_id"], ["allocation_id"]):
            rows = report._read_group(
                [("plan_id", "=", self.in_group.id)], groupby, ["actual_amount:sum"]
            )
            self.assertEqual(round(sum(amount or 0 for __, amount in rows), 2), self.sum_by_hand())
        by_row = report._read_group(
            [("plan_id", "=", self.in_group.id)], ["allocation_id"], ["actual_amount:sum"]
        )
        acme = {"selling_company_id": self.other, "partner_id": self.acme}
        self.assertEqual(round(dict(by_row)[self.at_acme], 2), self.sum_by_hand(**acme))

    def test_kept_figures(self):
        """A period that is closed keeps the documents of all companies; nothing differs after."""
        period = self.in_group.period_ids.sorted("date_from")[0]
        self.env["sales.plan.kept"]._keep(self.in_group, period)
        kept = self.env["sales.plan.kept"].search(
            [("allocation_id", "=", self.in_group.root_id.id), ("period_id", "=", period.id)]
        )
        expected = sum(
            self.in_dollars(fact)
            for fact in self.by_hand
            if fact.basis == "invoiced" and fact.day.month == 1
        )
        self.assertEqual(kept.actual, float(expected))
        self.assertFalse(kept.causes)

    def test_landing(self):
        """Open deals of all companies are part of a landing, in the plan's currency."""
        plan = self.group_plan("company", year=2026, name="Next")
        [row] = self.rows(plan, self.other)
        deal = self.deal(
            self.acme,
            50,
            company_id=self.other.id,
            team_id=False,
            user_id=False,
            date_deadline="2026-06-30",
            probability=50,
        )
        landing = self.env["sales.landing"]
        asked = landing._ask(plan.company_id, plan.date_from, plan.date_to)
        found, known = landing._gather_rows(plan.sudo(), asked)
        for row_id in (plan.root_id.id, row.id):
            amount, __ = found[row_id].deals[deal.id]
            self.assertEqual(amount, 50 * 1.7)
        self.assertIn(deal.id, known)
        action = row.action_open_landing_deals()
        deals = self.env["crm.lead"].with_context(**action["context"]).search(action["domain"])
        self.assertIn(deal, deals)
        listed = deals & deal
        self.assertEqual(listed.landing_part_amount, 85)
        self.assertEqual(listed.landing_part_currency_id, self.company.currency_id)

    def test_why(self):
        """Documents of all companies find their plan, and why it leaves them out."""
        self.assertEqual(
            self._explain(self.invoice(self.acme, "2025-05-05", (self.screw, 5))), False
        )
        plan = self.group_plan(leaves_out_group=True, name="Without")
        within = self.invoice(self.third.partner_id, "2025-05-05", (self.screw, 5))
        self.assertIn("Third is part of the group", self._explain(within, plan))

    def _explain(self, move, plan=None):
        action = move.with_env(self.open_as_manager("sales.plan").env).action_open_sales_plans()
        dialog = self.env["sales.plan.explain"].browse(action["res_id"])
        line = dialog.line_ids.filtered(lambda one: one.plan_id == (plan or self.in_group))
        return line.reason if plan else not line.is_counted

    def test_workbook(self):
        """The heading of spreadsheets and printouts names companies and rates."""
        sheet = self.open_as_manager("sales.plan.sheet")
        heading = dict(sheet._get_heading(self.in_group.with_env(sheet.env)))
        self.assertEqual(heading["Further Companies"], "Other, Third")
        self.assertIn("CHF 1.3", heading["Rates"])
        self.assertIn("CHF 1.7", heading["Rates"])
        alone = dict(sheet._get_heading(self.plan(name="Alone")))
        self.assertNotIn("Further Companies", alone)
