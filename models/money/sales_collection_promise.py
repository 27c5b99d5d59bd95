from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...queries.collecting import settled_of_promises
from ...tools import collecting
from ..org.raised import is_by_code, raised


class SalesCollectionPromise(models.Model):
    """A customer promises to pay on a day: until then nobody is asked.

    It is kept when as much was paid by then, counted from when it was promised; else it is broken,
    and whose turn it is, is asked again and told so. What was credited or written off instead is
    neither.
    """

    _name = "sales.collection.promise"
    _description = "Promise to Pay"
    _inherit = ["sales.collection.remark.mixin", "sales.company.day.mixin"]
    _order = "date desc, id desc"

    date = fields.Date("Promised For", required=True)
    said_by = fields.Char(required=True, help="Who at the customer promised it.")
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
        help="In the currency of the invoice; all that is open, unless something else is said.",
    )
    paid_before = fields.Float(
        digits=0,
        readonly=True,
        aggregator=None,
        copy=False,
        help="What had been paid by the day of the promise when it was made.",
    )
    settled_before = fields.Float(digits=0, readonly=True, aggregator=None, copy=False)
    state = fields.Selection(
        [
            (collecting.OPEN, "Awaited"),
            (collecting.KEPT, "Kept"),
            (collecting.BROKEN, "Not Kept"),
            (collecting.VOID, "No Longer Due"),
        ],
        "Status",
        default=collecting.OPEN,
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )

    _amount_check = models.Constraint("CHECK (amount > 0)", "Promise an amount above zero.")

    @api.depends("move_id", "line_id")
    def _compute_amount(self):
        for promise in self:
            # sudo: what is open is known to who may read the invoice
            open_item = promise.sudo()
            if open_item.line_id:
                promise.amount = open_item.line_id.amount_residual_currency
            else:
                promise.amount = open_item.move_id.amount_residual

    @api.depends("move_id", "date")
    def _compute_display_name(self):
        for promise in self:
            day = fields.Date.to_string(promise.date) if promise.date else ""
            # sudo: who may read the promise may know which invoice it is about
            promise.display_name = f"{promise.sudo().move_id.name}: {day}"

    @api.constrains("date")
    def _check_date(self):
        for promise in self:
            if promise.state == collecting.OPEN and promise.date < promise.company_id._get_today():
                raise ValidationError(self.env._("Payment is promised for today or later."))

    @api.model_create_multi
    def create(self, vals_list):
        promises = super().create(vals_list)
        promises._remember_settled()
        return promises

    def write(self, vals):
        """Change promises that are awaited; what has become of one stays on record."""
        if not is_by_code(self.env) and any(promise.state != collecting.OPEN for promise in self):
            raise UserError(self.env._("Only a promise that is still awaited can be changed."))
        result = super().write(vals)
        if "date" in vals:
            self._remember_settled()
        return result

    def _remember_settled(self):
        """Remember what was settled before: it does not keep the promise."""
        # sudo: code counts what it needs of the ledger
        for promise, paid, settled in self.sudo()._read_settled():
            raised(promise).write({"paid_before": paid, "settled_before": settled})

    def _read_settled(self):
        """Return ``[(promise, what was paid, what was settled), …]`` until the day of each."""
        if not self:
            return []
        self.flush_recordset(["move_id", "line_id", "date"])
        self._flush_ledger()
        return [
            (self.browse(promise), paid, settled)
            for promise, paid, settled in self.env.execute_query(settled_of_promises(self.ids))
        ]

    @api.model
    def _flush_ledger(self):
        for model in (
            "account.partial.reconcile",
            "account.payment",
            "account.move.line",
            "account.move",
        ):
            self.env[model].flush_model()

    @api.model
    def _judge(self, lines):
        """Work out what has become of the promises about some instalments, or their invoices.

        :param lines: instalments, with rights to read them
        """
        promises = self.search([("move_id", "in", lines.move_id.ids)])
        for promise, paid, settled in promises._read_settled():
            state = promise._get_state(float(paid), float(settled))
            if promise.state != state:
                raised(promise).state = state
        promises.flush_recordset(["state"])

    def _get_state(self, paid, settled):
        """Return what has become of a promise.

        :param paid: what has been paid by its day, also before it was made
        :param settled: the same with what was credited and written off
        """
        if self.move_id.state != "posted":
            return collecting.VOID
        rounded = self.currency_id.round
        return collecting.judge_promise(
            rounded(self.amount),
            rounded(paid - self.paid_before),
            rounded(settled - self.settled_before),
            self.date,
            self.company_id._get_today(),
        )
