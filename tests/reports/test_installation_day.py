from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ...queries.past import rebuild
from ..common.past import INSTALLED, PastCommon


class InstallationCommon(PastCommon):
    """What reports tell of deals that were there before the add-on.

    ======== ============== ========== =========== =================
    deal     New            Qualified  end         amount
    ======== ============== ========== =========== =================
    winner   10 Jan         10 Feb     won 10 Mar  100, 110 from Feb
    loser    10 Jan         10 Feb     lost 10 Mar 200
    runner   10 Jan                    open        400
    imported 10 Jan                    won 10 Mar  800, no messages
    ======== ============== ========== =========== =================

    The add-on is installed on 1 June.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.winner, cls.loser, cls.runner = (
            cls.born("2031-01-10 09:00:00", amount, date_deadline="2031-09-30")
            for amount in (100, 200, 400)
        )
        cls.imported = cls.born(
            "2031-01-10 09:00:00",
            800,
            stage_id=cls.done.id,
            probability=100,
            date_closed="2031-03-10 09:00:00",
        )
        cls.changing("2031-02-10 09:00:00", cls.winner | cls.loser, stage_id=cls.qualified.id)
        cls.changing("2031-02-10 09:00:00", cls.winner, expected_revenue=110)
        cls.changing("2031-03-10 09:00:00", cls.winner, stage_id=cls.done.id)
        with cls.happening("2031-03-10 09:00:00"):
            cls.loser.action_set_lost()
        cls.install(INSTALLED)

    def steps(self, start, end, **context):
        """Return ``{step: amount}`` of all deals between the ends of two days."""
        self.env.flush_all()
        self.env.invalidate_all()
        flow = self.env["sales.forecast.flow"].with_user(self.manager)
        flow = flow.with_context(flow_from=start, flow_to=end, **context)
        return dict(flow._read_group([], ["step"], ["amount:sum"]))

    def stages(self):
        """Return ``{stage: (deals, won, lost, win rate)}`` of Conversion."""
        self.env.flush_all()
        report = self.env["sales.forecast.conversion"].with_user(self.manager)
        report.invalidate_model()
        groups = report._read_group(
            [],
            ["stage_id"],
            [
                "deal_number:count_distinct",
                "won_number:count_distinct",
                "lost_number:count_distinct",
                "win_rate:avg",
            ],
        )
        return {stage.name: tuple(values) for stage, *values in groups}

    def as_of(self, day):
        """Return ``{status: amount}`` of the deals as of a day."""
        self.env.flush_all()
        history = self.history.with_user(self.manager)
        groups = history._read_group([("valid_on", "=", day)], ["status"], ["amount:sum"])
        return dict(groups)

    def numbers(self, model, domain=()):
        """Return the numbers of the deals in a report."""
        self.env.flush_all()
        report = self.env[model].with_user(self.manager)
        report.invalidate_model()
        return set(report.search(list(domain)).mapped("deal_number"))


@tagged("post_install", "-at_install")
class TestInstallationDay(InstallationCommon):
    """What was there when the add-on came did not happen on that day."""

    def test_flow(self):
        """What was there is the opening, what happened afterwards happened."""
        self.assertEqual(self.steps("2031-05-31", "2031-06-30"), {"opening": 400})
        self.changing("2031-06-10 09:00:00", self.runner, expected_revenue=450)
        self.born("2031-06-11 09:00:00", 7)
        self.changing("2031-06-12 09:00:00", self.runner, stage_id=self.done.id)
        self.assertEqual(
            self.steps("2031-05-31", "2031-06-30"),
            {"opening": 400, "grown": 50, "new": 7, "won": -450},
        )
        self.assertEqual(
            self.steps("2030-12-31", "2031-06-30", flow_measure="weighted"),
            {"opening": 200, "new": 3.5, "won": -200},
        )
        with self.happening("2031-06-20 09:00:00"):
            self.loser.write({"active": True, "probability": 30})
        steps = self.steps("2031-05-31", "2031-06-30")
        self.assertEqual(steps["reopened"], 200)

    def test_no_flow_of_days_before(self):
        self.assertEqual(self.steps("2030-12-31", "2031-05-31"), {})

    def test_conversion(self):
        """No deal is known to have entered a stage; those that do from now on count."""
        self.assertEqual(self.stages(), {})
        self.changing("2031-06-10 09:00:00", self.runner, expected_revenue=450)
        self.assertEqual(self.stages(), {})
        self.changing("2031-06-11 09:00:00", self.runner, stage_id=self.qualified.id)
        self.changing("2031-06-12 09:00:00", self.runner, stage_id=self.done.id)
        self.assertEqual(self.stages(), {"Qualified": (1, 1, 0, 1), "Won": (1, 1, 0, 1)})
        report = self.env["sales.forecast.conversion"].search([("stage_id.name", "=", "Qualified")])
        self.assertFalse(report.began_on, "Nobody knows when it began.")

    def test_back_in_the_stage(self):
        """A deal that comes back to the stage that it was found in has entered it then."""
        self.changing("2031-06-10 09:00:00", self.runner, stage_id=self.qualified.id)
        self.changing("2031-06-20 09:00:00", self.runner, stage_id=self.new.id)
        self.env.flush_all()
        row = self.env["sales.forecast.conversion"].search([("stage_id.name", "=", "New")])
        self.assertEqual(row.entered_on, self.at("2031-06-20 09:00:00"))

    @freeze_time("2031-06-15")
    def test_win_rates(self):
        """Six that were won before say nothing of a stage; six that go through it do."""
        self.install_closed(6, 0)
        self.assertEqual(self.runner._get_win_rates(), {self.runner.id: None})
        deals = self.leads.browse()
        for __ in range(6):
            deals |= self.born("2031-06-02 09:00:00")
        self.changing("2031-06-10 09:00:00", deals[:3], stage_id=self.done.id)
        with self.happening("2031-06-10 09:00:00"):
            deals[3:].action_set_lost()
        self.assertEqual(self.runner._get_win_rates(), {self.runner.id: 50.0})

    def install_closed(self, won, lost):
        """Let deals be there that were won or lost in January, and install again."""
        for number in range(won + lost):
            deal = self.born("2031-01-02 09:00:00", 1)
            with self.happening("2031-01-20 09:00:00"):
                if number < won:
                    deal.stage_id = self.done
                else:
                    deal.action_set_lost()
        self.install(INSTALLED)

    def test_probability_check(self):
        """A deal is asked a month before its end: for those found later nobody knows."""
        self.assertEqual(self.numbers("sales.forecast.calibration"), set())
        known = self.born("2031-06-05 09:00:00")
        with self.happening("2031-06-15 09:00:00"):
            (self.runner | known).action_set_lost()
        self.assertEqual(self.numbers("sales.forecast.calibration"), {known.id})

    def test_probability_check_a_month_later(self):
        with self.happening("2031-07-15 09:00:00"):
            self.runner.action_set_lost()
        self.assertEqual(self.numbers("sales.forecast.calibration"), {self.runner.id})

    def test_as_of(self):
        self.assertEqual(self.as_of("2031-05-31"), {})
        self.assertEqual(self.as_of("2031-06-01"), {"open": 400, "won": 910, "lost": 200})
        self.assertEqual(
            self.numbers("sales.forecast.analysis", [("valid_on", "=", "2031-06-01")]),
            set((self.runner | self.winner | self.imported).ids),
        )

    def test_imported_later(self):
        """A deal that is over when it is made was never in the pipeline and entered no stage."""
        values = {"stage_id": self.done.id, "probability": 100}
        for date_closed in ("2031-05-05 09:00:00", False):
            self.born("2031-06-10 09:00:00", 30, **values, date_closed=date_closed)
        lost = self.born("2031-06-10 09:00:00", 30, active=False, probability=0)
        self.assertEqual(self.steps("2031-05-31", "2031-06-30"), {"opening": 400})
        self.assertEqual(self.stages(), {})
        with self.happening("2031-06-20 09:00:00"):
            lost.write({"active": True, "probability": 30})
        steps = self.steps("2031-05-31", "2031-06-30")
        self.assertEqual(steps, {"opening": 400, "reopened": 30})

    def test_in_words(self):
        self.changing("2031-06-10 09:00:00", self.runner, expected_revenue=450)
        self.rebuild_past()
        versions = self.history.search(
            [("deal_number", "=", self.runner.id)], order="valid_from, id"
        )
        self.assertEqual(
            versions.mapped("changes"),
            [
                "First version: $\xa0400.00",
                "Recorded from here on",
                "Expected Revenue: $\xa0400.00 → $\xa0450.00",
            ],
        )

    def test_beginning(self):
        history = self.history.with_user(self.salesperson)
        self.assertEqual(
            history.get_beginning(),
            {"since": "2031-06-01", "forecast_since": "2031-06-01", "remaining": 4},
        )
        self.rebuild_past()
        self.assertEqual(
            history.get_beginning(),
            {"since": "2031-01-10", "forecast_since": "2031-06-01", "remaining": 0},
        )
        other = self.make_other_company()
        self.assertEqual(
            history._get_beginning(other),
            {"since": False, "forecast_since": False, "remaining": 0},
        )


@tagged("post_install", "-at_install")
class TestRebuiltPast(InstallationCommon):
    """What reports tell once the past is rebuilt."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rebuild_past()

    def test_flow(self):
        self.assertEqual(self.steps("2030-12-31", "2031-01-31"), {"new": 1500})
        self.assertEqual(
            self.steps("2031-02-28", "2031-03-31"), {"opening": 1510, "won": -910, "lost": -200}
        )
        self.assertEqual(self.steps("2031-05-31", "2031-06-30"), {"opening": 400})
        self.assertEqual(
            self.steps("2030-12-31", "2031-06-30"),
            {"new": 1510, "won": -910, "lost": -200},
        )

    def test_won_within_two_hours(self):
        """Its first version is that of a won deal, as one of an import; but a message tells that
        it was won, so it is what it would be had it been recorded."""
        quick, gone = (self.born("2031-04-10 09:00:00", amount) for amount in (30, 60))
        self.changing("2031-04-10 10:00:00", quick, stage_id=self.done.id)
        with self.happening("2031-04-10 10:00:00"):
            gone.action_set_lost()
        closed = {"stage_id": self.done.id, "probability": 100}
        made_won = self.born("2031-04-11 09:00:00", 70, **closed)
        self.changing("2031-04-11 09:30:00", made_won, expected_revenue=71)
        old = self.born("2031-04-12 09:00:00", 80)
        self.changing("2031-04-12 09:30:00", old, **closed, date_closed="2031-02-01 09:00:00")
        self.install(INSTALLED)
        self.rebuild_past()
        self.assertEqual(
            self.steps("2031-03-31", "2031-04-30"),
            {"opening": 400, "new": 90, "won": -30, "lost": -60},
        )
        self.assertEqual(self.stages()["Won"], (2, 2, 0, 1))
        versions = self.read_versions(quick | gone | made_won | old, ["origin"])
        self.assertEqual(
            [first for [(*__, first), *__] in versions.values()],
            ["rebuilt", "rebuilt", "dated", "dated"],
        )

    def test_flow_of_what_is_not_known(self):
        """Probabilities and expected closings are known since the installation."""
        weighted = {"flow_measure": "weighted"}
        span = {"flow_span_from": "2031-07-01", "flow_span_to": "2031-12-31"}
        for context, opening in ((weighted, 200), (span, 400)):
            with self.subTest(**context):
                self.assertEqual(self.steps("2031-02-28", "2031-03-31", **context), {})
                self.assertEqual(
                    self.steps("2031-02-28", "2031-06-30", **context), {"opening": opening}
                )

    def test_conversion(self):
        """Of the imported deal nobody knows the stages: it counts nowhere."""
        self.assertEqual(
            self.stages(),
            {"New": (3, 1, 1, 0.5), "Qualified": (2, 1, 1, 0.5), "Won": (1, 1, 0, 1)},
        )

    @freeze_time("2031-06-15")
    def test_win_rates(self):
        for number in range(6):
            deal = self.born("2031-01-02 09:00:00", 1)
            with self.happening("2031-01-20 09:00:00"):
                if number < 3:
                    deal.stage_id = self.done
                else:
                    deal.action_set_lost()
        self.install(INSTALLED)
        self.assertEqual(self.runner._get_win_rates(), {self.runner.id: None})
        self.rebuild_past()
        self.assertEqual(self.runner._get_win_rates(), {self.runner.id: 50.0})

    def test_probability_check(self):
        """What probabilities were before, nobody knows."""
        self.assertEqual(self.numbers("sales.forecast.calibration"), set())

    def test_as_of(self):
        self.assertEqual(self.as_of("2031-01-31"), {"open": 1500})
        self.assertEqual(self.as_of("2031-03-31"), {"open": 400, "won": 910, "lost": 200})
        self.assertEqual(self.as_of("2031-01-09"), {})

    def test_a_part_is_no_figure(self):
        """While the past is being rebuilt, days before show nothing."""
        self.install(INSTALLED)
        rebuild(self.env, 0, 2)
        self.assertEqual(self.as_of("2031-01-31"), {})
        self.assertEqual(self.steps("2030-12-31", "2031-03-31"), {})
        self.assertEqual(self.as_of("2031-06-01"), {"open": 400, "won": 910, "lost": 200})
        self.rebuild_past()
        self.assertEqual(self.as_of("2031-01-31"), {"open": 1500})

    def test_reports_of_days_before(self):
        """Forecast reports, too: there is nothing, and they say so."""
        domain = [("valid_on", "=", "2031-03-31")]
        self.assertEqual(self.numbers("sales.forecast.analysis", domain), set())
        report = self.env["sales.forecast.report"].create(
            {"name": "March", "as_of": "fixed", "as_of_date": "2031-03-31"}
        )
        known = "03/31/2031: deals are recorded since 06/01/2031"
        self.assertEqual(dict(report._describe_report())["As of"], known)
        report.as_of_date = "2031-06-01"
        self.assertEqual(dict(report._describe_report())["As of"], "06/01/2031")

    def test_worksheets_of_days_before(self):
        """Forecasts need probabilities and expected closings."""
        forecasts = self.env["sales.forecast"].with_user(self.salesperson)
        with freeze_time("2031-06-15"):
            period = forecasts.worksheet_open({})["forecast"]["period"]["id"]
            for as_of in ("2031-05-31", "2031-03-31"):
                with self.assertRaisesRegex(UserError, "recorded since 06/01/2031"):
                    forecasts.worksheet_open({"period_id": period, "as_of": as_of})
            forecasts.worksheet_open({"period_id": period, "as_of": "2031-06-02"})
