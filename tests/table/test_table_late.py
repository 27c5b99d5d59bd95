from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..common.table import TableCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestTableLate(TableCommon):
    """N4: undoing after the plan itself became another one, rows, periods and company included."""

    def last_step(self):
        return self.env["sales.plan.step"].search([("plan_id", "=", self.sales.id)], limit=1)

    def assertKept(self, step, message, error=UserError):  # noqa: N802
        """Assert that a step cannot be undone, and that nothing changes."""
        before, rows = self.targets(), self.env["sales.plan.journal"]._dump_rows(self.total)
        with self.assertRaisesRegex(error, message), self.env.cr.savepoint():
            self.undo(step_id=step.id)
        self.assertEqual(self.targets(), before)
        self.assertEqual(self.env["sales.plan.journal"]._dump_rows(self.total), rows)
        self.assertFalse(step.is_undone)

    def test_plan_rolls_up_since(self):
        """Neither a figure nor rows come back where a row would be typed and a sum."""
        self.edit("remove_rows", rows=self.s_coil)
        removed = self.last_step()
        self.type((self.south, self.january, "100"))
        self.sales.rolls_up = True
        self.assertKept(removed, "rolls up", ValidationError)
        self.edit("clear", rows=self.south, periods=[])
        cleared = self.last_step()
        self.edit("add_rows", parent=self.south.id, values=self.drip)
        self.assertKept(cleared, "rolls up", ValidationError)

    def test_period_gone_since(self):
        december = self.sales.period_ids[-1]
        self.type((self.n_acme, december, "5"))
        self.edit("note", row=self.n_acme.id, period=december.id, text="Gone soon")
        noted = self.last_step()
        self.edit("clear", rows=self.n_acme, periods=december)
        cleared = self.last_step()
        self.sales.date_to = "2026-11-30"
        self.assertFalse(december.exists())
        for step in (cleared, noted):
            self.assertKept(step, "rows or periods that it changed are gone")

    def test_row_gone_since(self):
        self.type((self.n_acme, self.january, "5"))
        typed = self.last_step()
        self.edit("clear", rows=self.n_acme, periods=[])
        cleared = self.last_step()
        self.edit("note", row=self.n_acme.id, period=None, text="Gone soon")
        noted = self.last_step()
        self.edit("remove_rows", rows=self.n_acme)
        for step in (typed, cleared, noted):
            self.assertKept(step, "rows or periods that it changed are gone")
        self.undo()
        self.undo()
        self.undo()
        self.assertPlanned(self.n_acme, self.january, 5)

    def test_note_written_since(self):
        self.edit("note", row=self.n_acme.id, period=None, text="First")
        first = self.last_step()
        self.edit("note", row=self.n_acme.id, period=None, text="Second")
        self.assertKept(first, "Acme, all periods was changed since")
        note = self.env["sales.plan.note"].search([("plan_id", "=", self.sales.id)])
        self.assertEqual(note.text, "Second")
        self.undo()
        self.assertEqual(note.text, "First")

    def test_rows_overlap_since(self):
        """A sub-category does not come back beside its category."""
        above, below = self.env["product.category"].create([{"name": "Tools"}, {"name": "Saws"}])
        below.parent_id = above
        self.sales.allocation_ids.filtered("parent_id").unlink()
        self.sales.level_ids = [
            Command.clear(),
            Command.create({"dimension": "product_category"}),
        ]
        row = self.row(self.total, below)
        self.edit("remove_rows", rows=row)
        removed = self.last_step()
        self.row(self.total, above)
        self.assertKept(removed, "would count the same sales twice", ValidationError)

    def test_row_above_became_another(self):
        self.edit("remove_rows", rows=self.s_coil)
        removed = self.last_step()
        self.south.team_id = self.env["crm.team"].create({"name": "West"})
        self.assertKept(removed, "A row repeats the values of the row above", ValidationError)

    def test_notes_of_a_revision(self):
        """P13: what was noted goes on with the plan; what is noted then stays in the revision."""
        self.type((self.n_acme, self.january, "5"))
        self.edit("note", row=self.n_acme.id, period=self.january.id, text="Cell")
        self.edit("note", row=self.total.id, period=None, text="Row")
        self.sales.action_confirm()
        old = self.env["sales.plan.note"].search([("plan_id", "=", self.sales.id)])
        revision = self.env["sales.plan"].browse(self.plan_of().action_revise()["res_id"])
        notes = self.env["sales.plan.note"].search([("plan_id", "=", revision.id)])
        self.assertEqual(
            {(note.allocation_id.name, note.period_id.name, note.text) for note in notes},
            {("Acme", "Jan 2026", "Cell"), ("Total", False, "Row")},
        )
        self.assertEqual(notes.period_id.plan_id, revision)
        edit = {"kind": "note", "row": revision.root_id.id, "period": None, "text": "Other"}
        table_of(revision.with_user(self.manager)).edit(edit, 0, "revision")
        self.assertEqual(set(old.mapped("text")), {"Cell", "Row"})

    def test_user_deleted_since(self):
        user = self.another_manager()
        self.type((self.n_acme, self.january, "5"), user=user)
        version = self.sales.edit_version - 1
        self.env.flush_all()
        user.sudo().unlink()
        self.env.invalidate_all()
        plan = self.plan_of()
        self.assertEqual(table_of(plan).why(self.n_acme.id)["lines"][0]["user"], "Deleted user")
        self.assertEqual(table_of(plan).refresh(version)["merged"][0]["user"], "Deleted user")
        answer = self.type((self.n_acme, self.january, "6"), version=version)
        self.assertEqual(answer["conflict"]["cells"][0]["by"], "Deleted user")

    def test_company_changed_since(self):
        """Rows come back as rows of the company that the plan is of now."""
        self.edit("remove_rows", rows=self.s_coil)
        abroad = self.env["res.company"].create({"name": "Abroad"})
        self.manager.company_ids |= abroad
        with self.assertRaisesRegex(ValidationError, "does not belong to Abroad"):
            self.sales.company_id = abroad  # its rows are for teams of the company
        self.sales.invalidate_recordset()
        self.sales.sudo().company_id = abroad
        plan = self.plan_of().with_context(allowed_company_ids=(self.company | abroad).ids)
        table_of(plan).undo(plan.edit_version, "abroad")
        self.assertEqual(self.s_coil.company_id, abroad)
