from datetime import date

from odoo.tests import tagged
from odoo.tools import SQL

from ..common.forecast import ForecastCommon

AGGREGATES = ("forecast_amount:sum", "actual_amount:sum", "error:sum", "bias:avg", "mape:avg")


@tagged("post_install", "-at_install")
class TestForecastAccuracy(ForecastCommon):
    """N5: what was forecast for periods that are over, and what was closed.

    Deals are committed; the colleague's, that of nobody in Harbour and the freelance's close as
    they were expected.

    ============ ======== ============== ============================ ==================
    salesperson  made     expected       changed                      closed
    ============ ======== ============== ============================ ==================
    autumn       1 Oct    90, 20 Nov                                  80, 20 Nov
    winter       15 Nov   100, 20 Dec    140, 10 Dec                  120, 22 Dec
    new year     28 Dec   180, 15 Jan                                 200, 28 Jan
    slipped      10 Jan   50, 10 Feb     to 1 April, 12 Feb
    colleague    1 Jun    60, 5 Dec                                   60, 5 Dec
    nobody       20 Nov   30, 28 Dec                                  30, 29 Dec
    freelance    1 Dec    40, 15 Dec                                  40, 15 Dec
    ============ ======== ============== ============================ ==================

    For January the salesperson submitted 300 on the 5th and 250 on the 20th.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        forecasts = cls.env["sales.forecast"]
        forecasts._ensure_all(cls.company, cls.march)
        forecasts._ensure(cls.march, [("person", cls.freelance.id)])
        autumn = cls.made("2025-10-01", 90, "2025-11-20")
        cls.closed("2025-11-20", autumn, 80)
        winter = cls.made("2025-11-15", 100, "2025-12-20")
        cls.changed("2025-12-10", winter, expected_revenue=140)
        cls.closed("2025-12-22", winter, 120)
        new_year = cls.made("2025-12-28", 180, "2026-01-15")
        cls.closed("2026-01-28", new_year, 200)
        cls.slipped = cls.made("2026-01-10", 50, "2026-02-10")
        cls.changed("2026-02-12", cls.slipped, date_deadline="2026-04-01")
        cls.closed(
            "2025-12-05", cls.made("2025-06-01", 60, "2025-12-05", user_id=cls.colleague.id), 60
        )
        of_nobody = {"user_id": False, "team_id": cls.harbour.id}
        cls.closed("2025-12-29", cls.made("2025-11-20", 30, "2025-12-28", **of_nobody), 30)
        of_freelance = {"user_id": cls.freelance.id, "team_id": False}
        cls.closed("2025-12-15", cls.made("2025-12-01", 40, "2025-12-15", **of_freelance), 40)
        # not committed: in no forecast
        cls.made("2025-11-01", 500, "2025-12-20", user_id=cls.stranger.id, probability=20)
        january = cls.period_of("2026-01-01")
        forecasts._ensure(january, [("person", cls.salesperson.id)])
        forecast = forecasts.search(
            [("period_id", "=", january.id), ("user_id", "=", cls.salesperson.id)]
        )
        cls.env["sales.forecast.submission"].sudo().create(
            [
                {"forecast_id": forecast.id, "date": "2026-01-05 10:00:00", "forecast": 300},
                {"forecast_id": forecast.id, "date": "2026-01-20 10:00:00", "forecast": 250},
            ]
        )

    @classmethod
    def made(cls, day, amount, deadline, **values):
        """Make a committed deal of the salesperson at the beginning of a day in UTC."""
        with cls.at(day):
            deal = cls.promise(cls.salesperson, amount, "commit", deadline)
            deal.write({"user_id": cls.salesperson.id, "team_id": cls.team_north.id, **values})
        cls.env.cr.execute(SQL("UPDATE crm_lead SET create_date = %s WHERE id = %s", day, deal.id))
        deal.invalidate_recordset(["create_date"])
        return deal

    @classmethod
    def changed(cls, day, deal, **values):
        with cls.at(day):
            deal.write(values)

    @classmethod
    def closed(cls, day, deal, amount):
        with cls.at(day):
            deal.expected_revenue = amount
            deal.action_set_won()
            deal.date_closed = day

    def accuracy(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["sales.forecast.accuracy"].with_user(user or self.manager)
        return report.with_context(allowed_company_ids=self.company.ids)

    def table(self, owner, user=None):
        """Return ``{month: {horizon: (forecast, closed, submitted)}}`` of a person or team."""
        field = "user_id" if owner._name == "res.users" else "team_id"
        found = {}
        for row in self.accuracy(user).search([(field, "=", owner.id)]):
            month = found.setdefault(row.date.strftime("%b"), {})
            values = row.forecast_amount, row.actual_amount, row.is_submitted
            month[row.horizon.partition("_")[2]] = values
        return found

    def test_bias_of_two_currencies(self):
        """A group's bias is the ratio of its two sums in one currency."""
        other = self.make_other_company()
        self.env["res.currency.rate"].create(
            {"currency_id": other.currency_id.id, "name": "2024-01-01", "rate": 2.0}
        )
        self.manager.company_ids |= other
        self.salesperson.company_ids |= other
        self.env["sales.forecast.period"]._ensure(other)
        december = self.env["sales.forecast.period"].search(
            [("company_id", "=", other.id), ("date_from", "=", "2025-12-01")]
        )
        self.env["sales.forecast"]._ensure(december, [("person", self.salesperson.id)])
        francs = {"company_id": other.id, "team_id": False}
        deal = self.made("2025-11-15", 1000, "2025-12-20", **francs)
        self.closed("2025-12-22", deal, 500)
        report = self.accuracy().with_context(allowed_company_ids=(self.company | other).ids)
        rows = report.search([("date", "=", "2025-12-01"), ("horizon", "=", "3_30")])
        self.assertEqual(rows.currency_id, self.company.currency_id | other.currency_id)
        rate = {self.company.currency_id: 1, other.currency_id: 2}
        error, closed = (
            sum(row[name] / rate[row.currency_id] for row in rows)
            for name in ("error", "actual_amount")
        )
        [(bias,)] = report._read_group([("id", "in", rows.ids)], [], ["bias:avg"])
        self.assertAlmostEqual(bias, error / closed)

    def test_each_horizon(self):
        """What was submitted last before, else what the included deals came to then."""
        self.assertEqual(
            self.table(self.salesperson),
            {
                "Nov": {
                    "start": (90, 80, False),
                    "90": (0, 80, False),
                    "60": (90, 80, False),
                    "30": (90, 80, False),
                    "14": (90, 80, False),
                    "07": (80, 80, False),
                },
                "Dec": {
                    "start": (100, 120, False),
                    "90": (0, 120, False),
                    "60": (0, 120, False),
                    "30": (100, 120, False),
                    "14": (140, 120, False),
                    "07": (120, 120, False),
                },
                "Jan": {
                    "start": (180, 200, False),
                    "90": (0, 200, False),
                    "60": (0, 200, False),
                    "30": (180, 200, False),
                    "14": (300, 200, True),
                    "07": (250, 200, True),
                },
                "Feb": {"start": (50, 0, False), "30": (50, 0, False)},
            },
        )

    def test_days_end_where_the_company_is(self):
        """In Auckland 31 October ends at 11:00 UTC: what is made an hour later is not in it."""
        self.made("2025-10-31 10:59:59", 7, "2025-11-10")
        self.made("2025-10-31 11:00:01", 1000, "2025-11-10")
        november = self.table(self.salesperson)["Nov"]
        self.assertEqual((november["start"][0], november["30"][0]), (97, 97))
        self.assertEqual(november["14"][0], 1097)

    def test_teams(self):
        """A team has the deals of all below it, and those of nobody in particular."""
        december = {
            team.name: self.table(team).get("Dec", {}).get("30")
            for team in (self.team_north, self.harbour, self.europe, self.globe, self.team_south)
        }
        self.assertEqual(
            december,
            {
                "North": (190, 210, False),
                "Harbour": (30, 30, False),
                "Europe": (190, 210, False),
                "Globe": (190, 210, False),
                "South": None,
            },
        )
        self.assertEqual(self.table(self.freelance)["Dec"]["14"], (40, 40, False))

    def test_bias_and_mape(self):
        """Σ (forecast − closed) / Σ closed; the mean of |error| / closed where anything closed.

        90, 100, 180, 50 of 80, 120, 200, 0: bias 20 / 400; MAPE of 0.125, 0.1667 and 0.1.
        """
        domain = [("user_id", "=", self.salesperson.id), ("horizon", "=", "3_30")]
        [[forecast, closed, error, bias, mape]] = self.accuracy()._read_group(
            domain, [], AGGREGATES
        )
        self.assertEqual((forecast, closed, error), (420, 400, 20))
        self.assertAlmostEqual(bias, 0.05)
        self.assertAlmostEqual(mape, (0.125 + 20 / 120 + 0.1) / 3)
        groups = self.accuracy()._read_group(domain, ["date:month"], AGGREGATES[3:])
        self.assertEqual(
            [(day.month, round(bias or 0, 4), round(mape or 0, 4)) for day, bias, mape in groups],
            [(11, 0.125, 0.125), (12, -0.1667, 0.1667), (1, -0.1, 0.1), (2, 0, 0)],
        )

    def test_horizons_are_in_order(self):
        groups = self.accuracy()._read_group([("user_id", "=", self.salesperson.id)], ["horizon"])
        self.assertEqual(
            [group[0] for group in groups], ["0_start", "1_90", "2_60", "3_30", "4_14", "5_07"]
        )

    def test_only_what_the_history_tells(self):
        """Without any history at the time a forecast of zero is not known to be one."""
        self.env.cr.execute(
            SQL("DELETE FROM crm_lead_history WHERE valid_from < %s", self.day("2025-11-10"))
        )
        found = self.table(self.salesperson)
        self.assertEqual(set(found["Nov"]), {"07", "14"})
        self.assertEqual(set(found["Dec"]), {"start", "30", "14", "07"})

    def test_periods_to_come_are_left_out(self):
        self.assertNotIn("Mar", self.table(self.salesperson))
        with self.freeze("2026-04-01 10:00:00"):
            self.promise(self.salesperson, 10, "closed", "2026-03-20")
            self.assertEqual(self.table(self.salesperson)["Mar"]["07"][1], 10)

    def test_who_sees_whose(self):
        """As with forecasts: own ones, those below a leader, all for managers and auditors."""

        def seen(user):
            rows = self.accuracy(user).search([])
            return {*rows.user_id.mapped("name"), *rows.team_id.mapped("name")}

        everybody = {"Salesperson", "Colleague", "Freelance", "North", "Harbour", "Europe", "Globe"}
        self.assertEqual(seen(self.salesperson), {"Salesperson"})
        self.assertEqual(seen(self.leader), {"Salesperson", "Colleague", "North", "Harbour"})
        self.assertEqual(seen(self.other_leader), set())
        self.assertEqual(seen(self.manager), everybody)
        self.assertEqual(seen(self.auditor), everybody)
        self.assertTrue(all(self.accuracy(self.salesperson).search([]).mapped("is_visible")))

    # What became of forecasts -------------------------------------------------

    today = date(2026, 3, 16)

    def kept(self, *owners, period=None):
        found = self.env["sales.forecast"]
        for owner in owners:
            seat = ("person" if owner._name == "res.users" else "team", owner.id)
            found |= found._find_or_make(period or self.march, seat)
        self.env.flush_all()
        rates = self.env["sales.forecast"]._get_kept_shares(found, self.today)
        return [rate and round(rate, 4) for rate in (rates[forecast.id] for forecast in found)]

    def test_kept_of_the_last_periods(self):
        """15 days are left of March, so 14 days before: of 90, 140 and 300 came 80, 120, 200."""
        self.assertEqual(self.kept(self.salesperson), [round(400 / 530, 4)])

    def test_closed_then_is_not_asked(self):
        """What was closed already at the time says nothing about what was open."""
        early = self.made("2025-12-01", 5000, "2025-12-20")
        self.closed("2025-12-05", early, 5000)
        # in the submission of January 250 of 300 were closed; 50 were open, of which came nothing
        self.assertEqual(self.kept(self.salesperson), [round(400 / 530, 4)])

    def test_nothing_open_at_the_nearest_horizon(self):
        """April ends in 45 days: the longer of 60 and 30; there was a forecast of one period."""
        self.assertEqual(self.kept(self.salesperson, period=self.april), [None])

    def test_nothing_kept_of_few_periods(self):
        self.assertEqual(self.kept(self.colleague, self.freelance), [None, None])
        shares = self.env["sales.forecast"]._get_kept_shares(self.env["sales.forecast"], self.today)
        self.assertEqual(shares, {})

    def test_kept_of_the_last_six_only(self):
        """What was long ago does not count: nothing came of 1,000 in August."""
        self.lost("2025-08-29", self.made("2025-08-01", 1000, "2025-08-31"))
        self.assertEqual(self.table(self.salesperson)["Aug"]["14"], (1000, 0, False))
        self.assertEqual(self.kept(self.salesperson), [round(400 / 530, 4)])
        self.lost("2025-09-29", self.made("2025-09-01", 1000, "2025-09-30"))
        self.assertEqual(self.kept(self.salesperson), [round(400 / 1530, 4)])

    def lost(self, day, deal):
        with self.at(day):
            deal.action_set_lost()

    def likely(self, **request):
        return self.open(self.salesperson, self.salesperson, **request)["figures"]["corrected"]

    def test_likely(self):
        """Of 1,325 that are open come 1,000, as of 530 came 400; what is closed stays."""
        self.promise(self.salesperson, 1325)
        figures = self.open(self.salesperson)["figures"]
        self.assertEqual((figures["forecast"], figures["corrected"]), (1325, 1000))
        self.assertEqual(round(figures["corrected_share"], 4), round(400 / 530, 4))
        self.assertIsNone(self.as_person(self.colleague)["figures"]["corrected"])
        self.promise(self.salesperson, 22591, "closed", day="2026-03-15")
        self.assertEqual(self.likely(), 23591)

    def test_likely_as_of(self):
        """In February nobody knew yet what would become of it: January is looked at, and 2025."""
        with self.at("2026-02-01"):
            late = self.promise(self.salesperson, 53, day="2026-02-26")
        february = self.period_of("2026-02-01")
        # 14 days before its end
        likely = self.likely(period_id=february.id, as_of="2026-02-14")
        self.assertEqual(late.expected_revenue, 53)
        self.assertEqual(likely, 40)

    def test_likely_is_possible(self):
        """Who always closed more than they forecast closes no more than there is."""
        for month, last in ((11, 30), (12, 31)):
            extra = self.made(f"2025-{month}-{last - 1}", 9000, f"2025-{month}-{last}")
            self.closed(f"2025-{month}-{last} 08:00:00", extra, 9000)
        self.assertGreater(self.kept(self.salesperson)[0], 10)
        self.promise(self.salesperson, 22591, "closed", day="2026-03-15")
        self.promise(self.salesperson, 4000)
        self.promise(self.salesperson, 11000, "pipeline")
        self.adjust(self.salesperson, None, "commit", 3000)
        self.assertEqual(self.likely(), 22591 + 15000)

    def test_likely_of_nothing_open(self):
        """Nothing is said where nothing is open, and of periods that are over."""
        self.promise(self.salesperson, 22591, "closed", day="2026-03-15")
        self.assertIsNone(self.likely())
        february = self.period_of("2026-02-01")
        self.promise(self.salesperson, 10, day="2026-02-20")
        self.assertIsNone(self.likely(period_id=february.id))

    def test_likely_of_a_team(self):
        """What a leader is likely to come to is measured by the leader's own forecasts."""
        self.promise(self.salesperson, 100, "closed", day="2026-03-15")
        self.promise(self.salesperson, 1325)
        self.submit(self.salesperson)
        figures = self.open(self.leader)["figures"]
        share = figures["corrected_share"]
        self.assertEqual(figures["corrected"], round(100 + 1325 * min(share, 1), 2))

    def test_kept_of_all_with_as_many_queries(self):
        def count(*owners):
            self.kept(*owners)
            self.env.flush_all()
            found = self.env["sales.forecast"].search(
                [("period_id", "=", self.march.id), ("user_id", "in", [u.id for u in owners])]
            )
            self.env["sales.forecast"]._get_kept_shares(found, self.today)
            before = self.env.cr.sql_log_count
            self.env["sales.forecast"]._get_kept_shares(found, self.today)
            return self.env.cr.sql_log_count - before

        few = count(self.salesperson)
        self.assertEqual(count(self.salesperson, self.colleague, self.stranger, self.rover), few)
