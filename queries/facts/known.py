"""What Odoo knew of documents at the end of a past day.

Odoo keeps when a document was made, and in messages of its tracked state what that was before each
change. Read backwards, the first change after a day says what the document was at its end; one
without a change since then was what it is now. All else of a document (its amounts, customer,
salesperson, days) is what it is now: Odoo does not keep what it was.

What came into Odoo with its first documents, or with the company, was not made then. So of days
before that a document counts on its own day, as far as nothing better is known.
"""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

from ..time import EARLIEST_END, DayEnd, company_moments
from ..tracking import selection_labels


@dataclass(frozen=True)
class Kind:
    """A kind of documents whose state is tracked.

    :ivar model: its model
    :ivar table: its table
    :ivar alias: what queries call it
    :ivar counted: the state in which it counts
    """

    model: str
    table: str
    alias: str
    counted: str

    @property
    def is_counted(self) -> SQL:
        """The condition that a document counts now."""
        return SQL("%s = %s", SQL.identifier(self.alias, "state"), self.counted)


MOVES = Kind("account.move", "account_move", "move", "posted")
SALE_ORDERS = Kind("sale.order", "sale_order", "so", "sale")


@dataclass(frozen=True)
class Reading:
    """Documents to be read: what to join to their table, and which of them count.

    :ivar joins: joins after the document's table
    :ivar conditions: conditions that take the place of the one on the state
    :ivar is_now: whether all of them count now, so that indexes of what counts serve
    """

    joins: SQL
    conditions: list[SQL]
    is_now: bool = True


def get_readings(kind: Kind, as_of: date | None, day: SQL) -> list[Reading]:
    """Return how the documents are read that count now, or counted at the end of a day.

    Those of a past day are in two parts, which have none in common: what counts now and did then,
    and the little whose state has changed since then.

    :param as_of: the past day, None for now
    :param day: the document's own day, for days of which nothing better is known
    """
    if not as_of:
        return [Reading(SQL(), [kind.is_counted])]
    identifier = SQL.identifier(kind.alias, "id")
    company, made = (SQL.identifier(kind.alias, name) for name in ("company_id", "create_date"))
    later = _later_states(kind, as_of)
    stayed = Reading(
        SQL("JOIN (%s) ending ON ending.id = %s", endings(kind.table, as_of), company),
        [
            kind.is_counted,
            is_known(made, day, as_of),
            SQL("NOT EXISTS (SELECT FROM (%s) later WHERE later.id = %s)", later, identifier),
        ],
    )
    changed = Reading(
        SQL("JOIN (%s) later ON later.id = %s", later, identifier),
        [SQL("later.state = %s", kind.counted)],
        is_now=False,
    )
    return [stayed, changed]


def is_known(made: SQL, day: SQL, as_of: date) -> SQL:
    """Return the condition that something was there at the end of a day, beside ``ending``.

    :param made: when it was made
    :param day: its own day
    """
    return SQL(
        "(%s < ending.moment OR ending.is_before AND %s <= %s)",
        made,
        day,
        as_of,
    )


def endings(table: str, as_of: date) -> SQL:
    """Return the relation of all companies: ``id``, the ``moment`` in UTC at which a day ends, and
    ``is_before``: whether that is before Odoo had the company, or any document of a table."""
    # OFFSET: it is worked out once for each company
    return SQL(
        """SELECT ended.id, ended.moment,
                  ended.moment <= GREATEST(company.create_date, (%s)) AS is_before
             FROM (%s) ended
             JOIN res_company company ON company.id = ended.id
           OFFSET 0""",
        beginning(table),
        company_moments(DayEnd(as_of)),
    )


def beginning(table: str) -> SQL:
    """Return the moment in UTC from which on Odoo has documents of a table: a query."""
    return SQL(
        "SELECT made.create_date FROM %s made ORDER BY made.id LIMIT 1", SQL.identifier(table)
    )


def _later_states(kind: Kind, as_of: date) -> SQL:
    """The documents that were there at the end of a day and whose state has changed since:
    ``id``, and ``state``, what it was at that end.

    Messages keep what their writer read, in any language; what nothing is called now says nothing.
    """
    return SQL(
        """SELECT DISTINCT ON (document.id) document.id, label.value AS state
             FROM mail_tracking_value change
             JOIN mail_message message
               ON message.id = change.mail_message_id AND message.model = %(model)s
             JOIN %(table)s document ON document.id = message.res_id
             JOIN (%(endings)s) ending ON ending.id = document.company_id
             JOIN (%(labels)s) label ON label.label = change.old_value_char
            WHERE change.field_id = (SELECT field.id FROM ir_model_fields field
                                      WHERE field.model = %(model)s AND field.name = 'state')
              AND change.create_date >= %(day)s::date + %(earliest)s
              AND change.create_date >= ending.moment AND document.create_date < ending.moment
            ORDER BY document.id, change.id""",
        model=kind.model,
        table=SQL.identifier(kind.table),
        endings=endings(kind.table, as_of),
        labels=selection_labels(kind.model, "state"),
        day=as_of,
        earliest=EARLIEST_END,
    )
