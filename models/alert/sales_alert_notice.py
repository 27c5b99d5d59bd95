from odoo import api, fields, models

from ...tools.alerts import LEADER, OWNER


class SalesAlertNotice(models.Model):
    """One person who is told of an alert: once, at the hours of their working days."""

    _name = "sales.alert.notice"
    _description = "Person Told of an Alert"
    _inherit = ["sales.guarded.mixin", "sales.company.day.mixin"]
    _order = "id"
    _client_fields = frozenset()  # all of it is written by code

    alert_id = fields.Many2one("sales.alert", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="alert_id.company_id")
    user_id = fields.Many2one("res.users", "Person", required=True, index=True, ondelete="cascade")
    role = fields.Selection([(OWNER, "Owner"), (LEADER, "Leader")], required=True)
    day = fields.Date("Due On", required=True, help="The day on which it was to be told.")
    state = fields.Selection(
        [
            ("waiting", "Told Soon"),
            ("open", "Told"),
            ("done", "Done"),
            ("closed", "Closed by Itself"),
        ],
        "Status",
        required=True,
        default="waiting",
    )
    told_on = fields.Datetime()
    activity_id = fields.Many2one("mail.activity", index="btree_not_null", ondelete="set null")

    _alert_user_uniq = models.UniqueIndex(
        "(alert_id, user_id)", "This person is told of this already."
    )
    _waiting_idx = models.Index("(alert_id) WHERE state IN ('waiting', 'open')")

    @api.depends("user_id", "alert_id")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = f"{notice.user_id.name}: {notice.alert_id.display_name}"

    def _see_done(self):
        """Notice what people have done, or deleted, of their activities."""
        told = self.filtered(lambda notice: notice.state == "open")
        there = told.activity_id.exists()
        there.fetch(["active"])
        done = told.filtered(lambda notice: not (notice.activity_id & there).active)
        done.write({"state": "done"})
