from odoo import api, models

from ...tools.arguments import shorten
from ..org.raised import raised
from .answer import Client
from .arguments import table_takes
from .rows import KnownCells


class SalesPlanTable(models.AbstractModel):
    """Takes the edits of clients: each is one recorded step, taken as a whole or not at all, and
    is answered with the cells that it changed."""

    _inherit = "sales.plan.table"

    @api.model
    @table_takes("plan_id", "edit", "version", "token", "watch", "columns", "force")
    def table_edit(self, plan_id, edit, version, token, watch=(), columns=(), force=False):
        """Take one step and return what it changed, as far as the client shows it.

        :param edit: ``{"kind": …}``, see ``changes.py``
        :param version: number of the last step that the client knows
        :param token: name that the client gives the step: its own, a colon, and more; a step that
            is sent again under the same token is taken once
        :param watch: ids of rows whose figures the client shows
        :param columns: which of ``COLUMNS`` it shows
        :param force: take it although others changed the same cells since ``version``
        :return: as :meth:`_prepare_answer`; or, with nothing written,
            ``{"ok": False, "conflict": {…}}`` as :meth:`_find_conflict`, or
            ``{"ok": False, "ask": {…}}`` as :meth:`_ask_about_above`
        :raise UserError: when it cannot be taken, with one sentence; nothing is changed
        """
        tree = self._begin_step(self.env["sales.plan"].browse(plan_id))
        tree.watch = frozenset(watch)
        client = Client(version, watch, columns)
        step = self._find_step(tree.plan, token)
        if step:
            return self._prepare_answer(tree, client, step)
        tree.raises = self._is_raising(edit)
        change = self._get_change(tree, edit)
        # rights come first: a conflict shows the figures of others
        self._check_change_allowed(tree, change)
        conflict = not force and self._find_conflict(tree, change, version, token)
        if conflict:
            return {"ok": False, "conflict": conflict}
        if change.raised and edit["above"] == "ask":
            return {"ok": False, "ask": self._ask_about_above(tree, change)}
        step = self._write_change(tree, change, token)
        if change.add or change.remove:
            tree = self._read_tree(tree.plan)
        known = change.known or KnownCells()
        if change.known:
            known.changes = change.cells
        return self._prepare_answer(tree, client, step, self._get_notice(change), known)

    @api.model
    def _begin_step(self, plan):
        """Check that the user may change a plan and lock it; return its rows as a tree."""
        plan.ensure_one()
        self._check_may_change(plan)
        plan._check_editable()
        plan.invalidate_recordset(["edit_version"])
        return self._open(plan)

    @api.model
    def _take_step(self, tree, change):
        """Write a change if the user may make it; return its step, empty where nothing changed."""
        self._check_change_allowed(tree, change)
        return self._write_change(tree, change)

    @api.model
    def _write_change(self, tree, change, token=None):
        """Write a change and record it; return its step, empty where nothing changed.

        Callers have checked that the user may make it (:meth:`_check_change_allowed`).
        """
        journal = self.env["sales.plan.journal"]
        values = {"data": change.data, "token": token, "followed": change.raised}
        recorded = journal._get_recorded_context()
        # sudo: the change is allowed; leaders write rows through the planning table only
        env = raised(self).with_context(**recorded).env
        if change.add:
            values["added_rows"] = env["sales.plan.allocation"].create(change.add).ids
        if change.remove:
            rows = self.env["sales.plan.allocation"].browse(change.remove)
            values["notes"] = journal._get_note_changes(rows)
            values["removed_rows"] = journal._dump_rows(rows)
            values["items"] = self.env["sales.plan.item"]._get_changes_of_rows(rows)
            rows.with_env(env).unlink()
        if change.items:
            values["items"] = self.env["sales.plan.item"]._write_states(change.items)
        if change.cells and not change.remove:
            self.env["sales.plan.cells"]._write_changes(tree.plan, change.cells)
        if change.notes:
            values["notes"] = journal._write_notes(change.notes)
        return journal._record(tree.plan, change.kind, change.cells, change.typed, **values)

    # -------------------------------------------------------------------------
    # Steps that are not taken in the planning table
    # -------------------------------------------------------------------------

    @api.model
    def _write_amounts(self, tree, kind, amounts, data):
        """Write amounts as one step; return it, empty where nothing changes.

        :param kind: of the step
        :param amounts: ``{(row id, period id or None for the total): Decimal, or None where
            nothing is to be planned}``; the rows below stay as they are
        :param data: what the step's sentence says
        """
        rows = {row_id for row_id, __ in amounts}
        self._check_rows(tree, rows)
        self._check_periods(tree, {period_id for __, period_id in amounts} - {None})
        grid = self._build_grid(tree, rows)
        with self._explaining(tree.plan, data):
            grid.type([(*key, amount) for key, amount in amounts.items()], spread=False)
        change = self._make_change(tree, grid, kind, data, grid.expand_totals(amounts))
        return self._take_step(tree, change)

    @api.model
    def _apply_import(self, plan, cells, file_name):
        """Write figures of a spreadsheet as one step; return it, empty where nothing changes.

        :param cells: ``{(row id, period id): Decimal, or None for not planned}``
        """
        data = {"file": shorten(file_name, 80), "count": len(cells)}
        return self._write_amounts(self._begin_step(plan), "import", cells, data)
