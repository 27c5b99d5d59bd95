"""What documents are worth in the rows of a plan in a period."""

from dataclasses import replace
from datetime import date

from odoo.tools import SQL

from .landing_rows import row_sums
from .plans import PlanFrame


def document_sums(frame: PlanFrame, first: date, last: date) -> SQL:
    """Return the documents that count between two days, by the deepest row that they fall under:
    ``row_id``, ``res_id``, ``value``; without those that come to nothing in a row."""
    query = replace(frame.facts(frame.levels, date_from=first, date_to=last), details=("res_id",))
    return SQL(
        "SELECT * FROM (%s) fact (row_id, res_id, value) WHERE value <> 0",
        row_sums(frame, query, "res_id"),
    )
