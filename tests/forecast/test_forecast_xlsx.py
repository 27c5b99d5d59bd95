from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.forecast import ForecastCommon
from ..common.workbooks import Formulas, read_book, read_lines


@tagged("post_install", "-at_install", "sales_plan")
class TestForecastXlsx(ForecastCommon):
    """S8, S13, R32: My Forecast as a spreadsheet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promise(cls.salesperson, 100, name="A", next_step="Call")
        cls.promise(cls.salesperson, 200, "best_case", name="B")
        cls.promise(cls.colleague, 50, "closed", day="2026-03-10", name="C")

    def read_sheet(self, user, **request):
        """Return the values of the workbook of a forecast, after computing all of its formulas."""
        self.env.flush_all()
        self.env.invalidate_all()
        service = self.env["sales.forecast.xlsx"].with_user(user).sudo(False)
        content, __ = service._build({"period_id": self.march.id, **request})
        self.assertEqual(Formulas(content).get_wrong()[0], [])
        return read_book(content, values=True)

    def test_of_a_person(self):
        book = self.read_sheet(self.salesperson)
        self.assertEqual(book.sheetnames, ["Forecast", "Deals"])
        amounts = {
            line["Column"]: line["Amount"] for line in read_lines(book["Forecast"], "Column")
        }
        self.assertEqual(
            amounts,
            {"Closed": 0, "Commit": 100, "Best Case": 200, "Pipeline": 0, "Forecast": 100},
        )
        deals = {line["Deal"]: line for line in read_lines(book["Deals"], "Deal")}
        self.assertEqual((deals["A"]["Probability"], deals["A"]["Weighted"]), (0.85, 85))
        self.assertEqual(deals["A"]["Next Step"], "Call")
        self.assertEqual(str(deals["A"]["Expected Closing"])[:10], "2026-03-20")
        self.assertEqual((deals["Total"]["Amount"], deals["Total"]["Weighted"]), (300, 205))

    def test_of_a_team(self):
        """Submitted figures of the people below, as on the screen."""
        self.submit(self.salesperson)
        self.promise(self.salesperson, 30, name="D")
        book = self.read_sheet(self.leader)
        lines = {line["Name"]: line for line in read_lines(book["Team"], "Name")}
        self.assertEqual(lines["Salesperson"]["Forecast"], 100)
        shown = self.open(self.leader)["figures"]
        self.assertEqual(lines["Total"]["Forecast"], shown["live"]["forecast"])

    def test_what_is_submitted_stands_beside(self):
        self.submit(self.salesperson)
        self.promise(self.salesperson, 30, name="D")
        lines = read_lines(self.read_sheet(self.salesperson)["Forecast"], "Column")
        [commit] = [line for line in lines if line["Column"] == "Commit"]
        self.assertEqual(
            (commit["Amount"], commit["Submitted"], commit["Since Then"]), (130, 100, 30)
        )

    def test_of_others(self):
        with self.assertRaises(UserError):
            self.read_sheet(self.salesperson, kind="person", user_id=self.stranger.id)
