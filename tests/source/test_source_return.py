from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common.source import SourceCommon

GROUPINGS = (
    "source_id",
    "main_source_id",
    "medium_id",
    "campaign_id",
    "main_campaign_id",
    "partner_id",
    "user_id",
    "team_id",
    "company_id",
    "kind",
    "touch",
    "date:month",
    "date:day",
    "lead_date:month",
)


@tagged("post_install", "-at_install")
class TestSourceReturn(SourceCommon):
    """S20: what lead sources bring and what they cost, to the cent.

    ========= ===== =============== ======== ======= ======== ===================
    source    leads won             invoiced margin  cost
    ========= ===== =============== ======== ======= ======== ===================
    A         10    2 (acme, bolt)  5,000    2,000   1,000    in March
    B         1     0               300        180   —        to coil, who was new
    none      0     0               700        700   —        to drip, who was new
    ========= ===== =============== ======== ======= ======== ===================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.won_deals = [
            cls.lead(partner, "2025-03-01", cls.source_a, revenue=revenue, won=moment)
            for partner, revenue, moment in (
                (cls.acme, 3000, "2025-03-10 00:00:00"),
                (cls.bolt, 2000, "2025-03-11 00:00:00"),
            )
        ]
        for number in range(8):
            kind = "lead" if number % 2 else "opportunity"
            cls.lead(None, "2025-03-02", cls.source_a, type=kind)
        cls.lead(cls.coil, "2025-03-03", cls.source_b)
        of_a, of_b = ({"source_id": source.id} for source in (cls.source_a, cls.source_b))
        cls.sold = [
            cls.invoice(cls.acme, "2025-03-20", (cls.screw, 8, 500), **of_a),
            cls.invoice(cls.bolt, "2025-03-21", (cls.nail, 1, 1000), **of_a),
            cls.invoice(cls.coil, "2025-03-22", (cls.screw, 10, 30), **of_b),
            cls.invoice(cls.drip, "2025-04-02", (cls.advice, 700)),
        ]
        cls.spent = cls.cost(1000, "2025-03-01", "2025-03-31", cls.source_a)

    def test_example(self):
        """Cost per lead 100, per customer 500, revenue per cost 5.0, return on margin 100 %; no
        return of what cost nothing; what names no source is in a row of its own."""
        names = ("leads", "won", "customers", "invoiced_amount", "margin_amount", "cost_amount")
        self.assertEqual(
            self.read_return("source_id", *names),
            {
                "Source A": (10, 2, 2, 5000, 2000, 1000),
                "Source B": (1, None, 1, 300, 180, None),
                False: (None, None, 1, 700, 700, None),
            },
        )
        ratios = (
            "cost_per_lead",
            "cost_per_customer",
            "revenue_per_cost",
            "margin_per_cost",
            "return_on_margin",
        )
        nothing = (None,) * len(ratios)
        self.assertEqual(
            self.read_return("source_id", *ratios),
            {"Source A": (100, 500, 5, 2, 1), "Source B": nothing, False: nothing},
        )
        total = self.read_return("company_id", "invoiced_amount", "return_on_margin")
        [(invoiced, earned)] = total.values()
        self.assertEqual((invoiced, earned), (6000, 1.88))

    def test_cost_of_nothing(self):
        """Zero spent is no divisor; something spent that brought nothing has lost everything."""
        self.cost(0, "2025-03-05", source=self.source_b)
        empty = self.env["utm.source"].create({"name": "Source C"})
        self.cost(50, "2025-03-05", source=empty)
        found = self.read_return(
            "source_id", "cost_per_lead", "revenue_per_cost", "return_on_margin"
        )
        self.assertEqual(found["Source B"], (0, None, None))
        self.assertEqual(found["Source C"], (None, 0, -1))

    def test_unknown_margin(self):
        """What was sold at unknown cost has no return, which is not a return of −100 %."""
        lines = self.sold[0].invoice_line_ids | self.sold[1].invoice_line_ids
        lines.sudo().sales_plan_unit_cost = False
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET sales_plan_unit_cost = NULL WHERE id = ANY(%s)",
            [lines.ids],
        )
        found = self.read_return("source_id", "margin_amount", "return_on_margin")
        self.assertEqual(found["Source A"], (None, None))

    def test_totals_are_the_documents(self):
        """Invoiced, ordered, collected, won, margin and cost equal the documents' own by every
        grouping, by last and by first touch."""
        self.pay(self.sold[0], "2025-04-10", 1000)
        self.pay(self.sold[3], "2025-04-11")
        self.credit(self.sold[1], "2025-04-15", (self.nail, 1, 100))
        order = self.order(self.drip, "2025-03-30 00:00:00", (self.screw, 10, 3))
        order.medium_id = self.medium
        self.lead(self.drip, "2025-05-01", self.source_b)
        self.lead(self.acme, "2025-02-01", self.source_b, campaign_id=self.campaign.id)
        totals = {
            name: self.total(basis, field)
            for name, basis, field in (
                ("won_amount", "won", "amount"),
                ("ordered_amount", "ordered", "amount"),
                ("invoiced_amount", "invoiced", "amount"),
                ("margin_amount", "invoiced", "margin"),
                ("collected_amount", "collected", "amount"),
            )
        }
        self.assertEqual(totals["invoiced_amount"], 5900)
        names = (*totals, *(f"first_{name}" for name in totals), "cost_amount")
        expected = (*totals.values(), *totals.values(), 1000)
        for grouping in GROUPINGS:
            with self.subTest(grouping=grouping):
                groups = self.read_return(grouping, *names)
                sums = [
                    round(sum(group[place] or 0 for group in groups.values()), 2)
                    for place in range(len(names))
                ]
                self.assertEqual(tuple(sums), expected)
        together = self.read_return("source_id", *names)
        for place, name in enumerate(names):
            with self.subTest(alone=name):
                alone = self.read_return("source_id", name)
                for group, values in together.items():
                    self.assertEqual(alone.get(group, (None,))[0], values[place])

    def test_filters_by_day(self):
        """A filter reads the days it lets through, by the day of money or of the lead."""
        march = [("date", ">=", "2025-03-01"), ("date", "<=", "2025-03-31")]
        self.assertEqual(
            self.read_return("source_id", "invoiced_amount", "customers", domain=march),
            {"Source A": (5000, 2), "Source B": (300, 1)},
        )
        week = [("date", ">=", "2025-03-01"), ("date", "<", "2025-03-08")]
        [(cost,)] = self.read_return("source_id", "cost_amount", domain=week).values()
        self.assertEqual(cost, 225.82)  # 7 of the 25 days that have a cent more than 32.25
        by_lead = [("lead_date", "=", "2025-03-03")]
        self.assertEqual(
            self.read_return("source_id", "invoiced_amount", "leads", domain=by_lead),
            {"Source B": (300, 1)},
        )

    def test_lead_day_of_documents(self):
        """Money goes back to the deal of its order, else to the customer's first lead by then."""
        early = self.lead(self.coil, "2025-01-05", self.source_b)
        later = self.lead(self.coil, "2025-02-05", self.source_b)
        order = self.order(
            self.coil, "2025-06-01 00:00:00", (self.screw, 10), opportunity_id=later.id
        )
        order.order_line.qty_delivered = 1
        self.invoice_order(order, "2025-06-10")
        self.invoice(self.coil, "2024-12-01", (self.screw, 11))
        found = self.read_return(
            "lead_date:day",
            "ordered_amount",
            "invoiced_amount",
            domain=[("partner_id", "=", self.coil.id)],
        )
        self.assertEqual(early.create_date.isoformat(), "2025-01-05T00:00:00")
        self.assertEqual(found[self.day("2025-02-05")], (10, 10))
        self.assertEqual(found[self.day("2025-01-05")], (None, 300))
        self.assertEqual(found[False], (None, 11))

    def test_stages_of_leads(self):
        """Leads are all of them, opportunities those that are, qualified those that moved on."""
        lost = self.lead(self.coil, "2025-03-04", self.source_b)
        lost.stage_id = self.env["crm.stage"].search([], order="sequence, id", limit=2)[1]
        self.env.flush_all()
        lost.action_set_lost()
        found = self.read_return("source_id", "leads", "opportunities", "qualified")
        self.assertEqual(found["Source A"], (10, 6, 2))
        self.assertEqual(found["Source B"], (2, 2, 1))

    def test_new_customers(self):
        """A customer is new once, with what was sold first, whatever it was; a credit note alone
        makes nobody a customer."""
        self.invoice(self.acme, "2025-02-01", (self.screw, 10))
        found = self.read_return("source_id", "customers")
        self.assertEqual(found, {"Source A": (1,), "Source B": (1,), False: (2,)})
        buyer = self.env["res.partner"].create({"name": "Credited"})
        self.invoice(buyer, "2025-02-01", (self.screw, 10), move_type="out_refund")
        self.assertEqual(self.read_return("source_id", "customers"), found)

    def test_days_to_first_money(self):
        """From the first lead of a customer to the first payment that came then or later."""
        self.lead(self.acme, "2025-03-15", self.source_b)
        self.pay(self.sold[0], "2025-04-10", 1000)
        self.pay(self.sold[0], "2025-04-20")
        self.pay(self.sold[1], "2025-03-31")
        found = self.read_return("source_id", "days_to_money")
        self.assertEqual(found, {"Source A": (35,), "Source B": (None,)})  # (40 + 30) / 2

    def test_documents_open(self):
        """Each row opens what it comes from, under the rights on it."""
        report = self.env["sales.source.return"].with_user(self.manager)
        self.env.flush_all()
        for kind, record in (
            ("lead", self.won_deals[0]),
            ("won", self.won_deals[0]),
            ("invoiced", self.sold[0]),
            ("customer", self.won_deals[0]),
            ("cost", self.spent),
        ):
            with self.subTest(kind=kind):
                domain = [("kind", "=", kind), ("res_id", "=", record.id)]
                row = report.search(domain, limit=1)
                self.assertEqual(row.reference, record.display_name or record.name)
                action = row.action_open_document()
                self.assertEqual((action["res_model"], action["res_id"]), (record._name, record.id))

    def test_ids_tell_rows_apart(self):
        """Every row has an id of its own, by which it is read again."""
        order = self.order(self.acme, "2025-03-12 00:00:00", (self.screw, 10))
        order.source_id = self.source_b
        self.env.flush_all()
        report = self.env["sales.source.return"].with_user(self.manager)
        rows = report.search([("company_id", "=", self.company.id)])
        self.assertEqual(len(rows), len(set(rows.ids)))
        self.assertLess(max(rows.ids), 2**53)
        one = rows[len(rows) // 2]
        self.env.invalidate_all()
        self.assertEqual(report.search([("id", "=", one.id)]), one)

    def test_other_currency(self):
        """Amounts are in the company's currency."""
        self.invoice(
            self.coil,
            "2025-03-25",
            (self.advice, 100),
            currency_id=self.euro.id,
            source_id=self.source_b.id,
        )
        found = self.read_return("source_id", "invoiced_amount")
        self.assertEqual(found["Source B"], (350,))

    def test_query_count(self):
        """One query, however many documents there are."""
        names = ["leads:sum", "invoiced_amount:sum", "return_on_margin:avg", "cost_amount:sum"]
        report = self.env["sales.source.return"].with_user(self.manager)

        def read():
            self.env.flush_all()
            self.env.invalidate_all()
            report._read_group([], ["date:month"], names)

        read()
        before = self.env.cr.sql_log_count
        read()
        once = self.env.cr.sql_log_count - before
        for source in self.env["utm.source"].create([{"name": f"S {n}"} for n in range(5)]):
            self.lead(self.coil, "2025-05-02", source)
            self.invoice(self.coil, "2025-05-03", (self.screw, 10), source_id=source.id)
            self.cost(10, "2025-05-01", "2025-05-31", source)
        # what making records drops from Odoo's caches is read again
        read()
        before = self.env.cr.sql_log_count
        read()
        self.assertEqual(self.env.cr.sql_log_count - before, once)

    def test_outsiders(self):
        """Who has no part in sales planning reads nothing of it."""
        for user in (self.clerk, self.visitor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.read_return("source_id", "leads", user=user)
