from odoo.tools import SQL

from .base import SalesPlanCommon

#: Tables whose rows no user sees: what the database notes while it works.
_UNSEEN = ("bus_bus", "ir_logging", "ir_profile", "bus_presence", "ir_cron_trigger")


class SampleCommon(SalesPlanCommon):
    """A company with documents of its own, into which the manager has loaded sample data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.real_order = cls.order(cls.acme, "2025-03-03 10:00:00", (cls.screw, 10, 5))
        cls.invoice(cls.bolt, "2025-04-01", (cls.nail, 3, 7))
        cls.real_plan = cls.plan("customer", year=2026)
        cls.target(cls.row(cls.real_plan, cls.acme), 100)
        cls.before = cls.take_picture()
        cls.sample_plan = cls.load_sample()

    @classmethod
    def sample(cls, user=None):
        return cls.env["sales.plan.sample"].with_user(user or cls.manager)

    @classmethod
    def load_sample(cls, user=None):
        """Load the sample data as the screen does; return the plan to look at."""
        step = cls.sample(user).sample_begin()
        while not step["plan_id"]:
            step = cls.sample(user).sample_continue()
        cls.env.flush_all()
        return cls.env["sales.plan"].browse(step["plan_id"])

    @classmethod
    def take_picture(cls):
        """Return ``{table: what is in it}`` of the whole database."""
        cls.env.flush_all()
        tables = [
            table
            for (table,) in cls.env.execute_query(
                SQL(
                    """SELECT relname FROM pg_class
                        WHERE relkind = 'r' AND relnamespace = current_schema::regnamespace
                          AND NOT relname = ANY(%s)""",
                    list(_UNSEEN),
                )
            )
        ]
        parts = [
            SQL(
                "SELECT %s, COUNT(*), MD5(STRING_AGG(t::text, '|' ORDER BY t::text)) FROM %s t",
                table,
                SQL.identifier(table),
            )
            for table in sorted(tables)
        ]
        return {
            table: what for table, *what in cls.env.execute_query(SQL(" UNION ALL ").join(parts))
        }
