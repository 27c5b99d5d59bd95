from dataclasses import dataclass
from fractions import Fraction

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.splitting import Split, enlarge, split
from .grid import TableGrid

#: Refusals and periods that a notice names, at most.
MOST_TOLD = 3
#: Weights that a step keeps, at most, so that its shares can be worked out again.
MOST_WEIGHTS = 10_000


@dataclass
class RowSplit:
    """A row that was split in memory.

    :param plan: the plan of the row
    :param grid: the row and all rows below it, after the split
    :param before: totals of the rows directly below before it, ``{row id: Decimal or None}``
    :param kept: cells of these rows that no split changes, ``[(row id, period id), …]``
    :param whole: the amount that was to be given out in all periods
    :param result: periods and cells that could not be split
    :param weights: what the rows directly below weighed, ``{period id: {row id: weight}}``
    """

    plan: models.Model
    grid: TableGrid
    before: dict
    kept: list
    whole: float
    result: Split
    weights: dict


class SalesPlanTable(models.AbstractModel):
    """Splitting a row among the rows directly below it, as the wizard ``sales.plan.suggest``
    proposes it: one step of the planning table."""

    _inherit = "sales.plan.table"

    @api.model
    def _begin_split(self, plan, row_id):
        """Check that the user may split a row and lock the plan; return its rows as a tree."""
        tree = self._begin_step(plan)
        self._check_rows(tree, [row_id])
        self._check_splittable([row_id])
        self._check_unsealed(tree, [row_id])
        if not tree.children.get(row_id):
            raise UserError(
                self.env._("There are no rows below %s to split it among.", self._name_row(row_id))
            )
        return tree

    @api.model
    def _split_row(self, tree, row_id, period_ids, get_weights, cushion=0, is_signed=False):
        """Split a row in memory; return it as :class:`RowSplit`, of some periods only.

        :param get_weights: function of the grid that returns ``{period id: {row id: weight}}``
        :param cushion: percentage that is given out beyond the row's amount
        :param is_signed: whether rows whose weight is below zero get the opposite
        """
        self._check_unsealed(tree, [row_id])
        grid = self._build_grid(tree, [row_id], period_ids)
        children = grid.children(row_id)
        before = {child: grid.total(child) for child in children}
        kept = [
            (child, period)
            for child in children
            for period in grid.periods
            if not grid.may_change(child, period)
        ]
        amounts = {period: grid.effective(row_id, period) for period in grid.periods}
        totals = enlarge(amounts, cushion, grid.step)
        weights = get_weights(grid)
        result = split(grid, row_id, weights, totals, is_signed)
        whole = float(sum(totals.values()))
        return RowSplit(tree.plan, grid, before, kept, whole, result, weights)

    @api.model
    def _apply_split(self, plan, row_id, version, data, *arguments):
        """Split a row as one step; return the step and the split.

        :param version: number of the last step that the user knew
        :param data: what the step's sentence says besides the row
        :param arguments: the other arguments of :meth:`_split_row`
        :return: ``(step, RowSplit)``, the step empty where nothing changed
        :raise UserError: also when others changed the figures since
        """
        tree = self._begin_split(plan, row_id)
        self._check_unchanged_below(tree, row_id, version)
        split_row = self._split_row(tree, row_id, *arguments)
        data = {"direction": "below", **data, **self._name_rows([row_id])}
        if sum(map(len, split_row.weights.values())) <= MOST_WEIGHTS:
            data["period_weights"] = [
                [period, [[row, str(Fraction(weight))] for row, weight in weights.items()]]
                for period, weights in split_row.weights.items()
            ]
        change = self._make_change(tree, split_row.grid, "spread", data)
        children = set(tree.children[row_id])
        change.typed = {key for key in change.cells if key[0] in children}
        return self._take_step(tree, self._count_cells(change)), split_row

    @api.model
    def _check_unchanged_below(self, tree, row_id, version):
        """Raise if others changed a row, or a row below it, after a step."""
        rows = tree.get_below([row_id])
        for (changed, period_id), cell in self._read_cells_since(tree.plan, version).items():
            if changed in rows:
                raise UserError(
                    self.env._(
                        "%(row)s, %(period)s was changed by %(user)s meanwhile. Open the "
                        "suggestion again.",
                        user=cell["by"],
                        **self._name_cell(changed, period_id),
                    )
                )

    @api.model
    def _describe_split(self, split_row):
        """Say which part of a row could not be split, and why; empty if all of it was."""
        plan, grid, texts = split_row.plan, split_row.grid, []
        if split_row.kept:
            amounts = [grid.effective(*key) or 0 for key in split_row.kept]
            texts.append(
                self.env._(
                    "Held or planned as zero, %(cells)s stay as they are, with %(amount)s in all.",
                    cells=self._name_count(len(split_row.kept)),
                    amount=plan._format_figure(sum(amounts)),
                )
            )
        refused = split_row.result.refused
        texts += [self._explain_spread(plan, error) for error in refused[:MOST_TOLD]]
        if len(refused) > MOST_TOLD:
            more = plan._format_count(len(refused) - MOST_TOLD)
            texts.append(self.env._("Likewise in %s more periods.", more))
        if split_row.result.weightless:
            periods = self._name_periods(plan, split_row.result.weightless)
            texts.append(
                self.env._("Nothing is split in %s: no row that may change has a weight.", periods)
            )
        given = sum(grid.total(child) or 0 for child in split_row.before)
        left = split_row.whole - float(given)
        if texts and left >= float(grid.step) / 2:
            left = plan._format_figure(left)
            texts.append(self.env._("%s could not be given out.", left))
        return " ".join(texts)

    @api.model
    def _name_count(self, count):
        if count == 1:
            return self.env._("1 cell")
        return self.env._("%s cells", self.env["sales.plan"]._format_count(count))

    @api.model
    def _name_periods(self, plan, ids):
        # sudo: the periods of a plan are no secret to who sees one of its rows
        names = {period.id: period.name for period in plan.sudo().period_ids}
        text = ", ".join(names[period_id] for period_id in ids[:MOST_TOLD])
        if len(ids) > MOST_TOLD:
            count = len(ids) - MOST_TOLD
            return self.env._("%(names)s and %(count)s more", names=text, count=count)
        return text
