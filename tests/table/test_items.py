import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...tools.flags import HELD, ITEMISED
from ..common.table import TableCommon
from ..common.table_calls import table_of

MADE = "Made of items: Acme, Jan 2026. Open the items to change the amount."


class ItemsCommon(TableCommon):
    """Cells that are made of items."""

    def make(self, *items, row=None, period=None, **options):
        """Make a cell (of Acme in January) of items, ``(text, entry)`` each or ``(text, entry,
        id)``."""
        row, period = row or self.n_acme, period or self.january
        given = [
            {"text": text, "amount": amount, **({"id": known[0]} if known else {})}
            for text, amount, *known in items
        ]
        options.setdefault("spread", False)
        return self.edit("items", row=row.id, period=period.id, items=given, **options)

    def items(self, row=None, period=None, user=None):
        """Return the items of a cell as somebody reads them: ``[(text, amount)]``."""
        shown = table_of(self.plan_of(user)).items(
            (row or self.n_acme).id, (period or self.january).id
        )
        return [(item["text"], item["amount"]) for item in shown["items"]]

    def ids(self, row=None):
        shown = table_of(self.plan_of()).items((row or self.n_acme).id, self.january.id)
        return [item["id"] for item in shown["items"]]

    def attach(self, item_id, name="offer.txt", content=b"Hello", user=None):
        content = base64.b64encode(content).decode()
        return table_of(self.plan_of(user)).attach_file(item_id, name, content)

    def files(self, user=None):
        shown = table_of(self.plan_of(user)).items(self.n_acme.id, self.january.id)
        return [file["name"] for item in shown["items"] for file in item["files"]]

    def assertMade(self, amount, *items):  # noqa: N802
        """Assert what Acme has in January, that it is held, and what it is made of."""
        self.assertEqual(self.targets()[self.n_acme, self.january][:2], (amount, True))
        self.assertEqual(self.items(), list(items))
        self.assertEqual(self.shown(self.n_acme)[1] & (HELD | ITEMISED), HELD | ITEMISED)

    def assertAlone(self, amount, is_held=False):  # noqa: N802
        """Assert that Acme has an amount in January that is not made of items."""
        found = self.targets().get((self.n_acme, self.january))
        self.assertEqual(found and found[:2], amount and (amount, is_held))
        self.assertEqual(self.items(), [])
        self.assertFalse(self.shown(self.n_acme)[1] & ITEMISED)


@tagged("post_install", "-at_install")
class TestItems(ItemsCommon):
    """D3: a cell can be made of items that sum to it, to the cent."""

    def test_the_sum(self):
        self.make(("Their new plant", "1200.10"), ("Discount", "-0.2"), ("More", "=3*0.333"))
        self.assertMade(1200.9, ("Their new plant", 1200.1), ("Discount", -0.2), ("More", 1.0))
        label = self.env["sales.plan.step"].search([("kind", "=", "items")])._get_label()
        figure = self.sales._format_figure(1200.9)
        self.assertEqual(label, f"Made Acme, Jan 2026 of items: {figure}")
        self.assertEqual(
            table_of(self.plan_of()).add_up(["1200.10", "-0.2", "", "=3*0.333"]), 1200.9
        )

    def test_changed(self):
        self.make(("One", "10"), ("Two", "20"))
        one, two = self.ids()
        self.make(("Second", "25", two), ("First", "10", one), ("Third", "5"))
        self.assertMade(40, ("Second", 25), ("First", 10), ("Third", 5))
        self.assertEqual(self.ids()[:2], [two, one])

    def test_without_items_again(self):
        self.make(("One", "10"))
        self.make()
        self.assertAlone(10)
        self.type((self.n_acme, self.january, "12"))
        self.assertAlone(12)

    def test_zero(self):
        self.make(("One", "10"), ("Taken back", "-10"))
        self.assertMade(0, ("One", 10), ("Taken back", -10))

    def test_rows_below_follow(self):
        self.make(("One", "90"), row=self.north, spread=True)
        self.assertEqual([self.amounts(row)[0] for row in (self.n_acme, self.n_bolt)], [45, 45])
        self.make(("One", "100"), row=self.north)
        self.assertEqual(self.shown(self.north)[2], 10)

    def test_what_is_no_item(self):
        for items, sentence in (
            ([("", "10")], "Give each item a text and an amount."),
            ([("One", "")], "Give each item a text and an amount."),
            ([("One", "much")], "“much” is no amount."),
            ([("One", "+10%")], "is no amount"),
            ([("x" * 201, "10")], "no more than 200 characters"),
            ([("One", "10", 10**6)], "Somebody else has changed these items"),
        ):
            with self.subTest(items=items), self.assertRaisesRegex(UserError, sentence):
                self.make(*items)
        with self.assertRaisesRegex(UserError, "Items belong to one period"):
            self.edit("items", row=self.n_acme.id, period=None, items=[])
        with self.assertRaises(UserError):
            self.edit("items", row=self.n_acme.id, period=self.january.id, items=[{"text": 5}])
        self.assertAlone(None)

    def test_items_of_another_cell(self):
        """An item stays where it is, whatever id a client sends."""
        self.make(("One", "10"))
        [one] = self.ids()
        with self.assertRaisesRegex(UserError, "open them again"):
            self.make(("Mine", "5", one), row=self.n_bolt)
        self.assertMade(10, ("One", 10))

    def test_rows_that_are_sums(self):
        """In a plan that rolls up, only rows without rows below are made of items."""
        plan = self.sales.copy({"name": "Sums"})
        plan.rolls_up = True
        table, period = table_of(plan.with_user(self.manager)), plan.period_ids[0]
        edit = {
            "kind": "items",
            "row": plan.root_id.id,
            "period": period.id,
            "items": [{"text": "One", "amount": "5"}],
        }
        with self.assertRaisesRegex(UserError, "sum of the rows below"):
            table.edit(edit, plan.edit_version, "a: 1")

    # The one rule -------------------------------------------------------------

    def test_what_follows_leaves_it(self):
        """Spreading from above, over the periods, copying and rounding: it is held."""
        self.make(("One", "10.10"))
        self.type((self.n_bolt, self.january, "20"), (self.n_acme, self.february, "30"))
        self.type((self.north, self.january, "100"), spread=True)
        self.type((self.n_acme, None, "1000"))
        rows = {"rows": self.north, "periods": self.january}
        self.edit("spread", direction="below", mode="even", **rows)
        self.edit("round", to="50", spread=True, **{**rows, "rows": self.n_acme})
        self.edit("clear", below=True, **rows)
        self.assertMade(10.1, ("One", 10.1))

    def test_whoever_names_it_is_refused(self):
        self.make(("One", "10"))
        self.type((self.n_acme, self.february, "7"))
        refused = {
            "typed": lambda: self.type((self.n_acme, self.january, "11")),
            "cleared": lambda: self.edit(
                "clear", rows=self.n_acme, periods=self.january, below=False
            ),
            "pasted": lambda: self.type(
                (self.n_bolt, self.january, "5"), (self.n_acme, self.january, "")
            ),
            "released": lambda: self.edit("release", rows=self.n_acme, periods=self.january),
            "imported": lambda: (
                self.env["sales.plan.table"]
                .with_user(self.manager)
                ._apply_import(self.plan_of(), {(self.n_acme.id, self.january.id): 9}, "plan.xlsx")
            ),
            "written": lambda: self.n_acme.target_ids.filtered(
                lambda target: target.period_id == self.january
            ).write({"amount": 9}),
            "deleted": lambda: self.n_acme.target_ids.filtered(
                lambda target: target.period_id == self.january
            ).unlink(),
        }
        for name, call in refused.items():
            with self.subTest(name), self.cr.savepoint():
                with self.assertRaises(UserError) as caught, self.cr.savepoint():
                    call()
                self.assertEqual(str(caught.exception), MADE)
        self.assertMade(10, ("One", 10))
        self.assertPlanned(self.n_bolt, self.january, None)

    def test_the_same_amount_is_no_change(self):
        self.make(("One", "10"))
        self.type((self.n_acme, self.january, "10"), (self.n_bolt, self.january, "5"))
        self.assertMade(10, ("One", 10))

    def test_release_leaves_it_among_others(self):
        self.make(("One", "10"))
        self.type((self.n_acme, self.february, "7"))
        both = self.january | self.february
        self.edit("hold", rows=self.n_acme, periods=both)
        self.edit("release", rows=self.n_acme, periods=both)
        self.assertMade(10, ("One", 10))
        self.assertFalse(self.targets()[self.n_acme, self.february][1])

    # Undo ---------------------------------------------------------------------

    def test_undo_and_redo(self):
        self.type((self.n_acme, self.january, "7"))
        self.make(("One", "10"), ("Two", "20"))
        self.attach(self.ids()[0])
        ids = self.ids()
        self.make(("Two", "25", ids[1]))
        self.assertMade(25, ("Two", 25))
        self.undo()
        self.assertMade(30, ("One", 10), ("Two", 20))
        self.assertEqual(self.ids(), ids)
        self.assertEqual(self.files(), ["offer.txt"])
        self.undo()
        self.assertAlone(7)
        self.redo()
        self.redo()
        self.assertMade(25, ("Two", 25))

    def test_texts_alone_are_a_step(self):
        self.make(("One", "10"))
        [one] = self.ids()
        self.make(("First", "10", one))
        self.assertMade(10, ("First", 10))
        self.undo()
        self.assertMade(10, ("One", 10))

    def test_later_items_keep_earlier_steps(self):
        self.type((self.n_acme, self.january, "10"))
        self.make(("One", "10"))
        typed = self.env["sales.plan.step"].search([("kind", "=", "type")], limit=1)
        with self.assertRaisesRegex(UserError, "was changed since"):
            self.undo(step_id=typed.id)
        made = self.env["sales.plan.step"].search([("kind", "=", "items")], limit=1)
        [one] = self.ids()
        self.make(("First", "10", one))
        with self.assertRaisesRegex(UserError, "was changed since"):
            self.undo(step_id=made.id)

    def test_removed_rows_come_back_with_items_and_files(self):
        self.make(("One", "10"), ("Two", "20"))
        ids = self.ids()
        self.attach(ids[0])
        self.edit("remove_rows", rows=[self.north])
        self.assertFalse(self.env["sales.plan.item"].search([("plan_id", "=", self.sales.id)]))
        self.env["sales.plan.item"]._gc_files()
        self.undo()
        self.assertMade(30, ("One", 10), ("Two", 20))
        self.assertEqual((self.ids(), self.files()), (ids, ["offer.txt"]))
        self.redo()
        self.undo()
        self.assertMade(30, ("One", 10), ("Two", 20))

    def test_rows_that_are_deleted_elsewhere(self):
        self.make(("One", "10"))
        self.north.with_user(self.manager).unlink()
        self.undo()
        self.assertMade(10, ("One", 10))

    # Copies, revisions, merged customers --------------------------------------

    def test_copies(self):
        self.make(("One", "10"), ("Two", "20"))
        self.attach(self.ids()[0])
        copied = self.sales.with_user(self.manager).copy()
        items = self.env["sales.plan.item"].search([("plan_id", "=", copied.id)])
        self.assertEqual(items.mapped("name"), ["One", "Two"])
        self.assertEqual(items._get_files().mapped("name"), ["offer.txt"])
        self.assertEqual(items[0]._get_files().raw, b"Hello")
        self.assertEqual(items.allocation_id.partner_id, self.acme)
        self.assertTrue(items.allocation_id.target_ids.is_held)

    def test_revisions(self):
        self.make(("One", "10"))
        for row in (self.total, self.north, self.south):
            self.target(row, 100)
        self.sales.with_user(self.manager).action_confirm()
        action = self.sales.with_user(self.manager).action_revise()
        items = self.env["sales.plan.item"].search([("plan_id", "=", action["res_id"])])
        self.assertEqual(items.mapped("name"), ["One"])

    def test_merged_customers(self):
        """Items of both rows are those of the one that stays; what the other had without items
        is one more."""
        self.make(("One", "10"))
        self.type((self.n_bolt, self.january, "5"))
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.acme | self.bolt).ids, self.acme)
        self.env.invalidate_all()
        self.assertMade(15, ("One", 10), ("What rows had that became one with this row", 5))

    # Who may ------------------------------------------------------------------

    def test_who_reads_them(self):
        """With the rights of the row, files too; nobody writes them but through the table."""
        self.make(("Of Acme", "10"))
        self.make(("Of Bolt", "20"), row=self.n_bolt)
        [acme] = self.ids()
        self.attach(acme)
        items = self.env["sales.plan.item"]
        files = self.env["ir.attachment"].search([("res_model", "=", items._name)])
        self.assertEqual(items.with_user(self.salesperson).search([]).mapped("name"), [])
        for row in (self.total, self.north, self.south):
            self.target(row, 100)
        self.sales.action_confirm()
        self.env.flush_all()
        self.env.invalidate_all()

        def read(user):
            return items.with_user(user).search([]).mapped("name")

        self.assertEqual(read(self.salesperson), ["Of Acme"])
        self.assertEqual(read(self.colleague), ["Of Bolt"])
        self.assertEqual(read(self.leader), ["Of Acme", "Of Bolt"])
        self.assertEqual(read(self.auditor), ["Of Acme", "Of Bolt"])
        self.assertEqual(read(self.other_leader), [])
        self.assertEqual(self.items(user=self.salesperson), [("Of Acme", 10)])
        self.assertEqual(self.files(self.salesperson), ["offer.txt"])
        self.assertEqual(files.with_user(self.salesperson).raw, b"Hello")
        for user in (self.colleague, self.other_leader, self.clerk, self.visitor):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                files.with_user(user).read(["raw"])
        for user in (self.salesperson, self.leader, self.manager, self.auditor):
            item = items.browse(acme).with_user(user)
            with self.subTest(user=user.name):
                with self.assertRaises(AccessError):
                    item.write({"amount": 5})
                with self.assertRaises(AccessError):
                    item.unlink()
                with self.assertRaises(AccessError):
                    item.copy()
                with self.assertRaises(AccessError):
                    files.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    self.env["ir.attachment"].with_user(user).create(
                        {"name": "x", "raw": b"x", "res_model": items._name, "res_id": acme}
                    )

    def test_who_makes_them(self):
        self.make(("One", "10"))
        [one] = self.ids()
        for user in (self.salesperson, self.leader, self.auditor, self.stranger, self.clerk):
            with self.subTest(user=user.name):
                with self.assertRaises(UserError):
                    self.make(("Mine", "5"), user=user, version=0)
                with self.assertRaises(UserError):
                    self.attach(one, user=user)
        for row in (self.total, self.north, self.south):
            self.target(row, 100)
        self.sales.action_confirm()
        with self.assertRaises(UserError):
            self.make(("Mine", "5"))
        with self.assertRaises(UserError):
            self.attach(one)

    def test_files(self):
        self.make(("One", "10"))
        [one] = self.ids()
        file = self.attach(one)
        with self.assertRaisesRegex(UserError, "could not be read"):
            table_of(self.plan_of()).attach_file(one, "x.txt", "not base64!")
        with self.assertRaisesRegex(UserError, "has no such item"):
            self.attach(one + 1000)
        other = self.env["ir.attachment"].create({"name": "other", "raw": b"x"})
        table_of(self.plan_of()).delete_file(one, other.id)
        self.assertTrue(other.exists())
        table_of(self.plan_of()).delete_file(one, file["id"])
        self.assertEqual(self.files(), [])

    def test_files_of_what_is_gone(self):
        """Files are kept as long as a step may bring their item back, not longer."""
        self.make(("One", "10"))
        self.attach(self.ids()[0])
        files = self.env["ir.attachment"].search([("res_model", "=", "sales.plan.item")])
        self.edit("remove_rows", rows=[self.north])
        self.env["sales.plan.item"]._gc_files()
        self.assertTrue(files.exists())
        self.sales.with_user(self.manager).unlink()
        self.env.flush_all()
        self.env["sales.plan.item"]._gc_files()
        self.assertFalse(files.exists())

    def test_more_items_take_no_more_queries(self):
        def count(rows):
            self.env.flush_all()
            self.env.invalidate_all()
            table = self.env["sales.plan.table"].with_user(self.manager)
            before = self.env.cr.sql_log_count
            found = table._read_itemised([row.id for row in rows])
            self.assertEqual(len(found), len(rows))
            return self.env.cr.sql_log_count - before

        rows = [self.n_acme, self.n_bolt, self.s_coil]
        for row in rows:
            self.make(("One", "10"), ("Two", "5"), row=row)
        count(rows)
        self.assertEqual(count(rows[:1]), count(rows))
