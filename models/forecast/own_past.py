from odoo import api, models

from ...queries.own_past import read_foreseen
from ...tools.own_past import get_nearest, learn_own_past
from .sales_landing_record import RECORDED_DAYS, WAY


class SalesLanding(models.AbstractModel):
    """What the landings of ended periods tell of the next one."""

    _inherit = "sales.landing"

    @api.model
    def _read_own_past(self, asked):
        """One query, whatever is asked for; of a span whose end is far away nobody knows."""
        horizon = get_nearest((asked.last - asked.day).days, RECORDED_DAYS)
        if asked.is_over or not horizon:
            return super()._read_own_past(asked)
        self.env["sales.landing.record"].flush_model()
        company_id = asked.company.root_id.id
        return learn_own_past(read_foreseen(self.env, company_id, horizon, WAY, asked.day))
