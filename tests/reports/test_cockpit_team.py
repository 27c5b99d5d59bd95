from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.cockpit import CockpitCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestCockpitTeam(CockpitCommon):
    """P27, S5, S13, S15, R3: the team of a leader, who needs help first, and why."""

    def reports(self, user, **request):
        return self.opens(user, **request)["reports"]["rows"]

    def report(self, user, row, **request):
        (found,) = [line for line in self.reports(user, **request) if line["row_id"] == row.id]
        return found

    def lists(self, user, **request):
        return self.cockpit(user).cockpit_lists(request)

    def overdue(self, user, **request):
        return self.lists(user, **request)["overdue"]

    # Who sees what --------------------------------------------------------------

    def test_leader(self):
        answer = self.opens(self.leader)
        self.assertEqual(answer["title"], "North")
        self.assertEqual((answer["figures"]["target"], answer["figures"]["actual"]), (18000, 2500))
        self.assertEqual(answer["reports"]["label"], "Salesperson")
        self.assertTrue(answer["can_act"])

    def test_manager_and_auditor(self):
        """The whole company; the auditor only reads."""
        for user, can_act in ((self.manager, True), (self.auditor, False)):
            answer = self.opens(user)
            self.assertEqual(answer["title"], self.company.name)
            self.assertEqual(answer["figures"]["target"], 18200)
            self.assertEqual(answer["can_act"], can_act)
            self.assertEqual(
                {line["row_id"] for line in answer["reports"]["rows"]},
                {self.north.id, self.south.id},
            )

    def test_salespeople_have_no_team(self):
        self.assertIsNone(self.opens()["reports"])

    def test_others_are_hidden(self):
        """Neither rows nor plans nor lists of others, whatever is asked for."""
        for row in (self.theirs, self.north, self.far):
            with self.assertRaises(UserError):
                self.opens(row_id=row.id)
            with self.assertRaises(UserError):
                self.cockpit().cockpit_lists({"row_id": row.id})
            with self.assertRaises(UserError):
                self.cockpit().cockpit_landing({"row_id": row.id})
        with self.assertRaises(UserError):
            self.opens(self.leader, row_id=self.far.id)
        for user in (self.clerk, self.visitor):
            with self.assertRaises(AccessError):
                self.opens(user)

    def test_down_and_up(self):
        """Rows below open like one's own, with the way up."""
        answer = self.opens(self.manager, row_id=self.own.id)
        self.assertEqual(answer["figures"]["target"], 12000)
        self.assertEqual(
            answer["breadcrumb"],
            [{"row_id": False, "name": "Overview"}, {"row_id": self.north.id, "name": "North"}],
        )
        answer = self.opens(self.leader, row_id=self.own.id)
        self.assertEqual(answer["breadcrumb"], [{"row_id": False, "name": "Overview"}])
        self.assertEqual(self.opens(self.leader, row_id=self.north.id)["breadcrumb"], [])

    def test_leader_of_several_teams(self):
        """Who leads several teams compares these."""
        self.team_south.user_id = self.leader
        answer = self.opens(self.leader)
        self.assertEqual(answer["title"], "North, South")
        self.assertEqual(answer["figures"]["target"], 18200)
        self.assertEqual(
            {line["row_id"] for line in answer["reports"]["rows"]}, {self.north.id, self.south.id}
        )

    def test_people_rather_than_customers(self):
        """A leader compares people; of one of them, customers are listed."""
        lists = self.cockpit(self.leader).cockpit_lists({})
        self.assertIsNone(lists["customers"])
        lists = self.cockpit(self.leader).cockpit_lists({"row_id": self.own.id})
        self.assertEqual([row["partner"] for row in lists["customers"]["rows"]], ["Acme"])

    # Who needs help -------------------------------------------------------------

    def test_figures_of_people(self):
        self.deal(self.bolt, 750, user_id=self.colleague.id, date_deadline="2026-05-01")
        found = self.report(self.leader, self.theirs)
        self.assertEqual((found["target"], found["actual"]), (6000, 500))
        self.assertEqual((found["pipeline"], found["coverage"]), (750, 750 / 5500))
        self.assertEqual(found["owner"], [self.colleague.id, self.colleague.name])
        self.assertEqual(found["worksheet"], {"kind": "person", "user_id": self.colleague.id})

    def test_farthest_behind_comes_first(self):
        """The colleague misses 727 of what is expected by now, the salesperson 455."""
        rows = [line["row_id"] for line in self.reports(self.leader)]
        self.assertEqual(rows, [self.theirs.id, self.own.id])
        self.bill(self.bolt, 1000, "2026-03-02", self.colleague)
        rows = [line["row_id"] for line in self.reports(self.leader)]
        self.assertEqual(rows, [self.own.id, self.theirs.id])

    def test_why(self):
        """Behind pace, too few open deals, nothing new, no forecast, money that is overdue."""
        deal = self.deal(self.bolt, 550, user_id=self.colleague.id, date_deadline="2026-05-01")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2026-02-20' WHERE id = %s", [deal.id]
        )
        self.assertEqual(
            self.report(self.leader, self.theirs)["reasons"],
            [
                "59% behind pace",
                "open deals cover 10% of what is missing",
                "nothing new in pipeline for 3 weeks",
                "no forecast yet",
            ],
        )
        self.assertRegex(self.overdue(self.leader)[self.theirs.id]["reason"], "overdue$")

    def test_nothing_to_say(self):
        """Who is ahead, covered and has told is left in peace."""
        self.bill(self.bolt, 9000, "2026-03-16", self.colleague)
        self.pay(self.env["account.move"].search([("partner_id", "=", self.bolt.id)]), "2026-03-16")
        self.assertEqual(self.report(self.leader, self.theirs)["reasons"], [])

    def test_forecast_that_is_old(self):
        """Since when nothing was said, of people and of teams."""
        forecasts = self.env["sales.forecast"].with_user(self.colleague)
        sheet = forecasts.worksheet_open({"kind": "person"})["forecast"]
        forecasts.worksheet_submit(sheet["id"], {})
        found = self.report(self.leader, self.theirs)
        self.assertTrue(found["submitted_on"])
        self.assertNotIn("no forecast yet", found["reasons"])

    def test_overdue(self):
        """What the people of a team are owed is the team's, too."""
        company = self.overdue(self.manager, unit="year")
        team = self.overdue(self.leader)
        person, own = (team[row.id]["amount"] for row in (self.theirs, self.own))
        self.assertGreater(person, 0)
        self.assertAlmostEqual(company[self.north.id]["amount"], person + own, places=2)
        self.assertEqual(company[self.south.id], {"amount": 0, "reason": ""})
        self.assertEqual(self.overdue(self.salesperson), {})

    def test_overdue_that_a_row_opens(self):
        """What a row has is what its list opens, of whichever team its documents are."""
        for user, row in ((self.leader, self.theirs), (self.manager, self.north)):
            opened = self.lists(user, row_id=row.id)
            found = self.overdue(user)[row.id]
            self.assertEqual(found["amount"], opened["invoices"]["amount"])

    def test_overdue_is_no_reason_once_it_is_over(self):
        """Nobody is helped in a span that is over, or has not begun."""
        for day in ("2026-01-15", "2026-12-15"):
            found = self.overdue(self.leader, unit="month", day=day)[self.theirs.id]
            self.assertGreater(found["amount"], 0)
            self.assertEqual(found["reason"], "")

    # Queries --------------------------------------------------------------------

    def test_queries(self):
        """As many for twice the people; R4, S5."""
        small, large = self._make_large(4, "Small"), self._make_large(8, "Large")

        def count(plan, method):
            self.env.flush_all()
            self.env.invalidate_all()
            cockpit = self.env["sales.cockpit"].with_user(self.leader)
            before = self.env.cr.sql_log_count
            getattr(cockpit, method)({"plan_id": plan.id})
            return self.env.cr.sql_log_count - before

        for method in ("cockpit_open", "cockpit_lists", "cockpit_landing", "cockpit_rows"):
            count(small, method)
            count(large, method)
            self.assertEqual(count(small, method), count(large, method), method)

    def _make_large(self, number, name):
        """Return a plan of the team with so many people."""
        users = self._make_users(
            {f"{name}_{place}": "sales_team.group_sale_salesman" for place in range(number)}
        )
        self.team_north.member_ids = [Command.link(user.id) for user in users]
        plan = self.plan("team", "salesperson", year=2026, name=name, basis="invoiced")
        top = self.row(plan, self.team_north)
        for place, user in enumerate(users):
            self.target(self.row(top, user), 10 * (place + 1))
            self.bill(self.coil, 5, "2026-02-02", user)
            self.deal(self.coil, 50, user_id=user.id, date_deadline="2026-06-01")
        plan.with_user(self.manager).action_confirm()
        return plan
