from odoo.tests import tagged

from ...models.forecast.sales_landing_record import WAY
from ...queries.time import moment_at_end_of
from ...tools.landing import DEFAULT_SPREAD
from ..common.forecast import ForecastCommon

#: Months that are over on 16 March 2026, the latest first.
ENDED = [f"2026-{month:02}-01" for month in (2, 1)] + [
    f"2025-{month:02}-01" for month in range(12, 6, -1)
]


@tagged("post_install", "-at_install", "sales_plan")
class TestOwnPast(ForecastCommon):
    """N5: what landings of ended months tell of March 2026, on the 16th of it.

    The salesperson won 500 on the 20th of each of fourteen months, and has a deal of 1,000 that may
    be won by the end of the month, at 50 %.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for month in [*(f"2025-{month:02}" for month in range(1, 13)), "2026-01", "2026-02"]:
            cls.promise(cls.salesperson, 500, "closed", f"{month}-20", team=cls.team_north)
        cls.promise(cls.salesperson, 1000, "commit", team=cls.team_north, probability=50)
        cls.records = cls.env["sales.landing.record"].sudo()

    def remember(self, days, owner=None, horizon="4_14", **amounts):
        """Let landings of months be known: 1,000 were expected of deals and came."""
        seat = {"kind": "company"}
        if owner:
            is_person = owner._name == "res.users"
            seat = {
                "kind": "person" if is_person else "team",
                "user_id" if is_person else "team_id": owner.id,
            }
        return self.records.create(
            [
                {
                    "period_id": self.period_of(day).id,
                    "horizon": horizon,
                    "way": WAY,
                    "is_learned": True,
                    "deals_expected": 1000,
                    "deals_variance": 10000,
                    "deals_sensitivity": 700,
                    "deals_won": 1000,
                    "came": 1000,
                    "pipeline": 1000,
                    **seat,
                    **amounts,
                }
                for day in days
            ]
        )

    def land(self, user=None, of=None, **request):
        user = user or self.salesperson
        if of:
            request["user_id" if of._name == "res.users" else "team_id"] = of.id
        request.setdefault("period_id", self.march.id)
        return self.forecasts(user).worksheet_landing(request)["own"]

    def past(self, period=None, day=None):
        """Return what was known of ended months on a day, today unless given."""
        period, day = period or self.march, day and self.day(day)
        landing = self.env["sales.landing"]
        moment = day and moment_at_end_of(self.company, day)
        asked = landing._ask(self.company, period.date_from, period.date_to, day, moment)
        return landing._read_own_past(asked)

    # How far deals move together --------------------------------------------------

    def test_nothing_is_known(self):
        """Without ended months the spread is the usual one, and open deals answer alone."""
        self.assertEqual(self.past().spread, DEFAULT_SPREAD)
        found = self.land()
        self.assertIsNone(found["other"])
        self.assertEqual(found["parts"]["deals"], 500)

    def test_spread_is_that_of_the_company(self):
        """Months that came out as expected, of whoever, make ranges narrower; wild ones wider."""
        self.remember(ENDED, self.colleague)
        calm = self.past().spread
        self.assertLess(calm, DEFAULT_SPREAD)
        self.records.search([]).unlink()
        for place, day in enumerate(ENDED):
            self.remember([day], self.colleague, deals_won=1700 if place % 2 else 300)
        self.assertGreater(self.past().spread, 2 * DEFAULT_SPREAD)

    def test_ranges_have_the_spread_of_the_company(self):
        for _deal in range(9):
            self.promise(self.salesperson, 1000, team=self.team_north, probability=50)
        usual = self.land()
        self.remember(ENDED, self.colleague, deals_won=100)
        wild = self.land()
        self.assertGreater(wild["p90"] - wild["p10"], usual["p90"] - usual["p10"])
        self.assertEqual(wild["mean"], usual["mean"])

    def test_three_months_say_nothing(self):
        self.remember(ENDED[:3], self.colleague)
        self.remember(ENDED[:3], self.salesperson)
        self.assertEqual(self.past().spread, DEFAULT_SPREAD)

    def test_what_was_worked_out_otherwise_says_nothing(self):
        self.remember(ENDED, self.colleague, way=WAY - 1)
        self.remember(ENDED, self.colleague, horizon="2_60")
        self.assertEqual(self.past().spread, DEFAULT_SPREAD)

    def test_only_what_was_over_then(self):
        """On 14 February four months were not over yet."""
        self.remember(ENDED[:5], self.colleague)
        february = self.period_of("2026-02-01")
        self.assertLess(self.past(february, "2026-02-14").spread, DEFAULT_SPREAD)
        self.records.search([("period_id", "=", self.period_of("2025-10-01").id)]).unlink()
        self.assertEqual(self.past(february, "2026-02-14").spread, DEFAULT_SPREAD)
        self.assertLess(self.past().spread, DEFAULT_SPREAD)

    # Which way was nearer -----------------------------------------------------------

    def test_rhythm_was_nearer(self):
        """The rhythm was off by 12 %, the deals by 31 %: about 500 are still to come."""
        self.remember(ENDED, self.salesperson, pipeline=1310, rhythm=880)
        found = self.land()
        self.assertEqual(found["parts"]["deals"], 0)
        self.assertAlmostEqual(found["parts"]["to_come"], 500, delta=100)
        self.assertEqual(found["mean"], round(sum(found["parts"].values()), 2))
        self.assertEqual(found["kind"], "last_year")
        other = found["other"]
        self.assertEqual(
            (other["kind"], other["error"], other["shown_error"]), ("pipeline", 0.31, 0.12)
        )
        self.assertIn(other["p50"], (0, 1000))
        self.assertEqual(
            other["text"],
            "At this point of past periods the rhythm was off by 12%, the deals by 31%: "
            "so the rhythm is shown.",
        )

    def test_deals_were_nearer(self):
        self.remember(ENDED, self.salesperson, pipeline=900, rhythm=1500)
        found = self.land()
        self.assertEqual(found["parts"]["deals"], 500)
        self.assertEqual(found["other"]["kind"], "rhythm")
        self.assertAlmostEqual(found["other"]["p50"], 500, delta=100)
        self.assertIn("so the deals are shown", found["other"]["text"])

    def test_large_months_weigh_more(self):
        """Off by all of a small month and by nothing of a large one is not off by half."""
        self.remember(ENDED[:3], self.salesperson, came=10, pipeline=20, rhythm=11)
        self.remember(ENDED[3:5], self.salesperson, came=1000, pipeline=1000, rhythm=1100)
        self.assertEqual(self.land()["other"]["kind"], "rhythm")

    def test_few_months_go_by_all_people(self):
        """Three months of one's own say nothing; those of all people of the company do."""
        self.remember(ENDED[:3], self.salesperson, pipeline=1000, rhythm=2000)
        self.remember(ENDED, self.colleague, pipeline=2000, rhythm=1000)
        found = self.land()
        self.assertEqual(found["other"]["kind"], "pipeline")
        self.assertIn("the company's past periods", found["other"]["text"])

    def test_rhythm_that_knew_nothing_is_not_compared(self):
        self.remember(ENDED, self.salesperson, pipeline=5000, rhythm=False)
        self.assertIsNone(self.land()["other"])

    def test_reports_of_a_leader(self):
        """Each report lands by what was nearer for it; of the team itself the other is told."""
        self.remember(ENDED, self.salesperson, pipeline=1310, rhythm=880)
        self.remember(ENDED, self.team_north, pipeline=1000, rhythm=2000)
        self.env.flush_all()
        sheet = self.forecasts(self.leader).worksheet_landing({"period_id": self.march.id})
        row = sheet["rows"][f"person-{self.salesperson.id}"]
        self.assertEqual(row["parts"]["deals"], 0)
        self.assertEqual(sheet["own"]["parts"]["deals"], 500)
        self.assertEqual(sheet["own"]["other"]["kind"], "rhythm")

    def test_rows_of_plans_go_by_the_company(self):
        self.remember(ENDED, pipeline=2000, rhythm=1100)
        plan = self.plan("salesperson", year=2026, basis="won")
        row = self.row(plan, self.salesperson)
        self.target(row, 900, 3)
        plan.with_user(self.manager).action_confirm()
        landing = self.env["sales.landing"]
        asked = landing._ask(plan.company_id, self.march.date_from, self.march.date_to)
        parts = landing._gather_rows(plan, asked)[0][row.id]
        self.assertEqual(parts.deals, {})
        self.assertAlmostEqual(parts.get_means()["to_come"], 500, delta=100)
        self.assertEqual(parts.other.way, "pipeline")
        self.assertFalse(parts.other.compared.is_own)
        self.records.search([]).rhythm = 9000
        self.assertTrue(landing._gather_rows(plan, asked)[0][row.id].deals)

    def test_queries_do_not_grow(self):
        """However many people and ended months there are."""
        self.remember(ENDED[:4], self.salesperson, pipeline=1310, rhythm=880)

        def count():
            self.land(self.leader)
            forecasts = self.forecasts(self.leader)
            before = self.env.cr.sql_log_count
            forecasts.worksheet_landing({"period_id": self.march.id})
            return self.env.cr.sql_log_count - before

        one = count()
        users = self._make_users(
            {f"more_{number}": "sales_team.group_sale_salesman" for number in range(4)}
        )
        self.join(self.team_north, *users)
        for user in users:
            self.promise(user, 50, "closed", "2026-02-20", team=self.team_north)
            self.remember(ENDED, user, pipeline=1310, rhythm=880)
        self.assertEqual(count(), one)
