"""Copy rows that the ORM made, many times over, in SQL.

A *pattern* is one row as the ORM stored it: a dictionary from column to value, without the empty
columns. `insert_like` multiplies it: the columns named in `varying` come from a query, all others
repeat the pattern. So a generated row is filled exactly as far as the ORM fills it, whichever
add-ons are installed.
"""

import json

from odoo.tools import SQL

# Uniform number in [0, 1) that depends on nothing but its arguments, so that neither the order of
# the rows nor the query plan changes what is generated.
RANDOM = """
    CREATE OR REPLACE FUNCTION pg_temp.rnd(n bigint, salt bigint) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (hashint8extended(n, salt) & 1073741823) / 1073741824.0::double precision
"""


class Rollback(Exception):
    """Leave a savepoint without keeping what was done in it."""


def run(env, code, **values):
    """Execute one statement; `%(name)s` takes a value or another `SQL`. Return its row count."""
    env.cr.execute(SQL(code, **values) if values else SQL(code))
    return env.cr.rowcount


def fetch_value(env, code, **values):
    """Return the single value of a query of one row and one column."""
    run(env, code, **values)
    return env.cr.fetchone()[0]


def read_patterns(env, table, row_ids):
    """Return the rows of `table` with these ids as patterns, ordered by id."""
    run(
        env,
        "SELECT to_jsonb(row) FROM %(table)s row WHERE id IN %(ids)s ORDER BY id",
        table=SQL.identifier(table),
        ids=tuple(row_ids),
    )
    return [
        {column: value for column, value in row.items() if value is not None}
        for (row,) in env.cr.fetchall()
    ]


def reserve_ids(env, table, count):
    """Take `count` ids from the sequence of `table` and return the first."""
    first = fetch_value(env, "SELECT nextval(%(name)s)", name=f"{table}_id_seq")
    if count > 1:
        last = first + count - 1
        run(env, "SELECT setval(%(name)s, %(last)s)", name=f"{table}_id_seq", last=last)
    return first


def insert_like(env, table, pattern, varying, source):
    """Insert into `table` one row like `pattern` for each row of `source`.

    :param dict pattern: column → value
    :param dict varying: column → SQL expression over `source`; columns that the table lacks
        (they belong to an add-on that is not installed) are skipped
    :param str source: what follows FROM, with its WHERE and ORDER BY
    :return: number of rows inserted
    """
    return insert_like_kinds(env, table, {None: pattern}, varying, source)


def insert_like_kinds(env, table, patterns, varying, source):
    """Insert into `table` one row for each row of `source`, like the pattern of its `kind`.

    :param dict patterns: value of the column `kind` of `source` → pattern
    :return: number of rows inserted
    """
    types = _column_types(env, table)
    columns = {column: SQL(code) for column, code in varying.items() if column in types}
    for column in sorted(set().union(*patterns.values()) - {"id", *columns}):
        columns[column] = _constant(
            {kind: pattern.get(column) for kind, pattern in patterns.items()}, types[column]
        )
    return run(
        env,
        "INSERT INTO %(table)s (%(names)s) SELECT %(values)s FROM %(source)s",
        table=SQL.identifier(table),
        names=SQL(", ").join(map(SQL.identifier, columns)),
        values=SQL(", ").join(columns.values()),
        source=SQL(source),
    )


def _column_types(env, table):
    """Return column → SQL type of `table`."""
    run(
        env,
        """
        SELECT attname, format_type(atttypid, atttypmod)
          FROM pg_attribute
         WHERE attrelid = %(table)s::regclass AND attnum > 0 AND NOT attisdropped
        """,
        table=table,
    )
    return dict(env.cr.fetchall())


def _constant(values, sql_type):
    """Return the SQL of a column that is constant for each kind; `values` maps kind to value."""
    distinct = list({json.dumps(value): value for value in values.values()}.values())
    if len(distinct) == 1:
        return _literal(distinct[0], sql_type)
    cases = [
        SQL("WHEN %s THEN %s", kind, _literal(value, sql_type))
        for kind, value in values.items()
        if value is not None
    ]
    return SQL("CASE kind %s END", SQL(" ").join(cases))


def _literal(value, sql_type):
    """Return a constant of the given SQL type; `value` is what `to_jsonb` made of the column."""
    if value is not None and sql_type in ("jsonb", "json"):
        value = json.dumps(value)
    return SQL("%s::%s", value, SQL(sql_type))
