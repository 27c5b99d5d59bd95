from lxml import etree
from odoo.fields import Domain
from odoo.tests import freeze_time, tagged

from ..common.cascade import CascadeCommon
from ..common.deal_history import DealHistoryCommon
from ..common.forecast import ForecastCommon
from ..common.publishing import publish

#: Kinds of views that have buttons with a count on them.
VIEWS = ("form", "kanban", "list")


class CountersMixin:
    """Every figure that says how many there are opens a list of as many."""

    def count_of(self, action, user):
        """Return how many records the list of an action has for a user."""
        context = action.get("context") or {}
        context = context if isinstance(context, dict) else {}
        filters = [name for name in context if name.startswith("search_default_")]
        self.assertFalse([name for name in filters if "group" not in name], action["name"])
        model = self.env[action["res_model"]].with_user(user).with_context(**context)
        return model.search_count(Domain(action.get("domain") or []))

    def get_counters(self, model, user):
        """Return the buttons of a model's views with a count: ``{method: names of fields}``."""
        found = {}
        for kind in VIEWS:
            arch = etree.fromstring(model.with_user(user).get_view(view_type=kind)["arch"])
            for button in arch.iter("button", "a"):
                counts = [
                    field.get("name")
                    for field in button.iter("field")
                    if model._fields[field.get("name")].type == "integer"
                ]
                if button.get("type") == "object" and counts:
                    found[button.get("name")] = counts
        return found


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10")
class TestCounters(CountersMixin, CascadeCommon):
    """Counters of plans, rows and publications equal the lists they open, for every role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        publish(cls.cascade.with_user(cls.manager), [cls.tree[n].id for n in ("north", "south")])
        publish(cls.cascade.with_user(cls.leader), [cls.tree["salesperson"].id])
        cls.other = cls.plan("customer", year=2026, name="Other")
        cls.target(cls.other, 100)
        cls.target(cls.row(cls.other, cls.acme), 60)
        cls.other.action_confirm()
        cls.other.action_revise()
        cls.everybody = (
            cls.manager
            | cls.auditor
            | cls.accountant
            | cls.leader
            | cls.other_leader
            | cls.salesperson
            | cls.colleague
        )

    def get_models(self):
        """Return the models of the add-on that have views with buttons."""
        views = self.env["ir.ui.view"].search([("type", "in", VIEWS), ("inherit_id", "=", False)])
        models = {view.model for view in views if view.model and view.model.startswith("sales.")}
        return [
            self.env[name]
            for name in sorted(models & self.env.registry.models.keys())
            if self.env[name]._original_module == "sales_plan" and not self.env[name]._transient
        ]

    def test_buttons(self):
        """Whatever button shows a count opens a list of as many."""
        seen = set()
        for user in self.everybody:
            for model in self.get_models():
                if not model.with_user(user).has_access("read"):
                    continue
                for method, names in self.get_counters(model, user).items():
                    for record in model.with_user(user).with_context(active_test=False).search([]):
                        self.env.invalidate_all()
                        count = self.count_of(getattr(record, method)(), user)
                        shown = [record[name] for name in names]
                        what = f"{user.login}: {method} of {record.display_name}"
                        self.assertIn(count, shown, what)
                        seen.add((model._name, method, count > 0))
        for method in ("allocations", "revisions", "round"):
            self.assertIn(("sales.plan", f"action_open_{method}", True), seen)

    def test_rows(self):
        """The rows of a plan, without its total, as many as each may see."""
        counts = {
            user: self.plan_of(user).allocation_count
            for user in (self.manager, self.leader, self.salesperson)
        }
        self.assertEqual(list(counts.values()), [6, 4, 1])
        for user, count in counts.items():
            action = self.plan_of(user).action_open_allocations()
            self.assertEqual(self.count_of(action, user), count, user.login)

    def test_publications(self):
        """A publication has as many rows as who looks at it finds in it."""
        for user in self.everybody:
            publications = self.env["sales.plan.publication"].with_user(user).search([])
            for publication in publications:
                self.env.invalidate_all()
                self.assertEqual(publication.row_count, len(publication.line_ids), user.login)
        two = self.env["sales.plan.publication"].search([("plan_id", "=", self.cascade.id)])
        two = two.filtered(lambda publication: len(publication.line_ids) == 2)
        self.assertEqual(two.with_user(self.manager).row_count, 2)
        self.assertEqual(two.with_user(self.leader).row_count, 1)


@tagged("post_install", "-at_install")
class TestForecastCounters(CountersMixin, ForecastCommon):
    """Counters of a worksheet equal the lists they open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promise(cls.salesperson, 100, day="2026-03-05")
        cls.promise(cls.salesperson, 200, day=False)
        cls.promise(cls.colleague, 400, day=False)
        cls.promise(cls.colleague, 800, day=False, active=False)

    def assertCounts(self, user, **request):  # noqa: N802
        request = {"period_id": self.march.id, **request}
        sheet = self.forecasts(user).worksheet_open(request)
        submissions = self.env["sales.forecast.submission"].with_user(user)
        found = submissions.search_count(sheet["submission_domain"])
        self.assertEqual(found, sheet["submission_count"], user.login)
        for name in ("overdue", "undated"):
            domain = self.forecasts(user).worksheet_strays(name, request)
            deals = self.env["crm.lead"].with_user(user).search(domain)
            self.assertEqual(len(deals), sheet[name]["count"], (user.login, name))
            revenue = sum(deals.mapped("expected_revenue"))
            self.assertEqual(revenue, sheet[name]["amount"], (user.login, name))

    def test_worksheets(self):
        with self.freeze("2026-03-10 10:00:00"):
            self.submit(self.salesperson)
        self.promise(self.salesperson, 50)
        self.submit(self.salesperson)
        self.assertEqual(self.open(self.salesperson)["submission_count"], 2)
        for user in (self.salesperson, self.colleague, self.leader, self.manager):
            self.assertCounts(user)
        for user in (self.leader, self.manager):
            self.assertCounts(user, kind="person", user_id=self.salesperson.id)

    def test_as_of(self):
        """What was submitted after a day is not in the list of that day either."""
        with self.freeze("2026-03-10 10:00:00"):
            self.submit(self.salesperson)
        self.promise(self.salesperson, 50)
        self.submit(self.salesperson)
        sheet = self.open(self.salesperson, as_of="2026-03-12")
        submissions = self.env["sales.forecast.submission"].with_user(self.salesperson)
        found = submissions.search(sheet["submission_domain"])
        self.assertEqual(len(found), sheet["submission_count"])
        self.assertEqual(len(found), 1)


@tagged("post_install", "-at_install")
@freeze_time("2025-03-15 12:00:00")
class TestPipelineCounters(CountersMixin, DealHistoryCommon):
    """Counters of the pipeline dashboard and of the flow equal the lists they open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made("2025-03-01", 100, date_deadline="2025-03-20")
        cls.made("2025-03-01", 300, stage_id=cls.qualified.id, date_deadline="2025-05-10")
        cls.made("2025-03-01", 200, date_deadline="2025-03-31", user_id=cls.colleague.id)
        cls.made("2025-01-10", 1000, date_deadline="2025-03-10")
        cls.env.flush_all()

    def test_dashboard(self):
        for user in (self.manager, self.leader, self.salesperson):
            model = self.env["sales.pipeline.dashboard"].with_user(user)
            data = model.dashboard_open({})
            for stage in data["funnel"]["stages"]:
                action = model.dashboard_open_stage({}, stage["id"])
                self.assertEqual(self.count_of(action, user), stage["count"], user.login)
            for row in data["grid"]["rows"]:
                for number, cell in enumerate(row["cells"]):
                    for kind in ("closed", "pipeline"):
                        action = model.dashboard_open_cell({}, kind, row["user_id"], number)
                        self.assertEqual(self.count_of(action, user), cell[kind]["count"])

    def test_waterfall(self):
        """Each step says of how many deals it is, and opens the same deals."""
        context = {"flow_from": "2025-02-28", "flow_to": "2025-03-15"}
        for user in (self.manager, self.salesperson):
            flow = self.env["sales.forecast.flow"].with_user(user).with_context(**context)
            steps = flow.read_waterfall([])["steps"]
            self.assertTrue([step for step in steps if step["deals"]])
            for step in steps:
                action = flow.action_open_step(step["step"], [])
                rows = flow.with_context(**action["context"]).search(Domain(action["domain"]))
                deals = set(rows.mapped("deal_number"))
                self.assertEqual(len(deals), step["deals"], (user.login, step["step"]))
                self.assertAlmostEqual(sum(rows.mapped("amount")), step["amount"], 2)
