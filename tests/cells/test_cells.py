from odoo.tests import tagged

from ...models.cells.sales_plan_step import KINDS
from ...models.cells.step_label import SENTENCES
from ...tools.spreading import Cell
from ..common.cascade import CascadeCommon
from ..common.table import TableCommon


@tagged("post_install", "-at_install")
class TestCells(TableCommon):
    """The store of amounts, in a plan that is a draft."""

    def setUp(self):
        super().setUp()
        self.store = self.env["sales.plan.cells"]
        self.key = (self.n_acme.id, self.january.id)

    def put(self, *cells):
        """Write ``(row, period, Cell or None)``."""
        self.store._write_cells(
            self.sales, {(row.id, period.id): cell for row, period, cell in cells}
        )

    def found(self, row, period):
        return self.store._read_cells(self.sales, [row.id]).get((row.id, period.id))

    def test_write(self):
        """New, changed and removed at once; what is not named stays."""
        self.target(self.n_acme, 50)
        self.target(self.n_bolt, 60)
        self.target(self.s_coil, 70)
        self.put(
            (self.n_acme, self.january, Cell(55.55, 40, True)),
            (self.n_bolt, self.january, None),
            (self.north, self.february, Cell(0)),
            (self.south, self.february, None),
        )
        self.assertEqual(
            self.targets(),
            {
                (self.n_acme, self.january): (55.55, True, 40),
                (self.north, self.february): (0, False, 0),
                (self.s_coil, self.january): (70, False, 0),
            },
        )
        found = self.store._read_cells(self.sales)
        self.assertEqual(found[self.north.id, self.february.id], Cell(0, None, False))
        self.assertEqual(
            self.store._read_cells(self.sales, [self.n_acme.id, self.north.id], [self.january.id]),
            {self.key: Cell(55.55, 40, True)},
        )

    def test_histories_and_holds_of_many(self):
        """Cells that differ in what most have in common keep it each."""
        rows = (self.n_acme, self.n_bolt, self.s_coil)
        cells = (Cell(1, 2, True), Cell(3, None, False), Cell(4, 5, False))
        for changed in (cells, cells[1:] + cells[:1]):
            self.put(*((row, self.march, cell) for row, cell in zip(rows, changed, strict=True)))
            for row, cell in zip(rows, changed, strict=True):
                self.assertEqual(self.found(row, self.march), cell)

    def test_exact(self):
        """What is written is what is read, to the cent."""
        for amount in (0.01, 0.1 + 0.2, 123456789012.34, -99999999999.99):
            self.put((self.n_acme, self.january, Cell(amount)))
            self.assertEqual(self.found(self.n_acme, self.january).amount, amount)

    def test_records_know(self):
        """Records show what was written past them, and what they hold back is written first."""
        target = self.target(self.n_acme, 50)
        self.assertEqual(self.n_acme.target_ids.mapped("amount"), [50])
        target.amount = 51
        self.assertEqual(self.found(self.n_acme, self.january).amount, 51)
        self.put((self.n_acme, self.january, Cell(52)), (self.n_acme, self.february, Cell(53)))
        self.assertEqual(target.amount, 52)
        self.assertEqual(self.n_acme.target_ids.mapped("amount"), [52, 53])
        self.put((self.n_acme, self.january, None))
        self.assertFalse(target.exists())

    def test_ids_are_not_spent(self):
        """Changing targets takes no numbers: they would come to an end."""

        def last():
            self.env.cr.execute("SELECT last_value FROM sales_plan_target_id_seq")
            return self.env.cr.fetchone()

        self.put((self.n_acme, self.january, Cell(1)), (self.n_bolt, self.january, Cell(1)))
        before = last()
        self.put((self.n_acme, self.january, Cell(2)), (self.n_bolt, self.january, Cell(3)))
        self.assertEqual(last(), before)

    def test_required_elsewhere(self):
        """A field that another add-on requires of targets gets its default."""
        field = self.env["ir.model.fields"].create(
            {
                "model_id": self.env["ir.model"]._get_id("sales.plan.target"),
                "name": "x_source",
                "field_description": "Source",
                "ttype": "char",
            }
        )
        self.env["ir.default"].set("sales.plan.target", "x_source", "typed")
        field.required = True
        self.put((self.n_acme, self.january, Cell(1)))
        self.assertEqual(self.n_acme.target_ids.x_source, "typed")

    def test_every_step_has_a_sentence(self):
        kinds = dict(self.env["sales.plan.step"]._fields["kind"].selection)
        self.assertGreaterEqual(set(kinds), {kind for kind, __ in KINDS})
        self.assertEqual(SENTENCES.keys(), kinds.keys() - {"undo", "redo"})


@tagged("post_install", "-at_install")
class TestCellsInForce(CascadeCommon):
    """The store of amounts, where what is in force and what is worked on are two."""

    def setUp(self):
        super().setUp()
        self.store = self.env["sales.plan.cells"]
        self.total = (self.tree["total"].id, self.january.id)
        self.north = (self.tree["north"].id, self.january.id)

    def drafts(self):
        """Return what there is of drafts: ``{(row id, period id): amount or None}``."""
        self.env.flush_all()
        self.env.cr.execute("SELECT allocation_id, period_id, amount FROM sales_plan_draft")
        return {(row, period): amount for row, period, amount in self.env.cr.fetchall()}

    def test_only_the_total_is_in_force(self):
        self.assertEqual(
            self.store._read_in_force(self.cascade), {self.total: Cell(1000, None, False)}
        )
        self.assertEqual(len(self.store._read_cells(self.cascade)), len(self.AMOUNTS))

    def test_drafts_are_differences(self):
        """What equals the amounts in force needs no draft; none at all is one, too."""
        before = self.drafts()
        self.assertNotIn(self.total, before)
        write = self.store._write_cells
        write(self.cascade, {self.total: Cell(1200)})
        self.assertEqual(self.drafts(), {**before, self.total: 1200})
        write(self.cascade, {self.total: Cell(1300), self.north: None})
        self.assertEqual(self.drafts()[self.total], 1300)
        self.assertNotIn(self.north, self.drafts())
        write(self.cascade, {self.total: None})
        self.assertEqual(self.drafts()[self.total], None)
        self.assertNotIn(self.total, self.store._read_cells(self.cascade))
        write(self.cascade, {self.total: Cell(1000, None, True)})
        self.assertTrue(self.store._read_cells(self.cascade)[self.total].is_held)
        write(self.cascade, {self.total: Cell(1000), self.north: Cell(600)})
        self.assertEqual(self.drafts(), before)
        self.assertEqual(self.store._read_in_force(self.cascade)[self.total].amount, 1000)

    def test_in_force_below_drafts(self):
        """What is in force can be written, whatever is laid over it."""
        self.store._write_cells(self.cascade, {self.total: Cell(1200)})
        self.store._write_cells(self.cascade, {self.total: Cell(900)}, "target")
        self.assertEqual(self.store._read_in_force(self.cascade)[self.total].amount, 900)
        self.assertEqual(self.store._read_cells(self.cascade)[self.total].amount, 1200)

    def test_there_and_back(self):
        """Publishing all and taking it back leaves every cell as it was."""
        before, drafts = self.store._read_cells(self.cascade), self.drafts()
        gone = (self.tree["colleague"].id, self.january.id)
        rows = [row.id for row in self.tree.values()]
        self.store._move_to_targets(self.cascade, rows)
        self.assertEqual(self.drafts(), {})
        self.assertEqual(self.store._read_in_force(self.cascade), before)
        self.store._write_cells(self.cascade, {self.north: Cell(601), gone: None})
        self.store._move_to_targets(self.cascade, rows)
        self.assertEqual(self.store._read_in_force(self.cascade)[self.north].amount, 601)
        self.assertNotIn(gone, self.store._read_in_force(self.cascade))
        self.store._write_cells(self.cascade, {self.north: Cell(600), gone: before[gone]})
        self.store._move_to_drafts(self.cascade)
        self.assertEqual((self.store._read_cells(self.cascade), self.drafts()), (before, drafts))

    def test_sums_below(self):
        """Sums are those of the cells that the reader sees, whatever is laid over what."""
        below = {}
        for row in self.tree.values():
            below.setdefault(row.parent_id.id, set()).add(row.id)
        published = [self.tree["north"].id, self.tree["salesperson"].id]
        self.store._move_to_targets(self.cascade, published)
        self.store._write_cells(
            self.cascade,
            {
                self.north: Cell(650),
                (self.tree["salesperson"].id, self.january.id): None,
                (self.tree["acme"].id, self.february.id): Cell(7.77),
            },
        )
        for user in (self.manager, self.leader, self.salesperson):
            plan = self.plan_of(user)
            store = self.store.with_user(user)
            cells = store._read_cells(plan)
            for parent_id in below.keys() - {False}:
                expected = {}
                for (row_id, period_id), cell in cells.items():
                    if row_id in below[parent_id]:
                        key = (parent_id, period_id)
                        expected[key] = expected.get(key, 0) + cell.amount
                self.assertEqual(store._sum_below(plan, [parent_id]), expected, user.name)
