from odoo.tests import tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestNewDialogs(SalesPlanCommon):
    """A dialog about a plan opens, whatever its client says has changed: Odoo compares a form with
    one in which this is not said yet."""

    def test_plan_that_is_new(self):
        plan = self.plan("team")
        about = {"plan_id": plan.id, "allocation_id": plan.root_id.id}
        opened = 0
        models = [
            name
            for name, model in self.env.registry.items()
            if model._original_module == "sales_plan"
            and model._transient
            and "plan_id" in model._fields
        ]
        self.assertIn("sales.plan.load", models)
        for name in models:
            model = self.env[name].with_user(self.manager)
            sent = {key: value for key, value in about.items() if key in model._fields}
            if not model.has_access("create") or not sent.keys() >= {*model._get_subjects()}:
                continue  # the lines of dialogs are about the dialog, too
            with self.subTest(model=name):
                answer = model.onchange(sent, list(sent), {key: {} for key in model._fields})
                self.assertIn("value", answer)
                opened += 1
        self.assertGreater(opened, 5)
