from odoo import fields, models


class ResUsers(models.Model):
    """Everybody says themselves whether they want the weekly mail."""

    _inherit = "res.users"

    weekly_sales_mail = fields.Boolean(
        default=True,
        help="Once a week, where you stand, where you will land, and what to do first.",
    )

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802 Odoo's name
        return [*super().SELF_READABLE_FIELDS, "weekly_sales_mail"]

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802 Odoo's name
        return [*super().SELF_WRITEABLE_FIELDS, "weekly_sales_mail"]
