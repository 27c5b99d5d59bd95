from odoo import models


class MailTrackingValue(models.Model):
    _inherit = "mail.tracking.value"

    # What documents were on a past day is read from what changed since: of one field, by moment.
    _sales_plan_changes_idx = models.Index("(field_id, create_date)")
