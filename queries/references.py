"""Which records are named by others, by the foreign keys of the database."""

from odoo.tools import SQL


def find_used(env, records, own_relations=()):
    """Return the ids of records, by table, that other records name.

    :param records: ``{table: ids}``; what these name among themselves does not count
    :param own_relations: ``{(table, column), …}`` of links that are part of the records, as their
        tags are
    """
    env.flush_all()
    questions = [
        _ask(records, table, source, column)
        for table, source, column in _read_keys(env, list(records))
        if (source, column) not in own_relations
    ]
    used = {table: set() for table in records}
    if questions:
        for table, record_id in env.execute_query(SQL(" UNION ").join(questions)):
            used[table].add(record_id)
    return used


def _read_keys(env, tables):
    """Return ``(table, table of the link, its column)`` of all links to some tables."""
    return env.execute_query(
        SQL(
            """SELECT target.relname, source.relname, link.attname
                 FROM pg_constraint key
                 JOIN pg_class target ON target.oid = key.confrelid
                 JOIN pg_class source ON source.oid = key.conrelid
                 JOIN pg_attribute link
                   ON link.attrelid = key.conrelid AND link.attnum = key.conkey[1]
                WHERE key.contype = 'f' AND CARDINALITY(key.conkey) = 1
                  AND target.relnamespace = current_schema::regnamespace
                  AND target.relname = ANY(%s)
                ORDER BY 1, 2, 3""",
            tables,
        )
    )


def _ask(records, table, source, column):
    """Return the query for the records of a table that are named in a column of another one."""
    question = SQL(
        "SELECT %(table)s AS source, link.%(column)s AS id FROM %(source)s link "
        "WHERE link.%(column)s = ANY(%(ids)s)",
        table=table,
        column=SQL.identifier(column),
        source=SQL.identifier(source),
        ids=list(records[table]),
    )
    if source in records:
        question = SQL("%s AND NOT link.id = ANY(%s)", question, list(records[source]))
    return question
