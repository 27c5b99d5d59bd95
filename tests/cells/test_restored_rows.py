from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.spreading import Cell
from ..common.table import TableCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestRestoredRows(TableCommon):
    """Rows that come back when their removal is undone, while the model of rows changed.

    Fields made by hand stand for those of another add-on.
    """

    def add_field(self, name, **values):
        """Add a field to rows as another add-on does."""
        return self.env["ir.model.fields"].create(
            {
                "model_id": self.env["ir.model"]._get_id("sales.plan.allocation"),
                "name": name,
                "field_description": name.removeprefix("x_").title(),
                "ttype": "char",
                **values,
            }
        )

    def require(self, field):
        """Let rows need a value of a field, in the database too."""
        rows = self.env["sales.plan.allocation"].search([])
        rows[field.name] = "there before"
        field.required = True
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT attnotnull FROM pg_attribute
                WHERE attrelid = 'sales_plan_allocation'::regclass AND attname = %s""",
            [field.name],
        )
        self.assertEqual(self.env.cr.fetchall(), [(True,)])

    def remove(self):
        self.type((self.n_acme, self.january, "100"))
        self.edit("remove_rows", rows=self.north)
        self.assertFalse(self.north.exists())

    def assert_back(self):
        self.assertEqual((self.n_acme | self.n_bolt).parent_id, self.north)
        self.assertPlanned(self.n_acme, self.january, 100)

    def test_default_of_a_new_field(self):
        """What is required since gets its default, though nobody's own."""
        self.remove()
        field = self.add_field("x_code")
        defaults = self.env["ir.default"]
        defaults.set("sales.plan.allocation", "x_code", "everybody's")
        defaults.set("sales.plan.allocation", "x_code", "own", user_id=self.manager.id)
        self.require(field)
        plan = self.plan_of().with_context(default_x_code="sent by a client")
        table_of(plan).undo(plan.edit_version, "with a default")
        self.assert_back()
        self.assertEqual(
            (self.north | self.n_acme | self.n_bolt).mapped("x_code"), ["everybody's"] * 3
        )
        self.assertEqual(self.south.x_code, "there before")

    def test_value_that_was_known(self):
        """What the rows had before is what they have again."""
        field = self.add_field("x_code")
        self.require(field)
        self.n_acme.x_code = "of Acme"
        self.remove()
        self.undo()
        self.assert_back()
        self.assertEqual(self.n_acme.x_code, "of Acme")
        self.assertEqual(self.n_bolt.x_code, "there before")

    def test_no_value_for_a_new_field(self):
        """Where there is no value to give, that is said, and nothing has changed."""
        self.remove()
        self.require(self.add_field("x_code"))
        before = self.targets()
        with self.assertRaisesRegex(UserError, "every row needs a value for “Code” since"):
            self.undo()
        self.assertFalse(self.north.exists())
        self.assertEqual(self.targets(), before)

    def test_stored_computes(self):
        """What is computed from rows is computed anew, in them and in those above."""
        self.remove()
        self.add_field(
            "x_size",
            ttype="integer",
            store=True,
            readonly=True,
            depends="child_ids",
            compute="for row in self: row['x_size'] = len(row.child_ids)",
        )
        self.assertEqual(self.total.x_size, 1)
        self.undo()
        self.assert_back()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((self.n_acme.x_size, self.north.x_size, self.total.x_size), (0, 2, 2))

    def test_field_that_is_gone(self):
        """Columns that the table has no more are left out."""
        field = self.add_field("x_code")
        self.n_acme.x_code = "of Acme"
        self.remove()
        with mute_logger("odoo.addons.base.models.ir_model"):
            field.unlink()
        self.undo()
        self.assert_back()

    def test_responsible_of_today(self):
        """Who answers for a row follows from today's teams, unless somebody was chosen."""
        self.n_acme.responsible_id = self.colleague
        self.assertNotEqual(self.team_north.user_id, self.stranger)
        self.remove()
        self.team_north.user_id = self.stranger
        self.undo()
        self.assert_back()
        self.assertEqual(self.north.responsible_id, self.stranger)
        self.assertEqual(self.n_acme.responsible_id, self.colleague)

    def test_rows_for_a_target_above(self):
        """Rows come back below a row that got a target when they went, in a plan that rolls up."""
        self.target(self.n_acme, 100)
        self.sales.rolls_up = True
        journal = self.env["sales.plan.journal"].with_user(self.manager)
        plan = self.plan_of()
        with journal._recording(plan, "load", data={}):
            build = self.env["sales.plan.build"].with_user(self.manager)
            build._remove_rows((self.n_acme | self.n_bolt).ids, [])
            cells = {(self.north.id, self.january.id): Cell(100)}
            self.env["sales.plan.cells"].with_user(self.manager)._write_cells(plan, cells)
        self.assertPlanned(self.north, self.january, 100)
        self.undo()
        self.assert_back()
        self.assertPlanned(self.north, self.january, None)
