from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.table import TableCommon
from ..common.table_calls import table_of

HELD, SUMMED = 1, 4


@tagged("post_install", "-at_install")
class TestTableSpans(TableCommon):
    """Quarters beside the months of the planning table: P10, P17, P24."""

    def spans(self, row, *columns):
        """Return a row's subtotals."""
        [found] = table_of(self.plan_of()).rows([row.id], ["spans", *columns])["rows"]
        return found["spans"]

    def quarter(self, number):
        """Return the ids of the months of a quarter, from 1."""
        return self.sales.period_ids[3 * number - 3 : 3 * number].ids

    def test_the_header_names_quarters(self):
        plan = table_of(self.plan_of()).open()["plan"]
        self.assertEqual(plan["subtotals"]["kind"], "quarter")
        self.assertEqual(
            plan["subtotals"]["spans"],
            [
                {"name": "Q1 2026", "first": 0, "last": 2},
                {"name": "Q2 2026", "first": 3, "last": 5},
                {"name": "Q3 2026", "first": 6, "last": 8},
                {"name": "Q4 2026", "first": 9, "last": 11},
            ],
        )

    def test_quarters_are_those_of_the_fiscal_year(self):
        self.sales.company_id.sudo().write(
            {"fiscalyear_last_month": "1", "fiscalyear_last_day": 31}
        )
        spans = table_of(self.plan_of()).open()["plan"]["subtotals"]["spans"]
        self.assertEqual(
            [(span["name"], span["first"], span["last"]) for span in spans],
            [
                ("Q4 2025/26", 0, 0),
                ("Q1 2026/27", 1, 3),
                ("Q2 2026/27", 4, 6),
                ("Q3 2026/27", 7, 9),
                ("Q4 2026/27", 10, 11),
            ],
        )

    def test_weeks_have_months_and_quarters_nothing(self):
        weeks = self.plan("team", name="Weeks", year=2026, period_type="week")
        subtotals = table_of(weeks).open()["plan"]["subtotals"]
        self.assertEqual(subtotals["kind"], "month")
        self.assertEqual(len(subtotals["spans"]), 12)
        quarters = self.plan("team", name="Quarters", year=2026, period_type="quarter")
        self.assertEqual(
            table_of(quarters).open()["plan"]["subtotals"], {"kind": None, "spans": []}
        )

    def test_subtotals_of_cells_and_columns(self):
        """Sums are exact, not planned is nothing, what is held altogether is held."""
        self.invoice(self.acme, "2025-01-10", (self.screw, 100))
        self.invoice(self.acme, "2025-03-10", (self.screw, 50))
        self.target(self.n_acme, 60.1)
        self.target(self.n_acme, 120.2, 2)
        self.target(self.n_acme, 7, 4).is_held = True
        spans = self.spans(self.n_acme, "history", "change")
        self.assertEqual(
            spans["cells"], [[180.3, 0, None], [7, HELD, None], [None, 0, None], [None, 0, None]]
        )
        self.assertEqual(spans["history"], [150, None, None, None])
        self.assertAlmostEqual(spans["change"][0], 0.202)
        self.assertEqual(spans["change"][1:], [None, None, None])
        self.assertEqual(self.spans(self.north)["cells"][0], [180.3, SUMMED, 0])

    def test_nothing_is_summed_unless_asked_for(self):
        [row] = table_of(self.plan_of()).rows([self.n_acme.id])["rows"]
        self.assertNotIn("spans", row)

    def test_typing_a_quarter_shares_it_by_its_months(self):
        """P17: as a total is shared by all months; the rows below follow."""
        for number, amount in enumerate((100, 200, 100, 55), start=1):
            self.target(self.north, amount, number)
        self.target(self.n_acme, 30)
        cells = [[self.north.id, self.quarter(1), "800"]]
        answer = self.edit("type", cells=cells, spread=True, watch=self.north, columns=["spans"])
        self.assertEqual(self.amounts(self.north)[:4], [200, 400, 200, 55])
        self.assertEqual(self.amounts(self.n_acme)[0], 200)
        self.assertEqual(answer["rows"][0]["spans"]["cells"][0][0], 800)
        self.assertIn("Jan 2026 – Mar 2026", answer["step"]["label"])
        self.undo()
        self.assertEqual(self.amounts(self.north)[:4], [100, 200, 100, 55])

    def test_entries_count_from_what_the_quarter_has(self):
        self.target(self.north, 100)
        self.target(self.north, 300, 2)
        self.edit("type", cells=[[self.north.id, self.quarter(1), "+10%"]], spread=False)
        self.assertEqual(self.amounts(self.north)[:2], [110, 330])
        self.edit("type", cells=[[self.north.id, self.quarter(1), ""]], spread=False)
        self.assertEqual(self.amounts(self.north)[:2], [None, None])

    def test_a_block_of_quarters_is_one_step(self):
        cells = [
            [row.id, self.quarter(number), str(100 * number)]
            for row in (self.n_acme, self.n_bolt)
            for number in (1, 2)
        ]
        self.edit("type", cells=cells, source="paste", spread=False)
        self.assertEqual(sum(self.amounts(self.n_bolt)[3:6]), 200)
        self.undo()
        self.assertEqual(self.amounts(self.n_bolt), [None] * 12)

    def test_what_is_held_stays(self):
        self.target(self.north, 100).is_held = True
        self.target(self.north, 50, 2)
        self.edit("type", cells=[[self.north.id, self.quarter(1), "400"]], spread=False)
        self.assertEqual(self.amounts(self.north)[:3], [100, 300, None])

    def test_no_other_periods(self):
        other = self.plan("team", name="Other", year=2027).period_ids
        for periods in ([], other.ids[:2], ["1"], [self.january.id, None]):
            with self.subTest(periods=periods), self.assertRaises(UserError):
                self.edit("type", cells=[[self.north.id, periods, "1"]], spread=False)
