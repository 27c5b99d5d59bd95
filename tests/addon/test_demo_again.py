from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ... import uninstall_hook
from ...demo import cast
from ...demo.records import KEYS
from ...demo.sales_plan_demo import INSTALLED_KEY

#: What there is one of each, whether the demo data are told for the first time or again.
COUNTED = (*KEYS, "account.move", "account.payment", "crm.lead", "crm.team.member", "sale.order")
#: What the removal of the add-on takes away.
TAKEN = (
    *("sales_plan_draft", "sales_plan_target", "sales_plan", "sales_plan_profile"),
    *("sales_forecast_submission_row", "sales_forecast_submission_line"),
    *("sales_forecast_submission", "sales_forecast", "sales_forecast_report"),
    *("crm_lead_line", "crm_lead_history"),
)


@tagged("post_install", "-at_install", "-standard", "sales_plan_long_demo")
class TestDemoAgain(TransactionCase):
    """Demo data are told once: who installs again where they were left finds them as they were."""

    def count(self):
        return {
            model: self.env[model].with_context(active_test=False).search_count([])
            for model in COUNTED
        }

    def take_away(self):
        """Leave what the removal of the add-on leaves: all that is Odoo's own."""
        uninstall_hook(self.env)
        self.env.flush_all()
        for table in TAKEN:
            self.env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
        self.env.cr.execute("UPDATE crm_team SET parent_id = NULL, parent_path = NULL")
        self.env.cr.execute("UPDATE res_partner SET sales_partner_id = NULL")
        self.env.cr.execute("DELETE FROM ir_config_parameter WHERE key = %s", [INSTALLED_KEY])
        self.env.invalidate_all()
        data = self.env["ir.model.data"]
        data.search([("module", "=", "sales_plan"), ("name", "=like", r"demo\_%")]).unlink()
        self.env["crm.lead.history"]._create_triggers()
        self.env["crm.team"]._parent_store_compute()

    def test_again(self):
        before = self.count()
        users = {p.code: self.env.ref(f"sales_plan.demo_user_{p.code}") for p in cast.PEOPLE}
        revenue = self.get_revenue()
        self.take_away()
        self.env["sales.plan.demo"]._install()
        self.assertEqual(self.count(), before)
        for code, user in users.items():
            self.assertEqual(self.env.ref(f"sales_plan.demo_user_{code}"), user)
        region = self.env.ref("sales_plan.demo_region_emea")
        self.assertEqual(self.env.ref("sales_plan.demo_team_europe").parent_id, region)
        plan = self.env.ref("sales_plan.demo_plan_this_year")
        self.assertEqual(plan.state, "confirmed")
        self.assertGreater(plan.target_amount, 0)
        self.assertEqual(self.get_revenue(), revenue)
        history = self.env["crm.lead.history"]
        leads = self.env["crm.lead"].with_context(active_test=False).search([])
        known = history.search([("valid_to", "=", False)]).mapped("deal_number")
        self.assertLessEqual(set(leads.ids), set(known))
        self.env["sales.plan.demo"]._install()  # once is enough
        self.assertEqual(self.count(), before)

    def get_revenue(self):
        domain = Domain("basis", "=", "invoiced")
        return self.env["sales.actual"]._read_group(domain, [], ["amount:sum", "count:sum"])

    def test_removal_leaves_people(self):
        """Removing the add-on makes its demo people ordinary ones: their documents name them."""
        uninstall_hook(self.env)
        user = self.env["res.users"].search([("login", "=", "helen")])
        self.assertTrue(user.exists())
        data = self.env["ir.model.data"]
        self.assertFalse(data.search_count([("model", "=", "res.users"), ("res_id", "=", user.id)]))
