from odoo.tests import tagged

from .common import SalesPlanCommon


class RevisionCommon(SalesPlanCommon):
    """A plan in force by team and customer, and its revision.

    ::

        sales (months of 2025)         January      February
        total                            1000          2000
        ├── north                         600          1200
        │   ├── acme                      400 held        0
        │   └── bolt                      150           700
        └── south                         300             -
            └── coil                      250             -
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.plan("team", "customer", name="Sales")
        cls.north, cls.south = cls.rows(cls.sales, cls.team_north, cls.team_south)
        cls.n_acme, cls.n_bolt = cls.rows(cls.north, cls.acme, cls.bolt)
        cls.s_coil = cls.row(cls.south, cls.coil)
        cls.total_row = cls.sales.root_id
        amounts = {
            cls.total_row: (1000, 2000),
            cls.north: (600, 1200),
            cls.n_acme: (400, 0),
            cls.n_bolt: (150, 700),
            cls.south: (300,),
            cls.s_coil: (250,),
        }
        for row, figures in amounts.items():
            for number, amount in enumerate(figures, start=1):
                cls.target(row, amount, number)
        held = cls.n_acme.target_ids.sorted("id")[0]
        held.write({"is_held": True, "history_amount": 380})
        cls.sales.action_confirm()

    @classmethod
    def revise(cls, plan=None):
        """Return a draft that revises a plan (the one above)."""
        plan = plan or cls.sales
        return plan.browse(plan.action_revise()["res_id"])

    @staticmethod
    def copy_of(row, revision):
        """Return the row of a revision that was copied from a row."""
        return row.search([("plan_id", "=", revision.id), ("origin_id", "=", row.id)])


@tagged("post_install", "-at_install")
class TestOrigins(RevisionCommon):
    """P13, P16: the rows of a revision know the rows that they come from."""

    def test_rows_of_a_revision(self):
        """Each row comes from the row that stands for the same."""
        revision = self.revise()
        rows = revision.allocation_ids
        self.assertEqual(len(rows), 6)
        self.assertEqual(rows.origin_id, self.sales.allocation_ids)
        for row in rows:
            self.assertEqual(row._get_dimension_values(), row.origin_id._get_dimension_values())
            self.assertEqual(row.parent_id.origin_id, row.origin_id.parent_id)

    def test_rows_of_a_copy(self):
        """A plain copy of a plan revises nothing."""
        copied = self.sales.copy()
        self.assertEqual(len(copied.allocation_ids), 6)
        self.assertFalse(copied.allocation_ids.origin_id)
        self.assertFalse(self.revise().copy().allocation_ids.origin_id)

    def test_row_added_again(self):
        """A row that is removed and added again is the row that it was; others are new."""
        revision = self.revise()
        acme = self.copy_of(self.n_acme, revision)
        north, south = acme.parent_id, self.copy_of(self.south, revision)
        acme.unlink()
        again, drip = self.rows(north, self.acme, self.drip)
        moved = self.row(south, self.acme)
        self.assertEqual(again.origin_id, self.n_acme)
        self.assertFalse(drip.origin_id)
        self.assertFalse(moved.origin_id)

    def test_row_of_another_value(self):
        """What a row comes from is never the origin of two rows."""
        revision = self.revise()
        acme = self.copy_of(self.n_acme, revision)
        acme.partner_id = self.drip
        self.env.flush_all()
        again = self.row(acme.parent_id, self.acme)
        self.assertEqual(acme.origin_id, self.n_acme)
        self.assertFalse(again.origin_id)
