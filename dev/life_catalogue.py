"""What stands in a database: its schema, and the rows that describe Odoo rather than a business."""

from collections import Counter

from psycopg2 import sql

#: What there is of each kind, a line each, in one query. What an extension brings is its own.
SCHEMA = {
    "relation": """
        SELECT concat_ws(' ', relkind, relname, reloptions) FROM pg_class
         WHERE relnamespace = 'public'::regnamespace""",
    "column": """
        SELECT concat_ws(' ', attrelid::regclass, attname, format_type(atttypid, atttypmod),
                         attnotnull, pg_get_expr(adbin, adrelid))
          FROM pg_attribute
          JOIN pg_class ON pg_class.oid = attrelid AND relkind IN ('r', 'v', 'm', 'p')
          LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
         WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped""",
    "index": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraint": """
        SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
          FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "trigger": """
        SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal""",
    "function": """
        SELECT pg_proc.oid::regprocedure::text FROM pg_proc
          JOIN pg_namespace ON pg_namespace.oid = pronamespace
         WHERE nspname !~ '^pg_|^information_schema$'""",
    "type": """
        SELECT typname FROM pg_type
         WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd', 'r')""",
    "extension": "SELECT extname FROM pg_extension",
    "schema": "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_'",
}
#: Columns that say when a row was written, or what is counted anew by itself.
MOMENTS = (
    *("create_uid", "create_date", "write_uid", "write_date"),
    *("lastcall", "nextcall", "failure_count", "first_failure_date"),  # of scheduled actions
    *("latest_version", "next_run_date", "login_date"),
)
#: Begins the names of what people made of Odoo's own, which has to be there afterwards.
STAYS = "Stays"
#: What Odoo itself leaves in the schema: (beginning of a line, why).
OWN_WAYS = (
    (
        "rule_group_rel rule_group_rel_group_id_fkey",
        "res.groups and ir.rule declare it differently: the one that is updated last wins",
    ),
)
#: Tables that tell what happened, or keep what is built again from sources.
PASSING = {
    *("ir_cron_progress", "ir_cron_trigger", "ir_logging", "ir_profile"),
    *("bus_bus", "res_users_log", "bus_presence", "mail_presence", "res_device_log"),
}
#: How the names of tables begin that describe Odoo; the other ones hold what people work with.
DESCRIBING = (
    *("ir_", "res_groups", "res_users_settings", "rel_modules", "rule_group", "mail_activity_type"),
    *("mail_template", "mail_message_subtype", "mail_alias", "digest_", "onboarding_", "rel_"),
    *("report_", "decimal_", "spreadsheet_dashboard", "base_", "reset_", "wizard_", "web_tour"),
)


class Catalogue:
    """What stood in a database when this was made.

    :ivar schema: ``{kind: {line, …}}``
    :ivar rows: ``{table: Counter of rows as text}``, without the moments of their writing
    """

    def __init__(self, databases, name, is_described=False):
        """Read a database.

        :param databases: `databases.Databases`
        :param is_described: whether to read the tables that describe Odoo only
        """
        self.schema = {
            kind: {line for (line,) in databases.sql_in(name, query)}
            for kind, query in SCHEMA.items()
        }
        self.rows = {
            table: self._read_rows(databases, name, table)
            for table in self._tables(databases, name)
            if not is_described or table.startswith(DESCRIBING)
        }

    def _tables(self, databases, name):
        query = """SELECT relname FROM pg_class
                    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"""
        return [table for (table,) in databases.sql_in(name, query) if table not in PASSING]

    def _read_rows(self, databases, name, table):
        query = sql.SQL("SELECT (to_jsonb(stored) - %s)::text FROM {} stored").format(
            sql.Identifier(table)
        )
        rows = databases.sql_in(name, query, list(MOMENTS))
        # bundles of scripts and styles are built again
        return Counter(row for (row,) in rows if "/web/assets/" not in row)

    def left_since(self, before):
        """Return sentences: what is here and was not then, and what was then and is not here."""
        found = []
        for kind, lines in self.schema.items():
            for word, more in (
                ("left", lines - before.schema[kind]),
                ("gone", before.schema[kind] - lines),
            ):
                found += [f"{kind} is {word}: {line}" for line in sorted(more) if not _is_own(line)]
        for table, rows in self.rows.items():
            then = before.rows.get(table, Counter())
            found += [f"{table} has more: {row}" for row in rows - then]
            found += [f"{table} has lost: {row}" for row in then - rows]
        return found


def _is_own(line):
    return line.startswith(tuple(beginning for beginning, __ in OWN_WAYS))


def find_mentions(databases, name, words):
    """Return sentences: rows that name one of some words, in any column of text."""
    columns = databases.sql_in(
        name,
        """SELECT table_name, array_agg(column_name::text) FROM information_schema.columns
             JOIN pg_class ON relname = table_name AND relkind = 'r'
              AND relnamespace = 'public'::regnamespace
            WHERE table_schema = 'public' AND data_type IN ('character varying', 'text', 'jsonb')
            GROUP BY table_name ORDER BY table_name""",
    )
    pattern = "|".join(word.replace(".", r"\.") for word in words)
    found = []
    for table, names in columns:
        if table in PASSING or table == "ir_module_module":  # what could be installed
            continue
        for column in names:
            query = sql.SQL(
                "SELECT COUNT(*), left(MIN({0}::text), 200) FROM {1} WHERE {0}::text ~ %s"
            ).format(sql.Identifier(column), sql.Identifier(table))
            [[count, example]] = databases.sql_in(name, query, rf"\m({pattern})\M")
            if count:
                found.append(f"{table}.{column}: {count} rows, as {example!r}")
    return found
