import random

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import tagged

from ...queries.ledger import LEDGER_REASONS
from ..common.base import draw_seeds
from ..common.ledger import LedgerCommon
from ..common.ledger_by_hand import reconcile_by_hand
from ..common.workbooks import Formulas, read_book, read_lines

#: Random books, and what happens in each.
BOOKS, EVENTS = 2, 25


@tagged("post_install", "-at_install")
@freeze_time("2025-12-31 20:00:00")
class TestReconciliation(LedgerCommon):
    """N1: a plan ties to the income accounts of the ledger, or every difference has its reason."""

    def items(self, plan, user=None, **items):
        """Return the journal items that a line opens."""
        user = user or self.accountant
        reconciliations = self.env["sales.reconciliation"].with_user(user)
        action = reconciliations.reconciliation_open_items({"plan_id": plan.id}, items)
        self.assertEqual(action["res_model"], "account.move.line")
        return self.env["account.move.line"].with_user(user).search(action["domain"])

    def test_ties_to_the_cent(self):
        """N1: invoices, credit notes and other currencies alone: plan and ledger are the same."""
        plan = self.plan("customer")
        self.credit(self.invoice(self.acme, "2025-02-10", (self.screw, 10.01, 3)), "2025-03-01")
        self.invoice(self.bolt, "2025-05-10", (self.nail, 33.33, 7), currency_id=self.euro.id)
        self.invoice(self.acme, "2024-05-10", (self.nail, 9))
        answer = self.reconcile_plan(plan)
        self.assertEqual(answer["verdict"], "The plan ties to the ledger to the cent.")
        self.assertTrue(answer["is_tied"])
        self.assertEqual([line["reason"] for line in answer["reasons"]], ["agrees"])
        self.assertEqual(answer["total"]["planned"], plan.root_id.actual_amount)
        self.assertAddsUp(answer)

    def test_every_reason(self):
        """N1: whatever else is on income accounts has its reason, and opens its items."""
        plan = self.plan("customer")
        expected = self.make_every_reason()
        self.assertEqual(self.differences(plan), expected)
        for reason, amount in expected.items():
            items = self.items(plan, reason=reason)
            sign = -1 if reason in ("down_payments", "other_accounts") else 1
            self.assertEqual(-sum(items.mapped("balance")) * sign, amount, reason)
        answer = self.reconcile_plan(plan)
        self.assertAddsUp(answer)
        self.assertEqual(answer["total"]["planned"], plan.root_id.actual_amount)
        self.assertIn("less than the plan", answer["verdict"])

    def test_early_payment_discount(self):
        """Odoo books a discount that lowers the tax twice on the account of sales, against itself;
        once it is taken it is where the company books such discounts, here besides income."""
        plan = self.plan("customer")
        self.company.account_journal_early_pay_discount_loss_account_id = self.other_income
        term = self.env["account.payment.term"].create(
            {
                "name": "2/10",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "mixed",
            }
        )
        line = (None, 100, 1, {"tax_ids": [Command.set(self.tax_sale_a.ids)]})
        invoice = self.invoice(self.acme, "2025-02-10", line, invoice_payment_term_id=term.id)
        answer = self.reconcile_plan(plan)
        self.assertAddsUp(answer)
        [early] = [line for line in answer["reasons"] if line["reason"] == "early_payment"]
        self.assertEqual((early["difference"], early["items"]), (0, 2))
        self.pay(invoice, "2025-02-12")
        self.assertEqual(invoice.payment_state, "paid")
        answer = self.reconcile_plan(plan)
        self.assertAddsUp(answer)
        self.assertEqual(answer["total"]["difference"], -2)
        self.assertEqual(self.differences(plan), {"early_payment": 0, "payments": -2})

    def make_every_reason(self):
        """Put an item of each reason into the books; return the differences that they make."""
        free = {"tax_ids": [Command.clear()]}
        self.invoice(self.acme, "2025-02-10", (self.screw, 10))
        self.invoice(
            self.acme,
            "2025-02-11",
            (self.screw, 100, 1, {"account_id": self.advances.id, "is_downpayment": True, **free}),
            (self.screw, 30, 1, {"account_id": self.waiting.id, **free}),
            (self.screw, 2, 1, free),
        )
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "Whole",
                "rounding": 1,
                "strategy": "add_invoice_line",
                "rounding_method": "UP",
                "profit_account_id": self.other_income.id,
                "loss_account_id": self.other_income.id,
            }
        )
        self.invoice(
            self.acme, "2025-02-12", (None, 5.7, 1, free), invoice_cash_rounding_id=rounding.id
        )
        self.entry("2025-03-05", 70)
        self.entry("2025-03-06", 5, self.other_income)
        self.entry("2025-03-07", 9999, self.bank, self.waiting)
        self.vendor_bill("2025-04-01", 11)
        tax = self.tax_sale_a.copy({"name": "On Income", "amount": 10})
        tax.invoice_repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        ).account_id = self.other_income
        self.invoice(self.acme, "2025-04-02", (None, 40, 1, {"tax_ids": [Command.set(tax.ids)]}))
        self.defer(self.invoice(self.bolt, "2025-12-01", (None, 120, 1, free)), "2026-02-01", 75)
        euro = self.invoice(self.acme, "2025-03-01", (None, 80, 1, free), currency_id=self.euro.id)
        self.company.income_currency_exchange_account_id = self.other_income
        self.company.expense_currency_exchange_account_id = self.other_income
        self.pay(euro, "2025-05-01", currency_id=self.euro.id)
        payer = self.invoice(self.acme, "2025-06-01", (None, 50, 1, free))
        self.pay(
            payer,
            "2025-06-02",
            52,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.other_income.id,
        )
        self.company.account_discount_expense_allocation_id = self.company_data[
            "default_account_expense"
        ]
        self.invoice(self.acme, "2025-07-01", (None, 200, 1, {"discount": 10, **free}))
        return {
            "down_payments": -100,
            "other_accounts": -30,
            "cash_rounding": 0.3,
            "taxes": 4,
            "discounts": 20,
            "bills": -11,
            "deferred": -90,
            "exchange": -20,
            "payments": 2,
            "entries": 75,
        }

    def test_scope_and_dates(self):
        """N1: sales of others than the plan is of, and of days that only one of both counts."""
        plan = self.plan(partner_id=self.acme.id, invoice_date_basis="invoice_date")
        self.invoice(self.acme, "2025-02-10", (None, 10))
        self.invoice(self.bolt, "2025-02-10", (None, 20))
        late = self.invoice(self.acme, "2025-12-30", (None, 40))
        early = self.invoice(self.acme, "2024-12-30", (None, 80))
        shifted = self.invoice(self.acme, "2025-06-30", (None, 160))
        for move, day in ((late, "2026-01-02"), (early, "2025-01-02"), (shifted, "2025-07-01")):
            self.set_accounting_date(move, day)
        answer = self.reconcile_plan(plan)
        self.assertEqual(self.differences(plan), {"dates": 40, "scope": 20})
        self.assertEqual(len(self.items(plan, reason="dates")), 2)
        by_month = {line["name"]: line["difference"] for line in answer["months"]}
        self.assertEqual((by_month["Jun 2025"], by_month["Jul 2025"]), (-160, 160))
        self.assertAddsUp(answer)
        self.assertEqual(
            self.differences(plan, first="2025-06-01", last="2025-06-30"), {"dates": -160}
        )

    def set_accounting_date(self, move, day):
        self.env.flush_all()
        for table, column in (("account_move", "id"), ("account_move_line", "move_id")):
            self.env.cr.execute(
                f"UPDATE {table} SET date = %s WHERE {column} = %s",  # noqa: S608
                (day, move.id),
            )
        self.env.invalidate_all()

    def test_plans_that_count_otherwise(self):
        """N1: orders and margins are led to what was invoiced by one step; pieces are no money."""
        self.invoice(self.acme, "2025-02-10", (self.screw, 10, 2))
        self.order(self.acme, "2025-02-10 12:00:00", (self.screw, 10, 5))
        self.entry("2025-03-05", 7)
        ordered = self.plan(basis="ordered")
        self.assertEqual(self.differences(ordered), {"basis": -30, "entries": 7})
        answer = self.reconcile_plan(ordered)
        self.assertEqual((answer["total"]["planned"], answer["total"]["booked"]), (50, 27))
        self.assertAddsUp(answer)
        self.assertEqual(self.differences(self.plan(measure="margin")), {"basis": 8, "entries": 7})
        pieces = self.reconcile_plan(self.plan(measure="quantity"))
        self.assertEqual([line["reason"] for line in pieces["reasons"]], ["agrees", "entries"])
        self.assertIn("more than was invoiced", pieces["verdict"])
        self.assertIn("no ledger", pieces["note"])

    def test_beside(self):
        """N1: drafts and other companies of the same ledger are told beside and count nowhere."""
        branch = self.make_branch()
        self.accountant.company_ids += branch
        self.invoice(self.acme, "2025-02-10", (None, 10), post=False)
        self.entry("2025-02-11", 5, post=False)
        self.entry("2025-02-12", 6)
        of_branch = self.plan(company_id=branch.id)
        answer = self.reconcile_plan(of_branch, self.accountant)
        self.assertEqual(
            [(line["what"], line["amount"], line["items"]) for line in answer["beside"]],
            [("other_companies", 6, 1)],
        )
        self.assertEqual(answer["total"]["booked"], 0)
        plan = self.plan()
        answer = self.reconcile_plan(plan)
        self.assertEqual(
            [(line["what"], line["amount"], line["items"]) for line in answer["beside"]],
            [("drafts", 15, 2)],
        )
        self.assertEqual(self.differences(plan), {"entries": 6})
        self.assertEqual(len(self.items(plan, beside="drafts")), 2)

    def test_one_account_and_month(self):
        """N1: a cell of the table opens its items and no others."""
        plan = self.plan()
        wanted = self.entry("2025-03-05", 70)
        self.entry("2025-04-05", 7)
        self.entry("2025-03-05", 3, self.other_income)
        items = self.items(plan, account_id=self.revenue.id, month="2025-03-01")
        self.assertEqual(items.move_id, wanted)
        accounts = {line["id"]: line for line in self.reconcile_plan(plan)["accounts"]}
        self.assertEqual([cell["booked"] for cell in accounts[self.revenue.id]["months"]], [70, 7])
        self.assertEqual(accounts[self.other_income.id]["booked"], 3)

    def test_lock_dates(self):
        """N1: it is told up to which day nothing moves any more, and what keeps it."""
        plan = self.plan()
        self.assertIn("No day is locked", self.reconcile_plan(plan)["locks"]["text"])
        self.company.sale_lock_date = "2025-06-30"
        text = self.reconcile_plan(plan)["locks"]["text"]
        self.assertIn("06/30/2025 does not move any more, unless an accountant", text)
        self.company.hard_lock_date = "2025-03-31"
        locks = self.reconcile_plan(plan)["locks"]
        self.assertIn("up to 03/31/2025 it is locked for good", locks["text"])
        self.assertEqual(locks["companies"][0]["sale"], "06/30/2025")
        branch = self.make_branch()
        names = [line["name"] for line in self.reconcile_plan(plan)["locks"]["companies"]]
        self.assertEqual(names, [self.company.name, branch.name])
        self.assertIn("06/30/2025", self.reconcile_plan(plan)["locks"]["text"])

    def test_random_books(self):
        """N1: whatever is booked, every item has exactly one reason, the one worked out by hand,
        and the reasons sum to the difference."""
        for seed in draw_seeds(BOOKS):
            with self.subTest(seed=seed):
                draw = random.Random(seed)
                for _event in range(EVENTS):
                    self.book_at_random(draw)
                scope = {"partner_id": self.acme.id} if draw.random() < 0.5 else {}
                for basis in ("date", "invoice_date"):
                    plan = self.plan(invoice_date_basis=basis, **scope)
                    self.assertIsByHand(plan)
                    self.assertIsByHand(plan, first="2025-03-01", last="2025-08-31")

    def assertIsByHand(self, plan, **days):  # noqa: N802
        answer = self.reconcile_plan(plan, **days)
        self.assertAddsUp(answer)
        found = {
            line["reason"]: (
                round(line["planned"] * 100),
                round(line["booked"] * 100),
                line["items"],
            )
            for line in answer["reasons"]
        }
        span = (Date.to_date(answer["request"][name]) for name in ("first", "last"))
        self.assertEqual(found, reconcile_by_hand(plan, *span))
        self.assertLessEqual(found.keys(), set(LEDGER_REASONS))

    def book_at_random(self, draw):
        day = f"2025-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        amount = draw.randint(1, 99999) / 100
        kind = draw.choice(("invoice",) * 4 + ("credit", "entry", "bill", "defer", "shift", "pay"))
        if kind == "entry":
            accounts = (self.revenue, self.other_income, self.waiting)
            self.entry(day, draw.choice((1, -1)) * amount, draw.choice(accounts))
            return
        if kind == "bill":
            self.vendor_bill(day, amount)
            return
        move = self.invoice(
            draw.choice((self.acme, self.bolt)),
            day,
            *[self._draw_line(draw) for _line in range(draw.randint(1, 3))],
            currency_id=draw.choice((self.euro, self.company.currency_id)).id,
            move_type=draw.choice(("out_invoice", "out_invoice", "out_receipt")),
            invoice_cash_rounding_id=draw.choice((False, self.cash_rounding_a.id)),
        )
        if kind == "credit":
            self.credit(move, day)
        elif kind == "shift":
            self.set_accounting_date(move, f"2025-{draw.randint(1, 12):02}-15")
        elif kind == "defer" and self.revenue in move.invoice_line_ids.account_id:
            self.defer(move, "2025-12-15", draw.randint(1, 100))
        elif kind == "pay" and move.amount_residual:
            self.pay(move, "2025-12-20")

    def _draw_line(self, draw):
        accounts = (self.revenue, self.revenue, self.other_income, self.waiting, self.advances)
        values = {"account_id": draw.choice(accounts).id}
        if values["account_id"] == self.advances.id:
            values["is_downpayment"] = True
        if draw.random() < 0.5:
            values["tax_ids"] = [Command.clear()]
        product = draw.choice((self.screw, self.nail, None))
        return (product, draw.randint(1, 99999) / 100, draw.randint(1, 5), values)

    def test_as_many_queries_for_more_items(self):
        """N1: a reconciliation costs the same number of queries, however much is booked."""
        plan = self.plan("customer")
        self.make_every_reason()
        few = self._count_queries(plan)
        for month in range(1, 9):
            account = self.other_income.copy({"code": f"SP80{month}"})
            self.entry(f"2025-0{month}-11", month, account)
            self.invoice(self.bolt, f"2025-0{month}-12", (None, 3, 1, {"account_id": account.id}))
        self.assertEqual(self._count_queries(plan), few)

    def _count_queries(self, plan):
        self.reconcile_plan(plan)  # fills the caches of all requests
        before = self.env.cr.sql_log_count
        self.reconcile_plan(plan)
        return self.env.cr.sql_log_count - before

    def test_who_sees_it(self):
        """N1: managers and auditors hold plans against the ledger; items obey Odoo's own rules."""
        plan = self.plan("salesperson")
        self.target(self.row(plan, self.salesperson), 10)
        plan.action_confirm()
        self.entry("2025-03-05", 70)
        self.invoice(self.acme, "2025-03-05", (None, 10))
        for user in (self.manager, self.auditor, self.accountant):
            answer = self.reconcile_plan(plan, user)
            self.assertEqual(answer["total"]["difference"], 70)
            self.assertTrue(self.run_button(plan, user))
        for user in (self.leader, self.salesperson, self.clerk, self.visitor):
            reconciliations = self.env["sales.reconciliation"].with_user(user)
            for ask in (
                lambda: self.reconcile_plan(plan, user),  # noqa: B023
                lambda: reconciliations.reconciliation_open_items(  # noqa: B023
                    {"plan_id": plan.id}, {"reason": "agrees"}
                ),
                lambda: reconciliations.reconciliation_print({"plan_id": plan.id}),  # noqa: B023
                lambda: (
                    self.env["sales.reconciliation.xlsx"]
                    .with_user(user)  # noqa: B023
                    ._build({"plan_id": plan.id})
                ),
                lambda: self.run_button(plan, user),  # noqa: B023
            ):
                with self.assertRaises(AccessError):
                    ask()
        self.assertEqual(len(self.items(plan, self.accountant, reason="entries")), 1)
        self.assertEqual(len(self.items(plan, self.manager, reason="agrees")), 1)
        for user, reason in ((self.manager, "entries"), (self.auditor, "agrees")):
            with self.assertRaises(AccessError):
                self.items(plan, user, reason=reason)

    def run_button(self, plan, user):
        """Press the button of a plan's form."""
        action = self.env.ref("sales_plan.sales_plan_open_reconciliation_action")
        context = {"active_model": "sales.plan", "active_id": plan.id, "active_ids": plan.ids}
        return action.with_user(user).with_context(**context).run()

    def test_items_of_plans_of_others(self):
        """N1: a filter on journal items tells nothing of plans that one may not see."""
        other = self.make_other_company()
        plan = self.plan(company_id=other.id)
        lines = self.env["account.move.line"]
        [name, __, text] = lines._get_figure_condition(
            "ledger", {"plan_id": plan.id, "reason": "agrees"}
        )
        for user in (self.accountant, self.salesperson):
            with self.assertRaises(AccessError):
                lines.with_user(user).search([(name, "=", text)])

    @freeze_time("2025-06-30 20:00:00")
    def test_plan_to_begin_with(self):
        """N1: without a plan the one in force that runs is looked at."""
        self.plan(year=2024)
        running, __ = self.plan("customer"), self.plan(basis="ordered")
        self.target(running, 10)
        running.action_confirm()
        answer = self.env["sales.reconciliation"].with_user(self.auditor).reconciliation_open()
        self.assertEqual(answer["plan"]["id"], running.id)
        self.assertIn(running.id, [plan["id"] for plan in answer["plans"]])
        self.env["sales.plan"].search([]).active = False
        answer = self.env["sales.reconciliation"].with_user(self.auditor).reconciliation_open()
        self.assertFalse(answer["plan"])

    def test_bad_requests(self):
        plan = self.plan("customer")
        for request in (
            {"plan_id": 2**31 - 1},
            {"plan_id": plan.id, "first": "2024-01-01"},
            {"plan_id": plan.id, "first": "2025-03-01", "last": "2025-02-01"},
            {"plan_id": "1"},
            {"first": "yesterday"},
        ):
            with self.assertRaises(UserError):
                self.env["sales.reconciliation"].reconciliation_open(request)
        for text in ('["ledger", {}]', '["ledger", {"plan_id": 1, "reason": "other"}]'):
            with self.assertRaises(UserError):
                self.env["account.move.line"].search([("sales_plan_figure", "=", text)])

    def test_spreadsheet(self):
        """N1: the workbook's formulas come to what it shows, and its sums to the cent."""
        plan = self.plan("customer")
        self.make_every_reason()
        content = self.env["sales.reconciliation.xlsx"]._build({"plan_id": plan.id})
        wrong, count = Formulas(content).get_wrong()
        self.assertFalse(wrong)
        answer = self.reconcile_plan(plan)
        self.assertGreater(count, 3 * len(answer["reasons"]))
        book = read_book(content, values=True)
        lines = read_lines(book["Reconciliation"], "Reason")
        self.assertEqual(
            [(line["Reason"], line["In the Plan"], line["In the Ledger"]) for line in lines[:-1]],
            [(line["label"], line["planned"], line["booked"]) for line in answer["reasons"]],
        )
        self.assertAlmostEqual(lines[-1]["Difference"], answer["total"]["difference"])
        cells = read_lines(book["Accounts and Months"], "Account")
        self.assertAlmostEqual(cells[-1]["In the Ledger"], answer["total"]["booked"])
        accounts = read_lines(book["Accounts"], "Account")
        self.assertEqual(len(accounts) - 1, len(answer["accounts"]))

    def test_print(self):
        """N1: the paper says what the screen says."""
        plan = self.plan("customer")
        self.make_every_reason()
        report = self.env["report.sales_plan.report_sales_reconciliation"].with_user(self.auditor)
        [sheet] = report._get_report_values([], {"request": {"plan_id": plan.id}})["sheets"]
        answer = self.reconcile_plan(plan)
        self.assertEqual(sheet["verdict"], answer["verdict"])
        html = (
            self.env["ir.actions.report"]
            .with_user(self.auditor)
            ._render_qweb_html("sales_plan.report_sales_reconciliation", plan.ids)[0]
            .decode()
        )
        for line in answer["reasons"]:
            self.assertIn(line["label"], html)
        self.assertIn(sheet["total"]["difference"], html)
        reconciliations = self.env["sales.reconciliation"].with_user(self.auditor)
        action = reconciliations.reconciliation_print({"plan_id": plan.id})
        self.assertEqual(action["data"], {"request": {"plan_id": plan.id}})
