from odoo.tests import Form, freeze_time, tagged

from ..common.load import LoadCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
@freeze_time("2027-01-15")
class TestHistoryNamed(LoadCommon):
    """N8: what targets are compared with says of which days it is; a year earlier is beside it.

    ============ ====== ====== ==========
                  2024   2025     2026
    ============ ====== ====== ==========
    acme           90     350.01   500
    bolt                  300      40
    ============ ====== ====== ==========

    Plans are of 2027.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice(cls.acme, "2024-05-10", (None, 90))
        cls.invoice(cls.acme, "2026-01-20", (None, 500))
        cls.invoice(cls.bolt, "2026-02-20", (None, 40))
        cls.year = cls.plan("customer", year=2027, name="Year", is_cascaded=True)
        cls.coming = cls.year.period_ids.sorted("date_from")

    def load_from(self, day, **values):
        return self.load(self.year, history="date", date_from=day, **values)

    def lines(self, plan=None):
        """Return what the dialog shows of customers: ``{name: (history, of, a year earlier)}``."""
        plan = plan or self.year
        if plan.state == "draft":
            plan.with_user(self.manager).action_confirm()
        action = table_of(plan.with_user(self.manager)).publish([], False)
        self.wizard_shown = self.env[action["res_model"]].browse(action["res_id"])
        lines = self.wizard_shown.with_user(self.manager).line_ids
        return {
            line.allocation_id.partner_id.name: (
                round(line.history, 2),
                line.history_name,
                round(line.year_before, 2),
            )
            for line in lines
        }

    def test_loaded_from_an_earlier_year(self):
        """Loaded from 2025 for 2027: that is 2025, and 2026 stands beside it."""
        self.load_from("2025-01-01")
        lines = self.lines()
        self.assertEqual(lines["Acme"], (350.01, "2025", 500))
        self.assertEqual(lines["Bolt"], (300, "2025", 40))
        wizard = self.wizard_shown.with_user(self.manager)
        self.assertIn("2026", wizard.comparison)
        view = self.env["sales.plan.publish"].with_user(self.manager).get_view(view_type="form")
        self.assertNotIn("Year Before", view["arch"])
        strings = wizard.line_ids.fields_get(["history", "year_before"], ["string"])
        self.assertEqual(strings["history"]["string"], "History")
        with Form(wizard) as form:
            self.assertIn("2026", form.comparison)

    def test_loaded_from_the_year_before(self):
        self.load(self.year, history="year")
        self.assertEqual(self.lines()["Acme"], (500, "2026", 500))

    def test_means(self):
        self.load(self.year, history="mean3")
        history, name, before = self.lines()["Acme"]
        self.assertEqual((name, before), ("2026, 2025, 2024", 500))
        # nothing is known of before May 2024: until then the mean is of two years
        self.assertAlmostEqual(history, (500 + 350.01) / 2 + 90 / 3, 1)

    def test_other_days(self):
        self.load_from("2024-05-01")
        self.assertEqual(self.lines()["Acme"][1], "05/01/2024 to 04/30/2025")

    def test_other_documents(self):
        self.order(self.acme, "2025-01-05 10:00:00", (self.nail, 80))
        self.load_from("2025-01-01", basis="ordered")
        self.assertEqual(self.lines()["Acme"], (80, "2025, Confirmed Orders", 500))

    def test_typed(self):
        """What was not loaded is compared with the year before, under its own name."""
        row = self.row(self.year, self.acme)
        self.target(self.year, 1000)
        self.target(row, 700)
        self.assertEqual(self.lines()["Acme"], (500, "2026", 500))

    def test_both(self):
        """Loaded in some periods, in others not: both are named."""
        self.load_from("2025-01-01")
        row = self.named(self.year, "Acme")
        row.target_ids.filtered(lambda target: target.period_id == self.coming[0]).unlink()
        self.assertEqual(self.lines()["Acme"], (700.01, "2025; 2026", 500))

    def test_found_nothing(self):
        """Where a load found nothing, what was sold a year earlier is no history.

        Rows then have the history that they were raised from, and that of rows adds up to that of
        the row above. Where something is planned by hand it is compared with a year earlier.
        """
        self.invoice(self.bolt, "2026-04-20", (None, 25))
        self.load_from("2025-01-01", uplift_percent=10)
        bolt, april = self.named(self.year, "Bolt"), self.coming[3]
        table = table_of(self.year.with_user(self.manager))
        self.assertIsNone(table.why(bolt.id, april.id)["history"])
        planned = self.target(bolt, 50, number=4)
        why = table.why(bolt.id, april.id)
        self.assertEqual((why["history"], why["history_name"]), (25, "2026"))
        planned.unlink()
        self.assertEqual(self.lines()["Bolt"], (300, "2025", 65))

    def test_taken_back_and_loaded_anew(self):
        self.load_from("2024-01-01")
        self.load_from("2025-01-01")
        self.assertEqual(self.lines()["Acme"][1], "2025")

    def test_revisions_remember(self):
        """The rows of a revision have the history of those that they were copied from."""
        self.load_from("2025-01-01")
        self.year.is_cascaded = False
        self.year.with_user(self.manager).action_confirm()
        action = self.year.with_user(self.manager).action_revise()
        revision = self.year.browse(action["res_id"])
        names = self.env["sales.plan.journal"]._name_history(revision, revision.allocation_ids.ids)
        self.assertEqual(set(names.values()), {"2025"})

    def test_loads_of_before(self):
        """Of loads that did not keep their days no year is made up."""
        self.load_from("2025-01-01")
        steps = self.env["sales.plan.step"].search([("kind", "=", "load")])
        step = steps.filtered(lambda step: step.plan_id == self.year).sudo()
        step.data = {key: value for key, value in step.data.items() if key != "spans"}
        self.assertEqual(self.lines()["Acme"], (350.01, "as loaded", 500))

    def test_why(self):
        """The table says it of each cell."""
        self.load_from("2025-01-01")
        row = self.named(self.year, "Acme")
        why = table_of(self.year.with_user(self.manager)).why(row.id, self.coming[0].id)
        self.assertEqual((why["history"], why["history_name"]), (150, "2025"))

    def test_best_of_the_past(self):
        """The best past is that of all years known, the year before included."""
        self.load_from("2024-01-01")
        row = self.named(self.year, "Acme")
        row.target_ids.unlink()
        self.env["sales.plan.target"].sudo().create(
            {
                "allocation_id": row.id,
                "period_id": self.coming[0].id,
                "amount": 480,
                "history_amount": 90,
            }
        )
        [check] = self.env(user=self.manager.id)["sales.plan.fairness"]._compare_rows(
            self.year, row.ids
        )
        self.assertEqual(check["year_before"], 500)
        self.assertNotIn("above_past", check["flags"])

    def test_a_plan_without_periods(self):
        """Rows of a draft whose periods were taken away are read all the same."""
        plan = self.plan("customer", year=2028, name="Bare")
        row = self.row(plan, self.acme)
        plan.period_ids.with_user(self.manager).unlink()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(row.with_user(self.manager).year_before_amount)
        self.assertTrue(table_of(plan.with_user(self.manager)).open(columns=["history", "actual"]))
