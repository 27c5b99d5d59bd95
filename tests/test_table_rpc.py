from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .table_common import TableCommon


@tagged("post_install", "-at_install")
class TestTableRpc(TableCommon):
    """The planning table's calls as somebody makes them who writes their own client."""

    def test_defaults_in_the_context(self):
        """What a step records is not for the client to say: undoing it would write that."""
        other = self.plan("team", "customer", name="Other")
        row = {
            **self.env["sales.plan.journal"]._dump_rows(self.north)[0],
            "id": 10**9,
            "plan_id": other.id,
            "parent_id": other.root_id.id,
            "level_id": other.level_ids[0].id,
        }
        plan = self.plan_of().with_context(
            default_removed_rows=[row], default_is_undone=True, default_plan_id=other.id
        )
        edit = {"kind": "type", "cells": [[self.n_acme.id, self.january.id, "5"]]}
        plan.grid_edit(edit, plan.edit_version, "with defaults")
        step = self.env["sales.plan.step"].search([("token", "=", "with defaults")])
        self.assertEqual((step.plan_id, step.is_undone), (self.sales, False))
        self.assertFalse(step.removed_rows)
        self.undo()
        self.assertEqual(other.allocation_ids, other.root_id)
        note = {"kind": "note", "row": self.n_acme.id, "period": None, "text": "Here"}
        plan.grid_edit(note, plan.edit_version, "with defaults, too")
        note = self.env["sales.plan.note"].search([("text", "=", "Here")])
        self.assertEqual(note.plan_id, self.sales)

    def test_token_of_somebody_else(self):
        """What two users' clients call the same is not the same: neither change is lost."""
        other = new_test_user(
            self.env,
            "plan_other",
            "sales_plan.group_sales_plan_manager",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        for user, row in ((self.manager, self.n_acme), (other, self.n_bolt)):
            edit = {"kind": "type", "cells": [[row.id, self.january.id, "5"]]}
            for __ in range(2):
                plan = self.plan_of(user)
                answer = plan.grid_edit(edit, plan.edit_version, "the same")
                self.assertIn(row.name, answer["step"]["label"])
            self.assertPlanned(row, self.january, 5)
        steps = self.env["sales.plan.step"].search([("token", "=", "the same")])
        self.assertEqual(steps.create_uid, self.manager | other)

    def test_too_large(self):
        """Copying makes no amount that a cell could not be typed to; nor do other clients."""
        self.type((self.n_acme, self.january, "900000000000000"))
        before = self.targets()
        with self.assertRaisesRegex(UserError, "too large for a target, in Acme, Feb 2026"):
            self.edit(
                "copy",
                rows=self.n_acme,
                periods=self.february,
                from_period=self.january.id,
                percent="20",
                spread=False,
            )
        targets = self.env["sales.plan.target"].with_user(self.manager)
        values = {"allocation_id": self.n_acme.id, "period_id": self.february.id, "amount": 1e15}
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                targets.create(values)
        self.assertEqual(self.targets(), before)

    def test_steps_are_counted(self):
        self.type((self.n_acme, self.january, "100"))
        with self.assertRaises(AccessError):
            self.plan_of().write({"edit_version": 0})
        self.assertEqual(self.plan_of().edit_version, self.sales.edit_version)

    def test_notes_are_steps(self):
        """A note that is written past the table would be in no step, or in a plan in force."""
        self.edit("note", row=self.n_acme.id, period=None, text="Kept")
        note = self.env["sales.plan.note"].search([("plan_id", "=", self.sales.id)])
        mine = note.with_user(self.manager)
        values = {"allocation_id": self.n_bolt.id, "text": "Past the table"}
        for call, args in ((mine.write, [values]), (mine.create, [values]), (mine.unlink, [])):
            with self.assertRaises(AccessError):
                call(*args)
        self.edit("note", row=self.n_acme.id, period=None, text="")
        self.assertFalse(note.exists())
