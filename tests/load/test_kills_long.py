import logging
import random
import time

from odoo.tests import tagged

from ..common.base import draw_seeds
from ..common.many_rows import ManyRowsCommon

_logger = logging.getLogger(__name__)

#: How often each piece of work is killed.
KILLS = {"load": 8, "import": 8, "confirm": 4, "revise": 8}


@tagged("post_install", "-at_install", "-standard", "sales_plan_long", "sales_plan_commits")
class TestKillsLong(ManyRowsCommon):
    """Long work that is killed at any moment leaves all or nothing, and the next try works."""

    def setUp(self):
        super().setUp()
        [seed] = draw_seeds(1)
        self.random = random.Random(seed)

    def kill(self, name, work):
        """Kill some work at random moments, then do it to the end."""
        seconds = self.finish(work, is_kept=False)
        before = self.take_fingerprint()
        moments = [self.random.uniform(0.01, 0.9) * seconds for __ in range(KILLS[name])]
        _logger.info(
            "%s takes %.1f s, killed after %s", name, seconds, [f"{m:.2f}" for m in moments]
        )
        for moment in moments:
            is_done = self.kill_at(work, moment)
            with self.subTest(name, moment=moment, seconds=seconds):
                if is_done:  # it was quicker this time
                    return
                self.assertEqual(self.take_fingerprint(), before)
        start = time.monotonic()
        self.finish(work)
        _logger.info("%s to the end: %.1f s", name, time.monotonic() - start)

    def test_kills(self):
        self.kill("load", self.load)
        targets = self.read_plan()[0][2]
        total = self.ROWS * 1200.0
        self.assertEqual(self.read_plan(), [("draft", self.ROWS + 1, targets, total)])
        self.assertGreaterEqual(targets, self.ROWS)
        self.prepare_import()
        self.kill("import", self.import_)
        total += targets
        self.assertEqual(self.read_plan(), [("draft", self.ROWS + 1, targets, total)])
        self.kill("confirm", self.confirm)
        loaded = (self.ROWS + 1, targets, total)
        self.assertEqual(self.read_plan(), [("confirmed", *loaded)])
        self.kill("revise", self.revise)
        self.assertEqual(self.read_plan(), [("confirmed", *loaded), ("draft", *loaded)])
