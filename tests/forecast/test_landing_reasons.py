from odoo.tests import tagged
from odoo.tools import SQL

from ..common.forecast import ForecastCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestLandingReasons(ForecastCommon):
    """S13: what the own past says of a landing in words, on 16 March 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.proposition, cls.done = cls.env["crm.stage"].create(
            [
                {"name": "Proposition", "sequence": -20},
                {"name": "Done", "sequence": -10, "is_won": True},
            ]
        )

    @classmethod
    def win_late(cls, count, planned="2026-01-20", won="2026-02-07"):
        """Win deals that came into Proposition on 5 January, on another day than planned."""
        for __ in range(count):
            with cls.at("2026-01-05 00:00:00"):
                deal = cls.promise(
                    cls.colleague,
                    10,
                    day=planned,
                    team=cls.team_north,
                    stage_id=cls.proposition.id,
                )
            cls.env.cr.execute(
                SQL("UPDATE crm_lead SET create_date = '2026-01-05' WHERE id = %s", deal.id)
            )
            deal.invalidate_recordset(["create_date"])
            with cls.at("2026-01-15 00:00:00"):
                deal.date_deadline = "2026-03-31"
            with cls.at(f"{won} 00:00:00"):
                deal.write({"stage_id": cls.done.id, "probability": 100})
                deal.date_closed = f"{won} 00:00:00"

    @classmethod
    def open_deal(cls, amount, day="2026-03-20", **values):
        values = {"stage_id": cls.proposition.id, "team": cls.team_north, **values}
        return cls.promise(cls.salesperson, amount, day=day, **values)

    def reasons(self, **request):
        request.setdefault("period_id", self.march.id)
        own = self.forecasts(self.salesperson).worksheet_landing(request)["own"]
        return {reason["key"]: reason for reason in own["reasons"]}

    def key(self, stage):
        return f"late-{stage.id}"

    # Later than planned -------------------------------------------------------

    def test_deals_close_later_than_planned(self):
        """By the expected closing that stood when they came into the stage, not a later one. The
        amount is what is expected of the deals that are due in the period."""
        self.win_late(10)
        deal = self.open_deal(200)
        self.open_deal(500, "2026-04-02")
        self.open_deal(400, stage_id=self.env["crm.stage"].create({"name": "Other"}).id)
        reason = self.reasons()[self.key(self.proposition)]
        self.assertEqual(reason["text"], "Deals in Proposition close 18 days later than planned.")
        self.assertEqual(reason["amount"], 170)
        self.assertEqual(reason["deal_ids"], deal.ids)

    def test_deals_close_earlier_than_planned(self):
        self.win_late(10, "2026-02-20")
        self.open_deal(200)
        self.assertEqual(
            self.reasons()[self.key(self.proposition)]["text"],
            "Deals in Proposition close 13 days earlier than planned.",
        )

    def test_what_is_small_beside_the_range_is_not_worth_a_word(self):
        """8.50 are expected of the deal, and the range of another one is 10,000 wide."""
        self.win_late(10)
        self.open_deal(10)
        self.assertEqual(self.reasons()[self.key(self.proposition)]["amount"], 8.5)
        other = self.env["crm.stage"].create({"name": "Other"})
        self.open_deal(10000, stage_id=other.id, probability=50)
        self.assertEqual(set(self.reasons()), {"deciding"})

    def test_few_deals_or_days_are_not_worth_a_word(self):
        """Nine deals show nothing, nor do six days."""
        self.open_deal(200)
        self.win_late(9)
        self.assertNotIn(self.key(self.proposition), self.reasons())
        self.win_late(11, "2026-02-01")
        self.assertNotIn(self.key(self.proposition), self.reasons())

    def test_what_came_later_is_not_known(self):
        """As of a day on which none of them was won yet, nothing is known."""
        self.win_late(10)
        landing = self.env["sales.landing"]
        days = self.day("2026-03-01"), self.day("2026-03-31")
        found = {}
        for day in ("2026-02-01", "2026-02-20"):
            moment = (
                self.env["crm.lead.history"]._fields["valid_from"].to_datetime(f"{day} 12:00:00")
            )
            asked = landing._ask(self.company, *days, self.day(day), moment)
            found[day] = landing._read_lateness(asked).get(self.proposition.id)
        self.assertEqual(found, {"2026-02-01": None, "2026-02-20": 18})

    # The last days ------------------------------------------------------------

    def win_years(self):
        """In March 2025 and 2024, 1,000 each: 300 and 400 of it in the last ten days."""
        won = [(700, "2025-03-10"), (300, "2025-03-25"), (600, "2024-03-05"), (400, "2024-03-31")]
        deals = [
            self.promise(self.salesperson, amount, "closed", day, team=self.team_north)
            for amount, day in won
        ]
        return deals[1] | deals[3]

    def listed(self, part):
        request = {"period_id": self.march.id}
        action = self.forecasts(self.salesperson).worksheet_landing_part(part, request)
        model = self.env[action["res_model"]].with_user(self.salesperson)
        return model.with_context(**action["context"]).search(action["domain"])

    def test_last_days_of_the_month(self):
        """35 % of what does not count yet, as long as these days are to come; opened are the deals
        of past years that it is told from."""
        ends = self.win_years()
        self.open_deal(200)
        self.promise(self.colleague, 9999, "closed", "2025-03-05", team=self.team_north)
        reason = self.reasons()["last_days"]
        self.assertEqual(reason["text"], "The last ten days of March usually bring 35%.")
        self.assertEqual(reason["amount"], round(0.35 * 170, 2))
        self.assertEqual(self.listed(reason["part"]).sorted("id"), ends.sorted("id"))
        with self.freeze("2026-03-21 20:00:00"):
            # in Auckland it is the 22nd
            self.assertNotIn("last_days", self.reasons())

    def test_last_days_by_invoices(self):
        """A seat with a plan by invoices is told of its own invoices."""
        for day, price in (
            ("2025-03-10", 700),
            ("2025-03-25", 300),
            ("2024-03-05", 600),
            ("2024-03-31", 400),
        ):
            self.bill(price, day)
        for year in (2024, 2025):
            for month in (1, 2, *range(4, 13)):
                self.bill(1000, f"{year}-{month:02}-25")
        plan = self.plan("salesperson", year=2026, basis="invoiced")
        self.target(self.row(plan, self.salesperson), 2000, 3)
        plan.with_user(self.manager).action_confirm()
        reason = self.reasons()["last_days"]
        self.assertEqual(reason["text"], "The last ten days of March usually bring 35%.")
        self.assertEqual(sum(self.listed("last_days").mapped("amount")), 700)

    @classmethod
    def bill(cls, price, day):
        return cls.invoice(
            cls.acme,
            day,
            (cls.screw, price),
            team_id=cls.team_north.id,
            invoice_user_id=cls.salesperson.id,
        )

    # What is known ------------------------------------------------------------

    def test_too_few_deals_to_learn_from(self):
        """That is said where there are open deals, and since when deals are known."""
        own = self.forecasts(self.salesperson).worksheet_landing({"period_id": self.march.id})
        self.assertNotIn("Too few deals", str(own["own"]["notes"]))
        self.open_deal(200)
        own = self.forecasts(self.salesperson).worksheet_landing({"period_id": self.march.id})
        self.assertIn("Too few deals", str(own["own"]["notes"]))

    def test_since_when_deals_are_known(self):
        """Where not all of them are."""
        landing = self.env["sales.landing"]
        asked = landing._ask(self.company, self.march.date_from, self.march.date_to)
        past = landing._read_past(asked, lambda spans: [0.0] * len(spans))
        parts = landing._get_no_parts()
        self.assertEqual(landing._prepare_notes(parts, past._replace(since=None)), [])
        self.assertEqual(
            landing._prepare_notes(parts, past._replace(since=self.day("2026-03-01"))),
            ["Deals are known since 03/01/2026."],
        )

    def test_queries_do_not_grow(self):
        """For twice the stages and deals."""

        def count():
            self.reasons()
            forecasts = self.forecasts(self.salesperson)
            before = self.env.cr.sql_log_count
            forecasts.worksheet_landing({"period_id": self.march.id})
            return self.env.cr.sql_log_count - before

        self.win_late(10)
        self.win_years()
        self.open_deal(200)
        one = count()
        self.win_late(10)
        self.open_deal(300)
        self.open_deal(300, stage_id=self.env["crm.stage"].create({"name": "Other"}).id)
        self.assertEqual(count(), one)
