import threading
import time

import odoo.sql_db
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, get_db_name


class TransactionsCommon(BaseCase):
    """Transactions on connections of their own: what they write is committed.

    It goes after each test, and what a killed run has left goes before: all of it bears one mark,
    by which ``remove_all`` finds it.
    """

    MARK = "sales_plan: test of transactions"

    def setUp(self):
        super().setUp()
        # tests hold the lock of the registry, which threads would wait for
        self.patch(Registry, "_lock", DummyRLock())
        self.registry = Registry(get_db_name())
        self.remove_all()
        self.addCleanup(self.remove_all)

    def connect(self):
        """Return a transaction of its own: committed at the end, rolled back by an error."""
        return Transaction(self.registry)

    def remove_all(self):
        """Remove all that bears the mark."""
        raise NotImplementedError

    def in_background(self, function):
        """Begin to run a function in a thread; return a function that waits for what it returns."""
        results = []
        thread = threading.Thread(target=lambda: results.append(function()))
        thread.start()

        def wait():
            thread.join(60)
            self.assertEqual(len(results), 1, "It has failed, or is still running.")
            return results[0]

        return wait

    def wait_for_blocked(self, env):
        """Wait until a transaction waits for a lock of another one; return its process in
        PostgreSQL."""
        for __ in range(300):
            with self.connect() as other:
                other.cr.execute(
                    """SELECT pid FROM pg_stat_activity
                        WHERE datname = current_database() AND %s = ANY(pg_blocking_pids(pid))""",
                    [env.cr.connection.get_backend_pid()],
                )
                if found := other.cr.fetchone():
                    return found[0]
            time.sleep(0.1)
        return self.fail("Nobody waits for this transaction.")


class Transaction:
    """An environment on a connection of its own, for the administrator."""

    def __init__(self, registry):
        self.registry = registry

    def __enter__(self):
        self.cursor = odoo.sql_db.db_connect(self.registry.db_name).cursor()
        return api.Environment(self.cursor, SUPERUSER_ID, {})

    def __exit__(self, error, *args):
        try:
            if not error:
                self.cursor.commit()
        finally:
            self.cursor.close()
