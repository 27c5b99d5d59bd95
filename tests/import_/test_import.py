import io
import random

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from openpyxl import load_workbook

from ..common.base import draw_seeds
from ..common.imports import ImportCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install", "sales_plan_random")
class TestImport(ImportCommon):
    """A planning table goes out as a spreadsheet and comes back."""

    # Round trips ------------------------------------------------------------------------

    def test_unchanged_file_changes_nothing(self):
        everything = ("history", "change", "actual", "attainment")
        for plan in (self.draft, self.make_rolled_up()):
            for columns in ((), ("change",), everything):
                with self.subTest(plan=plan.name, columns=columns):
                    content = self.export(plan, columns=columns)
                    self.assertSame(content, plan)
                    self.assertSame(self.typed(content, {}), plan)

    def test_unchanged_file_of_another_language_changes_nothing(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.manager.lang = "de_DE"
        plan = self.draft.with_user(self.manager).with_context(lang="de_DE")
        content = plan.env["sales.plan.grid.xlsx"]._build(plan)
        self.manager.lang = "en_US"
        self.assertSame(content)

    def test_file_in_another_order_changes_nothing(self):
        book = load_workbook(io.BytesIO(self.export()))
        sheet = book.worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
        for line, row in enumerate([rows[3], rows[2], *rows[4:], *rows[:2]], start=5):
            for number, value in enumerate(row, start=1):
                is_figure = number > 6 and not str(value).startswith("=")
                sheet.cell(line, number).value = value if number < 7 or is_figure else None
        self.assertSame(self.saved(book))

    def test_template_changes_nothing_until_it_is_filled_in(self):
        content = self.export(template=True)
        self.assertSame(content)
        wizard = self.check(self.typed(content, {"G7": 300, "J10": 0}))
        self.assertEqual(
            self.lines(wizard), [("North / Acme", 1, 100.25, 300), ("South / Coil", 4, None, 0)]
        )

    def test_rows_that_are_not_in_the_file_stay(self):
        rows = (self.north | self.north_bolt).ids
        content = self.export(rows=rows)
        self.assertSame(content)
        # lines 5 and 6: north with acme's figures in a number of its sums, bolt
        wizard = self.check(self.typed(content, {"G6": 60}))
        self.assertEqual(self.lines(wizard), [("North / Bolt", 1, 50, 60)])

    def test_more_rows_below_a_shown_row_do_not_matter(self):
        content = self.export(rows=self.north.ids)
        self.assertSame(content)
        self.target(self.north_bolt, 5, number=4)
        self.assertSame(content)

    def test_rows_added_after_the_export_do_not_matter(self):
        content = self.export()
        self.target(self.row(self.south, self.drip), 12)
        self.assertSame(content)

    # What cells say ---------------------------------------------------------------------

    def test_differences(self):
        wizard = self.check(
            self.typed(
                self.export(),
                {"G5": 2000, "G7": 120.5, "H7": None, "I7": 5, "R10": 0, "G6": 160, "G8": 50},
            )
        )
        self.assertEqual(
            self.lines(wizard),
            [
                ("Total", 1, 1000, 2000),
                ("North", 1, None, 160),
                ("North / Acme", 1, 100.25, 120.5),
                ("North / Acme", 2, 200, None),
                ("North / Acme", 3, 0, 5),
                ("South / Coil", 12, None, 0),
            ],
        )
        self.assertEqual(
            [line.difference for line in wizard.line_ids.sorted("sequence")],
            [1000, 160, 20.25, -200, 5, 0],
        )
        self.assertEqual(set(wizard.line_ids.mapped("take")), {True})
        self.assertEqual(wizard.summary, "Cells that differ: 6.")

    def test_binary_fractions_and_more_digits_than_cents(self):
        content = self.export()
        for text in ("100.25000000000001", "100.2499999", "1.0025E2", "100.254"):
            with self.subTest(text=text):
                self.assertSame(self.with_cell(content, "G7", f"<v>{text}</v>"))
        wizard = self.check(self.with_cell(content, "G7", "<v>100.255</v>"))
        self.assertEqual(self.lines(wizard), [("North / Acme", 1, 100.25, 100.26)])

    def test_formulas_count_with_their_value(self):
        content = self.with_cell(self.export(), "G7", "<f>60+60.5</f><v>120.5</v>")
        content = self.with_cell(content, "H7", '<f>IF(1,"","")</f><v></v>', "str")
        with self.assertRaisesRegex(UserError, "Cell H7 .* a formula without a value"):
            self.check(content)
        content = self.with_cell(content, "H7", "<f>2*G7</f><v>241</v>")
        content = self.with_cell(content, "G6", "<f>SUM(G7:G8)</f><v>170.5</v>")
        self.assertEqual(
            self.lines(self.check(content)),
            [
                ("North", 1, None, 170.5),
                ("North / Acme", 1, 100.25, 120.5),
                ("North / Acme", 2, 200, 241),
            ],
        )

    def test_sums_of_rows_are_known_in_every_way_of_writing(self):
        content = self.export()
        own = "SUMIF($B7:$B8,$A6,{0}7:{0}8)"
        for formulas in (
            (own.format("G"), own.format("H")),
            ("SUMIF(B7:B8,A6,G7:G8)", "SUMIF($B$7:$B$8, $A$6, H$7:H$8)"),
        ):
            changed = self.with_cell(content, "G6", f"<f>{formulas[0]}</f><v>150.25</v>")
            changed = self.with_cell(changed, "H6", f"<f>{formulas[1]}</f><v>7</v>")
            self.assertSame(changed)
        shared = self.with_cell(
            content, "G6", f'<f t="shared" ref="G6:I6" si="0">{own.format("G")}</f><v>150.25</v>'
        )
        shared = self.with_cell(shared, "H6", '<f t="shared" si="0"/><v>200</v>')
        self.assertSame(shared)
        wizard = self.check(
            self.with_cell(content, "G6", f"<f>{own.format('G')}+500</f><v>650.25</v>")
        )
        self.assertEqual(self.lines(wizard), [("North", 1, None, 650.25)])

    def test_blanks_are_no_figures(self):
        content = self.with_cell(self.export(), "G7", "<is><t> </t></is>", "inlineStr")
        self.assertEqual(self.lines(self.check(content)), [("North / Acme", 1, 100.25, None)])

    def test_text_beside_the_table_does_not_matter(self):
        book = load_workbook(io.BytesIO(self.export()))
        book.worksheets[0]["D14"] = "Ask Bolt again"
        book.worksheets[0]["V7"] = "sure?"
        book.create_sheet("Workings")["A1"] = 12
        self.assertSame(self.saved(book))

    def test_rows_that_roll_up_take_no_figures_and_may_repeat_their_sum(self):
        plan = self.make_rolled_up()
        content = self.export(plan)
        self.assertSame(self.typed(content, {"G6": 150.25}), plan)
        wizard = self.check(self.typed(content, {"G6": 151.25, "G7": 101.25}), plan)
        self.assertEqual(self.lines(wizard), [("North / Acme", 1, 100.25, 101.25)])

    # Rows without a key -----------------------------------------------------------------

    def test_lost_keys_are_found_by_names(self):
        content = self.typed(self.export(), {"A7": None, "A9": None, "G7": 1})
        self.assertEqual(self.lines(self.check(content)), [("North / Acme", 1, 100.25, 1)])

    def test_rows_renamed_in_odoo_keep_their_key(self):
        content = self.typed(self.export(), {"G7": 1})
        self.acme.name = "Acme Works"
        self.env.invalidate_all()
        self.assertEqual(self.lines(self.check(content)), [("North / Acme Works", 1, 100.25, 1)])

    # Meanwhile in Odoo ------------------------------------------------------------------

    def set_amount(self, row, amount, number=1):
        target = row.target_ids.filtered(lambda t: t.period_id.date_from.month == number)
        target.amount = amount

    def test_cells_changed_after_the_export_are_marked_and_not_taken(self):
        content = self.typed(self.export(), {"G7": 120, "G10": 80})
        self.set_amount(self.north_acme, 110)
        self.set_amount(self.north_acme, 250, number=2)
        self.set_amount(self.draft.root_id, 900)
        self.set_amount(self.draft.root_id, 1000)
        wizard = self.check(content)
        found = {
            (f"{line.above} / {line.name}", line.period_id.date_from.month): (
                line.was_amount,
                line.new_amount,
                line.origin,
                line.take,
            )
            for line in wizard.line_ids
        }
        self.assertEqual(
            found,
            {
                ("North / Acme", 1): (110, 120, "both", False),
                ("North / Acme", 2): (250, 200, "odoo", False),
                ("South / Coil", 1): (70, 80, "file", True),
            },
        )
        marked = wizard.line_ids.filtered("changed_since")
        self.assertEqual(marked, wizard.line_ids[:2])
        self.assertEqual(set(marked.mapped("changed_by")), {self.env.user.name})
        self.assertEqual(
            wizard.summary,
            "Cells that differ: 3. Changed in Odoo after the export, and not taken unless you "
            "choose them: 2.",
        )
        wizard.action_apply()
        cells, __ = self.cells()
        self.assertEqual(cells["North / Acme", 1][0], 110)
        self.assertEqual(cells["South / Coil", 1][0], 80)

    def test_choosing_what_to_take(self):
        content = self.typed(self.export(), {"G7": 120, "G10": 80, "H10": 1})
        self.set_amount(self.north_acme, 110)
        wizard = self.check(content)

        def taken():
            return wizard.line_ids.sorted("sequence").mapped("take")

        self.assertEqual(taken(), [False, True, True])
        wizard.action_take_all()
        self.assertEqual(taken(), [True] * 3)
        wizard.action_take_none()
        self.assertEqual(taken(), [False] * 3)
        with self.assertRaisesRegex(UserError, "Nothing is taken"):
            wizard.action_apply()
        wizard.action_take_unchanged()
        self.assertEqual(taken(), [False, True, True])
        wizard.line_ids.sorted("sequence")[2].take = False
        wizard.action_update_totals()
        self.assertEqual(taken(), [False, True, False])

    def test_changes_after_the_preview_are_not_overwritten(self):
        wizard = self.check(self.typed(self.export(), {"G7": 120}))
        self.set_amount(self.south_coil, 71)
        self.set_amount(self.north_acme, 110)
        before = self.cells()
        with self.assertRaisesRegex(UserError, "changed 1 of these cells. Check the file again"):
            wizard.action_apply()
        self.assertEqual(self.cells(), before)
        wizard.action_check()
        wizard.action_take_all()
        wizard.action_apply()
        self.assertEqual(self.cells()[0]["North / Acme", 1][0], 120)

    # Writing ----------------------------------------------------------------------------

    def test_import_is_one_step_that_can_be_undone(self):
        content = self.typed(self.export(), {"G7": 120, "H7": None, "G8": 55, "K10": 0})
        before, version = self.cells()
        wizard = self.check(content)
        self.assertEqual(self.cells(), (before, version))
        wizard.action_apply()
        after, version_after = self.cells()
        self.assertEqual(version_after, version + 1)
        self.assertEqual(after["North / Acme", 1][0], 120)
        self.assertNotIn(("North / Acme", 2), after)
        self.assertEqual(after["North / Bolt", 1], (55, 0, True))
        self.assertEqual(after["South / Coil", 5][0], 0)
        step = self.env["sales.plan.step"].search([("plan_id", "=", self.draft.id)], limit=1)
        self.assertEqual((step.kind, step.cell_count), ("import", 4))
        self.assertEqual(step.create_uid, self.manager)
        table_of(self.draft.with_user(self.manager)).undo(version_after, "undo")
        self.assertEqual(self.cells()[0], before)

    def test_any_edits_arrive(self):
        """Whatever is typed into whichever cells, the plan has it afterwards, and nothing else."""
        rows = (
            self.draft.root_id
            | self.north
            | self.north_acme
            | self.north_bolt
            | self.south
            | self.south_coil
        )
        for seed in draw_seeds(5):
            chance = random.Random(seed)
            expected = {key: cell[0] for key, cell in self.cells()[0].items()}
            typed = {}
            for __ in range(30):
                line, month = chance.randrange(6), chance.randrange(12)
                value = chance.choice([None, 0, chance.randrange(-99999, 999999) / 100])
                typed[f"{'GHIJKLMNOPQR'[month]}{line + 5}"] = value
                expected[rows[line].display_name, month + 1] = value
            wizard = self.check(self.typed(self.export(), typed))
            if wizard.line_ids:
                wizard.action_apply()
            self.assertEqual(
                {key: cell[0] for key, cell in self.cells()[0].items()},
                {key: value for key, value in expected.items() if value is not None},
                seed,
            )

    def test_imported_file_imported_again_changes_nothing(self):
        content = self.typed(self.export(), {"G7": 120, "G6": 500})
        self.check(content).action_apply()
        self.assertSame(content)
        self.assertSame(self.export())

    def test_totals_before_and_after(self):
        wizard = self.check(self.typed(self.export(), {"G5": 1100, "G7": 120.25, "H10": 5}))

        def totals():
            return [
                (total.name, total.before_amount, total.after_amount, total.difference)
                for total in wizard.total_ids
            ]

        self.assertEqual(
            totals(),
            [
                ("Total", 1200, 1305, 105),
                ("Sales Team", 420.25, 445.25, 25),
                ("Customer", 420.25, 445.25, 25),
            ],
        )
        wizard.action_take_none()
        self.assertEqual({total[3] for total in totals()}, {0})

    def test_plan_confirmed_meanwhile(self):
        wizard = self.check(self.typed(self.export(), {"G7": 120}))
        self.draft.action_confirm()
        for action in (wizard.action_apply, wizard.action_check):
            with self.assertRaisesRegex(UserError, "is confirmed and stays as it is"):
                action()
        with self.assertRaisesRegex(UserError, "is confirmed and stays as it is"):
            self.draft.action_open_import()

    def test_rows_added_below_after_the_preview(self):
        """What became a sum meanwhile takes no figures; nor do periods of another plan."""
        plan = self.make_rolled_up()
        row = self.row(plan.root_id, self.env["crm.team"].create({"name": "West"}))
        wizard = self.check(self.typed(self.export(plan), {"G11": 5}), plan)
        self.row(row, self.drip)
        with self.assertRaisesRegex(UserError, "is the sum of the rows below"):
            wizard.action_apply()
        wizard.line_ids.sudo().period_id = self.draft.period_ids[0]
        with self.assertRaisesRegex(UserError, "no such period"):
            wizard.action_apply()

    def test_apply_before_check(self):
        with self.assertRaisesRegex(UserError, "Check the file first"):
            self.wizard(self.export()).action_apply()

    # The dialog -------------------------------------------------------------------------

    def test_dialog(self):
        action = self.draft.with_user(self.manager).action_open_import()
        self.assertEqual(action["res_model"], "sales.plan.import")
        wizards = self.env["sales.plan.import"].with_user(self.manager)
        form = Form(wizards.with_context(**action["context"]))
        form.file = self.wizard(self.typed(self.export(), {"G7": 1})).file
        wizard = form.save()
        wizard.action_check()
        self.assertEqual((wizard.state, wizard.line_count), ("preview", 1))
        wizard.action_back()
        self.assertEqual((wizard.state, wizard.file, len(wizard.line_ids)), ("file", False, 0))
        with self.assertRaisesRegex(UserError, "Choose a file first"):
            wizard.action_check()

    def test_who_may_import(self):
        content = self.export()
        for user in (self.salesperson, self.leader, self.auditor, self.clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.wizard(content).with_user(user).action_check()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["sales.plan.import"].with_user(user).create({"plan_id": self.draft.id})
        other = self._make_user("other_manager", "sales_plan.group_sales_plan_manager")
        wizard = self.check(self.typed(content, {"G7": 1}))
        for records in (wizard, wizard.line_ids, wizard.total_ids):
            with self.assertRaises(AccessError):
                records.with_user(other).check_access("read")
        for action in ("action_check", "action_take_all", "action_update_totals", "action_apply"):
            with self.assertRaises(AccessError):
                getattr(wizard.with_user(other), action)()
