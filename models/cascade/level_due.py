from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class SalesPlanLevel(models.Model):
    """By when the rows of a level are to be published."""

    _inherit = "sales.plan.level"

    due_date = fields.Date(
        "Split Due",
        copy=False,
        help="The rows of this level are to be published by then. Whoever splits the rows above "
        "is reminded.",
    )

    @api.constrains("due_date", "sequence", "plan_id")
    def _check_due_dates(self):
        """Nobody splits a target before it was given to them."""
        for plan in self.plan_id:
            dated = plan.level_ids.filtered("due_date")
            dated = dated.sorted(lambda level: (level.sequence, level.id))
            for above, below in pairwise(dated):
                if below.due_date < above.due_date:
                    raise ValidationError(
                        self.env._(
                            "%(below)s cannot be due on %(date)s, before %(above)s on %(earlier)s: "
                            "they are split out of those.",
                            below=below.display_name,
                            above=above.display_name,
                            date=format_date(self.env, below.due_date),
                            earlier=format_date(self.env, above.due_date),
                        )
                    )
