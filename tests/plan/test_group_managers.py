from odoo.exceptions import AccessError
from odoo.fields import Command, Date
from odoo.tests import tagged

from ..common.group import GroupCommon
from ..common.publishing import hand_over, move_up


@tagged("post_install", "-at_install")
class TestGroupManagers(GroupCommon):
    """Who may enter one company of a group only changes nothing in a plan of all of them."""

    def test_managers_of_one_company(self):
        """They see a group's plan and what it counts in all, and change nothing in it; they add no
        company that they may not enter."""
        plan = self.group_plan("customer")
        row = self.row(plan, self.acme)
        as_manager = plan.with_user(self.manager)
        self.env.invalidate_all()
        self.assertEqual(as_manager.actual_amount, self.sum_by_hand())
        for change in (
            lambda: as_manager.write({"measure": "margin"}),
            as_manager.copy,
            as_manager.action_take_rates,
            lambda: row.with_user(self.manager).unlink(),
            lambda: row.with_user(self.manager).create(
                {"parent_id": plan.root_id.id, "partner_id": self.bolt.id}
            ),
            lambda: self.type_target(row.with_user(self.manager), plan.period_ids[0], 5),
        ):
            with self.assertRaisesRegex(AccessError, "may not enter"), self.cr.savepoint():
                change()
        own = self.plan("customer", name="Own").with_user(self.manager)
        with self.assertRaisesRegex(AccessError, "gone, or hidden"), self.cr.savepoint():
            own.write({"further_company_ids": [Command.link(self.other.id)]})
        self.manager.company_ids |= self.other | self.third
        own = own.with_context(allowed_company_ids=self.manager.company_ids.ids)
        own.write({"further_company_ids": [Command.link(self.other.id)]})
        self.assertTrue(own.is_of_group)
        as_manager.write({"measure": "margin"})

    def test_managers_of_one_company_in_a_cascade(self):
        """Nor where a plan in force is split level by level, and changes all the time."""
        plan = self.group_plan("customer", is_cascaded=True)
        row = self.row(plan, self.acme)
        self.target(row, 100)
        plan.action_confirm()
        for change in (
            lambda: row.with_user(self.manager).unlink(),
            lambda: row.with_user(self.manager).create(
                {"parent_id": plan.root_id.id, "partner_id": self.bolt.id}
            ),
            lambda: self.type_target(row.with_user(self.manager), plan.period_ids[0], 5),
        ):
            with self.assertRaisesRegex(AccessError, "may not enter"), self.cr.savepoint():
                change()

    def test_managers_of_one_company_hand_nothing_over(self):
        """Handing over adds rows of somebody else to a plan in force: who may not enter all of its
        companies does not, and moves nothing up."""
        plan = self.group_plan("salesperson")
        row = self.row(plan, self.salesperson)
        self.target(row, 100)
        plan.action_confirm()
        as_manager = plan.with_user(self.manager)
        day = Date.to_date("2025-06-15")
        for change in (
            lambda: hand_over(as_manager, row.ids, self.leader.with_user(self.manager), day),
            lambda: move_up(as_manager, row.ids),
        ):
            with self.assertRaisesRegex(AccessError, "may not enter"), self.cr.savepoint():
                change()
