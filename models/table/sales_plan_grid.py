from collections import defaultdict
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import pacing

#: Bits that tell the client about a cell.
HELD, NOTED, SUMMED, CHANGED = 1, 2, 4, 8
#: What may stand beside each target.
COLUMNS = ("history", "change", "actual", "attainment")


@dataclass
class GridTree:
    """The rows of a plan that a user may see.

    :param parents: ``{row id: id of the row above, or None}``; rows above come first
    :param levels: ``{row id: level id}``, None for the total
    :param children: ids of the visible rows below each, in order; under None the highest ones
    :param whole: rows of which everything below is visible; None when all are
    :param draftable: rows whose working figures the user may change; None when all are
    :param splittable: rows below which the user may add others; None when all are
    :param sealed: rows whose split is somebody else's: from above figures are given to them, not
        below them
    """

    parents: dict
    levels: dict
    children: dict = dataclass_field(default_factory=lambda: defaultdict(list))
    whole: set | None = None
    draftable: set | None = None
    splittable: set | None = None
    sealed: frozenset = frozenset()

    def get_path(self, row_id):
        """Return the visible rows above a row, from the highest down."""
        path = []
        while (row_id := self.parents[row_id]) is not None:
            path.append(row_id)
        return path[::-1]

    def get_with_ancestors(self, row_ids):
        """Return rows and all visible ones above them."""
        found = set()
        for row_id in row_ids:
            above = row_id
            while above is not None and above not in found and above in self.parents:
                found.add(above)
                above = self.parents[above]
        return found

    def get_below(self, row_ids, sealed=frozenset()):
        """Return rows and all rows below them: ``{row id: id of the row above, or None}``, None
        where that is not one of them; rows above come first.

        :param sealed: rows below which only those are returned that are given themselves
        """
        wanted, parents = set(row_ids), {}
        for row_id, parent_id in self.parents.items():
            if row_id in wanted or (parent_id in parents and parent_id not in sealed):
                parents[row_id] = parent_id if parent_id in parents else None
        return parents

    def get_ordered(self, row_ids):
        """Return rows in the order of the tree, each before those below it."""
        row_ids, ordered = set(row_ids), []
        stack = self.children[None][::-1]
        while stack:
            row_id = stack.pop()
            if row_id in row_ids:
                ordered.append(row_id)
            stack += self.children[row_id][::-1] if row_id in self.children else []
        return ordered

    def is_draftable(self, row_id):
        """Whether the user may change the working figures of a row."""
        return self.draftable is None or row_id in self.draftable

    def is_splittable(self, row_id):
        """Whether the user may add rows below a row."""
        return self.splittable is None or row_id in self.splittable

    def is_whole(self, row_id):
        """Whether nothing below a row is hidden from the user."""
        return self.whole is None or row_id in self.whole


@dataclass(slots=True)
class GridCell:
    """A cell as it is shown.

    :param own: what is planned for the row itself; None for nothing
    :param below: what the rows below it have together; None for nothing
    :param is_held: whether spreading leaves it alone
    """

    own: float | None = None
    below: float | None = None
    is_held: bool = False

    @property
    def amount(self):
        """Return the effective target: the row's own, else what is below."""
        return self.below if self.own is None else self.own

    @property
    def unallocated(self):
        """Return what no row below has."""
        return 0.0 if self.own is None else _tidy(self.own - (self.below or 0.0))


class SalesPlanGrid(models.AbstractModel):
    """Reads what the planning table shows: some rows of a plan, in a fixed number of queries."""

    _name = "sales.plan.grid"
    _description = "Reading of Planning Tables"

    @api.model
    def _read_tree(self, plan):
        """Return the rows of a plan that the user may see, as :class:`GridTree`."""
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
        tree = GridTree({}, {})
        if not plan._sees_whole_plans():
            visible = allocations.search([("plan_id", "=", plan.id)])
            ids = set(visible.ids)
            rows = [row for row in rows if row[0] in ids]
            tree.whole = set(visible._filter_whole().ids)
        if plan._is_in_cascade():
            self._add_cascade(plan, tree, rows)
        for row_id, parent_id, level_id, __ in rows:
            above = parent_id if parent_id in tree.parents else None
            tree.parents[row_id] = above
            tree.levels[row_id] = level_id
            tree.children[above].append(row_id)
        return tree

    @api.model
    def _add_cascade(self, plan, tree, rows):
        """Tell which rows of a plan in force the user may change, and which are sealed."""
        parents = {parent_id for __, parent_id, *__ in rows}
        tree.sealed = frozenset(
            row_id for row_id, __, __, is_others in rows if is_others and row_id in parents
        )
        if not plan._can_draft_all():
            visible = self.env["sales.plan.allocation"].browse(row[0] for row in rows)
            tree.draftable = set(visible._filter_draftable().ids)
            tree.splittable = set(visible._filter_splittable().ids)

    @api.model
    def _read_rows(self, plan, tree, row_ids, columns=()):
        """Return the figures of rows as the client shows them: ``{row id: {…}}``.

        :param columns: which of ``COLUMNS`` to add
        """
        cells = self._read_cells(plan, tree, row_ids)
        notes = self._read_noted(row_ids)
        changed = self._read_changed(plan, row_ids)
        states = self._read_states(plan, row_ids, changed)
        pasts = self._read_pasts(plan, tree, row_ids, columns)
        periods = plan.sudo().period_ids.ids
        result = {}
        for row_id in row_ids:
            has_rows = bool(tree.children.get(row_id))
            shows_rest = has_rows and tree.is_whole(row_id)
            shown = [
                self._show_cell(
                    cells[row_id, period],
                    NOTED * ((row_id, period) in notes) | CHANGED * ((row_id, period) in changed),
                    shows_rest,
                )
                for period in periods
            ]
            total = self._show_total([cells[row_id, period] for period in periods], shows_rest)
            total[1] |= NOTED * ((row_id, None) in notes)
            result[row_id] = {
                "id": row_id,
                "count": len(tree.children.get(row_id, ())),
                "cells": [*shown, total],
                **states.get(row_id, {}),
                **self._compare([*shown, total], pasts, row_id, periods),
            }
        return result

    @staticmethod
    def _show_cell(cell, flags, shows_rest):
        amount = cell.amount
        flags |= HELD * cell.is_held
        if cell.own is None and amount is not None:
            flags |= SUMMED
        return [_tidy(amount), flags, cell.unallocated if shows_rest else None]

    @staticmethod
    def _show_total(cells, shows_rest):
        amounts = [cell.amount for cell in cells if cell.amount is not None]
        own = [cell for cell in cells if cell.own is not None]
        flags = HELD * bool(own and all(cell.is_held for cell in own))
        if amounts and not own:
            flags |= SUMMED
        return [
            _tidy(sum(amounts)) if amounts else None,
            flags,
            _tidy(sum(cell.unallocated for cell in cells)) if shows_rest else None,
        ]

    @staticmethod
    def _compare(shown, pasts, row_id, periods):
        """Put what was, and what is, beside the targets of a row."""
        result = {}
        for name, ratio in (("history", "change"), ("actual", "attainment")):
            if name not in pasts:
                continue
            values, columns = pasts[name]
            known = [values.get((row_id, period)) for period in periods]
            some = [value for value in known if value is not None]
            known.append(sum(some) if some else None)
            known = [_tidy(value) for value in known]
            if name in columns:
                result[name] = known
            if ratio in columns:
                compare = _get_change if ratio == "change" else _get_attainment
                result[ratio] = [
                    to_float(compare(cell[0], value))
                    for cell, value in zip(shown, known, strict=True)
                ]
        return result

    @api.model
    def _read_pasts(self, plan, tree, row_ids, columns):
        """Return ``{"history" | "actual": ({(row, period): amount}, columns)}`` as asked."""
        pasts = {}
        if {"history", "change"} & set(columns):
            pasts["history"] = (self._read_history(plan, row_ids), columns)
        if {"actual", "attainment"} & set(columns):
            pasts["actual"] = (self._read_actuals(plan, row_ids), columns)
        return pasts

    @api.model
    def _read_actuals(self, plan, row_ids):
        """Return the actuals to date of some rows; what did not begin yet has none."""
        today = fields.Date.context_today(self)
        begun = plan.sudo().period_ids.filtered(lambda period: period.date_from <= today)
        actuals = dict.fromkeys(((row, period.id) for row in row_ids for period in begun), 0.0)
        return actuals | self._read_facts(plan, row_ids)

    @api.model
    def _read_history(self, plan, row_ids=None):
        """Return what each cell was in the past: ``{(row id, period id): amount}``.

        That is what its target was computed from, if it was loaded; else the actual of the same
        period of the year before.
        """
        cells = self.env["sales.plan.journal"]._read_cells(plan, row_ids)
        loaded = {key: cell.history for key, cell in cells.items() if cell.history is not None}
        if row_ids is not None and len(loaded) == len(row_ids) * len(plan.sudo().period_ids):
            return loaded
        return self._read_facts(plan, row_ids, years=1) | loaded

    @api.model
    def _read_facts(self, plan, row_ids, years=0):
        """Return own actuals by period, of one row alone where only that is asked for."""
        row = self.env["sales.plan.allocation"]
        if row_ids is not None and len(row_ids) == 1:
            row = row.browse(row_ids)
        return self.env["sales.plan.figures"]._read_period_actuals(plan, years, row)

    @api.model
    def _read_changed(self, plan, row_ids):
        """Return the cells of published rows that are not what is in force."""
        drafts = self.env["sales.plan.draft"]
        if not plan._is_in_cascade() or not drafts.has_access("read"):
            return set()
        if self.env.context.get("sales_plan_in_force"):
            return set()
        drafts = drafts.search_fetch(
            [("allocation_id", "in", row_ids), ("allocation_id.is_published", "=", True)],
            ["allocation_id", "period_id"],
        )
        return {(draft.allocation_id.id, draft.period_id.id) for draft in drafts}

    @api.model
    def _read_states(self, plan, row_ids, changed):
        """Return how far rows are in the cascade, for the client: ``{row id: {…}}``."""
        if not plan._is_in_cascade():
            return {}
        rows = self.env["sales.plan.allocation"].browse(row_ids)
        rows.fetch(["is_published", "needs_revision", "agreement", "responsible_id"])
        with_changes = {row_id for row_id, __ in changed}
        return {
            row.id: {
                "state": self._get_state(row, with_changes),
                "to_revise": row.needs_revision,
                "agreement": row.agreement,
                "responsible": row.responsible_id.display_name or "",
                "is_mine": row.is_published and row.responsible_id.id == self.env.uid,
            }
            for row in rows
        }

    @staticmethod
    def _get_state(row, with_changes):
        if not row.is_published:
            return "draft"
        return "changed" if row.id in with_changes else "published"

    @api.model
    def _read_noted(self, row_ids):
        """Return the cells that have a note: ``{(row id, period id or None), …}``."""
        notes = self.env["sales.plan.note"].search_fetch(
            [("allocation_id", "in", row_ids)], ["allocation_id", "period_id"]
        )
        return {(note.allocation_id.id, note.period_id.id or None) for note in notes}

    @api.model
    def _read_cells(self, plan, tree, row_ids):
        """Return ``{(row id, period id): GridCell}`` of all periods of some rows."""
        cells = defaultdict(GridCell)
        own = self.env["sales.plan.journal"]._read_cells(plan, row_ids)
        for key, cell in own.items():
            cells[key] = GridCell(own=cell.amount, is_held=cell.is_held)
        parents = [row for row in row_ids if row in tree.children and tree.is_whole(row)]
        for key, amount in self._read_below(plan, tree, parents).items():
            cells[key].below = _tidy(amount)
        return cells

    @api.model
    def _read_below(self, plan, tree, row_ids):
        """Return what the rows directly below some rows have together, by period.

        One query sums what is planned there; where a row below has no target of its own, what is
        below that counts, and so on: two queries for each level at most.
        """
        if not row_ids:
            return {}
        below = dict(self._sum_children(plan, tree, row_ids))
        inner = [child for row in row_ids for child in tree.children[row] if child in tree.children]
        own = self.env["sales.plan.journal"]._read_cells(plan, inner).keys() if inner else set()
        periods = plan.sudo().period_ids.ids
        gaps = {(row, period) for row in inner for period in periods} - own
        deeper = self._read_below(plan, tree, sorted({row for row, __ in gaps}))
        for row_id, period_id in gaps & deeper.keys():
            key = (tree.parents[row_id], period_id)
            below[key] = below.get(key, 0.0) + deeper[row_id, period_id]
        return below

    @api.model
    def _sum_children(self, plan, tree, row_ids):
        """Sum the working figures of the rows directly below some rows, by period."""
        if plan._is_in_cascade():
            children = [child for row_id in row_ids for child in tree.children[row_id]]
            below = defaultdict(float)
            for (child, period), cell in (
                self.env["sales.plan.working"]._read(plan, children).items()
            ):
                below[tree.parents[child], period] += cell.amount
            return below
        rows = self.env.execute_query(
            SQL(
                """SELECT below.parent_id, target.period_id, SUM(target.amount)
                     FROM sales_plan_allocation below
                     JOIN sales_plan_target target ON target.allocation_id = below.id
                    WHERE below.parent_id = ANY(%s)
                    GROUP BY below.parent_id, target.period_id""",
                list(row_ids),
            )
        )
        return {(row_id, period_id): amount for row_id, period_id, amount in rows}


def _tidy(amount):
    """Clear the noise of binary fractions: sums of cents are cents."""
    return None if amount is None else round(amount, 6) + 0.0


def to_float(value):
    """Return an exact number as the client takes it, None for None."""
    return None if value is None else float(value)


def _get_attainment(target, actual):
    return None if actual is None else pacing.attainment(target, actual)


def _get_change(target, history):
    """Return how much more a target is than history, as a ratio; None where that says nothing."""
    if target is None or not history:
        return None
    return (target - history) / abs(history)
