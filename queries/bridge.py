"""What bridges are made of: sales of two spans of days, and what became of deals in them."""

from dataclasses import replace
from datetime import date

from odoo.tools import SQL

from .dimensions import BY_CODE, LOST, PIPELINE, WON
from .facts.read import fact_query
from .plans import PlanFrame, row_joins

#: ``[(number, first day, last day), …]``
Spans = list[tuple[int, date, date]]
#: Which of the deals at hand are meant, in a relation ``deal``.
_WHICH = {
    "at_hand": SQL("TRUE"),
    "closed": SQL("deal.closed_on <= deal.last"),
    "won": SQL("deal.closed_on <= deal.last AND deal.basis = %s", WON),
}


def sold(frame: PlanFrame, is_split: bool, first: date, last: date) -> SQL:
    """Return what a row sold between two days, by customer and product.

    Columns: ``is_planned``, ``partner_id``, ``product_id``, ``unit_id`` (the unit that all of its
    kind are counted in), ``currency_id`` (of the documents), ``value`` (the plan's measure),
    ``revenue``, ``foreign_revenue`` (in the currency of the documents), ``quantity``.

    :param frame: of the row: its facts, and the levels down to the one below it
    :param is_split: whether the rows on the last of these levels are rows of the row; else all
        that it sold is planned
    """
    query = replace(
        frame.facts({*frame.levels, "customer", "product"}, date_from=first, date_to=last),
        beside=("revenue", "quantity"),
        details=("document_currency_id", "currency_rate"),
    )
    return SQL(
        """SELECT %(planned)s AS is_planned, fact.partner_id, fact.product_id,
                  split_part(unit.parent_path, '/', 1)::integer AS unit_id,
                  fact.document_currency_id AS currency_id, SUM(fact.value)::float8,
                  SUM(fact.revenue)::float8, SUM(fact.revenue * fact.currency_rate)::float8,
                  COALESCE(SUM(fact.quantity), 0)::float8
             FROM (%(facts)s) fact %(rows)s
             LEFT JOIN product_product product ON product.id = fact.product_id
             LEFT JOIN product_template template ON template.id = product.product_tmpl_id
             LEFT JOIN uom_uom unit ON unit.id = template.uom_id
            GROUP BY 1, 2, 3, 4, 5""",
        planned=_is_planned(frame, is_split),
        facts=fact_query(query),
        rows=row_joins(frame),
    )


def counted(frame: PlanFrame, is_split: bool, first: date, last: date) -> SQL:
    """Return how many documents a row had between two days, by customer: ``is_planned``,
    ``partner_id``, ``value``."""
    return SQL(
        """SELECT %s AS is_planned, fact.partner_id, SUM(fact.value)::float8
             FROM (%s) fact %s GROUP BY 1, 2""",
        _is_planned(frame, is_split),
        fact_query(frame.facts({*frame.levels, "customer"}, date_from=first, date_to=last)),
        row_joins(frame),
    )


def closed_deals(frame: PlanFrame, is_split: bool, spans: Spans) -> SQL:
    """Return what became of a row's deals in spans of days.

    Columns: ``is_planned``, ``number``, ``at_hand``, ``closed``, ``won`` (how many) and ``value``
    (of the won ones, in the plan's measure).

    At hand are deals that were made before the span's end, and not closed before it began.

    """
    return SQL(
        """SELECT deal.is_planned, deal.number, COUNT(DISTINCT deal.res_id)::float8,
                  COUNT(DISTINCT deal.res_id) FILTER (WHERE %(closed)s)::float8,
                  COUNT(DISTINCT deal.res_id) FILTER (WHERE %(won)s)::float8,
                  COALESCE(SUM(deal.value) FILTER (WHERE %(won)s), 0)::float8
             FROM (%(deals)s) deal
            GROUP BY 1, 2""",
        closed=_WHICH["closed"],
        won=_WHICH["won"],
        deals=_deals_at_hand(frame, is_split, spans),
    )


def deal_numbers(frame: PlanFrame, is_split: bool, spans: Spans, which: str) -> SQL:
    """Return the ids of the planned deals of :func:`closed_deals`, of all spans.

    :param which: ``at_hand``, ``closed`` or ``won``
    """
    return SQL(
        "SELECT DISTINCT deal.res_id FROM (%s) deal WHERE deal.is_planned AND %s",
        _deals_at_hand(frame, is_split, spans),
        _WHICH[which],
    )


def _deals_at_hand(frame: PlanFrame, is_split: bool, spans: Spans) -> SQL:
    first = min(span[1] for span in spans)
    deals = [_deals(frame, basis, first) for basis in (WON, LOST, PIPELINE)]
    return SQL(
        """SELECT deal.*, span.number, span.last
             FROM (SELECT fact.*, %s AS is_planned FROM (%s) fact %s) deal
             JOIN (VALUES %s) span (number, first, last)
               ON COALESCE(deal.closed_on >= span.first, TRUE)
              AND (deal.made_on <= span.last OR deal.closed_on <= span.last)""",
        _is_planned(frame, is_split),
        SQL(" UNION ALL ").join(deals),
        row_joins(frame),
        SQL(", ").join(SQL("(%s, %s::date, %s::date)", *span) for span in spans),
    )


def _deals(frame: PlanFrame, basis: str, first: date) -> SQL:
    """Return the deals of a basis; those that are over from a day on."""
    is_over = basis != PIPELINE
    facts = replace(
        frame.facts(frame.levels, basis=basis, grain="day"),
        date_from=first if is_over else None,
        date_to=None,
        details=("res_id", "made_on"),
    )
    levels = [SQL.identifier(BY_CODE[code].field) for code in dict.fromkeys(frame.levels)]
    columns = [
        *levels,
        SQL("res_id, made_on, value"),
        SQL("%s::text AS basis", basis),
        SQL("date AS closed_on") if is_over else SQL("NULL::date AS closed_on"),
    ]
    return SQL("SELECT %s FROM (%s) fact", SQL(", ").join(columns), fact_query(facts))


def _is_planned(frame: PlanFrame, is_split: bool) -> SQL:
    if not is_split:
        return SQL("TRUE")
    return SQL("%s IS NOT NULL", SQL.identifier(f"node{len(frame.levels)}", "id"))


def get_frame_of(frame: PlanFrame, scope, depth: int) -> PlanFrame:
    """Return the frame of a plan's row: its own facts, with the levels down to the one below it.

    :param scope: ``((dimension code, ids), …)`` that the row's facts match
    :param depth: how deep the row lies, 0 for the total
    """
    return replace(
        frame,
        scope=tuple(scope),
        levels=frame.levels[: depth + 1],
        level_ids=frame.level_ids[: depth + 1],
    )
