import contextlib

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestPlanStates(SalesPlanCommon):
    """However a plan is put into force, it is whole and nobody changes it meanwhile."""

    def test_written_states_do_what_buttons_do(self):
        """P13: an import or a drag in the kanban confirms as the button does."""
        plan = self.plan("customer")
        with self.assertRaisesRegex(UserError, "has no targets yet"), self.env.cr.savepoint():
            plan.write({"state": "confirmed"})
        plan.invalidate_recordset()
        row = self.row(plan, self.acme)
        self.target(row, 100)
        plan.write({"state": "confirmed"})
        self.assertTrue(row.is_published)
        revision = self.env["sales.plan"].browse(plan.action_revise()["res_id"])
        revision.write({"state": "confirmed"})
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
