from odoo.tools import SQL


def refuse(env, table, condition):
    """Have PostgreSQL refuse new rows of a table, for as long as this transaction.

    :param condition: which ones, as SQL of ``NEW``
    :return: a function that lets them in again
    """
    name = SQL.identifier(f"sales_plan_test_refuses_{table}")
    env.flush_all()
    env.cr.execute(
        SQL(
            """CREATE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql AS $$
               BEGIN
                   IF %(condition)s THEN RAISE EXCEPTION 'refused by a test'; END IF;
                   RETURN NEW;
               END $$;
               CREATE TRIGGER %(name)s BEFORE INSERT ON %(table)s
                   FOR EACH ROW EXECUTE FUNCTION %(name)s()""",
            name=name,
            condition=condition,
            table=SQL.identifier(table),
        )
    )
    return lambda: env.cr.execute(SQL("DROP FUNCTION %s CASCADE", name))
