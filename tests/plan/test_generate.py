from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from ..common.teams import TeamsCommon


@tagged("post_install", "-at_install")
class TestGenerate(TeamsCommon):
    """S4, P9: levels and rows of a plan follow the hierarchy of teams."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the company has no other teams than these, nor does the database
        known = cls.europe | cls.team_north | cls.team_south | cls.harbour | cls.overseas
        others = cls.env["crm.team"].search([("id", "not in", known.ids)])
        others.crm_team_member_ids.active = False
        others.user_id = False

    def wizard(self, plan, **values):
        wizards = plan.env["sales.plan.generate"].with_user(self.manager)
        return wizards.create({"plan_id": plan.id, **values})

    def generate(self, plan, **values):
        wizard = self.wizard(plan, **values)
        return wizard, wizard.action_generate()

    def names(self, plan):
        self.env.invalidate_all()
        return sorted(
            plan.root_id.child_ids.search([("plan_id", "=", plan.id)]).mapped(
                lambda row: row.complete_name
            )
        )

    def test_all_teams(self):
        """S4: regions, their teams and people; branches that end early go on by themselves."""
        plan = self.plan()
        __, action = self.generate(plan)
        self.assertEqual(
            self.names(plan),
            sorted(
                [
                    "Total",
                    "Europe",
                    "Europe / North",
                    "Europe / North / Harbour",
                    "Europe / North / Harbour / Docker",
                    "Europe / North / North (own)",
                    "Europe / North / North (own) / Salesperson",
                    "Europe / North / North (own) / Colleague",
                    "Europe / South",
                    "Europe / South / South (own)",
                    "Europe / South / South (own) / Stranger",
                    "Europe / Europe (own)",
                    "Europe / Europe (own) / Europe (own)",
                    "Europe / Europe (own) / Europe (own) / Rover",
                ]
            ),
        )
        self.assertEqual(
            plan.level_ids.mapped("display_name"),
            ["Region", "Sales Team", "Sales Team 2", "Salesperson"],
        )
        self.assertEqual(action["tag"], "sales_plan.planning_table")
        self.assertEqual(action["context"]["active_id"], plan.id)

    def test_names_of_levels(self):
        """Levels are called what they are, whatever name somebody has made their default."""
        self.env["ir.default"].with_user(self.manager).set("sales.plan.level", "name", "Mine", True)
        plan = self.plan()
        self.generate(plan)
        names = plan.level_ids.mapped("display_name")
        self.assertEqual(len(set(names)), len(names))
        self.assertNotIn("Mine", names)
        other = self.env["sales.plan"].with_user(self.manager).create({"name": "By template"})
        other.level_template = "team_person_customer"
        self.assertNotIn("Mine", other.level_ids.mapped("display_name"))

    def test_figures(self):
        """N1: what is sold falls into the generated rows, to the cent."""
        self.sell()
        plan = self.plan()
        self.generate(plan)
        self.assertEqual(plan.root_id.actual_amount, 455.51)
        self.assertEqual(plan.root_id.unplanned_amount, 20)
        people = plan.allocation_ids.filtered("user_id")
        self.assertEqual(round(sum(people.mapped("actual_amount")), 2), 430.51)
        for row in plan.allocation_ids:
            self.assertEqual(self.opened(row), row.actual_amount, row.display_name)

    def test_load_follows(self):
        """P13: the generated plan is loaded into its own rows."""
        self.sell()
        plan = self.plan(year=2026)
        self.generate(plan)
        before = self.names(plan)
        load = self.env["sales.plan.load"].with_user(self.manager).create({"plan_id": plan.id})
        load.action_load()
        self.assertEqual(self.names(plan), before)
        self.assertEqual(self.find(plan, "Europe").target_amount, 435.51)
        self.assertEqual(self.find(plan, "Europe", "South").unallocated_amount, 0)
        self.assertEqual(self.find(plan, "Europe", "South", "South (own)").unallocated_amount, 5)

    def test_one_team(self):
        """S4: a plan for one region begins with its teams."""
        plan = self.plan()
        self.generate(plan, team_id=self.team_north.id)
        self.assertEqual(plan.team_id, self.team_north)
        self.assertEqual(plan.root_id.responsible_id, self.leader)
        self.assertEqual(
            self.names(plan),
            [
                "Harbour",
                "Harbour / Docker",
                "North (own)",
                "North (own) / Colleague",
                "North (own) / Salesperson",
                "Total",
            ],
        )
        self.assertEqual(plan.level_ids.mapped("display_name"), ["Sales Team", "Salesperson"])

    def test_plan_of_one_team_already(self):
        """S4: the scope of a plan is where its rows begin."""
        plan = self.plan("team", "salesperson", team_id=self.team_north.id)
        with Form(self.env["sales.plan.generate"].with_context(default_plan_id=plan.id)) as form:
            self.assertEqual(form.team_id, self.team_north)
            self.assertIn("Harbour", form.tree)
            self.assertNotIn("South", form.tree)
        form.record.action_generate()
        self.assertEqual(len(plan.allocation_ids), 6)
        self.assertEqual(len(plan.level_ids), 2)

    def test_without_people(self):
        """S4: teams alone."""
        plan = self.plan()
        self.generate(plan, with_people=False)
        self.assertEqual(
            self.names(plan),
            [
                "Europe",
                "Europe / Europe (own)",
                "Europe / North",
                "Europe / North / Harbour",
                "Europe / North / North (own)",
                "Europe / South",
                "Total",
            ],
        )

    def test_levels_that_are_there(self):
        """P9: levels of teams and people stay, those that lack come between, others below."""
        plan = self.plan("team", "salesperson", "customer")
        team, salesperson, customer = plan.level_ids
        self.generate(plan)
        self.assertEqual(
            plan.level_ids.mapped("dimension"),
            ["team", "team", "team", "salesperson", "customer"],
        )
        self.assertEqual(plan.level_ids[0], team)
        self.assertEqual(plan.level_ids[3:], salesperson | customer)
        deep = self.plan("team", "team", "team", "team")
        self.generate(deep)
        self.assertEqual(len(deep.level_ids), 5)
        self.assertIn("Europe / North / Harbour / Harbour (own) / Docker", self.names(deep))
        named = self.plan("team", "product_category")
        named.level_ids[1].name = "region"
        self.generate(named, with_people=False)
        self.assertEqual(named.level_ids.mapped("name"), [False, False, False, "region"])

    def test_refusals(self):
        """P9: rows that are there, and levels in the way, are named."""
        plan = self.plan("customer")
        self.assertRefused("is broken down by Customer", self.generate, plan, error=UserError)
        plan = self.plan("team", "customer")
        self.assertRefused("is broken down by Customer", self.generate, plan, error=UserError)
        self.row(plan, self.europe)
        self.assertRefused("has rows already", self.generate, plan, error=UserError)
        plan = self.plan(rolls_up=True)
        wizard = self.wizard(plan, is_cascaded=True)
        self.assertRefused("cannot be split", wizard.action_generate, error=ValidationError)
        self.overseas.user_id = False
        wizard = self.wizard(self.plan(), team_id=self.overseas.id)
        self.assertRefused("no teams with a leader", wizard.action_generate, error=UserError)
        plan = self.plan("team")
        self.target(self.row(plan, self.europe), 5)
        plan.action_confirm()
        self.assertRefused("is confirmed", plan.action_open_generate, error=UserError)

    def test_cascaded(self):
        """S4: the plan can be made one that is split level by level."""
        plan = self.plan()
        self.generate(plan, is_cascaded=True)
        self.assertTrue(plan.is_cascaded)

    def test_one_step(self):
        """P19: all rows come, and go again, in one step."""
        plan = self.plan()
        self.generate(plan)
        step = self.env["sales.plan.step"].search([("plan_id", "=", plan.id)])
        self.assertEqual(len(step), 1)
        self.assertEqual(step.kind, "add_rows")
        self.assertEqual(len(step.added_rows), 13)

    def test_preview(self):
        """S4: who gets no row is told, and why."""
        self.env["ir.config_parameter"].set_param("sales_team.membership_multi", "True")
        elsewhere = self.make_other_company()
        abroad = new_test_user(
            self.env,
            "plan_abroad",
            name="Abroad",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        self.overseas.member_ids = abroad | self.salesperson
        empty = self.env["crm.team"].create({"name": "Empty", "company_id": self.company.id})
        self.docker.active = False
        wizard = self.wizard(self.plan())
        self.assertIn("Left out, archived: Docker.", wizard.summary)
        self.assertIn("not working in the plan&#39;s company: Abroad.", wizard.summary)
        self.assertIn("with a row in each: Salesperson.", wizard.summary)
        self.assertRegex(wizard.summary, "without leader and members: [^<]*Empty")
        self.assertIn("Rows for salespeople: 5.", wizard.summary)
        self.assertIn("Europe (own)", wizard.tree)
        self.assertNotIn(empty.name, wizard.tree)
        self.assertNotIn("Harbour", wizard.tree)
        self.assertEqual(wizard.row_count, wizard.tree.count("<div"))

    def test_other_companies(self):
        """S16: teams of other companies get no rows, branches of the plan's company do."""
        other = self.make_other_company()
        branch = self.make_branch()
        self.overseas.user_id = self.director
        teams = self.env["crm.team"].create(
            [
                {"name": name, "company_id": company.id, "parent_id": self.overseas.id}
                for name, company in (("Foreign", other), ("Local", branch))
            ]
        )
        people = [
            self._make_user(f"seller_{company.id}", "sales_team.group_sale_salesman")
            for company in (other, branch)
        ]
        for team, user in zip(teams, people, strict=True):
            user.write({"company_ids": [Command.link(team.company_id.id)]})
            team.member_ids = user
        self.manager.company_ids |= branch | other
        companies = [self.company.id, branch.id, other.id]
        plan = self.plan().with_context(allowed_company_ids=companies)
        self.generate(plan)
        planned = plan.allocation_ids.team_id
        self.assertIn(teams[1], planned)
        self.assertNotIn(teams[0], planned)

    def test_query_count(self):
        """S16: twice as many teams and people take as many queries, per batch of rows."""
        counts = []
        for number in range(2):
            users = [
                self._make_user(f"more_{number}_{each}", "sales_team.group_sale_salesman")
                for each in range(4)
            ]
            for user in users:
                self.env["crm.team"].create(
                    {
                        "name": user.name,
                        "company_id": self.company.id,
                        "parent_id": self.europe.id,
                        "member_ids": [Command.set(user.ids)],
                    }
                )
            wizard = self.wizard(self.plan())
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            wizard.action_generate()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0], counts)
