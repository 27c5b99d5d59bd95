"""Passes cells of plans to the database as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from odoo.tools import SQL

from ..tools.spreading import Cell


def cell_table(cells: Mapping[tuple[int, int], Cell | None]) -> SQL:
    """Return cells as a table: row_id, period_id, amount, history, is_held.

    :param cells: ``{(row id, period id): Cell}``, None for a cell of which only the key is used
    """
    states = [cell or Cell(None) for cell in cells.values()]
    arrays = [
        SQL("%s::integer[]", _to_array([row_id for row_id, __ in cells])),
        SQL("%s::integer[]", _to_array([period_id for __, period_id in cells])),
        SQL("%s::numeric[]", _to_array([cell.amount for cell in states])),
    ]
    names, columns = ["row_id", "period_id", "amount"], [SQL("given.*")]
    for name, kind, column in (
        ("history", SQL("numeric"), [cell.history for cell in states]),
        ("is_held", SQL("boolean"), [cell.is_held for cell in states]),
    ):
        if len(set(column)) == 1:  # the usual case: one value instead of an array
            columns.append(SQL("%s::%s AS %s", column[0], kind, SQL.identifier(name)))
        else:
            arrays.append(SQL("%s::%s[]", _to_array(column), kind))
            names.append(name)
    return SQL(
        "(SELECT %s FROM unnest(%s) AS given (%s)) AS cell",
        SQL(", ").join(columns),
        SQL(", ").join(arrays),
        SQL(", ").join(map(SQL.identifier, names)),
    )


def _to_array(values: Iterable[object]) -> str:
    """Return numbers or booleans as the text of an array.

    The database reads one long text faster than it parses an expression for every element.
    """
    return f"{{{','.join(['NULL' if value is None else str(value) for value in values])}}}"
