from odoo.tools import SQL

#: What PostgreSQL says when there is no room left for what it has to write.
DISK_FULL = "53100"


def refuse(env, table, condition, code="P0001"):
    """Have PostgreSQL refuse new rows of a table, for as long as this transaction.

    :param condition: which ones, as SQL of ``NEW``
    :param code: the kind of error that it is, as PostgreSQL calls it
    :return: a function that lets them in again
    """
    name = SQL.identifier(f"sales_plan_test_refuses_{table}")
    env.flush_all()
    env.cr.execute(
        SQL(
            """CREATE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql AS $$
               BEGIN
                   IF %(condition)s THEN
                       RAISE EXCEPTION 'refused by a test' USING ERRCODE = '%(code)s';
                   END IF;
                   RETURN NEW;
               END $$;
               CREATE TRIGGER %(name)s BEFORE INSERT ON %(table)s
                   FOR EACH ROW EXECUTE FUNCTION %(name)s()""",
            name=name,
            condition=condition,
            code=SQL(code),
            table=SQL.identifier(table),
        )
    )
    return lambda: env.cr.execute(SQL("DROP FUNCTION %s CASCADE", name))
