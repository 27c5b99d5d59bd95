from odoo import api, models
from odoo.exceptions import UserError

from .progress import PROGRESS
from .sales_plan_grid import COLUMNS

#: How the rows below one can be ordered, and whether the largest come first.
ORDERS = {
    "plan": False,
    "name": False,
    "target": True,
    "history": True,
    "actual": True,
    "attainment": True,
    "gap": False,
    "unallocated": True,
}


class SalesPlan(models.Model):
    """The planning table as it is read: rows by level, in pages, always with their version.

    A row is described as ``{"id", "parent_id", "name", "path": names above it, "level_id", "level":
    label, "depth", "count": rows below, "can_edit", "can_add": rows below it, "cells"}`` and one
    list for each of the columns asked for. A cell is ``[amount, flags, unallocated]``, one for
    each period and one for the total; the lists of columns go along. ``progress`` among the columns
    adds how the row is doing as a whole, see :meth:`_read_progress`. Amounts are in the plan's
    unit, None where nothing is planned; ratios are numbers, 0.12 for 12 %. Flags are ``HELD``,
    ``NOTED`` and ``SUMMED`` of ``sales_plan_grid``; unallocated is None without rows below, and
    where some of them are hidden. Where the context has ``sales_plan_in_force``, targets are those
    in force and nothing can be changed.

    All calls raise UserError, with one sentence, for what no client of this table sends.
    """

    _inherit = "sales.plan"

    def action_open_table(self):
        """Open the planning table."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id("sales_plan.sales_plan_table_action")
        return {
            **action,
            "name": self.display_name,
            "context": {"active_id": self.id, "active_model": "sales.plan"},
        }

    @api.readonly
    def grid_open(self, columns=(), order="plan", limit=60):
        """Return all that the first screen of the planning table needs.

        :param columns: which of ``sales_plan_grid.COLUMNS`` stand beside the targets
        :param order: see :meth:`grid_children`
        :param limit: rows to describe; the ids of all rows below the total are there anyway
        :return: ``{"plan": header, "version", "undo", "redo": {id, label} or None, "top": ids of
            the highest visible rows, "children": {row id: ids below it} of a single one of them,
            "rows": [row, …]}``
        """
        self._check_arguments(columns=columns, order=order, limit=limit)
        tree = self._open_tree()
        top = tree.children[None]
        shown, children = list(top), {}
        if len(top) == 1:
            ids = self._sort_children(tree, top[0], order)
            children[top[0]] = ids
            shown += ids[:limit]
        else:
            shown = shown[:limit]
        return {
            "plan": {**self._prepare_table_header(), "can_edit": self._can_edit_grid(tree)},
            **self._prepare_version(),
            "top": top,
            "children": children,
            "rows": self._prepare_grid_rows(tree, shown, columns),
        }

    @api.readonly
    def grid_children(self, parent_id, columns=(), order="plan", limit=60):
        """Return the ids of all rows directly below one, and the first of them described.

        :param order: one of ``ORDERS``, by ``asc`` or ``desc`` where that follows
        :return: ``{"ids", "rows": [row, …], "version"}``
        """
        self._check_arguments(parent_id=parent_id, columns=columns, order=order, limit=limit)
        tree = self._open_tree()
        self._check_grid_rows(tree, [parent_id])
        ids = self._sort_children(tree, parent_id, order)
        rows = self._prepare_grid_rows(tree, ids[:limit], columns)
        return {"ids": ids, "rows": rows, "version": self.edit_version}

    @api.readonly
    def grid_rows(self, rows, columns=()):
        """Describe rows, given by their ids; those that are gone meanwhile are left out.

        :return: ``{"rows": [row, …], "version"}``
        """
        self._check_arguments(rows=rows, columns=columns)
        tree = self._open_tree()
        ids = [row_id for row_id in rows if row_id in tree.parents]
        return {
            "rows": self._prepare_grid_rows(tree, ids, columns),
            "version": self.edit_version,
        }

    @api.readonly
    def grid_search(
        self,
        text="",
        level_id=False,
        columns=(),
        limit=60,
        status=False,
        order="plan",
        is_flat=False,
    ):
        """Find rows by name, level and progress; return them with the rows above them, in order.

        :param status: one of ``STATUSES``
        :param order: see :meth:`grid_children`
        :param is_flat: rows of all levels in one list, the total before them
        :return: ``{"matches": ids of the first of them, "total": how many there are,
            "tree": [[row id, id of the row above or False, depth], …], "rows": [row, …],
            "version"}``
        """
        self._check_arguments(text=text, level_id=level_id, columns=columns, limit=limit)
        self._check_arguments(status=status, order=order, is_flat=is_flat)
        tree = self._open_tree()
        found = self._filter_rows(tree, text, level_id, status)
        matches, lines = self._lay_out(tree, found, order, is_flat)
        shown = [row_id for row_id, __, __ in lines[:limit]]
        return {
            "matches": matches,
            "tree": lines,
            "total": len(found),
            "rows": self._prepare_grid_rows(tree, shown, columns),
            "version": self.edit_version,
        }

    @api.readonly
    def grid_sum(self, rows, periods):
        """Sum up cells for the status bar: how many are planned, their sum and average.

        :param periods: ids; none for the rows' totals
        :return: ``{"count", "sum", "average"}`` in the plan's unit, the average None of nothing
        """
        self._check_arguments(rows=rows, periods=periods)
        tree = self._open_tree()
        self._check_grid_rows(tree, rows)
        cells = self.env["sales.plan.grid"]._read_cells(self, tree, rows)
        wanted = set(periods or self.period_ids.ids)
        amounts = [
            cell.amount
            for (__, period_id), cell in cells.items()
            if period_id in wanted and cell.amount is not None
        ]
        total = round(sum(amounts), 6)
        return {
            "count": len(amounts),
            "sum": total,
            "average": total / len(amounts) if amounts else None,
        }

    def _open_tree(self):
        self.ensure_one()
        self.check_access("read")
        return self.env["sales.plan.grid"]._read_tree(self)

    def _prepare_version(self):
        """Return the number of the plan's last step, and what the user can undo and redo."""
        return {"version": self.edit_version}

    def _check_grid_rows(self, tree, row_ids):
        """Raise unless these are rows of the plan that the user may see."""
        if any(not isinstance(row_id, int) or row_id not in tree.parents for row_id in row_ids):
            raise UserError(
                self.env._("“%s” has no such row any more; reload the table.", self.display_name)
            )

    def _sort_children(self, tree, parent_id, order):
        """Return the ids of the rows directly below one, in order."""
        return self._sort_rows(tree, list(tree.children.get(parent_id, ())), order)

    def _sort_rows(self, tree, ids, order):
        """Return ids of rows, given as they were made, in order; what is not known comes last."""
        name, __, direction = order.partition(" ")
        if name not in ORDERS or direction not in ("", "asc", "desc"):
            raise UserError(self.env._("Rows cannot be sorted by “%s”.", order))
        descending = direction == "desc" if direction else ORDERS[name]
        if name == "plan":
            return ids[::-1] if descending else ids
        if name == "name":
            names = self._get_row_names(set(ids))
            return sorted(ids, key=lambda row_id: names[row_id].casefold(), reverse=descending)
        values = self._read_sort_values(tree, ids, name)
        known = [row_id for row_id in ids if values[row_id] is not None]
        known.sort(key=values.__getitem__, reverse=descending)
        return known + [row_id for row_id in ids if values[row_id] is None]

    def _read_sort_values(self, tree, ids, name):
        if name in PROGRESS:
            progress = self._read_progress(tree, ids)
            return {row_id: progress[row_id][name] for row_id in ids}
        columns = () if name == "target" else (name,)
        rows = self.env["sales.plan.grid"]._read_rows(self, tree, ids, columns)
        if name == "target":
            return {row_id: row["cells"][-1][0] for row_id, row in rows.items()}
        return {row_id: row[name][-1] for row_id, row in rows.items()}

    def _prepare_grid_rows(self, tree, ids, columns):
        """Describe rows for the client: who they are, and their figures."""
        progress = self._read_progress(tree, ids) if "progress" in columns else {}
        paths = self._get_paths(ids)
        columns = [name for name in COLUMNS if name in columns]
        figures = self.env["sales.plan.grid"]._read_rows(self, tree, ids, columns)
        names = self._get_row_names({*ids, *(above for path in paths.values() for above in path)})
        levels = self.level_ids
        labels = {level.id: level._get_label() for level in levels}
        last = levels[-1:].id or None
        can_edit = self._can_edit_grid(tree)
        return [
            {
                **figures[row_id],
                **({"progress": progress[row_id]} if progress else {}),
                "path": [names[above] for above in paths[row_id]],
                "parent_id": tree.parents[row_id] or False,
                "name": names[row_id],
                "level_id": tree.levels[row_id] or False,
                "level": labels.get(tree.levels[row_id], ""),
                "depth": len(tree.get_path(row_id)),
                "can_edit": can_edit
                and tree.is_draftable(row_id)
                and not (self.rolls_up and figures[row_id]["count"]),
                "can_add": can_edit
                and tree.is_splittable(row_id)
                and bool(last)
                and tree.levels[row_id] != last,
            }
            for row_id in ids
        ]
