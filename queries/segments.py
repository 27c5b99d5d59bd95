"""The SQL of segments of the market: how large they are, and what we sell in them.

A segment is an industry in a country, or in one of its states where figures are known by state.
What is sold where no figures are known makes rows of its own, so that all of it adds up.
"""

from collections.abc import Sequence

from odoo.tools import SQL

from .market import Market, Reader
from .plans import PlanFrame, net_targets

#: More industries, or countries, than there are: ids of rows without figures are made of them.
SLOTS = 100_000


def segments(
    market: Market, reader: Reader, frames: Sequence[PlanFrame], visible: SQL | None
) -> SQL:
    """Return the segments of a company's market, with what it sells there and plans to.

    :param frames: the plans in force
    :param visible: ids of the rows of these that the reader sees, as a subquery; None for all
    """
    return SQL(
        """WITH segment AS (%(known)s), sold AS (%(sold)s), aim AS (%(targets)s)
           SELECT listed.id, %(company)s AS company_id, %(currency)s AS currency_id,
                  listed.segment_id, listed.industry_id, listed.country_id, segment.state_id,
                  segment.year, segment.source, segment.size,
                  segment.growth / 100 AS market_growth,
                  COALESCE(sold.revenue, 0) AS revenue,
                  COALESCE(sold.revenue_before, 0) AS revenue_before,
                  sold.revenue / NULLIF(GREATEST(sold.revenue_before, 0), 0) - 1 AS growth,
                  CASE WHEN segment.id IS NOT NULL THEN COALESCE(sold.revenue, 0)
                   END AS known_revenue,
                  COALESCE(sold.revenue, 0) / NULLIF(segment.size, 0) AS share,
                  COALESCE(sold.customers, 0) AS customers,
                  CASE WHEN segment.id IS NOT NULL THEN
                      GREATEST(segment.size - COALESCE(sold.revenue, 0), 0) END AS unused,
                  aim.target, COALESCE(sold.revenue, 0) - aim.target AS gap
             FROM (SELECT id::bigint * 2 AS id, id AS segment_id, industry_id, country_id
                     FROM segment
                   UNION ALL
                   SELECT ((%(company)s::bigint * %(slots)s + COALESCE(industry_id, 0)) * %(slots)s
                           + COALESCE(country_id, 0)) * 2 + 1, NULL, industry_id, country_id
                     FROM (SELECT industry_id, country_id FROM sold WHERE segment_id IS NULL
                           UNION
                           SELECT industry_id, country_id FROM aim WHERE segment_id IS NULL) other
                  ) listed
             LEFT JOIN segment ON segment.id = listed.segment_id
             LEFT JOIN sold ON %(sold_there)s
             LEFT JOIN aim ON %(planned_there)s""",
        known=_known(market),
        sold=_sold(market, reader),
        targets=_targets(frames, visible),
        company=market.company_id,
        currency=market.currency_id,
        slots=SLOTS,
        sold_there=_same_segment("sold"),
        planned_there=_same_segment("aim"),
    )


def _same_segment(table: str) -> SQL:
    """Condition that sums are those of a listed segment, or of an industry and country without."""
    return SQL(
        """%(table)s.segment_id IS NOT DISTINCT FROM listed.segment_id
           AND (listed.segment_id IS NOT NULL
                OR (%(table)s.industry_id IS NOT DISTINCT FROM listed.industry_id
                    AND %(table)s.country_id IS NOT DISTINCT FROM listed.country_id))""",
        table=SQL.identifier(table),
    )


def _known(market: Market) -> SQL:
    """Return the latest figures of each industry and country, none of a later year."""
    return SQL(
        """SELECT id, industry_id, country_id, state_id, year, size, growth, source
             FROM (SELECT *, MAX(year) OVER (PARTITION BY industry_id, country_id) AS latest
                     FROM sales_market_segment WHERE company_id = %s AND year <= %s) known
            WHERE year = latest""",
        market.company_id,
        market.year,
    )


def _segment_join(relation: str) -> SQL:
    """The join that finds the segment of something with industry, country and state."""
    return SQL(
        """LEFT JOIN segment ON segment.industry_id = %(relation)s.industry_id
            AND segment.country_id = %(relation)s.country_id
            AND (segment.state_id IS NULL OR segment.state_id = %(relation)s.state_id)""",
        relation=SQL.identifier(relation),
    )


#: The columns that sums are grouped by.
_GROUPS = SQL(
    """segment.id AS segment_id,
       CASE WHEN segment.id IS NULL THEN fact.industry_id END AS industry_id,
       CASE WHEN segment.id IS NULL THEN fact.country_id END AS country_id"""
)


def _sold(market: Market, reader: Reader) -> SQL:
    """Return what the reader sees of sales by segment, of this year and of the same days before."""
    codes = reader.codes | {"industry", "country", "state"}
    sources = [
        SQL(
            """SELECT fact.partner_id, fact.industry_id, fact.country_id, fact.state_id,
                      %s AS is_last, fact.value FROM (%s) fact WHERE %s""",
            is_last,
            market.facts(codes, first, last),
            reader.condition,
        )
        for is_last, first, last in (
            (False, market.first, market.today),
            (True, market.last_first, market.last_today),
        )
    ]
    return SQL(
        """SELECT %(groups)s,
                  SUM(fact.value) FILTER (WHERE NOT fact.is_last) AS revenue,
                  SUM(fact.value) FILTER (WHERE fact.is_last) AS revenue_before,
                  COUNT(DISTINCT fact.partner_id)
                      FILTER (WHERE NOT fact.is_last AND fact.value > 0) AS customers
             FROM (%(facts)s) fact %(join)s
            GROUP BY 1, 2, 3""",
        groups=_GROUPS,
        facts=SQL(" UNION ALL ").join(sources),
        join=_segment_join("fact"),
    )


def _targets(frames: Sequence[PlanFrame], visible: SQL | None) -> SQL:
    """Return the targets of segments: of rows of their customers, or of their industry and place.

    Of several plans the one with the largest target counts.
    """
    if not frames:
        nothing = SQL("NULL::integer")
        return SQL(
            """SELECT %(id)s AS segment_id, %(id)s AS industry_id, %(id)s AS country_id,
                      0.0 AS target LIMIT 0""",
            id=nothing,
        )
    depth = max(len(frame.levels) for frame in frames)
    return SQL(
        """SELECT DISTINCT ON (segment_id, industry_id, country_id) segment_id, industry_id,
                  country_id, target
             FROM (SELECT fact.plan_id, %(groups)s, SUM(fact.amount) AS target
                     FROM (SELECT net.plan_id, net.amount,
                                  COALESCE(row.industry_id, customer.industry_id) AS industry_id,
                                  COALESCE(row.country_id, customer.country_id) AS country_id,
                                  COALESCE(row.state_id, customer.state_id) AS state_id
                             FROM (%(net)s) net
                             JOIN sales_plan_allocation row ON row.id = net.allocation_id
                             LEFT JOIN res_partner customer ON customer.id = row.partner_id
                          ) fact %(join)s
                    WHERE fact.industry_id IS NOT NULL AND fact.country_id IS NOT NULL
                    GROUP BY 1, 2, 3, 4) planned
            ORDER BY segment_id, industry_id, country_id, target DESC, plan_id""",
        groups=_GROUPS,
        net=net_targets([frame.plan_id for frame in frames], depth, visible),
        join=_segment_join("fact"),
    )
