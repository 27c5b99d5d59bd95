from odoo import api, fields, models
from odoo.tools import SQL

from ...models.org.nullable import NullableFloat
from ...queries.receivables import payments

#: The averages, with what each is the sum of: days times amount.
WEIGHED = {"days_to_pay": "paid_days", "days_late": "late_days"}


class SalesDaysToPay(models.Model):
    """How long customers take to pay: one row for each payment of each instalment.

    Of several payments the days are their average, weighed by amount: 100 paid after 10 days and
    300 after 30 are 25 days. Credits, write-offs and differences of exchange rates are none.
    """

    _name = "sales.days.to.pay"
    _description = "Days to Pay"
    _inherit = ["sales.guarded.mixin", "sales.company.day.mixin"]
    _auto = False
    _rec_name = "reference"
    _order = "date desc, id desc"

    reference = fields.Char("Invoice", readonly=True)
    move_id = fields.Many2one("account.move", "Entry", readonly=True)
    date = fields.Date("Paid On", readonly=True, help="The later day of payment and invoice.")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary("Paid", readonly=True, help="In the company's currency.")
    days_to_pay = NullableFloat(
        "Days to Pay",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Days from the invoice's date to the payment, weighted by amount.",
    )
    days_late = NullableFloat(
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Days from the due date to the payment, weighted by amount; negative for what was "
        "paid earlier.",
    )
    paid_days = fields.Monetary("Amount Times Days to Pay", readonly=True, aggregator=None)
    late_days = fields.Monetary("Amount Times Days Late", readonly=True, aggregator=None)

    _depends = {
        "account.account": ["account_type"],
        "account.move": [
            "name",
            "state",
            "move_type",
            "invoice_date",
            "invoice_user_id",
            "team_id",
            "commercial_partner_id",
            "company_id",
            "origin_payment_id",
            "statement_line_id",
        ],
        "account.move.line": ["account_id", "date", "date_maturity", "move_id"],
        "account.partial.reconcile": [
            "amount",
            "credit_move_id",
            "debit_move_id",
            "exchange_move_id",
            "max_date",
        ],
        "res.company": ["currency_id"],
    }

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """SELECT payment.*, payment.amount * payment.days_to_pay AS paid_days,
                      payment.amount * payment.days_late AS late_days
                 FROM (%s) payment""",
            payments(),
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Averages are weighed by amounts, all in one currency."""
        name, __, function = aggregate_spec.partition(":")
        if name in WEIGHED and function == "avg":
            select = super()._read_group_select
            return SQL(
                "(%s / NULLIF(%s, 0))::float8",
                select(f"{WEIGHED[name]}:sum_currency", query),
                select("amount:sum_currency", query),
            )
        return super()._read_group_select(aggregate_spec, query)
