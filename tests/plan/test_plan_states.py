import contextlib

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestPlanStates(SalesPlanCommon):
    """However a plan is put into force, it is whole and nobody changes it meanwhile."""

    def test_states_are_what_was_done(self):
        """P13: only the buttons change a state, no import and no drag in a kanban; what code
        writes does what they do."""
        plan = self.plan("customer")
        with self.assertRaisesRegex(UserError, "has no targets yet"), self.env.cr.savepoint():
            plan.action_confirm()
        plan.invalidate_recordset()
        row = self.row(plan, self.acme)
        self.target(row, 100)
        with self.assertRaisesRegex(AccessError, "set by the program"):
            plan.with_user(self.manager).write({"state": "confirmed"})
        plan.sudo().write({"state": "confirmed"})
        self.assertTrue(row.is_published)
        revision = self.env["sales.plan"].browse(plan.action_revise()["res_id"])
        revision.sudo().write({"state": "confirmed"})
        self.assertEqual((plan.state, revision.state), ("superseded", "confirmed"))

    def test_confirming_waits_for_who_types(self):
        """P13: what is typed while somebody confirms is in the plan before, or refused."""
        plan = self.plan("customer")
        row = self.row(plan, self.acme)
        period = plan.period_ids[0]
        self.env.flush_all()
        queries = []
        with contextlib.contextmanager(self._patchExecute)(queries):
            self.type_target(row, period, 5)
        self.assertTrue(any("FOR SHARE" in query for query in queries))

    def test_tracked_changes(self):
        """P13: who changed the state of a plan is in its chatter."""
        plan = self.plan().with_context(tracking_disable=False, mail_notrack=False)
        self.target(plan, 100)
        self.flush_tracking()
        plan.action_confirm()
        self.flush_tracking()
        changes = plan.message_ids.sudo().tracking_value_ids
        self.assertIn("Confirmed", changes.mapped("new_value_char"))

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.precommit.run()
