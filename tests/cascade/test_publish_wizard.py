from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common.cascade import CascadeCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestPublishWizard(CascadeCommon):
    """N8, S3: what is published is looked at first; looking never stands in the way."""

    def open(self, user, *names, below=False):
        action = table_of(self.plan_of(user)).publish(self.ids_of(*names), below)
        return self.env[action["res_model"]].with_user(user).browse(action["res_id"])

    def lines(self, wizard):
        names = {row.id: name for name, row in self.tree.items()}
        return {
            names[line.allocation_id.id]: (line.kind, line.amount, line.owner_id.login)
            for line in wizard.line_ids
        }

    def test_what_is_ready(self):
        wizard = self.open(self.manager)
        self.assertEqual(
            self.lines(wizard),
            {"north": ("new", 600, "plan_leader"), "south": ("new", 400, "plan_other_leader")},
        )
        self.assertEqual((wizard.row_count, wizard.owner_count), (2, 2))
        self.assertEqual(
            wizard.summary,
            "2 targets become visible at once; 2 people are told. From then on people are "
            "measured by them.",
        )
        self.assertEqual(wizard.action_publish(), {"type": "ir.actions.act_window_close"})
        self.assertEqual(self.in_force(self.manager), {"total": 1000, "north": 600, "south": 400})
        self.assertFalse(self.open(self.manager).line_ids)

    def test_everything_below(self):
        """The switch of the dialog shows all that would be published."""
        wizard = self.open(self.manager, "north")
        with Form(wizard) as form:
            self.assertEqual(form.row_count, 1)
            form.is_below = True
            self.assertEqual(form.row_count, 4)
        self.assertEqual(set(self.lines(wizard)), {"north", "salesperson", "colleague", "acme"})
        wizard.action_publish()
        self.assertEqual(self.in_force(self.salesperson), {"salesperson": 350, "acme": 200})

    def test_only_what_changes_is_counted(self):
        wizard = self.open(self.manager, "total")
        with Form(wizard) as form:
            form.is_below = True
        kinds = [line[0] for line in self.lines(wizard).values()]
        self.assertEqual(self.lines(wizard)["total"][0], "kept")
        self.assertEqual(kinds.count("kept"), 1)
        self.assertIn(f"{len(kinds) - 1} targets become visible at once", wizard.summary)

    def test_splits_of_others_stay(self):
        """With everything below: not what is prepared below a row that its owner splits."""
        self.publish(self.manager, "north")
        wizard = self.open(self.manager, below=True)
        self.assertEqual(set(self.lines(wizard)), {"south", "stranger"})
        wizard.action_publish()
        self.assertEqual(self.in_force(self.salesperson), {})

    def test_own_rows_below_own_rows(self):
        """Who has a row and one below it publishes changes of the latter either way."""
        self.publish(self.manager, "north", below=True)
        self.row_of("salesperson", self.manager).responsible_id = self.leader
        self.type(self.leader, "salesperson", "340")
        for below in (False, True):
            wizard = self.open(self.leader, below=below)
            self.assertEqual(self.lines(wizard)["salesperson"][:2], ("changed", 340))

    def test_changed_meanwhile(self):
        """What is published is what was looked at."""
        self.publish(self.manager, "north")
        wizard = self.open(self.leader, "salesperson")
        for entry in ("340", ""):
            self.type(self.manager, "salesperson", entry)
            with self.assertRaisesRegex(UserError, "other figures meanwhile"):
                wizard.action_publish()
        self.assertEqual(self.states(self.leader, "salesperson"), [("draft", False)])
        self.type(self.manager, "salesperson", "350")
        wizard.action_publish()
        self.assertEqual(self.in_force(self.leader), {"north": 600, "salesperson": 350})

    def test_nothing_shown(self):
        """A dialog that shows nothing publishes nothing, whatever was prepared since."""
        self.publish(self.manager, "north", "south")
        wizard = self.open(self.manager)
        self.type(self.manager, "north", "610")
        with self.assertRaisesRegex(UserError, "nothing to publish"):
            wizard.action_publish()
        self.assertEqual(self.in_force(self.leader), {"north": 600})

    def test_nothing_before(self):
        """Who sold nothing has no history: that is empty, no figure of zero."""
        self.invoice(self.acme, "2025-01-10", (self.screw, 10), invoice_user_id=self.salesperson.id)
        self.publish(self.manager, "north")
        wizard = self.open(self.leader, "salesperson", "colleague")
        mine, other = wizard.line_ids
        self.assertTrue(mine.history and mine.year_before)
        for name in ("history", "year_before", "pipeline"):
            self.assertIs(other[name], False, name)
        self.assertIn("A year earlier is 2025.", wizard.comparison)
        self.assertFalse(wizard.is_any_changed)

    def test_planned_as_zero(self):
        """Zero against a history is a fall to nothing, not a figure without comparison."""
        self.invoice(self.acme, "2025-01-10", (self.screw, 10), invoice_user_id=self.salesperson.id)
        self.type(self.manager, "salesperson", "0")
        self.publish(self.manager, "north")
        [line] = self.open(self.leader, "salesperson").line_ids
        self.assertTrue(line.has_change)
        self.assertEqual(line.change, -1)

    def test_figures_before(self):
        self.publish(self.manager, "north", below=True)
        self.type(self.leader, "salesperson", "360")
        [line] = self.open(self.leader).line_ids
        self.assertEqual((line.kind, line.amount_before, line.amount), ("changed", 350, 360))
        self.assertTrue(line.wizard_id.is_any_changed)

    def test_fairness_is_seen_and_recorded(self):
        """Three colleagues grow alike, one is asked for far more than ever: it stands out, it is
        published all the same, and it is on record that this was seen."""
        others = [
            self._make_user(f"peer_{number}", "sales_team.group_sale_salesman")
            for number in range(4)
        ]
        self.team_north.member_ids |= self.env["res.users"].union(*others)
        parent = self.tree["north"]
        rows = [self.row(parent, user) for user in others]
        for user in others:
            self.invoice(self.acme, "2025-01-10", (self.screw, 100), invoice_user_id=user.id)
        self.type(self.manager, "total", "5000")
        self.type(self.manager, "north", "4000")
        self.publish(self.manager, "total", "north")
        plan = self.plan_of(self.leader)
        for number, (row, amount) in enumerate(zip(rows, (105, 110, 100, 900), strict=True)):
            cells = [[row.id, self.january.id, str(amount)]]
            edit = {"kind": "type", "source": "type", "cells": cells}
            table_of(plan).edit(edit, plan.sudo().edit_version, f"fair: {number}")
        action = table_of(plan).publish([row.id for row in rows])
        wizard = self.env[action["res_model"]].with_user(self.leader).browse(action["res_id"])
        warned = wizard.line_ids.filtered("warning")
        self.assertEqual(warned.allocation_id.user_id, others[3])
        self.assertEqual(warned.history, 100)
        self.assertEqual(wizard.warning_count, 1)
        wizard.action_publish()
        publication = self.env["sales.plan.publication"].search([], limit=1)
        self.assertTrue(publication.is_checked)
        self.assertEqual(publication.warning_count, 1)
        line = publication.line_ids.filtered("warning")
        self.assertEqual(line.warning, warned.warning)
        self.assertIn("warning", line.with_user(self.manager).read()[0])
        for user in (others[3], self.leader):
            found = line.with_user(user)
            self.assertNotIn("warning", found.read()[0])
            with self.assertRaises(AccessError):
                found.read(["warning"])

    def test_given_out(self):
        """S12: a cushion is shown before it is published, and so is what is kept back."""
        self.publish(self.manager, "north", "south")
        self.type(self.leader, "salesperson", "380")
        self.assertIn("30.00 more than it has (5.0%)", self.open(self.leader).given_out)
        kept = self.open(self.other_leader).given_out
        self.assertIn("100.00 that no row below has (25.0%)", kept)

    def test_who_may(self):
        self.publish(self.manager, "north")
        for user, names in (
            (self.leader, ["north"]),
            (self.leader, ["south"]),
            (self.other_leader, ["salesperson"]),
            (self.salesperson, ["salesperson"]),
            (self.auditor, ["salesperson"]),
        ):
            with self.subTest(user=user.login, names=names):
                with self.assertRaises(UserError):
                    self.open(user, *names)
                with self.assertRaises(UserError):
                    self.publish(user, *names)
        wizard = self.open(self.leader, "salesperson")
        with self.assertRaises(AccessError):
            wizard.with_user(self.other_leader).read(["row_count"])
        with self.assertRaises(AccessError):
            wizard.line_ids.allocation_id = self.tree["south"]
        wizard.line_ids.sudo().allocation_id = self.tree["south"]
        with self.assertRaises(UserError):
            wizard.action_publish()

    def test_withdraw(self):
        self.publish(self.manager, "north", below=True)
        action = table_of(self.plan_of(self.leader)).withdraw(self.ids_of("salesperson"))
        wizard = self.env[action["res_model"]].with_user(self.leader).browse(action["res_id"])
        self.assertEqual(wizard.below_count, 1)
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.action_withdraw()
        wizard.reason = "Split anew"
        wizard.action_withdraw()
        self.assertEqual(self.in_force(self.salesperson), {})

    def test_nobody_looks_through_the_eyes_of_others(self):
        """S7: whoever a request says has made a dialog, it shows what its sender may see."""
        self.publish(self.manager, "north", below=True)
        self.type(self.manager, "north", "7654321")
        spec = {"line_ids": {"fields": {"amount": {}}}, "create_uid": {}, "summary": {}}
        rows = self.ids_of("north", "south", "stranger")
        for model, values in (
            ("sales.plan.publish", {"named_rows": rows}),
            ("sales.plan.suggest", {"allocation_id": self.tree["total"].id, "method": "equal"}),
        ):
            dialogs = self.env[model].with_user(self.leader)
            known = {name: item for name, item in spec.items() if name in dialogs._fields}
            sent = {**values, "plan_id": self.cascade.id, "create_uid": self.manager.id}
            self.env.invalidate_all()
            try:
                answer = str(dialogs.onchange(sent, [], known))
            except UserError as refusal:
                answer = str(refusal)
            for secret in ("7654321", "400.0", "300.0"):
                self.assertNotIn(secret, answer, model)
