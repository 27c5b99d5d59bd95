"""Where a document counts: the first of its addresses that names a country or a state."""

from odoo.tools import SQL

from ..dimensions import ADDRESSES


def address_join(basis: str) -> SQL:
    """Return the joins that end in ``address``, with ``country_id`` and ``state_id``.

    The documents' addresses are those of ``dimensions.ADDRESSES``. Both columns are NULL where no
    address is anywhere. Most documents say where they are in the first one: the others are looked
    up only where it does not.
    """
    first, *others = ADDRESSES[basis]
    join, place = SQL(), SQL(first)  # pylint: disable=sql-injection
    if "." in first:  # a partner; else an alias with the columns of an address
        join = SQL("LEFT JOIN res_partner headed ON headed.id = %s", place)
        place = SQL("headed")
    return SQL(
        """%(join)s LEFT JOIN LATERAL (
                SELECT %(country_of_other)s AS country_id, other.state_id
                  FROM (VALUES %(others)s) named (number, id)
                  JOIN res_partner other ON other.id = named.id
                 WHERE NOT %(is_somewhere)s AND %(other_is_somewhere)s
                 ORDER BY named.number
                 LIMIT 1
           ) elsewhere ON TRUE
           CROSS JOIN LATERAL (
                SELECT COALESCE(%(country)s, elsewhere.country_id) AS country_id,
                       COALESCE(%(place)s.state_id, elsewhere.state_id) AS state_id
           ) address""",
        join=join,
        place=place,
        others=SQL(", ").join(
            SQL("(%s, %s)", number, SQL(other))  # pylint: disable=sql-injection
            for number, other in enumerate(others)
        ),
        is_somewhere=_is_somewhere(place),
        other_is_somewhere=_is_somewhere(SQL("other")),
        country=_country_of(place),
        country_of_other=_country_of(SQL("other")),
    )


def _is_somewhere(place: SQL) -> SQL:
    """Whether an address names a country or a state."""
    return SQL("(%s.country_id IS NOT NULL OR %s.state_id IS NOT NULL)", place, place)


def _country_of(place: SQL) -> SQL:
    """The country of an address; one with a state alone is in the state's country."""
    return SQL(
        """COALESCE(%s.country_id, (
            SELECT state.country_id FROM res_country_state state WHERE state.id = %s.state_id))""",
        place,
        place,
    )
