import io

from odoo.tests import tagged
from openpyxl import load_workbook

from ..common.imports import ImportCommon
from ..common.teams import TeamsCommon


@tagged("post_install", "-at_install")
class TestRepeatedLevelsXlsx(TeamsCommon, ImportCommon):
    """P17: the planning table of a plan with repeated levels goes out and comes back."""

    def test_round_trip(self):
        plan = self.regions(year=2026)
        rows = plan.allocation_ids.filtered(lambda row: not row.child_ids)
        for number, row in enumerate(rows, start=1):
            self.target(row, 10 * number)
        content = self.export(plan)
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        lines = {
            (sheet.cell(line, 5).value, sheet.cell(line, 4).value): (
                line,
                sheet.cell(line, 6).value,
            )
            for line in range(5, sheet.max_row + 1)
        }
        self.assertEqual(lines[None, "Europe"][1], "Region")
        self.assertEqual(lines["Europe", "Europe (own)"][1], "Sales Team")
        line = lines["Europe / Europe (own)", "Rover"][0]
        wizard = self.check(self.typed(content, {f"H{line}": 77.5}), plan)
        self.assertEqual(self.lines(wizard), [("Europe / Europe (own) / Rover", 2, None, 77.5)])
        self.assertEqual(
            wizard.total_ids.mapped("name"), ["Total", "Region", "Sales Team", "Salesperson"]
        )
        wizard.action_apply()
        rover = self.find(plan, "Europe", "Europe (own)", "Rover")
        self.assertEqual(sum(rover.target_ids.mapped("amount")), 10 * len(rows) + 77.5)
