import os
import random

from odoo.tests import tagged

from ..common.base import draw_seeds
from ..common.role_walk import RoleWalk
from ..common.small_company import SmallCompany
from ..common.walk_invariants import Invariants
from ..structure.public_methods import CALLED
from ..structure.roles_calls import Calls
from ..structure.roles_observed import get_own_models
from ..structure.roles_samples import Samples


def now():
    """Return seconds that pass, though the day stands still."""
    return os.times().elapsed


class RoleWalksCommon(SmallCompany):
    """Everybody calls anything, and what has to hold is looked at after each call."""

    def walk(self, seed, steps, end=None):
        """Walk from a seed; take everything back afterwards; return how many calls were done."""
        with self.cr.savepoint() as savepoint:
            walk = RoleWalk(
                self,
                Calls(Samples(self)),
                sorted((model, method) for model, method, *__ in CALLED),
                get_own_models(self.env),
                random.Random(seed),
            )
            self.make_steps(walk, steps, end)
            savepoint.rollback()
        self.env.invalidate_all()
        self.env.registry.reset_changes()  # fields that it gave to models, as an analytic plan does
        return walk.done

    def make_steps(self, walk, steps, end):
        invariants = Invariants(self)
        before = invariants.read_state()
        for number in range(steps):
            if end and now() > end:
                break
            call = walk.step()
            if not call:
                continue
            user, model, method, sent = call
            after = invariants.read_state()
            broken = list(invariants.find_broken(before, after, user, method))
            broken += invariants.find_wrong() if before != after else ()
            if number % 10 == 0:
                broken += invariants.find_leaks(walk.people[:8])
            self.assertFalse(broken, f"step {number}: {user.login}: {model}.{method} {sent[:500]}")
            before = after


@tagged("post_install", "-at_install")
class TestRoleWalk(RoleWalksCommon):
    """P16, N4: a short walk, the same in every run."""

    def test_walk(self):
        self.assertGreater(self.walk(0, 150), 20)


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestRoleWalksLong(RoleWalksCommon):
    """P16, N4: walks from new seeds, for ten minutes."""

    MINUTES = 10
    STEPS = 400

    def test_walks(self):
        end = now() + 60 * self.MINUTES
        for seed in draw_seeds(10**6):
            if now() > end:
                break
            with self.subTest(seed=seed):
                self.walk(seed, self.STEPS, end)
