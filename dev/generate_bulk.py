"""Insert millions of rows quickly: without foreign keys and indexes, which come back afterwards.

Checking and indexing row by row takes several times as long as the rows themselves. Everything
happens in the caller's transaction, so a failure leaves the tables as they were.
"""

from contextlib import contextmanager

from odoo.tools import SQL

from .generate_sql import run

#: Rows from which on it pays off.
WORTHWHILE = 50_000


@contextmanager
def bare_tables(env, tables, rows):
    """Drop foreign keys and plain indexes of `tables` while the block inserts about `rows`."""
    if rows < WORTHWHILE:
        yield
        return
    keys, indexes = _foreign_keys(env, tables), _indexes(env, tables)
    for table, name, _definition in keys:
        run(env, "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s", table=SQL(table), name=SQL(name))
    for name, _definition, _comment in indexes:
        run(env, "DROP INDEX %(name)s", name=SQL(name))
    yield
    for name, definition, comment in indexes:
        run(env, "%(definition)s", definition=SQL(definition.replace("%", "%%")))
        # Odoo compares the comment with its own definition and would make the index anew.
        run(env, "COMMENT ON INDEX %(name)s IS %(text)s", name=SQL(name), text=comment)
    for table, name, definition in keys:
        run(
            env,
            "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s %(definition)s",
            table=SQL(table),
            name=SQL(name),
            definition=SQL(definition),
        )
    run(env, "ANALYZE %(tables)s", tables=SQL(", ").join(map(SQL.identifier, tables)))


def _foreign_keys(env, tables):
    """Return (table, name, definition) of the foreign keys that `tables` have."""
    run(
        env,
        """
        SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
          FROM pg_constraint
         WHERE contype = 'f' AND conrelid::regclass::text IN %(tables)s
         ORDER BY oid
        """,
        tables=tuple(tables),
    )
    return env.cr.fetchall()


def _indexes(env, tables):
    """Return (name, definition, comment) of the indexes that `tables` have for speed only.

    Primary keys and unique indexes stay.
    """
    run(
        env,
        """
        SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid),
               obj_description(indexrelid, 'pg_class')
          FROM pg_index
         WHERE indrelid::regclass::text IN %(tables)s AND NOT indisunique
         ORDER BY indexrelid
        """,
        tables=tuple(tables),
    )
    return env.cr.fetchall()
