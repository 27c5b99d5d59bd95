from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...models.org.arguments import check_one
from ...models.plan.lifecycle import IN_FORCE


class SalesPlanClosing(models.TransientModel):
    """The dialog in which periods of a plan are closed: their figures are kept as they are.

    It cannot be undone; says so, and whether invoices of these days can still change.
    """

    _name = "sales.plan.closing"
    _description = "Close Periods of a Sales Plan"
    _inherit = ["sales.guarded.mixin"]
    _rec_name = "plan_id"
    _client_fields = frozenset({"plan_id", "period_id"})
    _fixed_links = {"plan_id": "write"}

    plan_id = fields.Many2one("sales.plan", required=True, ondelete="cascade")
    period_ids = fields.Many2many(
        "sales.plan.period", compute="_compute_period_ids", string="Periods That Can Be Closed"
    )
    period_id = fields.Many2one(
        "sales.plan.period",
        "Up to",
        compute="_compute_period_id",
        store=True,
        readonly=False,
        ondelete="cascade",
        domain="[('id', 'in', period_ids)]",
        help="This period is closed, and all before it that are not closed yet.",
    )
    note = fields.Char(compute="_compute_note")

    @api.depends("plan_id")
    def _compute_period_ids(self):
        for dialog in self:
            dialog.period_ids = dialog._find_periods()

    def _find_periods(self):
        """Return the periods that are over and whose figures are not kept yet, the first first."""
        periods = self.plan_id.period_ids.sorted("date_from")
        today = self.plan_id.company_id._get_today()
        over = periods.filtered(lambda period: period.date_to < today)
        # sudo: which periods are closed is no secret to who may close them
        kept = self.env["sales.plan.kept"].sudo()
        found = kept._read_group([("period_id", "in", over.ids)], ["period_id"])
        return over - over.browse(period.id for (period,) in found)

    @api.depends("plan_id")
    def _compute_period_id(self):
        for dialog in self:
            dialog.period_id = dialog._find_periods()[-1:]

    @api.depends("period_id")
    def _compute_note(self):
        for dialog in self:
            dialog.note = dialog._describe_lock()

    def _describe_lock(self):
        """Say whether the actuals of the periods can still move, by Odoo's hard lock date."""
        last = self.period_id.date_to
        if not last:
            return self.env._("No period is over that is not closed yet.")
        # sudo: until when the books are locked is no secret to who plans in them
        locked = self.plan_id.company_id.sudo().user_hard_lock_date
        if self.plan_id.basis in ("invoiced", "collected") and locked and locked >= last:
            return self.env._(
                "The books are locked for good until %s: what is counted can no longer move.",
                format_date(self.env, locked),
            )
        return self.env._(
            "Documents of these days can still change. The kept figures will not: what changes "
            "later is listed beside them, with its causes."
        )

    def action_keep(self):
        """Keep the figures of the chosen period and of those before it, and open them."""
        check_one(self)
        if self.plan_id.state not in IN_FORCE:
            raise UserError(self.env._("Periods are closed of plans that are in force."))
        periods = self._find_periods()
        if not self.period_id or self.period_id not in periods:
            raise UserError(self.env._("Choose a period that is over and not closed yet."))
        last = self.period_id.date_to
        periods = periods.filtered(lambda period: period.date_to <= last)
        self.env["sales.plan.kept"]._keep(self.plan_id, periods)
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_plan.sales_plan_kept_action")
        return {**action, "domain": [("plan_id", "=", self.plan_id.id)]}
