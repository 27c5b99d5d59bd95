from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.flags import COLUMNS
from .arguments import table_takes
from .tree import TableTree

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
#: Orders by how rows are doing as a whole, see ``_read_progress``.
PROGRESS = ("attainment", "gap", "unallocated")


class SalesPlanTable(models.AbstractModel):
    """The planning table of one plan: rows by level, in pages, and every edit as one step.

    Clients call what begins with ``table_``: the plan's id comes first, and what they send is
    checked before it is used. What no client of this table sends is refused with a UserError of
    one sentence. This file has what they read; ``edit.py`` takes their edits.

    A row is described as ``{"id", "parent_id", "name", "path": names above it, "level_id",
    "level": label, "depth", "count": rows below, "can_edit", "can_add": rows below it, "cells"}``,
    one list for each of the columns asked for (growth as ``_compare_bases``, with ``so_far`` as
    ``_tell_compared``; ``deviation`` as ``_deviate``, ``spans`` as ``_show_spans``), and where it
    is in the cascade
    (``_read_states``). A cell is ``[amount, flags, unallocated]``, one for each period and one for
    the total, and the lists of columns are as long. ``progress`` among the columns adds how the
    row is doing as a whole, see ``_read_progress``. Amounts are in the plan's unit, None where
    nothing is planned; ratios are numbers, 0.12 for 12 %. Flags are the sum of ``HELD``, ``NOTED``,
    ``SUMMED``, ``CHANGED`` and the others of ``tools/flags.py``; the total is never ``CHANGED``.
    Unallocated is None without rows below, and where some of them are hidden. Where the context
    has ``sales_plan_in_force``, targets are those in force and nothing can be changed.

    For other folders:

    * ``_open`` and ``_begin_step`` return the rows of a plan that the user may see, as
      :class:`TableTree`, for reading and for changing; ``_read_tree`` does where the caller has
      checked. All else takes that tree.
    * ``_check_rows``, ``_check_splittable``, ``_get_own_rows``: which rows the user may see and
      split.
    * ``_read_rows``, ``_read_shown_cells``, ``_read_changed``, ``_read_history``: their figures;
      ``_read_cells_since``: what others changed.
    * ``_write_amounts`` writes amounts as one step; ``_split_row``, ``_apply_split`` and
      ``_describe_split`` split a row among those below it.
    * ``_name_row``, ``_name_rows``, ``_get_cell_names``: what sentences and steps say.

    Other folders extend the methods under "Hooks", and no others.
    """

    _name = "sales.plan.table"
    _description = "Planning Table"

    # -------------------------------------------------------------------------
    # What clients read
    # -------------------------------------------------------------------------

    @api.model
    @api.readonly
    @table_takes("plan_id", "columns", "order", "limit")
    def table_open(self, plan_id, columns=None, order="plan", limit=60):
        """Return all that the first screen of the planning table needs.

        :param columns: which of ``COLUMNS`` stand beside the targets; None for those that belong
            to the look
        :param order: see :meth:`table_children`
        :param limit: rows to describe; the ids of all rows below the total are there anyway
        :return: ``{"plan": header, "look": how the user looked at the plan last, "version",
            "undo", "redo": {id, label} or None, "next_step": see
            ``_find_next_step`` of plans, "top": ids of the highest visible rows, "children":
            {row id: ids below it} of a single one of them, "rows": [row, …]}``
        """
        tree = self._open(self.env["sales.plan"].browse(plan_id))
        look = self._get_look(tree.plan)
        if columns is None:
            columns = self._get_looked_at(tree.plan, look)
        top = tree.children[None]
        shown, children = list(top), {}
        if len(top) == 1:
            ids = self._sort_children(tree, top[0], order)
            children[top[0]] = ids
            shown += ids[:limit]
        else:
            shown = shown[:limit]
        return {
            "plan": self._prepare_header(tree),
            "look": look,
            **self._prepare_version(tree),
            "next_step": self._can_edit(tree) and tree.plan._find_next_step(),
            "top": top,
            "children": children,
            "rows": self._describe_rows(tree, shown, columns),
        }

    @api.model
    @api.readonly
    @table_takes("plan_id", "parent_id", "columns", "order", "limit")
    def table_children(self, plan_id, parent_id, columns=(), order="plan", limit=60):
        """Return the ids of all rows directly below one, and the first of them described.

        :param order: one of ``ORDERS``, by ``asc`` or ``desc`` where that follows
        :return: ``{"ids", "rows": [row, …], "version"}``
        """
        tree = self._open(self.env["sales.plan"].browse(plan_id))
        self._check_rows(tree, [parent_id])
        ids = self._sort_children(tree, parent_id, order)
        return {
            "ids": ids,
            "rows": self._describe_rows(tree, ids[:limit], columns),
            "version": tree.plan.edit_version,
        }

    @api.model
    @api.readonly
    @table_takes("plan_id", "rows", "columns")
    def table_rows(self, plan_id, rows, columns=()):
        """Describe rows, given by their ids; those that are gone meanwhile are left out.

        :return: ``{"rows": [row, …], "version"}``
        """
        tree = self._open(self.env["sales.plan"].browse(plan_id))
        ids = [row_id for row_id in dict.fromkeys(rows) if row_id in tree.parents]
        return {
            "rows": self._describe_rows(tree, ids, columns),
            "version": tree.plan.edit_version,
        }

    @api.model
    @api.readonly
    @table_takes("plan_id", "text", "level_id", "columns", "limit", "status", "order", "is_flat")
    def table_search(
        self,
        plan_id,
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
        :param order: see :meth:`table_children`
        :param is_flat: rows of all levels in one list, the total before them
        :return: ``{"matches": ids of the first of them, "total": how many there are,
            "tree": [[row id, id of the row above or False, depth], …], "rows": [row, …],
            "version"}``
        """
        tree = self._open(self.env["sales.plan"].browse(plan_id))
        found = self._filter_rows(tree, text, level_id, status)
        matches, lines = self._lay_out(tree, found, order, is_flat)
        shown = [row_id for row_id, __, __ in lines[:limit]]
        return {
            "matches": matches,
            "tree": lines,
            "total": len(found),
            "rows": self._describe_rows(tree, shown, columns),
            "version": tree.plan.edit_version,
        }

    @api.model
    @api.readonly
    @table_takes("plan_id", "rows", "periods", "ranges")
    def table_sum(self, plan_id, rows, periods, ranges=()):
        """Sum up cells for the status bar: how many are planned, their sum and average.

        :param periods: ids; none for the rows' totals
        :param ranges: ``[[ids of rows, ids of periods], …]`` of these rows, where not all of them
            are summed up in the same periods; each cell counts once
        :return: ``{"count", "sum", "average"}`` in the plan's unit, the average None of nothing
        """
        tree = self._open(self.env["sales.plan"].browse(plan_id))
        self._check_rows(tree, rows)
        every, wanted = frozenset(tree.plan.period_ids.ids), defaultdict(frozenset)
        for row_ids, period_ids in ranges or [[rows, periods]]:
            columns = every.intersection(period_ids) if period_ids else every
            for row_id in row_ids:
                wanted[row_id] |= columns
        amounts = [
            cell.amount
            for (row_id, period_id), cell in self._read_shown_cells(tree, rows).items()
            if period_id in wanted[row_id] and cell.amount is not None
        ]
        total = round(sum(amounts), 6)
        return {
            "count": len(amounts),
            "sum": total,
            "average": total / len(amounts) if amounts else None,
        }

    # -------------------------------------------------------------------------
    # Opening
    # -------------------------------------------------------------------------

    @api.model
    def _open(self, plan):
        """Check that the user may read a plan; return its rows."""
        plan.ensure_one()
        plan.check_access("read")
        return self._read_tree(plan)

    @api.model
    def _read_tree(self, plan):
        """Return the rows of a plan that the user may see, as :class:`TableTree`."""
        allocations = self.env["sales.plan.allocation"]
        allocations.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT id, parent_id, level_id,
                          is_published AND responsible_id IS DISTINCT FROM %s
                     FROM sales_plan_allocation
                    WHERE plan_id = %s
                    ORDER BY length(parent_path) - length(replace(parent_path, '/', '')), id""",
                self.env.uid,
                plan.id,
            )
        )
        tree = TableTree(plan)
        if not plan._sees_whole_plans():
            visible = allocations.search([("plan_id", "=", plan.id)])
            ids = set(visible.ids)
            rows = [row for row in rows if row[0] in ids]
            tree.whole = set(visible._filter_whole().ids)
        if plan._is_in_cascade():
            self._add_cascade(tree, rows)
        for row_id, parent_id, level_id, __ in rows:
            tree.add(row_id, parent_id, level_id)
        return tree

    @api.model
    def _add_cascade(self, tree, rows):
        """Add to a tree which rows the user may change, and which are sealed."""
        parents = {parent_id for __, parent_id, *__ in rows}
        tree.sealed = frozenset(
            row_id for row_id, __, __, is_others in rows if is_others and row_id in parents
        )
        if not tree.plan._can_edit_all_rows():
            visible = self.env["sales.plan.allocation"].browse(row[0] for row in rows)
            tree.editable = set(visible._filter_editable().ids)
            tree.splittable = set(visible._filter_splittable().ids)

    # -------------------------------------------------------------------------
    # Describing
    # -------------------------------------------------------------------------

    @api.model
    def _prepare_header(self, tree):
        """Return what the planning table needs to know of the plan itself."""
        in_cascade = tree.plan._is_in_cascade()
        can_edit = self._can_edit(tree)
        # sudo: how the plan is split is no secret of the rows hidden in it
        plan = tree.plan.sudo()
        return {
            "id": plan.id,
            "name": tree.plan.display_name,
            "state": plan.state,
            "measure": plan.measure,
            "currency_id": plan.unit_currency_id.id,
            "digits": plan._get_digits(),
            "rolls_up": plan.rolls_up,
            "above": self._get_above(tree.plan),
            "levels": [
                {"id": level.id, "label": level._get_label(), "dimension": level.dimension}
                for level in plan.level_ids
            ],
            "periods": [
                {
                    "id": period.id,
                    "name": period.name,
                    "date_from": fields.Date.to_string(period.date_from),
                    "date_to": fields.Date.to_string(period.date_to),
                }
                for period in plan.period_ids
            ],
            "running": self._get_running(plan),
            "so_far": self._get_so_far(plan),
            "subtotals": self._get_spans(plan),
            "can_edit": can_edit,
            "is_cascaded": in_cascade,
            "asks_agreement": in_cascade and plan.asks_agreement,
            "over_assignment_limit": plan.over_assignment_limit,
            "can_publish": in_cascade and can_edit,
            "can_confirm": plan.state == "draft" and can_edit,
        }

    @api.model
    def _describe_rows(self, tree, ids, columns):
        """Describe rows for the client: who they are, and their figures."""
        plan = tree.plan
        progress = self._read_progress(tree, ids) if "progress" in columns else {}
        columns = [name for name in COLUMNS if name in columns]
        figures = self._read_rows(tree, ids, columns)
        paths = self._get_paths(ids)
        names = plan._get_row_names({*ids, *(above for path in paths.values() for above in path)})
        levels = plan.level_ids
        labels = {level.id: level._get_label() for level in levels}
        last = levels[-1:].id or None
        can_edit = self._can_edit(tree)
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
                and tree.is_editable(row_id)
                and not (plan.rolls_up and figures[row_id]["count"]),
                "can_add": can_edit
                and tree.is_splittable(row_id)
                and bool(last)
                and tree.levels[row_id] != last,
            }
            for row_id in ids
        ]

    @api.model
    def _sort_children(self, tree, parent_id, order):
        """Return the ids of the rows directly below one, in order."""
        return self._sort_rows(tree, list(tree.children.get(parent_id, ())), order)

    @api.model
    def _sort_rows(self, tree, ids, order):
        """Return ids of rows in an order; rows without a value to sort by come last.

        :param ids: in the order of the tree
        """
        name, __, direction = order.partition(" ")
        if name not in ORDERS or direction not in ("", "asc", "desc"):
            raise UserError(self.env._("Rows cannot be sorted by “%s”.", order))
        descending = direction == "desc" if direction else ORDERS[name]
        if name == "plan":
            return ids[::-1] if descending else ids
        if name == "name":
            names = tree.plan._get_row_names(set(ids))
            return sorted(ids, key=lambda row_id: names[row_id].casefold(), reverse=descending)
        values = self._read_sort_values(tree, ids, name)
        known = [row_id for row_id in ids if values[row_id] is not None]
        known.sort(key=values.__getitem__, reverse=descending)
        return known + [row_id for row_id in ids if values[row_id] is None]

    @api.model
    def _read_sort_values(self, tree, ids, name):
        if name in PROGRESS:
            progress = self._read_progress(tree, ids)
            return {row_id: progress[row_id][name] for row_id in ids}
        columns = () if name == "target" else (name,)
        rows = self._read_rows(tree, ids, columns)
        if name == "target":
            return {row_id: row["cells"][-1][0] for row_id, row in rows.items()}
        return {row_id: row[name][-1] for row_id, row in rows.items()}

    # -------------------------------------------------------------------------
    # Hooks: what other folders extend
    # -------------------------------------------------------------------------

    @api.model
    def _get_more_lines(self, tree, row_id, period_id):
        """Hook: return lines that :meth:`table_why` shows of a cell besides its steps."""
        return []

    @api.model
    def _tell_answered(self, answer):
        """Hook: tell who is concerned that a note was answered."""

    @api.model
    def _get_last_hidden_step(self, row):
        """Hook: return the number of the last step before the user was given a row to split.

        Steps up to it are not shown to them.
        """
        return 0
