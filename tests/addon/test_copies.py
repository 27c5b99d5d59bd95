from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..common.access import AccessCommon


@tagged("post_install", "-at_install")
class TestCopies(AccessCommon):
    """What a client wants a copy to have otherwise changes nothing but the copy."""

    def setUp(self):
        super().setUp()
        self.empty = self.plan(name="Empty")
        self.periods = self.in_force.period_ids
        self.env.flush_all()
        self.env.invalidate_all()

    def make_copy(self, record, **default):
        with self.env.cr.savepoint():
            env = self.env(user=self.manager)
            return call_kw(env[record._name], "copy", [record.ids, default], {})

    def test_lines_of_other_records(self):
        """A copy takes no lines over from plans in force, deletes none and changes none."""
        period, row = self.periods[0], self.tree["acme"]
        target = row.target_ids[0]
        for commands in (
            [Command.set(self.periods.ids)],
            [Command.link(period.id)],
            [period.id],
            [Command.update(period.id, {"label": "Mine"})],
            [Command.unlink(period.id)],
            [Command.delete(period.id)],
        ):
            with self.subTest(commands=commands), self.assertRaises(AccessError):
                self.make_copy(self.empty, period_ids=commands)
        for commands in (
            [Command.link(row.id)],
            [Command.update(row.id, {"target_ids": [Command.delete(target.id)]})],
            [Command.create({"target_ids": [Command.link(target.id)]})],
        ):
            with self.subTest(commands=commands), self.assertRaises(AccessError):
                self.make_copy(self.empty, allocation_ids=commands)
        self.assertEqual(self.in_force.period_ids, self.periods)
        self.assertEqual(target.allocation_id, row)

    def test_dialogs(self):
        """A copy of a dialog changes no record that it is about."""
        keep = self.env["sales.plan.hand.over"].with_user(self.manager).create({})
        away = Command.update(self.tree["acme"].id, {"parent_id": self.tree["stranger"].id})
        with self.assertRaises(AccessError):
            self.make_copy(keep, allocation_ids=[away])
        rows = [Command.set(self.tree["acme"].ids)]
        copied = keep.browse(self.make_copy(keep, allocation_ids=rows))
        self.assertEqual(copied.allocation_ids, self.tree["acme"])

    def test_lines_of_its_own(self):
        """A copy may have other lines than what it is copied from."""
        lines = [
            Command.clear(),
            Command.create({"date_from": "2025-01-01", "date_to": "2025-12-31"}),
        ]
        copied = self.empty.browse(
            self.make_copy(self.empty, period_type="custom", period_ids=lines)
        )
        self.assertEqual(len(copied.period_ids), 1)
