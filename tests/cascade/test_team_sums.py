from odoo.tests import freeze_time, tagged

from ..common.publishing import publish
from ..common.teams import TeamsCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-07-01")
class TestTeamSums(TeamsCommon):
    """S5, S6: leaders see what their teams have to reach, whether or not they have a row."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sell()
        cls.by_person = cls.plan("salesperson", name="People 2025")
        people = (cls.salesperson, cls.colleague, cls.stranger, cls.rover, cls.docker)
        for number, row in enumerate(cls.rows(cls.by_person, *people), start=1):
            cls.target(row, number * 100)
        cls.by_person.with_user(cls.manager).action_confirm()

    def sums(self, user, plan=None):
        """Return ``{(depth, team): (target, actual)}`` of one plan, as a user reads it."""
        self.env.flush_all()
        self.env.invalidate_all()
        plan = plan or self.by_person
        found = self.env["sales.plan.allocation"].with_user(user).read_team_sums()
        return {
            (team["depth"], team["name"]): (team["target"], team["actual"])
            for one in found
            if one["plan"]["id"] == plan.id
            for team in one["teams"]
        }

    def test_sums_of_people(self):
        """The plan has rows of people only; each leader sees the sum of their teams."""
        self.assertEqual(
            self.sums(self.director),
            {
                (0, "Europe"): (1500, 439.51),
                (1, "North"): (800, 269.01),
                (2, "Harbour"): (500, 30.01),
                (1, "South"): (300, 70.5),
            },
        )
        self.assertEqual(
            self.sums(self.leader), {(0, "North"): (800, 269.01), (1, "Harbour"): (500, 30.01)}
        )
        self.assertEqual(self.sums(self.other_leader), {(0, "South"): (300, 70.5)})

    def test_who_leads_nobody(self):
        """Managers who lead nobody see the highest teams, people nothing."""
        self.assertIn((0, "Europe"), self.sums(self.manager))
        self.assertEqual(self.sums(self.salesperson), {})
        self.assertEqual(self.sums(self.auditor), {})

    def test_nothing_counts_twice(self):
        """A team's own row stands for the rows of its people below it."""
        plan = self.regions(name="Regions 2025")
        region = self.find(plan, "Europe")
        self.target(region, 1000)
        for name, amount in (("North", 600), ("South", 300), ("Europe (own)", 50)):
            self.target(self.find(plan, "Europe", name), amount)
        self.target(self.find(plan, "Europe", "North", "Salesperson"), 250)
        plan.with_user(self.manager).action_confirm()
        self.assertEqual(
            self.sums(self.director, plan),
            {
                (0, "Europe"): (1000, 435.51),
                (1, "North"): (600, 260.01),
                (1, "South"): (300, 75.5),
            },
        )

    def test_hidden_rows_stay_hidden(self):
        """Of a plan split level by level only what is published and seen counts."""
        plan = self.plan("team", "salesperson", name="Split 2025", is_cascaded=True)
        north, south = self.rows(plan, self.team_north, self.team_south)
        own = self.row(north, self.salesperson)
        for row, amount in ((plan.root_id, 900), (north, 500), (own, 120), (south, 400)):
            self.target(row, amount)
        plan.with_user(self.manager).action_confirm()
        self.assertEqual(self.sums(self.leader, plan), {})
        publish(plan.with_user(self.manager), north.ids)
        self.assertEqual(self.sums(self.leader, plan), {(0, "North"): (500, 260.01)})
        self.assertEqual(self.sums(self.other_leader, plan), {})
        self.assertEqual(self.sums(self.director, plan)[0, "Europe"], (500, 260.01))

    def test_own_target(self):
        """Whether the leader has a target of their own there is told with each plan."""
        plan = self.plan("team", name="Teams 2025")
        self.target(self.row(plan, self.team_north), 10)
        plan.with_user(self.manager).action_confirm()
        found = self.env["sales.plan.allocation"].with_user(self.leader).read_team_sums()
        self.assertEqual(
            {one["plan"]["name"]: one["has_own"] for one in found},
            {"People 2025": False, "Teams 2025": True},
        )

    @freeze_time("2026-01-01")
    def test_other_years(self):
        self.assertEqual(self.sums(self.leader), {})

    def test_figures_of_a_team(self):
        [found] = self.env["sales.plan.allocation"].with_user(self.other_leader).read_team_sums()
        [team] = found["teams"]
        self.assertEqual(team["gap"], 70.5 - 300)
        self.assertEqual(team["attainment"], 70.5 / 300)
        self.assertEqual((team["expected"], team["status"]), (300, "at_risk"))
        self.assertEqual(found["plan"]["measure"], "Revenue")
        self.assertEqual(found["plan"]["currency_id"], self.company.currency_id.id)

    def test_queries(self):
        """As many for twice the people and twice the teams, and for two plans as for three."""
        rows = self.env["sales.plan.allocation"].with_user(self.director)
        counts = []
        for number in range(3):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows.read_team_sums()
            counts.append(self.env.cr.sql_log_count - before)
            plan = self.regions(name=f"Regions {number}")
            self.target(plan, 100)
            plan.with_user(self.manager).action_confirm()
        self.assertEqual(*counts[1:])

    def test_running_plans_come_first(self):
        """What runs stands before what has not begun, and that before what is over."""
        for year in (2026, 2024):
            plan = self.plan("salesperson", year=year, name=f"People {year}")
            self.target(self.row(plan, self.salesperson), 5)
            plan.with_user(self.manager).action_confirm()
        rows = self.env["sales.plan.allocation"].with_user(self.salesperson)
        found = rows.search([("responsible_id", "=", self.salesperson.id)], order="time_place, id")
        self.assertEqual([row.plan_id.date_from.year for row in found], [2025, 2026, 2024])
        self.assertEqual(found.mapped("time_place"), [0, 1, 2])
