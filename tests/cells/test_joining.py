from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.merge import MergeCalls
from ..common.table import TableCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestJoining(MergeCalls, TableCommon):
    """What stands for merged customers becomes one row; no sum changes by it."""

    def test_side_by_side(self):
        """Amounts add up, an amount and nothing planned are the amount; no sum changes."""
        self.type((self.n_acme, self.january, "100"), (self.n_bolt, self.january, "200.55"))
        self.type((self.n_bolt, self.february, "50"), (self.s_coil, self.january, "7"))
        before = self.get_sums(self.sales)
        self.merge(self.acme, self.bolt)
        self.assertFalse(self.n_bolt.exists())
        self.assertEqual(self.north.child_ids, self.n_acme)
        self.assertPlanned(self.n_acme, self.january, 300.55)
        self.assertPlanned(self.n_acme, self.february, 50)
        self.assertPlanned(self.n_acme, self.march, None)
        after = self.get_sums(self.sales)
        for row in (self.total, self.north, self.south, self.s_coil):
            for period in self.sales.period_ids:
                key = row.id, period.id
                self.assertEqual(after.get(key), before.get(key))

    def test_into_the_row_that_is_there(self):
        """The row of the customer that stays, stays; where it has none, that of the other."""
        self.merge(self.coil, self.acme)
        self.assertEqual(self.n_acme.partner_id, self.coil)
        self.assertEqual(self.s_coil.partner_id, self.coil)
        self.merge(self.bolt, self.coil)
        self.assertEqual(self.north.child_ids, self.n_bolt)
        self.assertEqual((self.n_bolt | self.s_coil).partner_id, self.bolt)

    def test_three_at_once(self):
        rows = self.rows(self.south, self.acme, self.bolt)
        for row, amount in zip((self.s_coil, *rows), (1.1, 2.2, 3.3), strict=True):
            self.target(row, amount)
        self.merge(self.bolt, self.acme, self.coil)
        self.assertEqual(self.south.child_ids, rows[1])
        self.assertPlanned(rows[1], self.january, 6.6)
        self.assertEqual(self.north.child_ids, self.n_bolt)

    def test_zero_is_not_nothing(self):
        self.type((self.n_acme, self.january, "0"), (self.n_bolt, self.february, "0"))
        self.merge(self.acme, self.bolt)
        self.assertPlanned(self.n_acme, self.january, 0)
        self.assertPlanned(self.n_acme, self.february, 0)
        self.assertPlanned(self.n_acme, self.march, None)

    def test_holds_history_and_notes_stay(self):
        for row, amount, history in ((self.n_acme, 10, 8), (self.n_bolt, 20, 15)):
            self.target(row, amount).sudo().history_amount = history
        self.edit("hold", rows=self.n_bolt, periods=self.january)
        for row, period, text in (
            (self.n_acme, self.january, "Signed"),
            (self.n_bolt, self.january, "Shared"),
            (self.n_bolt, None, "Moves in May"),
        ):
            self.edit("note", row=row.id, period=period.id if period else None, text=text)
        self.merge(self.acme, self.bolt)
        self.assertEqual(self.targets()[self.n_acme, self.january], (30, True, 23))
        notes = self.env["sales.plan.note"].search([("plan_id", "=", self.sales.id)])
        self.assertEqual(notes.allocation_id, self.n_acme)
        texts = {note.period_id: note.text for note in notes}
        self.assertEqual(
            texts,
            {self.january: "Signed\nShared", self.env["sales.plan.period"]: "Moves in May"},
        )

    def test_steps_stay(self):
        """What was done before is undone as before, step by step, to where it began."""
        self.type((self.n_acme, self.january, "100"))
        self.type((self.n_bolt, self.january, "40"))
        self.type((self.north, self.january, "280"), spread=True)
        self.assertPlanned(self.n_bolt, self.january, 80)
        self.type((self.n_bolt, self.february, "5"))
        self.merge(self.acme, self.bolt)
        self.assertPlanned(self.n_acme, self.january, 280)
        lines = table_of(self.plan_of()).why(self.n_acme.id, self.january.id)["lines"]
        self.assertEqual(
            [(line["before"], line["after"]) for line in lines],
            [(140, 280), (100, 140), (None, 100)],
        )
        states = [(280, None), (140, None), (100, None), (None, None)]
        for january, february in states:
            self.undo()
            self.assertPlanned(self.n_acme, self.january, january)
            self.assertPlanned(self.n_acme, self.february, february)
        self.redo()
        self.assertPlanned(self.n_acme, self.january, 100)

    def test_the_join_is_on_record(self):
        """Clients that show the plan learn that the row is gone; it says why, and stays so."""
        self.type((self.n_acme, self.january, "100"))
        version = self.sales.edit_version
        self.merge(self.acme, self.bolt)
        plan = self.plan_of()
        answer = table_of(plan).refresh(version, [self.north.id, self.n_acme.id, self.n_bolt.id])
        self.assertEqual(answer["gone"], self.n_bolt.ids)
        self.assertEqual(answer["children"][self.north.id], self.n_acme.ids)
        step = self.env["sales.plan.step"].search([("plan_id", "=", plan.id)], limit=1)
        self.assertEqual(
            step._get_label(),
            "Rows became one, since what they stand for was merged: North / Acme, North / Bolt",
        )
        with self.assertRaisesRegex(UserError, "nothing to undo"):
            self.undo(step_id=step.id)

    def test_rows_that_were_removed_come_back(self):
        """A row that was removed before comes back as what the customer is now, or cannot."""
        self.type((self.n_bolt, self.january, "40"))
        self.edit("remove_rows", rows=self.n_bolt)
        self.edit("remove_rows", rows=self.s_coil)
        self.merge(self.drip, self.coil)
        self.undo()
        self.assertEqual(self.s_coil.partner_id, self.drip)
        self.merge(self.acme, self.bolt)
        with self.assertRaisesRegex(UserError, "has a row again"):
            self.undo()
        self.assertPlanned(self.n_acme, self.january, None)

    def test_rows_that_were_added(self):
        """Adding a row is not undone by removing another that it became."""
        self.edit("add_rows", parent=self.south.id, values=self.bolt)
        [added] = self.south.child_ids - self.s_coil
        self.type((added, self.january, "10"))
        self.merge(self.coil, self.bolt)
        self.assertPlanned(self.s_coil, self.january, 10)
        self.undo()
        self.assertPlanned(self.s_coil, self.january, None)
        with self.assertRaises(UserError):
            self.undo()
        self.assertTrue(self.s_coil.exists())

    def test_undo_is_refused_where_it_was_changed_since(self):
        self.type((self.n_bolt, self.january, "40"))
        self.merge(self.acme, self.bolt)
        olga = self.another_manager()
        self.type((self.n_acme, self.january, "60"), user=olga)
        with self.assertRaisesRegex(UserError, "was changed since"):
            self.undo()

    def test_refused_before_anything_happens(self):
        """Odoo's own refusals stay: a customer is not merged with its own contact."""
        with self.assertRaisesRegex(UserError, "one of his parent"):
            self.merge(self.acme, self.buyer)
