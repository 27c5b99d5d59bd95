from odoo import models

from ..org.arguments import check_one


class OnboardingOnboardingStep(models.Model):
    _inherit = "onboarding.onboarding.step"

    def action_open_sales_plan_step(self):
        """Open what one of the first steps is done with: the plan of the user's company that is
        being made, else the latest one; a new one where there is none."""
        check_one(self)
        plans = self.env["sales.plan"]
        plans.check_access("create")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_plan.sales_plan_action")
        own = [("company_id", "=", self.env.company.id), ("is_sample", "=", False)]
        plan = plans.search([*own, ("state", "=", "draft")], order="id desc", limit=1)
        plan = plan or plans.search(own, order="id desc", limit=1)
        history = self.env.ref("sales_plan.onboarding_step_history", raise_if_not_found=False)
        if self == history and plan.state == "draft":
            return plan.action_open_load()
        return {**action, "res_id": plan.id, "views": [(False, "form")], "view_mode": "form"}
