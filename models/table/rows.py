import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from math import fsum

from odoo import api, models

from ...tools.amounts import tidy
from ...tools.flags import CHANGED, HELD, SUMMED


@dataclass(slots=True)
class TableCell:
    """A cell as the table shows it.

    :param own: amount of the row itself, None where it has none
    :param below: sum of the rows below it, None where these have no amounts
    :param is_held: whether spreading leaves the cell as it is
    """

    own: float | None = None
    below: float | None = None
    is_held: bool = False

    @property
    def amount(self):
        """Return the amount that counts: the row's own, else the sum of the rows below."""
        return self.below if self.own is None else self.own

    @property
    def unallocated(self):
        """Return the part of the row's own amount that no row below has."""
        return 0.0 if self.own is None else tidy(self.own - (self.below or 0.0))


@dataclass
class KnownCells:
    """Working cells that were read already, so that the same call does not read them again.

    :param rows: ids of the rows that were read, in all periods
    :param cells: the cells of these rows, ``{(row id, period id): Cell}``
    :param changes: what was written after that, ``{(row id, period id): (Cell or None before,
        Cell or None after)}``
    """

    rows: set = field(default_factory=set)
    cells: dict = field(default_factory=dict)
    changes: dict = field(default_factory=dict)

    def get(self, key):
        """Return a cell of one of the rows that were read, None where nothing is planned."""
        if key in self.changes:
            return self.changes[key][1]
        return self.cells.get(key)


class SalesPlanTable(models.AbstractModel):
    """Reads what the table shows of some rows; more rows do not take more queries."""

    _inherit = "sales.plan.table"

    @api.model
    def _read_rows(self, tree, row_ids, columns=(), known=None):
        """Return the figures of rows as the client shows them: ``{row id: {…}}``.

        :param columns: which of ``COLUMNS`` to add
        :param known: working amounts that were read already, as :class:`KnownCells`
        """
        plan = tree.plan
        cells = self._read_shown_cells(tree, row_ids, known)
        notes, itemised = self._read_noted(row_ids), self._read_itemised(row_ids)
        changed = self._read_changed(plan, row_ids)
        states = self._read_states(plan, row_ids, changed)
        pasts = self._read_pasts(plan, row_ids, columns)
        # sudo: the periods of a plan are no secret to who sees one of its rows
        periods = plan.sudo().period_ids.ids
        parts = [*([period] for period in periods), periods]
        bases = self._read_bases(plan, row_ids, columns)
        spans = self._get_span_groups(plan, columns)
        result = {}
        for row_id in row_ids:
            has_rows = bool(tree.children.get(row_id))
            shows_rest = has_rows and tree.is_whole(row_id)
            own = [cells[row_id, period] for period in periods]
            shown = [
                self._show_cell(
                    cell,
                    notes.get((row_id, period), 0)
                    | itemised.get((row_id, period), 0)
                    | CHANGED * ((row_id, period) in changed),
                    shows_rest,
                )
                for period, cell in zip(periods, own, strict=True)
            ]
            total = self._show_total(own, shows_rest)
            total[1] |= notes.get((row_id, None), 0)
            targets = {period: cell.amount for period, cell in zip(periods, own, strict=True)}
            result[row_id] = {
                "id": row_id,
                "count": len(tree.children.get(row_id, ())),
                "cells": [*shown, total],
                **states.get(row_id, {}),
                **(self._compare_below(tree.plan, [*shown, total]) if row_id in states else {}),
                **self._compare(targets, pasts, row_id, parts),
                **self._compare_bases(targets, bases, row_id, parts),
                **self._tell_compared(bases, pasts, row_id, periods),
                **self._deviate([*shown, total], columns),
                **self._show_spans(spans, row_id, own, shows_rest, pasts, periods),
            }
        return result

    @staticmethod
    def _show_cell(cell, flags, shows_rest):
        amount = cell.amount
        flags |= HELD * cell.is_held
        if cell.own is None and amount is not None:
            flags |= SUMMED
        return [tidy(amount), flags, cell.unallocated if shows_rest else None]

    @staticmethod
    def _show_total(cells, shows_rest):
        amounts = [cell.amount for cell in cells if cell.amount is not None]
        own = [cell for cell in cells if cell.own is not None]
        flags = HELD * bool(own and all(cell.is_held for cell in own))
        if amounts and not own:
            flags |= SUMMED
        return [
            tidy(sum(amounts)) if amounts else None,
            flags,
            tidy(sum(cell.unallocated for cell in cells)) if shows_rest else None,
        ]

    @staticmethod
    def _compare_below(plan, cells):
        """Compare a row with the sum of the rows below it, in a plan split level by level.

        :return: ``{"over": for each cell the ratio by which the rows below exceed it, None where
            they do not; None for the whole list if no cell is exceeded, "is_over": whether they
            exceed the row's total by more than the plan allows}``
        """
        over = [
            -rest / abs(amount) if amount and rest is not None and rest < 0 else None
            for amount, __, rest in cells
        ]
        amount, __, rest = cells[-1]
        is_known = amount is not None and rest is not None
        return {
            "over": over if any(over) else None,
            "is_over": is_known and plan._is_over_assigned(amount, amount - rest),
        }

    # -------------------------------------------------------------------------
    # Targets
    # -------------------------------------------------------------------------

    @api.model
    def _read_shown_cells(self, tree, row_ids, known=None):
        """Return the cells of some rows in all periods: ``{(row id, period id): TableCell}``.

        :param known: working amounts that were read already, as :class:`KnownCells`
        """
        known = known or KnownCells()
        self._read_missing(tree, known, self._get_needed(tree, row_ids))
        # sudo: the periods of a plan are no secret to who sees one of its rows
        cells, periods = defaultdict(TableCell), tree.plan.sudo().period_ids.ids
        for key in itertools.product(row_ids, periods):
            if cell := known.get(key):
                cells[key] = TableCell(own=float(cell.amount), is_held=cell.is_held)
        for key, amount in self._read_below(tree, self._get_summed(tree, row_ids), known).items():
            cells[key].below = tidy(amount)
        return cells

    @api.model
    def _read_missing(self, tree, known, row_ids):
        """Read the working cells of the rows that are not among the known ones yet."""
        missing = row_ids - known.rows
        if missing:
            is_all = tree.whole is None and len(missing) == len(tree.parents)
            rows = None if is_all else missing
            known.cells |= self.env["sales.plan.cells"]._read_cells(tree.plan, rows)
            known.rows |= missing

    @api.model
    def _get_needed(self, tree, row_ids):
        """Return the rows whose own cells are needed to show some rows.

        These are the rows themselves, and of the rows directly below them those that have rows
        below in turn: where such a row has no amount, the sum of the rows below it counts. All
        others only add to a sum, which the database makes. In a plan that is split level by level
        they are needed, too: which of their working amounts count depends on the reader.
        """
        children = [
            row for parent in self._get_summed(tree, row_ids) for row in tree.children[parent]
        ]
        if not tree.plan._is_in_cascade():
            children = [row for row in children if row in tree.children]
        return {*row_ids, *children}

    @staticmethod
    def _get_summed(tree, row_ids):
        """Return the rows that are shown with the sum of the rows below them."""
        return [row for row in row_ids if row in tree.children and tree.is_whole(row)]

    @api.model
    def _read_below(self, tree, row_ids, known):
        """Return the sums of the rows directly below some rows: ``{(row id, period id): sum}``.

        Where a row below has no amount of its own, the sum of the rows below that one counts, and
        so on down: at most two queries for each level.
        """
        if not row_ids:
            return {}
        self._read_missing(tree, known, self._get_needed(tree, row_ids) - set(row_ids))
        below = self._sum_children(tree, row_ids, known)
        inner = [child for row in row_ids for child in tree.children[row] if child in tree.children]
        # sudo: the periods of a plan are no secret to who sees one of its rows
        periods = tree.plan.sudo().period_ids.ids
        gaps = {key for key in itertools.product(inner, periods) if not known.get(key)}
        deeper = self._read_below(tree, sorted({row for row, __ in gaps}), known)
        for row_id, period_id in gaps & deeper.keys():
            key = (tree.parents[row_id], period_id)
            below[key] = below.get(key, 0.0) + deeper[row_id, period_id]
        return below

    @api.model
    def _sum_children(self, tree, row_ids, known):
        """Sum the working amounts of the rows directly below some rows, by period.

        Where all of them are known they are added up here, else the database does it.
        """
        below, unknown = {}, []
        for row_id in row_ids:
            if known.rows.issuperset(tree.children[row_id]):
                below |= self._sum_known(tree, row_id, known)
            else:
                unknown.append(row_id)
        if unknown:
            below |= self.env["sales.plan.cells"]._sum_below(tree.plan, unknown)
        return below

    @api.model
    def _sum_known(self, tree, row_id, known):
        result = {}
        # sudo: the periods of a plan are no secret to who sees one of its rows
        for period in tree.plan.sudo().period_ids.ids:
            cells = [known.get((child, period)) for child in tree.children[row_id]]
            amounts = [cell.amount for cell in cells if cell]
            if amounts:
                result[row_id, period] = fsum(amounts)
        return result

    # -------------------------------------------------------------------------
    # Columns beside the targets
    # -------------------------------------------------------------------------

    @api.model
    def _read_actuals(self, plan, row_ids):
        """Return the actuals to date of some rows; periods that have not begun have none."""
        # sudo: the periods of a plan are no secret to who sees one of its rows
        plan_sudo = plan.sudo()
        today = plan_sudo.company_id._get_today()
        begun = plan_sudo.period_ids.filtered(lambda period: period.date_from <= today)
        actuals = dict.fromkeys(((row, period.id) for row in row_ids for period in begun), 0.0)
        return actuals | self._read_facts(plan, row_ids)

    @api.model
    def _read_facts(self, plan, row_ids, years=0):
        """Return the rows' own actuals: ``{(row id, period id): amount}``.

        Where a single row is asked for, only its facts are read; else those of all rows.

        :param years: how many years before each period
        """
        row = self._get_only_row(row_ids)
        return self.env["sales.plan.figures"]._read_period_actuals(plan, years, row)

    @api.model
    def _get_only_row(self, row_ids):
        """Return the row where a single one is asked for, else none."""
        is_one = row_ids is not None and len(row_ids) == 1
        return self.env["sales.plan.allocation"].browse(row_ids if is_one else ())

    # -------------------------------------------------------------------------
    # Marks
    # -------------------------------------------------------------------------

    @api.model
    def _read_changed(self, plan, row_ids):
        """Return the cells of published rows whose working amount is not the one in force."""
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
        """Return where rows are in the cascade, for the client.

        :return: ``{row id: {"state": draft, published or changed, "to_revise", "agreement",
            "responsible": name, "is_mine"}}``; nothing where the plan is not split level by level
        """
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
