from collections import defaultdict
from decimal import Decimal
from statistics import median

from odoo.fields import Command, Date
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install", "-standard", "sales_plan_demo")
class TestLoadCleaningDemo(TransactionCase):
    """N9: on the demo data a cleaned history is what plain Python makes of the facts, one by
    one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        cls.today = cls.company._get_today()
        cls.first = Date.start_of(Date.subtract(cls.today, months=12), "month")
        cls.last = Date.subtract(Date.start_of(cls.today, "month"), days=1)
        cls.facts = cls.env["sales.actual"].search(
            [
                ("basis", "=", "invoiced"),
                ("company_id", "=", cls.company.id),
                ("date", "<=", cls.today),
            ]
        )
        cls.in_year = cls.facts.filtered(lambda fact: cls.first <= fact.date <= cls.last)

    def load(self, **values):
        """Load a plan of the year that begins twelve months after the last ones, by customer."""
        plan = self.env["sales.plan"].create(
            {
                "name": "Cleaned",
                "date_from": Date.add(self.first, years=1),
                "date_to": Date.end_of(Date.add(self.last, years=1), "month"),
                "level_ids": [Command.create({"dimension": "customer", "sequence": 1})],
            }
        )
        load = self.env["sales.plan.load"].create({"plan_id": plan.id, **values})
        load.action_load()
        return {row.partner_id.id: self.exact(row.target_amount) for row in plan.root_id.child_ids}

    @staticmethod
    def exact(amount):
        return Decimal(str(round(amount, 6)))

    def sums(self, facts, name="partner_id"):
        found = defaultdict(Decimal)
        for fact in facts:
            key = fact[name] if name == "res_id" else fact[name].id
            found[key] += self.exact(fact.amount)
        return found

    def positive(self, sums):
        return {key: amount for key, amount in sums.items() if amount > 0}

    def test_one_offs(self):
        documents = defaultdict(dict)
        for fact in self.in_year:
            own = documents[fact.partner_id.id]
            own[fact.res_id] = own.get(fact.res_id, 0) + self.exact(fact.amount)
        large = set()
        for own in documents.values():
            bought = [amount for amount in own.values() if amount > 0]
            if len(bought) >= 3:
                most = 2 * median(bought)
                large |= {number for number, amount in own.items() if amount > most}
        self.assertTrue(large)
        rest = self.in_year.filtered(lambda fact: fact.res_id not in large)
        found = self.load(drops_one_offs=True, one_off_percent=200)
        self.assertEqual(found, self.positive(self.sums(rest)))

    def test_lost(self):
        since = Date.subtract(self.today, months=3)
        alive = {fact.partner_id for fact in self.facts if fact.amount > 0 and fact.date >= since}
        rest = self.in_year.filtered(lambda fact: fact.partner_id in alive)
        self.assertLess(len(rest), len(self.in_year))
        found = self.load(drops_lost=True, lost_months=3)
        self.assertEqual(found, self.positive(self.sums(rest)))

    def test_capped(self):
        expected = self.positive(self.sums(self.in_year))
        potentials = self.env["sales.customer.potential"].search([])
        for number, potential in enumerate(potentials):
            if number % 2:
                potential.amount *= 0.1
        capped = 0
        for potential in potentials.filtered(lambda known: known.partner_id.id in expected):
            amount = self.exact(potential.amount)
            capped += amount < expected[potential.partner_id.id]
            expected[potential.partner_id.id] = min(expected[potential.partner_id.id], amount)
        self.assertGreater(capped, 3)
        self.assertEqual(self.load(caps_potential=True), self.positive(expected))
