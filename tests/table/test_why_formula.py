from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..common.load import LoadCommon
from ..common.table import TableCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestWhyFormula(TableCommon):
    """N4: *Why?* shows how an amount was worked out, so that it can be worked out again."""

    def why(self, row, period=None, user=None):
        return table_of(self.plan_of(user)).why(row.id, period.id if period else None)

    def formula(self, row, period=None):
        """Return the formula of a cell, and what was rounded or handed over."""
        found = self.why(row, period)["formula"]
        return found and (found["text"], found["remark"])

    def test_multiplied(self):
        self.type((self.n_acme, self.january, "16396.60"))
        self.assertIsNone(self.formula(self.n_acme, self.january))
        self.type((self.n_acme, self.january, "*1.08"))
        self.assertEqual(
            self.formula(self.n_acme, self.january),
            ("16,396.60 × 1.08 ≈ 17,708.33", "Rounded to multiples of 0.01."),
        )
        self.type((self.n_acme, self.january, "/4"), (self.n_bolt, self.january, ""))
        self.assertIsNone(self.formula(self.n_acme, self.january), "not all entries were the same")

    def test_the_whole_way_stands_in_the_steps(self):
        self.type((self.n_acme, self.january, "1000"))
        self.type((self.n_acme, self.january, "+8%"))
        self.edit("round", rows=self.n_acme, periods=self.january, to="500", spread=False)
        why = self.why(self.n_acme, self.january)
        self.assertEqual(why["formula"]["text"], "1,080.00 ≈ 1,000.00")
        self.assertEqual(why["formula"]["remark"], "Rounded to multiples of 500.00.")
        texts = [line["formula"] and line["formula"]["text"] for line in why["lines"]]
        self.assertEqual(texts, ["1,080.00 ≈ 1,000.00", "1,000.00 × 1.08 = 1,080.00", None])
        self.undo()
        self.assertEqual(self.formula(self.n_acme, self.january)[0], "1,000.00 × 1.08 = 1,080.00")

    def test_shares_of_the_row_above(self):
        self.type((self.n_acme, self.january, "100"), (self.n_bolt, self.january, "300"))
        self.type((self.north, self.january, "1000.01"), spread=True)
        self.assertEqual(
            self.formula(self.n_acme, self.january),
            ("1,000.01 × 100.00 ÷ 400.00 ≈ 250.00", "Rounded to multiples of 0.01."),
        )
        found = self.why(self.n_acme, self.january)["formula"]
        self.assertEqual(found["words"], "All together, in proportion to what was there")

    def test_a_cent_that_is_handed_over(self):
        """Evenly over two rows: the odd cent goes to the first, and is named."""
        self.type((self.north, self.january, "100.03"), spread=True)
        self.assertEqual(
            self.formula(self.n_acme, self.january),
            ("100.03 ÷ 2 ≈ 50.02", "Rounded to multiples of 0.01."),
        )
        text, remark = self.formula(self.n_bolt, self.january)
        self.assertEqual(text, "100.03 ÷ 2 ≈ 50.01")
        self.assertEqual(
            remark,
            "Rounded to multiples of 0.01; 0.01 less, so that the parts make the whole exactly.",
        )

    def test_a_total_over_the_periods(self):
        self.type((self.n_acme, None, "1200"))
        self.assertEqual(self.formula(self.n_acme, self.january)[0], "1,200.00 ÷ 12 = 100.00")

    def test_a_quarter_over_its_months(self):
        quarter = self.sales.period_ids[:3].ids
        self.edit("type", cells=[[self.n_acme.id, quarter, "100"]], spread=False, source="type")
        text, remark = self.formula(self.n_acme, self.january)
        self.assertEqual(text, "100.00 ÷ 3 ≈ 33.34")
        self.assertIn("0.01 more", remark)

    def test_rows_above_that_followed(self):
        """They got what changed below them, whatever was typed there."""
        self.type((self.n_acme, None, "1200"), (self.north, None, "2400"))
        for entry, text in (
            ("1800", "200.00 + 50.00 = 250.00"),
            ("-50%", "250.00 − 75.00 = 175.00"),
        ):
            cells = [[self.n_acme.id, None, entry]]
            self.edit("type", cells=cells, spread=False, source="type", above="follow")
            found = self.why(self.north, self.january)["formula"]
            self.assertEqual(found["text"], text)
            self.assertEqual(found["words"], "What was there, and what changed in the rows below")
        self.assertIsNone(self.formula(self.north))
        period = {"rows": self.n_acme, "periods": self.january, "spread": False}
        self.edit("round", to="100", above="follow", **period)
        self.assertEqual(self.formula(self.north, self.january)[0], "175.00 + 25.00 = 200.00")

    def test_spread_by_weights(self):
        self.type((self.north, self.january, "900"))
        self.edit(
            "spread",
            rows=self.north,
            periods=self.january,
            direction="below",
            mode="weights",
            weights=[[self.n_acme.id, "2"], [self.n_bolt.id, "1"]],
        )
        self.assertEqual(self.formula(self.n_bolt, self.january)[0], "900.00 × 1 ÷ 3 = 300.00")

    def test_copied(self):
        self.type((self.n_acme, self.january, "200"))
        copy = {"rows": self.n_acme, "periods": self.february, "spread": False}
        self.edit("copy", from_period=self.january.id, percent="10", **copy)
        why = self.why(self.n_acme, self.february)
        self.assertEqual(why["formula"]["text"], "200.00 × 1.1 = 220.00")
        self.assertEqual(why["formula"]["words"], "Jan 2026, and the percentage that was added")

    def test_held_rows_leave_no_proportion(self):
        """What does not make the amount is not shown."""
        self.type((self.n_acme, self.january, "100"), (self.n_bolt, self.january, "300"))
        self.edit("hold", rows=self.n_acme, periods=self.january)
        self.type((self.north, self.january, "1000"), spread=True)
        self.assertIsNone(self.formula(self.n_bolt, self.january))
        self.assertIsNone(self.formula(self.n_acme, self.january))

    def test_more_steps_take_no_more_queries(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.why(self.n_acme, self.january)
            return self.env.cr.sql_log_count - before

        for amount in ("100", "+8%", "+9%"):
            self.type((self.n_acme, self.january, amount))
        self.why(self.n_acme, self.january)
        few = count()
        for amount in ("+1%", "+2%", "+3%"):
            self.type((self.n_acme, self.january, amount))
        # each step checks by itself whether it can still be undone
        self.assertLessEqual(count() - few, 3)


@tagged("post_install", "-at_install")
class TestWhyLoaded(LoadCommon):
    """Loaded targets show their growth, and open the documents that they were loaded from."""

    def load_year(self, **values):
        plan = self.plan("customer", name="Loaded 2026")
        self.load(plan, history="year", **values)
        return plan, self.named(plan, "Acme")

    def why(self, plan, row, month=None):
        period = plan.period_ids.filtered(lambda period: period.date_from.month == month)
        self.env.invalidate_all()
        return table_of(plan.with_user(self.manager)).why(row.id, period.id or None)

    def documents(self, plan, row, month=None, user=None):
        """Return the facts that the history of a row opens: ``{document: amount}``."""
        period = plan.period_ids.filtered(lambda period: period.date_from.month == month)
        action = row.with_user(user or self.manager).action_open_history(period.id)
        self.assertEqual(action["res_model"], "sales.actual")
        facts = self.env["sales.actual"].with_user(user or self.manager).search(action["domain"])
        return sorted(facts.mapped("amount"))

    def test_growth(self):
        plan, acme = self.load_year(uplift_percent=8)
        january = self.why(plan, acme, 1)
        self.assertEqual(january["formula"]["text"], "150.00 × 1.08 = 162.00")
        self.assertEqual(january["formula"]["words"], "History, and the growth that was asked for")
        march = self.why(plan, acme, 3)["formula"]
        self.assertEqual(march["text"], "200.01 × 1.08 ≈ 216.01")
        self.assertEqual(march["remark"], "Rounded to multiples of 0.01.")
        self.assertEqual(self.why(plan, acme)["formula"]["text"], "350.01 × 1.08 ≈ 378.01")

    def test_an_amount_that_was_added(self):
        plan, acme = self.load_year(uplift_amount=71)
        found = self.why(plan, acme)
        self.assertEqual(
            found["formula"]["text"],
            f"350.01 + {found['amount'] - 350.01:.2f} = {found['amount']:.2f}",
        )

    def test_a_shape_of_its_own(self):
        """Periods that do not follow history have no formula of it; their total has."""
        plan, acme = self.load_year(uplift_percent=8, shape="even")
        self.assertIsNone(self.why(plan, acme, 1)["formula"])
        self.assertEqual(self.why(plan, acme)["formula"]["text"], "350.01 × 1.08 ≈ 378.01")

    def test_who_sees_no_steps_sees_how_history_was_raised(self):
        """Revisions have no steps of their own, but the amounts that they were loaded with."""
        plan, __ = self.load_year(uplift_percent=8)
        plan.with_user(self.manager).action_confirm()
        action = plan.with_user(self.manager).action_revise()
        revision = plan.browse(action["res_id"])
        found = self.why(revision, self.named(revision, "Acme"), 1)
        self.assertEqual(found["formula"]["text"], "150.00 × 1.08 = 162.00")
        self.assertEqual(found["lines"], [])

    def test_documents_of_a_load(self):
        """The invoices of the days that were loaded, whatever year they are of."""
        self.invoice(self.acme, "2024-01-15", (None, 70))
        plan = self.plan("customer", name="Two Years Back")
        self.load(plan, history="date", date_from="2024-01-01")
        acme = self.named(plan, "Acme")
        self.assertEqual(self.documents(plan, acme, 1), [70])
        self.assertEqual(self.documents(plan, acme, 3), [])
        self.assertIsNone(self.why(plan, acme, 3)["history"], "the load found nothing there")
        self.assertEqual(self.documents(plan, acme), [70])
        for month in (1, None):
            history = self.why(plan, acme, month)["history"]
            self.assertEqual(sum(self.documents(plan, acme, month)), history)

    def test_documents_of_an_earlier_version(self):
        """Loads that kept the days of the whole plan only: those of a month are found in them."""
        self.invoice(self.acme, "2024-06-15", (None, 70))
        for day, march in (("2025-01-01", [200.01]), ("2024-04-01", [70])):
            plan = self.plan("customer", name=day)
            self.load(plan, history="date", date_from=day)
            step = self.env["sales.plan.step"].search([("plan_id", "=", plan.id)], limit=1).sudo()
            step.data = {name: step.data[name] for name in ("spans", "basis", "target", "history")}
            self.assertEqual(self.documents(plan, self.named(plan, "Acme"), 3), march)

    def test_documents_of_a_mean(self):
        self.invoice(self.acme, "2024-01-15", (None, 70))
        plan = self.plan("customer", name="Means")
        self.load(plan, history="mean2")
        self.assertEqual(self.documents(plan, self.named(plan, "Acme"), 1), [50, 70, 100])

    def test_documents_of_other_kinds(self):
        self.order(self.acme, "2025-01-05 10:00:00", (self.nail, 80))
        plan = self.plan("customer", name="Orders")
        self.load(plan, history="year", basis="ordered")
        self.assertEqual(self.documents(plan, self.named(plan, "Acme"), 1), [80])

    def test_documents_of_what_was_typed(self):
        """The same days a year earlier."""
        plan = self.plan("customer", name="Typed")
        row = self.row(plan, self.acme)
        self.assertEqual(self.documents(plan, row, 1), [50, 100])
        self.assertEqual(self.documents(plan, row, 2), [])
        self.assertEqual(self.documents(plan, row), [50, 100, 200.01])
        self.assertEqual(
            row.with_user(self.manager).action_open_history()["name"], "History of Acme (2025)"
        )
        action = row.with_user(self.manager).action_open_history(plan.period_ids[0].id)
        self.assertEqual(action["name"], "History of Acme, Jan 2026 (2025)")

    @freeze_time("2026-03-01")
    def test_with_the_rights_of_the_reader(self):
        """Documents of others are in nobody's list; rows of others are not opened at all."""
        self.invoice(self.bolt, "2025-04-01", (None, 90), invoice_user_id=self.colleague.id)
        plan = self.plan("salesperson", "customer", name="People")
        own, other = self.rows(plan, self.salesperson, self.colleague)
        for row in (plan.root_id, own, other):
            self.target(row, 100)
        plan.action_confirm()
        everything = self.documents(plan, plan.root_id)
        self.assertIn(90, everything)
        self.assertNotIn(90, self.documents(plan, own, user=self.salesperson))
        for user in (self.salesperson, self.leader):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                plan.root_id.with_user(user).action_open_history()
        with self.assertRaises(AccessError):
            other.with_user(self.salesperson).action_open_history()
        self.assertTrue(self.documents(plan, plan.root_id, user=self.auditor))
