from decimal import ROUND_HALF_UP, Decimal

from odoo.fields import Command

from .base import SalesPlanCommon
from .by_hand import all_facts

#: What a franc is worth in dollars: in Odoo from the days of its rates on, and in plans.
ODOO_RATES = (("2025-01-01", "1.25"), ("2025-02-01", "2"))
PLANNED = (("2025-01-01", "1.3"), ("2025-03-01", "1.7"))


class GroupCommon(SalesPlanCommon):
    """A group of companies: documents of all kinds, and plans that count all of them.

    ::

        company             USD
        other               CHF: 1.25 dollars in January, 2 from February on; in plans 1.3, and 1.7
        └── other_branch        from March on
        third               USD
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_other_company()
        cls.francs = cls.other.currency_id
        cls.other_branch = cls._create_company(name="Other Branch", parent_id=cls.other.id)
        cls.third = cls.setup_other_company(name="Third", currency_id=cls.company.currency_id.id)[
            "company"
        ]
        cls.group = cls.company | cls.other | cls.third
        cls.env.user.company_ids |= cls.group | cls.other_branch
        cls.env["res.currency.rate"].create(
            [
                {
                    "currency_id": cls.francs.id,
                    "company_id": cls.company.id,
                    "name": day,
                    "rate": 1 / float(rate),
                }
                for day, rate in ODOO_RATES
            ]
        )
        cls._make_documents()
        cls.by_hand = [
            fact
            for fact in all_facts(cls.env, cls.group | cls.other_branch)
            if fact.day.year == 2025
        ]

    @classmethod
    def _make_documents(cls):
        no_tax = {"tax_ids": [Command.clear()]}
        free = {"team_id": False}
        cls.invoice(cls.acme, "2025-01-10", (cls.screw, 100.01), (cls.nail, 3.33, 3))
        for company, day, price in (
            (cls.other, "2025-01-15", 33.33),
            (cls.other, "2025-02-15", 0.07),
            (cls.other_branch, "2025-03-01", 11.11),
            (cls.third, "2025-03-15", 50.5),
        ):
            moves = [
                cls.invoice(
                    partner,
                    day,
                    (cls.screw, price, 1, no_tax),
                    (cls.nail, price + 0.02, 3, no_tax),
                    (None, 0.01, 1, no_tax),
                    company=company,
                    **free,
                )
                for partner in (cls.acme, cls.bolt)
            ]
            cls.credit(moves[0], day, (cls.nail, 0.03, 1, no_tax))
            cls.pay(moves[1], "2025-04-01", round(moves[1].amount_total / 3, 2))
            cls.pay(moves[1], "2025-04-02")
        francs = {"company_id": cls.other.id, "team_id": False, "user_id": False}
        yearly = cls.env["crm.recurring.plan"].create({"name": "Yearly", "number_of_months": 12})
        cls.order(
            cls.acme,
            "2025-02-10 12:00:00",
            (cls.screw, 10.01, 3, no_tax),
            (cls.nail, 0.33, 1, no_tax),
            **francs,
        )
        cls.deal(
            cls.bolt,
            77.77,
            won="2025-03-10 12:00:00",
            line_ids=[Command.create({"product_id": cls.screw.id, "price_unit": 33.33})],
            recurring_revenue=100.01,
            recurring_plan=yearly.id,
            **francs,
        )
        cls.deal(cls.acme, 20, won="2025-03-10 12:00:00", recurring_revenue=10)
        cls.deal(cls.acme, 50, date_deadline="2025-06-30", **francs)

    @classmethod
    def group_plan(cls, *levels, rates=PLANNED, **values):
        """Make a draft of the whole group, with the rates given."""
        return cls.plan(
            *levels,
            further_company_ids=[Command.set((cls.group - cls.company).ids)],
            rate_ids=[
                Command.create(
                    {"currency_id": cls.francs.id, "date_from": day, "rate": float(rate)}
                )
                for day, rate in rates
            ],
            **values,
        )

    @staticmethod
    def rate_on(day, rates):
        """Return the latest of some rates on a day, the first where none has begun."""
        begun = [rate for first, rate in rates if first <= day.isoformat()]
        return Decimal(begun[-1] if begun else rates[0][1])

    @classmethod
    def in_dollars(cls, fact, measure="revenue", rates=PLANNED):
        """Return what a fact is worth at some rates, rounded to the cent."""
        amount = Decimal(str(round(getattr(fact, measure), 6)))
        if fact.company.currency_id != cls.francs:
            return amount
        exact = amount * cls.rate_on(fact.day, rates)
        return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)

    @classmethod
    def sum_by_hand(cls, basis="invoiced", rates=PLANNED, measure="revenue", **wanted):
        """Return the sum of facts with some values, in dollars."""
        return float(
            sum(
                cls.in_dollars(fact, measure, rates)
                for fact in cls.by_hand
                if fact.basis == basis and fact.falls_under(wanted)
            )
        )
