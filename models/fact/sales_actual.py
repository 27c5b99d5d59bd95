from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...queries.dimensions import BASES, COMMITTED_BASES, DIMENSIONS
from ...queries.facts.question import RAW_COLUMNS, FactQuery
from ...queries.facts.read import fact_query
from ...queries.facts.till import TILL_ALONE, TILL_WITH_SALES
from ..org.arguments import check_one, read_domain
from ..org.nullable import NullableMonetary
from ..org.numbers import format_number

#: Actuals that are selected one by one for the list of their documents, at most.
MOST_SELECTED = 2_000
#: What orders of tills are read from.
TILL_MODELS = ("pos.order", "pos.order.line", "pos.session", "pos.config")
#: What the bases of ``queries.dimensions`` are called.
BASIS_SELECTION = [
    ("won", "Won"),
    ("ordered", "Ordered"),
    ("invoiced", "Invoiced"),
    ("collected", "Collected"),
    ("pipeline", "Pipeline"),
]
#: What is there but does not count yet, told only where a landing asks for it.
COMMITTED_SELECTION = [("to_invoice", "To Invoice"), ("to_collect", "To Collect")]


class SalesActual(models.Model):
    """Facts read live from native documents: one row per line sold, ordered, paid or expected.

    Nothing is stored here, so a posted invoice is in the next read and a cancelled one is gone.
    All measures add up over any grouping. What each basis counts stands in
    ``queries/facts``.

    Cost is what was true at the time: the invoice's own cost-of-sales entries where there are,
    else the unit cost that the line was stamped with when it was posted or confirmed. Lines
    posted before the add-on was installed carry no stamp: their cost, and so their margin, is
    empty, never today's cost; they add nothing to margins.

    With ``sales_plan_committed`` in the context (a day, or ``now``) it is read instead what was
    committed then: what is left of orders and invoices.
    """

    _name = "sales.actual"
    _description = "Sales Actual"
    _inherit = ["sales.plan.dimension.mixin", "sales.company.day.mixin"]
    _auto = False
    _rec_name = "reference"
    _order = "date desc, id desc"

    basis = fields.Selection([*BASIS_SELECTION, *COMMITTED_SELECTION], readonly=True)
    date = fields.Date(readonly=True, help="Accounting date of invoices; day of orders and deals.")
    invoice_date = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary("Revenue", readonly=True, help="Untaxed, in the company's currency.")
    weighted_amount = fields.Monetary(
        "Weighted Revenue", readonly=True, help="Open deals times their probability."
    )
    recurring_amount = fields.Monetary(
        "Recurring Revenue per Month",
        readonly=True,
        help="Of deals, by month, whatever they are paid by; no part of their revenue.",
    )
    cost = NullableMonetary(readonly=True)
    margin = NullableMonetary(readonly=True, help="Revenue less cost, where the cost is known.")
    is_cost_known = fields.Boolean("Cost Known", readonly=True)
    quantity = fields.Float(
        readonly=True,
        digits="Product Unit",
        help="In the product's reference unit; down payments and discounts are no pieces.",
    )
    count = fields.Integer(
        "Documents",
        readonly=True,
        help="A document counts once, on its largest line; credit notes do not count.",
    )
    res_id = fields.Many2oneReference(
        "Document ID", model_field="res_model", readonly=True, aggregator=None
    )
    res_model = fields.Char("Document Model", readonly=True)
    line_id = fields.Integer("Line ID", readonly=True, aggregator=None)
    reference = fields.Char("Document", readonly=True)

    _depends = {
        "account.move": [
            "state",
            "move_type",
            "name",
            "date",
            "invoice_date",
            "company_id",
            "team_id",
            "invoice_user_id",
            "partner_id",
            "commercial_partner_id",
            "partner_shipping_id",
            "source_id",
            "amount_untaxed_signed",
            "amount_total_in_currency_signed",
            "payment_state",
        ],
        "account.move.line": [
            "move_id",
            "display_type",
            "parent_state",
            "company_id",
            "company_currency_id",
            "date",
            "invoice_date",
            "product_id",
            "product_uom_id",
            "quantity",
            "balance",
            "account_id",
            "amount_currency",
            "currency_id",
            "date_maturity",
            "price_subtotal",
            "reconciled",
            "is_downpayment",
            "tax_repartition_line_id",
            "sales_plan_unit_cost",
        ],
        "account.partial.reconcile": [
            "debit_move_id",
            "credit_move_id",
            "debit_amount_currency",
            "credit_amount_currency",
            "max_date",
        ],
        "sale.order": [
            "state",
            "name",
            "date_order",
            "company_id",
            "currency_rate",
            "team_id",
            "user_id",
            "partner_id",
            "partner_invoice_id",
            "partner_shipping_id",
            "source_id",
        ],
        "sale.order.line": [
            "order_id",
            "display_type",
            "is_downpayment",
            "product_id",
            "product_uom_id",
            "product_uom_qty",
            "price_subtotal",
            "qty_invoiced",
            "untaxed_amount_invoiced",
            "sales_plan_unit_cost",
        ],
        "crm.lead": [
            "name",
            "type",
            "active",
            "won_status",
            "date_closed",
            "date_deadline",
            "company_id",
            "team_id",
            "user_id",
            "partner_id",
            "country_id",
            "state_id",
            "source_id",
            "expected_revenue",
            "recurring_revenue_monthly",
            "probability",
        ],
        "crm.lead.history": [
            "valid_to",
            "status",
            "closed_at",
            "closed_user_id",
            "closed_team_id",
            "closed_company_id",
        ],
        "crm.lead.line": [
            "lead_id",
            "product_id",
            "product_uom_id",
            "product_uom_qty",
            "price_subtotal",
        ],
        "crm.team": ["company_id"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id", "type", "uom_id"],
        "res.company": ["currency_id", "resource_calendar_id"],
        "res.currency": ["rounding"],
        "res.country.state": ["country_id"],
        "res.partner": [
            "commercial_partner_id",
            "industry_id",
            "country_id",
            "state_id",
            "sales_partner_id",
        ],
        "res.users": ["company_id"],
        "resource.calendar": ["tz"],
        "uom.uom": ["factor"],
    }

    @property
    def _table_query(self) -> SQL:
        day = self.env.context.get("sales_plan_committed")
        self._flush_tills()
        if not day:
            return SQL(" UNION ALL ").join(self._get_facts(basis) for basis in BASES)
        as_of = _read_day(day)
        return SQL(" UNION ALL ").join(self._get_facts(basis, as_of) for basis in COMMITTED_BASES)

    @api.model
    def _get_facts(self, basis: str, as_of=None) -> SQL:
        """The facts of one basis in the column list shared by all.

        :param as_of: the day at whose end what is committed is looked at, None for now
        """
        columns = [SQL.identifier(name) for name in RAW_COLUMNS]
        columns += [SQL.identifier(dimension.field) for dimension in DIMENSIONS]
        query = FactQuery(
            basis, has_cogs=self._has_cogs(), till=self._get_till(), raw=True, as_of=as_of
        )
        return SQL(
            """SELECT %s, %s AS basis, amount - cost AS margin,
                      cost IS NOT NULL AS is_cost_known
                 FROM (%s) AS fact""",
            SQL(", ").join(columns),
            basis,
            fact_query(query),
        )

    @api.model
    def _get_documents_domain(self, documents, listed):
        """Return the domain of the documents of listed facts. Orders of tills, which not every
        database has, cannot be found by a figure: they are named."""
        if "sales_plan_figure" in documents._fields:
            return [documents._get_figure_condition("actuals", listed)]
        found = self._search(read_domain(self, listed), limit=MOST_SELECTED).select("res_id")
        return [("id", "in", [number for (number,) in self.env.execute_query(found)])]

    @api.model
    def _has_cogs(self) -> bool:
        """Whether invoices can carry cost-of-sales entries (with Odoo's inventory valuation)."""
        return "cogs_origin_id" in self.env["account.move.line"]._fields

    @api.model
    def _get_till(self) -> str:
        """Return which tills there are (with Odoo's point of sale); empty for none."""
        if "pos.order" not in self.env:
            return ""
        knows_sales = "crm_team_id" in self.env["pos.config"]._fields
        return TILL_WITH_SALES if knows_sales else TILL_ALONE

    @api.model
    def _flush_sources(self):
        """Write pending changes of everything facts are read from, for queries built by hand."""
        for model, names in self._depends.items():
            self.env[model].flush_model(names)
        self._flush_tills()

    @api.model
    def _flush_tills(self):
        """Write pending changes of tills, which ``_depends`` cannot name: not all have them."""
        if self._get_till():
            for model in TILL_MODELS:
                self.env[model].flush_model()

    def action_open_document(self):
        """Open the document this fact comes from, under the document's own access rules."""
        check_one(self)
        document = self.env[self.res_model].browse(self.res_id)
        if not document.has_access("read"):
            raise AccessError(
                self.env._(
                    "You may see that %s counts, but you may not open it.", self.reference or ""
                )
            )
        return document._get_records_action(name=self.reference)

    def action_open_documents(self):
        """Open the documents of these facts, or of all facts listed, in their own list.

        Documents of one kind at a time, and those that the user may open.
        """
        self.check_access("read")
        if len(self) > MOST_SELECTED:
            raise UserError(
                self.env._(
                    "Select %s actuals at most, or none: then the documents of all that are "
                    "listed are opened.",
                    format_number(self.env, MOST_SELECTED),
                )
            )
        listed = [["id", "in", self.ids]]
        if not self:
            listed = list(self.env.context.get("active_domain") or [])
        found = self._read_group(read_domain(self, listed), ["res_model"])
        if len(found) != 1:
            raise UserError(
                self.env._(
                    "Choose actuals of one kind, all of invoices, of orders or of opportunities: "
                    "filter by basis, or select some."
                )
            )
        [(model,)] = found
        documents = self.env[model].with_context(active_test=False)
        domain = self._get_documents_domain(documents, listed)
        some = documents.has_access("read") and documents.search(domain, limit=2)
        if not some:
            raise AccessError(self.env._("You may not open any of these documents."))
        context = {"active_test": False, "sales_plan_figure": True}
        if committed := self.env.context.get("sales_plan_committed"):
            context["sales_plan_committed"] = committed
        action = {"name": self.env._("Documents"), "context": context}
        if len(some) > 1:
            action["domain"] = domain
        if model == "account.move":
            invoices = self.env.ref("account.view_out_invoice_tree")
            action |= {"views": [(invoices.id, "list"), (False, "form")], "domain": domain}
        return some._get_records_action(**action)


def _read_day(text):
    """Return the day that a context names, None for anything else: what is committed now."""
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None
