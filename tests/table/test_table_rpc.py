from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..common.table import TableCommon
from ..common.table_calls import table_of


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
        table_of(plan).edit(edit, plan.edit_version, "with defaults")
        step = self.env["sales.plan.step"].search([("token", "=", "with defaults")])
        self.assertEqual((step.plan_id, step.is_undone), (self.sales, False))
        self.assertFalse(step.removed_rows)
        self.undo()
        self.assertEqual(other.allocation_ids, other.root_id)
        note = {"kind": "note", "row": self.n_acme.id, "period": None, "text": "Here"}
        table_of(plan).edit(note, plan.edit_version, "with defaults, too")
        note = self.env["sales.plan.note"].search([("text", "=", "Here")])
        self.assertEqual(note.plan_id, self.sales)

    def test_token_of_somebody_else(self):
        """What two users' clients call the same is not the same: neither change is lost."""
        other = self.another_manager()
        for user, row in ((self.manager, self.n_acme), (other, self.n_bolt)):
            edit = {"kind": "type", "cells": [[row.id, self.january.id, "5"]]}
            for __ in range(2):
                plan = self.plan_of(user)
                answer = table_of(plan).edit(edit, plan.edit_version, "the same")
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
        savepoint = self.env.cr.savepoint
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), savepoint():
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

    def test_version_of_the_future(self):
        """The client of a database that was restored is told what it does."""
        answer = self.type((self.n_acme, self.january, "5"), version=10**6, watch=[self.n_acme])
        self.assertEqual(answer["rows"][0]["cells"][0][0], 5)
        answer = self.undo(watch=self.n_acme.ids)
        self.assertIsNone(answer["rows"][0]["cells"][0][0])

    def test_arguments(self):
        """Whatever is sent, the answer is a sentence."""
        plan, row, period = self.plan_of(), self.n_acme.id, self.january.id
        typed = {"kind": "type", "cells": [[row, period, "5"]]}
        calls = {
            "plan": plan.env["sales.plan.table"].table_open,
            "columns": table_of(plan).open,
            "order": lambda value: table_of(plan).open([], value),
            "limit": lambda value: table_of(plan).open([], "plan", value),
            "parent": table_of(plan).children,
            "rows": table_of(plan).rows,
            "text": table_of(plan).search,
            "level": lambda value: table_of(plan).search("", value),
            "sum": lambda value: table_of(plan).sum(value, []),
            "sum of periods": lambda value: table_of(plan).sum([row], value),
            "why": table_of(plan).why,
            "why of period": lambda value: table_of(plan).why(row, value),
            "refresh": table_of(plan).refresh,
            "version": lambda value: table_of(plan).edit(typed, value, "new"),
            "token": lambda value: table_of(plan).edit(typed, 0, value),
            "watch": lambda value: table_of(plan).edit(typed, 0, "new", value),
            "step": lambda value: table_of(plan).undo(0, "new", step_id=value),
            "edit": lambda value: table_of(plan).edit(value, 0, "new"),
        }
        wrong = ({"a": 1}, [[1]], [{}], [None], 1.5, float("nan"), -(10**30), "\0", "\ud800")
        for name, call in calls.items():
            for value in wrong:
                with self.subTest(name, value=value), self.assertRaises(UserError):
                    call(value)

    def test_edits(self):
        """No part of an edit is taken unseen, either."""
        row, period = self.n_acme.id, self.january.id
        chosen = {"rows": [row], "periods": [period]}
        spread = {"kind": "spread", **chosen, "direction": "periods", "total": "9"}
        edits = {
            "kind": lambda value: {"kind": value},
            "cells": lambda value: {"kind": "type", "cells": value},
            "row": lambda value: {"kind": "type", "cells": [[value, period, "5"]]},
            "period": lambda value: {"kind": "type", "cells": [[row, value, "5"]]},
            "entry": lambda value: {"kind": "type", "cells": [[row, period, value]]},
            "source": lambda value: {
                "kind": "type",
                "source": value,
                "cells": [[row, period, "5"]],
            },
            "rows": lambda value: {"kind": "hold", **chosen, "rows": value},
            "periods": lambda value: {"kind": "hold", **chosen, "periods": value},
            "to": lambda value: {"kind": "round", **chosen, "to": value},
            "mode": lambda value: {**spread, "mode": value},
            "weights": lambda value: {**spread, "mode": "weights", "weights": value},
            "profile": lambda value: {**spread, "mode": "profile", "profile_id": value},
            "text": lambda value: {"kind": "note", "row": row, "period": None, "text": value},
            "values": lambda value: {"kind": "add_rows", "parent": row, "values": value},
            "removed": lambda value: {"kind": "remove_rows", "rows": value},
        }
        wrong = ({"a": 1}, [[1]], [{}], [None], [1.5], "1\0", "\ud800")
        for name, edit in edits.items():
            for value in wrong:
                with self.subTest(name, value=value), self.assertRaises(UserError):
                    self.edit(**edit(value))
        self.assertEqual(self.targets(), {})
        self.assertTrue(table_of(self.plan_of()).open()["rows"])

    def test_long_texts(self):
        with self.assertRaises(UserError) as caught:
            self.type((self.n_acme, self.january, "1" * 10_000))
        self.assertLess(len(str(caught.exception)), 200)
        with self.assertRaisesRegex(UserError, "no more than 5,000 characters"):
            self.edit("note", row=self.n_acme.id, period=None, text="x" * 5001)
        answer = self.edit("note", row=self.n_acme.id, period=None, text="x" * 5000)
        self.assertLess(len(answer["undo"]["label"]), 200)

    def test_amounts(self):
        for entry, planned in (
            (str(0.1 + 0.2), 0.3),
            ("-0.0", 0),
            ("0.0000001", 0),
            ("12", 12),
            ("", None),
        ):
            self.type((self.n_acme, self.january, entry))
            self.assertPlanned(self.n_acme, self.january, planned)
        for entry in ("abc", [1], {}, "nan", "inf", float("nan"), float("inf"), 1e22):
            with self.subTest(entry), self.assertRaises(UserError):
                self.type((self.n_acme, self.january, entry))
