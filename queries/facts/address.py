"""Where a document counts: the first of its addresses that names a country or a state."""

from odoo.tools import SQL

from ..dimensions import ADDRESSES

#: Whether an address says where it is.
_IS_SOMEWHERE = "(%(place)s.country_id IS NOT NULL OR %(place)s.state_id IS NOT NULL)"
#: The country of an address; one with a state alone is in the state's country.
_COUNTRY = """COALESCE(%(place)s.country_id, (
    SELECT state.country_id FROM res_country_state state WHERE state.id = %(place)s.state_id))"""


def address_join(basis: str) -> SQL:
    """Return the joins that end in ``address``, with ``country_id`` and ``state_id``.

    The documents' addresses are those of ``dimensions.ADDRESSES``. Both columns are NULL where no
    address is anywhere.
    """
    joins, places = [], []
    for number, expression in enumerate(ADDRESSES[basis]):
        place = SQL(expression)  # pylint: disable=sql-injection
        if "." in expression:  # a partner; else an alias with the columns of an address
            partner, place = place, SQL.identifier(f"address{number}")
            joins.append(SQL("LEFT JOIN res_partner %s ON %s.id = %s", place, place, partner))
        places.append(place)
    return SQL(
        "%s CROSS JOIN LATERAL (SELECT %s AS country_id, %s AS state_id) address",
        SQL(" ").join(joins),
        _first_somewhere(places, _COUNTRY),
        _first_somewhere(places, "%(place)s.state_id"),
    )


def _first_somewhere(places: list[SQL], value: str) -> SQL:
    """Return a value of the first of some places that is somewhere."""
    branches = [
        SQL("WHEN %s THEN %s", SQL(_IS_SOMEWHERE, place=place), SQL(value, place=place))
        for place in places
    ]
    return SQL("CASE %s END", SQL(" ").join(branches))
