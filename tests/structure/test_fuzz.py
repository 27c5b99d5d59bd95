import random

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common.base import draw_seeds
from ..common.forecast import ForecastCommon
from ..common.fuzz import TWIN_MODEL, Undo, get_frames, get_searches, get_twin, get_writes
from .public_methods import CALLED

QUIET = (
    *("odoo.sql_db", "odoo.models", "odoo.domains", "odoo.fields"),
    *("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"),
    "odoo.tools.mail.html_sanitize",
)


class FuzzCommon(ForecastCommon):
    """Calls with values that nobody means to send, by who may do most."""

    #: How often all models are tried, with three calls each.
    ROUNDS = 6

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promise(cls.docker, 100)
        cls.invoice(cls.acme, "2025-01-10", (cls.screw, 10))
        cls.in_force = cls.plan("customer", year=2026)
        cls.row(cls.in_force, cls.acme)
        cls.target(cls.in_force, 1200)
        cls.in_force.action_confirm()
        cls.draft = cls.plan("customer", year=2027, name="Draft")
        cls.target(cls.row(cls.draft, cls.acme), 100)
        cls.own_models = sorted(
            name
            for name, model in cls.env.registry.items()
            if model._original_module == "sales_plan" and not model._abstract
        )

    def call(self, model, method, arguments, options=None, context=None):
        """Return the error that a call of a client ends in, None for an answer or a sentence."""
        env = self.env(user=self.manager)
        context = {"allowed_company_ids": self.company.ids, **(context or {})}
        try:
            with self.cr.savepoint():
                call_kw(env[model], method, arguments, {**(options or {}), "context": context})
                env.flush_all()
                raise Undo
        except UserError:
            return None
        except Exception as error:  # noqa: BLE001  what it is, the caller finds out
            return error
        finally:
            self.env.invalidate_all(flush=False)

    def assertNotRaw(self, seed, model, method, arguments, *rest):  # noqa: N802
        """Assert that a call ends in an answer, in a sentence, or as it does in Odoo's models."""
        error = self.call(model, method, arguments, *rest)
        frames = get_frames(error) if error else ()
        if not frames:
            return
        twin = get_twin(self.env[model], method, arguments)
        if twin and type(self.call(TWIN_MODEL, method, twin, *rest)) is type(error):
            return
        told = f"{type(error).__name__}: {str(error)[:200]}; {frames[-1]}"
        asked = f"{model}.{method}({str(arguments)[:300]}, {str(rest)[:200]})"
        self.fail(f"SALES_PLAN_SEED={seed}: {asked} ended in {told}")

    def fuzz(self, get_calls):
        """Try all models, again and again."""
        [seed] = draw_seeds(1)
        rng = random.Random(seed)
        with mute_logger(*QUIET):
            for __ in range(self.ROUNDS):
                for name in rng.sample(self.own_models, len(self.own_models)):
                    calls = get_calls(rng, self.env[name])
                    for call in rng.sample(calls, 3):
                        with self.subTest(model=name, method=call[0]):
                            self.assertNotRaw(seed, name, *call)


@tagged("post_install", "-at_install")
class TestFuzz(FuzzCommon):
    """Any call ends in an answer or in a sentence, never in an error of this add-on's own."""

    def test_reading(self):
        self.fuzz(get_searches)

    def test_writing(self):
        self.fuzz(get_writes)

    def test_actions(self):
        """Buttons take the records that there are, and any context."""
        [seed] = draw_seeds(1)
        rng = random.Random(seed)
        with mute_logger(*QUIET):
            for model, method, *__ in CALLED:
                function = getattr(self.env.registry[model], method)
                if self.env[model]._abstract and not getattr(function, "_api_model", False):
                    continue
                is_model = getattr(function, "_api_model", False)
                for values in self.get_arguments(rng, function):
                    ids = [] if is_model else [self.env[model].search([], limit=1).ids]
                    context = {key: rng.choice(([], "x", -1, None)) for key in ("active_ids",)}
                    with self.subTest(model=model, method=method):
                        self.assertNotRaw(seed, model, method, ids, values, context)

    @staticmethod
    def get_arguments(rng, function):
        """Yield arguments by name: none, wrong ones, too few and too many."""
        yield {}
        names = list(getattr(function, "takes", ()))
        for __ in range(5 if names else 0):
            yield {name: rng.choice(([], {}, "x", None, -1, [[1]], 1.5)) for name in names}
        if names:
            yield {"no_such_argument": 1}


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestFuzzLong(FuzzCommon):
    """The same with new seeds: thousands of calls of each kind."""

    ROUNDS = 100

    def test_reading(self):
        self.fuzz(get_searches)

    def test_writing(self):
        self.fuzz(get_writes)
