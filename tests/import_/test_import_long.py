import io

from odoo.tests import tagged
from openpyxl import load_workbook

from ...tools.spreading import Cell
from ..common.imports import ImportCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestImportLong(ImportCommon):
    """A plan as large as they come goes out and comes back."""

    def test_five_thousand_rows(self):
        plan = self.plan("team", "customer", year=2026, name="Five thousand")
        build = self.env["sales.plan.build"]
        teams = self.env["crm.team"].create([{"name": f"Team {n}"} for n in range(9)])
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {n}", "is_company": True} for n in range(4990)]
        )
        above = build._create_rows(
            [{"parent_id": plan.root_id.id, "team_id": team.id} for team in teams]
        )
        rows = build._create_rows(
            [
                {"parent_id": above[number % 9], "partner_id": partner.id}
                for number, partner in enumerate(partners)
            ]
        )
        self.env["sales.plan.cells"]._write_cells(
            plan,
            {
                (row, period): Cell(row * 12 % 9973 / 100)
                for row in [*rows, *above[:5]]
                for period in plan.period_ids.ids
                if (row + period) % 17
            },
        )
        self.assertEqual(len(plan.allocation_ids), 5000)
        for columns in ((), ("history", "change", "actual", "attainment")):
            content = self.export(plan, columns=columns)
            self.assertEqual(self.lines(self.check(content, plan)), [])
        before, version = self.cells(plan)
        wizard = self.check(self.raised(self.export(plan)), plan)
        self.assertGreater(wizard.line_count, 50_000)
        wizard.action_apply()
        self.assertEqual(self.cells(plan)[1], version + 1)
        table_of(plan.with_user(self.manager)).undo(version + 1, "undo")
        self.assertEqual(self.cells(plan)[0], before)

    def raised(self, content):
        """Return the file with one more in each cell that has a figure."""
        book = load_workbook(io.BytesIO(content))
        for row in book.worksheets[0].iter_rows(min_row=5, min_col=7, max_col=18):
            for cell in row:
                if isinstance(cell.value, int | float):
                    cell.value += 1
        return self.saved(book)
