"""Odoo's own lint, `test_lint`, narrowed to this add-on.

The tests are Odoo's. Only what they look at is replaced: the list of all modules by this one, the
whole registry by the models that this add-on has a part in.
"""

from contextlib import contextmanager, suppress
from subprocess import run
from unittest.mock import patch

from odoo.modules import Manifest
from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tools import config

from odoo.addons.test_lint.tests import (
    test_docstring,
    test_dunderinit,
    test_i18n,
    test_index,
    test_jstranslate,
    test_manifests,
    test_markers,
    test_naming,
    test_onchange_domains,
    test_orm_import,
    test_override_signatures,
    test_pofile,
    test_pylint,
    test_routes,
    test_test_holes,
)
from odoo.addons.test_lint.tests.lint_case import LintCase

MODULE = "sales_plan"


class Borrowed:
    """Runs the tests of a class of test_lint."""

    allow_inherited_tests_method = True


class OwnFiles(Borrowed):
    """Shows only this add-on's files to a test."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(Manifest, "all_addon_manifests", self._own_manifests))

    @staticmethod
    def _own_manifests():
        return [Manifest.for_addon(MODULE)]


class OwnModels(Borrowed):
    """Shows only the models that this add-on has a part in to a test."""

    linted = None  # the module of test_lint

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(self.linted, "Registry", self._own_models))

    def _own_models(self, database):
        prefix = f"odoo.addons.{MODULE}."
        return {
            model: cls
            for model, cls in Registry(database).items()
            if any(base.__module__.startswith(prefix) for base in cls.mro())
        }

    @contextmanager
    def subTest(self, msg=None, **parameters):  # noqa: N802
        """Let pass what other modules do to the same models."""
        if parameters.get("module", MODULE) == MODULE:
            with super().subTest(msg, **parameters):
                yield
        else:
            with suppress(Exception):
                yield


@tagged("post_install", "-at_install")
class TestDocstring(OwnModels, test_docstring.TestDocstring):
    linted = test_docstring


@tagged("post_install", "-at_install")
class TestNaming(OwnModels, test_naming.TestNaming):
    linted = test_naming


@tagged("post_install", "-at_install")
class TestOverrideSignatures(OwnModels, test_override_signatures.TestLintOverrideSignatures):
    linted = test_override_signatures


@tagged("post_install", "-at_install")
class TestIndex(Borrowed, test_index.TestIndex):
    pass


@tagged("post_install", "-at_install")
class TestRoutes(Borrowed, test_routes.RoutesLinter):
    pass


@tagged("post_install", "-at_install")
class TestInit(OwnFiles, test_dunderinit.TestDunderinit):
    pass


@tagged("post_install", "-at_install")
class TestTranslatableProps(OwnFiles, test_i18n.TestI18n):
    pass


@tagged("post_install", "-at_install")
class TestJavaScriptTranslations(OwnFiles, test_jstranslate.TestJsTranslations):
    pass


@tagged("post_install", "-at_install")
class TestManifest(OwnFiles, test_manifests.ManifestLinter):
    pass


@tagged("post_install", "-at_install")
class TestOnchangeDomains(OwnFiles, test_onchange_domains.TestOnchangeDomains):
    pass


@tagged("post_install", "-at_install")
class TestOrmImport(OwnFiles, test_orm_import.TestDunderinit):
    pass


@tagged("post_install", "-at_install")
class TestTemplate(Borrowed, test_pofile.PotLinter):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(test_pofile, "get_modules", lambda: [MODULE]))


@tagged("post_install", "-at_install")
class TestConflictMarkers(OwnFiles, test_markers.TestConflictMarkers, LintCase):
    def test_conflict_markers(self):
        """Look at the add-on's files, not at all of Odoo's."""
        for path in self.iter_module_files("*"):
            if path.endswith(test_markers.EXTENSIONS):
                self.check_file(path)


# `make lint` runs what finds the same but for Odoo's own checkers, which take longest of all
@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestPyLint(OwnFiles, test_pylint.TestPyLint):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(test_pylint.subprocess, "run", self._run_on_addon))

    @staticmethod
    def _run_on_addon(command, **options):
        """Leave Odoo itself out."""
        own = [argument for argument in command if argument != config.root_path]
        return run(own, check=False, **options)


@tagged("post_install", "-at_install")
class TestTestHoles(OwnFiles, test_test_holes.TestTestHoles):
    def test_check_tests(self):
        """Let pass tests/tools and tests/house, which pytest runs without Odoo."""
        try:
            super().test_check_tests()
        except AssertionError as error:
            lines = str(error).splitlines()
            of_pytest = ("- Test file tools/", "- Test file house/")
            left = [line for line in lines[1:] if not line.startswith(of_pytest)]
            if left or len(lines) == 1:
                raise
