import io
import random

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from openpyxl import load_workbook

from ..common.base import SalesPlanCommon, draw_seeds


@tagged("post_install", "-at_install")
@freeze_time("2025-12-31 20:00:00")
class TestBridge(SalesPlanCommon):
    """S17, N7: by what an actual differs from its target, or from last year: to the cent, at every
    row, and every step opens what it is made of."""

    def bridge(self, row, against="last_year", **request):
        """Return the bridge of a row as a client has it, read anew."""
        self.env.invalidate_all()
        bridges = self.env["sales.plan.bridge"].with_user(self.manager)
        return bridges.bridge_open({"row_id": row.id, "against": against, **request})

    def steps(self, row, against="last_year", **request):
        """Return ``{step: amount}``."""
        found = self.bridge(row, against, **request)["steps"]
        return {step["step"]: step["amount"] for step in found}

    def opened_by(self, row, step, against="last_year"):
        """Return the sum of the facts that a step opens, those of the year before taken off."""
        bridges = self.env["sales.plan.bridge"].with_user(self.manager)
        action = bridges.bridge_open_step({"row_id": row.id, "against": against}, step)
        facts = self.env[action["res_model"]].with_user(self.manager).search(action["domain"])
        signs = {2024: -1, 2025: 1}
        return round(sum(signs[fact.date.year] * fact.amount for fact in facts), 2)

    def sell(self, customer, year, *lines, **values):
        return self.invoice(customer, f"{year}-03-10", *lines, **values)

    def test_price_volume_and_mix(self):
        """N7: 10 screws at 10 and 10 nails at 3 become 15 at 11 and 9 at 3."""
        plan = self.plan("customer")
        self.sell(self.acme, 2024, (self.screw, 10, 10), (self.nail, 3, 10))
        self.sell(self.acme, 2025, (self.screw, 11, 15), (self.nail, 3, 9))
        # 130 × (24/20 − 1); 10 × (15 − 12) + 3 × (9 − 12); 15 × (11 − 10)
        self.assertEqual(
            self.steps(plan.root_id),
            {"start": 130, "volume": 26, "mix": 21, "price": 15, "end": 192},
        )

    def test_customers_and_products_come_and_go(self):
        """N7: whoever bought in one year only is lost, or new; so are products of those who stay;
        each step opens its sales."""
        plan = self.plan("customer")
        self.sell(self.acme, 2024, (self.screw, 10, 1), (self.nail, 3, 10))
        self.sell(self.bolt, 2024, (self.screw, 10, 4))
        self.sell(self.acme, 2025, (self.screw, 10, 1), (self.advice, 100, 1))
        self.sell(self.coil, 2025, (self.nail, 3, 5), (None, 7))
        expected = {
            "lost_customers": -40,
            "lost_products": -30,
            "new_products": 100,
            "new_customers": 22,
        }
        self.assertEqual(self.steps(plan.root_id), {"start": 80, **expected, "end": 132})
        opened = {step: self.opened_by(plan.root_id, step) for step in expected}
        self.assertEqual(opened, expected)
        self.assertEqual(self.opened_by(plan.root_id, "end"), 132)
        self.assertEqual(self.opened_by(plan.root_id, "start"), -80)

    def test_what_has_no_product_differs_otherwise(self):
        plan = self.plan("customer")
        self.sell(self.acme, 2024, (None, 50))
        self.sell(self.acme, 2025, (None, 70))
        self.assertEqual(self.steps(plan.root_id), {"start": 50, "otherwise": 20, "end": 70})
        self.assertEqual(self.opened_by(plan.root_id, "otherwise"), 20)

    def test_currency_is_told_apart(self):
        """N7: 100 euros that were 100 dollars are 50 now; with a piece more, at last year's rate,
        it is 100 more, and half of 200 is lost to the rate."""
        plan = self.plan("customer")
        euros = {"currency_id": self.euro.id}
        self.sell(self.acme, 2024, (self.screw, 100, 1), **euros)
        self.sell(self.acme, 2025, (self.screw, 100, 2), **euros)
        self.assertEqual(
            self.steps(plan.root_id), {"start": 100, "volume": 100, "currency": -100, "end": 100}
        )
        self.assertEqual(self.opened_by(plan.root_id, "currency"), 100)

    def test_credit_notes_take_away(self):
        plan = self.plan("customer")
        self.sell(self.acme, 2024, (self.screw, 10, 10))
        self.credit(self.sell(self.acme, 2025, (self.screw, 10, 10)), "2025-04-02")
        self.assertEqual(self.steps(plan.root_id), {"start": 100, "otherwise": -100, "end": 0})

    def test_target_goes_by_way_of_last_year(self):
        """S17: first the growth that was planned, then what became of what is planned; what no row
        below has is a step of its own."""
        plan = self.plan("customer")
        row = self.row(plan, self.acme)
        self.target(row, 150, number=3)
        self.sell(self.acme, 2024, (self.screw, 10, 10))
        self.sell(self.bolt, 2024, (self.screw, 10, 9))
        self.sell(self.acme, 2025, (self.screw, 10, 8))
        self.sell(self.coil, 2025, (self.nail, 3, 5))
        self.assertEqual(
            self.steps(plan.root_id, "target"),
            {"start": 150, "planned": -50, "volume": -20, "unplanned": 15, "end": 95},
        )
        self.assertEqual(self.opened_by(plan.root_id, "unplanned", "target"), 15)
        self.assertEqual(self.opened_by(plan.root_id, "volume", "target"), -20)
        self.assertEqual(
            self.steps(row, "target"), {"start": 150, "planned": -50, "volume": -20, "end": 80}
        )

    def test_days_that_are_over(self):
        """S17: a period that runs is compared with the same days of last year, and with the share
        of the target that is expected by now."""
        plan = self.plan("customer")
        self.target(plan, 310, number=3)
        self.invoice(self.acme, "2024-03-05", (self.screw, 10, 5))
        self.invoice(self.acme, "2024-03-25", (self.screw, 10, 9))
        self.invoice(self.acme, "2025-03-05", (self.screw, 10, 6))
        march = plan.period_ids.sorted("date_from")[2]
        with freeze_time("2025-03-10 20:00:00"):
            found = self.bridge(plan.root_id, "last_year", period_id=march.id)
            self.assertEqual(
                [(step["label"], step["amount"]) for step in found["steps"]],
                [("Last Year", 50), ("Volume", 10), ("Actual to Date", 60)],
            )
            self.assertIn("03/11/2024", found["days"])
            plan.root_id.invalidate_recordset()
            start = self.steps(plan.root_id, "target", period_id=march.id)["start"]
            self.assertEqual(start, round(plan.root_id.expected_amount, 2))

    def test_nothing_has_begun_and_nothing_is_planned(self):
        plan = self.plan("customer", year=2027)
        found = self.bridge(plan.root_id)
        self.assertEqual((found["steps"], found["days"]), ([], "The period has not begun yet."))
        plan = self.plan("customer")
        found = self.bridge(plan.root_id, "target")
        self.assertEqual((found["steps"], found["has_target"]), ([], False))
        first = self.env["sales.plan.bridge"].bridge_open({"row_id": plan.root_id.id})
        self.assertEqual(first["request"]["against"], "last_year")

    def test_deals_fewer_and_smaller(self):
        """S17: half as many deals at hand, all closed and won, at the same size."""
        plan = self.plan("salesperson", basis="won")
        for year, count in ((2024, 4), (2025, 2)):
            for _number in range(count):
                deal = self.deal(self.acme, 100, won=f"{year}-03-10 12:00:00")
                self.env.cr.execute(
                    "UPDATE crm_lead SET create_date = %s WHERE id = %s",
                    (f"{year}-02-01", deal.id),
                )
        self.assertEqual(self.steps(plan.root_id), {"start": 400, "deals": -200, "end": 200})
        bridges = self.env["sales.plan.bridge"].with_user(self.manager)
        action = bridges.bridge_open_step({"row_id": plan.root_id.id}, "deals")
        deals = self.env["crm.lead"].with_user(self.manager).search(action["domain"])
        self.assertEqual(len(deals), 6)

    def test_lost_deals_are_the_win_rate(self):
        """S17: of two deals at hand both were won a year before, and one of two now."""
        plan = self.plan("salesperson", basis="won")
        for year in (2024, 2025):
            for number in range(2):
                deal = self.deal(self.acme, 100)
                moment = f"{year}-03-10 12:00:00"
                if year == 2025 and number:
                    deal.action_set_lost()
                else:
                    deal.action_set_won()
                deal.date_closed = moment
                self.env.cr.execute(
                    "UPDATE crm_lead SET create_date = %s WHERE id = %s",
                    (f"{year}-02-01", deal.id),
                )
        self.assertEqual(self.steps(plan.root_id), {"start": 200, "win_rate": -100, "end": 100})

    def test_documents_have_no_prices(self):
        """N7: plans that count documents tell new, lost and same customers."""
        plan = self.plan("customer", measure="count")
        for customer, year in (
            *((self.acme, 2024), (self.acme, 2025), (self.acme, 2025)),
            *((self.bolt, 2024), (self.coil, 2025)),
        ):
            self.sell(customer, year, (self.screw, 10, 3))
        self.assertEqual(
            self.steps(plan.root_id),
            {"start": 2, "lost_customers": -1, "otherwise": 1, "new_customers": 1, "end": 3},
        )

    def test_parts_of_a_step(self):
        """N7: the largest customers of a step are named, the others summed."""
        plan = self.plan("customer")
        customers = self.env["res.partner"].create(
            [
                {"name": f"New {number}", "property_account_position_id": False}
                for number in range(7)
            ]
        )
        for number, customer in enumerate(customers, start=1):
            self.sell(customer, 2025, (self.screw, 10, number))
        [step] = [
            step for step in self.bridge(plan.root_id)["steps"] if step["step"] == "new_customers"
        ]
        self.assertEqual(
            [part["name"] for part in step["parts"]], [f"New {n}" for n in range(6, 1, -1)]
        )
        self.assertEqual((step["others"], step["others_amount"]), (2, 30))
        self.assertEqual(sum(part["amount"] for part in step["parts"]) + 30, step["amount"])

    def test_random_sales(self):
        """N7: whatever was sold and credited, in whatever currency, every row's bridge leads to its
        actual to the cent, and the parts of a step are the step."""
        for seed in draw_seeds(2):
            with self.subTest(seed=seed):
                self._check_random(random.Random(seed))

    def _check_random(self, draw):
        plan = self.plan("salesperson", "customer")
        rows = [plan.root_id]
        for person in (self.salesperson, self.colleague):
            row = self.row(plan, person)
            rows += [row, *self.rows(row, self.acme, self.bolt)]
        for row in rows[1:]:
            if draw.random() < 0.7:
                self.target(row, draw.randint(1, 10**6) / 100, number=draw.randint(1, 12))
        for _document in range(24):
            self._sell_at_random(draw)
        for row in rows:
            row.invalidate_recordset()
            for against in ("target", "last_year"):
                found = self.bridge(row, against)
                if not found["steps"]:
                    self.assertFalse(found["has_target"])
                    continue
                self.assertAddsUp(found, row)

    def _sell_at_random(self, draw):
        lines = [
            (
                draw.choice((self.screw, self.nail, None)),
                draw.randint(1, 9999) / 100,
                draw.randint(1, 9),
            )
            for _line in range(draw.randint(1, 4))
        ]
        move = self.invoice(
            draw.choice((self.acme, self.bolt, self.coil)),
            f"{draw.choice((2024, 2025))}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            *lines,
            invoice_user_id=draw.choice((self.salesperson, self.colleague, self.stranger)).id,
            currency_id=draw.choice((self.euro, self.company.currency_id)).id,
        )
        if draw.random() < 0.3:
            self.credit(move, str(move.invoice_date), *lines[:1])

    def assertAddsUp(self, found, row):  # noqa: N802
        start, *steps, end = found["steps"]
        cents = round(start["amount"] * 100) + sum(round(step["amount"] * 100) for step in steps)
        self.assertEqual(cents, round(end["amount"] * 100))
        self.assertEqual(end["amount"], round(row.actual_amount, 2))
        for step in steps:
            if step["parts"]:
                parts = sum(round(part["amount"] * 100) for part in step["parts"])
                others = round(step["others_amount"] * 100)
                self.assertEqual(parts + others, round(step["amount"] * 100), step)

    def test_as_many_queries_for_more_rows(self):
        """N7: a bridge costs the same number of queries, however many rows and sales there are."""
        plan = self.plan("customer")
        for customer in (self.acme, self.drip):
            self.target(self.row(plan, customer), 100)
        for year in (2024, 2025):
            self.sell(self.acme, year, (self.screw, year, 1))
        self.sell(self.drip, 2025, (self.nail, 10, 1))
        self.sell(self.acme, 2025, (self.nail, 10, 1))
        few = self._count_queries(plan)
        for customer in (self.bolt, self.coil):
            self.target(self.row(plan, customer), 100)
            self.sell(customer, 2025, (self.nail, 10, 1), (self.advice, 10, 1))
        self.assertEqual(self._count_queries(plan), few)

    def _count_queries(self, plan):
        self.bridge(plan.root_id, "target")  # fills the caches of all requests
        before = self.env.cr.sql_log_count
        self.bridge(plan.root_id, "target")
        return self.env.cr.sql_log_count - before

    def test_rows_of_others(self):
        """N7: a row that one may not see has no bridge, and opens nothing."""
        plan = self.plan("salesperson", "customer")
        mine, others = self.rows(plan, self.salesperson, self.colleague)
        self.target(others, 100)
        plan.action_confirm()
        bridges = self.env["sales.plan.bridge"].with_user(self.salesperson)
        self.assertEqual(bridges.bridge_open({"row_id": mine.id})["row"]["id"], mine.id)
        for ask in (
            lambda: bridges.bridge_open({"row_id": others.id}),
            lambda: bridges.bridge_open_step({"row_id": others.id}, "end"),
            lambda: (
                self.env["sales.plan.bridge.xlsx"]
                .with_user(self.salesperson)
                ._build({"row_id": others.id})
            ),
        ):
            with self.assertRaises(AccessError):
                ask()
        asked = f'{{"row_id": {others.id}, "step": "end"}}'
        facts = self.env["sales.actual"].with_user(self.salesperson)
        with self.assertRaises(AccessError):
            facts.search([("bridge_step", "=", asked)])

    def test_bad_requests(self):
        bridges = self.env["sales.plan.bridge"]
        for request in (
            {},
            {"row_id": 2**31 - 1},
            {"row_id": self.plan("customer").root_id.id, "period_id": 1},
        ):
            with self.assertRaises(UserError):
                bridges.bridge_open(request)
        for text in ("", "[]", "{}", '{"row_id": 1}', '{"row_id": "x", "step": "end"}'):
            with self.assertRaises(UserError):
                self.env["sales.actual"].search([("bridge_step", "=", text)])

    def test_spreadsheet(self):
        """N7: the workbook has the steps, the end as their sum, the parts, and a chart."""
        plan = self.plan("customer")
        self.sell(self.acme, 2024, (self.screw, 10, 10))
        self.sell(self.acme, 2025, (self.screw, 11, 12))
        self.sell(self.coil, 2025, (self.nail, 3, 5))
        content = self.env["sales.plan.bridge.xlsx"]._build({"row_id": plan.root_id.id})
        sheet = load_workbook(io.BytesIO(content)).active
        cells = [(row[0].value, row[1].value) for row in sheet.iter_rows(min_row=5, max_row=9)]
        self.assertEqual(
            cells,
            [
                ("Last Year", 100),
                ("Volume", 20),
                ("Price", 12),
                ("New Customers", 15),
                ("Actual", "=SUM(B5:B8)"),
            ],
        )
        self.assertEqual(len(sheet._charts), 1)
