import io

from odoo.fields import Command
from odoo.tests import tagged
from openpyxl import load_workbook

from ...tools.spreading import Cell
from ..common.imports import ImportCommon


@tagged("post_install", "-at_install")
class TestImportSize(ImportCommon):
    """P15: plans of thousands of rows, of every unit and of every kind of period."""

    def make_large(self, count):
        plan = self.plan("customer", year=2026, name=f"Large {count}")
        partners = self.env["res.partner"].create(
            [{"name": f"Large {number}", "is_company": True} for number in range(count)]
        )
        rows = self.env["sales.plan.build"]._create_rows(
            [{"parent_id": plan.root_id.id, "partner_id": partner.id} for partner in partners]
        )
        periods = plan.period_ids.ids
        cells = {(row, period): Cell(10) for row in rows for period in periods}
        self.env["sales.plan.cells"]._write_cells(plan, cells)
        return plan

    def test_number_of_queries_does_not_depend_on_size(self):
        counts = []
        for size in (2, 20, 40):  # the first one fills caches
            plan = self.make_large(size)
            book = load_workbook(io.BytesIO(self.export(plan)))
            for row in book.worksheets[0].iter_rows(min_row=6, min_col=7, max_col=18):
                for cell in row:
                    cell.value = 11
            wizard = self.wizard(self.saved(book), plan)
            self.env.flush_all()
            self.env.invalidate_all()
            # else whether the user is read anew depends on whom the test has read before
            self.env["res.users"].search([]).fetch()
            before = self.cr.sql_log_count
            wizard.action_check()
            wizard.action_take_all()
            wizard.action_apply()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(wizard.line_count, 12 * size)
            amounts = plan.allocation_ids.target_ids.mapped("amount")
            self.assertEqual(set(amounts), {11})
        self.assertEqual(*counts[1:])

    def test_preview_lists_thousands(self):
        plan = self.make_large(200)
        content = self.export(plan)
        plan.root_id.child_ids.target_ids.unlink()
        wizard = self.check(content, plan)
        self.assertEqual((wizard.line_count, wizard.changed_count), (2400, 2400))
        self.assertEqual(set(wizard.line_ids.mapped("origin")), {"odoo"})
        wizard.action_take_all()
        wizard.action_apply()
        self.assertEqual(len(plan.allocation_ids.target_ids), 2400)

    def test_deep_and_flat_plans(self):
        for levels in ((), ("customer",), ("country", "industry", "customer", "product")):
            plan = self.plan(*levels, year=2026, name=f"Levels {len(levels)}")
            self.target(plan, 100)
            row = plan.root_id
            values = {
                "customer": self.acme,
                "country": self.belgium,
                "industry": self.metal,
                "product": self.screw,
            }
            for level in levels:
                row = self.row(row, values[level])
                self.target(row, 50)
            with self.subTest(levels=levels):
                content = self.export(plan)
                self.assertSame(content, plan)
                self.assertEqual(len(self.check(self.typed(content, {"G5": 7}), plan).line_ids), 1)

    def test_units_without_currency(self):
        plan = self.plan("product", year=2026, measure="quantity", name="Units")
        self.target(self.row(plan, self.screw), 12.5)
        content = self.export(plan)
        self.assertSame(content, plan)
        wizard = self.check(self.typed(content, {"G6": 12.755}), plan)
        self.assertEqual(self.lines(wizard), [("Screw", 1, 12.5, 12.76)])

    def test_periods_of_every_kind(self):
        plan = self.plan(
            "customer",
            year=2026,
            name="Halves",
            period_type="custom",
            period_ids=[
                Command.create({"name": "H1", "date_from": "2026-01-01", "date_to": "2026-06-30"}),
                Command.create({"name": "2", "date_from": "2026-07-01", "date_to": "2026-12-31"}),
            ],
        )
        self.target(self.row(plan, self.acme), 5, number=2)
        self.assertSame(self.export(plan), plan)
