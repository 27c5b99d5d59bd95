from odoo.tests import freeze_time, tagged

from ...tools.spreading import Cell
from ..common.cascade import CascadeCommon
from ..common.table import TableCommon


@tagged("post_install", "-at_install")
class TestFairness(TableCommon):
    """N8: targets are compared with history, pipeline, people and peers before publishing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2025-12-01 12:00:00"))
        cls.deals = cls.plan("customer", name="Customers 2026", year=2026)
        cls.customers = cls.acme + cls.bolt + cls.coil + cls.drip
        cls.lines = cls.rows(cls.deals, *cls.customers)

    def sell(self, *amounts, day="2025-03-10"):
        for customer, amount in zip(self.customers, amounts, strict=False):
            if amount:
                self.invoice(customer, day, (None, amount))

    def plan_for(self, *amounts):
        for row, amount in zip(self.lines, amounts, strict=False):
            if amount is not None:
                self.target(row, amount)

    def check(self, *rows, plan=None, user=None):
        plan = (plan or self.deals).with_user(user or self.manager)
        self.env.flush_all()
        self.env.invalidate_all()
        ids = [row.id for row in rows or self.lines]
        return self.env(user=plan.env.user.id)["sales.plan.fairness"]._compare_rows(plan, ids)

    def flags(self, *rows, **options):
        return [line["flags"] for line in self.check(*rows, **options)]

    def reason(self, row, **options):
        [line] = self.check(row, **options)
        return line["reason"].replace("\N{NO-BREAK SPACE}", " ")

    def test_fair(self):
        """N8: where all grow alike there is nothing to say."""
        self.sell(1000, 500, 100, 50)
        self.plan_for(1100, 550, 110, 55)
        lines = self.check()
        self.assertEqual([line["flags"] for line in lines], [[]] * 4)
        self.assertEqual([line["reason"] for line in lines], [""] * 4)
        self.assertEqual(lines[0]["name"], "Acme")
        self.assertEqual((lines[0]["target"], lines[0]["history"]), (1100, 1000))
        self.assertAlmostEqual(lines[0]["ratio"], 1.1)
        self.assertAlmostEqual(lines[0]["peers"], 0.1)
        self.assertEqual((lines[0]["pipeline"], lines[0]["coverage"]), (0, 0))
        self.assertIsNone(lines[0]["capacity"])

    def test_outlier(self):
        """N8: who is to grow far more, or far less, than the others stands out, in words."""
        self.sell(1000, 1000, 1000, 1000)
        self.plan_for(1050, 1060, 1050, 1200)
        self.assertEqual(self.flags(), [[], [], [], ["growth_high"]])
        self.assertEqual(
            self.reason(self.lines[3]),
            "+20.0% against a history of $ 1,000.00; usual beside it is +5.5%.",
        )
        self.lines[3].target_ids.amount = 800
        self.assertEqual(
            self.reason(self.lines[3]),
            "Only −20.0% against a history of $ 1,000.00; usual beside it is +5.0%.",
        )

    @freeze_time("2025-07-10 12:00:00")
    def test_a_year_that_runs(self):
        """N8: half a year against a whole one is no growth: it is that of what is over."""
        self.sell(600, 600, 600)
        self.sell(10, 10, 10, 10, day="2025-07-05")
        for row, amounts in zip(self.lines, ((630, 630), (630, 700), (900, 30)), strict=False):
            for number, amount in zip((3, 9), amounts, strict=True):
                self.target(row, amount, number=number)
        lines = self.check()
        self.assertEqual([line["target"] for line in lines], [1260, 1330, 930, None])
        self.assertEqual([line["history"] for line in lines], [610, 610, 610, 10])
        self.assertEqual([line["ratio"] for line in lines[:2]], [1.05, 1.05])
        self.assertEqual([line["flags"] for line in lines[:2]], [[], []])
        self.assertEqual(
            self.reason(self.lines[2]),
            "+50.0% against a history of $ 600.00; usual beside it is +5.0%. "
            "+50.0% against the best result so far, $ 600.00, and open deals of $ 0.00 do not fill "
            "the gap.",
        )
        self.assertEqual(lines[3]["flags"], ["not_planned"])

    def test_credit_notes(self):
        """N8: what was taken back was not sold."""
        invoice = self.invoice(self.acme, "2025-03-10", (None, 1000))
        self.credit(invoice, "2025-04-10", (None, 400))
        self.plan_for(600)
        [line] = self.check(self.lines[0])
        self.assertEqual((line["history"], line["ratio"], line["flags"]), (600, 1, []))

    def test_null_and_zero(self):
        """N8: not planned is not zero; a target without history is said, too."""
        self.sell(1000, 1000)
        self.plan_for(None, 0, 500)
        lines = self.check()
        self.assertEqual(
            [line["flags"] for line in lines],
            [["not_planned"], ["zero_target"], ["no_history"], []],
        )
        self.assertEqual([line["target"] for line in lines], [None, 0, 500, None])
        self.assertEqual([line["ratio"] for line in lines], [None, 0, None, None])
        words = [line["reason"].replace("\N{NO-BREAK SPACE}", " ") for line in lines]
        self.assertEqual(
            words,
            [
                "Nothing is planned, with a history of $ 1,000.00.",
                "Planned as zero, with a history of $ 1,000.00.",
                "$ 500.00 without any history.",
                "",
            ],
        )

    def test_pipeline(self):
        """N8: a target far above the best past needs open deals to stand on."""
        self.sell(1000)
        self.plan_for(1500)
        self.deal(self.acme, 300, date_deadline="2026-05-01")
        self.deal(self.acme, 900, date_deadline="2025-11-01")  # overdue
        [line] = self.check(self.lines[0])
        self.assertEqual((line["pipeline"], line["coverage"]), (300, 0.2))
        self.assertEqual(
            self.reason(self.lines[0]),
            "+50.0% against the best result so far, $ 1,000.00, and open deals of $ 300.00 do not "
            "fill the gap.",
        )
        self.deal(self.buyer, 200, date_deadline="2026-12-31")
        self.assertEqual(self.flags(self.lines[0]), [[]])

    def test_better_year_before(self):
        """N8: the best past is that of two years."""
        self.sell(1000)
        self.sell(1400, day="2024-03-10")
        self.plan_for(1500)
        self.assertEqual(self.flags(self.lines[0]), [[]])

    def test_without_pipeline(self):
        """N8: deals know no margins and no products, and a plan that is over has none to come."""
        self.invoice(self.acme, "2025-03-10", (self.screw, 1000))
        self.deal(self.acme, 5000, date_deadline="2026-05-01")
        plan = self.plan("customer", name="Margins", year=2026, measure="margin")
        row = self.row(plan, self.acme)
        self.target(row, 1500)
        [line] = self.check(row, plan=plan)
        self.assertEqual((line["history"], line["pipeline"]), (996, None))
        self.assertIn("against the best result so far, $ 996.00.", self.reason(row, plan=plan))
        plan = self.plan("product", name="Products", year=2026)
        row = self.row(plan, self.screw)
        self.target(row, 1500)
        [line] = self.check(row, plan=plan)
        self.assertEqual((line["history"], line["pipeline"]), (1000, None))
        with freeze_time("2027-01-01 12:00:00"):
            self.assertIsNone(self.check(self.lines[0])[0]["pipeline"])

    def test_below_past(self):
        """N8: few rows are compared with their own past only."""
        self.sell(1000, 1000)
        self.plan_for(700, 1000)
        lines = self.check()
        self.assertEqual([line["flags"] for line in lines], [["below_past"], [], [], []])
        self.assertIsNone(lines[0]["peers"])
        self.assertEqual(self.reason(self.lines[0]), "−30.0% against a history of $ 1,000.00.")

    def test_people(self):
        """N8: half a person does not bring what others bring."""
        member = self.team_north.crm_team_member_ids.filtered(
            lambda member: member.user_id == self.colleague
        )
        member.capacity_percent = 40
        plan = self.plan("salesperson", name="People", year=2026)
        rows = self.rows(plan, self.salesperson, self.colleague, self.stranger)
        for row in rows:
            self.target(row, 1000)
        lines = self.check(*rows, plan=plan)
        self.assertEqual([line["capacity"] for line in lines], [1, 0.4, 1])
        self.assertEqual(
            [line["flags"] for line in lines],
            [["no_history"], ["no_history", "load_high"], ["no_history"]],
        )
        self.assertIn(
            "$ 2,500.00 for each full-time person; usual beside it are $ 1,000.00.",
            self.reason(rows[1], plan=plan),
        )
        member.date_end = "2025-12-31"
        self.assertIn("nobody is there to reach it", self.reason(rows[1], plan=plan))

    def test_peers_are_siblings(self):
        """N8: rows are compared with those below the same row, of which one may ask for some."""
        self.assertEqual(self.check(), self.check(*self.lines[::-1]))
        self.sell(1000, 1000, 1000, 1000)
        self.plan_for(1050, 1060, 1050, 1200)
        self.assertEqual(self.flags(self.lines[3]), [["growth_high"]])
        rows = (self.total, self.north, self.south, self.n_acme, self.s_coil)
        lines = self.check(*rows, plan=self.sales)
        self.assertEqual({line["peers"] for line in lines}, {None})
        self.assertEqual(
            [line["name"] for line in lines], ["Total", "North", "Acme", "South", "Coil"]
        )
        self.assertEqual([line["history"] for line in lines], [4000, 4000, 1000, 0, 0])

    def test_hidden_rows(self):
        """N8: nobody learns of rows that they do not see."""
        self.sell(1000)
        self.plan_for(1000)
        self.assertEqual(self.check(user=self.leader), [])

    def test_sums(self):
        """N8: a row without targets of its own has those of the rows below."""
        self.target(self.n_acme, 100)
        self.target(self.n_bolt, 50)
        lines = self.check(self.total, self.north, plan=self.sales)
        self.assertEqual([line["target"] for line in lines], [150, 150])

    def test_queries(self):
        """N8: as many queries for 60 rows as for 30, of teams with people and deals."""
        teams = self.env["crm.team"].create([{"name": f"Team {number}"} for number in range(60)])
        counts = []
        for count in (10, 30, 60):
            plan = self.plan("team", "customer", name=f"{count}", year=2026)
            build = self.env["sales.plan.build"]
            rows = build._create_rows(
                [{"parent_id": plan.root_id.id, "team_id": team.id} for team in teams[:count]]
            )
            below = build._create_rows(
                [{"parent_id": row, "partner_id": self.acme.id} for row in rows]
            )
            periods = plan.period_ids.ids
            self.env["sales.plan.cells"]._write_cells(
                plan, {(row, period): Cell(10) for row in below for period in periods}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lines = self.env["sales.plan.fairness"]._compare_rows(plan, rows + below)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual([line["target"] for line in lines], [120] * 2 * count)
        self.assertEqual(counts[1], counts[2])
        self.assertLessEqual(counts[2], 40)


@tagged("post_install", "-at_install")
class TestFairnessCascade(CascadeCommon):
    """N8: a leader's split is checked as it is prepared."""

    def test_drafts(self):
        """N8: working amounts are compared, and of the own rows only."""
        self.publish(self.manager, "north")
        self.type(self.leader, "colleague", "100")
        fairness = self.env(user=self.leader.id)["sales.plan.fairness"]
        plan = self.plan_of(self.leader)
        lines = fairness._compare_rows(plan, self.ids_of("salesperson", "colleague", "stranger"))
        self.assertEqual([line["target"] for line in lines], [350, 100])
        self.assertEqual([line["capacity"] for line in lines], [1, 1])
        lines = fairness._compare_rows(plan, self.ids_of("north"))
        self.assertEqual([line["target"] for line in lines], [600])
