from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import is_html_empty


class CrmLeadLost(models.TransientModel):
    """Asks who else was after a lost deal, and why it was lost."""

    _inherit = "crm.lead.lost"

    has_deals = fields.Boolean(
        compute="_compute_has_deals", help="Whether any of them is an opportunity."
    )
    competitor_ids = fields.Many2many(
        "crm.competitor",
        compute="_compute_known",
        store=True,
        readonly=False,
        string="Competitors",
        help="Who else was after the deal.",
    )
    win_loss_report = fields.Html(
        "Win/Loss Report",
        compute="_compute_known",
        store=True,
        readonly=False,
        help="Why the deal was lost, and what to learn from it. It is kept with the deal.",
    )

    @api.depends("lead_ids")
    def _compute_has_deals(self):
        for dialog in self:
            dialog.has_deals = "opportunity" in dialog._get_known_deals().mapped("type")

    @api.depends("lead_ids")
    def _compute_known(self):
        """Begin with what is known about the deal; of several, with nothing."""
        for dialog in self:
            deals = dialog._get_known_deals()
            only = deals if len(dialog.lead_ids) == 1 else deals.browse()
            dialog.competitor_ids = only.competitor_ids
            dialog.win_loss_report = only.win_loss_report

    def _get_known_deals(self):
        """Return those of the deals that the user may read: a form that is not saved may be about
        any, and fields that are stored are worked out with all rights."""
        return self.lead_ids._origin.sudo(False)._filtered_access("read")

    def action_lost_reason_apply(self):
        """Keep competitors and report with the deals, then mark them as lost."""
        self.ensure_one()
        deals = self.lead_ids.filtered(lambda lead: lead.type == "opportunity")
        if len(self.lead_ids) == 1:
            deals.write(
                {
                    "competitor_ids": [Command.set(self.competitor_ids.ids)],
                    "win_loss_report": self.win_loss_report,
                }
            )
        else:
            self._add_to(deals)
        return super().action_lost_reason_apply()

    def _add_to(self, deals):
        """Add what was said about several deals to what is known about each of them."""
        links = [Command.link(competitor.id) for competitor in self.competitor_ids]
        for deal in deals:
            values = {"competitor_ids": links}
            if not is_html_empty(self.win_loss_report):
                reports = [deal.win_loss_report, self.win_loss_report]
                values["win_loss_report"] = "<br/>".join(
                    report for report in reports if not is_html_empty(report)
                )
            deal.write(values)
