import hashlib
import io

import xlsxwriter
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ...tools import workbook_layout as layout
from ...tools.flags import GROWTH_COLUMNS, SHEET_COLUMNS
from .grid_sheet import GridFormats, GridSheet, PlainWorksheet, Table

#: What each ratio needs beside it.
_NEEDED = {"change": "history", "attainment": "actual"}

#: Width of the reading notes, in characters, of which a line takes some more.
_LINE_LENGTH = 100


class SalesPlanGridXlsx(models.AbstractModel):
    """The planning table as a spreadsheet to fill in and import again.

    ``tools/workbook_layout.py`` has the layout that writing and importing agree on.
    """

    _name = "sales.plan.grid.xlsx"
    _description = "Planning Table Spreadsheet"

    @api.model
    def _build(self, plan, columns=(), rows=None, template=False):
        """Return a workbook, as bytes, with the rows of a plan that the user can see.

        :param columns: what stands beside targets, of ``SHEET_COLUMNS``
        :param rows: ids of the rows to write, in this order; None for all
        :param template: write no targets, so that new ones can be filled in
        """
        plan.ensure_one()
        plan.check_access("read")
        unknown = set(columns) - set(SHEET_COLUMNS)
        if unknown:
            raise UserError(self.env._("There is no column “%s”.", sorted(unknown)[0]))
        table = self._read_table(plan, columns, rows, template)
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            title = self.env._("Reading Notes")
            reports = self.env["sales.plan.xlsx"]
            name = reports._get_sheet_name(plan, {layout.KEY_SHEET, title.lower()})
            sheet = book.add_worksheet(name, PlainWorksheet)
            writer = GridSheet(self.env, book, sheet, table)
            writer.fill(plan.display_name, self._get_subheading(plan))
            self._write_reading_notes(book, book.add_worksheet(title[:31]), plan, table)
            self._write_keys(book.add_worksheet(layout.KEY_SHEET), plan, table)
        return output.getvalue()

    # -------------------------------------------------------------------------
    # Reading
    # -------------------------------------------------------------------------

    @api.model
    def _read_table(self, plan, columns, rows, template):
        """Read what the sheet shows, in a fixed number of queries."""
        reader = self.env["sales.plan.table"]
        tree = reader._read_tree(plan)
        everything = tree.get_ordered(tree.parents)
        row_ids = everything if rows is None else [r for r in rows if r in tree.parents]
        row_ids = list(dict.fromkeys(row_ids))
        wanted = {*columns, *(_NEEDED[name] for name in columns if name in _NEEDED)}
        columns = tuple(name for name in SHEET_COLUMNS if name in wanted)
        figures = reader._read_rows(tree, row_ids, columns)
        if template:
            self._empty(figures)
        return Table(
            row_ids=row_ids,
            parents=tree.parents,
            names=self._get_names(plan, row_ids),
            # sudo: the periods of a plan are no secret to who sees one of its rows
            periods=[(period.id, period.name) for period in plan.sudo().period_ids],
            figures=figures,
            columns=columns,
            digits=plan._get_digits(),
            rolls_up=plan.rolls_up,
            can_edit=plan._can_edit_rows(),
            is_template=template,
            notes={} if template else self._read_notes(row_ids),
            with_rows={row_id for row_id in row_ids if tree.children.get(row_id)},
        )

    @api.model
    def _empty(self, figures):
        """Take the targets out, and what was computed from them."""
        for row in figures.values():
            row["cells"] = [
                [None, 0, None if unallocated is None else 0.0]
                for __, __, unallocated in row["cells"]
            ]
            for name in ("change", "attainment"):
                if name in row:
                    row[name] = [None] * len(row[name])
            for name in GROWTH_COLUMNS:
                if name in row:
                    row[name] = [[None, base] for __, base in row[name]]

    @api.model
    def _get_names(self, plan, row_ids):
        """Return ``{row id: (names above, name, level)}``."""
        rows = self.env["sales.plan.allocation"].browse(row_ids)
        # sudo: the names above a row are part of its own values
        paths = {row.id: row.sudo()._get_ancestors().ids[1:] for row in rows}
        names = plan._get_row_names({*row_ids, *(i for path in paths.values() for i in path)})
        labels = {level.id: level._get_label() for level in plan.sudo().level_ids}
        return {
            row.id: (
                " / ".join(names[step] for step in paths[row.id]),
                names[row.id],
                labels.get(row.level_id.id, ""),
            )
            for row in rows
        }

    @api.model
    def _read_notes(self, row_ids):
        notes = self.env["sales.plan.note"].search_fetch(
            [("allocation_id", "in", row_ids)], ["allocation_id", "period_id", "text"]
        )
        return {(note.allocation_id.id, note.period_id.id or None): note.text for note in notes}

    @api.model
    def _get_subheading(self, plan):
        return " · ".join(value for __, value in self._get_heading(plan)[1:4])

    @api.model
    def _get_heading(self, plan):
        """Return the lines above the sheet, the same as on paper: ``[(label, value), …]``."""
        return self.env["sales.plan.sheet"]._get_heading(plan)

    # -------------------------------------------------------------------------
    # Other sheets
    # -------------------------------------------------------------------------

    @api.model
    def _write_reading_notes(self, book, sheet, plan, table):
        formats = GridFormats(book, table.digits)
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, _LINE_LENGTH)
        sheet.write_string(0, 0, plan.display_name, formats.get("heading"))
        line = 2
        for label, value in [*self._get_heading(plan)[:-1], *self._get_origin(plan)]:
            sheet.write_string(line, 0, label, formats.get("muted"))
            sheet.write_string(line, 1, value or "", wrapped)
            line += 1
        for title, sentences in self._get_instructions(plan, table):
            line += 1
            sheet.write_string(line, 0, title, formats.get("title"))
            sheet.write_blank(line, 1, None, formats.get("title"))
            for sentence in sentences:
                line += 1
                sheet.set_row(line, 15 * (1 + len(sentence) // (_LINE_LENGTH + 15)))
                sheet.write_string(line, 1, sentence, wrapped)
            line += 1
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    @api.model
    def _get_origin(self, plan):
        moment = format_datetime(self.env, fields.Datetime.now())
        return [
            (
                self.env._("Exported"),
                self.env._("%(moment)s by %(user)s", moment=moment, user=self.env.user.name),
            ),
            (self.env._("Revision"), str(plan.revision)),
        ]

    @api.model
    def _get_instructions(self, plan, table):
        """Return ``[(title, [sentence, …]), …]``."""
        fill = [
            self.env._(
                "Type targets into the open cells under the periods. Formulas count with "
                "the value they show."
            ),
            self.env._(
                "An empty cell means that nothing is planned; 0 means that nothing is to "
                "be sold. Sums show 0 as a dash."
            ),
            self.env._(
                "Shaded amber cells are held: they are locked here, as spreading leaves "
                "them alone in Odoo."
            ),
        ]
        if table.is_template:
            fill[1] = self.env._(
                "This is an empty template: cells that stay empty leave the plan's targets as "
                "they are."
            )
        if table.rolls_up:
            fill.append(self.env._("Rows that have rows below them are sums and cannot be typed."))
        else:
            fill.append(
                self.env._(
                    "Figures in italics are sums of the rows below, nothing is typed "
                    "there. Type over them to give the row a target of its own; what the "
                    "rows below do not have of it shows as unallocated."
                )
            )
        fill.append(
            self.env._(
                "The sheet is protected without a password, so that titles, names and "
                "hidden keys stay in place. Take the protection off to fold rows."
            )
        )
        back = [
            self.env._(
                "Import the file in the planning table it comes from. Odoo checks the whole "
                "file, lists what differs from the plan, and writes only what you take."
            ),
            self.env._(
                "Rows that are not in the file stay as they are. Comments are the notes of "
                "cells; they are not imported."
            ),
            self.env._(
                "Cells that somebody changed in Odoo after the export are marked, and not "
                "taken unless you say so."
            ),
            self.env._(
                "The file belongs to this plan and revision, with these periods. Files "
                "with macros or links to other files are refused."
            ),
        ]
        return [(self.env._("How to Fill It In"), fill), (self.env._("How to Import It"), back)]

    @api.model
    def _write_keys(self, sheet, plan, table):
        """Write the hidden sheet that tells what the file is of."""
        lines = [(name, str(value)) for name, value in self._get_keys(plan, table).items()]
        for number, line in enumerate(lines):
            for column, text in enumerate(line):
                sheet.write_string(number, column, text)
        for number, (period_id, name) in enumerate(table.periods, start=len(lines)):
            for column, text in enumerate(("period", str(period_id), name)):
                sheet.write_string(number, column, text)
        sheet.hide()
        sheet.protect()

    @api.model
    def _get_keys(self, plan, table):
        """Return what an import compares with the plan."""
        return {
            "format": layout.FORMAT,
            "database": self._get_database_key(),
            "plan": plan.id,
            "plan_name": plan.name,
            "revision": plan.revision,
            "company": plan.company_id.id,
            # sudo: the name of the plan's company, which the user may not have chosen
            "company_name": plan.sudo().company_id.name,
            "measure": plan.measure,
            "currency": plan.unit_currency_id.name or "",
            "version": plan.edit_version,
            "template": int(table.is_template),
            "titles": 1 + bool(table.columns),
        }

    @api.model
    def _get_database_key(self):
        """Return what tells this database from others, without naming it."""
        # sudo: nobody else reads system parameters, and only a digest leaves
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid", "")
        return hashlib.sha256(f"sales_plan {uuid}".encode()).hexdigest()[:16]
