from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...tools.flags import ITEMISED
from ..common.cascade import CascadeCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestItemsPrepared(CascadeCommon):
    """D3: in a plan that is split level by level, items belong to what is being prepared."""

    def make(self, user, name, *amounts):
        items = [{"text": f"Item {amount}", "amount": str(amount)} for amount in amounts]
        return self.edit(user, "items", row=name, period=self.january.id, items=items, spread=False)

    def items(self, user, name):
        """Return what somebody reads of the items of a row: their amounts."""
        row = self.tree[name].id
        shown = table_of(self.plan_of(user)).items(row, self.january.id)
        return [item["amount"] for item in shown["items"]]

    def flags(self, user, name):
        [row] = table_of(self.plan_of(user)).rows(self.ids_of(name))["rows"]
        return row["cells"][0][1]

    def test_who_prepares_reads_them(self):
        """Who owns the row does not, neither before nor after it is published to them."""
        self.publish(self.manager, "north")
        self.make(self.leader, "salesperson", 200, 151)
        self.assertEqual(self.items(self.leader, "salesperson"), [200, 151])
        self.assertEqual(self.items(self.manager, "salesperson"), [200, 151])
        self.assertEqual(self.items(self.auditor, "salesperson"), [200, 151])
        self.publish(self.leader, "salesperson")
        self.assertEqual(self.in_force(self.salesperson)["salesperson"], 351)
        self.assertEqual(self.items(self.salesperson, "salesperson"), [])
        self.assertFalse(self.flags(self.salesperson, "salesperson") & ITEMISED)
        self.assertTrue(self.flags(self.leader, "salesperson") & ITEMISED)
        items = self.env["sales.plan.item"]
        for user in (self.salesperson, self.colleague, self.other_leader):
            self.assertFalse(items.with_user(user).search([]), user.name)

    def test_files_of_what_is_prepared(self):
        self.publish(self.manager, "north")
        self.make(self.leader, "salesperson", 351)
        item = self.env["sales.plan.item"].search([("amount", "=", 351)])
        table_of(self.plan_of(self.leader)).attach_file(item.id, "why.txt", "QQ==")
        self.publish(self.leader, "salesperson")
        file = item._get_files()
        self.assertEqual(file.with_user(self.leader).raw, b"A")
        with self.assertRaises(AccessError):
            file.with_user(self.salesperson).read(["raw"])
        with self.assertRaises(UserError):
            table_of(self.plan_of(self.salesperson)).attach_file(item.id, "x.txt", "QQ==")

    def test_what_is_in_force_stays_until_published(self):
        self.publish(self.manager, "north")
        self.make(self.leader, "salesperson", 351)
        self.publish(self.leader, "salesperson")
        self.make(self.leader, "salesperson", 351, 10)
        self.assertEqual(self.in_force(self.salesperson)["salesperson"], 351)
        self.assertEqual(self.working(self.leader, "salesperson"), [361])
        with self.assertRaisesRegex(UserError, "^Made of items: Salesperson, Jan 2026"):
            self.edit(self.leader, "discard", rows=["salesperson"], periods=[])
        self.publish(self.leader, "salesperson")
        self.assertEqual(self.in_force(self.salesperson)["salesperson"], 361)
        self.assertEqual(self.items(self.leader, "salesperson"), [351, 10])

    def test_who_makes_them(self):
        """Who prepares a row, and nobody else: not its owner, nor the leader of another team."""
        self.publish(self.manager, "north", "south")
        for user, name in (
            (self.leader, "north"),
            (self.leader, "south"),
            (self.other_leader, "salesperson"),
            (self.salesperson, "salesperson"),
            (self.auditor, "salesperson"),
        ):
            with (
                self.subTest(user=user.name, row=name),
                self.assertRaises(UserError),
            ):
                self.make(user, name, 5)
        self.make(self.other_leader, "stranger", 5)
        self.assertEqual(self.items(self.leader, "north"), [])

    def test_undo(self):
        self.publish(self.manager, "north")
        self.make(self.leader, "salesperson", 351)
        self.undo(self.leader)
        self.assertEqual(self.working(self.leader, "salesperson"), [350])
        self.assertEqual(self.items(self.leader, "salesperson"), [])
