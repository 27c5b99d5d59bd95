from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How the company tells its customers apart."""

    _inherit = "res.config.settings"

    abc_measure = fields.Selection(related="company_id.abc_measure", readonly=False, required=True)
    abc_a_share = fields.Float(related="company_id.abc_a_share", readonly=False)
    abc_b_share = fields.Float(related="company_id.abc_b_share", readonly=False)
    effort_potential_weight = fields.Integer(
        related="company_id.effort_potential_weight", readonly=False
    )
    effort_target_weight = fields.Integer(related="company_id.effort_target_weight", readonly=False)
    effort_days_weight = fields.Integer(related="company_id.effort_days_weight", readonly=False)
