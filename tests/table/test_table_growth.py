from odoo.tests import freeze_time, tagged

from ..common.table import TableCommon
from ..common.table_calls import table_of

GROWTH = ["growth", "growth_last_year", "growth_two_years"]


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestTableGrowth(TableCommon):
    """By how much targets exceed earlier years, and the mean of their row: P1, P8, P24."""

    def shown_columns(self, row, *columns):
        [found] = table_of(self.plan_of()).rows([row.id], columns)["rows"]
        return [found[name] for name in columns]

    def test_growth_on_history_last_year_and_the_year_before(self):
        self.invoice(self.acme, "2024-01-10", (self.screw, 40))
        self.invoice(self.acme, "2025-01-10", (self.screw, 100))
        self.invoice(self.acme, "2025-12-31", (self.screw, 20))
        # sudo: as loading writes it
        self.target(self.n_acme, 90).sudo().history_amount = 60
        self.target(self.n_acme, 60, 2)
        history, last, before = self.shown_columns(self.n_acme, *GROWTH)
        # a target that was loaded keeps what it was loaded from
        self.assertEqual(history[0], [0.5, 60])
        self.assertEqual(last[0], [-0.1, 100])
        self.assertEqual(before[0], [1.25, 40])
        # nothing planned, nothing sold: nothing to say
        self.assertEqual((last[1], last[11]), ([None, None], [None, 20]))
        self.assertEqual((last[-1], before[-1]), ([0.25, 120], [2.75, 40]))

    def test_no_growth_on_nothing_and_the_sign_of_what_was_lost(self):
        sold = self.invoice(self.acme, "2025-01-10", (self.screw, 10))
        self.credit(sold, "2025-01-11")
        self.credit(sold, "2025-02-11", (self.screw, 10))
        self.target(self.n_acme, 5)
        self.target(self.n_acme, 5, 2)
        [last] = self.shown_columns(self.n_acme, "growth_last_year")
        self.assertEqual(last[:2], [[None, 0], [1.5, -10]])

    @freeze_time("2025-03-10 12:00:00")
    def test_a_year_that_runs_is_compared_as_far_as_it_is_over(self):
        """P24: twelve months against two are no growth; it is that of January and February."""
        self.invoice(self.acme, "2025-01-10", (self.screw, 100))
        self.invoice(self.acme, "2025-03-05", (self.screw, 7))
        self.target(self.n_acme, 90)
        self.target(self.n_acme, 60, 2)
        self.target(self.n_acme, 500, 3)
        columns = ["growth", "growth_last_year", "growth_two_years", "change", "history"]
        opened = table_of(self.plan_of()).open(columns=columns)
        self.assertEqual(opened["plan"]["so_far"], ["growth_last_year"])
        found = self.shown_columns(self.n_acme, *columns, "so_far")
        history, last, __, change, past, so_far = found
        self.assertEqual((last[0], last[2]), ([-0.1, 100], [None, None]))
        self.assertEqual((last[-1], history[-1]), ([0.5, 100], [0.5, 100]))
        self.assertEqual((change[2], change[-1], past[2], past[-1]), (None, 0.5, 7, 107))
        months = [0, 1]
        self.assertEqual(so_far, dict.fromkeys(("growth", "growth_last_year", "change"), months))

    @freeze_time("2025-03-10 12:00:00")
    def test_what_was_loaded_is_compared_whatever_day_it_is(self):
        """The history of loaded targets is over: it was taken of days that were."""
        # sudo: as loading writes it
        self.target(self.n_acme, 500, 3).sudo().history_amount = 400
        self.target(self.n_acme, 100, 4)
        history, so_far = self.shown_columns(self.n_acme, "growth", "so_far")
        self.assertEqual((history[2], history[-1]), ([0.25, 400], [0.25, 400]))
        self.assertEqual(so_far, {"growth": [0, 1, 2]})

    @freeze_time("2025-03-10 12:00:00")
    def test_subtotals_compare_what_is_over(self):
        self.invoice(self.acme, "2025-01-10", (self.screw, 100))
        self.target(self.n_acme, 150)
        self.target(self.n_acme, 500, 3)
        [spans] = self.shown_columns(self.n_acme, "spans", "change")[:1]
        self.assertEqual(spans["change"], [0.5, None, None, None])

    def test_the_total_is_compared_with_all_that_was_sold(self):
        self.invoice(self.acme, "2025-01-10", (self.screw, 100))
        self.invoice(self.drip, "2025-01-10", (self.nail, 100))
        self.target(self.total, 250)
        [last] = self.shown_columns(self.total, "growth_last_year")
        self.assertEqual(last[0], [0.25, 200])

    def test_a_plan_of_two_years_counts_each_year_where_it_belongs(self):
        """The year before the second one is the first; a fact counts for both."""
        plan = self.plan("customer", name="Two years", date_from="2026-01-01", date_to="2027-12-31")
        row = self.row(plan, self.acme)
        self.invoice(self.acme, "2025-01-10", (self.screw, 100))
        figures = self.env["sales.plan.figures"]._read_years(plan, [1, 2])
        january, next_january = plan.period_ids[0], plan.period_ids[12]
        self.assertEqual(figures[1], {(r.id, january.id): 100 for r in plan.root_id | row})
        self.assertEqual(figures[2], {(r.id, next_january.id): 100 for r in plan.root_id | row})

    def test_a_single_row_counts_like_one_of_many(self):
        self.invoice(self.acme, "2025-01-10", (self.screw, 100))
        self.target(self.n_acme, 150)
        rows = [self.n_acme.id, self.n_bolt.id]
        many = table_of(self.plan_of()).rows(rows, GROWTH)["rows"][0]
        [one] = table_of(self.plan_of()).rows(rows[:1], GROWTH)["rows"]
        self.assertEqual([one[name] for name in GROWTH], [many[name] for name in GROWTH])

    def test_rows_do_not_take_more_queries(self):
        """One query for all rows and both years; a second reads the history of targets."""
        self.target(self.n_acme, 1)
        coils = self.rows(self.south, self.drip, self.buyer.commercial_partner_id)
        some = [self.n_bolt, self.s_coil]
        columns = [*GROWTH, "deviation", "spans"]
        counts = []
        for rows in (some, some, [*some, *coils]):
            table = table_of(self.plan_of())
            before = self.env.cr.sql_log_count
            table.rows([row.id for row in rows], columns)
            counts.append(self.env.cr.sql_log_count - before)
        counts = counts[1:]
        self.assertEqual(counts[0], counts[1])

    def test_deviation_from_the_mean_of_the_planned_periods(self):
        self.target(self.n_acme, 50)
        self.target(self.n_acme, 150, 2)
        [deviation] = self.shown_columns(self.n_acme, "deviation")
        self.assertEqual(deviation, [-0.5, 0.5, *[None] * 10, 100])
        [deviation] = self.shown_columns(self.n_bolt, "deviation")
        self.assertEqual(deviation, [None] * 13)
