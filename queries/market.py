"""The SQL of customers' figures: what they bought, their class and their potential.

A company comes as a :class:`Market`, plain values read once per request. Every figure of all
customers is summed before anything is joined to it, so one query serves a customer and all of them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.tools import SQL

from .facts.question import FactQuery
from .facts.read import fact_query


@dataclass(frozen=True)
class Market:
    """The values of a company that its market figures are read with.

    :param company_ids: the company and those of its branches that the reader works in
    :param year: what the running fiscal year is called: the year that it ends in
    :param first: its first day
    :param last_first: first day of the year before
    :param last_last: last day of the year before
    :param last_today: the day of the year before that today is in this one
    :param abc_measure: revenue or margin
    :param abc_shares: up to which shares of the whole customers are A, and B
    :param weights: of potential, target and days in the score
    :param customer_ids: read these customers only; None for all. Classes need all of them.
    :param till: see ``FactQuery``
    """

    company_id: int
    company_ids: tuple[int, ...]
    currency_id: int
    basis: str
    has_cogs: bool
    today: date
    year: int
    first: date
    last_first: date
    last_last: date
    last_today: date
    abc_measure: str
    abc_shares: tuple[Decimal, Decimal]
    weights: tuple[int, int, int]
    customer_ids: tuple[int, ...] | None = None
    till: str = ""

    def facts(
        self,
        codes: Collection[str],
        date_from: date | None,
        date_to: date,
        *,
        measure: str = "revenue",
        grain: str | None = None,
        is_scoped: bool = True,
        is_summed: bool = True,
    ) -> SQL:
        """Return the facts of the company between two days, summed by dimensions.

        :param is_scoped: of the customers only that are read
        :param is_summed: False for facts one by one
        """
        scope = ()
        if is_scoped and self.customer_ids is not None:
            scope = (("customer", self.customer_ids),)
        return fact_query(
            FactQuery(
                self.basis,
                frozenset(codes),
                measure,
                self.company_ids,
                date_from,
                date_to,
                grain=grain,
                scope=scope,
                has_cogs=self.has_cogs,
                till=self.till,
                is_summed=is_summed,
            )
        )

    def of_customers(self, *column: str) -> SQL:
        """Return the condition that a column names one of the customers that are read."""
        if self.customer_ids is None:
            return SQL("TRUE")
        return SQL("%s IN %s", SQL.identifier(*column), self.customer_ids or (None,))


@dataclass(frozen=True)
class Reader:
    """Whose eyes figures are for.

    :param seen: the condition on facts, by salesperson and team, that the reader may see them; None
        for who sees all
    :param own: the condition that a fact makes its customer one of the reader's
    :param user_id: the reader
    :param team_ids: the teams that they lead
    :param is_code: whether customers that are not theirs are listed, too, and said to be so
    """

    seen: SQL | None
    own: SQL
    user_id: int
    team_ids: tuple[int, ...]
    is_code: bool = False

    @property
    def codes(self) -> set[str]:
        """The dimensions of facts that the conditions need."""
        return {"customer"} if self.seen is None else {"customer", "salesperson", "team"}

    @property
    def condition(self) -> SQL:
        """The condition that facts are seen."""
        return SQL("TRUE") if self.seen is None else self.seen


def bought(market: Market, reader: Reader) -> SQL:
    """Return what customers bought: one row for each who ever did, of what the reader sees.

    The last purchase is the last fact worth more than nothing, whatever came back on its day.
    """
    return SQL(
        """SELECT fact.partner_id,
                  SUM(fact.value) FILTER (WHERE fact.date >= %(first)s) AS revenue,
                  SUM(fact.value) FILTER (WHERE fact.date BETWEEN %(last_first)s
                      AND %(last_today)s) AS revenue_before,
                  SUM(fact.value) FILTER (WHERE fact.date BETWEEN %(last_first)s
                      AND %(last_last)s) AS revenue_last,
                  MAX(fact.date) FILTER (WHERE fact.value > 0) AS bought_on,
                  BOOL_OR(%(own)s) AS is_own
             FROM (%(facts)s) fact
            WHERE fact.partner_id IS NOT NULL AND %(seen)s
            GROUP BY fact.partner_id""",
        first=market.first,
        last_first=market.last_first,
        last_today=market.last_today,
        last_last=market.last_last,
        own=SQL("TRUE") if reader.seen is None else reader.own,
        facts=market.facts(reader.codes, None, market.today, grain="day", is_summed=False),
        seen=reader.condition,
    )


def margins(market: Market, reader: Reader) -> SQL:
    """Return the margins of customers, of this year and the one before."""
    return SQL(
        """SELECT fact.partner_id,
                  SUM(fact.value) FILTER (WHERE NOT %(is_last)s) AS margin,
                  SUM(fact.value) FILTER (WHERE %(is_last)s) AS margin_last
             FROM (%(facts)s) fact WHERE %(seen)s GROUP BY fact.partner_id""",
        is_last=_is_last(market),
        facts=_both_years(market, reader.codes, "margin"),
        seen=reader.condition,
    )


def _both_years(market: Market, codes: Collection[str], measure: str, is_scoped=True) -> SQL:
    """Return the facts of this fiscal year and the one before it, one by one, with their days."""
    return market.facts(
        codes,
        market.last_first,
        market.today,
        measure=measure,
        grain="day",
        is_scoped=is_scoped,
        is_summed=False,
    )


def _is_last(market: Market) -> SQL:
    """Return the condition that a fact of both years is of the one before."""
    return SQL("fact.date < %s", market.first)


def classes(market: Market, reader: Reader | None = None) -> SQL:
    """Return the classes of customers, ``a``, ``b`` and ``c``, of this year and the one before.

    The largest customers who together reach the first share are A, the one who crosses it
    included; those after them up to the second share are B. All sales of the company count, whoever
    reads. Who bought nothing has no class.

    :param reader: where the reader sees all customers' sums, they are not summed anew
    """
    sources = _known_sums(market, reader) or [
        SQL(
            """SELECT fact.partner_id, %s AS is_last, SUM(fact.value) AS value
                 FROM (%s) fact WHERE fact.partner_id IS NOT NULL
                GROUP BY 1, 2 HAVING SUM(fact.value) > 0""",
            _is_last(market),
            _both_years(market, {"customer"}, market.abc_measure, is_scoped=False),
        )
    ]
    return SQL(
        """SELECT partner_id, MAX(class) FILTER (WHERE NOT is_last) AS abc_class,
                  MAX(class) FILTER (WHERE is_last) AS abc_class_last
             FROM (SELECT partner_id, is_last,
                          CASE WHEN up_to - value < %(a)s * whole THEN 'a'
                               WHEN up_to - value < %(b)s * whole THEN 'b' ELSE 'c' END AS class
                     FROM (SELECT partner_id, is_last, value,
                                  SUM(value) OVER (PARTITION BY is_last) AS whole,
                                  SUM(value) OVER (PARTITION BY is_last
                                      ORDER BY value DESC, partner_id
                                      ROWS UNBOUNDED PRECEDING) AS up_to
                             FROM (%(sources)s) year) ranked) classed
            GROUP BY partner_id""",
        a=market.abc_shares[0],
        b=market.abc_shares[1],
        sources=SQL(" UNION ALL ").join(sources),
    )


def _known_sums(market: Market, reader: Reader | None) -> list[SQL]:
    """Return the sums that classes are made of where :func:`effort` has them: all of them, or
    none."""
    if reader is None or reader.seen is not None or market.customer_ids is not None:
        return []
    table = "sold" if market.abc_measure == "revenue" else "earned"
    return [
        SQL(
            "SELECT partner_id, %(is_last)s AS is_last, %(sum)s AS value FROM %(table)s "
            "WHERE partner_id IS NOT NULL AND %(sum)s > 0",
            is_last=is_last,
            sum=SQL.identifier(f"{market.abc_measure}{suffix}"),
            table=SQL.identifier(table),
        )
        for is_last, suffix in ((False, ""), (True, "_last"))
    ]


def potentials(market: Market) -> SQL:
    """Return the latest known potential of customers, none of a later year."""
    return SQL(
        """SELECT DISTINCT ON (partner_id) partner_id, amount, year, source
             FROM sales_customer_potential
            WHERE company_id = %s AND year <= %s AND %s
            ORDER BY partner_id, year DESC""",
        market.company_id,
        market.year,
        market.of_customers("partner_id"),
    )


def peers(company_id: int, year: int) -> SQL:
    """Return the latest potential that somebody gave of each customer, none of a later year, with
    how many people work there and their industry. Amounts are decimals as text."""
    return SQL(
        """SELECT DISTINCT ON (potential.partner_id) potential.partner_id,
                  potential.amount::text,
                  customer.sales_head_count, customer.industry_id
             FROM sales_customer_potential potential
             JOIN res_partner customer ON customer.id = potential.partner_id AND customer.active
            WHERE potential.company_id = %s AND potential.year <= %s
              AND potential.source <> 'estimated'
            ORDER BY potential.partner_id, potential.year DESC""",
        company_id,
        year,
    )
