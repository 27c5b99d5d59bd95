import re

from odoo.tests import tagged

from ..common.base import SalesPlanCommon

#: The menus of the app as managers have them, each with those below it.
MENUS = {
    "Home": {},
    "Forecast": {"My Forecast": {}, "Submissions": {}, "Pipeline": {}, "By Category": {}},
    "Plans": {
        "My Targets": {},
        "Customer Plans": {},
        "Plans": {},
        "Planning Round": {},
        "Proposals": {},
        "People Changes": {},
        "Open Tasks": {},
        "Alerts": {},
    },
    "Reporting": {
        "Targets": {
            "Plan versus Actual": {},
            "Kept Figures": {},
            "Actuals": {},
            "Replenishment": {},
            "Reconciliation with the Ledger": {},
        },
        "Customers": {
            "Where Effort Pays": {},
            "Recurring Customers": {},
            "Segments": {},
            "Potentials": {},
        },
        "Pipeline": {"Flow": {}, "As of": {}, "Conversion": {}, "Return on Sources": {}},
        "Forecast": {
            "Accuracy": {},
            "Landing Accuracy": {},
            "Probability Check": {},
            "Reports": {},
        },
        "Money": {
            "Receivables": {},
            "Expected Payments": {},
            "Days to Pay": {},
            "Promises to Pay": {},
            "Disputes": {},
        },
    },
    "Configuration": {
        "Forecast Categories": {},
        "Competitors": {},
        "Seasonal Profiles": {},
        "Collection Steps": {},
        "Alert Rules": {},
        "Sales Teams": {},
        "Product Categories": {},
        "Industries": {},
        "Market Segments": {},
        "Source Costs": {},
        "Source Costs from Bills": {},
        "Lead Sources": {},
        "Campaigns": {},
    },
    "Help": {},
}


@tagged("post_install", "-at_install")
class TestMenus(SalesPlanCommon):
    """R34: where things are, and that each of them can be named by an address."""

    def menus_of(self, user):
        """Return the app's menus as a user sees them: ``{name: {name: …}}``, in their order."""
        tree = self.env["ir.ui.menu"].with_user(user).load_menus(False)

        def below(menu_id):
            return {tree[child]["name"]: below(child) for child in tree[menu_id]["children"]}

        return below(self.env.ref("sales_plan.sales_plan_menu_root").id)

    def own(self, model):
        """Return all records of a model that the add-on's files have made."""
        data = self.env["ir.model.data"].search(
            [("module", "=", "sales_plan"), ("model", "=", model)]
        )
        return self.env[model].with_context(active_test=False).browse(data.mapped("res_id"))

    def test_managers_find_everything_where_it_belongs(self):
        found = self.menus_of(self.manager)
        self.assertEqual(found, MENUS)
        for path in ((), ("Forecast",), ("Plans",), ("Reporting",), ("Reporting", "Pipeline")):
            menus, expected = found, MENUS
            for name in path:
                menus, expected = menus[name], expected[name]
            self.assertEqual(list(menus), list(expected))

    def test_people_see_what_they_may_use(self):
        seller = self.menus_of(self.salesperson)
        self.assertEqual(list(seller), ["Home", "Forecast", "Plans", "Reporting", "Help"])
        plans = ["My Targets", "Customer Plans", "Plans", "People Changes", "Open Tasks", "Alerts"]
        self.assertEqual(list(seller["Plans"]), plans)
        # how the company stands in its markets is for leaders, what it has to buy for managers, its
        # ledger for managers and auditors
        reporting = {name: dict(menus) for name, menus in MENUS["Reporting"].items()}
        del reporting["Customers"]["Segments"], reporting["Targets"]["Replenishment"]
        del reporting["Targets"]["Reconciliation with the Ledger"]
        self.assertEqual(seller["Reporting"], reporting)
        self.assertEqual(self.menus_of(self.leader)["Plans"], MENUS["Plans"])
        auditor = self.menus_of(self.auditor)
        self.assertEqual(list(auditor), ["Home", "Forecast", "Plans", "Reporting", "Help"])
        self.assertEqual(list(auditor["Plans"]), list(MENUS["Plans"])[1:])

    def test_every_page_has_a_readable_address(self):
        actions = [
            action
            for model in ("ir.actions.act_window", "ir.actions.client")
            for action in self.own(model)
            if action.target != "new"
        ]
        self.assertGreater(len(actions), 20)
        for action in actions:
            with self.subTest(action.name):
                self.assertTrue(re.fullmatch("[a-z]+(-[a-z]+)*", action.path or ""), action.path)
        paths = [action.path for action in actions]
        self.assertEqual(len(paths), len(set(paths)))

    def test_every_menu_opens_something_of_its_own(self):
        """No two menus of the app open the same page, and none opens nothing."""
        root = self.env.ref("sales_plan.sales_plan_menu_root")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", root.id)])
        leaves = menus.filtered(lambda menu: not menu.child_id)
        self.assertGreater(len(leaves), 20)
        opened = [f"{menu.action._name},{menu.action.id}" for menu in leaves]
        self.assertTrue(all(menu.action for menu in leaves))
        self.assertEqual(len(opened), len(set(opened)))

    def test_rows_and_publications_are_opened_from_their_plan(self):
        plan = self.plan("customer", is_cascaded=True)
        row = self.row(plan, self.acme)
        self.target(row, 100)
        plan.action_confirm()
        other = self.plan("customer", name="Other")
        self.row(other, self.acme)
        for method in ("action_open_allocations", "action_open_publications"):
            action = getattr(plan.with_user(self.manager), method)()
            with self.subTest(method):
                self.assertTrue(action["path"])
                records = self.env[action["res_model"]].search(action["domain"])
                self.assertEqual(records.plan_id, plan)
                self.assertIn(plan.name, action["display_name"])
