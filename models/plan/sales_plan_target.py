from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class SalesPlanTarget(models.Model):
    """The target of one row in one period.

    Where there is none, nothing is planned, which is not the same as a target of zero.
    """

    _name = "sales.plan.target"
    _description = "Sales Plan Target"
    _inherit = ["sales.guarded.mixin"]
    _order = "allocation_id, period_id"
    _rec_name = "allocation_id"

    _fixed_links = {"allocation_id": "write", "period_id": "write"}

    allocation_id = fields.Many2one(
        "sales.plan.allocation", required=True, index=True, ondelete="cascade"
    )
    period_id = fields.Many2one("sales.plan.period", required=True, index=True, ondelete="cascade")
    plan_id = fields.Many2one(
        related="allocation_id.plan_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(related="plan_id.company_id")
    unit_currency_id = fields.Many2one(related="plan_id.unit_currency_id")
    amount = fields.Monetary("Target", currency_field="unit_currency_id", required=True)
    history_amount = fields.Monetary(
        "History",
        currency_field="unit_currency_id",
        readonly=True,
        help="The past figure that the target was computed from.",
    )
    is_held = fields.Boolean("Held", help="Spreading leaves held targets as they are.")

    _cell_uniq = models.Constraint(
        "UNIQUE (allocation_id, period_id)",
        "An allocation has one target per period.",
    )

    _amount_check = models.Constraint(
        "CHECK (amount > -1e15 AND amount < 1e15)",
        "A target is smaller than 1,000,000,000,000,000.",
    )

    def init(self):
        """Leave room in the table's pages: a new amount is then stored beside the old one and no
        index changes, which halves the time of retyping a whole plan."""
        self.env.cr.execute(SQL("ALTER TABLE sales_plan_target SET (fillfactor = 50)"))

    @api.constrains("allocation_id", "period_id")
    def _check_plan(self):
        for target in self:
            if target.period_id.plan_id != target.plan_id:
                raise ValidationError(
                    self.env._(
                        "%(period)s is a period of another plan than %(row)s.",
                        period=target.period_id.name,
                        row=target.allocation_id.display_name,
                    )
                )

    @api.constrains("allocation_id", "amount")
    def _check_rolled_up(self):
        """Raise if a row with rows below gets a target in a plan that rolls up."""
        parents = self.allocation_id.filtered(lambda a: a.plan_id.rolls_up and a.child_ids)
        if parents:
            raise ValidationError(parents[0]._explain_sum())

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        targets.plan_id._check_figures_editable()
        targets._record_creation()
        return targets

    def write(self, vals):
        self.check_access("write")
        self.plan_id._check_figures_editable()
        with self._recording_changes():
            return super().write(vals)

    def unlink(self):
        with self._recording_changes():
            return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self.plan_id._check_figures_editable()

    def _record_creation(self):
        """Hook: these targets were created; the journal of steps extends it."""

    @contextmanager
    def _recording_changes(self):
        """Hook: these targets are changed or deleted inside; the journal of steps extends it."""
        yield
