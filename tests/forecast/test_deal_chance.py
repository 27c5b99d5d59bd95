from odoo.tests import tagged
from odoo.tools import SQL

from ...tools.hazards import LEAST_DEALS
from ..common.forecast import ForecastCommon

CLOSED_ON = ("2026-01-08", "2026-01-13", "2026-01-21", "2026-02-03", "2026-02-20")


@tagged("post_install", "-at_install", "sales_plan")
class TestDealChance(ForecastCommon):
    """N3: how likely an opportunity is won in March, and why, on the 16th of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        cls.env.cr.execute("DELETE FROM crm_lead_history")
        cls.first, cls.last = cls.env["crm.stage"].create(
            [{"name": "First Talk", "sequence": -20}, {"name": "Last Talk", "sequence": -10}]
        )

    def open_deal(self, day="2026-03-20", **values):
        values = {"stage_id": self.first.id, "team": self.team_north, **values}
        return self.promise(self.salesperson, 100, day=day, **values)

    def say(self, deal, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        deal = deal.with_user(user or self.salesperson)
        return deal.landing_chance, deal.landing_period, deal.landing_reasons

    def learn(self):
        """Let deals that came into the last stage be won, and those that did not be lost, some in
        the first week, others later."""
        done = self.env["crm.stage"].create({"name": "Done", "sequence": -5, "is_won": True})
        for stage in (self.first, self.last):
            with self.at("2026-01-05 00:00:00"):
                deals = self.env["crm.lead"].concat(
                    *(self.open_deal("2026-02-20", stage_id=stage.id) for __ in range(LEAST_DEALS))
                )
            made = "UPDATE crm_lead SET create_date = '2026-01-05' WHERE id IN %s"
            self.env.cr.execute(SQL(made, tuple(deals.ids)))
            deals.invalidate_recordset(["create_date"])
            for number, day in enumerate(CLOSED_ON):
                some = deals[number :: len(CLOSED_ON)]
                with self.at(f"{day} 00:00:00"):
                    if stage == self.last:
                        some.write({"stage_id": done.id, "probability": 100})
                    else:
                        some.action_set_lost()
                    some.date_closed = f"{day} 00:00:00"

    def test_with_few_deals_it_is_the_probability(self):
        """Of a deal that is expected to close in March; of another one nothing is said."""
        chance, period, reasons = self.say(self.open_deal())
        self.assertEqual((chance, period), (0.85, self.march.display_name))
        self.assertIn("Too few deals", reasons)
        self.assertEqual(self.say(self.open_deal("2026-04-02")), (False, False, False))

    def test_from_history_with_reasons(self):
        """By the stage, in both directions; the expected closing is no condition any more."""
        self.learn()
        chance, period, reasons = self.say(self.open_deal("2026-04-02", stage_id=self.last.id))
        self.assertTrue(0 < chance < 1)
        self.assertEqual(period, self.march.display_name)
        self.assertIn("in Last Talk", reasons.partition("Less likely")[0])
        less, __, why = self.say(self.open_deal("2026-04-02"))
        self.assertLess(less, chance)
        self.assertIn("in First Talk", why.partition("Less likely")[2])

    def test_of_won_and_new_deals_nothing_is_said(self):
        won = self.promise(self.salesperson, 100, "closed", "2026-03-02", team=self.team_north)
        self.assertEqual(self.say(won), (False, False, False))
        new = self.env["crm.lead"].new({"name": "New", "type": "opportunity"})
        self.assertIs(new.landing_chance, False)

    def test_in_a_list_as_many_queries_for_twice_as_many(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            deals = self.env["crm.lead"].search([])
            before = self.env.cr.sql_log_count
            deals.mapped("landing_chance")
            return self.env.cr.sql_log_count - before

        deals = self.open_deal() | self.open_deal()
        count()
        one = count()
        for deal in deals:
            deal.copy()
        self.assertEqual(count(), one)
