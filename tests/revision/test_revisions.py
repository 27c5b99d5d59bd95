from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from ..common.publishing import publish
from ..common.revision import RevisionCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
@freeze_time("2025-02-15 12:00:00")
class TestEndedPeriods(RevisionCommon):
    """P16: periods that have ended keep their targets in a revision, unless asked otherwise.

    Today January has ended, February has not.
    """

    def figures(self, plan):
        """Return what is planned, in January and February: ``{row name: (amount, amount)}``."""
        self.env.flush_all()
        self.env.invalidate_all()
        result = {}
        for row in plan.allocation_ids:
            found = dict(zip(row.target_ids.period_id, row.target_ids, strict=True))
            figures = [found.get(period) for period in plan.period_ids[:2]]
            result[row.name] = tuple(target.amount if target else None for target in figures)
        return result

    def type(self, row, amount, number=1):
        """Plan something in a period of a row, None for nothing."""
        period = row.plan_id.period_ids.sorted("date_from")[number - 1]
        self.type_target(row, period, amount)

    def steps(self, plan):
        steps = self.env["sales.plan.step"].search([("plan_id", "=", plan.id)])
        return steps.filtered(lambda step: step.kind == "keep_ended")

    def test_january_is_kept(self):
        """What is typed into January is taken back, what is typed into February counts."""
        before = self.figures(self.sales)
        revision = self.revise()
        acme, bolt = (self.copy_of(row, revision) for row in (self.n_acme, self.n_bolt))
        south = self.copy_of(self.south, revision)
        for number in (1, 2):
            self.type(acme, 7, number)
            self.type(bolt, None, number)
            self.type(south, 9, number)
        revision.action_confirm()
        after = self.figures(revision)
        self.assertEqual(
            {name: january for name, (january, __) in after.items()},
            {name: january for name, (january, __) in before.items()},
        )
        self.assertEqual(after["Acme"], (400, 7))
        self.assertEqual(after["Bolt"], (150, None))
        self.assertEqual(after["South"], (300, 9))
        self.assertEqual(self.figures(self.sales), before, "the revised plan stays as it was")

    def test_held_and_history_are_kept(self):
        """A target comes back with what it was computed from, and held."""
        revision = self.revise()
        target = self.copy_of(self.n_acme, revision).target_ids.sorted("id")[0]
        target.sudo().write({"amount": 1, "is_held": False, "history_amount": 2})
        revision.action_confirm()
        self.env.invalidate_all()
        self.assertEqual((target.amount, target.is_held, target.history_amount), (400, True, 380))

    def test_zero_is_not_nothing(self):
        """Zero stays zero and nothing stays nothing."""
        with freeze_time("2025-03-01 12:00:00"):
            revision = self.revise()
            acme, south = (self.copy_of(row, revision) for row in (self.n_acme, self.south))
            self.type(acme, None, 2)
            self.type(south, 0, 2)
            self.assertIn("2 of their targets are different", revision.ended_periods_notice)
            revision.action_confirm()
        self.assertEqual(self.figures(revision)["Acme"], (400, 0))
        self.assertEqual(self.figures(revision)["South"], (300, None))

    def test_asked_otherwise(self):
        """With the box ticked, January is revised, too."""
        revision = self.revise()
        self.type(self.copy_of(self.n_acme, revision), 7)
        revision.changes_ended_periods = True
        revision.action_confirm()
        self.assertEqual(self.figures(revision)["Acme"], (7, 0))
        self.assertFalse(self.steps(revision))
        with self.assertRaisesRegex(UserError, "stays as it is"):
            revision.changes_ended_periods = False

    def test_first_plan(self):
        """A plan that revises nothing is confirmed as it is, a copy of one, too."""
        revision = self.revise()
        revision.changes_ended_periods = True
        copied = revision.copy()
        self.assertFalse(copied.changes_ended_periods)
        self.assertFalse(copied.ended_periods_notice)
        self.type(copied.root_id, 5)
        copied.action_confirm()
        self.assertEqual(self.figures(copied)["Total"], (5, 2000))

    def test_new_row(self):
        """Nothing was planned in January for a row that is new."""
        revision = self.revise()
        drip = self.row(self.copy_of(self.north, revision), self.drip)
        self.type(drip, 50)
        self.type(drip, 60, 2)
        revision.action_confirm()
        self.assertEqual(self.figures(revision)["Drip"], (None, 60))
        self.assertEqual(self.figures(revision)["North"], (600, 1200))

    def test_removed_row(self):
        """What a row that is removed had is unallocated again; the row above keeps its target."""
        revision = self.revise()
        self.copy_of(self.n_acme, revision).unlink()
        revision.action_confirm()
        north = self.copy_of(self.north, revision)
        self.assertEqual(self.figures(revision)["North"], (600, 1200))
        self.assertEqual(north.unallocated_amount, 600 + 1200 - 150 - 700)

    def test_removed_row_below_a_sum(self):
        """Where the row above shows the sum of its rows, none of them is lost unseen."""
        plan = self.plan("team", "customer", name="Typed below")
        north = self.row(plan, self.team_north)
        acme, bolt = self.rows(north, self.acme, self.bolt)
        self.target(plan, 900)
        self.target(acme, 400)
        self.target(bolt, 100, 2)
        plan.action_confirm()
        revision = self.revise(plan)
        self.copy_of(acme, revision).unlink()
        sentence = r"North had a target of \$.400.00 in Jan 2025, which has ended, and would have –"
        with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
            revision.action_confirm()
        self.row(self.copy_of(north, revision), self.acme)
        revision.action_confirm()
        self.assertEqual(self.figures(revision)["Acme"], (400, None))

    def test_row_added_again_is_kept(self):
        """A row that was removed and added again has its January, and only that."""
        revision = self.revise()
        north = self.copy_of(self.north, revision)
        self.copy_of(self.n_bolt, revision).unlink()
        self.row(north, self.bolt)
        revision.action_confirm()
        self.assertEqual(self.figures(revision)["Bolt"], (150, None))

    def test_divided_row(self):
        """A row that is divided further keeps its target; rows below it had none in January."""
        revision = self.revise()
        revision.level_ids = [Command.create({"dimension": "product", "sequence": 9})]
        acme = self.copy_of(self.n_acme, revision)
        screw = self.row(acme, self.screw)
        self.type(screw, 40)
        self.type(screw, 41, 2)
        revision.action_confirm()
        self.assertEqual(self.figures(revision)["Acme"], (400, 0))
        self.assertEqual(self.figures(revision)["Screw"], (None, 41))

    # Other spans --------------------------------------------------------------

    def test_other_periods(self):
        """Periods of other days than before keep what is planned in the revision."""
        revision = self.revise()
        revision.period_type = "custom"
        january = revision.period_ids[0]
        revision.period_ids[1].date_from = "2025-01-30"
        january.date_to = "2025-01-29"
        self.type(self.copy_of(self.n_acme, revision), 7)
        self.assertFalse(revision.ended_periods_notice)
        revision.action_confirm()
        self.assertEqual(self.figures(revision)["Acme"], (7, 0))

    def test_longer_plan(self):
        """A revision that begins earlier keeps what both have."""
        revision = self.revise()
        revision.date_from = "2024-12-01"
        acme = self.copy_of(self.n_acme, revision)
        self.type(acme, 11, 1)
        self.type(acme, 12, 2)
        self.assertIn("up to Jan 2025", revision.ended_periods_notice)
        revision.action_confirm()
        self.assertEqual(self.figures(revision)["Acme"], (11, 400))

    def test_today_is_where_the_company_is(self):
        """A period ends when the day is over in Auckland, whoever confirms."""
        revision = self.revise()
        self.type(self.copy_of(self.n_bolt, revision), 7)
        for zone in ("America/New_York", "Pacific/Kiritimati"):
            there = revision.with_context(tz=zone)
            with freeze_time("2025-01-31 11:30:00"):
                there.invalidate_recordset()
                self.assertIn("up to Jan 2025", there.ended_periods_notice)
            with freeze_time("2025-01-31 10:30:00"):
                there.invalidate_recordset()
                self.assertFalse(there.ended_periods_notice)
        with freeze_time("2025-01-31 10:30:00"):
            there.action_confirm()
        self.assertEqual(self.figures(revision)["Bolt"], (7, 700))

    def test_last_day(self):
        """On its last day a period has not ended."""
        revision = self.revise()
        with freeze_time("2025-01-31 10:59:00"):
            self.assertFalse(revision.ended_periods_notice)
        with freeze_time("2025-01-31 11:00:00"):
            revision.invalidate_recordset()
            self.assertTrue(revision.ended_periods_notice)

    # Parents that are sums ----------------------------------------------------

    def make_sums(self):
        """Confirm a plan whose parents are sums: north (acme 400, bolt 100), south (coil 50)."""
        plan = self.plan("team", "customer", name="Sums", rolls_up=True)
        north, south = self.rows(plan, self.team_north, self.team_south)
        acme, bolt = self.rows(north, self.acme, self.bolt)
        coil = self.row(south, self.coil)
        for row, amount in ((acme, 400), (bolt, 100), (coil, 50)):
            self.target(row, amount)
            self.target(row, amount + 1, 2)
        plan.action_confirm()
        return plan, acme, coil

    def test_sums(self):
        """Sums are what they were, since their rows are."""
        plan, acme, __ = self.make_sums()
        revision = self.revise(plan)
        self.type(self.copy_of(acme, revision), 7)
        self.type(self.copy_of(acme, revision), 8, 2)
        drip = self.row(self.copy_of(acme, revision).parent_id, self.drip)
        self.type(drip, 1000)
        revision.action_confirm()
        self.assertEqual(self.figures(revision)["Acme"], (400, 8))
        self.assertEqual(self.figures(revision)["Drip"], (None, None))
        self.assertEqual(revision.target_amount, 550 + 101 + 8 + 51)

    def test_row_removed_from_a_sum(self):
        """A sum of a period that has ended does not change unseen."""
        plan, acme, __ = self.make_sums()
        revision = self.revise(plan)
        self.copy_of(acme, revision).unlink()
        sentence = r"North had a target of \$.500.00 in Jan 2025, which .* would have \$.100.00"
        with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
            revision.action_confirm()
        revision.changes_ended_periods = True
        revision.action_confirm()
        self.assertEqual(self.figures(revision)["Bolt"], (100, 101))

    def test_row_divided_in_a_sum(self):
        """A row that is divided keeps in January what its new rows add up to, if that is the
        same."""
        plan, __, coil = self.make_sums()
        revision = self.revise(plan)
        revision.level_ids = [Command.create({"dimension": "product", "sequence": 9})]
        divided = self.copy_of(coil, revision)
        divided.target_ids.unlink()
        screw, nail = self.rows(divided, self.screw, self.nail)
        self.type(screw, 30)
        self.type(nail, 10)
        sentence = "Coil had a target of .* would have .*40.00"
        with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
            revision.action_confirm()
        self.type(nail, 20)
        revision.action_confirm()
        self.assertEqual(self.figures(revision)["Screw"], (30, None))
        self.assertEqual(self.figures(revision)["Nail"], (20, None))

    def test_sums_from_now_on(self):
        """Where parents become sums, periods that have ended add up or are asked for."""
        revision = self.revise()
        parents = (self.total_row, self.north, self.south)
        for row in parents:
            self.copy_of(row, revision).target_ids.unlink()
        revision.rolls_up = True
        with self.assertRaisesRegex(UserError, "North had a target"), self.env.cr.savepoint():
            revision.action_confirm()
        revision.changes_ended_periods = True
        revision.action_confirm()
        self.assertEqual(self.figures(revision)["North"], (None, None))

    # Plans that are split level by level --------------------------------------

    def test_split_plan(self):
        """What was published stays in January; splits that were drafts had nothing there."""
        plan = self.plan("team", "customer", name="Split", is_cascaded=True)
        north = self.row(plan, self.team_north)
        acme, bolt = self.rows(north, self.acme, self.bolt)
        for number in (1, 2):
            for row, amount in ((plan.root_id, 900), (north, 600), (acme, 300), (bolt, 200)):
                self.target(row, amount, number)
        plan.action_confirm()
        publish(plan, (north | acme).ids)
        before = self.figures(plan)
        self.assertEqual(before["Bolt"], (None, None))
        revision = self.revise(plan)
        for row in (north, acme, bolt):
            for number in (1, 2):
                self.type(self.copy_of(row, revision), 100, number)
        revision.action_confirm()
        after = self.figures(revision)
        self.assertEqual(after["North"], (600, 100))
        self.assertEqual(after["Acme"], (300, 100))
        self.assertEqual(after["Bolt"], (None, None), "it is prepared, as before")
        drafts = self.env["sales.plan.draft"].search([("plan_id", "=", revision.id)])
        self.assertEqual(drafts.mapped("amount"), [100])
        self.assertEqual(drafts.period_id, revision.period_ids[1])
        self.assertTrue(self.steps(revision))
        undoable = revision.env["sales.plan.table"]._find_undoable(revision)
        self.assertNotIn(undoable, self.steps(revision))

    # What is said -------------------------------------------------------------

    def test_notice(self):
        """Before confirming it is said which periods have ended, and how much differs."""
        revision = self.revise()
        kept = (
            "Revision of Sales: the periods up to Jan 2025 have ended; they keep their targets "
            "when this is confirmed."
        )
        self.assertEqual(revision.ended_periods_notice, kept)
        self.type(self.copy_of(self.n_acme, revision), 7)
        revision.invalidate_recordset()
        self.assertEqual(
            revision.ended_periods_notice, f"{kept} 1 of their targets is different here."
        )
        drip = self.row(self.copy_of(self.north, revision), self.drip)
        self.type(drip, 7)
        form = Form(revision)
        form.changes_ended_periods = True
        self.assertEqual(
            form.ended_periods_notice,
            "Revision of Sales: the periods up to Jan 2025 have ended; what is planned here "
            "counts for them, too, when this is confirmed. 2 of their targets are different here.",
        )
        self.assertFalse(self.sales.ended_periods_notice)
        revision.action_confirm()
        self.assertFalse(revision.ended_periods_notice)

    def test_history_of_a_figure(self):
        """It can be told why a figure that was typed is another one now."""
        revision = self.revise()
        acme = self.copy_of(self.n_acme, revision)
        self.type(acme, 7)
        revision.action_confirm()
        step = self.steps(revision)
        self.assertEqual(step.cell_count, 1)
        sentence = "Kept the targets of Sales up to Jan 2025, which had ended"
        self.assertEqual(step._get_label(), sentence)
        self.assertEqual(step._get_label(named=False), "Kept the targets of ended periods")
        [line] = table_of(revision).why(acme.id, revision.period_ids[0].id)["lines"][:1]
        self.assertEqual((line["label"], line["before"], line["after"]), (sentence, 7, 400))
        self.assertFalse(line["can_undo"])

    def test_nothing_to_keep(self):
        """A revision that changes nothing of the past gets no step."""
        revision = self.revise()
        self.type(self.copy_of(self.n_acme, revision), 7, 2)
        revision.action_confirm()
        self.assertFalse(self.steps(revision))

    def test_cost_does_not_grow(self):
        """Keeping ended periods takes as many queries for many rows as for few."""
        counts = []
        for customers in (1, 2, 12):  # the first fills caches
            plan = self.plan("customer", name=f"{customers} customers")
            partners = self.env["res.partner"].create(
                [{"name": f"Customer {number}"} for number in range(customers)]
            )
            for row in self.rows(plan, *partners):
                self.target(row, 10)
            plan.action_confirm()
            revision = self.revise(plan)
            for row in revision.root_id.child_ids:
                self.type(row, 20)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["sales.plan.revision"]._keep_ended_periods(revision)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
