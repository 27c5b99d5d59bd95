import inspect
from contextlib import suppress
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...tools.arguments import LARGEST_ID, Refused
from ..common.forecast import ForecastCommon
from ..common.table_calls import table_of
from .public_methods import CALLED

ADDON = __name__.partition(".tests.")[0]
SCRIPTS = Path(__file__).parents[2] / "static" / "src"

#: What a client may send for any argument, if only by mistake.
HOSTILE = (
    None,
    True,
    False,
    0,
    -1,
    7,
    LARGEST_ID,
    10**30,
    1.5,
    float("nan"),
    float("inf"),
    "",
    "x",
    "1",
    "\0",
    "\ud800",
    "x" * 10_000,
    [],
    [1],
    [[1]],
    [None],
    [["no_such_field", "=", 1]],
    ["&"],
    {},
    {"a": 1},
    {"period_id": [1]},
    {"unit": {}},
)


class Undo(Exception):
    """Takes back what a call did that was right after all."""


def is_ours(cls):
    """Whether a class of a model is in this add-on, its tests apart."""
    return f"{cls.__module__}.".startswith(f"{ADDON}.") and ".tests." not in cls.__module__


@tagged("post_install", "-at_install")
class TestPublicMethods(ForecastCommon):
    """What clients may call, all of it, and what happens when they send anything at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promise(cls.docker, 100)
        cls.invoice(cls.acme, "2025-01-10", (cls.screw, 10))  # what the load previews
        cls.in_force = cls.plan("customer", year=2026)
        cls.target(cls.in_force, 1200)
        cls.cockpit_plan = cls.plan("customer", year=2026, name="Cockpit")
        cls.target(cls.cockpit_plan, 1200)
        cls.cockpit_plan.action_confirm()
        cls.draft = cls.plan("customer", year=2027, name="Draft")
        cls.target(cls.draft, 100)
        row, period = cls.row(cls.draft, cls.acme), cls.draft.period_ids[0]
        table = table_of(cls.draft.with_user(cls.manager))
        february = cls.draft.period_ids[1]
        items = [{"text": "Fair", "amount": "5"}]
        edit = {"kind": "items", "row": row.id, "period": february.id, "items": items}
        table.edit(edit, cls.draft.edit_version, "other: 1")
        cls.item = cls.env["sales.plan.item"].search([("plan_id", "=", cls.draft.id)])
        table.attach_file(cls.item.id, "offer.txt", "QQ==")
        cls.file = cls.item._get_files()
        for number in (1, 2):  # one to undo, one to redo
            cells = [[row.id, period.id, str(number)]]
            edit = {"kind": "type", "cells": cells, "spread": False}
            table.edit(edit, cls.draft.edit_version, f"test: {number}")
        table.undo(cls.draft.edit_version, "test: 3")
        cls.env["sales.plan.note"].sudo().create(
            {"allocation_id": row.id, "period_id": period.id, "text": "Seen"}
        )
        cls.split_plan = cls.plan("customer", year=2028, name="Split", is_cascaded=True)
        cls.target(cls.split_plan, 100)
        cls.target(cls.row(cls.split_plan, cls.acme), 50)
        cls.split_plan.action_confirm()
        test = cls()
        # who leads no team is its manager's concern: they may adjust and submit
        test.adjust(cls.manager, "others", "commit", 1, of=cls.harbour)
        test.submit(cls.manager, of=cls.harbour)
        test.adjust(cls.manager, "others", "commit", 2, of=cls.harbour)

    def find_methods(self):
        """Return ``{(model, method): function}`` of all public methods that the add-on adds."""
        found = {}
        for model, cls in self.env.registry.items():
            foreign = [parent for parent in cls.mro() if not is_ours(parent)]
            for parent in filter(is_ours, cls.mro()):
                for name, value in vars(parent).items():
                    is_known = any(name in vars(other) for other in foreign)
                    if not name.startswith("_") and inspect.isfunction(value) and not is_known:
                        function = getattr(cls, name)
                        if not getattr(function, "_api_private", False):
                            found[model, name] = function
        return found

    @staticmethod
    def get_parameters(function):
        return list(inspect.signature(function).parameters)[1:]

    @property
    def examples(self):
        """What is right: ``{(model, method): (records, arguments)}``."""
        forecasts = self.forecasts(self.manager)
        env = forecasts.env
        forecast = self.env["sales.forecast"].search([("team_id", "=", self.harbour.id)])
        submission = forecast.submission_ids
        load = env["sales.plan.load"].create({"plan_id": self.in_force.id})
        dashboard = env["sales.pipeline.dashboard"]
        flow = env["sales.forecast.flow"]
        cockpit = env["sales.cockpit"]
        looked_at = {"plan_id": self.cockpit_plan.id, "unit": "year", "day": False}
        asked = {"period_id": self.march.id, "team_id": self.harbour.id, "as_of": "2026-03-01"}
        shown = {"team_id": self.harbour.id, "user_id": False, "unit": "quarter", "offset": -1}
        change = {"forecast_id": forecast.id, "row": "others", "role": "commit", "amount": 5}
        domain = [["user_id", "=", self.docker.id]]
        mover = env["sales.deal.move"]
        place = {"day": "2026-03-01", "stage_id": False}
        moved = {"lead_id": self.env["crm.lead"].search([], limit=1).id}
        bridged = {"row_id": self.in_force.root_id.id, "against": "target", "period_id": False}
        held = {"plan_id": self.in_force.id, "first": False, "last": False}
        reconciliation = env["sales.reconciliation"]
        return {
            ("sales.reconciliation", "reconciliation_open"): (reconciliation, {"request": held}),
            ("sales.reconciliation", "reconciliation_open_items"): (
                reconciliation,
                {"request": held, "items": {"reason": "agrees"}},
            ),
            ("sales.reconciliation", "reconciliation_print"): (reconciliation, {"request": held}),
            ("sales.forecast", "worksheet_landing"): (forecasts, {"request": asked}),
            ("sales.forecast", "worksheet_landing_part"): (
                forecasts,
                {"part": "deals", "request": asked},
            ),
            ("sales.forecast", "worksheet_trend"): (forecasts, {"request": asked}),
            ("sales.forecast", "worksheet_open"): (forecasts, {"request": asked}),
            ("sales.forecast", "worksheet_strays"): (
                forecasts,
                {"kind": "overdue", "request": {**asked, "live": True}},
            ),
            ("sales.forecast", "worksheet_adjust"): (
                forecasts,
                {**change, "note": "Seen", "request": asked, "is_total": False},
            ),
            ("sales.forecast", "worksheet_submit"): (
                forecasts,
                {"forecast_id": forecast.id, "request": asked},
            ),
            ("sales.forecast", "worksheet_remind"): (
                forecasts,
                {"forecast_id": forecast.id, "row": None},
            ),
            ("sales.forecast", "worksheet_compare"): (
                forecasts,
                {"submission_id": submission.id, "other_id": submission.id},
            ),
            ("sales.help", "read_page"): (env["sales.help"], {"page": "table"}),
            ("sales.plan.report", "read_breakdown"): (env["sales.plan.report"], {"domain": domain}),
            ("sales.plan.report", "read_as_of"): (
                env["sales.plan.report"],
                {"domain": domain, "day": "2025-03-31"},
            ),
            ("sales.forecast.flow", "read_waterfall"): (flow, {"domain": domain}),
            ("sales.forecast.flow", "action_open_step"): (flow, {"step": "new", "domain": domain}),
            ("sales.cockpit", "cockpit_open"): (cockpit, {"request": looked_at}),
            ("sales.cockpit", "cockpit_lists"): (cockpit, {"request": looked_at}),
            ("sales.cockpit", "cockpit_landing"): (cockpit, {"request": looked_at}),
            ("sales.deal.move", "deal_place"): (mover, moved),
            ("sales.deal.move", "deal_move"): (mover, {**moved, "seen": place, "place": place}),
            ("sales.cockpit", "cockpit_news"): (cockpit, {"request": looked_at}),
            ("sales.plan.visit", "visit_plan"): (
                env["sales.plan.visit"],
                {"plan_id": self.cockpit_plan.id},
            ),
            ("sales.cockpit", "cockpit_breakdown"): (
                cockpit,
                {"request": {**looked_at, "by": "customer"}},
            ),
            ("sales.cockpit", "cockpit_open_part"): (
                cockpit,
                {"request": looked_at, "value_id": self.acme.id},
            ),
            ("sales.cockpit", "cockpit_rows"): (cockpit, {"request": looked_at}),
            ("sales.cockpit", "cockpit_open_target"): (cockpit, {"request": looked_at}),
            ("sales.cockpit", "cockpit_print"): (
                cockpit,
                {"request": looked_at, "is_below": False},
            ),
            ("sales.cockpit", "cockpit_open_landing"): (cockpit, {"request": looked_at}),
            ("sales.cockpit", "cockpit_open_documents"): (
                cockpit,
                {
                    "request": looked_at,
                    "basis": "won",
                    "since": "2026-03-01",
                    "partner_id": self.acme.id,
                },
            ),
            ("sales.cockpit", "cockpit_open_list"): (
                cockpit,
                {"request": looked_at, "what": "deals"},
            ),
            ("sales.cockpit", "cockpit_open_step"): (
                cockpit,
                {"request": looked_at, "step": "won", "since": False},
            ),
            ("sales.pipeline.dashboard", "dashboard_open"): (dashboard, {"request": shown}),
            ("sales.pipeline.dashboard", "dashboard_open_stage"): (
                dashboard,
                {"request": shown, "stage_id": env["crm.stage"].search([], limit=1).id},
            ),
            ("sales.pipeline.dashboard", "dashboard_open_cell"): (
                dashboard,
                {"request": shown, "kind": "closed", "user_id": self.docker.id, "period": 1},
            ),
            ("sales.plan.bridge", "bridge_open"): (env["sales.plan.bridge"], {"request": bridged}),
            ("sales.plan.bridge", "bridge_open_step"): (
                env["sales.plan.bridge"],
                {"request": bridged, "step": "end"},
            ),
            ("sales.plan.allocation", "action_open_actuals"): (
                self.in_force.root_id.with_env(env),
                {"kind": "own", "period_id": self.in_force.period_ids[0].id},
            ),
            ("sales.plan.allocation", "action_open_history"): (
                self.in_force.root_id.with_env(env),
                {"period_id": self.in_force.period_ids[0].id},
            ),
            ("sales.market.report", "read_bubbles"): (
                env["sales.market.report"],
                {"domain": [["industry_id", "=", self.metal.id]]},
            ),
            ("sales.plan.load", "preview_step"): (load, {"start": True}),
            **self.table_examples,
        }

    @property
    def table_examples(self):
        """The same of the planning table: a draft, and a plan that is split level by level."""
        table = self.env["sales.plan.table"].with_user(self.manager)
        draft, period = self.draft, self.draft.period_ids[0]
        plan, top, row = draft.id, draft.root_id.id, draft.root_id.child_ids[0].id
        step = {"version": draft.edit_version, "token": "test: 4"}
        shown = {"watch": [top], "columns": ["history"]}
        cells = [[row, period.id, "5"]]
        edit = {"kind": "type", "spread": False, "cells": cells}
        split = self.split_plan
        found = {
            "open": {"columns": ["actual"], "order": "name desc", "limit": 5},
            "children": {"parent_id": top, "columns": [], "order": "plan", "limit": None},
            "rows": {"rows": [row], "columns": ["progress"]},
            "search": {
                "text": "a",
                "level_id": False,
                "columns": [],
                "limit": 5,
                "status": "at_risk",
                "order": "gap",
                "is_flat": True,
            },
            "sum": {"rows": [row], "periods": [], "ranges": [[[row], [period.id]]]},
            "addable": {"parent_id": top},
            "candidates": {"parent_id": top, "text": "a", "limit": 5, "offset": 0},
            "choose": {"above": "ask"},
            "look": {"look": {"columns": ["history"], "scale": "exact", "folded": [0]}},
            "add_up": {"amounts": ["5", "2.5"]},
            "items": {"row_id": row, "period_id": period.id},
            "attach_file": {"item_id": self.item.id, "name": "offer.txt", "content": "QQ=="},
            "delete_file": {"item_id": self.item.id, "file_id": self.file.id},
            "answer_note": {"row_id": row, "period_id": period.id, "answer": "Agreed"},
            "resolve_note": {"row_id": row, "period_id": period.id, "is_resolved": True},
            "history": {
                "rows": [row],
                "periods": [period.id],
                "by_id": self.manager.id,
                "first_day": "2020-01-01",
                "last_day": "2040-12-31",
                "offset": 0,
                "page_size": 5,
            },
            "edit": {"edit": edit, **step, **shown, "force": False},
            "undo": {**step, **shown, "step_id": None},
            "redo": {**step, **shown},
            "refresh": {"version": 0, **shown},
            "why": {"row_id": row, "period_id": period.id},
            "suggest": {"row_id": top},
            "publish": {"plan_id": split.id, "rows": split.root_id.child_ids.ids, "below": True},
            "withdraw": {"plan_id": split.id, "rows": split.root_id.child_ids.ids},
        }
        return {
            ("sales.plan.table", f"table_{name}"): (table, {"plan_id": plan, **arguments})
            for name, arguments in found.items()
        }

    # What there is ------------------------------------------------------------

    def test_all_of_them_are_listed(self):
        """A new public method gets a line in the list, or an underscore."""
        found = self.find_methods()
        listed = {(model, method): callers for model, method, *callers in CALLED}
        self.assertEqual(sorted(found), sorted(listed))
        self.assertEqual(len(CALLED), len(listed))

    def test_who_calls_them(self):
        """The list is right about who calls what."""
        views = self.env["ir.ui.view"].search([("arch_fs", "like", "sales_plan/%")])
        arches = "".join(views.mapped("arch_db"))
        codes = "".join(
            self.env["ir.actions.server"].search([("code", "!=", False)]).mapped("code")
        )
        scripts = "".join(path.read_text() for path in SCRIPTS.rglob("*.js"))
        for model, method, *callers in CALLED:
            with self.subTest(model=model, method=method):
                found = {
                    "button": f'"{method}"' in arches,
                    "menu": f".{method}(" in codes,
                    "script": f'"{method}"' in scripts,
                }
                callers_found = [name for name, does in found.items() if does]
                self.assertEqual(callers, callers_found or ["program"])

    def test_each_argument_has_a_check(self):
        unchecked = {
            key
            for key, function in self.find_methods().items()
            if self.get_parameters(function) != list(getattr(function, "takes", ()))
        }
        self.assertFalse(unchecked)

    # What happens -------------------------------------------------------------

    def test_right_arguments(self):
        """The examples are right; each of them names every argument."""
        examples = self.examples
        methods = self.find_methods()
        checked = [key for key in methods if getattr(methods[key], "takes", None)]
        self.assertEqual(sorted(examples), sorted(checked))
        for (model, method), (records, arguments) in examples.items():
            with self.subTest(model=model, method=method):
                function = getattr(self.env.registry[model], method)
                self.assertEqual(sorted(arguments), sorted(function.takes))
                self.call(records, method, arguments)

    def test_hostile_arguments(self):
        """What is wrong is refused with a sentence before anything is written; what might be
        right, as an id of nothing, is answered or refused the same way."""
        for (model, method), (records, arguments) in self.examples.items():
            for name, check in getattr(records, method).takes.items():
                for value in HOSTILE:
                    with self.subTest(model=model, method=method, **{name: str(value)[:40]}):
                        self.try_hostile(records, method, {**arguments, name: value}, check, value)

    def try_hostile(self, records, method, arguments, check, value):
        try:
            check(value)
        except Refused:
            before = self.count_written()
            with self.assertRaisesRegex(UserError, r"^This is no .{1,60} reload the page\.$"):
                self.call(records, method, arguments)
            self.assertEqual(self.count_written(), before)
        else:
            with suppress(UserError):
                self.call(records, method, arguments)

    def test_unknown_records(self):
        """A method of a record that is gone is refused, or does nothing; no button is a trap."""
        for (model, method), function in self.find_methods().items():
            if getattr(function, "_api_model", False) or self.get_parameters(function):
                continue
            records = self.env[model].with_user(self.manager).browse(LARGEST_ID)
            with self.subTest(model=model, method=method), suppress(UserError):
                self.call(records, method, {})

    def call(self, records, method, arguments):
        """Call a method as a client does, and take back what it did."""
        with suppress(Undo), self.cr.savepoint():
            getattr(records, method)(**arguments)
            self.env.flush_all()
            raise Undo

    def count_written(self):
        """Return how many rows this transaction has written, also those taken back."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT SUM(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
        )
        return self.env.cr.fetchone()[0]
