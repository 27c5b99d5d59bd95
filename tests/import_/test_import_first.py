import io
from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from openpyxl import Workbook

from ..common.imports import ImportCommon
from ..common.table_calls import table_of

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@tagged("post_install", "-at_install")
class TestImportFirst(ImportCommon):
    """P15: a workbook of names and amounts begins a plan that has no rows yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.empty = cls.plan("team", "customer", year=2026, name="From a workbook")

    def book(self, *rows):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        return self.saved(book)

    def begun(self, *rows, plan=None):
        """Import rows of a workbook; return ``{path: [amounts by period]}`` of the plan."""
        plan = plan or self.empty
        self.check(self.book(*rows), plan).action_apply()
        return self.planned(plan)

    def planned(self, plan):
        cells = self.env["sales.plan.cells"]._read_cells(plan)
        rows = self.env["sales.plan.allocation"].search(
            [("plan_id", "=", plan.id), ("parent_id", "!=", False)]
        )
        planned = {}
        for row in plan.root_id | rows:
            amounts = [cells.get((row.id, period.id)) for period in plan.period_ids]
            amounts = [cell and cell.amount for cell in amounts]
            planned[row.complete_name] = amounts if any(amounts) else []
        return planned

    def refused(self, *rows, plan=None):
        """Return why a workbook is refused."""
        with self.assertRaises(UserError) as caught:
            self.check(self.book(*rows), plan or self.empty)
        return str(caught.exception)

    # What is read --------------------------------------------------------------

    def test_months_by_their_names(self):
        planned = self.begun(
            ["Budget 2026"],
            ["Team", "Customer", *MONTHS, "Total"],
            ["North", "Acme", *range(100, 112), 1266],
            ["", "Bolt", *[50.005] * 12, 600],
            ["South", "", *[7] * 12, 84],
            ["South", "Coil", None, 70],
            ["Total", None, *[1000] * 12, 12000],
        )
        self.assertEqual(
            planned,
            {
                "Total": [1000] * 12,
                "North": [],
                "North / Acme": list(range(100, 112)),
                "North / Bolt": [50.01] * 12,
                "South": [7] * 12,
                "South / Coil": [None, 70, *[None] * 10],
            },
        )

    def test_one_amount_for_the_whole_plan(self):
        planned = self.begun(["Team", "Customer", "2026"], ["North", "Acme", 100])
        amounts = planned["North / Acme"]
        self.assertAlmostEqual(sum(amounts), 100, 6)
        self.assertEqual({*amounts}, {8.33, 8.34})

    def test_dates_and_order(self):
        plan = self.plan("customer", year=2026, name="By dates")
        days = [datetime(2026, month, 15) for month in range(12, 0, -1)]
        planned = self.begun(["Customer", *days], ["Acme", *range(1, 13)], plan=plan)
        self.assertEqual(planned["Acme"], list(range(12, 0, -1)))
        plan = self.plan("customer", year=2026, name="By order")
        titles = [f"Column {number}" for number in range(12)]
        planned = self.begun(["Customer", *titles], ["Acme", *range(1, 13)], plan=plan)
        self.assertEqual(planned["Acme"], list(range(1, 13)))

    def test_months_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.manager.lang = "fr_FR"
        plan = self.plan("customer", year=2026, name="Français")
        wizard = self.wizard(
            self.book(["Client", "Janvier", "févr.", "Total"], ["Acme", 10, 20, 30]), plan
        ).with_context(lang="fr_FR")
        wizard.action_check()
        wizard.action_apply()
        self.assertEqual(self.planned(plan)["Acme"][:3], [10, 20, None])

    def test_parents_that_are_sums_keep_no_amounts(self):
        plan = self.plan("team", "customer", year=2026, name="Sums", rolls_up=True)
        rows = (
            ["Team", "Customer", "Jan"],
            ["Total", None, 30],
            ["North", None, 30],
            ["North", "Acme", 10],
            ["North", "Bolt", 20],
        )
        planned = self.begun(*rows, plan=plan)
        self.assertEqual((planned["Total"], planned["North"]), ([], []))
        self.assertEqual(planned["North / Bolt"][0], 20)

    def test_same_names_are_written_as_odoo_shows_them(self):
        self.acme.city = "Ghent"
        twin = self.acme.copy({"name": "Acme", "city": "Bruges"})
        plan = self.plan("customer", year=2026, name="Twins")
        text = self.refused(["Customer", "Jan"], ["Acme", 1], plan=plan)
        self.assertIn("Row 2: “Acme” can be several (Customer)", text)
        self.begun(["Customer", "Jan"], ["Acme (Bruges)", 1], ["Acme (Ghent)", 2], plan=plan)
        self.assertEqual(plan.root_id.child_ids.partner_id, self.acme | twin)

    # What is shown and done ----------------------------------------------------

    def test_the_preview_says_what_is_added(self):
        wizard = self.check(
            self.book(["Team", "Customer", "Jan"], ["North", "Acme", 10], ["North", "Bolt", 20]),
            self.empty,
        )
        self.assertTrue(wizard.is_first)
        self.assertEqual(wizard.summary, "Rows that the file adds to the plan: 3.")
        totals = [(total.name, total.after_amount) for total in wizard.total_ids]
        self.assertEqual(totals, [("Total", 30), ("Sales Team", 30), ("Customer", 30)])
        self.assertEqual(
            wizard.row_text.replace("\N{NO-BREAK SPACE}", " ").splitlines(),
            ["North: $ 30.00", "North / Acme: $ 10.00", "North / Bolt: $ 20.00"],
        )
        self.assertFalse(self.empty.root_id.child_ids, "nothing is written before it is seen")

    def test_the_preview_sums_up_as_the_table_will(self):
        """A row's own amount counts, where it has none those of the rows below it do."""
        wizard = self.check(
            self.book(
                ["Team", "Customer", "Jan", "Feb"],
                ["North", "", 100, None],
                ["North", "Acme", 10, 5],
                ["South", "Coil", None, 7],
            ),
            self.empty,
        )
        totals = [(total.name, total.after_amount) for total in wizard.total_ids]
        self.assertEqual(totals, [("Total", 112), ("Sales Team", 112), ("Customer", 22)])
        lines = wizard.row_text.replace("\N{NO-BREAK SPACE}", " ").splitlines()
        self.assertEqual(lines[0], "North: $ 105.00")
        self.assertEqual(lines[2], "South: $ 7.00")

    def test_the_table_is_opened_unless_it_is_there(self):
        """From the start page it opens; in the table the dialog closes and says what it did."""
        book = self.book(["Team", "Customer", "Jan"], ["North", "Acme", 10])
        wizard = self.check(book, self.empty)
        action = wizard.action_apply()
        self.assertEqual(action["params"]["next"], {"type": "ir.actions.act_window_close"})
        plan = self.plan("team", "customer", year=2026, name="From the start page")
        opened = plan.with_user(self.manager).action_begin_import()
        wizard = self.wizard(book, plan).with_context(**opened["context"])
        wizard.opens_table = opened["context"]["default_opens_table"]
        wizard.action_check()
        self.assertEqual(wizard.action_apply()["tag"], "sales_plan.planning_table")

    def test_problems_are_told_in_the_order_of_rows(self):
        text = self.refused(
            ["Team", "Customer", "Jan"],
            ["North", "Nobody", 1],
            ["Elsewhere", "Acme", 1],
            ["North", "Bolt", "x"],
        )
        lines = text.splitlines()
        self.assertEqual([line.split(":")[0] for line in lines[:2]], ["Row 2", "Row 3"])
        self.assertIn("C4", lines[2])

    def test_it_is_one_step_that_can_be_undone(self):
        self.begun(["Team", "Customer", "Jan"], ["North", "Acme", 10], ["South", "Coil", 20])
        self.assertEqual(self.empty.edit_version, 1)
        plan = self.empty.with_user(self.manager)
        opened = table_of(plan).open()
        self.assertIn("Imported 2 cells from plan.xlsx", opened["undo"]["label"])
        table_of(plan).undo(opened["version"], "undone")
        self.assertFalse(self.empty.root_id.child_ids)

    def test_a_plan_with_rows_takes_its_own_spreadsheet(self):
        wizard = self.wizard(self.book(["Team", "Customer", "Jan"], ["North", "Acme", 10]))
        self.assertFalse(wizard.is_first)
        with self.assertRaisesRegex(UserError, "The workbook has no keys"):
            wizard.action_check()
        first = self.check(self.book(["Team", "Customer", "Jan"], ["North", "Acme", 1]), self.empty)
        self.begun(["Team", "Customer", "Jan"], ["South", "Coil", 20])
        first.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "has rows by now"):
            first.action_apply()

    def test_levels_come_before_the_workbook(self):
        plan = self.empty.with_user(self.manager)
        action = plan.action_begin_import()
        self.assertEqual(action["res_model"], "sales.plan.import")
        plan.level_ids.unlink()
        with self.assertRaisesRegex(UserError, "what the plan is broken down by"):
            plan.action_begin_import()

    def test_only_who_may_change_the_plan(self):
        content = self.book(["Team", "Customer", "Jan"], ["North", "Acme", 10])
        wizard = self.wizard(content, self.empty)
        with self.assertRaises(AccessError):
            wizard.with_user(self.salesperson).action_check()

    # What is refused -----------------------------------------------------------

    def test_what_is_wrong_is_said(self):
        head = ["Team", "Customer", "Jan", "Feb"]
        for rows, sentence in (
            ([["only", "words"]], "The first sheet has no such table"),
            ([head], "The first sheet has no such table"),
            ([head, ["North", "Nobody", 1]], "Row 2: Odoo does not know “Nobody” (Customer)."),
            ([head, ["North", "Acme", "much"]], "has the text “much”, not a number"),
            ([head, ["North", "Acme", 1], ["North", "Acme", 2]], "Rows 2 and 3 are for the same"),
            ([head, ["", "Acme", 1]], "Row 2 has no name where one is needed."),
            ([head, ["North", "Acme", 1], ["", "", 1]], "Row 3 has no name where one is needed."),
            ([[*head, "Bonus"], ["North", "Acme", 1]], "Column E, “Bonus”, is no period"),
            ([[*head, "January"], ["North", "Acme", 1]], "Two columns are for the same period."),
        ):
            with self.subTest(sentence=sentence):
                self.assertIn(sentence, self.refused(*rows))

    def test_more_rows_do_not_take_more_queries_to_check(self):
        counts = []
        plan = self.plan("customer", year=2026, name="Many")
        for size in (5, 10, 20):
            partners = self.env["res.partner"].create(
                [{"name": f"Many {size} {each}", "is_company": True} for each in range(size)]
            )
            rows = [[name, 10] for name in partners.mapped("name")]
            wizard = self.wizard(self.book(["Customer", "Jan"], *rows), plan)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_check()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(wizard.row_count, size)
        self.assertLessEqual(counts[2], counts[1], counts)

    def test_files_are_read_as_carefully(self):
        content = io.BytesIO(b"no workbook")
        with self.assertRaises(UserError):
            self.check(content.getvalue(), self.empty)
