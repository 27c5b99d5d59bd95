import os
from difflib import unified_diff
from pathlib import Path

from odoo.tests import HttpCase, TransactionCase, tagged

from ..common.small_company import SmallCompany
from .public_methods import CALLED
from .roles_files import Files, find_own_routes
from .roles_forging import get_forgers
from .roles_kinds import NOTHING
from .roles_observed import Observed, get_own_fields, get_own_models, get_written_fields
from .roles_page import Page, list_fields

#: Where the table is, and what names another place that it is to be written to.
PAGE = Path(__file__).parents[2] / "ROLES.md"
WRITE_TO = "SALES_PLAN_ROLES"
#: What nobody of the table may call, and where it is tried.
TRIED_ELSEWHERE = {
    (
        "sales.customer.effort",
        "action_call",
    ): "of customers with a number; tests/market/test_effort.py",
    ("sales.failure", "action_try_again"): "administrators; tests/cascade/test_notices_kept.py",
    ("sales.plan.people.change", "action_accept_customer"): "tests/people/test_customers.py",
    ("sales.plan.profile.load", "action_make"): "tests/plan/test_profile_load.py",
    ("sales.plan.report", "action_open_deals"): "tests/cascade/test_follow_up.py",
    ("sales.plan.report", "action_schedule"): "tests/cascade/test_follow_up.py",
    ("sales.plan.report", "action_write_owners"): "tests/cascade/test_follow_up.py",
    ("sales.plan.sample", "sample_continue"): "tests/start/test_sample.py",
    ("sales.plan.sample", "sample_remove"): "tests/start/test_sample.py",
}


@tagged("post_install", "-at_install")
class TestRolesPage(TransactionCase):
    """The table of roles has a line for everything there is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lines = PAGE.read_text(encoding="utf-8").splitlines()

    def test_everything_has_a_line(self):
        """A new model, file, or field that clients may write is in it, or it is made anew."""
        for name in get_own_models(self.env):
            with self.subTest(model=name):
                self.assertTrue(
                    any(line.startswith("| *") and f"`{name}`" in line for line in self.lines)
                )
        for address in find_own_routes():
            with self.subTest(address=address):
                self.assertTrue(any(line.startswith(f"| `{address}` |") for line in self.lines))
        fields = self.lines[self.lines.index("| Records | Fields |") + 2 :]
        self.assertEqual(fields, list(list_fields(self.env)))

    def test_every_call_is_tried(self):
        """For each method there is somebody who may call it on something."""
        for model, method, *__ in CALLED:
            if model.endswith(".mixin") or (model, method) in TRIED_ELSEWHERE:
                continue  # tried on the models that have it, or by other tests
            with self.subTest(model=model, method=method):
                [line] = [
                    line for line in self.lines if line.startswith(f"| `{model}` | `{method}` |")
                ]
                self.assertTrue(set(line.split(" | ")[2:]) - {NOTHING, f"{NOTHING} |"})


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestRoles(SmallCompany, HttpCase):
    """The table of roles says what happens, and nothing is written that it does not list."""

    def test_table(self):
        """Everything that each role can do, over RPC, with something of each kind."""
        observed = Observed(self)
        observed.observe([(model, method) for model, method, *__ in CALLED])
        files = Files(observed).observe()
        self.assertLessEqual(find_own_routes(), set(files))
        lines = Page(observed, files).lines()
        if os.environ.get(WRITE_TO):
            Path(os.environ[WRITE_TO]).write_text("\n".join(lines) + "\n", encoding="utf-8")
            return
        written = PAGE.read_text(encoding="utf-8").splitlines()
        found = list(unified_diff(written, lines, "ROLES.md", "what happens", lineterm="", n=0))
        self.assertFalse(found, "\n".join(["`make roles` writes ROLES.md anew:", *found[:60]]))

    def test_forged_fields(self):
        """Fields that are not listed are refused at creation, in writing, in imports and forms,
        and as defaults."""
        observed = Observed(self)
        for name in get_own_models(self.env):
            model = self.env[name]
            if not model._auto:
                continue
            names = get_own_fields(model).keys() - set(get_written_fields(model))
            for forger in get_forgers(observed, name):
                with self.subTest(model=name, user=forger.user.login):
                    self.assertEqual(list(forger.find_forged(sorted(names))), [])
