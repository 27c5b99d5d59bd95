from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ...models.org.raised import by_code
from ..common.base import SalesPlanCommon
from ..common.publishing import publish


@tagged("post_install", "-at_install")
class TestStart(SalesPlanCommon):
    """What the app opens, and the first steps of a company: P8, P14, P23."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.home = cls.env.ref("sales_plan.sales_plan_home_action")

    def opens(self, user, companies=None):
        """Return the path of what the app opens for a user."""
        companies = companies or user.company_id
        home = self.home.with_user(user).with_context(allowed_company_ids=companies.ids)
        return home.run()["path"]

    def start(self, user=None):
        return self.env["sales.plan.start"].with_user(user or self.manager)

    def states(self, user=None):
        panel = self.start(user).start_open()["panel"]
        return [step["state"] for step in panel["steps"]] if panel else None

    # Home ---------------------------------------------------------------------

    def test_without_a_plan(self):
        """The app opens with the start page, for everybody who may open it."""
        for user in (self.manager, self.leader, self.salesperson, self.auditor):
            self.assertEqual(self.opens(user), "start-planning", user.name)
        with self.assertRaises(AccessError):
            self.opens(self.clerk)

    def test_people_without_a_role(self):
        """Who has nothing to do with plans is not told who makes them."""
        portal = new_test_user(self.env, "visitor", groups="base.group_portal")
        for user in (self.clerk, portal):
            with self.assertRaises(AccessError):
                self.start(user).start_open()
        self.assertIn(self.manager.name, self.start(self.salesperson).start_open()["planners"])

    def test_menu(self):
        """The app begins at *Home* for everybody who may open it."""
        root = self.env.ref("sales_plan.sales_plan_menu_root")
        for user in (self.manager, self.salesperson, self.auditor):
            tree = self.env["ir.ui.menu"].with_user(user).load_menus(False)
            home = tree[tree[root.id]["children"][0]]
            self.assertEqual(home["xmlid"], "sales_plan.sales_plan_menu_home", user.name)
            self.assertEqual(home["action_path"], "sales-planning")

    def test_with_a_draft(self):
        """A draft is a plan for who makes plans; others still read that none is in force."""
        plan = self.plan("customer")
        self.assertEqual(self.opens(self.manager), "cockpit")
        self.assertEqual(self.opens(self.salesperson), "start-planning")
        plan.active = False
        self.assertEqual(self.opens(self.manager), "cockpit")

    def test_with_a_plan_in_force(self):
        """P14, P25: then everybody begins with where they stand."""
        plan = self.plan("customer")
        self.target(plan, 100)
        plan.action_confirm()
        for user in (self.manager, self.leader, self.salesperson, self.auditor):
            self.assertEqual(self.opens(user), "cockpit", user.name)

    def test_companies_that_are_switched_on(self):
        """Plans of companies count that the user has switched on, and no others."""
        other = self.make_other_company()
        self.manager.company_ids |= other
        self.plan("customer", company_id=other.id)
        self.assertEqual(self.opens(self.manager), "start-planning")
        self.assertEqual(self.opens(self.manager, self.company | other), "cockpit")

    def test_sample_data_is_no_plan(self):
        """A company that only looked at sample data has made no plan yet."""
        plan = self.plan("customer")
        self.target(plan, 100)
        by_code(plan).is_sample = True
        plan.action_confirm()
        self.assertEqual(self.opens(self.manager), "start-planning")
        self.assertEqual(self.opens(self.salesperson), "start-planning")
        self.assertEqual(self.states(), ["not_done"] * 5)

    # What the page says -------------------------------------------------------

    def test_who_may_begin(self):
        """Who makes plans reads in which company; others by whom plans are made."""
        found = self.start().start_open()
        self.assertEqual((found["company"], found["may_plan"]), (self.company.name, True))
        self.assertEqual((found["has_sample"], found["sample_plan"]), (False, False))
        found = self.start(self.salesperson).start_open()
        self.assertRegex(
            found["planners"], r"^No plan .+ Plans are made by .*Manager.*\. Once a target"
        )
        self.assertNotIn("Leader", found["planners"])
        self.assertNotIn("panel", found)
        names = ("Aa 1", "Aa 2", "Aa 3", "Aa 4", "Aa 5")
        for name in names:
            new_test_user(
                self.env,
                login=name.replace(" ", "_"),
                name=name,
                groups="sales_plan.group_sales_plan_manager",
                company_id=self.company.id,
            )
        found = self.start(self.auditor).start_open()
        self.assertIn("Plans are made by Aa 1, Aa 2, Aa 3, Aa 4, Aa 5 …. Once", found["planners"])

    # First steps --------------------------------------------------------------

    def test_steps_tick_themselves(self):
        """P23: each of the five steps is done by what happens to a plan, however it happens."""
        self.invoice(self.coil, "2024-01-10", (self.screw, 10))  # nobody's customer
        self.assertEqual(self.states(), ["not_done"] * 5)
        plan = self.plan("customer").with_user(self.manager)
        self.assertEqual(self.states(), ["just_done", *["not_done"] * 4])
        load = self.env["sales.plan.load"].with_user(self.manager)
        load.create({"plan_id": plan.id}).action_load()
        self.assertEqual(self.states(), ["done", "just_done", *["not_done"] * 3])
        self.row(plan, self.bolt)
        self.assertEqual(self.states(), ["done", "done", "just_done", "not_done", "not_done"])
        plan.action_confirm()
        self.assertEqual(self.states(), [*["done"] * 3, "just_done", "just_done"])
        self.assertIsNone(self.states(), "it comes to an end")

    def test_end_is_told_once(self):
        """The last step says that the first plan is in force."""
        plan = self.plan("team")
        self.invoice(self.acme, "2024-01-10", (self.screw, 10))
        self.env["sales.plan.load"].create({"plan_id": plan.id}).action_load()
        plan.action_confirm()
        panel = self.start().start_open()["panel"]
        self.assertTrue(panel["is_complete"])
        self.assertEqual({step["state"] for step in panel["steps"]}, {"just_done"})
        # managers may not read the steps of Odoo's onboarding, nor their pictures, themselves
        for step in panel["steps"]:
            self.assertTrue(step["image"].startswith("data:image/png;base64,"), step["title"])

    def test_publishing_is_a_step_of_its_own(self):
        """P14: what is split level by level is published once a row below the total is."""
        plan = self.plan("team", is_cascaded=True)
        row = self.row(plan, self.team_north)
        self.target(plan, 100)
        self.target(row, 100)
        plan.action_confirm()
        self.assertEqual(self.states()[3:], ["just_done", "not_done"])
        publish(plan, row.ids)
        self.assertEqual(self.states()[3:], ["done", "just_done"])

    def test_undone_steps_stay_done(self):
        """A plan that is deleted again was made nevertheless."""
        plan = self.plan("team")
        self.states()
        plan.unlink()
        self.assertEqual(self.states(), ["done", *["not_done"] * 4])

    def test_each_company_takes_its_own_steps(self):
        """The steps of one company say nothing of another's."""
        other = self.make_other_company()
        self.manager.company_ids |= other
        self.plan("team")
        self.assertEqual(self.states()[0], "just_done")
        there = self.start().with_context(allowed_company_ids=other.ids)
        panel = there.start_open()["panel"]
        self.assertEqual({step["state"] for step in panel["steps"]}, {"not_done"})
        there.start_close()
        self.assertIsNone(there.start_open()["panel"])
        self.assertEqual(self.states()[0], "done")

    def test_closing(self):
        """Managers close the list for good; others have none to close."""
        for user in (self.salesperson, self.auditor):
            with self.assertRaises(AccessError):
                self.start(user).start_close()
        self.assertTrue(self.states())
        self.start().start_close()
        self.assertIsNone(self.states())

    def test_without_the_records(self):
        """An administrator who deletes Odoo's onboarding takes the steps away, nothing else."""
        self.env.ref("sales_plan.onboarding_step_plan").sudo().unlink()
        self.plan("team")
        self.assertEqual(len(self.states()), 4)
        self.env.ref("sales_plan.onboarding_sales_plan").sudo().unlink()
        found = self.start().start_open()
        self.assertEqual((found["may_plan"], found["panel"]), (True, None))
        self.start().start_close()

    def test_what_a_step_opens(self):
        """A step opens a new plan, the draft, its wizard, or the latest plan."""
        steps = {
            name: self.env.ref(f"sales_plan.onboarding_step_{name}").with_user(self.manager)
            for name in ("plan", "history", "published")
        }
        open_step = {name: step.action_open_sales_plan_step for name, step in steps.items()}
        self.assertFalse(open_step["history"]()["res_id"])
        plan = self.plan("customer")
        self.assertEqual(open_step["plan"]()["res_id"], plan.id)
        self.assertEqual(open_step["history"]()["res_model"], "sales.plan.load")
        self.target(plan, 100)
        plan.action_confirm()
        self.assertEqual(open_step["published"]()["res_id"], plan.id)
        self.assertEqual(open_step["history"]()["res_id"], plan.id)
        with self.assertRaises(AccessError):
            steps["plan"].with_user(self.salesperson).action_open_sales_plan_step()
