"""What is planned and not ordered yet, against what is in stock, product by product.

Stock is that of the warehouses of a plan's company, as Odoo counts it: what lies in them, what is
to come into them and what is to leave them. What lies there counts in the first period that is not
over; a move in the period of its day, one that is late in the first that is not over. Without the
stock app there is none, and all that is planned and not ordered is to be procured.
"""

from odoo.tools import SQL

from .time import company_days

#: What moves are to come, of any company's warehouses.
_AHEAD = SQL("move.state IN ('waiting', 'confirmed', 'assigned', 'partially_available')")
_MOVE_BEGINS = SQL("move.location_id")
_MOVE_ENDS = SQL("COALESCE(move.location_final_id, move.location_dest_id)")
_RUNNING = SQL("PARTITION BY plan_id, product_id ORDER BY date_from, period_id")


def replenishment(figures: SQL, plan_ids: list[int], has_stock: bool) -> SQL:
    """Return one row for each plan, period and product that any figure is of.

    ``remaining`` is what is planned and not ordered, of periods that are not over. ``balance`` is
    what would be in stock at the end of the period if all of it were sold and nothing more bought;
    ``to_order`` is what it falls short in the period, beyond what it fell short before. Of what
    names no product nothing is to be ordered.

    :param figures: relation with ``plan_id``, ``period_id``, ``product_id``, ``target_amount``,
        ``ordered_amount``
    :param plan_ids: the plans that figures are of
    :param has_stock: whether Odoo's stock app is installed
    """
    return SQL(
        """WITH today AS (%(today)s),
                period AS (%(periods)s),
                figure AS MATERIALIZED (%(figures)s),
                part AS (%(parts)s),
                line AS (%(lines)s),
                balanced AS (
                    SELECT line.*, SUM(%(change)s) OVER (%(running)s) AS balance FROM line),
                short AS (
                    SELECT balanced.*, GREATEST(MAX(-balance) OVER (%(running)s), 0) AS shortage
                      FROM balanced)
           SELECT short.*, CASE WHEN product_id IS NOT NULL AND is_ahead THEN
                      shortage - COALESCE(LAG(shortage) OVER (%(running)s), 0) END AS to_order
             FROM short""",
        today=company_days(),
        periods=_periods(plan_ids),
        figures=_figures(figures),
        parts=SQL(" UNION ALL ").join(_parts(has_stock)),
        lines=_lines(),
        change=SQL(
            """COALESCE(on_hand, 0) + COALESCE(incoming, 0) - COALESCE(outgoing, 0)
               - COALESCE(remaining, 0)"""
        ),
        running=_RUNNING,
    )


def _periods(plan_ids: list[int]) -> SQL:
    """The periods of plans, and whether they are over where the plan's company is."""
    return SQL(
        """SELECT period.id AS period_id, period.plan_id, period.date_from, period.date_to,
                  plan.company_id, period.date_to >= today.today AS is_ahead
             FROM sales_plan_period period
             JOIN sales_plan plan ON plan.id = period.plan_id
             JOIN today ON today.id = plan.company_id
            WHERE plan.id IN %s""",
        tuple(plan_ids) or (None,),
    )


def _figures(figures: SQL) -> SQL:
    return SQL(
        """SELECT plan_id, period_id, product_id, SUM(target_amount) AS planned,
                  SUM(ordered_amount) AS ordered
             FROM (%s) figure
            WHERE period_id IS NOT NULL
            GROUP BY plan_id, period_id, product_id""",
        figures,
    )


def _parts(has_stock: bool) -> list[SQL]:
    """What rows are made of: what is planned and ordered, and each part of the stock."""
    parts = [
        SQL(
            """SELECT plan_id, period_id, product_id, planned, ordered, NULL::numeric AS on_hand,
                      NULL::numeric AS incoming, NULL::numeric AS outgoing
                 FROM figure"""
        )
    ]
    if has_stock:
        parts += [_counted_in_period(stock) for stock in (_on_hand(), _incoming(), _outgoing())]
    return parts


def _lines() -> SQL:
    return SQL(
        """SELECT period.*, part.product_id, SUM(part.planned) AS planned,
                  SUM(part.ordered) AS ordered, SUM(part.on_hand) AS on_hand,
                  SUM(part.incoming) AS incoming, SUM(part.outgoing) AS outgoing,
                  CASE WHEN period.is_ahead AND COUNT(part.planned) > 0 THEN GREATEST(
                      SUM(part.planned) - COALESCE(SUM(part.ordered), 0), 0) END AS remaining
             FROM part
             JOIN period ON period.period_id = part.period_id
            GROUP BY period.period_id, period.plan_id, period.date_from, period.date_to,
                     period.company_id, period.is_ahead, part.product_id"""
    )


# Stock --------------------------------------------------------------------------------------------


def _counted_in_period(stock: SQL) -> SQL:
    """The stock of products that figures are of, in the period in which it counts.

    Moves after the last period count in none.
    """
    return SQL(
        """SELECT ahead.plan_id, ahead.period_id, stock.product_id, NULL, NULL, stock.on_hand,
                  stock.incoming, stock.outgoing
             FROM (SELECT DISTINCT figure.plan_id, figure.product_id, plan.company_id
                     FROM figure JOIN sales_plan plan ON plan.id = figure.plan_id) planned
             JOIN (%s) stock ON stock.product_id = planned.product_id
              AND stock.company_id = planned.company_id
             JOIN LATERAL (
                  SELECT period.plan_id, period.period_id
                    FROM period
                   WHERE period.plan_id = planned.plan_id AND period.is_ahead
                     AND (stock.moment IS NULL OR period.date_to >= stock.moment::date)
                   ORDER BY period.date_from, period.period_id
                   LIMIT 1) ahead ON TRUE""",
        stock,
    )


def _on_hand() -> SQL:
    """What lies in warehouses: of no day, so that it counts in the first period."""
    return SQL(
        """SELECT kept.company_id, quant.product_id, NULL::timestamp AS moment,
                  quant.quantity::numeric AS on_hand, NULL::numeric AS incoming,
                  NULL::numeric AS outgoing
             FROM stock_quant quant
             JOIN (%s) kept ON kept.location_id = quant.location_id""",
        _kept(),
    )


def _incoming() -> SQL:
    """What is to come into a warehouse from outside its company's."""
    quantities = SQL("move.product_qty::numeric AS incoming, NULL::numeric AS outgoing")
    return _moving(quantities, here=_MOVE_ENDS, there=_MOVE_BEGINS)


def _outgoing() -> SQL:
    """What is to leave a warehouse for outside its company's."""
    quantities = SQL("NULL::numeric AS incoming, move.product_qty::numeric AS outgoing")
    return _moving(quantities, here=_MOVE_BEGINS, there=_MOVE_ENDS)


def _moving(quantities: SQL, here: SQL, there: SQL) -> SQL:
    """What is to move between a warehouse and somewhere outside its company's.

    :param quantities: the columns ``incoming`` and ``outgoing``
    :param here: the end of a move that is in the warehouse
    :param there: its other end
    """
    return SQL(
        """SELECT kept.company_id, move.product_id, move.date AS moment, NULL::numeric AS on_hand,
                  %(quantities)s
             FROM stock_move move
             JOIN (%(kept)s) kept ON kept.location_id = %(here)s
            WHERE %(ahead)s AND NOT EXISTS (
                  SELECT FROM (%(kept)s) other
                   WHERE other.location_id = %(there)s
                     AND other.company_id = kept.company_id)""",
        quantities=quantities,
        kept=_kept(),
        here=here,
        there=there,
        ahead=_AHEAD,
    )


def _kept() -> SQL:
    """The locations of warehouses with their company."""
    return SQL(
        """SELECT DISTINCT place.id AS location_id, warehouse.company_id
             FROM stock_warehouse warehouse
             JOIN stock_location view ON view.id = warehouse.view_location_id
             JOIN stock_location place ON place.parent_path LIKE view.parent_path || '%%'
            WHERE warehouse.active"""
    )
