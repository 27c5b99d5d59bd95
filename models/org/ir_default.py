from odoo import SUPERUSER_ID, api, models

from .raised import FOR_EVERYBODY


class IrDefault(models.Model):
    """What a user has made their own default stays out of what the program writes."""

    _inherit = "ir.default"

    @api.model
    def _get_model_defaults(self, model_name, condition=False):
        if self.env.context.get(FOR_EVERYBODY) and self.env.uid != SUPERUSER_ID:
            everybody = self.with_user(SUPERUSER_ID).with_company(self.env.company)
            return super(IrDefault, everybody)._get_model_defaults(model_name, condition)
        return super()._get_model_defaults(model_name, condition)
