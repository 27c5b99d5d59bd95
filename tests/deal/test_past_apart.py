from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ...queries.past import count_to_rebuild
from ..common.failing import refuse
from ..common.past import INSTALLED, PastCommon


@tagged("post_install", "-at_install")
class TestPastApart(PastCommon):
    """A deal whose past cannot be rebuilt keeps no other one from it."""

    def rebuild(self):
        with (
            mute_logger("odoo.sql_db", "odoo.addons.sales_plan.models.org.sales_failure"),
            self.enter_registry_test_mode(),
        ):
            self.env.ref("sales_plan.ir_cron_rebuild_past").method_direct_trigger()
        self.env.invalidate_all()
        return count_to_rebuild(self.env)

    def test_deal_that_fails(self):
        deals = [self.born("2031-01-01 09:00:00") for __ in range(7)]
        self.install(INSTALLED)
        allow = refuse(
            self.env,
            "crm_lead_history",
            SQL("NEW.deal_number = ANY(%s)", [deals[2].id, deals[5].id]),
        )
        self.assertEqual(self.rebuild(), 2)
        failures = self.env["sales.failure"].search([])
        self.assertEqual(sorted(failures.mapped("res_id")), [deals[2].id, deals[5].id])
        self.assertEqual(set(failures.mapped("res_model")), {"crm.lead"})
        allow()
        self.assertEqual(self.rebuild(), 0)
        self.assertFalse(failures.exists())
