import random

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.base import draw_seeds
from ..common.load import LoadCommon
from ..common.table import TableCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install", "sales_plan_random")
class TestTableUndo(TableCommon):
    """N4: every step is recorded, explained and taken back exactly."""

    def test_undo_and_redo(self):
        self.type((self.n_acme, self.january, "100"))
        before = self.targets()
        answer = self.type((self.total, self.january, "500"), spread=True)
        after = self.targets()
        self.assertEqual(answer["undo"], answer["step"])
        self.assertIn("Typed", answer["undo"]["label"])
        self.assertIn("500.00 for Total, Jan 2026, spread", answer["undo"]["label"])
        answer = self.undo()
        self.assertEqual(self.targets(), before)
        self.assertIn("500.00 for Total", answer["redo"]["label"])
        self.assertIn("100.00 for Acme", answer["undo"]["label"])
        answer = self.redo()
        self.assertEqual(self.targets(), after)
        self.assertIsNone(answer["redo"])
        self.undo()
        answer = self.undo()
        self.assertEqual(self.targets(), {})
        self.redo()
        self.redo()
        self.assertEqual(self.targets(), after)
        with self.assertRaisesRegex(UserError, "nothing to redo"):
            self.redo()

    def test_something_new_ends_redoing(self):
        self.type((self.n_acme, self.january, "100"))
        self.undo()
        answer = self.type((self.n_bolt, self.january, "1"))
        self.assertIsNone(answer["redo"])
        with self.assertRaisesRegex(UserError, "nothing to redo"):
            self.redo()

    def test_everything_comes_back(self):
        """Holds, histories, notes, rows with their ids: all is as it was."""
        self.target(self.n_acme, 50).sudo().history_amount = 40
        self.target(self.n_bolt, 0).is_held = True
        self.edit("note", row=self.n_acme.id, period=self.january.id, text="Kept")
        self.edit("note", row=self.north.id, period=None, text="Whole row")
        before = self.targets()
        dump = self.env["sales.plan.journal"]._dump_rows(self.total)
        self.edit("remove_rows", rows=self.north)
        self.assertFalse(self.north.exists())
        answer = self.undo()
        self.assertEqual(self.targets(), before)
        self.assertEqual(self.env["sales.plan.journal"]._dump_rows(self.total), dump)
        self.assertEqual(answer["children"][self.north.id], (self.n_acme | self.n_bolt).ids)
        notes = self.env["sales.plan.note"].search([("plan_id", "=", self.sales.id)])
        self.assertEqual(set(notes.mapped("text")), {"Kept", "Whole row"})
        self.redo()
        self.assertFalse(self.north.exists())
        self.undo()
        self.edit("clear", rows=self.n_acme, periods=[], below=False)
        self.undo()
        self.assertEqual(self.targets(), before)

    def test_added_rows_go_again(self):
        answer = self.edit("add_rows", parent=self.south.id, values=self.drip)
        row = self.env["sales.plan.allocation"].browse(answer["children"][self.south.id][1])
        self.type((row, self.january, "5"))
        step = self.env["sales.plan.step"].search(
            [("plan_id", "=", self.sales.id), ("kind", "=", "add_rows")], limit=1
        )
        with self.assertRaisesRegex(UserError, "there are figures in these rows"):
            self.undo(step_id=step.id)
        self.undo()
        self.undo()
        self.assertFalse(row.exists())
        self.redo()
        self.redo()
        self.assertEqual(self.shown(row)[0], 5)

    def test_rows_that_cannot_come_back(self):
        self.edit("remove_rows", rows=self.n_acme)
        self.row(self.north, self.acme)
        step = self.env["sales.plan.step"].search(
            [("plan_id", "=", self.sales.id), ("kind", "=", "remove_rows")], limit=1
        )
        with self.assertRaisesRegex(UserError, "cannot come back"):
            self.undo(step_id=step.id)

    def test_undo_of_an_older_step(self):
        """A step is undone out of turn where nothing later depends on it, else refused."""
        self.type((self.n_acme, self.january, "100"))
        self.type((self.n_bolt, self.january, "10"))
        self.type((self.n_bolt, self.january, "20"))
        acme, first, __ = self.env["sales.plan.step"].search(
            [("plan_id", "=", self.sales.id), ("kind", "=", "type")], order="number"
        )
        with self.assertRaisesRegex(UserError, "Bolt, Jan 2026 was changed since"):
            self.undo(step_id=first.id)
        self.undo(step_id=acme.id)
        self.assertPlanned(self.n_acme, self.january, None)
        self.assertPlanned(self.n_bolt, self.january, 20)
        with self.assertRaisesRegex(UserError, "is undone already"):
            self.undo(step_id=acme.id)

    def test_everybody_undoes_their_own(self):
        other = self.another_manager()
        self.type((self.n_acme, self.january, "100"))
        self.type((self.n_bolt, self.january, "10"), user=other)
        self.undo()
        self.assertPlanned(self.n_acme, self.january, None)
        self.assertPlanned(self.n_bolt, self.january, 10)
        with self.assertRaisesRegex(UserError, "nothing to undo"):
            self.undo()
            self.undo()
        lines = table_of(self.plan_of()).why(self.n_bolt.id, self.january.id)["lines"]
        self.undo(step_id=lines[0]["step_id"])
        self.assertPlanned(self.n_bolt, self.january, None)

    # Why this number? ---------------------------------------------------------

    def test_why(self):
        self.type((self.n_acme, self.january, "30"), (self.n_bolt, self.january, "10"))
        self.type((self.north, self.january, "80"), spread=True)
        self.edit("note", row=self.n_acme.id, period=self.january.id, text="Fair")
        why = table_of(self.plan_of()).why(self.n_acme.id, self.january.id)
        self.assertEqual((why["row"], why["period"]), ("Acme", "Jan 2026"))
        self.assertEqual((why["amount"], why["note"]), (60, "Fair"))
        spread, typed = why["lines"]
        self.assertIn("80.00 for North, Jan 2026, spread to the rows below", spread["label"])
        self.assertEqual((spread["before"], spread["after"]), (30, 60))
        self.assertEqual((spread["is_typed"], typed["is_typed"]), (False, True))
        self.assertEqual(spread["user"], "Manager")
        self.assertTrue(spread["can_undo"])
        self.assertFalse(typed["can_undo"])
        self.assertIn("undo those first", typed["blocked"])
        self.assertEqual((typed["before"], typed["after"]), (None, 30))
        self.undo(step_id=spread["step_id"])
        undone, spread, typed = table_of(self.plan_of()).why(self.n_acme.id, self.january.id)[
            "lines"
        ]
        self.assertTrue(undone["label"].startswith("Undone: Typed"))
        self.assertTrue(spread["undone"])
        self.assertTrue(typed["can_undo"])
        whole = table_of(self.plan_of()).why(self.n_acme.id)
        self.assertEqual(len(whole["lines"]), 3)
        self.assertIsNone(undone["blocked"])
        self.assertFalse(undone["can_undo"])
        self.type((self.n_acme, self.february, "5"))
        line = table_of(self.plan_of()).why(self.n_acme.id)["lines"][0]
        self.assertEqual((line["before"], line["after"]), (30, 35))
        self.edit("hold", rows=self.n_acme, periods=self.january)
        label = table_of(self.plan_of()).why(self.n_acme.id)["lines"][0]["label"]
        self.assertEqual(label, "Held 1 cell of Acme")
        self.assertEqual(whole["period"], "all periods")

    def test_why_tells_what_was_published(self):
        """P16, S7: how a target was prepared is for those who prepare it; its owner is told when
        it was published, with which figures."""
        self.type((self.total, self.january, "98765"), spread=True)
        self.undo()
        self.type((self.n_acme, self.january, "5"))
        self.type((self.s_coil, self.january, "7"), (self.n_acme, self.january, "6"))
        self.acme.user_id = self.salesperson
        self.sales.action_confirm()
        why = table_of(self.plan_of(self.salesperson)).why(self.n_acme.id, self.january.id)
        [line] = why["lines"]
        self.assertEqual(line["label"], "Plan Confirmed")
        self.assertEqual((line["before"], line["after"]), (None, 6))
        self.assertFalse(line["can_undo"])
        labels = [line["label"] for line in table_of(self.plan_of()).why(self.n_acme.id)["lines"]]
        self.assertEqual(labels[0], "Plan Confirmed")
        self.assertIn("Typed 5.00", " ".join(labels).replace("$", "").replace("\xa0", ""))
        steps = self.env["sales.plan.step"].with_user(self.salesperson)
        for model in (steps, self.env["sales.plan.step.row"].with_user(self.salesperson)):
            with self.assertRaises(AccessError):
                model.search([])

    def test_why_of_changes_elsewhere(self):
        """A step that changed many cells waits until all of them are what it made of them."""
        months = self.sales.period_ids
        for entry in ("100", "200"):
            for month in months:
                self.type((self.total, month, entry), spread=True)
        first = table_of(self.plan_of()).why(self.n_acme.id)["lines"]
        self.assertEqual([line["can_undo"] for line in first], [True] * 12 + [False] * 12)
        self.edit("hold", rows=self.s_coil, periods=self.january)
        january = table_of(self.plan_of()).why(self.n_acme.id, self.january.id)["lines"][0]
        self.assertIn("undo those first", january["blocked"])
        self.edit("release", rows=self.s_coil, periods=self.january)
        self.edit("clear", rows=self.s_coil, periods=self.february)
        lines = table_of(self.plan_of()).why(self.n_acme.id)["lines"]
        self.assertEqual(
            [line["can_undo"] for line in lines],
            [True] * 10 + [False, True] + [False] * 12,
        )

    def test_nobody_writes_steps(self):
        self.type((self.n_acme, self.january, "100"))
        step = self.env["sales.plan.step"].search([("plan_id", "=", self.sales.id)], limit=1)
        step = step.with_user(self.manager)
        for call in (
            lambda: step.write({"is_undone": True}),
            step.unlink,
            lambda: step.create({"plan_id": self.sales.id, "number": 99, "kind": "type"}),
            lambda: step.row_ids.write({"cells": []}),
        ):
            with self.assertRaises(AccessError):
                call()

    # Changes that do not come from the table ----------------------------------

    def test_direct_writes_are_steps(self):
        """Whatever writes targets and rows is recorded; a client cannot switch that off."""
        targets = self.env["sales.plan.target"].with_user(self.manager)
        plan = self.sales
        version = plan.edit_version
        target = targets.with_context(sales_plan_recorded=True).create(
            {"allocation_id": self.n_acme.id, "period_id": self.january.id, "amount": 5}
        )
        target.amount = 6
        target.unlink()
        self.type_target(self.n_acme.with_user(self.manager), self.january, 7)
        self.row(self.south, self.drip).with_user(self.manager).unlink()
        steps = self.env["sales.plan.step"].search(
            [("plan_id", "=", plan.id), ("number", ">", version)], order="number"
        )
        self.assertEqual(
            steps.mapped("kind"),
            ["direct", "direct", "direct", "type", "add_rows", "remove_rows"],
        )
        self.assertEqual(plan.edit_version, version + 6)
        changes = self.env["sales.plan.journal"]._read_changes(steps[1])
        [(before, after)] = changes.values()
        self.assertEqual((before.amount, after.amount), (5, 6))
        self.undo()
        self.undo()
        self.assertPlanned(self.n_acme, self.january, None)

    def test_plan_copies_start_anew(self):
        self.type((self.n_acme, self.january, "100"))
        copied = self.sales.copy()
        self.assertEqual(copied.edit_version, 0)
        self.assertFalse(self.env["sales.plan.step"].search([("plan_id", "=", copied.id)]))

    # Any sequence -------------------------------------------------------------

    def test_any_sequence(self):
        """Whatever is done, undone and redone, with rows above that follow or stay: sums hold, held
        cells and zeros stay, undoing everything ends where it began, and redoing everything where
        it was."""
        self.type((self.total, None, "3600"), spread=True)
        for seed in draw_seeds(4):
            chance = random.Random(seed)
            states = [self.targets()]
            for __ in range(12):
                if self.take_random_step(chance):
                    states.append(self.targets())
                    self.assert_sums()
            count = chance.randint(1, len(states) - 1)
            for number in range(count):
                self.undo()
                self.assertEqual(self.targets(), states[-2 - number], (seed, number))
            for number in range(count):
                self.redo()
                self.assertEqual(self.targets(), states[len(states) - count + number], seed)

    def take_random_step(self, chance):
        """Take a step; return whether it changed anything."""
        rows = self.sales.allocation_ids
        row = chance.choice(rows)
        period = chance.choice([*self.sales.period_ids[:3], None])
        periods = period or self.sales.period_ids[:3]
        spread = chance.random() < 0.7
        above = {"above": chance.choice(["follow", "stay"])}
        try:
            match chance.randrange(8):
                case 0 | 1 | 2:
                    entry = chance.choice(["1000", "+7%", "*0.5", "333.33", "0", "", "-20"])
                    answer = self.type((row, period, entry), spread=spread, **above)
                case 3:
                    direction = chance.choice(["periods", "below"])
                    mode = chance.choice(["current", "even", "days", "history"])
                    if direction == "below" and mode == "days":
                        mode = "even"
                    options = {"rows": row, "periods": periods, "spread": spread, "mode": mode}
                    answer = self.edit("spread", direction=direction, **options, **above)
                case 4:
                    kind = chance.choice(["hold", "release"])
                    answer = self.edit(kind, rows=row, periods=periods)
                case 5:
                    options = {"to": "10", "spread": spread, **above}
                    answer = self.edit("round", rows=row, periods=periods, **options)
                case 6:
                    options = {"below": spread, **above}
                    answer = self.edit("clear", rows=row, periods=periods, **options)
                case 7:
                    options = {"below": spread, **above}
                    answer = self.edit("sum", rows=row, periods=periods, **options)
        except UserError:
            return False
        return answer["step"] is not None

    def assert_sums(self):
        """Assert that every parent is what is below it and what is unallocated."""
        result = table_of(self.plan_of()).rows(self.sales.allocation_ids.ids)
        rows = {row["id"]: row for row in result["rows"]}
        for row in rows.values():
            below = [other for other in rows.values() if other["parent_id"] == row["id"]]
            for column, (amount, __, rest) in enumerate(row["cells"]):
                if below and amount is not None:
                    parts = sum(other["cells"][column][0] or 0 for other in below)
                    self.assertAlmostEqual(parts + rest, amount, 6)
            amounts = [cell[0] for cell in row["cells"][:-1] if cell[0] is not None]
            self.assertAlmostEqual(sum(amounts), row["cells"][-1][0] or 0, 6)


@tagged("post_install", "-at_install")
class TestTableUndoLoad(LoadCommon):
    """N4, P23: what the wizard loads is one step, and can be taken back."""

    def test_load(self):
        plan = self.plan("customer", "product")
        kept = self.row(plan, self.bolt)
        self.target(kept, 5, number=3)
        self.target(self.row(kept, self.nail), 3)
        before = self.snapshot_of(plan)
        version = plan.edit_version
        self.load(plan, uplift_percent=10)
        after = self.snapshot_of(plan)
        self.assertNotEqual(before, after)
        self.assertEqual(plan.edit_version, version + 1)
        plan = plan.with_user(self.manager)
        self.assertIn("Loaded", table_of(plan).open()["undo"]["label"])
        table_of(plan).undo(plan.edit_version, "undo")
        self.assertEqual(self.snapshot_of(plan), before)
        table_of(plan).redo(plan.edit_version, "redo")
        self.assertEqual(self.snapshot_of(plan), after)

    def snapshot_of(self, plan):
        """Return rows and targets, ids of targets left out: those are made anew."""
        self.env.flush_all()
        self.env.invalidate_all()
        journal = self.env["sales.plan.journal"]
        cells = {
            key: (cell.amount, cell.history, cell.is_held)
            for key, cell in self.env["sales.plan.cells"]._read_cells(plan).items()
        }
        return cells, journal._dump_rows(plan.sudo().root_id)
