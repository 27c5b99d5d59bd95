from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from ...tools.spreading import Cell
from ..common.suggest import SuggestCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestSuggest(SuggestCommon):
    """S3, S12: a split is suggested by history, pipeline, capacity or evenly, and corrected."""

    def test_opens(self):
        """S3: the planning table opens the wizard on a row; nothing is written by that."""
        self.type((self.total, None, "1200"))
        version = self.plan_of().edit_version
        action = table_of(self.plan_of()).suggest(self.total.id)
        self.assertEqual((action["res_model"], action["target"]), ("sales.plan.suggest", "new"))
        context = {**action["context"], "default_method": "equal"}
        with Form(
            self.env[action["res_model"]].with_user(self.manager).with_context(**context)
        ) as f:
            self.assertEqual(f.amount, 1200)
            self.assertEqual(f.given_amount, 1200)
            self.assertEqual(f.unallocated_amount, 0)
            with f.line_ids.edit(0) as line:
                self.assertEqual((line.name, line.suggested_amount), ("North", 600))
                line.weight = 3
            self.assertEqual(f.given_amount, 1200)
        self.assertEqual(self.shown_lines(f.record), [900, 300])
        self.assertEqual(f.record.line_ids.mapped("share"), [75, 25])
        self.assertEqual(self.plan_of().edit_version, version)

    def test_refused(self):
        """S3: there is a reason in words where nothing can be split."""
        with self.assertRaisesRegex(UserError, "no rows below Acme"):
            table_of(self.plan_of()).suggest(self.n_acme.id)
        with self.assertRaisesRegex(UserError, "no such row"):
            table_of(self.plan_of()).suggest(self.plan("team").root_id.id)
        with self.assertRaisesRegex(UserError, "This is no row_id"):
            table_of(self.plan_of()).suggest("1")
        for user in (self.leader, self.auditor, self.salesperson):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                table_of(self.plan_of(user)).suggest(self.total.id)
        self.type((self.total, None, "1200"))
        self.sales.with_user(self.manager).action_confirm()
        with self.assertRaisesRegex(UserError, "is confirmed and stays as it is"):
            table_of(self.plan_of()).suggest(self.total.id)

    def test_nothing_planned(self):
        suggest = self.suggest()
        self.assertIn("Nothing is planned for Total yet", self.notice(suggest))
        version = self.plan_of().edit_version
        action = suggest.action_apply()
        self.assertIn("have these figures already", action["params"]["message"])
        self.assertEqual(self.plan_of().edit_version, version)

    def test_equal(self):
        """S3: each period is split evenly, to the cent; what is below follows."""
        self.type((self.total, self.january, "0.03"), (self.total, self.february, "100"))
        self.type((self.n_acme, self.january, "2"), (self.n_bolt, self.january, "1"))
        suggest = self.suggest()
        self.assertEqual(self.shown_lines(suggest, "current_amount"), [3, 0])
        self.assertEqual(self.shown_lines(suggest), [50.02, 50.01])
        self.assertEqual(self.shown_lines(suggest, "change_amount"), [47.02, 50.01])
        self.assertEqual(self.words(suggest), ["1 of 2", "1 of 2"])
        action = self.assertApplied(suggest)
        self.assertEqual(action, {"type": "ir.actions.act_window_close"})
        self.assertEqual(self.amounts(self.north)[:3], [0.02, 50, None])
        self.assertEqual(self.amounts(self.s_coil)[:3], [0.01, 50, None])
        self.assertPlanned(self.n_acme, self.january, 0.01)
        self.assertEqual(self.last_label(), "Spread Total over the rows below evenly")

    def test_one_step(self):
        """S3: it is one step of the journal, which is undone as any other."""
        self.type((self.total, None, "1200"), spread=True)
        before = self.targets()
        version = self.plan_of().edit_version
        suggest = self.suggest()
        self.weigh(suggest, 2, 1)
        self.assertApplied(suggest)
        self.assertEqual(self.plan_of().edit_version, version + 1)
        self.assertEqual(
            self.last_label(), "Spread Total over the rows below evenly, corrected by hand"
        )
        why = table_of(self.plan_of()).why(self.north.id, self.january.id)
        self.assertTrue(why["lines"][0]["is_typed"])
        self.undo()
        self.assertEqual(self.targets(), before)

    def test_history(self):
        """S12: shares are those of history over the whole plan; the season is that of the row."""
        self.invoice(self.acme, "2025-01-10", (None, 250))
        self.invoice(self.bolt, "2025-05-10", (None, 100))
        credited = self.invoice(self.coil, "2025-02-10", (None, 130), team_id=self.team_south.id)
        self.credit(credited, "2025-03-01", (None, 80))
        self.type((self.total, self.january, "100"), (self.total, self.february, "300"))
        suggest = self.suggest(method="history")
        self.assertEqual(self.shown_lines(suggest, "weight"), [350, 50])
        self.assertEqual(self.words(suggest), ["A history of $ 350.00", "A history of $ 50.00"])
        self.assertEqual(self.shown_lines(suggest, "share"), [87.5, 12.5])
        self.assertEqual(self.shown_lines(suggest), [350, 50])
        self.assertApplied(suggest)
        self.assertEqual(self.amounts(self.north)[:3], [87.5, 262.5, None])
        self.assertEqual(self.last_label(), "Spread Total over the rows below by history")

    def test_no_history(self):
        """S12: more credited than sold is no history; without any nothing is split."""
        invoice = self.invoice(self.acme, "2024-12-30", (None, 250))
        self.credit(invoice, "2025-03-01", (None, 80))
        self.type((self.total, self.january, "100"))
        suggest = self.suggest(method="history")
        self.assertEqual(self.shown_lines(suggest, "weight"), [0, 0])
        self.assertEqual(
            self.words(suggest), ["A history of $ -80.00 counts as none", "No history"]
        )
        self.assertIn("Nothing is split in Jan 2026", self.notice(suggest))
        self.assertEqual(suggest.unallocated_amount, 100)
        self.weigh(suggest, 0, 1)
        self.assertFalse(suggest.notice)
        self.assertApplied(suggest)
        self.assertPlanned(self.north, self.january, None)  # nothing is not zero
        self.assertPlanned(self.south, self.january, 100)

    def test_pipeline(self):
        """S12: open deals that are to close in what is left of the plan."""
        self.deal(self.acme, 300, date_deadline="2026-06-10")
        self.deal(self.acme, 1000, date_deadline="2026-02-10")  # overdue
        self.deal(self.acme, 1000, date_deadline="2027-01-01")
        self.deal(self.acme, 1000).date_deadline = False  # new deals get one
        self.deal(self.acme, 1000, won="2026-03-10 10:00:00", date_deadline="2026-06-10")
        self.deal(self.coil, 100, date_deadline="2026-12-31", team_id=self.team_south.id)
        self.type((self.total, self.january, "100"))
        with freeze_time("2026-03-15 10:00:00"):
            suggest = self.suggest(method="pipeline")
        self.assertEqual(self.shown_lines(suggest, "weight"), [300, 100])
        self.assertIn("$ 300.00 expected to close until 12/31/2026", self.words(suggest)[0])
        self.assertApplied(suggest)
        self.assertPlanned(self.south, self.january, 25)
        with freeze_time("2027-03-15 10:00:00"):
            suggest = self.suggest(method="pipeline")
        self.assertIn("No open deals", self.words(suggest)[0])

    def test_current(self):
        """S3: as it is now, only that nothing is left: each row keeps its season."""
        self.type((self.total, self.january, "300"), (self.total, self.february, "60"))
        self.type((self.north, self.january, "100"), (self.south, self.january, "50"))
        suggest = self.suggest(method="current")
        self.assertEqual(self.words(suggest), ["$ 100.00 is planned", "$ 50.00 is planned"])
        self.assertApplied(suggest)
        self.assertEqual(self.amounts(self.north)[:2], [200, 40])
        self.assertEqual(self.amounts(self.south)[:2], [100, 20])
        suggest = self.suggest(method="current")
        self.assertIn("already", suggest.action_apply()["params"]["message"])

    def test_current_keeps_seasons(self):
        self.type((self.n_acme, self.january, "90"), (self.n_bolt, self.january, "10"))
        self.type((self.n_acme, self.february, "10"), (self.n_bolt, self.february, "90"))
        self.type((self.north, self.january, "200"), (self.north, self.february, "200"))
        self.assertApplied(self.suggest(self.north, method="current"))
        self.assertEqual(self.amounts(self.n_acme)[:2], [180, 20])

    def test_held_and_zero(self):
        """S3: what is held or zero stays; what could not be given is said."""
        self.type((self.total, self.january, "100"), (self.total, self.february, "50"))
        self.type((self.north, self.january, "30"), (self.south, self.january, "0"))
        self.edit("hold", rows=[self.north], periods=[self.january])
        suggest = self.suggest()
        self.assertEqual(self.shown_lines(suggest), [55, 25])
        self.assertIn("2 cells stay as they are, with $ 30.00 in all", self.notice(suggest))
        self.assertIn("$ 100.00 of Total, Jan 2026 cannot be spread", self.notice(suggest))
        self.assertIn("$ 70.00 could not be given out", self.notice(suggest))
        action = self.assertApplied(suggest)
        self.assertEqual(action["params"]["message"], suggest.notice)
        self.assertEqual(action["params"]["next"], {"type": "ir.actions.act_window_close"})
        self.assertEqual(self.targets()[self.north, self.january][:2], (30, True))
        self.assertPlanned(self.south, self.january, 0)
        self.assertPlanned(self.south, self.february, 25)

    def test_null_comes_back(self):
        """S3: a row that got nothing is not planned, so that the next split may give it some."""
        self.type((self.north, self.january, "100"))
        self.type((self.n_acme, self.january, "60"), (self.n_bolt, self.january, "40"))
        suggest = self.suggest(self.north)
        self.weigh(suggest, 1, 0)
        self.assertApplied(suggest)
        self.assertPlanned(self.n_bolt, self.january, None)
        self.assertApplied(self.suggest(self.north))
        self.assertPlanned(self.n_bolt, self.january, 50)

    def test_from_period(self):
        """S3: what is before the first period chosen stays, whatever it was."""
        self.type((self.total, self.january, "100"), (self.total, self.february, "50"))
        self.type((self.north, self.january, "80"), (self.south, self.january, "40"))
        suggest = self.suggest(period_id=self.february.id)
        self.assertEqual((suggest.amount, suggest.given_amount), (50, 50))
        self.assertEqual(self.shown_lines(suggest, "current_amount"), [0, 0])
        suggest.action_apply()
        self.assertEqual(self.amounts(self.north)[:3], [80, 25, None])
        self.assertEqual(self.amounts(self.south)[:3], [40, 25, None])

    def test_cushion(self):
        """S3: more than there is may be handed out, up to what the plan allows."""
        self.sales.over_assignment_limit = 5
        self.type((self.total, self.january, "100"), (self.total, self.february, "0.10"))
        suggest = self.suggest(cushion=5)
        self.assertEqual((suggest.given_amount, suggest.unallocated_amount), (105.1, -5))
        self.assertApplied(suggest)
        self.assertEqual(self.shown(self.total, -1)[2], -5)
        label = "Spread Total over the rows below evenly, 5% more than there is"
        self.assertEqual(self.last_label(), label)
        for wrong in (5.1, -1):
            with self.assertRaisesRegex(ValidationError, "allows 0 to 5% more"):
                self.suggest(cushion=wrong)

    def test_rolled_up(self):
        """S3: in a plan that rolls up what the rows have together is split anew, no more."""
        self.sales.rolls_up = True
        self.type((self.n_acme, self.january, "60"), (self.n_bolt, self.january, "40"))
        suggest = self.suggest(self.north)
        self.assertEqual((suggest.amount, suggest.given_amount), (100, 100))
        self.assertApplied(suggest)
        self.assertEqual(self.amounts(self.n_acme)[0], 50)
        with self.assertRaisesRegex(ValidationError, "rolls up"):
            self.suggest(self.north, cushion=5)

    def test_changed_meanwhile(self):
        """S3: a suggestion is not applied to figures that it does not know."""
        self.type((self.north, self.january, "100"), (self.total, self.january, "300"))
        suggest, other = self.suggest(self.north), self.suggest(self.total)
        self.type((self.south, self.january, "10"))
        suggest.action_apply()  # elsewhere
        with self.assertRaisesRegex(UserError, "was changed by Manager meanwhile"):
            other.action_apply()
        suggest = self.suggest()
        self.row(self.sales, self.env["crm.team"].create({"name": "East"}))
        with self.assertRaisesRegex(UserError, "Rows came or went below Total"):
            suggest.action_apply()

    def test_methods(self):
        """S12: only methods that the rows know something for, with a reason for the others."""
        self.type((self.north, self.january, "100"))
        suggest = self.suggest(self.total)
        self.assertEqual(
            set(suggest.methods), {"equal", "current", "history", "capacity", "pipeline", "mix"}
        )
        self.assertFalse(suggest.hint)
        suggest = self.suggest(self.north, method="capacity")
        self.assertNotIn("capacity", suggest.methods)
        self.assertIn("these rows are neither", suggest.hint)
        self.assertEqual(self.shown_lines(suggest, "weight"), [0, 0])
        with self.assertRaisesRegex(UserError, "these rows are neither"):
            suggest.action_apply()
        for measure, is_known in (("margin", False), ("quantity", True)):
            plan = self.plan("team", name="Deals", measure=measure)
            self.row(plan, self.team_north)
            suggest = self.suggest(plan.root_id)
            self.assertEqual("pipeline" in suggest.methods, is_known, measure)
            self.assertEqual("Open deals have no margins" in (suggest.hint or ""), not is_known)
        plan = self.plan("product")
        self.row(plan, self.screw)
        self.assertNotIn("pipeline", self.suggest(plan.root_id).methods)

    def test_weights(self):
        suggest = self.suggest()
        with self.assertRaisesRegex(ValidationError, "A weight is zero or more"):
            suggest.line_ids[0].weight = -1

    def test_own_wizard(self):
        """S3: a suggestion is its maker's."""
        self.type((self.total, self.january, "100"))
        suggest = self.suggest()
        other = suggest.with_user(self.another_manager())
        for record in (other, suggest.line_ids.with_user(other.env.user)):
            with self.assertRaises(AccessError):
                record.read(["create_uid"])
        with self.assertRaises(AccessError):
            self.suggest(user=self.salesperson)

    def test_queries(self):
        """S12: as many queries for 40 rows as for 20."""
        counts = []
        teams = self.env["crm.team"].create([{"name": f"Team {n}"} for n in range(40)])
        for method in ("history", "pipeline", "capacity", "equal", "current"):
            counts = []
            for count in (5, 20, 40):
                plan = self.plan("team", name=f"{method} {count}", year=2026)
                rows = self.env["sales.plan.build"]._create_rows(
                    [{"parent_id": plan.root_id.id, "team_id": team.id} for team in teams[:count]]
                )
                periods = plan.period_ids.ids
                self.env["sales.plan.cells"]._write_cells(
                    plan, {(row, period): Cell(10) for row in rows for period in periods}
                )
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                values = {"plan_id": plan.id, "allocation_id": plan.root_id.id}
                suggest = self.env["sales.plan.suggest"].new({**values, "method": method})
                self.assertEqual(len(suggest.line_ids.mapped("suggested_amount")), count)
                self.assertIsNotNone(suggest.line_ids.mapped("name"))
                counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(counts[1], counts[2], method)
