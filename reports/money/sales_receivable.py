from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...models.org.arguments import check_one
from ...queries.receivables import Scope, open_items

#: What cannot be promised or disputed is no invoice.
INVOICE = "invoice"
#: The key of the context that tells the query of items which of them are asked for.
SCOPE = "sales_receivable_scope"


class SalesReceivable(models.Model):
    """What customers owe, as the ledger has it: one row for each item that is open.

    Items are instalments of posted invoices, and credits and payments that are not matched yet,
    which are less than nothing. So the sum is the balance of the receivable accounts. Only what
    is owed is due, disputed or promised; an instalment has one status, but all of it that is
    overdue counts as overdue, also where it is disputed or promised. What a registered payment
    pays is overdue no more, and open until the ledger has it.

    Payment is expected on the day that was promised; else as many days after the due date as the
    customer has been late in the last two years, on the average of their payments, weighed by
    amount; never before today. Of what is disputed or unmatched nothing is expected.
    """

    _name = "sales.receivable"
    _description = "Receivable"
    _inherit = ["sales.guarded.mixin", "sales.company.day.mixin"]
    _auto = False
    _rec_name = "reference"
    _order = "date_due, id"

    reference = fields.Char("Document", readonly=True)
    move_id = fields.Many2one("account.move", "Entry", readonly=True)
    line_id = fields.Many2one("account.move.line", "Journal Item", readonly=True)
    kind = fields.Selection(
        [
            (INVOICE, "Invoice"),
            ("credit", "Credit Note"),
            ("payment", "Payment"),
            ("entry", "Other Entry"),
        ],
        readonly=True,
    )
    status = fields.Selection(
        [
            ("not_due", "Not Due"),
            ("overdue", "Overdue"),
            ("promised", "Promised"),
            ("disputed", "Disputed"),
            ("paying", "Payment Registered"),
            ("unmatched", "Unmatched Credits and Payments"),
        ],
        readonly=True,
        help="Disputed comes before promised, and that before overdue. Payment registered: paid, "
        "but the ledger has it when the bank statement is matched. Unmatched: credit notes, "
        "payments and other entries that are not set against any invoice yet.",
    )
    age = fields.Selection(
        [
            ("0", "Not Due"),
            ("1_30", "1–30 Days"),
            ("31_60", "31–60 Days"),
            ("61_90", "61–90 Days"),
            ("91", "More than 90 Days"),
            ("unmatched", "Unmatched Credits and Payments"),
        ],
        readonly=True,
        help="Days since the due date, disputed and promised amounts included.",
    )
    invoice_date = fields.Date(readonly=True)
    date_due = fields.Date("Due Date", readonly=True)
    date_expected = fields.Date(
        "Expected On",
        readonly=True,
        help="The day that was promised, or the due date and as many days as the customer has "
        "been late on average; today at the earliest. Empty for what is disputed or unmatched.",
    )
    promised_for = fields.Date(readonly=True)
    days_overdue = fields.Integer(readonly=True, aggregator="max")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        readonly=True,
        help="Of the document; of payments and other entries that of the customer.",
    )
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(
        "Open Amount", readonly=True, help="What is open of it, in the company's currency."
    )
    overdue_amount = fields.Monetary("Overdue", readonly=True)
    promised_amount = fields.Monetary("Promised", readonly=True)
    disputed_amount = fields.Monetary("Disputed", readonly=True)

    _depends = {
        "account.account": ["account_type"],
        "account.move": [
            "name",
            "state",
            "move_type",
            "invoice_date",
            "amount_residual",
            "amount_total",
            "currency_id",
            "invoice_user_id",
            "matched_payment_ids",
            "team_id",
            "commercial_partner_id",
            "company_id",
            "origin_payment_id",
            "statement_line_id",
        ],
        "account.move.line": [
            "account_id",
            "amount_residual",
            "company_id",
            "date",
            "date_maturity",
            "move_id",
            "parent_state",
            "partner_id",
            "reconciled",
        ],
        "account.partial.reconcile": [
            "amount",
            "credit_move_id",
            "debit_move_id",
            "exchange_move_id",
            "max_date",
        ],
        "account.payment": ["amount", "currency_id", "date", "move_id", "state"],
        "res.company": ["currency_id", "resource_calendar_id"],
        "res.partner": ["commercial_partner_id", "user_id"],
        "resource.calendar": ["tz"],
        "sales.collection.dispute": ["move_id", "line_id", "until", "active"],
        "sales.collection.promise": ["move_id", "line_id", "date", "state"],
    }

    @property
    def _table_query(self) -> SQL:
        scope = self.env.context.get(SCOPE)
        # what a client puts there is no SQL
        return open_items(scope if isinstance(scope, Scope) else Scope())

    def action_open_document(self):
        """Open the invoice, the payment or the entry, as far as the user may open it in Odoo."""
        check_one(self)
        self.check_access("read")
        # sudo: where the item stands is known to who sees it
        move = self.sudo().move_id
        document = (move.origin_payment_id or move).with_env(self.env)
        if not document.has_access("read"):
            raise AccessError(
                self.env._("You may see that %s counts, but you may not open it.", self.reference)
            )
        return document._get_records_action(name=self.reference)

    def action_promise(self):
        """Write down that the customer promises to pay."""
        return self._open_new("sales.collection.promise", self.env._("Promise to Pay"))

    def action_dispute(self):
        """Write down that the customer disputes the invoice."""
        return self._open_new("sales.collection.dispute", self.env._("Dispute"))

    @api.private
    def _open_new(self, model, title):
        check_one(self)
        self.check_access("read")
        # sudo: where the item stands is known to who sees it; who may not read it is told so
        item = self.sudo()
        self.env["account.move"].browse(item.move_id.id).check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [(False, "form")],
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_id": item.move_id.id, "default_line_id": item.line_id.id},
        }
