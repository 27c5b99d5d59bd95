from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common.load import LoadCommon
from ..common.people import PeopleCommon
from ..common.revision import RevisionCommon
from ..common.table_calls import table_of


def itemise(row, period, *items):
    """Make a cell of items, whose sum it has, in a plan that may be in force."""
    states = [{"name": name, "amount": str(amount)} for name, amount in items]
    row.env["sales.plan.item"]._write_states({(row.id, period.id): states})


def read_items(row, period):
    """Return the items of a cell: ``[(text, amount)]``."""
    row.env.flush_all()
    row.env.invalidate_all()
    items = row.env["sales.plan.item"].search(
        [("allocation_id", "=", row.id), ("period_id", "=", period.id)]
    )
    return [(item.name, item.amount) for item in items]


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 06:00:00")
class TestItemsHandedOver(PeopleCommon):
    """D3: where targets change hands, the difference is one more item, named after it."""

    def test_they_stay_with_who_had_them(self):
        june, july = self.sales.period_ids[5:7]
        itemise(self.own, june, ("Campaign", 2000), ("More", 200))
        itemise(self.own, july, ("Summer", 1000))
        self.hand_over(self.own)
        self.assertEqual(self.figures()["North / Salesperson"], (2000, 1000, None, None))
        self.assertEqual(
            read_items(self.own, june),
            [("Campaign", 2000), ("More", 200), ("Changed hands", -1200)],
        )
        self.assertEqual(read_items(self.own, july), [], "nothing is planned there any more")

    def test_who_receives(self):
        june = self.sales.period_ids[5]
        itemise(self.others, june, ("Own", 1000))
        self.hand_over(self.own)
        self.assertEqual(read_items(self.others, june), [("Own", 1000), ("Changed hands", 1200)])
        target = self.others.target_ids.filtered(lambda target: target.period_id == june)
        self.assertEqual((target.amount, target.is_held), (2200, True))


@tagged("post_install", "-at_install")
@freeze_time("2025-02-10")
class TestItemsKept(RevisionCommon):
    """D3: targets of ended periods that a revision keeps are the sums of their items, too."""

    def test_the_difference_is_an_item(self):
        revision = self.revise()
        acme, january = self.copy_of(self.n_acme, revision), revision.period_ids[0]
        edit = {
            "kind": "items",
            "row": acme.id,
            "period": january.id,
            "items": [{"text": "Fair", "amount": "7"}],
            "spread": False,
        }
        table_of(revision.with_user(self.manager)).edit(edit, revision.edit_version, "a: 1")
        revision.action_confirm()
        kept = f"Kept as in {self.sales.display_name}"
        self.assertEqual(read_items(acme, january), [("Fair", 7), (kept, 393)])


@tagged("post_install", "-at_install")
class TestItemsLoaded(LoadCommon):
    """D3: what is made of items is not loaded over, whatever becomes of other targets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.year = cls.plan("customer", name="Loaded 2026")
        cls.load(cls.year, history="year")
        cls.acme_row = cls.named(cls.year, "Acme")
        cls.january, cls.february, *__ = cls.year.period_ids

    def make(self, period, amount):
        edit = {
            "kind": "items",
            "row": self.acme_row.id,
            "period": period.id,
            "items": [{"text": "Fair", "amount": str(amount)}],
            "spread": False,
        }
        self.env.flush_all()
        table = table_of(self.year.with_user(self.manager))
        table.edit(edit, self.year.edit_version, f"items: {period.id}")

    def test_they_stay(self):
        """In cells that are loaded, and in one where nothing was sold."""
        for existing in ("replace", "keep", "fill"):
            with self.subTest(existing), self.cr.savepoint():
                self.make(self.january, 99)
                self.make(self.february, 11)
                self.load(self.year, history="year", existing=existing, uplift_percent=10)
                self.env.invalidate_all()
                self.assertEqual(read_items(self.acme_row, self.january), [("Fair", 99)])
                self.assertEqual(read_items(self.acme_row, self.february), [("Fair", 11)])
                cells = self.cells(self.acme_row)
                self.assertEqual((cells[1][0], cells[2][0]), (99, 11))

    def test_rows_that_go_take_them(self):
        """Undoing the load brings them back with their rows."""
        self.make(self.january, 99)
        self.env["account.move"].search([("partner_id", "child_of", self.acme.id)]).button_draft()
        self.load(self.year, history="year", existing="replace")
        self.assertFalse(self.acme_row.exists())
        self.assertFalse(self.env["sales.plan.item"].search([("plan_id", "=", self.year.id)]))
        self.env.flush_all()
        self.env.invalidate_all()
        table_of(self.year.with_user(self.manager)).undo(self.year.edit_version, "undo: 1")
        self.assertEqual(read_items(self.acme_row, self.january), [("Fair", 99)])

    def test_programs_are_told(self):
        """A program that writes amounts of its own is refused as everybody is."""
        self.make(self.january, 99)
        key = self.acme_row.id, self.january.id
        cells = self.env["sales.plan.cells"]
        states = cells._read_in_force(self.year)
        with self.assertRaisesRegex(UserError, "^Made of items: Acme, Jan 2026"):
            cells._write_cells(self.year, {key: None})
        released = {key: states[key].__class__(99, None, False)}
        cells._write_cells(self.year, released)
        self.assertTrue(cells._read_in_force(self.year)[key].is_held)
