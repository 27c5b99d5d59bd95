from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..common.base import SalesPlanCommon

WAYS = {
    "plan_basis": "ordered",
    "plan_at_risk_below": 75,
    "plan_over_assignment": 4.5,
    "plan_level_1": "team",
    "plan_level_2": "salesperson",
    "plan_level_3": "customer",
}


@tagged("post_install", "-at_install")
class TestPlanDefaults(SalesPlanCommon):
    """P2, P7, P14: what a company plans by is where each of its new plans begins."""

    def make(self, **values):
        plans = self.env["sales.plan"].with_user(self.manager)
        return plans.create({"name": "New", **values})

    def told(self, plan):
        return (
            plan.basis,
            plan.at_risk_below,
            plan.over_assignment_limit,
            plan.level_ids.mapped("dimension"),
        )

    def test_company_that_says_nothing(self):
        self.assertEqual(self.told(self.make()), ("invoiced", 90, 10, []))

    def test_new_plan_begins_as_its_company_plans(self):
        self.company.sudo().write(WAYS)
        expected = ("ordered", 75, 4.5, ["team", "salesperson", "customer"])
        self.assertEqual(self.told(self.make()), expected)
        form = Form(self.env["sales.plan"].with_user(self.manager))
        form.name = "In a form"
        self.assertEqual(self.told(form.save()), expected)

    def test_what_is_given_stays(self):
        self.company.sudo().write(WAYS)
        own = {
            "basis": "won",
            "at_risk_below": 50,
            "over_assignment_limit": 0,
            "level_ids": [Command.create({"dimension": "product"})],
        }
        plan = self.make(**own)
        self.assertEqual(self.told(plan), ("won", 50, 0, ["product"]))
        self.assertEqual(self.told(self.make(level_ids=[]))[3], [])
        self.assertEqual(self.told(plan.copy()), ("won", 50, 0, ["product"]))
        empty = self.make(level_ids=[])
        self.assertFalse(empty.copy().level_ids)

    def test_plan_of_another_company_begins_as_that_one_plans(self):
        other = self.make_other_company()
        other.sudo().write(WAYS)
        self.manager.company_ids += other
        plans = self.env["sales.plan"].with_user(self.manager)
        plans = plans.with_context(allowed_company_ids=[self.company.id, other.id])
        expected = ("ordered", 75, 4.5, ["team", "salesperson", "customer"])
        plan = plans.create({"name": "Theirs", "company_id": other.id})
        self.assertEqual(self.told(plan), expected)
        self.manager.group_ids += self.env.ref("base.group_multi_company")
        form = Form(plans)
        form.name = "Theirs in a form"
        form.at_risk_below = 60
        form.company_id = other
        self.assertEqual(self.told(form.save()), ("ordered", 60, *expected[2:]))

    def test_scope_is_no_level(self):
        """A plan for one salesperson is not broken down by salespeople."""
        self.company.sudo().write(WAYS)
        plan = self.make(user_id=self.salesperson.id, team_id=self.team_north.id)
        self.assertEqual(self.told(plan)[3], ["team", "customer"])

    def test_no_level(self):
        """What no plan can be broken down by is no level of a company's plans either."""
        with self.assertRaisesRegex(ValidationError, "There is no such level: galaxy"):
            self.company.sudo().plan_level_2 = "galaxy"

    def test_settings(self):
        admin = self.env.ref("base.user_admin")
        admin.company_ids += self.company
        settings = self.env["res.config.settings"].with_user(admin).with_company(self.company)
        arch = settings.get_view(self.env.ref("base.res_config_settings_view_form").id)["arch"]
        for name in (*WAYS, "plan_level_4"):
            self.assertIn(f'<field name="{name}"', arch)
        settings.create(WAYS).execute()
        self.assertRecordValues(self.company.sudo(), [WAYS])
        with self.assertRaisesRegex(ValidationError, "broken down by Customer twice"):
            self.company.sudo().plan_level_4 = "customer"
        self.company.sudo().plan_level_4 = "product_category"
        self.company.sudo().plan_level_3 = "product_category"  # a category and one below it
