import random
from datetime import date, timedelta
from decimal import Decimal

import psycopg2
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.apportion import largest_remainder
from ..common.base import draw_seeds
from ..common.source import SourceCommon


@tagged("post_install", "-at_install")
class TestSourceCosts(SourceCommon):
    """S20: costs that are typed or imported, spread over their days."""

    def read_days(self, cost):
        """Return ``{day: amount}`` of a cost as the report has it."""
        found = self.read_return("date:day", "cost_amount", domain=[("res_id", "=", cost.id)])
        return {day: amount for day, (amount,) in found.items()}

    def test_days(self):
        """Ten in three days: the first has the cent that is left over."""
        cost = self.cost(10, "2025-02-27", "2025-03-01", self.source_a)
        self.assertEqual(
            self.read_days(cost),
            {
                self.day("2025-02-27"): 3.34,
                self.day("2025-02-28"): 3.33,
                self.day("2025-03-01"): 3.33,
            },
        )
        found = self.read_return("date:month", "cost_amount")
        self.assertEqual(sum(amount for (amount,) in found.values()), 10)

    def test_any_amount_and_span(self):
        """Days add up to the cost and are what the largest remainder gives, whatever its sign."""
        for seed in draw_seeds(6):
            rng = random.Random(seed)
            amount = round(rng.uniform(-5000, 5000), 2)
            first = date(2023, 1, 1) + timedelta(days=rng.randrange(900))
            count = rng.randrange(1, 400)
            with self.subTest(seed=seed, amount=amount, first=first, count=count):
                cost = self.cost(amount, first, first + timedelta(days=count - 1), self.source_a)
                days = self.read_days(cost)
                shares = largest_remainder(abs(Decimal(str(amount))), [1] * count, Decimal("0.01"))
                sign = -1 if amount < 0 else 1
                self.assertEqual(
                    [Decimal(str(days[day])) for day in sorted(days)],
                    [sign * share for share in shares],
                )
                cost.unlink()

    def test_part_of_a_span(self):
        """A filter counts the days of a cost that it lets through."""
        self.cost(310, "2025-01-01", "2025-01-31", self.source_a)
        for domain, expected in (
            ([("date", ">=", "2025-01-30")], 20),
            ([("date", "<", "2025-01-04")], 30),
            ([("date", "=", "2025-01-10")], 10),
            ([("date", ">", "2025-01-31")], None),
        ):
            with self.subTest(domain=domain):
                found = self.read_return("source_id", "cost_amount", domain=domain)
                self.assertEqual(found.get("Source A", (None,))[0], expected)

    def test_medium_and_campaign(self):
        """A cost may be of a medium or a campaign alone; it has no source then."""
        self.cost(5, "2025-01-01", medium_id=self.medium.id)
        self.cost(7, "2025-01-01", campaign_id=self.campaign.id)
        by_medium = self.read_return("medium_id", "cost_amount")
        by_campaign = self.read_return("campaign_id", "cost_amount")
        self.assertEqual(by_medium, {"Post": (5,), False: (7,)})
        self.assertEqual(by_campaign, {"Spring": (7,), False: (5,)})
        self.assertEqual(self.read_return("source_id", "cost_amount"), {False: (12,)})

    def test_impossible_costs(self):
        """A cost is one of something, has days in their order, not too many, and is no fantasy."""
        of_source = {"source_id": self.source_a.id}
        for amount, days, values in (
            (1, ("2025-01-01", "2025-01-02"), {}),
            (1, ("2025-01-02", "2025-01-01"), of_source),
            (1, ("2025-01-01", "2036-01-01"), of_source),
            (1e15, ("2025-01-01", "2025-01-02"), of_source),
        ):
            with (
                self.subTest(days=days, amount=amount),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.cost(amount, *days, **values)

    def test_import(self):
        """Odoo's own import takes a list of costs, and says which line is wrong."""
        costs = self.env["sales.source.cost"].with_user(self.manager)
        fields = ["name", "source_id", "medium_id", "amount", "date_from", "date_to"]
        lines = [
            ["Search", "Source A", "", "1200.50", "2025-01-01", "2025-12-31"],
            ["Letters", "", "Post", "80", "2025-02-01", "2025-02-28"],
        ]
        result = costs.load(fields, lines)
        self.assertFalse(result["messages"])
        found = costs.browse(result["ids"])
        self.assertEqual(found.mapped("amount"), [1200.5, 80])
        self.assertEqual(found.company_id, self.company)
        self.assertEqual(found[1].medium_id, self.medium)
        with mute_logger("odoo.sql_db"):
            wrong = costs.load(fields, [["Nothing", "", "", "1", "2025-01-01", "2025-01-01"]])
        self.assertFalse(wrong["ids"])
        self.assertIn("a source, a medium or a campaign", wrong["messages"][0]["message"])

    def test_currency_follows_the_company(self):
        """Nobody gives a cost another currency than its company's."""
        cost = self.cost(1, "2025-01-01", source=self.source_a)
        self.assertEqual(cost.currency_id, self.company.currency_id)
        self.assertTrue(cost._fields["currency_id"].readonly)
