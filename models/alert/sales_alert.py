from odoo import api, fields, models
from odoo.fields import Domain

from ..org.arguments import check_one
from .sales_alert_rule import ALERT_KINDS

#: What alerts are about, besides periods of forecasts, which are none of a reader's records.
ABOUT = ("sales.plan.allocation", "sales.plan", "crm.lead", "account.move")


class SalesAlert(models.Model):
    """Something that a rule found, from the day on which it was seen first until it is gone.

    It is there once for what it is about and its span. Activities on it tell people of it, its
    messages say why it closed. What comes back later is an alert of its own.
    """

    _name = "sales.alert"
    _description = "Alert"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "sales.company.day.mixin",
        "sales.guarded.mixin",
    ]
    _order = "since desc, id desc"
    _client_fields = frozenset()  # all of it is written by code

    rule_id = fields.Many2one("sales.alert.rule", required=True, ondelete="cascade")
    kind = fields.Selection(ALERT_KINDS, required=True)
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    key = fields.Char(required=True, help="What it is about, and of which span.")
    res_model = fields.Char("Model", required=True)
    res_id = fields.Many2oneReference(
        "Record", model_field="res_model", required=True, aggregator=None
    )
    data = fields.Json(help="The figures that are said.")
    since = fields.Date(required=True, help="The day on which it was seen first.")
    gone_on = fields.Date(help="The day on which it was not seen any more.")
    state = fields.Selection(
        [("open", "Open"), ("closed", "No Longer There")], "Status", required=True, default="open"
    )
    reason = fields.Char("Why It Closed")
    owner_id = fields.Many2one("res.users", index="btree_not_null", ondelete="set null")
    notice_ids = fields.One2many("sales.alert.notice", "alert_id", "Told")
    summary = fields.Char(compute="_compute_text")
    text = fields.Char("Why", compute="_compute_text")

    _open_uniq = models.UniqueIndex(
        "(rule_id, company_id, key) WHERE state = 'open'", "This is told already."
    )

    @api.depends_context("lang")
    @api.depends("kind", "data", "res_model", "res_id")
    def _compute_text(self):
        sentences = self._describe(
            [(each.kind, each.res_model, each.res_id, each.data, each.rule_id) for each in self]
        )
        for alert, (summary, text) in zip(self, sentences, strict=True):
            alert.summary, alert.text = summary, text

    @api.depends("summary")
    def _compute_display_name(self):
        for alert in self:
            alert.display_name = alert.summary

    @api.model
    def _search_display_name(self, operator, value):
        """Find alerts by their rules: what they say is worked out in the reader's language."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return Domain("rule_id.name", operator, value)

    def action_open_subject(self):
        """Open what alerts are about; of forecasts the forecast of the period."""
        check_one(self)
        if self.res_model not in ABOUT:
            return self.env["ir.actions.actions"]._for_xml_id("sales_plan.sales_forecast_action")
        if self.kind == "ledger":
            name = "sales_plan.sales_reconciliation_action"
            action = self.env["ir.actions.client"]._for_xml_id(name)
            return {**action, "context": {"active_id": self.res_id, "active_model": self.res_model}}
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
