from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.known import KnownCommon
from ..common.publishing import hand_over, publish, withdraw
from ..common.revision import RevisionCommon
from ..common.workbooks import read_book

FEBRUARY, MARCH, APRIL, MAY = "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31"


@tagged("post_install", "-at_install")
class TestReportAsOf(KnownCommon, RevisionCommon):
    """N10: plan versus actual as of a past day, with the targets in force then."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales.sudo().write({"confirmed_date": "2025-03-15 01:00:00"})
        cls.reader = cls.env["sales.plan.report"].with_user(cls.manager)

    def group(self, plan, as_of=None, groupby=(), user=None, measures=("target", "actual")):
        """Return ``{group: (target, actual)}`` of a plan at the end of a day."""
        domain = [("plan_id", "=", plan.id)]
        if as_of:
            domain.append(("as_of", "=", as_of))
        report = self.reader.with_user(user or self.manager)
        self.env.invalidate_all()
        found = report._read_group(domain, groupby, [f"{name}_amount:sum" for name in measures])
        return {row[: len(groupby)]: row[len(groupby) :] for row in found}

    def targets(self, plan, as_of=None, user=None):
        """Return ``{row: target}`` of what each row has beyond those below it."""
        found = self.group(plan, as_of, ["allocation_id"], user, ["target"])
        return {row: amount for (row,), (amount,) in found.items() if amount}

    def make_cascade(self):
        """Make a plan that is split level by level, published at moments of the past."""
        plan = self.plan("team", "customer", name="Cascade", is_cascaded=True)
        with self.happening("2025-03-15 01:00:00"):
            north, south = self.rows(plan, self.team_north, self.team_south)
            acme = self.row(north, self.acme)
            for row, amount in ((plan, 1000), (north, 600), (south, 300), (acme, 200)):
                self.target(row, amount)
            plan.with_user(self.manager).action_confirm()
        return plan.with_user(self.manager), north, south, acme

    def test_published_later(self):
        """A target counts from when it was published; a row that was made later has none before."""
        plan, north, south, acme = self.make_cascade()
        total = plan.root_id
        with self.happening("2025-04-05 01:00:00"):
            publish(plan, north.ids)
        with self.happening("2025-05-05 01:00:00"):
            bolt = self.row(north, self.bolt)
            self.type_target(bolt.with_user(self.manager), plan.period_ids[0], 50)
            publish(plan, [acme.id, bolt.id])
        self.assertEqual(self.targets(plan, FEBRUARY), {})
        self.assertEqual(self.targets(plan, MARCH), {total: 1000})
        self.assertEqual(self.targets(plan, APRIL), {total: 400, north: 600})
        now = {total: 400, north: 350, acme: 200, bolt: 50}
        self.assertEqual(self.targets(plan, MAY), now)
        self.assertEqual(self.targets(plan), now)
        self.assertNotIn(south, now)

    def test_changed_later(self):
        """What was in force before it was changed, and before it was withdrawn."""
        plan, north, __, acme = self.make_cascade()
        total = plan.root_id
        with self.happening("2025-03-20 01:00:00"):
            publish(plan, [north.id, acme.id])
        with self.happening("2025-04-05 01:00:00"):
            self.type_target(acme.with_user(self.manager), plan.period_ids[0], 250)
            publish(plan, acme.ids)
        with self.happening("2025-05-05 01:00:00"):
            withdraw(plan, acme.ids, "Split anew")
        self.assertEqual(self.targets(plan, MARCH), {total: 400, north: 400, acme: 200})
        self.assertEqual(self.targets(plan, APRIL), {total: 400, north: 350, acme: 250})
        self.assertEqual(self.targets(plan, MAY), {total: 400, north: 600})
        reader = self.reader.with_context(as_of=MARCH)
        rows = reader.search([("plan_id", "=", plan.id), ("as_of", "=", MARCH)])
        self.assertEqual(len(rows.filtered(lambda row: row.kind == "target")), 3)
        self.assertEqual(len(set(rows.ids)), len(rows))

    def test_changed_hands(self):
        """Targets that were handed over since stand with who had them."""
        plan = self.plan("salesperson", "customer", name="People", year=2030)
        own, other = self.rows(plan, self.salesperson, self.colleague)
        acme = self.row(own, self.acme)
        for row, amount in ((own, 300), (acme, 300), (other, 100)):
            self.target(row, amount)
        with self.happening("2025-03-15 01:00:00"):
            plan.with_user(self.manager).action_confirm()
        before = self.targets(plan)
        with self.happening("2025-04-05 01:00:00"):
            hand_over(plan.with_user(self.manager), own.ids, self.colleague, self.day("2030-01-01"))
        self.assertNotEqual(self.targets(plan), before)
        self.assertEqual(self.targets(plan, MARCH), before)
        self.assertEqual(self.targets(plan, APRIL), self.targets(plan))

    def test_revised(self):
        """Before a revision came into force, the plan that it revises is in force, in its rows."""
        before = self.targets(self.sales)
        revision = self.revise()
        with self.happening("2025-04-05 01:00:00"):
            revision.changes_ended_periods = True
            self.target(self.copy_of(self.n_bolt, revision), 77, 3)
            for target in self.copy_of(self.s_coil, revision).target_ids:
                target.amount = 111
            revision.with_user(self.manager).action_confirm()
        mapped = {self.copy_of(row, revision): amount for row, amount in before.items()}
        self.assertEqual(self.targets(revision, FEBRUARY), {})
        self.assertEqual(self.targets(revision, MARCH), mapped)
        self.assertEqual(self.targets(revision, APRIL), self.targets(revision))
        self.assertNotEqual(self.targets(revision), mapped)
        self.assertEqual(self.targets(self.sales, MARCH), before)
        notes = self.reader.read_as_of([("plan_id", "=", revision.id)], MARCH)["notes"]
        self.assertIn("targets of “Sales", notes[0])
        notes = self.reader.read_as_of([("plan_id", "=", revision.id)], FEBRUARY)["notes"]
        self.assertIn("no targets were in force", notes[0])

    def test_actuals_and_drill_down(self):
        """Actuals are those of the day; what a figure opens is what counted then, and opens."""
        with self.happening("2025-03-20 01:00:00"):
            invoice = self.invoice(self.acme, "2025-01-20", (self.screw, 100))
        with self.happening("2025-04-05 01:00:00"):
            invoice.button_draft()
            invoice.button_cancel()
            self.invoice(self.bolt, "2025-01-25", (self.screw, 40))
        self.assertEqual(self.group(self.sales, MARCH), {(): (3000, 100)})
        self.assertEqual(self.group(self.sales, APRIL), {(): (3000, 40)})
        self.assertEqual(self.group(self.sales), {(): (3000, 40)})
        domain = [("plan_id", "=", self.sales.id), ("as_of", "=", MARCH), ("kind", "=", "fact")]
        [row] = self.reader.with_context(as_of=MARCH).search(domain)
        self.assertEqual((row.reference, row.allocation_id), (invoice.name, self.n_acme))
        self.env.invalidate_all()
        opened = self.reader.with_context(as_of=MARCH).browse(row.id)
        action = opened.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", invoice.id))

    def test_spreadsheet(self):
        """The spreadsheet of a past day has the rows with what they had then."""
        with self.happening("2025-03-20 01:00:00"):
            invoice = self.invoice(self.acme, "2025-01-20", (self.screw, 100))
            self.invoice(self.drip, "2025-01-20", (self.screw, 7))
        with self.happening("2025-04-05 01:00:00"):
            invoice.button_draft()
        titles, *rows = self.read_rows(self.sales, self.day(MARCH))
        self.assertNotIn("Expected by Now", titles)
        shown = ("Row", "Target", "Actual", "Attainment", "Gap")
        rows = [tuple(row[titles.index(title)] for title in shown) for row in rows]
        self.assertEqual(rows[0], ("Total", 3000, 107, round(107 / 3000, 4), -2893))
        self.assertIn(("Acme", 400, 100, 0.25, -300), rows)
        rest = [row for row in rows if row[0] == "Unallocated and unplanned"]
        self.assertEqual(sum(row[1] for row in rest), 3000 - 400 - 850 - 250)
        self.assertEqual(sum(row[2] for row in rest), 7)
        now = self.read_rows(self.sales)
        self.assertEqual(now[1][now[0].index("Actual")], 7)

    def read_rows(self, plan, day=None):
        """Return the titles and the rows of a plan's spreadsheet, ratios to four digits."""
        plan = plan.with_user(self.manager)
        book = read_book(plan.env["sales.plan.xlsx"]._build(plan, day), values=True)
        lines = list(book.worksheets[0].iter_rows(values_only=True))
        first = next(number for number, line in enumerate(lines) if line[0] == "Row")
        return [
            [round(cell, 4) if isinstance(cell, float) else cell for cell in line]
            for line in lines[first:]
        ]

    def test_one_day(self):
        """It is as of one day, for all of it; today, and days to come, are now."""
        today = str(self.company._get_today())
        for day in (today, "2999-01-01"):
            self.assertEqual(self.targets(self.sales, day), self.targets(self.sales))
            self.assertFalse(self.reader.read_as_of([("plan_id", "=", self.sales.id)], day))
        for domain in (
            ["|", ("as_of", "=", MARCH), ("plan_id", "=", self.sales.id)],
            [("as_of", "!=", MARCH)],
            [("as_of", ">", MARCH)],
            [("as_of", "=", False)],
            [("as_of", "in", [MARCH, APRIL])],
        ):
            with self.assertRaises(UserError, msg=str(domain)):
                self.reader.search_count(domain)

    def test_sentences(self):
        """What is known of each basis, and what is not, in a sentence."""
        for basis, word in (
            ("invoiced", "posted"),
            ("ordered", "confirmed"),
            ("collected", "forgets"),
            ("won", "won then"),
        ):
            plan = self.plan(name=basis, basis=basis)
            self.target(plan, 100)
            with self.happening("2025-03-15 01:00:00"):
                plan.action_confirm()
            told = self.reader.read_as_of([("plan_id", "=", plan.id)], MARCH)
            self.assertIn("03/31/2025", told["title"])
            self.assertEqual(len(told["notes"]), 1, told)
            self.assertIn(word, told["notes"][0])
        self.begin("2025-04-02 00:00:00")
        domain = [("plan_id", "=", self.sales.id), ("date", "<=", "today")]
        began, today = self.reader.read_as_of(domain, MARCH)["notes"]
        self.assertIn("since 04/02/2025", began)
        self.assertIn("today", today)

    def test_until_today(self):
        """As of a past day, what filters count from today is counted from that day."""
        domain = [("plan_id", "=", self.sales.id), ("as_of", "=", MARCH)]
        for until, targets in (("today -2m", 1000), ("today -1m", 3000), ("today", 3000)):
            found = self.reader._read_group(
                [*domain, ("date", "<=", until)], [], ["target_amount:sum"]
            )
            self.assertEqual(found, [(targets,)], until)

    def test_roles(self):
        """Each sees of a past day the rows that they see now, and the rest in the rows above."""
        with self.happening("2025-03-20 01:00:00"):
            self.invoice(self.acme, "2025-01-20", (self.screw, 100))
            self.invoice(self.coil, "2025-01-20", (self.screw, 10), team_id=self.team_south.id)
        for user in (self.manager, self.auditor, self.leader, self.salesperson, self.stranger):
            now, then = (
                self.group(self.sales, day, ["allocation_id"], user) for day in (None, MARCH)
            )
            self.assertEqual(now, then, user.login)
        self.assertTrue(self.group(self.sales, MARCH, ["allocation_id"], self.leader))

    def test_queries(self):
        """Twice as many plans are read with as many queries."""
        plans = self.sales
        for number in range(3):
            plan = self.plan("team", "customer", name=f"More {number}")
            self.target(plan, 100)
            plan.action_confirm()
            plans |= plan
        counts = []
        for some in (plans, plans[:2]) * 2:  # the first times much is read that is kept
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.reader.formatted_read_group(
                [("plan_id", "in", some.ids), ("as_of", "=", MARCH)],
                ["plan_id"],
                ["target_amount:sum", "actual_amount:sum"],
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[3])
