from odoo import api, models
from odoo.fields import Command

from ...models.org.arguments import check_one
from ...models.org.raised import by_code
from ...models.table.arguments import table_takes


class SalesPlanTable(models.AbstractModel):
    """The dialogs in which rows of the planning table are published and taken back."""

    _inherit = "sales.plan.table"

    @api.model
    @table_takes("plan_id", "rows", "below")
    def table_publish(self, plan_id, rows=(), below=False):
        """Return the action of the dialog that publishes rows.

        :param rows: ids; none for all that is prepared directly below the user's own rows
        :param below: propose to publish what is prepared below them, too
        """
        plan = self.env["sales.plan"].browse(plan_id)
        tree = self.env["sales.plan.publishing"]._begin(plan)
        self._check_rows(tree, rows)
        plan._check_rows_editable(rows)
        wizard = by_code(self.env["sales.plan.publish"]).create(
            {"plan_id": plan.id, "named_rows": list(rows), "is_below": bool(below)}
        )
        return plan._get_wizard_action(wizard._name, self.env._("Publish Targets"), wizard)

    @api.model
    @table_takes("plan_id", "rows")
    def table_withdraw(self, plan_id, rows):
        """Return the action of the dialog that takes published rows back."""
        plan = self.env["sales.plan"].browse(plan_id)
        tree = self.env["sales.plan.publishing"]._begin(plan)
        self._check_rows(tree, rows)
        plan._check_rows_editable(rows)
        wizard = by_code(self.env["sales.plan.withdraw"]).create(
            {"plan_id": plan.id, "allocation_ids": [Command.set(rows)]}
        )
        return {
            **plan._get_wizard_action(wizard._name, self.env._("Withdraw Targets"), wizard),
            "context": {"dialog_size": "medium"},
        }


class SalesPlan(models.Model):
    """The button on a plan that opens the dialog."""

    _inherit = "sales.plan"

    def action_open_publish(self):
        """Open the dialog that publishes all that is prepared directly below the user's rows."""
        check_one(self)
        return self.env["sales.plan.table"].table_publish(self.id)


class SalesPlanAnswer(models.Model):
    """The button on a proposal that opens the dialog."""

    _inherit = "sales.plan.answer"

    def action_take_over(self):
        """Prepare the proposed figures, and open the dialog that publishes them."""
        self._check_decidable()
        self._prepare_proposed()
        return self.env["sales.plan.table"].table_publish(self.plan_id.id, self.allocation_id.ids)


class SalesPlanAgreement(models.Model):
    """The same button on what was answered, in the list of who was asked."""

    _inherit = "sales.plan.agreement"

    def action_take_over(self):
        """Prepare the proposed figures, and open the dialog that publishes them."""
        return self._get_proposal().action_take_over()
