from odoo.tests import TransactionCase, tagged

#: Blocks of tables and indexes that a page of the demo company reads at most: looked up one by one,
#: some thousand documents with what belongs to each take up to a million. Where all pairs of two
#: tables are gone through, it is ten million and more.
MOST_BLOCKS = 2_000_000
LOGINS = ("priya", "sofia", "marcus", "helen")
PAGES = ("cockpit_open", "cockpit_lists", "cockpit_landing", "cockpit_rows", "cockpit_breakdown")


@tagged("post_install", "-at_install", "-standard", "sales_plan_demo")
class TestDemoUnanalysed(TransactionCase):
    """R4: a database that PostgreSQL has never analysed, as a new or a restored one is, is read
    without going through all pairs of rows. What is counted are blocks, the same on any machine."""

    def setUp(self):
        super().setUp()
        self.env.cr.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        if self.env.cr.fetchone() != (True,):
            self.skipTest("only a superuser of PostgreSQL can forget its statistics")
        self.env.flush_all()
        # undone with the transaction
        self.env.cr.execute(
            """DELETE FROM pg_statistic
                     WHERE starelid IN (SELECT oid FROM pg_class
                                         WHERE relnamespace = 'public'::regnamespace)"""
        )
        self.env.cr.execute(
            """UPDATE pg_class SET reltuples = -1, relpages = 0, relallvisible = 0
                WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')"""
        )

    def count_blocks(self, call):
        self.env.invalidate_all()
        before = self.read_blocks()
        call()
        return self.read_blocks() - before

    def read_blocks(self):
        self.env.cr.execute(
            """SELECT SUM(pg_stat_get_xact_blocks_fetched(oid)) FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')"""
        )
        return self.env.cr.fetchone()[0]

    def test_cockpit(self):
        """The pages of a salesperson, of leaders, and of a manager; one read warms the caches."""
        for login in LOGINS:
            user = self.env["res.users"].search([("login", "=", login)])
            cockpit = self.env["sales.cockpit"].with_user(user)
            for page in PAGES:
                read = getattr(cockpit, page)
                read({"unit": "year"})
                found = self.count_blocks(lambda read=read: read({"unit": "year"}))
                with self.subTest(login=login, page=page):
                    self.assertGreater(found, 0)
                    self.assertLess(found, MOST_BLOCKS)

    def test_analyses(self):
        """The analyses of plans, forecasts, money and customers."""
        manager = self.env["res.users"].search([("login", "=", "helen")])
        for name, group_by, sums in (
            ("sales.actual", "basis", ["amount:sum"]),
            ("sales.plan.report", "plan_id", ["actual_amount:sum"]),
            ("sales.receivable", "status", ["overdue_amount:sum"]),
            ("sales.days.to.pay", "user_id", ["days_late:avg"]),
            ("sales.landing.accuracy", "horizon", ["landing_off:avg"]),
            ("sales.forecast.accuracy", "horizon", ["forecast_amount:sum"]),
            ("sales.forecast.flow", "step", ["amount:sum"]),
            ("sales.customer.recurring", "user_id", ["this_year_amount:sum"]),
            ("sales.customer.effort", "user_id", ["__count"]),
            ("sales.source.return", "source_id", ["__count"]),
        ):
            with self.subTest(model=name):
                model = self.env[name].with_user(manager)
                found = self.count_blocks(
                    lambda model=model, group_by=group_by, sums=sums: model.formatted_read_group(
                        [], [group_by], sums
                    )
                )
                self.assertLess(found, MOST_BLOCKS)
