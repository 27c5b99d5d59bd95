from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """What new plans of the company begin with."""

    _inherit = "res.config.settings"

    plan_basis = fields.Selection(related="company_id.plan_basis", readonly=False, required=True)
    plan_at_risk_below = fields.Float(related="company_id.plan_at_risk_below", readonly=False)
    plan_over_assignment = fields.Float(related="company_id.plan_over_assignment", readonly=False)
    plan_level_1 = fields.Selection(related="company_id.plan_level_1", readonly=False)
    plan_level_2 = fields.Selection(related="company_id.plan_level_2", readonly=False)
    plan_level_3 = fields.Selection(related="company_id.plan_level_3", readonly=False)
    plan_level_4 = fields.Selection(related="company_id.plan_level_4", readonly=False)
