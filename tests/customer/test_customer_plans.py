from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ...tools import customer_plans
from ..common.customer_plans import CustomerPlanCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-06-15")
class TestCustomerPlans(CustomerPlanCommon):
    """B1-B12: what is expected of one customer in one span, and what came of it."""

    # What a plan is -----------------------------------------------------------

    def test_light(self):
        """B2, B5: customer and amount are all that somebody types."""
        with Form(self.env["sales.customer.plan"].with_user(self.salesperson)) as form:
            form.partner_id = self.acme
            form.amount = 1000
        plan = form.record
        self.assertEqual(plan.user_id, self.salesperson)
        self.assertEqual((str(plan.date_from), str(plan.date_to)), ("2025-01-01", "2025-12-31"))
        self.assertEqual(plan.display_name, "Acme, 2025")
        self.assertStands(plan, 0, 1000, 0, "active")

    def test_a_contact_stands_for_its_company(self):
        """B3: a plan is of a company or of an individual, never of a contact."""
        self.assertEqual(self.expect(self.buyer, 10).partner_id, self.acme)
        person = self.env["res.partner"].create({"name": "Private"})
        self.assertEqual(self.expect(person, 10).partner_id, person)
        with Form(self.env["sales.customer.plan"]) as form:
            form.partner_id = self.buyer
            self.assertEqual(form.partner_id, self.acme)
            self.assertEqual(form.user_id, self.salesperson)

    def test_contacts(self):
        """B15: the contacts of the customer are on the plan."""
        self.assertIn(self.buyer, self.expect(self.acme, 10).contact_ids)

    def test_refused(self):
        """B1, B6: a span has an end, an amount is not below zero, a probability is a percentage."""
        plan = self.expect(self.acme, 10)
        for values in (
            {"date_to": "2024-01-01"},
            {"amount": -1},
            {"probability": 101},
            {"probability": -1},
        ):
            with (
                self.subTest(**values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                plan.write(values)
                plan.flush_recordset()

    def test_probable(self):
        """B6, B16: the probable amount is the amount times its probability, in whole cents."""
        plan = self.expect(self.acme, 1000.01, probability=50)
        self.assertEqual(plan.probable_amount, 500.01)
        self.assertEqual(self.line(plan).probable_amount, 500.01)

    # What came of it ----------------------------------------------------------

    def test_partial(self):
        """B7, B8, B9: won deals take off what is left; open and lost ones do not."""
        plan = self.expect(self.acme, 1000)
        self.assertStands(plan, 0, 1000, 0, "active")
        won, lost = self.closing(self.acme, 400), self.closing(self.buyer, 300)
        self.closing(self.acme, 200)
        won.action_set_won()
        lost.action_set_lost()
        self.assertEqual(len(plan.deal_ids), 3)
        self.assertStands(plan, 400, 600, 0.4, "active")

    def test_over(self):
        """B7, B12: nothing is left below zero; what is beyond is said apart."""
        plan = self.expect(self.acme, 1000)
        self.closing(self.acme, 1500).action_set_won()
        self.assertStands(plan, 1500, 0, 1.5, "achieved", beyond=500)

    def test_zero_and_empty(self):
        """B8: nothing expected, and nothing said, have no percentage and are told apart."""
        zero, empty = self.expect(self.acme, 0), self.expect(self.bolt, None)
        self.closing(self.acme, 50).action_set_won()
        self.closing(self.bolt, 50).action_set_won()
        self.assertStands(zero, 50, 0, False, "active", beyond=50)
        self.assertStands(empty, 50, False, False, "active", beyond=False)
        self.assertFalse(empty.probable_amount)
        with freeze_time("2026-01-02"):
            self.assertStands(zero, 50, 0, False, "achieved", beyond=50)
            self.assertStands(empty, 50, False, False, "achieved", beyond=False)

    def test_missed(self):
        """B12: a plan is missed once its last day is over where the company is."""
        plan = self.expect(self.acme, 1000)
        # 2026 begins in Auckland at 11 o'clock of the day before, in UTC
        with freeze_time("2025-12-31 10:59:00"):
            self.assertStands(plan, 0, 1000, 0, "active")
        with freeze_time("2025-12-31 11:01:00"):
            self.assertStands(plan, 0, 1000, 0, "missed")

    def test_basis(self):
        """B1: all that is invoiced to the customer in the span counts if so chosen, credit notes
        as what they are."""
        plan = self.expect(self.acme, 1000, achieved_by="invoiced")
        self.invoice(self.acme, "2024-12-31", (self.screw, 7))
        invoice = self.invoice(self.buyer, "2025-01-01", (self.screw, 600))
        self.invoice(self.acme, "2025-12-31", (self.screw, 300))
        self.invoice(self.bolt, "2025-03-01", (self.screw, 90))
        self.assertStands(plan, 900, 100, 0.9, "active")
        self.credit(invoice, "2025-03-01", (self.screw, 200))
        self.assertStands(plan, 700, 300, 0.7, "active")
        self.closing(self.acme, 5000).action_set_won()
        self.assertStands(plan, 700, 300, 0.7, "active")

    def test_credit_note(self):
        """B7, B9, B12: what is credited is missing again; set against its invoice, it collects
        nothing."""
        invoiced = self.expect(self.acme, 1000, achieved_by="invoiced")
        collected = self.expect(self.acme, 1000, achieved_by="collected")
        invoice = self.invoice(self.acme, "2025-02-01", (self.screw, 1000))
        self.assertStands(invoiced, 1000, 0, 1, "achieved")
        credit = self.credit(invoice, "2025-03-01", (self.screw, 400))
        self.assertStands(invoiced, 600, 400, 0.6, "active")
        self.reconcile(invoice, credit)
        self.assertStands(collected, 0, 1000, 0, "active")
        self.pay(invoice, "2025-03-02")
        self.assertStands(collected, 600, 400, 0.6, "active")
        self.credit(invoice, "2025-04-01")
        self.assertStands(invoiced, -400, 1400, -0.4, "active")

    def test_other_bases(self):
        """B1: ordered and collected count as facts say."""
        ordered = self.expect(self.acme, 1000, achieved_by="ordered")
        collected = self.expect(self.acme, 1000, achieved_by="collected")
        self.order(self.acme, "2025-02-01 12:00:00", (self.advice, 250))
        invoice = self.invoice(self.acme, "2025-02-01", (self.screw, 100))
        self.pay(invoice, "2025-02-10", invoice.amount_total / 2)
        self.assertStands(ordered, 250, 750, 0.25, "active")
        self.assertStands(collected, 50, 950, 0.05, "active")

    def test_another_currency(self):
        """B8: a deal that was won in another currency counts at the rate of its day."""
        other = self.make_other_company()
        francs = other.currency_id
        rates = self.env["res.currency.rate"].sudo()
        rates.search([("currency_id", "=", francs.id)]).unlink()
        for day, rate in (("2025-01-01", 2), ("2025-04-01", 4)):
            rates.create({"currency_id": francs.id, "name": day, "rate": rate})
        plan = self.expect(self.acme, 1000)
        seller = self._make_user(
            "seller", "sales_team.group_sale_salesman", company_id=other.id, company_ids=other.ids
        )
        nobodys = {"company_id": False, "team_id": False, "user_id": seller.id}
        deal = self.deal(self.acme, 400, customer_plan_id=plan.id, **nobodys)
        deal.action_set_won()
        deal.date_closed = "2025-02-10 12:00:00"
        self.assertStands(plan, 200, 800, 0.2, "active")

    def test_invoices_in_another_currency(self):
        """B8: an invoice in another currency counts as it is posted, whatever the rate is later."""
        plan = self.expect(self.acme, 1000, achieved_by="invoiced")
        collected = self.expect(self.acme, 1000, achieved_by="collected")
        # of euros a dollar buys 2 in the first quarter and 4 after it
        invoice = self.invoice(
            self.acme, "2025-02-01", (self.screw, 1200), currency_id=self.euro.id
        )
        self.assertStands(plan, 600, 400, 0.6, "active")
        self.pay(invoice, "2025-05-01", invoice.amount_total / 2, currency_id=self.euro.id)
        self.assertStands(collected, 300, 700, 0.3, "active")
        self.assertStands(plan, 600, 400, 0.6, "active")

    def test_archived_customer(self):
        """B2: a customer who is archived keeps their plans and figures; what is still won or
        credited counts."""
        plan = self.expect(self.acme, 1000)
        invoiced = self.expect(self.acme, 1000, achieved_by="invoiced")
        deal, won = self.closing(self.acme, 600), self.closing(self.acme, 400)
        won.action_set_won()
        invoice = self.invoice(self.acme, "2025-02-01", (self.screw, 300))
        deal.customer_plan_id = won.customer_plan_id = plan
        self.acme.active = False
        self.assertStands(plan, 400, 600, 0.4, "active")
        self.assertStands(invoiced, 300, 700, 0.3, "active")
        deal.action_set_won()
        self.credit(invoice, "2025-03-01", (self.screw, 100))
        self.assertStands(plan, 1000, 0, 1, "achieved")
        self.assertStands(invoiced, 200, 800, 0.2, "active")

    def test_cancelled(self):
        """B10: a plan that is archived is cancelled, and not in the list."""
        plan = self.expect(self.acme, 1000)
        plan.active = False
        lines = self.env["sales.customer.plan.line"]
        self.assertFalse(lines.search([("customer_plan_id", "=", plan.id)]))
        self.assertStands(plan, 0, 1000, 0, "active")

    def test_random_figures(self):
        """B7, B8, B12: the list says the same of any amounts as the arithmetic."""
        plans = self.env["sales.customer.plan"]
        for amount, revenue in ((0.03, 0.02), (0.03, 0.03), (999.99, 1000), (7, 3), (None, 5)):
            plan = self.expect(self.acme, amount, date_to="2025-06-14", probability=33.33)
            deal = self.closing(self.acme, revenue, customer_plan_id=plan.id)
            deal.action_set_won()
            plans |= plan
        for plan in plans:
            line = self.line(plan)
            with self.subTest(amount=plan.amount):
                for name in ("probable", "achieved", "remainder", "beyond"):
                    self.assertEqual(line[f"{name}_amount"], plan[f"{name}_amount"], name)
                self.assertEqual(line.status, plan.status)
                self.assertIn(line.status, customer_plans.STATUSES[1:])

    def test_queries(self):
        """B10: the figures of many plans take the same number of queries as those of few."""
        counts = []
        for number in (5, 5, 10):  # the first time fills what is cached for good
            plans = self.env["sales.customer.plan"]
            for index in range(number):
                customer = self.env["res.partner"].create({"name": f"Customer {index}"})
                plans |= self.expect(customer, 10, achieved_by=("deals", "invoiced")[index % 2])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            plans.mapped("status")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])

    # Rows of plans in force ---------------------------------------------------

    def test_rows_in_force(self):
        """B10: a customer's row of a plan in force stands in the same list and opens its plan."""
        row = self.customer_plan_row(800, basis="invoiced")
        self.invoice(self.acme, "2025-02-01", (self.screw, 200))
        line = self.line(row)
        self.assertEqual(line.partner_id, self.acme)
        self.assertEqual(line.user_id, row.responsible_id)
        self.assertEqual((line.amount, line.probable_amount), (800, 800))
        self.assertEqual((line.achieved_amount, line.remainder_amount), (200, 600))
        self.assertEqual((line.achieved_share, line.status), (0.25, "active"))
        self.assertEqual(line.action_open()["res_id"], row.id)
        plan = self.expect(self.bolt, 10)
        self.assertEqual(self.line(plan).action_open()["res_id"], plan.id)

    def test_rows_that_are_none(self):
        """B10: drafts, quantities and rows of products of a customer are not in the list."""
        draft = self.plan("customer", name="Draft")
        pieces = self.plan("customer", measure="quantity", name="Pieces")
        rows = self.row(draft, self.acme) | self.row(pieces, self.acme)
        self.target(rows[1], 5)
        pieces.action_confirm()
        split = self.plan("customer", "product", name="Split")
        whole = self.row(split, self.acme)
        part = self.row(whole, self.screw)
        self.target(part, 70)
        split.action_confirm()
        for row in (*rows, part):
            self.assertFalse(self.line(row))
        self.assertEqual(self.line(whole).amount, 70)

    def test_scope(self):
        """B10: the total of a plan that is all of one customer stands in the list."""
        plan = self.plan("product", partner_id=self.acme.id)
        self.target(plan, 300)
        self.target(self.row(plan, self.screw), 100)
        plan.action_confirm()
        self.invoice(self.acme, "2025-02-01", (self.nail, 45))
        line = self.line(plan.root_id)
        self.assertEqual((line.amount, line.achieved_amount), (300, 45))

    # Finding them -------------------------------------------------------------

    def test_search_and_group(self):
        """B10, B11, B12: plans are found by status, and their totals are sums."""
        done, running = self.expect(self.acme, 100), self.expect(self.bolt, 300, probability=50)
        self.closing(self.acme, 150).action_set_won()
        self.env.flush_all()
        plans = self.env["sales.customer.plan"]
        both = [("id", "in", (done | running).ids)]
        self.assertEqual(plans.search([*both, ("status", "=", "achieved")]), done)
        self.assertEqual(plans.search([*both, ("status", "!=", "achieved")]), running)
        lines = self.env["sales.customer.plan.line"]
        domain = [("customer_plan_id", "in", (done | running).ids)]
        measures = ["amount:sum", "probable_amount:sum", "remainder_amount:sum"]
        found = lines._read_group(domain, ["status"], [*measures, "achieved_share:avg"])
        self.assertEqual(
            {group[0]: group[1:] for group in found},
            {"achieved": (100, 100, 0, 1.5), "active": (300, 150, 300, 0)},
        )
        [(share,)] = lines._read_group(domain, [], ["achieved_share:avg"])
        self.assertEqual(share, 150 / 400)
        for field in ("user_id", "partner_id", "industry_id", "team_id", "country_id"):
            groups = lines._read_group(domain, [field], ["amount:sum"])
            self.assertEqual(sum(amount for __, amount in groups), 400, field)
        self.assertEqual(
            lines.search([*domain, ("date_to", "=", "today =12m =31d")]), lines.search(domain)
        )

    # Renewal ------------------------------------------------------------------

    def test_renew(self):
        """B2: the plan of the next span begins with this one's result and a percentage."""
        plan = self.expect(self.acme, 1000, probability=70)
        self.closing(self.acme, 400.01).action_set_won()
        renewal = self.renew(plan, begin_with="achieved", percent=5)
        self.assertEqual(
            (str(renewal.date_from), str(renewal.date_to)), ("2026-01-01", "2026-12-31")
        )
        self.assertEqual((renewal.amount, renewal.probability), (420.01, 70))
        self.assertEqual((renewal.partner_id, renewal.user_id), (self.acme, self.salesperson))
        self.assertEqual(renewal.renewed_from_id, plan)

    def test_renew_many(self):
        """B2: many are renewed at once, those that are renewed already only once."""
        first, second = self.expect(self.acme, 1000), self.expect(self.bolt, None)
        quarter = self.expect(self.coil, 300, date_to="2025-03-31")
        self.renew(first, begin_with="amount")
        lines = self.line(first) | self.line(second) | self.line(quarter)
        context = lines.action_renew()["context"]
        with Form(self.env["sales.customer.plan.renew"].with_context(**context)) as form:
            form.begin_with = "amount"
            form.percent = -10
            self.assertEqual(form.renewed_count, 1)
        form.record.action_renew()
        self.assertEqual(len(first.renewal_ids), 1)
        self.assertEqual(second.renewal_ids.amount, False)
        self.assertEqual(quarter.renewal_ids.amount, 270)
        self.assertEqual(str(quarter.renewal_ids.date_to), "2025-06-30")
        self.env.flush_all()
        self.env.invalidate_all()  # as in the next request
        with self.assertRaises(UserError):
            form.record.action_renew()

    def test_renew_rows(self):
        """B2: rows of plans are planned in their plan, and not renewed here."""
        with self.assertRaises(UserError):
            self.line(self.customer_plan_row(100)).action_renew()
