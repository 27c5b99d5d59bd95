import json
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ...models.landing.sales_landing_learned import DAYS_KEPT
from ...tools.rollup import PERSON
from ..common.past import INSTALLED, PastCommon

#: When it is now.
NOW = "2026-03-16 10:00:00"


@tagged("post_install", "-at_install", "sales_plan")
class TestLearned(PastCommon):
    """N3: what is learned of a company's history is kept from one night to the next.

    Of January 2026 there are two deals won and one lost, and orders of acme that are invoiced on
    the 20th of each month.
    """

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time(NOW))
        super().setUpClass()
        for number in range(3):
            deal = cls.made("2026-01-02", 100 + number)
            (cls.won if number else cls.lost)(f"2026-01-2{number}", deal)
        cls.open_deal = cls.made("2026-02-01", 500, date_deadline="2026-04-01")
        for month in (1, 2):
            order = cls.order(cls.acme, f"2026-0{month}-05 10:00:00", (cls.screw, 400))
            cls.invoice_order(order, f"2026-0{month}-20")
        for year, months in ((2024, 12), (2025, 12), (2026, 2)):
            for month in range(1, months + 1):
                cls.invoice(cls.acme, f"{year}-{month:02}-1{month % 9}", (cls.screw, 1000))
        cls.in_force = cls.plan("customer", year=2026)
        cls.target(cls.row(cls.in_force, cls.acme), 12000)
        cls.in_force.with_user(cls.manager).action_confirm()
        cls.kept = cls.env["sales.landing.learned"].sudo()
        cls.landing = cls.env["sales.landing"]

    def keep(self):
        self.kept._keep(self.company)
        return self.of_company()

    def of_company(self):
        return self.kept.search([("company_id", "=", self.company.id)])

    def ask(self, **values):
        return self.landing._ask(
            self.company, self.day("2026-01-01"), self.day("2026-12-31"), **values
        )

    def read_learned(self, **values):
        """Return what is learned of deals, and of orders' lags."""
        asked = self.ask(**values)
        lags = self.landing._read_lags(asked, self.company, "order_to_invoice")
        return (
            self.landing._learn(asked).get_values(),
            [lags.share(days, left) for days in range(40) for left in (5, 50)],
        )

    def read_parts(self):
        return self.landing._gather_rows(self.in_force, self.ask())

    def test_kept_is_what_is_learned_at_once(self):
        """To the last digit, and so is the landing of each row; today is no part of it."""
        learned, parts = self.read_learned(), self.read_parts()
        self.assertEqual(learned[0]["counts"], [2, 1])
        self.assertEqual({kept.kind for kept in self.keep()}, {"hazards", "lags", "days", "months"})
        self.assertEqual(self.read_learned(), learned)
        self.assertEqual(self.read_parts(), parts)
        self.assertTrue(parts[0][self.in_force.root_id.id].to_come)
        self.won("2026-03-16 09:00:00", self.open_deal)
        self.assertEqual(self.read_learned(), learned)
        self.of_company().unlink()
        self.assertEqual(self.read_learned(), learned)

    def test_what_is_kept_is_read(self):
        """Fewer queries, none of which writes, and what is written there is what is told."""
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.read_parts()
        at_once = self.env.cr.sql_log_count - before
        kept = self.keep().filtered(lambda kept: kept.kind == "hazards")
        kept.content = json.dumps({**json.loads(kept.content), "counts": [7, 8]})
        self.env.flush_all()
        savepoint = self.env.cr.savepoint()
        self.env.cr.execute("SET TRANSACTION READ ONLY")
        self.assertEqual(self.read_learned()[0]["counts"], [7, 8])
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.read_parts()
        self.assertLessEqual(self.env.cr.sql_log_count - before, at_once)
        savepoint.close(rollback=True)

    def test_other_rows_are_learned_at_once(self):
        """What was kept of a plan's rows is of the rows as they were that night."""
        first = self.read_parts()
        kept = self.keep().filtered(lambda kept: kept.kind == "months")
        kept.content = json.dumps({**json.loads(kept.content), "rows": []})
        root = self.in_force.root_id.id
        self.assertFalse(self.read_parts()[0][root].to_come)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE sales_plan_allocation SET write_date = write_date + INTERVAL '1 second'
                    WHERE plan_id = %s""",
                self.in_force.id,
            )
        )
        self.assertEqual(self.read_parts(), first)

    def test_what_counts_today_is_certain_today(self):
        """What comes later than the night, whatever its day, is certain at once."""
        self.keep()
        root = self.in_force.root_id.id
        before = self.read_parts()[0][root]
        self.invoice(self.acme, "2026-02-10", (self.screw, 50))
        self.invoice(self.acme, "2026-03-10", (self.screw, 20))
        after = self.read_parts()[0][root]
        self.assertEqual(after.certain, before.certain + 70)

    def test_once_for_all_that_is_asked(self):
        """What was learned goes along with the question: deals and lags are not learned twice."""
        asked = self.ask()
        self.landing._gather_owners(asked, lambda user_id, team_id: [(PERSON, user_id)])
        before = self.env.cr.sql_log_count
        self.landing._learn(asked)
        self.landing._read_chances(asked, self.landing._learn(asked))
        self.assertEqual(self.env.cr.sql_log_count, before)

    def test_days_that_are_over_are_learned_at_once(self):
        """As of a day nothing is read but what was known then."""
        self.keep()
        learned = self.read_learned(
            day=self.day("2026-01-20"), moment=self.at("2026-01-20 11:00:00")
        )
        self.assertEqual(learned[0]["counts"], [0, 1])

    def test_old_and_other_ones_are_not_read(self):
        """What is older than a week, or was learned in another way: it is learned at once."""
        learned = self.read_learned()
        for values in ({"day": self.day(NOW[:10]) - timedelta(days=DAYS_KEPT + 1)}, {"way": 0}):
            kept = self.keep()
            kept.write({"content": "{}", **values})
            self.env.flush_all()
            self.assertEqual(self.read_learned(), learned)
            kept.unlink()
        kept = self.keep()
        kept.day = self.day(NOW[:10]) - timedelta(days=DAYS_KEPT)
        self.assertEqual(self.read_learned(), learned)

    def test_kept_once_a_day(self):
        """What is there of yesterday stays; a day later it is learned anew, the old one goes."""
        first = self.keep()
        self.assertEqual(set(first.mapped("day")), {self.day("2026-03-15")})
        self.assertEqual(self.keep(), first)
        with freeze_time("2026-03-17 10:00:00"):
            second = self.keep()
        self.assertEqual(set(second.mapped("day")), {self.day("2026-03-16")})
        self.assertEqual(len(second), len(first))
        second.way = 0
        with freeze_time("2026-03-17 12:00:00"):
            self.assertFalse(self.keep() & second)

    def test_another_past_is_another_lesson(self):
        """Where the past of a deal is rebuilt, what was learned without it is forgotten."""
        with freeze_time(INSTALLED):
            deal = self.born("2031-01-01")
            self.changing("2031-02-01", deal, stage_id=self.qualified.id)
            self.install(INSTALLED)
            self.keep()
            before = self.read_learned()
            self.rebuild_past()
            self.assertFalse(self.of_company())
            after = self.read_learned()
            self.assertNotEqual(after, before)
            self.keep()
            self.assertEqual(self.read_learned(), after)

    def test_it_is_for_code(self):
        """Nobody reads it but administrators, and nobody writes it."""
        kept = self.keep()
        admin = self.env.ref("base.user_admin")
        for user in (self.salesperson, self.manager, self.auditor):
            with self.assertRaises(AccessError):
                kept.with_user(user).read(["content"])
        for user in (self.manager, admin):
            with self.assertRaises(AccessError):
                kept.with_user(user).write({"content": "{}"})
            with self.assertRaises(AccessError):
                kept.with_user(user).unlink()
