import random

from odoo.tests import tagged
from odoo.tools import SQL

from ..common.base import draw_seeds
from ..common.deal_history import DealHistoryCommon

#: Amounts and probabilities whose product lies half a cent between two cents, and others.
AWKWARD = ((2.01, 50), (1.15, 90), (1000.25, 10), (33.33, 33.33), (-2.01, 50), (70.15, 0.9))


@tagged("post_install", "-at_install")
class TestWeighted(DealHistoryCommon):
    """R14, R15: amount times probability is one figure, wherever it is shown.

    The nightly scoring of Odoo writes probabilities by SQL and leaves the weighted revenue that
    is stored with the deal as it was.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forget_deals()

    def score(self, deal, probability):
        """Write a probability as the nightly scoring does."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_lead SET automated_probability = %s, probability = %s WHERE id = %s",
                probability,
                probability,
                deal.id,
            )
        )
        self.env.invalidate_all()

    def everywhere(self, deals, name="prorated_revenue"):
        """Return the weighted sum of deals as each screen has it, rounded to show no noise."""
        self.env.flush_all()
        self.env.invalidate_all()
        domain = [("id", "in", deals.ids)]
        leads = self.env["crm.lead"]
        [(listed,)] = leads._read_group(domain, [], [f"{name}:sum"])
        rows = sum(row[name] for row in leads.search_read(domain, [name]))
        exported = sum(float(row[0]) for row in deals.export_data([name])["datas"])
        facts = self.env["sales.actual"]
        of_deals = [("basis", "=", "pipeline"), ("res_id", "in", deals.ids)]
        [(actual,)] = facts._read_group(of_deals, [], ["weighted_amount:sum"])
        fact_rows = sum(facts.search(of_deals).mapped("weighted_amount"))
        history = self.env["crm.lead.history"]
        current = [("deal_number", "in", deals.ids), ("valid_to", "=", False)]
        [(kept,)] = history._read_group(current, [], ["weighted:sum"])
        dashboard = self.env["sales.pipeline.dashboard"].with_user(self.manager)
        funnel = dashboard.dashboard_open({})["funnel"]["total"]["weighted"]
        screens = {
            "list": listed,
            "rows": rows,
            "export": exported,
            "actuals": actual,
            "actual rows": fact_rows,
            "history": kept,
            "funnel": funnel,
        }
        return {screen: round(amount, 4) for screen, amount in screens.items()}

    def assert_weighted(self, deals, expected):
        found = self.everywhere(deals)
        self.assertEqual(found, dict.fromkeys(found, round(expected, 4)))

    def test_after_the_nightly_scoring(self):
        deals = self.made("2025-03-01", 1000, probability=10)
        deals |= self.made("2025-03-01", 500, probability=80)
        self.assert_weighted(deals, 500)
        self.score(deals[0], 55.5)
        self.assert_weighted(deals, 955)
        found = self.env["crm.lead"].search([("prorated_revenue", "=", 555)])
        self.assertEqual(found, deals[0], "searched by what is shown")
        ordered = self.env["crm.lead"].search(
            [("id", "in", deals.ids)], order="prorated_revenue desc"
        )
        self.assertEqual(ordered.ids, deals.ids)
        self.assertEqual(deals.mapped("prorated_revenue"), [555, 400])

    def test_after_odoos_own_scoring(self):
        """The scoring itself, with some thirty deals that were won and lost to learn from."""
        for number in range(30):
            past = self.made("2025-01-01", 100, stage_id=self.qualified.id)
            (self.won if number % 3 else self.lost)("2025-02-01", past)
        deals = self.env["crm.lead"]
        for amount in (1234.56, 777.77, 10.01):
            deals |= self.made("2025-03-01", amount, stage_id=self.qualified.id)
        for deal in deals:
            self.score(deal, 50)
        self.env["ir.config_parameter"].set_param("crm.pls_start_date", "2024-01-01")
        self.env["crm.lead"]._cron_update_automated_probabilities()
        self.env.invalidate_all()
        self.assertNotEqual(deals.mapped("probability"), [50, 50, 50])
        found = self.everywhere(deals)
        self.assertEqual(len(set(found.values())), 1, found)

    def test_half_cents(self):
        """Every screen rounds each deal alike: 1.005 is 1.01, and the sum is that of the rows."""
        deals = self.env["crm.lead"]
        for amount, probability in AWKWARD:
            deals |= self.made("2025-03-01", amount, probability=probability)
        self.assert_weighted(deals, 1.01 + 1.04 + 100.03 + 11.11 - 1.01 + 0.63)

    def test_written_is_what_is_read(self):
        """What the form shows before saving is what the list shows after it."""
        [seed] = draw_seeds(1)
        dice = random.Random(seed)
        for _turn in range(40):
            amount = dice.randrange(-(10**7), 10**7) / 100
            probability = dice.choice([dice.randrange(0, 101), round(dice.uniform(0, 100), 2)])
            deal = self.made("2025-03-01", amount, probability=probability)
            deal.flush_recordset()
            written = deal.prorated_revenue
            deal.invalidate_recordset()
            self.assertEqual(
                written, deal.prorated_revenue, f"seed {seed}: {amount} × {probability} %"
            )

    def test_currency_without_cents(self):
        """In yen there are no hundredths: a deal weighs whole yen, and so does the sum."""
        yen = self.env.ref("base.JPY")
        yen.active = True
        company = self.env["res.company"].create({"name": "Osaka", "currency_id": yen.id})
        self.env.user.company_ids |= company
        self.manager.company_ids |= company
        self.manager.company_id = company
        deals = self.env["crm.lead"]
        for amount in (12345, 777, 1001):
            deals |= self.env["crm.lead"].create(
                {
                    "name": "Yen",
                    "type": "opportunity",
                    "expected_revenue": amount,
                    "probability": 33.33,
                    "company_id": company.id,
                    "team_id": False,
                    "user_id": False,
                }
            )
        self.env.flush_all()
        found = self.everywhere(deals.with_company(company))
        self.assertEqual(found, dict.fromkeys(found, 4115 + 259 + 334))

    def test_products(self):
        """The lines of a deal, and what is besides them, weigh what the deal weighs."""
        deal = self.made("2025-03-01", 100.01, probability=10)
        product = self.env["product.product"].create({"name": "Screw"})
        deal.line_ids = [
            (0, 0, {"product_id": product.id, "product_uom_qty": 1, "price_unit": price})
            for price in (33.35, 33.35, 0.05)
        ]
        self.score(deal, 50)
        self.assert_weighted(deal, 50.01)

    def test_recurring(self):
        """What recurs is weighed as what is sold once."""
        plan = self.env["crm.recurring.plan"].create({"name": "Year", "number_of_months": 12})
        self.env.user.group_ids |= self.env.ref("crm.group_use_recurring_revenues")
        deal = self.made("2025-03-01", 100, probability=10)
        deal.write({"recurring_revenue": 1200, "recurring_plan": plan.id})
        self.score(deal, 45)
        self.assertEqual(deal.recurring_revenue_prorated, 540)
        self.assertEqual(deal.recurring_revenue_monthly_prorated, 45)
        sums = self.env["crm.lead"]._read_group(
            [("id", "=", deal.id)],
            [],
            ["recurring_revenue_prorated:sum", "recurring_revenue_monthly_prorated:sum"],
        )
        self.assertEqual(sums, [(540, 45)])
