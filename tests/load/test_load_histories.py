from odoo.tests import Form, freeze_time, tagged

from ..common.load import LoadCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
@freeze_time("2025-12-05")
class TestLoadHistories(LoadCommon):
    """P6, P8: what each history takes while the year before the plan's is not over.

    It is the fifth of December 2025; acme bought for 50 in December 2024, for 90 each in
    September and October, and for 30 in November 2025, besides what is in ``LoadCommon``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice(cls.acme, "2024-12-10", (None, 50))
        for day, amount in (("2025-09-03", 90), ("2025-10-03", 90), ("2025-11-03", 30)):
            cls.invoice(cls.acme, day, (None, amount))
        cls.plan_2026 = cls.plan("customer")

    def months(self, plan=None):
        """Return ``{month: history}`` of the total."""
        cells = self.cells((plan or self.plan_2026).root_id)
        return {month: history for month, (__, history) in cells.items()}

    def told(self, load):
        return (load.gap_description or "").splitlines()

    def preview(self, **values):
        load = self.wizard(self.plan_2026, **values)
        load.action_preview()
        return load

    # December

    def test_same_dates_take_an_earlier_december(self):
        load = self.load(self.plan_2026)
        self.assertEqual(self.months(), {1: 150, 2: 300, 3: 200.01, 9: 90, 10: 90, 11: 30, 12: 50})
        self.assertIn(
            "Dec 2026: the year before is not complete yet; the same dates of an earlier year are "
            "taken instead.",
            self.told(load),
        )
        self.assertEqual(load.history_description, "12/01/2024 to 11/30/2025")

    def test_the_mean_of_the_other_periods(self):
        load = self.load(self.plan_2026, filling="mean")
        months = self.months()
        # four months in which nothing was sold are filled, too; what was sold in June was credited
        self.assertEqual(set(months), {1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12})
        self.assertAlmostEqual(months[12], 860.01 / 7, 1)
        self.assertEqual(load.total_ids[0].history_amount, round(860.01 * 12 / 7, 2))
        self.assertIn(
            "Dec 2026: the year before is not complete yet; the mean of the other periods is taken "
            "instead.",
            self.told(load),
        )

    def test_what_is_there_so_far(self):
        load = self.load(self.plan_2026, filling="none")
        self.assertEqual(self.months()[12], 59.99)
        self.assertIn(
            "Dec 2026: the year before is not complete yet; what was sold so far is taken.",
            self.told(load),
        )

    def test_last_twelve_full_months(self):
        self.load(self.plan_2026, history="last12")
        self.assertEqual(self.months(), {1: 150, 2: 300, 3: 200.01, 9: 90, 10: 90, 11: 30, 12: 50})

    def test_last_three_full_months_are_a_rate(self):
        load = self.load(self.plan_2026, history="last3")
        self.assertEqual(set(self.months().values()), {70})
        self.assertEqual(len(self.months()), 12)
        self.assertEqual(load.history_description, "09/01/2025 to 11/30/2025")

    def test_a_mean_leaves_out_what_is_unknown(self):
        """Nothing is known of before December 2024: that is not zero."""
        load = self.load(self.plan_2026, history="mean2")
        self.assertEqual(self.months()[1], 150)
        self.assertEqual(self.months()[12], 50)
        self.assertIn(
            "Jan 2026 to Nov 2026: there is nothing of some of the years; the mean of the others "
            "is taken.",
            self.told(load),
        )

    def test_nothing_sold_is_told(self):
        load = self.preview()
        self.assertIn(
            "Apr 2026, May 2026, Jul 2026, and Aug 2026: nothing was sold then; nothing is "
            "planned.",
            self.told(load),
        )

    def test_no_december_at_all_is_told(self):
        plan = self.plan("customer", industry_id=self.food.id)
        self.invoice(self.coil, "2025-03-01", (None, 10))
        load = self.load(plan)
        self.assertNotIn(12, self.months(plan))
        self.assertIn(
            "Dec 2026: the year before is not complete yet, and there is nothing of earlier years; "
            "nothing is planned.",
            self.told(load),
        )

    def test_choices_say_what_is_to_come(self):
        load = self.wizard(self.plan_2026)
        self.assertEqual(
            load.warning,
            "Dec 2026: the year before is not complete yet; the same dates of an earlier year are "
            "taken instead.",
        )
        self.assertFalse(self.wizard(self.plan_2026, history="last12").warning)
        with freeze_time("2026-01-01"):
            self.assertFalse(self.wizard(self.plan_2026).warning)

    # Other periods

    def test_quarters(self):
        plan = self.plan("customer", period_type="quarter")
        self.load(plan)
        self.assertEqual(self.months(plan), {1: 650.01, 7: 90, 10: 170})
        self.load(plan, history="last3")
        self.assertEqual(set(self.months(plan).values()), {210})

    def test_two_years_are_read_as_one_is(self):
        counts = []
        for kind in ("year", "mean2"):
            load = self.wizard(self.plan_2026, history=kind)
            spans = sorted(load._get_known_spans())
            list(load._read_facts(spans))  # once to warm up
            before = self.cr.sql_log_count
            self.assertTrue(list(load._read_facts(spans)))
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    # What the preview shows

    def test_a_column_for_each_period(self):
        load = self.preview(uplift_percent=10)
        periods = load.preview_periods
        self.assertEqual([period["name"] for period in periods][:2], ["Jan 2026", "Feb 2026"])
        self.assertEqual((periods[0]["source"], periods[11]["source"]), ("Jan 2025", "Dec 2024"))
        self.assertEqual((periods[0]["history"], periods[0]["target"]), (150, 165))
        acme = load.row_ids.filtered(lambda row: row.name == "Acme")
        self.assertEqual(acme.depth, 1)
        self.assertAlmostEqual(acme.growth, 0.1, 4)
        self.assertEqual(acme.cells[0], [periods[0]["id"], "165.00", "150.00"])

    def test_growth_against_history_and_last_year(self):
        """While last year runs, growth is of the periods of it that are over."""
        load = self.preview(uplift_percent=10)
        self.assertEqual(
            load.growth_description,
            "Growth: +10.0% against history ($\xa0910.01); "
            "+10.0% against the periods of 2025 that are over ($\xa0860.01).",
        )
        with freeze_time("2026-01-01"):
            load = self.preview(uplift_percent=10)
        self.assertIn("% against 2025 ($\xa0", load.growth_description)

    # What is kept of it

    def test_history_is_named_for_each_cell(self):
        """What the table says of December is that it was another one."""
        self.load(self.plan_2026)
        row = self.named(self.plan_2026, "Acme")
        table = table_of(self.plan_2026.with_user(self.manager))
        january, december = self.plan_2026.period_ids[0], self.plan_2026.period_ids[11]
        self.assertEqual(table.why(row.id, january.id)["history_name"], "January 2025")
        why = table.why(row.id, december.id)
        self.assertEqual((why["history"], why["history_name"]), (50, "December 2024"))
        self.assertEqual(table.why(row.id, None)["history_name"], "12/01/2024 to 11/30/2025")

    def test_a_rate_is_named_as_one(self):
        self.load(self.plan_2026, history="last3")
        row = self.named(self.plan_2026, "Acme")
        why = table_of(self.plan_2026.with_user(self.manager)).why(
            row.id, self.plan_2026.period_ids[4].id
        )
        self.assertEqual(why["history_name"], "at the rate of 09/01/2025 to 11/30/2025")

    def test_a_revision_remembers_the_days_of_its_periods(self):
        self.load(self.plan_2026)
        self.plan_2026.with_user(self.manager).action_confirm()
        action = self.plan_2026.with_user(self.manager).action_revise()
        revision = self.plan_2026.browse(action["res_id"])
        row = self.named(revision, "Acme")
        why = table_of(revision.with_user(self.manager)).why(row.id, revision.period_ids[11].id)
        self.assertEqual(why["history_name"], "December 2024")

    def test_the_chatter_tells_it(self):
        self.load(self.plan_2026, history="last12")
        body = self.plan_2026.message_ids[0].body
        self.assertIn("Last 12 full months", body)
        self.assertIn("nothing was sold", body)

    # Held targets

    def test_held_targets_stay_unless_one_says_otherwise(self):
        target = self.target(self.row(self.plan_2026, self.bolt), 1000, number=2)
        target.is_held = True
        load = self.wizard(self.plan_2026)
        self.assertEqual((load.existing, load.held_count), ("keep", 1))
        load.action_preview()
        self.assertIn("Held targets that stay as they are: 1.", load.change_description)
        self.assertFalse(load.held_lost_count)
        load.existing = "replace"
        load.action_preview()
        self.assertEqual(load.held_lost_count, 1)
        with Form(load) as form:
            self.assertEqual(form.held_count, 1)
        self.assertEqual(target.amount, 1000)
        load.action_load()
        self.assertEqual(target.amount, 300)
