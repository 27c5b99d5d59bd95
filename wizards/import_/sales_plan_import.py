import base64
import binascii
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from ...models.org.arguments import check_one
from ...models.org.raised import by_code
from ...tools.spreading import to_decimal
from .compare import Comparison, sum_up
from .package import MOST_BYTES, Package

#: Characters of a file as it arrives: four for three bytes, and ends of lines.
_MOST_ENCODED = MOST_BYTES // 10 * 14


class SalesPlanImport(models.TransientModel):
    """The wizard "Import Spreadsheet": a planning table that was filled in elsewhere comes back.

    First the whole file is checked; then a preview lists what differs from the plan, cell by
    cell. What the user takes of it is written as one step, which can be undone.
    """

    _name = "sales.plan.import"
    _description = "Import of a Planning Table"
    _inherit = ["sales.guarded.mixin"]
    _rec_name = "plan_id"
    _fixed_links = {"plan_id": "write"}

    plan_id = fields.Many2one("sales.plan", required=True, ondelete="cascade")
    unit_currency_id = fields.Many2one(related="plan_id.unit_currency_id")
    measure = fields.Selection(related="plan_id.measure")
    state = fields.Selection(
        [("file", "File"), ("preview", "Preview")], required=True, default="file", readonly=True
    )
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    version = fields.Integer(
        readonly=True, help="Number of the plan's last step when the file was compared with it."
    )
    line_ids = fields.One2many("sales.plan.import.line", "import_id", "Differences")
    total_ids = fields.One2many("sales.plan.import.total", "import_id", "Totals", readonly=True)
    line_count = fields.Integer("Differing Cells", readonly=True)
    changed_count = fields.Integer(
        "Changed in Odoo", readonly=True, help="Cells that were changed in Odoo after the export."
    )
    summary = fields.Char(compute="_compute_summary")
    is_deep = fields.Boolean(compute="_compute_is_deep")

    @api.depends_context("lang")
    @api.depends("line_count", "changed_count", "row_count")
    def _compute_summary(self):
        for wizard in self:
            if wizard.row_count:
                count = wizard.plan_id._format_count(wizard.row_count)
                wizard.summary = self.env._("Rows that the file adds to the plan: %s.", count)
                continue
            if not wizard.line_count:
                wizard.summary = self.env._("The file and the plan say the same.")
                continue
            wizard.summary = self.env._(
                "Cells that differ: %s.", wizard.plan_id._format_count(wizard.line_count)
            )
            if wizard.changed_count:
                wizard.summary += " " + self.env._(
                    "Changed in Odoo after the export, and not taken unless you choose them: %s.",
                    wizard.plan_id._format_count(wizard.changed_count),
                )

    @api.depends("plan_id")
    def _compute_is_deep(self):
        for wizard in self:
            wizard.is_deep = len(wizard.plan_id.level_ids) > 1

    @api.constrains("file")
    def _check_file_size(self):
        """Refuse what is too large to be read before it is kept and unpacked."""
        for wizard in self.with_context(bin_size=False):
            if len(wizard.file or b"") > _MOST_ENCODED:
                raise UserError(Package.describe_size(self.env))

    # -------------------------------------------------------------------------
    # Checking
    # -------------------------------------------------------------------------

    def action_check(self):
        """Check the whole file, compare it with the plan and show what differs."""
        check_one(self)
        plan = self.plan_id
        plan.check_access("write")
        plan._check_draft()  # without the lock: others go on while a large file is read
        content = self._get_content()
        if self._is_beginning(content):
            return self._preview_names(content)
        comparison = Comparison(plan, content)
        self._delete_lines()
        self._insert_lines(comparison)
        changed = sum(found.origin != "file" for found in comparison.differences)
        by_code(self).write(
            {
                "state": "preview",
                "version": plan.edit_version,
                "line_count": len(comparison.differences),
                "changed_count": changed,
                "row_count": 0,
            }
        )
        self._update_totals()
        return self._reopen()

    def _get_content(self):
        try:
            content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        except (binascii.Error, ValueError) as error:
            raise UserError(self.env._("The file did not arrive: choose it again.")) from error
        if not content and not self.file_name:
            raise UserError(self.env._("Choose a file first."))
        return content

    def _delete_lines(self):
        lines = self.env["sales.plan.import.line"]
        lines.flush_model()
        self.env.cr.execute(SQL("DELETE FROM sales_plan_import_line WHERE import_id = %s", self.id))
        lines.invalidate_model()
        self.invalidate_recordset(["line_ids"])

    def _insert_lines(self, comparison):
        """Write the differences, thousands of them, in one statement."""
        found = comparison.differences
        if not found:
            return
        columns = {
            "sequence": range(len(found)),
            "row": [one.row_id for one in found],
            "period": [one.period_id for one in found],
            "name": [comparison.names[one.row_id][-1] for one in found],
            "above": [" / ".join(comparison.names[one.row_id][:-1]) for one in found],
            "has_was": [one.was is not None for one in found],
            "was": [one.was or 0 for one in found],
            "has_now": [one.now is not None for one in found],
            "now": [one.now or 0 for one in found],
            "held": [one.is_held for one in found],
            "origin": [one.origin for one in found],
            "by": [one.by or None for one in found],
        }
        self.env.cr.execute(
            SQL(
                """INSERT INTO sales_plan_import_line (
                       import_id, sequence, allocation_id, period_id, name, above, has_was,
                       was_amount, has_new, new_amount, difference, is_held, origin, changed_by,
                       changed_since, take, create_uid, create_date, write_uid, write_date)
                   SELECT %(import)s, line.sequence, line.allocation_id, line.period_id, line.name,
                          line.above, line.has_was, line.was, line.has_now, line.now,
                          line.now - line.was, line.held, line.origin, line.changed_by,
                          line.origin <> 'file', line.origin = 'file', %(uid)s, %(moment)s,
                          %(uid)s, %(moment)s
                     FROM unnest(%(sequence)s::integer[], %(row)s::integer[],
                                 %(period)s::integer[], %(name)s::varchar[], %(above)s::varchar[],
                                 %(has_was)s::boolean[], %(was)s::numeric[],
                                 %(has_now)s::boolean[], %(now)s::numeric[], %(held)s::boolean[],
                                 %(origin)s::varchar[], %(by)s::varchar[])
                          AS line (sequence, allocation_id, period_id, name, above, has_was, was,
                                   has_now, now, held, origin, changed_by)""",
                uid=self.env.uid,
                moment=self.env.cr.now(),
                **{"import": self.id},
                **{name: list(values) for name, values in columns.items()},
            )
        )
        self.env["sales.plan.import.line"].invalidate_model()
        self.invalidate_recordset(["line_ids"])

    # -------------------------------------------------------------------------
    # Taking
    # -------------------------------------------------------------------------

    def action_take_all(self):
        """Take every difference."""
        return self._take(SQL("TRUE"))

    def action_take_none(self):
        """Take nothing."""
        return self._take(SQL("FALSE"))

    def action_take_unchanged(self):
        """Take all but what was changed in Odoo after the export."""
        return self._take(SQL("NOT changed_since"))

    def action_update_totals(self):
        """Say again what comes of what is taken."""
        check_one(self)
        self._update_totals()
        return self._reopen()

    def _take(self, condition):
        """Take the lines that meet a condition, and leave the others."""
        check_one(self)
        self.check_access("write")
        lines = self.env["sales.plan.import.line"]
        lines.flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE sales_plan_import_line SET take = %s WHERE import_id = %s",
                condition,
                self.id,
            )
        )
        lines.invalidate_model()
        self._update_totals()
        return self._reopen()

    def _update_totals(self):
        """Say what comes of the lines that are taken."""
        by_code(self).total_ids = [Command.clear()] + self._prepare_totals(self._get_taken())

    def _get_taken(self):
        """Return what is to be written: ``{(row id, period id): amount or None}``."""
        self.env["sales.plan.import.line"].flush_model()
        lines = self.env.execute_query(
            SQL(
                """SELECT allocation_id, period_id, has_new, new_amount::text
                     FROM sales_plan_import_line WHERE import_id = %s AND take
                    ORDER BY sequence""",
                self.id,
            )
        )
        return {
            (row_id, period_id): Decimal(amount) if has_new else None
            for row_id, period_id, has_new, amount in lines
        }

    def _prepare_totals(self, taken):
        """Sum up the plan by level, as it is and as it would be."""
        plan = self.plan_id
        tree = self.env["sales.plan.table"]._read_tree(plan)
        cells = self.env["sales.plan.cells"]._read_cells(plan)
        before = {key: to_decimal(cell.amount) for key, cell in cells.items()}
        after = {**before, **taken}
        after = {key: amount for key, amount in after.items() if amount is not None}
        sums = []
        for own in (before, after):
            by_level = {}
            for (row_id, __), amount in sum_up(tree, own).items():
                level = tree.levels[row_id]
                by_level[level] = by_level.get(level, 0) + amount
            sums.append(by_level)
        return [
            Command.create(
                {
                    "sequence": number,
                    "name": level._get_label() if level else self.env._("Total"),
                    "before_amount": sums[0].get(level.id or None, 0),
                    "after_amount": sums[1].get(level.id or None, 0),
                    "difference": sums[1].get(level.id or None, 0)
                    - sums[0].get(level.id or None, 0),
                }
            )
            for number, level in enumerate([plan.level_ids.browse(), *plan.level_ids])
        ]

    # -------------------------------------------------------------------------
    # Writing
    # -------------------------------------------------------------------------

    def action_apply(self):
        """Write what is taken to the plan, all of it or nothing, as one step."""
        check_one(self)
        plan = self.plan_id
        plan.check_access("write")
        plan._check_figures_editable()
        if self.state != "preview":
            raise UserError(self.env._("Check the file first."))
        if self.row_count:
            return self._apply_names()
        taken = self._get_taken()
        if not taken:
            raise UserError(self.env._("Nothing is taken: there is nothing to write."))
        self._check_current(taken)
        self.env["sales.plan.table"]._apply_import(plan, taken, self.file_name or "")
        return self._tell_imported(len(taken))

    def _tell_imported(self, count):
        """Return an action that says how many cells there are, and closes the dialog."""
        count = self.plan_id._format_count(count)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Imported cells: %s.", count),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_current(self, taken):
        """Raise when somebody changed what is taken after the preview was made."""
        since = self.env["sales.plan.table"]._read_cells_since(self.plan_id, self.version)
        changed = [key for key in taken if key in since]
        if changed:
            raise UserError(
                self.env._(
                    "After this preview, %(user)s changed %(count)s of these cells. Check the "
                    "file again.",
                    user=since[changed[0]]["by"],
                    count=self.plan_id._format_count(len(changed)),
                )
            )

    def action_back(self):
        """Return to the choice of the file."""
        check_one(self)
        self._delete_lines()
        by_code(self).write({"state": "file", "file": False, "file_name": False})
        return self._reopen()

    def _reopen(self):
        return self.plan_id._get_wizard_action(self._name, self.env._("Import Spreadsheet"), self)


class SalesPlan(models.Model):
    """The button on a plan that opens the wizard."""

    _inherit = "sales.plan"

    def action_open_import(self):
        """Open the wizard that imports a spreadsheet into this plan."""
        check_one(self)
        self._check_draft()
        return self._get_wizard_action("sales.plan.import", self.env._("Import Spreadsheet"))
