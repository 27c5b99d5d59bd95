import contextlib

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.access import AccessCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestTableAccess(AccessCommon):
    """P16: steps, notes, seasonal profiles and the planning table, by role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        period = cls.in_force.period_ids[0]
        notes = (
            cls.env["sales.plan.note"]
            .sudo()
            .create(
                [
                    {"allocation_id": row.id, "period_id": period.id, "text": name}
                    for name, row in cls.tree.items()
                ]
                + [{"allocation_id": cls.foreign.root_id.id, "text": "foreign"}]
            )
        )
        cls.notes = notes.sudo(False)
        cls.shared, cls.theirs = cls.env["sales.plan.profile"].create(
            [{"name": "Shared"}, {"name": "Theirs", "company_id": cls.abroad.id}]
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    def test_notes(self):
        """Notes are read by who sees their row, and written by steps only."""
        for user, names in self.seen.items():
            notes = self.env["sales.plan.note"].with_user(user)
            with self.subTest(user=user.login):
                self.assertEqual(set(notes.search([]).mapped("text")), set(names))
                hidden = self.notes.filtered(lambda note, names=names: note.text not in names)
                self.assertForbidden(hidden.with_user(user).read, ["text"])
                visible = self.notes.filtered(lambda note, names=names: note.text in names)
                self.assertForbidden(visible.with_user(user).write, {"text": "mine"})
                self.assertForbidden(visible.with_user(user).unlink)
        for user in self.outsiders:
            self.assertForbidden(self.env["sales.plan.note"].with_user(user).search, [])

    def test_steps(self):
        """Steps tell of whole plans: only those who see all of them read them."""
        domain = [("plan_id", "in", (self.in_force | self.foreign).ids)]
        for user in [*self.seen, *self.outsiders]:
            for model in ("sales.plan.step", "sales.plan.step.row"):
                records = self.env[model].with_user(user)
                if user not in self.see_all:
                    self.assertForbidden(records.search, [])
                    continue
                path = "step_id." if model.endswith("row") else ""
                found = records.search([(f"{path}{name}", *rest) for name, *rest in domain])
                plans = found.step_id.plan_id if path else found.plan_id
                self.assertEqual(plans, self.in_force, (user.login, model))
                self.assertForbidden(found[0].unlink)
                self.assertForbidden(found[0].write, {"create_date": "2020-01-01"})

    def test_profiles(self):
        """Seasonal profiles of one's companies and shared ones; managers write them."""
        for user in (self.manager, self.auditor):
            profiles = self.env["sales.plan.profile"].with_user(user)
            found = profiles.search([("id", "in", (self.shared | self.theirs).ids)])
            self.assertEqual(found, self.shared)
            self.assertForbidden(self.theirs.with_user(user).read, ["name"])
            self.assertForbidden(self.theirs.line_ids.with_user(user).read, ["weight"])
        self.assertForbidden(self.shared.with_user(self.auditor).write, {"name": "Mine"})
        self.shared.with_user(self.manager).line_ids[0].weight = 2
        plan = self.draft.with_user(self.manager)
        edit = {
            "kind": "spread",
            "rows": plan.root_id.ids,
            "periods": [],
            "direction": "periods",
            "mode": "profile",
            "profile_id": self.theirs.id,
            "total": "100",
            "spread": True,
        }
        with self.assertRaises(AccessError):
            table_of(plan).edit(edit, plan.edit_version, "theirs")

    def test_tables(self):
        """Everybody reads their own rows in the table; nobody but managers changes any."""
        for user, names in self.seen.items():
            plan = self.in_force.with_user(user)
            with self.subTest(user=user.login):
                result = table_of(plan).open()
                rows = set(result["top"])
                for row_id in list(rows):
                    rows |= set(table_of(plan).children(row_id)["ids"])
                everything = {row.id for row in self.of_tree(*names)}
                self.assertLessEqual(rows, everything)
                found = {row["id"] for row in table_of(plan).rows(list(everything))["rows"]}
                self.assertEqual(found, everything)
                for row in result["rows"]:
                    self.assertFalse(row["can_edit"])
                hidden = self.of_tree(*(set(self.tree) - names))
                if hidden:
                    self.assertEqual(table_of(plan).rows(hidden.ids)["rows"], [])
                    for call in (table_of(plan).why, table_of(plan).children):
                        with self.assertRaises(UserError):
                            call(hidden[0].id)
                if user not in self.see_all:
                    self.assertForbidden(table_of(self.draft.with_user(user)).open)
                self.assertForbidden(table_of(self.foreign.with_user(user)).open)
                self.assertRefusedToWrite(self.draft.with_user(user))
        for user in self.outsiders:
            self.assertForbidden(table_of(self.in_force.with_user(user)).open)
            self.assertForbidden(table_of(self.in_force.with_user(user)).search, "a")

    def assertRefusedToWrite(self, plan):  # noqa: N802
        """Assert that none of the calls that write work, except for the manager."""
        if plan.env.user == self.manager:
            return
        rows = self.draft.allocation_ids
        version = self.draft.edit_version
        for call, args in (
            ("edit", ({"kind": "hold", "rows": rows.ids}, version, "x")),
            ("undo", (version, "x")),
            ("redo", (version, "x")),
        ):
            with contextlib.suppress(UserError):
                self.assertForbidden(getattr(table_of(plan), call), *args)
        self.assertEqual(self.draft.edit_version, version)
