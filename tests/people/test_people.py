from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common.people import PeopleCommon
from ..common.publishing import move_up
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 06:00:00")
class TestHandOver(PeopleCommon):
    """P15: targets of who leaves go to somebody else from a day on, past periods stay."""

    def test_middle_of_a_month(self):
        """Ended months stay, the current one is split by working days, later ones go."""
        before = self.figures()
        self.hand_over(self.own)
        after = self.figures()
        self.assertEqual(
            after,
            {
                "Total": (9000, 9000, 9000, 9000),
                "North": (5000, 6000, 4000, 3000),
                "North / Salesperson": (2000, 1000, None, None),
                "North / Salesperson / Acme": (1500, 500, None, None),
                "North / Salesperson / Bolt": (500, 500, None, None),
                "North / Colleague": (1000, 2200, 1000, 300),
                "North / Colleague / Acme": (None, 700, 700, None),
                "North / Colleague / Bolt": (None, 600, None, None),
                "South": (900, 900, None, None),
                "South / Stranger": (500, 500, None, None),
            },
        )
        self.assertEqual(self.sums(after), self.sums(before))

    def test_first_of_a_month(self):
        """From the first of July on June stays whole; zero goes as zero, and adds nothing."""
        self.hand_over(self.own, day="2026-07-01")
        after = self.figures()
        self.assertEqual(after["North / Salesperson"], (2000, 2200, None, None))
        self.assertEqual(after["North / Colleague"], (1000, 1000, 1000, 300))
        self.assertNotIn("North / Colleague / Bolt", after)

    def test_who_has_no_row_yet(self):
        """The rows are made, below the same row; zero stays zero, held stays held."""
        self.hand_over(self.own, to=self.leader, day="2026-06-01")
        after = self.figures()
        self.assertEqual(after["North / Salesperson"], (2000, None, None, None))
        self.assertEqual(after["North / Leader"], (None, 2200, 1000, 0))
        self.assertEqual(after["North / Leader / Acme"], (None, 1100, 700, None))
        self.assertEqual(after["North / Leader / Bolt"], (None, 1100, None, None))
        row = self.sales.allocation_ids.filtered(lambda row: row.user_id == self.leader)
        self.assertEqual(row.mapped("is_published"), [True] * 3)
        self.assertEqual(row.responsible_id, self.leader)
        acme = row.filtered(lambda row: row.partner_id == self.acme)
        july = acme.target_ids.sorted("period_id")[-1]
        self.assertTrue(july.is_held)
        self.assertEqual(july.history_amount, 600)

    def test_several_rows(self):
        """Rows of two people go to one, in one step."""
        self.hand_over(self.own, self.others, to=self.leader, day="2026-07-01")
        after = self.figures()
        self.assertEqual(after["North / Leader"], (None, None, 1000, 300))
        self.assertEqual(after["North / Colleague"], (1000, 1000, None, None))

    def test_rows_in_several_teams(self):
        """Each row goes below its own team."""
        self.hand_over(self.own, self.away, to=self.leader)
        after = self.figures()
        self.assertEqual(after["North / Leader"][1], 1200)
        self.assertEqual(after["South / Leader"][1], 272.73)
        self.assertEqual(after["South / Stranger"][1], 227.27)

    def test_actuals_follow_documents(self):
        """What was invoiced counts for who sold it, before and after."""
        self.invoice(self.acme, "2026-06-03", (self.screw, 400))
        self.invoice(self.acme, "2026-06-20", (self.screw, 90), invoice_user_id=self.colleague.id)
        self.hand_over(self.own)
        self.env.invalidate_all()
        self.assertEqual(self.own_acme.actual_amount, 400)
        self.assertEqual(self.others_acme.actual_amount, 90)
        self.assertEqual(self.north.actual_amount, 490)

    def test_name_of_who_is_archived(self):
        """The row of who left keeps their name."""
        self.salesperson.action_archive()
        self.hand_over(self.own)
        self.assertIn("North / Salesperson", self.figures())
        table = table_of(self.sales.with_user(self.manager)).rows([self.own.id])
        self.assertEqual(table["rows"][0]["name"], "Salesperson")
        step = self.env["sales.plan.step"].search([("kind", "=", "hand_over")])
        self.assertEqual(
            step._get_label(), "Handed over Salesperson to Colleague from 06/15/2026 on"
        )

    def test_record(self):
        """The publication says what was before and after; the step cannot be undone."""
        publication = self.hand_over(self.own, reason=" They left. ")
        self.assertEqual((publication.kind, publication.reason), ("hand_over", "They left."))
        lines = {
            line.allocation_id.complete_name: (line.kind, line.amount_before, line.amount_after)
            for line in publication.line_ids
        }
        self.assertEqual(
            lines,
            {
                "North / Salesperson": ("changed", 5200, 3000),
                "North / Salesperson / Acme": ("changed", 3300, 2000),
                "North / Salesperson / Bolt": ("changed", 1600, 1000),
                "North / Colleague": ("changed", 2300, 4500),
                "North / Colleague / Acme": ("changed", 100, 1400),
                "North / Colleague / Bolt": ("new", 0, 600),
            },
        )
        plan = self.sales.with_user(self.manager)
        why = table_of(plan).why(self.others.id, self.sales.period_ids[5].id)
        labels = [line["label"] for line in why["lines"]]
        self.assertIn("Handed Over: They left.", labels)
        self.assertIn("Handed over Salesperson to Colleague from 06/15/2026 on", labels)
        with self.assertRaisesRegex(UserError, "nothing to undo|stays as it is"):
            table_of(plan).undo(plan.edit_version, "a:1")

    def test_who_is_told(self):
        """Who gets targets, who had them, and who answers for the row above; one notice each."""
        self.hand_over(self.own)
        told = {notice.user_id: notice.data["part"] for notice in self.notices("hand_over")}
        expected = {self.salesperson: "from", self.colleague: "to", self.leader: "above"}
        self.assertEqual(told, expected)
        notice = self.notices("hand_over").filtered(lambda one: one.user_id == self.colleague)
        texts = notice._get_hand_over_texts()
        self.assertEqual(texts["subject"], "You take over targets in Sales 2026")
        self.assertIn(
            "Manager handed over targets of Salesperson to you from 06/15/2026 on:", texts["body"]
        )
        self.assertIn("$\xa04,500.00, before $\xa02,300.00", texts["body"])

    # Refusals

    def refuse(self, message, *rows, **options):
        before = self.figures()
        with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
            self.hand_over(*(rows or (self.own,)), **options)
        self.assertEqual(self.figures(), before)

    def test_refusals(self):
        """What cannot be is said in one sentence, and nothing changes."""
        self.refuse("has these targets already", to=self.salesperson)
        self.refuse("has these targets already", self.own, self.others)
        self.refuse("does not work here", to=self.visitor)
        self.refuse("Periods that have ended keep their targets", day="2026-05-20")
        self.refuse("there is nothing to hand over after that", day="2027-01-01")
        self.refuse("has no targets from 09/01/2026 on", day="2026-09-01")
        self.refuse("North is not the row of a salesperson", self.north)
        self.refuse("is not the row of a salesperson", self.own_acme)
        abroad = self.env["res.company"].create({"name": "Abroad"})
        far = self._make_user("far", "base.group_user")
        far.write({"company_ids": [(6, 0, abroad.ids)], "company_id": abroad.id})
        self.refuse("Far does not work for", to=far)
        self.colleague.active = False
        self.refuse("Colleague does not work here")

    def test_plans_that_are_not_in_force(self):
        """Drafts are changed in the planning table, closed plans not at all."""
        self.sales.action_close()
        self.refuse("is not in force")
        draft = self.sales.copy()
        row = draft.allocation_ids.filtered(lambda row: row.user_id == self.salesperson)[0]
        self.refuse("is not in force", row)

    def test_only_managers(self):
        """Nobody else changes a plan in force that is not split level by level."""
        for user in (self.leader, self.salesperson, self.auditor):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.hand_over(self.own, user=user)

    def test_next_year(self):
        """All of a plan that has not begun goes, from today on."""
        plan = self.plan("salesperson", name="Next", year=2027)
        row = self.row(plan, self.salesperson)
        self.target(row, 50, 5)
        plan.action_confirm()
        self.hand_over(row)
        self.assertEqual(self.figures(plan), {"Colleague": (50, None, None, None)})

    def test_sums(self):
        """In a plan that rolls up the sums stay the same."""
        plan = self.plan("team", "salesperson", "customer", year=2026, rolls_up=True)
        own = self.row(self.row(plan, self.team_north), self.salesperson)
        self.target(self.row(own, self.acme), 220, 6)
        plan.action_confirm()
        self.hand_over(own)
        after = self.figures(plan)
        self.assertEqual(after["North / Salesperson / Acme"][1], 100)
        self.assertEqual(after["North / Colleague / Acme"][1], 120)
        self.env.invalidate_all()
        self.assertEqual(plan.target_amount, 220)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 06:00:00")
class TestMoveUp(PeopleCommon):
    """P15: targets of who leaves go back to the row above."""

    def move_up(self, *rows, user=None):
        self.env.invalidate_all()
        plan = rows[0].plan_id.with_user(user or self.manager)
        return move_up(plan, [row.id for row in rows])

    def test_open_targets_go(self):
        """The row above keeps its figures and has them unallocated."""
        self.move_up(self.own)
        after = self.figures()
        self.assertEqual(after["North"], (5000, 6000, 4000, 3000))
        self.assertEqual(after["North / Salesperson"], (2000, 1000, None, None))
        self.assertEqual(after["North / Salesperson / Acme"], (1500, 500, None, None))
        self.assertEqual(after["North / Colleague"], (1000, 1000, None, 300))
        table = table_of(self.sales.with_user(self.manager)).rows([self.north.id])
        self.assertEqual(
            [cell[2] for cell in table["rows"][0]["cells"][4:8]], [2000, 4000, 4000, 2700]
        )

    def test_row_above_without_own_figures(self):
        """What the row above was shown with stays: it becomes its own figure."""
        plan = self.plan("team", "salesperson", name="Sums", year=2026)
        north = self.row(plan, self.team_north)
        own, others = self.rows(north, self.salesperson, self.colleague)
        self.give({own: (1, 22, 5), others: (None, 10)})
        plan.action_confirm()
        before = plan.target_amount
        self.move_up(own)
        self.assertEqual(
            self.figures(plan),
            {
                "North": (None, 32, 5, None),
                "North / Salesperson": (1, 10, None, None),
                "North / Colleague": (None, 10, None, None),
            },
        )
        self.env.invalidate_all()
        self.assertEqual(plan.target_amount, before)

    def test_sums(self):
        """Where rows above are sums, nobody would have what goes up."""
        plan = self.plan("team", "salesperson", year=2026, rolls_up=True)
        own = self.row(self.row(plan, self.team_north), self.salesperson)
        self.target(own, 220, 6)
        plan.action_confirm()
        with self.assertRaisesRegex(UserError, "rolls up"):
            self.move_up(own)

    def test_record(self):
        publication = self.move_up(self.own)
        self.assertEqual(publication.kind, "move_up")
        self.assertEqual(len(publication.line_ids), 3)
        told = {notice.user_id: notice.data["part"] for notice in self.notices("move_up")}
        self.assertEqual(told, {self.salesperson: "from", self.leader: "above"})
        for notice in self.notices("move_up"):
            self.assertIn("Salesperson", notice._get_move_up_texts()["body"])
        self.sales.action_close()
        with self.assertRaisesRegex(UserError, "is not in force"):
            self.move_up(self.own)

    def test_only_managers(self):
        for user in (self.leader, self.salesperson, self.auditor):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.move_up(self.own, user=user)
