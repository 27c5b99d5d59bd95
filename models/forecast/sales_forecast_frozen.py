from odoo import api, models
from odoo.exceptions import UserError


class SalesForecastFrozen(models.AbstractModel):
    """What is submitted stays as it is: nobody changes it, superusers neither."""

    _name = "sales.forecast.frozen"
    _description = "Part of a Forecast Submission"

    def write(self, vals):
        if vals:
            self._refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        self._refuse()

    def _refuse(self):
        if self:
            raise UserError(self.env._("What was submitted stays as it is: submit anew instead."))
