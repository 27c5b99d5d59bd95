import logging
import os
import select
import signal
import time
import traceback
import warnings

import odoo.sql_db
from odoo.tools import SQL

from .transactions import Transaction, TransactionsCommon

_logger = logging.getLogger(__name__)

#: Tables of Odoo's that work of the add-on writes to, beside its own.
BESIDE = (
    "ir_attachment",
    "ir_cron_trigger",
    "mail_activity",
    "mail_followers",
    "mail_mail",
    "mail_message",
    "mail_notification",
    "mail_tracking_value",
)


class KillingCommon(TransactionsCommon):
    """Work in processes of their own, which are killed while they are at it."""

    def start(self, work, is_kept=True, is_quiet=False):
        """Begin some work in another process, in a transaction of its own.

        :param work: a function of an environment
        :param is_kept: whether it is committed at the end, not rolled back
        :param is_quiet: whether its log is left out, where it is to fail
        """
        return Worker(self.registry, work, is_kept, is_quiet)

    def finish(self, work, is_kept=True):
        """Do some work in another process to the end; return how many seconds it took."""
        start = time.monotonic()
        worker = self.start(work, is_kept)
        self.assertEqual(worker.wait(), "done")
        worker.end()
        return time.monotonic() - start

    def kill_at(self, work, seconds):
        """Begin some work and kill it after so many seconds; return whether it was done by then.

        What it had begun is over when this returns.
        """
        worker = self.start(work)
        said = worker.wait(seconds)
        self.assertIn(said, ("", "done"), "The try after a kill works as the first one.")
        self._kill(worker)
        return said == "done"

    def kill_when(self, work, happened):
        """Begin some work and kill it as soon as a function says that something has happened.

        What it had begun is over when this returns.
        """
        worker = self.start(work)
        while not happened():
            self.assertEqual(worker.wait(0.1), "", "It is still at it.")
        self._kill(worker)

    def cut_at(self, work, seconds):
        """Begin some work and take the database away from it after so many seconds: its connections
        end, as they do when a server is restarted. Return whether it was done by then.
        """
        worker = self.start(work, is_quiet=True)
        said = worker.wait(seconds)
        self.assertIn(said, ("", "done"), "The try after a disconnect works as the first one.")
        if not said:
            self._cut(worker)
            said = worker.wait()
        worker.end()
        return said == "done"

    def _cut(self, worker):
        """End the connections of a worker."""
        with self.connect() as env:
            env.cr.execute(
                """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE application_name = %s AND datname = current_database()""",
                [f"odoo-{worker.process}"],
            )

    def work_together(self, work, count=2):
        """Let so many processes do the same at once; return what each said in the end."""
        workers = [self.start(work, is_quiet=True) for __ in range(count)]
        said = [worker.wait() for worker in workers]
        for worker in workers:
            worker.end()
        return said

    def _kill(self, worker):
        """Kill a worker, and wait until PostgreSQL has noticed."""
        worker.kill()
        start = time.monotonic()
        with self.connect() as env:
            for __ in range(600):
                env.cr.execute(
                    "SELECT FROM pg_stat_activity WHERE application_name = %s",
                    [f"odoo-{worker.process}"],
                )
                if not env.cr.rowcount:
                    _logger.info("over after %.1f s", time.monotonic() - start)
                    return
                env.cr.rollback()
                time.sleep(0.1)
        self.fail("PostgreSQL goes on for whom was killed.")

    def take_fingerprint(self):
        """Return what identifies all that is stored: ``{table: hash of its rows}``."""
        with self.connect() as env:
            own = [
                model._table
                for model in env.values()
                if model._original_module == "sales_plan"
                and model._auto
                and not model._abstract
                and not model._transient
            ]
            return {table: self._hash(env, table) for table in {*own, *BESIDE}}

    def _hash(self, env, table):
        [[found]] = env.execute_query(
            SQL(
                """SELECT md5(string_agg(md5(stored::text), '' ORDER BY md5(stored::text)))
                     FROM %s stored""",
                SQL.identifier(table),
            )
        )
        return found


class Worker:
    """A process that does some work in a transaction, and says when it is done, or why not.

    :ivar process: its number, which is also in the name that its connections have
    """

    def __init__(self, registry, work, is_kept, is_quiet):
        self._ear, mouth = os.pipe()
        with warnings.catch_warnings():
            # from Python 3.12 on, it warns of threads: the server's are idle while tests run
            warnings.simplefilter("ignore", DeprecationWarning)
            self.process = os.fork()
        if not self.process:
            if is_quiet:
                logging.disable(logging.CRITICAL)
            self._run(registry, work, is_kept, mouth)
        os.close(mouth)
        self.wait()  # until it begins

    def _run(self, registry, work, is_kept, mouth):
        """Work, and end the process without whatever else its parent would do at the end."""
        try:
            # connections belong to the parent, and so does the pool that the registry knows
            odoo.sql_db._Pool = odoo.sql_db._Pool_readonly = None
            registry._db = odoo.sql_db.db_connect(registry.db_name)
            registry._db_readonly = None
            with Transaction(registry) as env:
                os.write(mouth, b"begun")
                work(env)
                env.cr.flush()
                if not is_kept:
                    env.cr.rollback()
            os.write(mouth, b"done")
        except BaseException:  # noqa: BLE001 its parent fails with it
            os.write(mouth, traceback.format_exc().encode())
        finally:
            os._exit(0)

    def wait(self, seconds=600):
        """Return what it says next; nothing if it says nothing for so long."""
        heard, *__ = select.select([self._ear], [], [], seconds)
        return os.read(self._ear, 100_000).decode() if heard else ""

    def kill(self):
        """Kill it, as somebody does who pulls the plug."""
        os.kill(self.process, signal.SIGKILL)
        self.end()

    def end(self):
        """Wait until the process is gone."""
        os.waitpid(self.process, 0)
        os.close(self._ear)
