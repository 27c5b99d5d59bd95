from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ...models.plan.level_template import TEMPLATES
from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestLevelTemplate(SalesPlanCommon):
    """P9, P10, P14: levels that are chosen together."""

    def form(self, plan=None):
        plans = self.env["sales.plan"].with_user(self.manager)
        return Form(plan.with_user(self.manager) if plan else plans)

    @staticmethod
    def levels(plan):
        return plan.level_ids.sorted("sequence").mapped("dimension")

    def test_one_choice_makes_all_levels(self):
        """P9: a new plan gets its levels by one choice, and keeps them in their order."""
        form = self.form()
        form.name = "Next year"
        form.level_template = "team_person_customer"
        plan = form.save()
        self.assertEqual(self.levels(plan), ["team", "salesperson", "customer"])
        self.assertEqual(plan.level_template, "team_person_customer")

    def test_every_template_can_be_planned(self):
        """P10: each choice makes levels that a plan may have, by program as on the screen."""
        for template, (__, levels) in TEMPLATES.items():
            with self.subTest(template=template):
                plan = self.plan(name=template, level_template=template)
                self.assertEqual(self.levels(plan), [*levels])

    def test_another_choice_replaces_the_levels(self):
        """P10: who chooses again gets the other levels, and no level of the first."""
        plan = self.plan("team", "salesperson")
        self.assertEqual(plan.level_template, "team_person")
        with self.form(plan) as form:
            form.level_template = "customer_product"
        self.assertEqual(self.levels(plan), ["customer", "product"])

    def test_what_is_typed_afterwards_stays(self):
        """P14: levels that are changed by hand are no template any more, or another one."""
        form = self.form()
        form.name = "By hand"
        form.level_template = "team_person"
        with form.level_ids.new() as level:
            level.dimension = "customer"
            level.sequence = 90
        self.assertEqual(form.level_template, "team_person_customer")
        with form.level_ids.edit(2) as level:
            level.dimension = "industry"
        self.assertFalse(form.level_template)
        self.assertEqual(self.levels(form.save()), ["team", "salesperson", "industry"])

    def test_own_order_is_no_template(self):
        """The same levels in another order are something else."""
        self.assertFalse(self.plan("salesperson", "team").level_template)

    def test_plans_with_rows_keep_their_levels(self):
        """Levels of a plan that has rows are not replaced, nor those of a confirmed plan."""
        plan = self.plan("customer")
        self.target(self.row(plan, self.acme), 100)
        with self.assertRaisesRegex(UserError, "has rows already"), self.env.cr.savepoint():
            plan.level_template = "customer_product"
        plan.action_confirm()
        with self.assertRaisesRegex(UserError, "stays as it is"), self.env.cr.savepoint():
            plan.level_template = "customer_product"
        self.assertEqual(self.levels(plan), ["customer"])
