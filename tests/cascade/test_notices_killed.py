import random

from odoo.tests import tagged

from ..common.base import draw_seeds
from ..common.notices import NoticesCommon

#: How often each person is to be told, and how often sending is killed.
NOTICES, KILLS = 20, 8
#: Seconds that it may send before: enough for some notices.
LONGEST = 0.8


@tagged("post_install", "-at_install", "-standard", "sales_plan_commits", "sales_plan_random")
class TestNoticesKilled(NoticesCommon):
    """Sending that is killed at any moment tells nobody twice, and forgets nobody."""

    def count(self):
        """Return how many messages there are, and how many notices wait."""
        with self.connect() as env:
            return sum(self.told(env)), env["sales.plan.notice"].search_count([])

    def test_killed(self):
        with self.connect() as env:
            for __ in range(NOTICES - 1):
                self.queue(env)
        told, waiting = self.count()
        self.assertEqual((told, waiting), (3, 3 * NOTICES))
        for seed in draw_seeds(KILLS):
            self.kill_at(
                lambda env: env["sales.plan.notice"]._send_queued(),
                random.Random(seed).uniform(0, LONGEST),
            )
            told_now, waiting_now = self.count()
            with self.subTest(seed):
                self.assertEqual(told_now + waiting_now, told + waiting)
        self.run_job()
        with self.connect() as env:
            self.assertEqual(self.told(env), [1 + NOTICES] * 3)
            self.assertFalse(env["sales.plan.notice"].search([]))
            self.assertFalse(env["sales.failure"].search([]))


@tagged("post_install", "-at_install", "-standard", "sales_plan_long", "sales_plan_commits")
class TestNoticesFaults(NoticesCommon):
    """Sending while the database goes away, or in two processes at once, tells nobody twice, and
    forgets nobody."""

    def send(self, env):
        env["sales.plan.notice"]._send_queued()

    def test_faults(self):
        with self.connect() as env:
            for __ in range(NOTICES - 1):
                self.queue(env)
        for seed in draw_seeds(KILLS):
            self.cut_at(self.send, random.Random(seed).uniform(0, LONGEST))
        for __ in range(2):
            self.work_together(self.send)
        self.run_job()
        with self.connect() as env:
            self.assertEqual(self.told(env), [1 + NOTICES] * 3)
            self.assertFalse(env["sales.plan.notice"].search([]))
            self.assertFalse(env["sales.failure"].search([]))
