import os
from difflib import unified_diff
from pathlib import Path

from odoo.tests import HttpCase, tagged

from ..common.small_company import SmallCompany
from .public_methods import CALLED
from .roles_files import Files, find_own_routes
from .roles_forging import get_forgers
from .roles_kinds import NOTHING
from .roles_observed import Observed, get_own_fields, get_own_models, get_written_fields
from .roles_page import Page

#: Where the table is, and what names another place that it is to be written to.
PAGE = Path(__file__).parents[2] / "ROLES.md"
WRITE_TO = "SALES_PLAN_ROLES"


@tagged("post_install", "-at_install")
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

    def test_every_call_is_tried(self):
        """For each method there is somebody who may call it on something."""
        lines = PAGE.read_text(encoding="utf-8").splitlines()
        for model, method, *__ in CALLED:
            if model.endswith(".mixin"):
                continue  # on the models that have it
            with self.subTest(model=model, method=method):
                [line] = [line for line in lines if line.startswith(f"| `{model}` | `{method}` |")]
                self.assertTrue(set(line.split(" | ")[2:]) - {NOTHING, f"{NOTHING} |"})

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
