import logging
import random

from odoo.tests import tagged
from odoo.tools import SQL

from ..common.base import draw_seeds
from ..common.failing import DISK_FULL, refuse
from ..common.many_rows import ManyRowsCommon

_logger = logging.getLogger(__name__)

#: How often the database is taken away from each piece of work.
CUTS = 3
#: Tables that each piece of work writes to: in one of them there is no room left.
WRITTEN = {
    "load": ("sales_plan_allocation", "sales_plan_target", "sales_plan_step"),
    "import": ("sales_plan_step",),
    "confirm": ("mail_message",),
    "revise": ("sales_plan", "sales_plan_allocation", "sales_plan_target"),
}


@tagged("post_install", "-at_install", "-standard", "sales_plan_long", "sales_plan_commits")
class TestFaultsLong(ManyRowsCommon):
    """Long work from which the database is taken away, or for which the disk has no room left,
    leaves all of it or nothing, and the next try works."""

    ROWS = 300

    def setUp(self):
        super().setUp()
        [seed] = draw_seeds(1)
        self.random = random.Random(seed)

    def disturb(self, name, work):
        """Let some work fail in each way, then do it to the end."""
        seconds = self.finish(work, is_kept=False)
        before = self.take_fingerprint()
        for table in WRITTEN[name]:
            with self.subTest(name, full=table):
                self.fill_disk(work, table)
                self.assertEqual(self.take_fingerprint(), before)
        for __ in range(CUTS):
            moment = self.random.uniform(0.05, 0.9) * seconds
            is_done = self.cut_at(work, moment)
            _logger.info("%s takes %.1f s, cut after %.2f", name, seconds, moment)
            if is_done:  # it was quicker this time
                return
            with self.subTest(name, cut=moment):
                self.assertEqual(self.take_fingerprint(), before)
        self.finish(work)

    def fill_disk(self, work, table):
        """Do some work while there is no room for the tenth row, or the only one, of a table."""

        def work_on_a_full_disk(env):
            env.cr.execute(SQL("CREATE TEMPORARY SEQUENCE sales_plan_test_written"))
            least = 10 if table in ("sales_plan_allocation", "sales_plan_target") else 1
            refuse(
                env,
                table,
                SQL("nextval('sales_plan_test_written') >= %s", SQL(str(least))),
                DISK_FULL,
            )
            work(env)

        worker = self.start(work_on_a_full_disk, is_kept=False, is_quiet=True)
        said = worker.wait()
        worker.end()
        self.assertIn("DiskFull", said)

    def preview_and_load(self, env):
        """Load in one transaction: what is refused before is not there after it."""
        load = self.make_load(env)
        load.action_preview()
        load.action_load()

    def test_faults(self):
        self.disturb("load", self.preview_and_load)
        total = self.ROWS * 1200.0
        [(state, rows, targets, amount)] = self.read_plan()
        self.assertEqual((state, rows, amount), ("draft", self.ROWS + 1, total))
        self.prepare_import()
        self.disturb("import", self.import_)
        total += targets
        self.assertEqual(self.read_plan(), [("draft", self.ROWS + 1, targets, total)])
        self.disturb("confirm", self.confirm)
        loaded = (self.ROWS + 1, targets, total)
        self.assertEqual(self.read_plan(), [("confirmed", *loaded)])
        self.disturb("revise", self.revise)
        self.assertEqual(self.read_plan(), [("confirmed", *loaded), ("draft", *loaded)])
