from lxml import etree
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from ...models.fact import sales_actual
from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-06-15")
class TestReportViews(SalesPlanCommon):
    """Plan versus actual and actuals as their views read them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.year = cls.plan("team", "customer", name="Year")
        cls.north = cls.row(cls.year, cls.team_north)
        cls.north_acme, cls.north_bolt = cls.rows(cls.north, cls.acme, cls.bolt)
        for number in (1, 3):
            cls.target(cls.year, 1000, number)
            cls.target(cls.north, 900, number)
            cls.target(cls.north_acme, 500, number)
            cls.target(cls.north_bolt, 0, number)
        cls.year.action_confirm()
        cls.move = cls.invoice(cls.acme, "2025-03-05", (cls.screw, 100, 2), (None, 50))
        cls.invoice(cls.coil, "2025-03-20", (cls.nail, 30))
        cls.order(cls.acme, "2025-03-05 10:00:00", (cls.screw, 10, 3))
        cls.report = cls.env["sales.plan.report"]

    def filters(self, model, kind):
        """Return ``{name: filter}`` of a model's search view, those with a domain or a context."""
        view = self.env[model].with_user(self.manager).get_view(view_type="search")
        return {
            item.get("name"): item.get(kind)
            for item in etree.fromstring(view["arch"]).iter("filter")
            if item.get(kind)
        }

    def evaluate(self, text):
        return safe_eval(text, {"uid": self.env.uid})

    # Plan versus actual -----------------------------------------------------------------

    def test_every_filter_reads(self):
        for model in ("sales.plan.report", "sales.actual"):
            for name, text in self.filters(model, "domain").items():
                with self.subTest(model=model, filter=name):
                    domain = self.evaluate(text)
                    field = "amount" if model == "sales.actual" else "gap_amount"
                    rows = self.env[model].search(domain)
                    [[total]] = self.env[model]._read_group(domain, [], [f"{field}:sum"])
                    self.assertAlmostEqual(sum(rows.mapped(field)), total or 0, 2)

    def test_every_grouping_sums_to_the_same(self):
        domain = [("plan_id", "=", self.year.id)]
        aggregates = ["target_amount:sum", "actual_amount:sum", "compared_amount:sum"]
        [expected] = self.report._read_group(domain, [], aggregates)
        self.assertEqual(expected, (2000, 280, 2280))
        groupings = [
            context["group_by"]
            for context in map(self.evaluate, self.filters("sales.plan.report", "context").values())
            if "group_by" in context  # a filter may add columns instead
        ]
        self.assertGreaterEqual(len(groupings), 15)
        for name in [*groupings, "date:day", "date:week", "date:quarter", "date:year"]:
            spec = f"{name}:month" if name == "date" else name
            with self.subTest(grouping=spec):
                groups = self.report._read_group(domain, [spec], aggregates)
                for number, total in enumerate(expected, start=1):
                    self.assertEqual(sum(group[number] or 0 for group in groups), total)

    def test_defaults_are_confirmed_plans_of_today(self):
        filters = self.filters("sales.plan.report", "domain")
        domain = self.evaluate(filters["confirmed"]) + self.evaluate(filters["this_year"])
        self.plan("team", name="Draft")
        self.assertEqual(self.report.search(domain).plan_id, self.year)
        with freeze_time("2026-01-02"):
            self.assertFalse(self.report.search(domain))
            last_year = self.evaluate(filters["last_year"])
            self.assertIn(self.year, self.report.search(last_year).plan_id)

    def test_rows_behind_a_cell_sum_to_it(self):
        domain = [("plan_id", "=", self.year.id)]
        aggregates = ["target_amount:sum", "actual_amount:sum", "gap_amount:sum"]
        for spec in ("team_id", "partner_id", "date:month", "allocation_id", "kind"):
            for group in self.report.formatted_read_group(domain, [spec], aggregates):
                rows = self.report.search(domain + group["__extra_domain"])
                for aggregate in aggregates:
                    field = aggregate.partition(":")[0]
                    self.assertEqual(sum(rows.mapped(field)), group[aggregate] or 0, (spec, field))

    def test_plan_side_has_one_row_for_each_target(self):
        rows = self.report.search([("plan_id", "=", self.year.id), ("kind", "=", "target")])
        by_row = {(row.allocation_id, row.period_id.date_from.month): row for row in rows}
        self.assertEqual(len(by_row), len(rows))
        amounts = {
            allocation: by_row[allocation, 3].target_amount
            for allocation in (self.year.root_id, self.north, self.north_acme, self.north_bolt)
        }
        self.assertEqual(list(amounts.values()), [100, 400, 500, 0])

    def test_history_counts_once(self):
        for row, amount in ((self.year.root_id, 800), (self.north, 700), (self.north_acme, 600)):
            row.target_ids.sudo().flush_recordset()
            self.env.cr.execute(
                "UPDATE sales_plan_target SET history_amount = %s WHERE allocation_id = %s",
                [amount, row.id],
            )
        self.env.invalidate_all()
        domain = [("plan_id", "=", self.year.id)]
        [[total]] = self.report._read_group(domain, [], ["history_amount:sum"])
        self.assertEqual(total, 1600)
        self.assertEqual(sum(self.report.search(domain).mapped("history_amount")), 1600)
        self.assertEqual(self.north.history_amount, 1400)

    def test_what_is_given_out_is_in_no_group(self):
        """A parent that gave all of it away is no group of its own, as it is in no list; what is
        left of its history is, and so is a zero that was planned."""
        plan = self.plan("team", name="Given Out")
        north, south = self.rows(plan.root_id, self.team_north, self.team_south)
        for row, amount, history in ((plan.root_id, 500, 300), (north, 500, 300), (south, 0, 0)):
            self.target(row, amount, 1).sudo().history_amount = history
        domain = [("plan_id", "=", plan.id), ("kind", "=", "target")]
        aggregates = ["target_amount:sum", "history_amount:sum", "__count"]
        groups = self.report._read_group(domain, ["team_id"], aggregates)
        self.assertEqual(groups, [(self.team_north, 500, 300, 1), (self.team_south, 0, 0, 1)])
        rows = self.report.search(domain)
        self.assertEqual(rows.allocation_id, north | south)
        plan.root_id.target_ids.sudo().history_amount = 320
        groups = self.report._read_group(domain, ["team_id"], aggregates)
        self.assertEqual(groups[-1], (self.team_north.browse(), 0, 20, 1))
        self.assertEqual(sum(self.report.search(domain).mapped("history_amount")), 320)

    def test_documents_of_other_bases_do_not_count(self):
        domain = [("plan_id", "=", self.year.id)]
        counted = self.report.search([*domain, ("is_counted", "=", True)])
        others = self.report.search([*domain, ("is_counted", "=", False)])
        self.assertEqual(set(counted.mapped("basis")), {False, "invoiced"})
        self.assertEqual(others.mapped("basis"), ["ordered"])
        self.assertEqual(others.ordered_amount, 30)
        self.assertFalse(others.actual_amount or others.gap_amount or others.compared_amount)
        [[amount, gap]] = self.report._read_group(
            [*domain, ("is_counted", "=", True)], [], ["actual_amount:sum", "gap_amount:sum"]
        )
        self.assertEqual((amount, gap), (280, -1720))

    def test_graph_shows_both_sides(self):
        groups = self.report._read_group(
            [("plan_id", "=", self.year.id)], ["kind"], ["compared_amount:sum"]
        )
        self.assertEqual(dict(groups), {"target": 2000, "fact": 280})

    def test_ratio_and_count_of_a_pivot(self):
        domain = [("plan_id", "=", self.year.id), ("is_counted", "=", True)]
        [[attainment]] = self.report._read_group(domain, [], ["attainment:avg"])
        self.assertAlmostEqual(attainment, 0.14)
        months = dict(self.report._read_group(domain, ["date:month"], ["attainment:avg"]))
        self.assertEqual(
            {day.month: round(value, 2) for day, value in months.items()}, {1: 0, 3: 0.28}
        )
        domain.append(("kind", "=", "target"))
        [[count]] = self.report._read_group(domain, [], ["__count"])
        self.assertEqual(count, len(self.report.search(domain)))
        self.assertEqual(count, 8)

    def test_rows_open_their_document(self):
        facts = self.report.search([("res_model", "=", "account.move"), ("kind", "=", "fact")])
        action = facts.filtered(lambda row: row.res_id == self.move.id)[0].action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", self.move.id))
        target = self.report.search([("kind", "=", "target")], limit=1)
        self.assertEqual(target.action_open_document()["res_model"], "sales.plan")

    # Actuals ------------------------------------------------------------------------------

    def test_open_documents(self):
        facts = self.env["sales.actual"].with_user(self.accountant)
        domain = [("basis", "=", "invoiced"), ("partner_id", "=", self.acme.id)]
        action = facts.search(domain).action_open_documents()
        moves = self.env["account.move"].with_user(self.accountant)
        self.assertEqual(moves.search(action["domain"]), self.move)
        listed = facts.with_context(active_domain=domain).action_open_documents()
        self.assertEqual(moves.search(listed["domain"]), self.move)
        with self.assertRaisesRegex(UserError, "of one kind"):
            facts.search([("partner_id", "=", self.acme.id)]).action_open_documents()
        with self.assertRaises(AccessError):
            self.env["sales.actual"].with_user(self.auditor).search(domain).action_open_documents()
        for wrong in ("x", [["no_such_field", "=", 1]], [1]):
            with self.subTest(wrong), self.assertRaisesRegex(UserError, "no filter"):
                facts.with_context(active_domain=wrong).action_open_documents()
        self.patch(sales_actual, "MOST_SELECTED", 0)
        with self.assertRaisesRegex(UserError, "Select 0 actuals at most"):
            facts.search(domain).action_open_documents()

    def test_unknown_cost_is_not_zero(self):
        free = self.total("invoiced", "count", ("is_cost_known", "=", False))
        self.assertEqual(free, 0)
        line = self.move.invoice_line_ids[0]
        line._clear_unit_costs()
        unknown = self.facts("invoiced", ("is_cost_known", "=", False))
        self.assertEqual(unknown.line_id, line.id)
        domain = self.evaluate(self.filters("sales.actual", "domain")["cost_unknown"])
        self.assertEqual(self.env["sales.actual"].search(domain).line_id, line.id)

    def test_actuals_of_a_row_show_its_measure(self):
        plan = self.plan("customer", measure="margin")
        context = plan.root_id.action_open_actuals()["context"]
        self.assertEqual(context, {"sales_plan_measure": "margin", "sales_plan_figure": True})
        arch = self.env["sales.actual"].get_view(view_type="list")["arch"]
        self.assertIn("sales_plan_measure", arch)

    # Menus ---------------------------------------------------------------------------------

    def test_menus_by_role(self):
        menus = self.env["ir.ui.menu"]
        expected = {
            self.manager: {"plans", "report", "actual", "configuration", "team", "help"},
            self.salesperson: {"plans", "report", "actual", "help"},
            self.auditor: {"plans", "report", "actual", "help"},
            self.clerk: set(),
        }
        for user, names in expected.items():
            visible = menus.with_user(user)._visible_menu_ids()
            found = {
                name
                for name in ("plans", "report", "actual", "configuration", "team", "help")
                if self._is_reachable(self.env.ref(f"sales_plan.sales_plan_menu_{name}"), visible)
            }
            with self.subTest(user=user.login):
                self.assertEqual(found, names)

    def _is_reachable(self, menu, visible):
        """Whether a menu and all those above it are visible."""
        return menu.id in visible and (
            not menu.parent_id or self._is_reachable(menu.parent_id, visible)
        )

    def test_menus_in_other_apps(self):
        accountant = self.env["ir.ui.menu"].with_user(self.accountant)._visible_menu_ids()
        salesperson = self.env["ir.ui.menu"].with_user(self.salesperson)._visible_menu_ids()
        for name in ("sales_plan_report", "sales_plan"):
            self.assertIn(self.env.ref(f"sales_plan.account_menu_{name}").id, accountant)
            self.assertIn(self.env.ref(f"sales_plan.crm_menu_{name}").id, salesperson)

    def test_sales_of_others_are_amounts_without_names(self):
        """N1, P16: below one's customer's row the sales of others count, unnamed."""
        plan = self.plan("customer", name="Customers")
        self.target(self.row(plan, self.acme), 100)
        plan.action_confirm()
        own = {"invoice_user_id": self.colleague.id, "team_id": self.team_north.id}
        self.invoice(self.acme, "2025-04-01", (None, 70), **own)
        self.env.flush_all()
        rows = self.report.with_user(self.salesperson).search(
            [("plan_id", "=", plan.id), ("basis", "=", "invoiced")]
        )
        named = {row.actual_amount: row.reference for row in rows}
        self.assertEqual(sorted(named), [50, 70, 200])
        self.assertTrue(named[50] and named[200])
        self.assertFalse(named[70])
        with self.assertRaises(UserError):
            rows.filtered(lambda row: not row.reference).action_open_document()
        # heading a team gives the rights of a leader only together with the role
        self.team_north.user_id = self.salesperson
        role = self.env.ref("sales_plan.group_sales_plan_leader")
        self.salesperson.sudo().group_ids = [Command.unlink(role.id)]
        self.env.invalidate_all()
        self.assertEqual([row.reference for row in rows if row.actual_amount == 70], [False])

    def test_report_of_a_row_with_hidden_rows_below(self):
        """P16: to its reader a visible row is as if it had no hidden rows, as in the form."""
        plan = self.plan("customer", "salesperson", name="Customers")
        acme = self.row(plan, self.acme)
        own, other = self.rows(acme, self.salesperson, self.colleague)
        for row, amount in ((acme, 100), (own, 50), (other, 30)):
            self.target(row, amount)
        plan.action_confirm()
        other.sudo().is_published = False
        self.invoice(self.acme, "2025-04-01", (None, 70), invoice_user_id=self.colleague.id)
        self.env.flush_all()
        report = self.report.with_user(self.salesperson)
        domain = [("plan_id", "=", plan.id), ("is_counted", "=", True)]
        amounts = ["target_amount:sum", "actual_amount:sum"]
        groups = report._read_group(domain, ["allocation_id"], amounts)
        figures = {row.id: (target or 0, actual or 0) for row, target, actual in groups}
        self.assertEqual(figures, {acme.id: (50, 70), own.id: (50, 250)})
        seen = acme.with_user(self.salesperson)
        [(target, actual)] = report._read_group(domain, [], amounts)
        self.assertEqual((target, actual), (seen.target_amount, seen.actual_amount))
        rows = report.search(domain)
        self.assertEqual(sum(rows.mapped("target_amount")), 100)
