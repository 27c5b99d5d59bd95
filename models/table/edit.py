from collections import Counter
from dataclasses import dataclass, field

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.misc import clean_context

from ...tools.entries import LIMIT
from ...tools.grid import Grid
from ...tools.spreading import Cell

#: Cells that a conflict names.
MOST_NAMED = 100


@dataclass
class Change:
    """What an edit does to a plan, before anything is written.

    :param kind: of the step it becomes
    :param data: what the step's sentence says
    :param cells: ``{(row id, period id): (Cell or None before, Cell or None after)}``
    :param typed: keys of the cells that the user named
    :param add: parent id and the ids of the values that get rows below it
    :param remove: rows to remove, with everything below
    :param notes: ``[(row id, period id or None, text)]``
    :param notice: what the user is told though all went well
    """

    kind: str
    data: dict
    cells: dict = field(default_factory=dict)
    typed: set = field(default_factory=set)
    add: tuple | None = None
    remove: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    notice: str | None = None


class SalesPlan(models.Model):
    """One step in the planning table: taken as a whole or not at all, recorded, answered with
    what it changed."""

    _inherit = "sales.plan"

    def write(self, vals):
        if "edit_version" in vals and not self.env.su:
            raise AccessError(self.env._("The steps of a plan are counted, not numbered by hand."))
        return super().write(vals)

    def grid_edit(self, edit, version, token, watch=(), columns=(), force=False):
        """Take one step and return what it changes for the client.

        :param edit: ``{"kind": …}``, see ``sales_plan_table_kinds``
        :param version: number of the last step that the client knows
        :param token: what the client calls this step, its own name and a colon first; taken once
            however often it is sent
        :param watch: ids of rows whose figures the client shows
        :param columns: which of ``sales_plan_grid.COLUMNS`` it shows
        :param force: take it although others changed the same cells since ``version``
        :return: as :meth:`_prepare_answer`; or, with nothing written,
            ``{"ok": False, "conflict": {…}}`` as :meth:`_find_conflict`
        :raise UserError: when it cannot be taken, with one sentence; nothing is changed
        """
        self._check_arguments(version=version, token=token, watch=watch, columns=columns)
        tree = self._begin_step()
        step = self._find_step(token)
        if step:
            return self._prepare_answer(tree, version, step, watch, columns)
        change = self._get_change(tree, edit)
        # before others' figures are shown beside it
        self._check_change_allowed(change)
        conflict = not force and self._find_conflict(change, version, token)
        if conflict:
            return {"ok": False, "conflict": conflict}
        step = self._carry_out(change, token)
        if change.add or change.remove:
            tree = self._open_tree()
        return self._prepare_answer(tree, version, step, watch, columns, change.notice)

    @api.readonly
    def grid_refresh(self, version, watch=(), columns=()):
        """Return what others changed since ``version``, as :meth:`grid_edit`."""
        self._check_arguments(version=version, watch=watch, columns=columns)
        tree = self._open_tree()
        return self._prepare_answer(tree, version, None, watch, columns)

    def _begin_step(self):
        """Check that the user may change the plan, keep others from it; return its rows."""
        self.ensure_one()
        self._check_may_draft()
        self._check_working_editable()
        self.invalidate_recordset(["edit_version"])
        return self._open_tree()

    def _find_step(self, token):
        """Return the step that the user's client already took under this token."""
        return self._find_own_step([("token", "=", token)])

    def _carry_out(self, change, token=None):
        """Write a change and record it; return its step, empty where nothing changed."""
        self._check_change_allowed(change)
        journal = self.env["sales.plan.journal"]
        values = {"data": change.data, "token": token}
        recorded = journal._get_recorded_context()
        # sudo: the change is allowed; leaders write rows through the planning table only
        env = self.env(context={**clean_context(self.env.context), **recorded}, su=True)
        if change.add:
            parent_id, value_ids = change.add
            parent = env["sales.plan.allocation"].browse(parent_id)
            values["added_rows"] = parent._add_rows(value_ids)
        if change.remove:
            rows = self.env["sales.plan.allocation"].browse(change.remove)
            values["notes"] = journal._get_note_changes(rows)
            values["removed_rows"] = journal._dump_rows(rows)
            rows.with_env(env).unlink()
        elif change.cells:
            journal._write_cells(self, change.cells)
        if change.notes:
            values["notes"] = journal._write_notes(change.notes)
        return journal._record(self, change.kind, change.cells, change.typed, **values)

    # -------------------------------------------------------------------------
    # Conflicts
    # -------------------------------------------------------------------------

    def _find_conflict(self, change, version, token):
        """Return the cells that a change would overwrite although others changed them.

        Others are all but the client itself: a user in another window is another one.

        :return: None, or ``{"version": …, "count": …, "cells": [{…}, …]}``
        """
        if version >= self.edit_version or not change.cells:
            return None
        theirs = self._read_cells_since(version, token)
        keys = [key for key in change.cells if key in theirs]
        keys = [key for key in keys if theirs[key]["was"] != theirs[key]["now"]]
        if not keys:
            return None
        keys.sort(key=lambda key: (key not in change.typed, key))
        named = keys[:MOST_NAMED]
        names = self._get_row_names({row_id for row_id, __ in named})
        periods = {period.id: period.name for period in self.period_ids}
        return {
            "version": self.edit_version,
            "count": len(keys),
            "cells": [
                {
                    "row_id": row_id,
                    "row": names[row_id],
                    "period_id": period_id,
                    "period": periods.get(period_id, ""),
                    "was": theirs[row_id, period_id]["was"],
                    "theirs": theirs[row_id, period_id]["now"],
                    "mine": self._get_amount(change.cells[row_id, period_id][1]),
                    "by": theirs[row_id, period_id]["by"],
                    "date": theirs[row_id, period_id]["date"],
                }
                for row_id, period_id in named
            ],
        }

    def _read_cells_since(self, version, token=""):
        """Return what changed in cells after a step, as far as it is the user's to know.

        :param token: leave out the steps of the client that made it, whose name is what stands
            before the colon
        :return: ``{(row id, period id): {"was", "now", "by", "date"}}`` with amounts, None where
            nothing was planned, and who changed it last, when
        """
        # sudo: who prepares a row may know what others changed in it meanwhile
        steps = self.env["sales.plan.step"].sudo()
        steps = steps.search([("plan_id", "=", self.id), ("number", ">", version)], order="number")
        client, colon, __ = token.partition(":")
        own = steps.filtered(
            lambda step: (
                colon
                and step.create_uid == self.env.user
                and (step.token or "").startswith(client + colon)
            )
        )
        journal, cells = self.env["sales.plan.journal"], {}
        changes = [
            (step, key, states)
            for step in steps - own
            for key, states in journal._read_changes(step).items()
        ]
        begun = self._read_split_begun({key[0] for __, key, __ in changes})
        for step, key, (before, after) in changes:
            if step.number > begun.get(key[0], 0) or step.create_uid == self.env.user:
                cell = cells.setdefault(key, {"was": self._get_amount(before)})
                cell["now"] = self._get_amount(after)
                cell["by"] = step._get_user_name()
                cell["date"] = step.create_date
        return cells

    @staticmethod
    def _get_amount(cell):
        return None if cell is None else float(cell.amount)

    # -------------------------------------------------------------------------
    # Answers
    # -------------------------------------------------------------------------

    def _prepare_answer(self, tree, since, step, watch, columns, notice=None):
        """Describe what changed since a step, as far as the client shows it.

        :return: ``{"ok": True, "version", "step": {id, label} or None, "undo", "redo", "rows":
            figures of the changed rows of ``watch``, "children": {row id: ids below it} where rows
            came or went, "gone": ids of rows, "stale": whether rows outside of ``watch`` changed
            too, "notice", "merged": [{user, count}] of others}``
        """
        if step:  # which the client cannot know, whatever it says
            since = min(since, step.number - 1)
        steps = self.env["sales.plan.step"].sudo()  # sudo: what it tells are the user's own rows
        new = steps.search([("plan_id", "=", self.id), ("number", ">", since)], order="number")
        changed, children, gone = self._get_affected(tree, new)
        watched = [row_id for row_id in watch if row_id in changed]
        figures = self.env["sales.plan.grid"]._read_rows(self, tree, watched, columns)
        others = self._filter_shared(tree, new.filtered(lambda s: s.create_uid != self.env.user))
        others = Counter(other._get_user_name() for other in others)
        return {
            "ok": True,
            **self._prepare_version(),
            "step": {"id": step.id, "label": step._get_label()} if step else None,
            "rows": list(figures.values()),
            "children": children,
            "gone": gone if self._sees_whole_plans() else [r for r in gone if r in set(watch)],
            "stale": len(watched) < len(changed),
            "notice": notice,
            "merged": [{"user": user, "count": count} for user, count in others.items()],
        }

    def _filter_shared(self, tree, steps):
        """Return the steps that changed rows whose figures the user prepares, too."""
        if self._sees_whole_plans() or not steps:
            return steps
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT step_id FROM sales_plan_step_row
                    WHERE step_id = ANY(%s) AND allocation_id = ANY(%s)""",
                steps.ids,
                list(tree.draftable or ()),
            )
        )
        return steps.browse(step_id for [step_id] in rows)

    def _get_affected(self, tree, steps):
        """Return which rows some steps changed, with those above; whose rows below came or went;
        and which rows are gone."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT allocation_id FROM sales_plan_step_row WHERE step_id = ANY(%s)",
                steps.ids,
            )
        )
        changed = {row_id for [row_id] in rows}
        parents, removed = set(), set()
        for step in steps:
            changed |= {row_id for row_id, *__ in step.notes or ()}
            parents |= {tree.parents.get(row_id) for row_id in step.added_rows or ()}
            parents |= {row["parent_id"] for row in step.removed_rows or ()}
            removed |= {row["id"] for row in step.removed_rows or ()}
            removed |= set(step.added_rows or ())
        parents &= tree.parents.keys()
        changed = tree.get_with_ancestors((changed | parents) & tree.parents.keys())
        children = {row_id: tree.children.get(row_id, []) for row_id in parents}
        return changed, children, sorted(removed - tree.parents.keys())

    # -------------------------------------------------------------------------
    # The grid of the rows that an edit is about
    # -------------------------------------------------------------------------

    def _build_grid(self, tree, row_ids, period_ids=None, history=None):
        """Return the engine on some rows and all below them, and the cells as they are stored.

        :param period_ids: of these periods only, unless None
        :param history: what to spread by, ``{(row id, period id): amount}``
        """
        parents = tree.get_below(row_ids, tree.sealed)
        rows = None if len(parents) == len(tree.parents) else list(parents)
        cells = self.env["sales.plan.journal"]._read_cells(self, rows, period_ids)
        known = cells
        if history:
            known = {
                key: Cell(cell.amount, history.get(key), cell.is_held)
                for key, cell in cells.items()
            }
            for key, amount in history.items():
                if key not in known and key[0] in parents:
                    known[key] = Cell(None, amount)
        periods = self.period_ids.ids if period_ids is None else list(period_ids)
        return Grid(parents, periods, known, self._get_rounding(), self.rolls_up), cells

    def _get_changes(self, grid, stored, history=None):
        """Return what the engine changed against the stored cells.

        Targets keep the history they were computed from; what was spread by another one keeps
        that.
        """
        changes = {}
        for key, (__, cell) in grid.changes().items():
            before = stored.get(key)
            if cell is not None and not -LIMIT < cell.amount < LIMIT:
                raise UserError(
                    self.env._(
                        "%(amount)s is too large for a target, in %(row)s, %(period)s.",
                        amount=self._format_figure(cell.amount),
                        **self._name_cell(*key),
                    )
                )
            if history and cell is not None:
                past = history.get(key, before.history if before else None)
                changes[key] = (before, Cell(cell.amount, past, cell.is_held))
            else:
                changes[key] = (before, cell)
        return changes
