"""The SQL of whether effort on customers pays: all their figures, and the points of a score."""

from collections.abc import Sequence

from odoo.tools import SQL

from .customer_targets import customer_targets
from .market import Market, Reader, bought, classes, margins, potentials
from .plans import PlanFrame

#: Days without a purchase from which on a customer gets all points for that.
LONG_AGO = 365
#: Companies whose customers have rows of their own: ids of rows are made of both.
COMPANY_SLOTS = 65_536


def effort(market: Market, reader: Reader, frames: Sequence[PlanFrame], visible: SQL | None) -> SQL:
    """Return the figures of the customers of a company: those whom the reader may see.

    These are their own ones, those to whom they or their teams sold, and those with targets that
    they see. Points are among these, see :func:`_points`.
    """
    figures = SQL(
        """SELECT customer.id::bigint * %(slots)s + %(company)s AS id, %(company)s AS company_id,
                  %(currency)s AS currency_id, customer.id AS partner_id, customer.user_id,
                  seller.sale_team_id AS team_id, customer.industry_id, customer.country_id,
                  customer.state_id, customer.phone,
                  COALESCE(sold.revenue, 0) AS revenue,
                  COALESCE(sold.revenue_before, 0) AS revenue_before,
                  COALESCE(sold.revenue_last, 0) AS revenue_last,
                  sold.revenue / NULLIF(GREATEST(sold.revenue_before, 0), 0) - 1 AS growth,
                  earned.margin, earned.margin_last, class.abc_class, class.abc_class_last,
                  known.amount AS potential, known.year AS potential_year,
                  known.source AS potential_source,
                  CASE WHEN known.amount IS NOT NULL THEN COALESCE(sold.revenue, 0)
                   END AS potential_revenue,
                  COALESCE(sold.revenue, 0) / NULLIF(known.amount, 0) AS share,
                  CASE WHEN known.amount IS NOT NULL THEN
                      GREATEST(known.amount - COALESCE(sold.revenue, 0), 0)
                   END AS remaining_potential,
                  aim.target, aim.remaining AS remaining_target,
                  sold.bought_on, %(today)s::date - sold.bought_on AS days_since,
                  COALESCE(%(mine)s, FALSE) AS is_mine
             FROM (SELECT partner_id FROM sold
                   UNION SELECT partner_id FROM known
                   UNION SELECT partner_id FROM aim) listed
             JOIN res_partner customer ON customer.id = listed.partner_id
             LEFT JOIN res_users seller ON seller.id = customer.user_id
             LEFT JOIN sold ON sold.partner_id = customer.id
             LEFT JOIN known ON known.partner_id = customer.id
             LEFT JOIN aim ON aim.partner_id = customer.id
             LEFT JOIN earned ON earned.partner_id = customer.id
             LEFT JOIN (%(classes)s) class ON class.partner_id = customer.id
            WHERE (customer.active OR sold.revenue <> 0 OR sold.revenue_last <> 0)
              AND %(listed)s""",
        slots=COMPANY_SLOTS,
        company=market.company_id,
        currency=market.currency_id,
        today=market.today,
        classes=classes(market, reader),
        mine=_is_mine(reader),
        listed=SQL("TRUE") if reader.is_code else _is_mine(reader),
    )
    return SQL(
        """WITH sold AS (%(bought)s), earned AS (%(margins)s), known AS (%(potentials)s),
                aim AS (%(targets)s),
                figure AS (%(figures)s), point AS (%(points)s)
           SELECT *, potential_points + target_points + days_points AS score
             FROM point""",
        bought=bought(market, reader),
        margins=margins(market, reader),
        potentials=potentials(market),
        targets=customer_targets(market, frames, visible),
        figures=figures,
        points=_points(market),
    )


def _is_mine(reader: Reader) -> SQL:
    if reader.seen is None:
        return SQL("TRUE")
    return SQL(
        """(customer.user_id = %s OR seller.sale_team_id IN %s OR sold.is_own
            OR aim.partner_id IS NOT NULL)""",
        reader.user_id,
        reader.team_ids or (None,),
    )


def _points(market: Market) -> SQL:
    """Return the figures with their points: of 100 each part has its share of the weights.

    What remains of potential and target counts by rank: the share of customers with something
    remaining who have no more. Days since the last purchase count in proportion, up to a year; who
    never bought has all of them. Rounded to a tenth.
    """
    whole = sum(market.weights)
    ranks = [
        SQL(
            """CASE WHEN %(column)s > 0 THEN
                CUME_DIST() OVER (PARTITION BY is_mine, %(column)s > 0 ORDER BY %(column)s)
                ELSE 0 END""",
            column=SQL.identifier(column),
        )
        for column in ("remaining_potential", "remaining_target")
    ]
    ranks.append(
        SQL("LEAST(GREATEST(COALESCE(days_since, %s), 0), %s)::numeric / %s", *[LONG_AGO] * 3)
    )
    names = ("potential_points", "target_points", "days_points")
    points = [
        SQL(
            "ROUND(100 * %s * (%s)::numeric / %s, 1) AS %s",
            weight,
            rank,
            whole,
            SQL.identifier(name),
        )
        for weight, rank, name in zip(market.weights, ranks, names, strict=True)
    ]
    return SQL("SELECT *, %s FROM figure", SQL(", ").join(points))
