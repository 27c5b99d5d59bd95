"""What sources bring and what they cost, as one relation whose measures all add up.

Its rows are of several kinds: leads, what came of them (won deals, orders, invoices, payments), new
customers and costs. A kind is read where one of its measures is asked for.

What is sold is put down to a source twice: to that of the document (last touch), and to that of
the customer's first lead which names one (first touch). Where both are the same, one row counts as
both; else there are two. So the measures of either touch add up to the documents, whatever they are
grouped by. What names no source is in rows without one.

A document goes back to the deal that it, or the order that it invoices, was made from, else to the
customer's first lead, unless that came later: its day is ``lead_date``.
"""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

from .dimensions import COLLECTED, INVOICED, ORDERED, WON
from .facts.question import RES_MODELS, FactQuery
from .facts.read import fact_query
from .facts.source import where
from .source_costs import COST_COLUMNS, bill_costs, typed_costs
from .source_leads import UTM, customers, first_money, leads, main_of

LEAD, CUSTOMER, COST, BILL = "lead", "customer", "cost", "bill"
RETURN_KINDS = (LEAD, WON, ORDERED, INVOICED, COLLECTED, CUSTOMER, COST, BILL)
#: What a kind of rows is made from, in the order in which a customer's first sale is found.
_SALES = (WON, ORDERED, INVOICED)
#: The kinds of rows that each measure is made of.
MADE_OF = {
    "leads": (LEAD,),
    "opportunities": (LEAD,),
    "qualified": (LEAD,),
    "days_to_money": (LEAD,),
    "won": (WON,),
    "won_amount": (WON,),
    "customers": (CUSTOMER,),
    "ordered_amount": (ORDERED,),
    "invoiced_amount": (INVOICED,),
    "margin_amount": (INVOICED,),
    "collected_amount": (COLLECTED,),
    "cost_amount": (COST, BILL),
    "cost_per_lead": (LEAD, COST, BILL),
    "cost_per_customer": (CUSTOMER, COST, BILL),
    "revenue_per_cost": (INVOICED, COST, BILL),
    "margin_per_cost": (INVOICED, COST, BILL),
    "return_on_margin": (INVOICED, COST, BILL),
}
#: Measures of what is sold, which there are by first touch, too, and of their ratios.
TOUCHED = ("won", "won_amount", "customers")
TOUCHED += tuple(f"{name}_amount" for name in ("ordered", "invoiced", "margin", "collected"))
MADE_OF |= {
    f"first_{name}": MADE_OF[name] for name in (*TOUCHED, "revenue_per_cost", "return_on_margin")
}
#: Measures that cannot be read without the lines of invoices.
_MARGINS = frozenset(name for name in MADE_OF if "margin" in name)
_DIMENSIONS = frozenset(("customer", "source", "team", "salesperson"))
_DETAILS = ("company_id", "medium_id", "campaign_id", "res_id", "reference", "lead_id")
_KEYS = SQL(
    """partner_id, source_id, team_id, user_id, company_id, medium_id, campaign_id, res_id,
       reference, lead_id, date"""
)


@dataclass(frozen=True)
class ReturnQuery:
    """What is asked of the return of sources.

    :param columns: the columns of the answer with their SQL types, in order
    :param measures: names in :data:`MADE_OF`; None for all
    :param date_from: no row before this day is wanted
    :param date_to: no row after this day is wanted
    :param company_ids: companies whose sales count, of which customers are told; None for all
    :param currency_id: what amounts of no company would be in
    :param has_cogs: see ``FactQuery``, as ``till``
    """

    columns: tuple[tuple[str, str], ...]
    measures: frozenset | None = None
    date_from: date | None = None
    date_to: date | None = None
    company_ids: tuple[int, ...] | None = None
    currency_id: int | None = None
    has_cogs: bool = False
    till: str = ""

    def asks_for(self, *names: str) -> bool:
        """Whether any of some measures is wanted."""
        return self.measures is None or not self.measures.isdisjoint(names)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of rows that the measures are made of."""
        if self.measures is None:
            return RETURN_KINDS
        wanted = {kind for name in self.measures for kind in MADE_OF[name]}
        return tuple(kind for kind in RETURN_KINDS if kind in wanted)

    def days(self, day: SQL) -> list[SQL]:
        """Return the conditions that a day is among those asked for."""
        conditions = []
        if self.date_from:
            conditions.append(SQL("%s >= %s", day, self.date_from))
        if self.date_to:
            conditions.append(SQL("%s <= %s", day, self.date_to))
        return conditions


def return_query(query: ReturnQuery) -> SQL:
    """Return the SELECT of the rows asked for, in their columns.

    Every row has an id that is stable and fits 53 bits: the number of its document, its day, and
    its kind and touch.
    """
    kinds = [_ROWS_OF[kind](query, kind) for kind in query.kinds]
    if not kinds:
        return SQL("SELECT %s WHERE FALSE", _columns(query, {}))
    return SQL(
        """WITH RECURSIVE main_source AS (%s), main_campaign AS (%s), lead AS MATERIALIZED (%s),
                customer AS MATERIALIZED (%s), billed AS (%s) %s""",
        main_of(SQL("main_source"), SQL("utm_source")),
        main_of(SQL("main_campaign"), SQL("utm_campaign")),
        leads(),
        customers(),
        _billed(),
        SQL(" UNION ALL ").join(kinds),
    )


def _columns(query: ReturnQuery, given: dict[str, SQL]) -> SQL:
    """The one column list of all kinds of rows, NULL where one says nothing."""
    return SQL(", ").join(
        # pylint: disable-next=sql-injection
        SQL("(%s)::%s AS %s", given.get(name, SQL("NULL")), SQL(kind), SQL.identifier(name))
        for name, kind in query.columns
    )


def _row_id(kind: str, number: SQL, place: SQL, slot: SQL) -> SQL:
    return SQL(
        "(%s::bigint * 65536 + MOD(%s, 65536)) * 32 + %s + %s",
        number,
        place,
        RETURN_KINDS.index(kind) * 2,
        slot,
    )


def _day_number(day: SQL) -> SQL:
    return SQL("(%s - DATE '1970-01-01')", day)


# Leads --------------------------------------------------------------------------------------------


def _lead_rows(query: ReturnQuery, kind: str) -> SQL:
    given = {
        "id": _row_id(kind, SQL("lead.id"), SQL("0"), SQL("0")),
        "date": SQL("lead.day"),
        "lead_date": SQL("lead.day"),
        "leads": SQL("1"),
        "opportunities": SQL("lead.opportunities"),
        "qualified": SQL("lead.qualified"),
        "res_id": SQL("lead.id"),
        "res_model": SQL("'crm.lead'"),
        "reference": SQL("lead.name"),
        "touch": SQL("'both'"),
    }
    money = SQL()
    if query.asks_for("days_to_money"):
        given["days_to_money"] = SQL("money.days")
        money = SQL(
            "LEFT JOIN (%s) money ON money.lead_id = lead.id", first_money(query.company_ids)
        )
    for name in ("company_id", "partner_id", "user_id", "team_id", *UTM):
        given[name] = SQL.identifier("lead", name)
    return _rows(
        query, kind, given, SQL("lead %s", money), SQL("lead"), query.days(SQL("lead.day"))
    )


# Sales --------------------------------------------------------------------------------------------


def _billed() -> SQL:
    """The deal behind each invoice that was made from orders of deals: the first order's."""
    return SQL(
        """SELECT DISTINCT ON (line.move_id) line.move_id, so.opportunity_id AS lead_id
             FROM sale_order so
             JOIN sale_order_line sol ON sol.order_id = so.id
             JOIN sale_order_line_invoice_rel invoicing ON invoicing.order_line_id = sol.id
             JOIN account_move_line line ON line.id = invoicing.invoice_line_id
            WHERE so.opportunity_id IS NOT NULL
            ORDER BY line.move_id, so.id"""
    )


def _documents(query: ReturnQuery, basis: str, measure: str, is_bounded=True) -> SQL:
    """Facts of a basis, one row for each document and day; ``value`` is the measure."""
    facts = FactQuery(
        basis,
        _DIMENSIONS,
        measure,
        query.company_ids,
        date_from=query.date_from if is_bounded else None,
        date_to=query.date_to if is_bounded else None,
        grain="day",
        details=_DETAILS,
        has_cogs=query.has_cogs,
        till=query.till,
    )
    return SQL("SELECT %s, value FROM (%s) fact", _KEYS, fact_query(facts))


def _sale_rows(query: ReturnQuery, kind: str) -> SQL:
    """What was won, ordered, invoiced or collected."""
    revenue = _documents(query, kind, "revenue")
    parts = [SQL("SELECT document.*, NULL::numeric AS margin FROM (%s) document", revenue)]
    if kind == INVOICED and query.asks_for(*_MARGINS):
        parts.append(
            SQL(
                "SELECT %s, NULL::numeric AS value, value AS margin FROM (%s) document",
                _KEYS,
                _documents(query, kind, "margin"),
            )
        )
    documents = SQL(
        "SELECT %s, SUM(value) AS value, SUM(margin) AS margin FROM (%s) part GROUP BY %s",
        _KEYS,
        SQL(" UNION ALL ").join(parts),
        _KEYS,
    )
    values = {f"{kind}_amount": SQL("sale.value")}
    if kind == INVOICED:
        values["margin_amount"] = SQL("sale.margin")
    if kind == WON:
        values["won"] = SQL("1")
    return _touched_rows(query, kind, documents, values, SQL("sale.res_id"), [])


def _customer_rows(query: ReturnQuery, kind: str) -> SQL:
    """The first sale to each customer: a won deal, an order or an invoice, whichever came first.

    Won deals without a customer are each a customer of their own. Credit notes sell nothing.
    """
    sales = SQL(" UNION ALL ").join(
        SQL(
            "SELECT document.*, %s AS place FROM (%s) document WHERE value > 0",
            place,
            _documents(query, basis, "count", is_bounded=False),
        )
        for place, basis in enumerate(_SALES)
    )
    firsts = SQL(
        """SELECT DISTINCT ON (company_id, COALESCE(partner_id, -res_id)) sale.*
             FROM (%s) sale
            ORDER BY company_id, COALESCE(partner_id, -res_id), date, place, res_id""",
        sales,
    )
    # documents of three models may have one number
    number = SQL("sale.res_id::bigint * %s + sale.place", len(_SALES))
    values = {"customers": SQL("1")}
    return _touched_rows(query, kind, firsts, values, number, query.days(SQL("sale.date")))


def _touched_rows(
    query: ReturnQuery,
    kind: str,
    sales: SQL,
    values: dict[str, SQL],
    number: SQL,
    conditions: list[SQL],
) -> SQL:
    """Rows of what was sold: one that counts as last and first touch, or one for each.

    :param sales: relation with the columns of :data:`_KEYS`
    :param values: measures by last touch
    :param number: what tells the sales of one day apart
    """
    model = SQL("%s", RES_MODELS.get(kind))
    if kind == CUSTOMER:
        names = [SQL("WHEN %s THEN %s", n, RES_MODELS[basis]) for n, basis in enumerate(_SALES)]
        model = SQL("CASE sale.place %s END", SQL(" ").join(names))
    given = {
        "id": _row_id(kind, number, _day_number(SQL("sale.date")), SQL("touch.slot")),
        "date": SQL("sale.date"),
        "lead_date": SQL(
            """COALESCE(origin.day,
                        CASE WHEN customer.day <= sale.date THEN customer.day END)"""
        ),
        "touch": SQL("touch.name"),
        "res_model": model,
        **{
            name: SQL.identifier("sale", name)
            for name in ("company_id", "partner_id", "user_id", "team_id", "res_id", "reference")
        },
        **{name: SQL.identifier("touch", name) for name in UTM},
    }
    for name, value in values.items():
        given[name] = SQL("CASE WHEN touch.name <> 'first' THEN %s END", value)
        given[f"first_{name}"] = SQL("CASE WHEN touch.name <> 'last' THEN %s END", value)
    return _rows(
        query,
        kind,
        given,
        SQL("(%s) sale %s %s", sales, _origin(kind), _touches()),
        SQL("touch"),
        conditions,
    )


def _origin(kind: str) -> SQL:
    """The joins of the customer's leads and of the deal that a sale was made from."""
    customer = SQL(
        """LEFT JOIN customer ON customer.company_id = sale.company_id
            AND customer.partner_id = sale.partner_id"""
    )
    if kind in (WON, ORDERED):
        return SQL("%s LEFT JOIN lead origin ON origin.id = sale.lead_id", customer)
    billed = SQL("sale.res_id")
    if kind == CUSTOMER:
        is_invoice = _SALES.index(INVOICED)
        billed = SQL("CASE WHEN sale.place = %s THEN sale.res_id END", is_invoice)
    return SQL(
        """%s LEFT JOIN billed ON billed.move_id = %s
           LEFT JOIN lead origin ON origin.id = COALESCE(sale.lead_id, billed.lead_id)""",
        customer,
        billed,
    )


def _touches() -> SQL:
    last, first = (
        SQL(", ").join(SQL.identifier(alias, name) for name in UTM)
        for alias in ("sale", "customer")
    )
    is_same = SQL(
        "(customer.is_touched IS NOT TRUE OR ROW(%s) IS NOT DISTINCT FROM ROW(%s))", last, first
    )
    return SQL(
        """CROSS JOIN LATERAL (
               SELECT CASE WHEN %(is_same)s THEN 'both' ELSE 'last' END AS name, 0 AS slot, %(last)s
               UNION ALL
               SELECT 'first', 1, %(first)s WHERE NOT %(is_same)s
           ) touch""",
        is_same=is_same,
        last=last,
        first=first,
    )


# Costs --------------------------------------------------------------------------------------------


def _cost_rows(query: ReturnQuery, kind: str) -> SQL:
    if kind == COST:
        costs, model = typed_costs(query.days(SQL("spread.date"))), "sales.source.cost"
    else:
        costs, model = bill_costs(query.days(SQL("line.date"))), "account.move"
    given = {
        "id": _row_id(kind, SQL("cost.number"), SQL("cost.place"), SQL("0")),
        "date": SQL("cost.date"),
        "lead_date": SQL("cost.date"),
        "cost_amount": SQL("cost.amount"),
        "res_model": SQL("%s", model),
        "touch": SQL("'both'"),
        **{
            name: SQL.identifier("cost", name)
            for name in ("company_id", "res_id", "reference", *UTM)
        },
    }
    costs = SQL("(SELECT %s FROM (%s) counted) cost", COST_COLUMNS, costs)
    return _rows(query, kind, given, costs, SQL("cost"), [])


def _rows(
    query: ReturnQuery,
    kind: str,
    given: dict[str, SQL],
    tables: SQL,
    named: SQL,
    conditions: list[SQL],
) -> SQL:
    """One SELECT of the union, with what follows from company, source and campaign.

    :param named: alias of what has source and campaign
    """
    company = given["company_id"]
    given = {
        "kind": SQL("%s", kind),
        # else leads of no company would look like amounts in another currency
        "currency_id": SQL("COALESCE(counting.currency_id, %s)", query.currency_id),
        "main_source_id": SQL("source.main_id"),
        "main_campaign_id": SQL("campaign.main_id"),
        **given,
    }
    return SQL(
        """SELECT %s FROM %s
             LEFT JOIN res_company counting ON counting.id = %s
             LEFT JOIN main_source source ON source.id = %s.source_id
             LEFT JOIN main_campaign campaign ON campaign.id = %s.campaign_id
             %s""",
        _columns(query, given),
        tables,
        company,
        named,
        named,
        where(conditions),
    )


_ROWS_OF = {
    LEAD: _lead_rows,
    **dict.fromkeys((WON, ORDERED, INVOICED, COLLECTED), _sale_rows),
    CUSTOMER: _customer_rows,
    COST: _cost_rows,
    BILL: _cost_rows,
}
