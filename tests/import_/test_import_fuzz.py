import io
import random

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common.base import draw_seeds
from ..common.imports import ImportCommon

#: Files that are tried, and changes that each has had at most.
FILES, CHANGES = 1_500, 6
#: What somebody, or a program, may put into a cell.
VALUES = (
    *(None, "", " ", 0, -1, 1e300, -1e-300, 10**18, 0.005, True, "12", "1,5", "1.234,56", "=1/0"),
    *("=SUM(G5:G9)", "#REF!", "North", "Total", "x" * 40_000, "\t\n", "é\u0301", "𝟙𝟚", "'", "%s"),
)


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestImportFuzz(ImportCommon):
    """Thousands of spoiled spreadsheets end in a preview or a sentence, and write nothing."""

    def test_spoiled_files(self):
        content = self.export(columns=("history", "actual"))
        before = self.cells()
        ends = {"preview": 0, "sentence": 0}
        for seed in draw_seeds(FILES):
            rng = random.Random(seed)
            spoil = rng.choice((self.spoil_cells, self.spoil_cells, self.spoil_bytes))
            spoiled = spoil(content, rng)
            with self.subTest(seed), mute_logger("odoo.sql_db"), self.env.cr.savepoint() as undo:
                try:
                    self.check(spoiled)
                    ends["preview"] += 1
                except UserError:
                    ends["sentence"] += 1
                self.assertEqual(self.cells(), before)
                undo.rollback()
        self.assertTrue(all(ends.values()), ends)

    def spoil_cells(self, content, rng):
        """Return the file with some cells, rows, columns or sheets changed."""
        book = self.opened(content)
        for __ in range(rng.randint(1, CHANGES)):
            sheet = rng.choice(book.worksheets)
            row = rng.randint(1, sheet.max_row + 1)
            column = rng.randint(1, sheet.max_column + 1)
            change = rng.choice(("cell", "cell", "cell", "rows", "columns", "insert", "sheet"))
            if change == "cell":
                sheet.cell(row, column).value = rng.choice(VALUES)
            elif change == "rows":
                sheet.delete_rows(row, rng.randint(1, 3))
            elif change == "columns":
                sheet.delete_cols(column)
            elif change == "insert":
                rng.choice((sheet.insert_rows, sheet.insert_cols))(min(row, column))
            elif any(one.sheet_state == "visible" for one in book if one is not sheet):
                book.remove(sheet)  # no program saves a file of hidden sheets alone
        output = io.BytesIO()
        book.save(output)
        return output.getvalue()

    def spoil_bytes(self, content, rng):
        """Return the file with some bytes changed, or a part of it missing."""
        spoiled = bytearray(content)
        for __ in range(rng.randint(1, 20)):
            spoiled[rng.randrange(len(spoiled))] = rng.randrange(256)
        start = rng.randrange(len(spoiled))
        return bytes(spoiled[:start] if rng.random() < 0.3 else spoiled)
