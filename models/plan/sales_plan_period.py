from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesPlanPeriod(models.Model):
    """One column of a plan: a named span of days."""

    _name = "sales.plan.period"
    _inherit = ["sales.company.day.mixin"]
    _description = "Sales Plan Period"
    _order = "plan_id, date_from, id"

    plan_id = fields.Many2one("sales.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    name = fields.Char(required=True)
    date_from = fields.Date("Start", required=True)
    date_to = fields.Date("End", required=True)

    _start_uniq = models.Constraint(
        "UNIQUE (plan_id, date_from)",
        "Two periods of a plan cannot start on the same day.",
    )
    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)",
        "A period ends on the day it starts or later.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        periods = super().create(vals_list)
        periods.plan_id._check_structure_editable()
        return periods

    def write(self, vals):
        self.check_access("write")
        if not {"plan_id", "date_from", "date_to"} & vals.keys():
            return super().write(vals)
        self.plan_id._check_structure_editable()
        result = super().write(vals)
        self.plan_id._check_structure_editable()  # they may be in another plan now
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        self.plan_id._check_structure_editable()
        planned = self.env["sales.plan.target"]._read_group(
            [("period_id", "in", self.ids)], ["period_id"]
        )
        if planned:
            raise UserError(
                self.env._(
                    "There are targets in %s. Clear them first, then change the periods.",
                    ", ".join(period.name for [period] in planned),
                )
            )
