"""Conditions on the invoices whose items are asked for, see ``receivables.py``.

Whose an item is, and what kind it is, PostgreSQL knows once it has put all items together: of a
company with hundreds of thousands of open instalments that takes a second for a single one. These
conditions say the same, or less, of the entry alone, as ``move``, so that it begins with those.
"""

from odoo.tools import SQL

from .receivables import DOCUMENTS, INVOICES, IS_DOCUMENT

#: What only invoices can be: their statuses, see ``open_items``.
OWED = frozenset(("paying", "disputed", "promised", "overdue", "not_due"))
#: The kinds of items that are documents.
DOCUMENT_KINDS = frozenset(("invoice", "credit"))


def of_kinds(kinds) -> SQL | None:
    """Return the condition that an entry can have items of some kinds; None where any can."""
    if set(kinds) == {"invoice"}:
        return SQL("(%s AND move.move_type IN %s)", IS_DOCUMENT, INVOICES)
    return IS_DOCUMENT if set(kinds) <= DOCUMENT_KINDS else None


def of_users(user_ids, is_document: bool) -> SQL:
    """Return the condition that an entry can have items of some salespeople.

    :param user_ids: ids, and False for nobody
    :param is_document: whether only documents are asked for: what else there is has the customer's
        salesperson
    """
    found = SQL("move.invoice_user_id IN %s", tuple(filter(None, user_ids)) or (None,))
    if not all(user_ids):
        found = SQL("(%s OR move.invoice_user_id IS NULL)", found)
    return found if is_document else SQL("(%s OR move.move_type NOT IN %s)", found, DOCUMENTS)


def of_teams(team_ids: SQL | tuple) -> SQL:
    """Return the condition that an entry is of some teams.

    :param team_ids: ids, or the query of them
    """
    return SQL("move.team_id IN %s", team_ids)
