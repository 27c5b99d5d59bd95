from odoo.tests import tagged

from ..common.forecast import ForecastCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestLandingQueries(ForecastCommon):
    """N3, S13: as many queries for many seats and rows as for few."""

    def add_people(self, count, name):
        """Add people to the leader's team, each with an open deal."""
        users = self._make_users(
            {f"{name}_{number}": "sales_team.group_sale_salesman" for number in range(count)}
        )
        self.join(self.team_north, *users)
        for user in users:
            self.promise(user, 50, team=self.team_north)
        return users

    def won_in_february(self, user):
        with self.at("2026-02-05 00:00:00"):
            self.promise(user, 70, "closed", "2026-02-05", team=self.team_north)

    def plan_of(self, users):
        """Put a plan on invoices in force, with a target of March for each."""
        plan = self.plan("salesperson", year=2026, basis="invoiced")
        for row in self.rows(plan, *users):
            self.target(row, 1000, 3)
        plan.with_user(self.manager).action_confirm()
        return plan

    def bill(self, user, day):
        values = {"team_id": self.team_north.id, "invoice_user_id": user.id}
        return self.invoice(self.acme, day, (self.screw, 100), **values)

    def count(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def count_sheet(self):
        forecasts = self.forecasts(self.leader)
        request = {"period_id": self.march.id}
        forecasts.worksheet_landing(request)
        return self.count(lambda: forecasts.worksheet_landing(request))

    def test_a_worksheet_by_the_plan(self):
        """A team whose people have targets of what they invoice: for three seats and for six."""
        few = self.add_people(3, "few")
        for user in few:
            self.bill(user, "2026-01-20")
        plan = self.plan_of(few)
        one = self.count_sheet()
        plan.active = False
        many = [*few, *self.add_people(3, "more")]
        for user in many:
            self.bill(user, "2026-02-20")
        self.plan_of(many)
        self.assertEqual(self.count_sheet(), one)

    def test_what_is_learned_at_night(self):
        """Of a plan with three rows, and with six."""
        kept = self.env["sales.landing.learned"].sudo()
        counts = []
        for name in ("few", "more"):
            users = self.add_people(3 if name == "few" else 6, name)
            for user in users:
                self.bill(user, "2026-01-20")
            plan = self.plan_of(users)
            kept.search([("company_id", "=", self.company.id)]).unlink()
            kept._keep(self.company)
            kept.search([("company_id", "=", self.company.id)]).unlink()
            counts.append(self.count(lambda: kept._keep(self.company)))
            plan.active = False
        self.assertEqual(*counts)

    def test_the_record_of_a_month(self):
        """Of three people more, and of six."""
        records = self.env["sales.landing.record"].sudo()
        february = self.period_of("2026-02-01")
        counts = []
        for name in ("few", "more"):
            for user in self.add_people(3, name):
                self.won_in_february(user)
            records._record(february)
            counts.append(self.count(lambda: records._record(february)))
        self.assertEqual(*counts)
        self.assertGreater(records.search_count([("period_id", "=", february.id)]), 6)
