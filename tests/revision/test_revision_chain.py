from datetime import datetime

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from ..common.revision import RevisionCommon


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


@tagged("post_install", "-at_install")
class TestChain(RevisionCommon):
    """P13, P16: the plans that revise one another are found from each of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.revise()
        cls.second.action_confirm()
        cls.third = cls.revise(cls.second)
        cls.chain = cls.sales | cls.second | cls.third

    def test_every_plan_opens_all(self):
        alone = self.plan(name="Alone")
        self.assertEqual(alone.chain_count, 1)
        for plan in self.chain:
            self.assertEqual(plan.chain_count, 3)
            action = plan.action_open_revisions()
            plans = plan.with_context(**action["context"]).search(action["domain"])
            self.assertEqual(plans, self.chain)
        self.third.action_archive()
        self.env.invalidate_all()
        self.assertEqual(self.sales.chain_count, 3, "a revision that was given up is one, too")

    def test_counts_what_may_be_seen(self):
        """A salesperson counts the plans in force, or once in force, that have rows of theirs."""
        mine = self.sales.with_user(self.salesperson)
        self.assertEqual(mine.chain_count, 2)

    def test_who_confirmed(self):
        """It is remembered who put a plan into force, and when."""
        self.assertFalse(self.third.confirmed_date)
        with freeze_time("2025-05-06 07:08:09"):
            self.third.with_user(self.manager).action_confirm()
        self.assertEqual(self.third.confirmed_by_id, self.manager)
        self.assertEqual(self.third.confirmed_date, datetime(2025, 5, 6, 7, 8, 9))
        self.assertFalse(self.third.copy().confirmed_date)

    def test_no_circles(self):
        with self.assertRaisesRegex(ValidationError, "cannot revise one that revises it"):
            self.sales.sudo().revised_plan_id = self.third
