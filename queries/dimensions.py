"""What a plan can be broken down by, declared once.

A dimension is one many2one of plans (their scope), their rows, actuals and the report. Every
query, constraint and wizard reads this registry. ``ARCHITECTURE.md`` lists what else a new
dimension needs.

``sources`` gives, for each basis, the SQL expression of the dimension's value, ``NULL::integer`` if
the basis has none. The expressions may use the aliases that the sources in ``facts/`` define:

=========== ==========================================================================
``move``     the invoice header (invoiced, collected, to collect)
``line``     the invoice line (of the same), the deal's product (won, lost, pipeline)
``so``       the order header, ``sol`` the order line (ordered, to invoice)
``lead``     the opportunity (won, lost, pipeline), ``closing`` its version in the history (won,
             lost)
``contact``  the partner of the order or opportunity, ``company`` the opportunity's company
``partner``  the commercial partner of the document, whatever the basis
``address``  where the document counts, whatever the basis, see :data:`ADDRESSES`
``template`` the product template of the line, whatever the basis
=========== ==========================================================================
"""

from collections.abc import Mapping
from dataclasses import dataclass

WON, ORDERED, INVOICED, COLLECTED, PIPELINE = BASES = (
    "won",
    "ordered",
    "invoiced",
    "collected",
    "pipeline",
)
#: The bases that are actuals; the pipeline is only an expectation.
ACTUAL_BASES = (WON, ORDERED, INVOICED, COLLECTED)
#: What documents promise that does not count yet. No plan is measured by it: what is left of orders
#: will be invoiced, what is left of invoices collected.
COMMITTED_BASES = (TO_INVOICE, TO_COLLECT) = ("to_invoice", "to_collect")
#: What was not won: no plan is measured by it either.
LOST = "lost"
EVERY_BASIS = (*BASES, *COMMITTED_BASES, LOST)


@dataclass(frozen=True)
class Dimension:
    """One way to break a plan down.

    :param code: technical name, stored on ``sales.plan.level``
    :param field: name of the many2one on every model that carries the dimension
    :param comodel: model of its values
    :param label: English name, the same as that of its fields
    :param sources: SQL expression by basis, see the module's docstring
    :param hierarchical: whether a value stands for its descendants too (``parent_path``)
    """

    code: str
    field: str
    comodel: str
    label: str
    sources: Mapping[str, str]
    hierarchical: bool = False

    @property
    def domain_operator(self) -> str:
        """Domain operator that selects the facts falling under some values of this dimension."""
        return "child_of" if self.hierarchical else "in"


def _by_document(invoice, order, lead, won=None):
    """What is said for each kind of document, by basis: ``{basis: …}``; ``won`` where won deals
    keep what they had when they were won."""
    return {
        INVOICED: invoice,
        COLLECTED: invoice,
        ORDERED: order,
        WON: won or lead,
        PIPELINE: lead,
        TO_INVOICE: order,
        TO_COLLECT: invoice,
        LOST: won or lead,
    }


def _everywhere(expression: str) -> dict[str, str]:
    """Sources of a dimension that follows from the customer, the address or the product."""
    return dict.fromkeys(EVERY_BASIS, expression)


DIMENSIONS = (
    Dimension(
        "team",
        "team_id",
        "crm.team",
        "Sales Team",
        _by_document("move.team_id", "so.team_id", "lead.team_id", "closing.closed_team_id"),
        hierarchical=True,
    ),
    Dimension(
        "salesperson",
        "user_id",
        "res.users",
        "Salesperson",
        _by_document(
            "move.invoice_user_id", "so.user_id", "lead.user_id", "closing.closed_user_id"
        ),
    ),
    Dimension(
        "customer",
        "partner_id",
        "res.partner",
        "Customer",
        _by_document(
            "move.commercial_partner_id",
            "contact.commercial_partner_id",
            "contact.commercial_partner_id",
        ),
    ),
    Dimension(
        "industry",
        "industry_id",
        "res.partner.industry",
        "Industry",
        _everywhere("partner.industry_id"),
    ),
    Dimension(
        "country",
        "country_id",
        "res.country",
        "Country",
        _everywhere("address.country_id"),
    ),
    Dimension(
        "state",
        "state_id",
        "res.country.state",
        "State",
        _everywhere("address.state_id"),
    ),
    Dimension(
        "product_category",
        "product_category_id",
        "product.category",
        "Product Category",
        _everywhere("template.categ_id"),
        hierarchical=True,
    ),
    Dimension(
        "product",
        "product_id",
        "product.product",
        "Product",
        _by_document("line.product_id", "sol.product_id", "line.product_id"),
    ),
    Dimension(
        "sales_partner",
        "sales_partner_id",
        "res.partner",
        "Sales Partner",
        _everywhere("partner.sales_partner_id"),
    ),
    Dimension(
        "source",
        "source_id",
        "utm.source",
        "Lead Source",
        _by_document("move.source_id", "so.source_id", "lead.source_id"),
    ),
    Dimension(
        "company",
        "selling_company_id",
        "res.company",
        "Selling Company",
        _by_document("move.company_id", "so.company_id", "company.id"),
        hierarchical=True,
    ),
)

#: What documents say besides, by which facts can be grouped and no plan is broken down: expressions
#: by basis, as those of dimensions. ``lead_id`` is the deal that an order was made from,
#: ``made_on`` the day on which a deal was made, ``currency_rate`` how many units of the document's
#: currency one of the company's was worth in it.
DETAILS = {
    "company_id": _by_document("move.company_id", "so.company_id", "company.id"),
    "medium_id": _by_document("move.medium_id", "so.medium_id", "lead.medium_id"),
    "campaign_id": _by_document("move.campaign_id", "so.campaign_id", "lead.campaign_id"),
    "res_id": _by_document("move.id", "so.id", "lead.id"),
    "reference": _by_document("move.name", "so.name", "lead.name"),
    "lead_id": _by_document("NULL::integer", "so.opportunity_id", "lead.id"),
    "document_currency_id": _by_document(
        "move.currency_id", "so.currency_id", "company.currency_id"
    ),
    "made_on": _by_document("NULL::date", "NULL::date", "lead.create_date::date"),
    "currency_rate": _by_document(
        "COALESCE(NULLIF(move.invoice_currency_rate, 0), 1)",
        "COALESCE(NULLIF(so.currency_rate, 0), 1)",
        "1",
    ),
}

#: The addresses of a document in their order: the partners that SQL expressions name, or ``lead``
#: for the address typed in a deal. The first is the one whose country Odoo's own report of these
#: documents shows (``account.invoice.report``, ``sale.report``, the deal itself). A document counts
#: where the first address is that names a country or a state: one address says both, so that no
#: state is in another country.
ADDRESSES = _by_document(
    ("move.commercial_partner_id", "move.partner_id", "move.partner_shipping_id"),
    (
        "so.partner_id",
        "so.partner_invoice_id",
        "so.partner_shipping_id",
        "contact.commercial_partner_id",
    ),
    ("lead", "lead.partner_id", "contact.commercial_partner_id"),
)

BY_CODE = {dimension.code: dimension for dimension in DIMENSIONS}
BY_FIELD = {dimension.field: dimension for dimension in DIMENSIONS}
FIELDS = tuple(BY_FIELD)
