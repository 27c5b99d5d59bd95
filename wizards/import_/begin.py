from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...models.org.arguments import check_one
from ...models.org.raised import by_code
from ...queries.dimensions import BY_CODE
from ...tools.arguments import shorten
from ...tools.spreading import Cell
from .names import NamesFile

#: Rows of a workbook that the preview names.
_MOST_SHOWN = 20


class SalesPlanImport(models.TransientModel):
    """Begins a plan with a workbook of names and amounts, as long as the plan has no rows.

    The preview tells what would be added, level by level. Rows and amounts are one step, which
    can be undone.
    """

    _inherit = "sales.plan.import"

    is_first = fields.Boolean(compute="_compute_is_first")
    layout = fields.Char(compute="_compute_is_first")
    opens_table = fields.Boolean(
        help="Whether the planning table is opened afterwards: the dialog was not opened there."
    )
    row_count = fields.Integer("New Rows", readonly=True)
    row_text = fields.Text(readonly=True)

    @api.depends_context("lang")
    @api.depends("plan_id")
    def _compute_is_first(self):
        for wizard in self:
            plan = wizard.plan_id
            wizard.is_first = bool(plan.level_ids) and not plan.root_id.child_ids
            labels = [level._get_label() for level in plan.level_ids]
            wizard.layout = " · ".join([*labels, *plan.period_ids[:2].mapped("name"), "…"])

    def _is_beginning(self, content):
        """Whether a file is a workbook of names and amounts that begins the plan."""
        return self.is_first and not NamesFile.is_export(self.env, content)

    def _preview_names(self, content):
        """Show what a workbook of names and amounts would add."""
        names = NamesFile(self.plan_id, content)
        self._delete_lines()
        by_code(self).write(
            {
                "state": "preview",
                "version": self.plan_id.edit_version,
                "line_count": 0,
                "changed_count": 0,
                "row_count": len([path for path in names.rows if path]),
                "row_text": self._describe_rows(names),
                "total_ids": [Command.clear(), *self._prepare_first_totals(names)],
            }
        )
        return self._reopen()

    def _describe_rows(self, names):
        """Name the first rows with their amounts, a line each."""
        plan, shown = self.plan_id, names.sum_up()
        lines = [
            f"{' / '.join(names.names.get(path, ())) or self.env._('Total')}: "
            f"{plan._format_figure(float(sum(shown[path].values())) if shown[path] else None)}"
            for path in names.rows
        ]
        more = len(lines) - _MOST_SHOWN
        if more > 0:
            lines[_MOST_SHOWN:] = [self.env._("and %s more", plan._format_count(more))]
        return "\n".join(lines)

    def _prepare_first_totals(self, names):
        """Sum up by level what a workbook of names would add."""
        totals = {}
        for path, amounts in names.sum_up().items():
            totals[len(path)] = totals.get(len(path), 0) + sum(amounts.values())
        labels = [self.env._("Total"), *(each._get_label() for each in self.plan_id.level_ids)]
        return [
            Command.create(
                {
                    "sequence": depth,
                    "name": labels[depth],
                    "before_amount": 0,
                    "after_amount": amount,
                    "difference": amount,
                }
            )
            for depth, amount in sorted(totals.items())
        ]

    def _apply_names(self):
        """Add the rows and amounts of the workbook to the plan as one step; open its table, unless
        that is where the dialog was opened."""
        plan = self.plan_id
        tables = self.env["sales.plan.table"]
        tables._begin_step(plan)
        if not self.is_first:
            raise UserError(
                self.env._(
                    "“%s” has rows by now: its planning table has a spreadsheet to fill in.",
                    plan.display_name,
                )
            )
        names = NamesFile(plan, self._get_content())
        data = {
            "file": shorten(self.file_name or "", 80),
            "count": sum(len(amounts) for amounts in names.rows.values()),
        }
        with self.env["sales.plan.journal"]._recording(plan, "import", data=data):
            nodes = self._create_rows(names)
            cells = {
                (nodes[path], period_id): Cell(amount)
                for path, amounts in names.rows.items()
                for period_id, amount in amounts.items()
            }
            self.env["sales.plan.cells"]._write_cells(plan, cells)
        if self.opens_table:
            return plan.action_open_table()
        return self._tell_imported(data["count"])

    def _create_rows(self, names):
        """Create the rows of a workbook, level by level; return ``{path: row id}``."""
        plan = self.plan_id
        nodes = {(): plan.root_id.id}
        for depth, level in enumerate(plan.level_ids, start=1):
            paths = [path for path in names.rows if len(path) == depth]
            field = BY_CODE[level.dimension].field
            ids = self.env["sales.plan.build"]._create_rows(
                [{"parent_id": nodes[path[:-1]], field: path[-1]} for path in paths]
            )
            nodes.update(zip(paths, ids, strict=True))
        return nodes


class SalesPlan(models.Model):
    """The button on the start page's dialog that goes on with the workbook."""

    _inherit = "sales.plan"

    def action_begin_import(self):
        """Open the wizard that begins this plan with a workbook of names and amounts."""
        check_one(self)
        if not self.level_ids:
            raise UserError(
                self.env._(
                    "Say first what the plan is broken down by: the workbook has a column of names "
                    "for each of these levels."
                )
            )
        action = self.action_open_import()
        return {**action, "context": {**action["context"], "default_opens_table": True}}
