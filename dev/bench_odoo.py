"""Environments to measure in, and tidying up."""

from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL


@contextmanager
def other_environment(database):
    """Open another database in this process; what is not committed is undone."""
    with Registry(database).cursor() as cursor:
        yield api.Environment(cursor, SUPERUSER_ID, {})
        cursor.rollback()


def as_manager(env):
    """Return the environment of an ordinary user who manages plans and accounts.

    Record rules apply, as they do in the browser.
    """
    user = env.ref("base.user_admin")
    return env(user=user.id, context={"lang": "en_US", "tz": "UTC"})


def allow_manager(env):
    """Give that user the groups to manage plans and read all invoices."""
    groups = ["account.group_account_manager", "sales_team.group_sale_manager"]
    if "sales.plan" in env:
        groups.append("sales_plan.group_sales_plan_manager")
    env.ref("base.user_admin").group_ids |= env["res.groups"].concat(*map(env.ref, groups))


def vacuum(env, *tables, is_full=False):
    """Commit, and let the database tidy up as it does by itself in quiet hours.

    :param tables: only these, whose statistics stay as they are; all without any
    :param is_full: whether to leave no room on their pages
    """
    names = SQL(", ").join(map(SQL.identifier, tables))
    kind = SQL("(FULL)") if is_full else SQL()
    env.cr.commit()
    env.cr._cnx.autocommit = True
    env.cr.execute(SQL("VACUUM %s %s", kind, names) if tables else "VACUUM ANALYZE")
    env.cr._cnx.autocommit = False
