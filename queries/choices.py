"""What people choose in a plan, once for each of them."""

from odoo.tools import SQL


def keep_place(env, table, plan_id):
    """Make sure that a table has a row of a user and a plan, whoever asks for it at the same time.

    Where another transaction has just made it, PostgreSQL refuses and Odoo tries again.
    """
    env.cr.execute(
        SQL(
            """INSERT INTO %(table)s (plan_id, user_id, create_uid, create_date, write_uid,
                                      write_date)
               VALUES (%(plan)s, %(user)s, %(user)s, %(moment)s, %(user)s, %(moment)s)
               ON CONFLICT (plan_id, user_id) DO NOTHING""",
            table=SQL.identifier(table),
            plan=plan_id,
            user=env.uid,
            moment=env.cr.now(),
        ),
        log_exceptions=False,  # what Odoo tries again is no error
    )
