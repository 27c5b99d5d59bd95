from collections import defaultdict

from odoo.tests import tagged

from ...queries.landing import read_exposures, read_late_wins, read_open_deals
from ..common.deal_history import DealHistoryCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestLives(DealHistoryCommon):
    """How long deals were open, in which state, and what became of them: weeks counted by hand.

    All deals are made on Wednesday, 1 January 2025, at midnight UTC, unless something else is said.
    """

    since, moment = "2024-01-01", "2025-12-01"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forget_deals()

    def read_lives(self, moment=None, since=None):
        return read_exposures(
            self.env,
            self.company._get_branch_ids(),
            self.at(since or self.since),
            self.at(moment or self.moment),
        )

    def sums(self, name, **limits):
        """Return weeks, won and lost by a column: ``{value: (weeks, won, lost)}``."""
        found = defaultdict(lambda: [0.0, 0, 0])
        for row in self.read_lives(**limits):
            line = found[getattr(row, name)]
            line[0] += row.weeks
            line[1] += row.won
            line[2] += row.lost
        return {key: (round(weeks, 6), won, lost) for key, (weeks, won, lost) in found.items()}

    def open_deal(self, **limits):
        (deal,) = read_open_deals(
            self.env,
            self.company._get_branch_ids(),
            self.at(self.since),
            self.at(limits.get("moment", self.moment)),
            self.at(limits.get("moment", self.moment)).date(),
        )
        return deal

    def test_three_weeks_until_lost(self):
        """One week at the age of 0, 1 and 2 weeks each; lost in the third one."""
        deal = self.made("2025-01-01", 100)
        self.lost("2025-01-22", deal)
        self.assertEqual(self.sums("age"), {0: (1, 0, 0), 1: (1, 0, 0), 2: (1, 0, 1)})

    def test_part_of_a_week_until_won(self):
        deal = self.made("2025-01-01", 100)
        self.won("2025-01-11 12:00:00", deal)
        self.assertEqual(self.sums("age"), {0: (1, 0, 0), 1: (0.5, 1, 0)})

    def test_still_open(self):
        """What is open is at risk up to now, and nothing became of it."""
        self.made("2025-01-01", 100)
        self.assertEqual(
            self.sums("age", moment="2025-01-18 12:00:00"),
            {0: (1, 0, 0), 1: (1, 0, 0), 2: (0.5, 0, 0)},
        )
        self.assertAlmostEqual(self.open_deal(moment="2025-01-18 12:00:00").age, 2.5)

    def test_what_came_later_is_not_known(self):
        deal = self.made("2025-01-01", 100)
        self.won("2025-01-20", deal)
        self.assertEqual(self.sums("age", moment="2025-01-08"), {0: (1, 0, 0)})
        self.assertEqual(self.open_deal(moment="2025-01-08").number, deal.id)

    def test_what_was_before_is_not_counted(self):
        deal = self.made("2025-01-01", 100)
        self.lost("2025-01-22", deal)
        self.assertEqual(self.sums("age", since="2025-01-15"), {2: (1, 0, 1)})

    def test_archived_is_neither_won_nor_lost(self):
        deal = self.made("2025-01-01", 100)
        self.changed("2025-01-08", deal, active=False)
        self.assertEqual(self.sums("age"), {0: (1, 0, 0)})

    def test_reopened_is_as_old_as_before(self):
        deal = self.made("2025-01-01", 100)
        self.lost("2025-01-08", deal)
        self.reopened("2025-01-22", deal)
        self.won("2025-01-29", deal)
        self.assertEqual(self.sums("age"), {0: (1, 0, 1), 3: (1, 1, 0)})

    def test_stage_and_time_in_it(self):
        """Two weeks in the first stage, one in the next; the time in a stage begins anew."""
        deal = self.made("2025-01-01", 100)
        self.changed("2025-01-15", deal, stage_id=self.qualified.id)
        self.lost("2025-01-22", deal)
        self.assertEqual(self.sums("stage"), {self.new.id: (2, 0, 0), self.qualified.id: (1, 0, 1)})
        self.assertEqual(self.sums("stage_age"), {0: (2, 0, 1), 1: (1, 0, 0)})

    def test_put_off(self):
        """Moved to a later day twice, and once to an earlier one, which does not count."""
        deal = self.made("2025-01-01", 100, date_deadline="2025-02-01")
        self.changed("2025-01-08", deal, date_deadline="2025-03-01")
        self.changed("2025-01-15", deal, date_deadline="2025-02-15")
        self.changed("2025-01-22", deal, date_deadline="2025-04-01")
        self.lost("2025-01-29", deal)
        self.assertEqual(self.sums("pushed"), {0: (1, 0, 0), 1: (2, 0, 0), 2: (1, 0, 1)})

    def test_expected_closing(self):
        """Of a deal without one that is known; of one with it the days that are left."""
        self.made("2025-01-01", 100, date_deadline=False)
        (row,) = self.read_lives(moment="2025-01-08")
        self.assertIsNone(row.due)
        self.assertIsNone(self.open_deal(moment="2025-01-08").due_in)
        self.forget_deals()
        self.made("2025-01-01", 100, date_deadline="2025-01-11")
        self.assertEqual(self.open_deal(moment="2025-01-08").due_in, 3)
        # ten days before, less than four weeks after, and more than that
        found = self.sums("due", moment="2025-02-26")
        self.assertEqual(len(found), 3)

    def test_sizes(self):
        """A third of the deals is small, a third large; without an amount nobody knows."""
        for revenue in (0, 10, 20, 30, 40, 50, 60):
            self.made("2025-01-01", revenue)
        found = self.sums("size", moment="2025-01-08")
        self.assertEqual(
            {key: weeks for key, (weeks, *__) in found.items()}, {None: 1, 0: 2, 1: 2, 2: 2}
        )

    def test_leads_are_no_deals_yet(self):
        self.made("2025-01-01", 100, type="lead")
        self.assertEqual(self.read_lives(), [])

    def test_deals_of_other_companies(self):
        other = self.make_other_company()
        self.made("2025-01-01", 100, company_id=other.id, user_id=False, team_id=False)
        self.assertEqual(self.read_lives(), [])

    def test_one_query(self):
        """However many deals there are."""

        def count():
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.read_lives()
            self.open_deals()
            return self.env.cr.sql_log_count - before

        self.made("2025-01-01", 100)
        self.read_lives()
        one = count()
        for _number in range(3):
            self.made("2025-01-01", 100)
        self.assertEqual(count(), one)

    def open_deals(self):
        return read_open_deals(
            self.env,
            self.company._get_branch_ids(),
            self.at(self.since),
            self.at(self.moment),
            self.at(self.moment).date(),
        )

    # What is made and won in the rest of a span ---------------------------------

    def late_wins(self, *span, moment=None):
        rows = read_late_wins(
            self.env,
            self.company._get_branch_ids(),
            [(1, *map(self.day, span))],
            self.at(moment or self.moment),
        )
        return sum(amount for *__, amount in rows)

    def test_made_and_won_late(self):
        """In Auckland's days: made on 11 January, won on 21 January."""
        deal = self.made("2025-01-10 12:00:00", 100)
        self.won("2025-01-20 12:00:00", deal)
        for span, amount in (
            (("2025-01-11", "2025-01-11", "2025-01-31"), 100),
            (("2025-01-12", "2025-01-12", "2025-01-31"), 0),
            (("2025-01-11", "2025-01-11", "2025-01-20"), 0),
            (("2025-01-01", "2025-01-22", "2025-01-31"), 0),
        ):
            with self.subTest(span):
                self.assertEqual(self.late_wins(*span), amount)

    def test_won_when_it_was_made(self):
        """Of a deal that is over when it is made nobody knows since when it was there."""
        with self.history._at(self.at("2025-01-10 12:00:00")):
            self.deal(self.acme, 100, won="2025-01-10 12:00:00")
        self.assertEqual(self.late_wins("2025-01-01", "2025-01-01", "2025-01-31"), 0)

    def test_not_won_yet(self):
        deal = self.made("2025-01-10 12:00:00", 100)
        self.won("2025-01-20 12:00:00", deal)
        span = "2025-01-01", "2025-01-01", "2025-01-31"
        self.assertEqual(self.late_wins(*span, moment="2025-01-15"), 0)
