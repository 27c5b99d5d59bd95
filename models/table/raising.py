from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.spreading import Cell, to_decimal
from .arguments import check_parts, table_takes

#: Edits after which the rows above may follow: those that change amounts by what a person types.
RAISING = ("type", "series", "spread", "copy", "round", "clear", "sum", "items", "several")
#: Rows that a question names.
MOST_ASKED = 10


class SalesPlanTable(models.AbstractModel):
    """Lets the rows above follow what is typed below them by the same difference, as in a workbook.

    Where parents are always sums they do so anyway. Rows that are held, that the user may not
    change, or that the edit itself names stay as they are. In a plan that is split level by level
    what follows is prepared like everything else: what is in force stays until it is published.
    """

    _inherit = "sales.plan.table"

    # -------------------------------------------------------------------------
    # The choice
    # -------------------------------------------------------------------------

    @api.model
    @table_takes("plan_id", "above")
    def table_choose(self, plan_id, above):
        """Remember what becomes of rows above in this plan when the user types below them.

        :param above: one of ``ABOVE``
        """
        tree = self._open(self.env["sales.plan"].browse(plan_id))
        self._remember_choice(tree.plan, above=above)
        return True

    @api.model
    def _get_above(self, plan):
        """Return what the user chose, one of ``ABOVE``; until they do, rows above follow in a
        draft, while what was given in a plan that is split level by level stays as it was given."""
        return self._find_choice(plan).above or ("stay" if plan._is_in_cascade() else "follow")

    @api.model
    def _is_raising(self, edit):
        """Whether rows above may follow an edit; its ``above`` is one of ``ABOVE``, or missing."""
        above = edit.get("above") if isinstance(edit, dict) else None
        if above is not None:
            check_parts(self.env, above=above)
        return above in ("follow", "ask") and edit.get("kind") in RAISING

    # -------------------------------------------------------------------------
    # Following
    # -------------------------------------------------------------------------

    @api.model
    def _add_above(self, tree, parents, row_ids):
        """Return rows with all rows above them, ``{row id: id of the row above}`` from the top."""
        above = tree.get_with_ancestors(row_ids) - parents.keys()
        ordered = [row_id for row_id in tree.parents if row_id in above or row_id in parents]
        return {row_id: tree.parents[row_id] for row_id in ordered}

    @api.model
    def _raise_above(self, tree, grid, typed):
        """Let the rows above the changes of a grid follow.

        :param typed: keys of the cells that the edit was about
        :return: see :meth:`RaisingGrid.raise_above`
        """
        if not tree.raises:
            return set(), {}
        raised, stopped = grid.raise_above(tree.named.union(typed), tree.is_editable)
        nothing = [key for key in raised if not grid.own(*key)]
        if nothing:
            # where all of it was given out, it is the sum of nothing: no zero that somebody typed
            cells = self._read_shown_cells(tree, sorted({row_id for row_id, __ in nothing}))
            grid.clear([key for key in nothing if not cells[key].unallocated])
        return raised, stopped

    @api.model
    def _get_notice(self, change):
        """Return what the user is told of a change, with the rows above that did not follow."""
        sentences = {
            "held": self.env._("“%s” is held: it stays as it is."),
            "others": self.env._("“%s” is not yours to change: it stays as it is."),
        }
        stopped = [sentences[why] % self._name_row(row) for row, why in change.stopped.items()]
        return " ".join(filter(None, [change.notice, *stopped[:2]])) or None

    @api.model
    def _ask_about_above(self, tree, change):
        """Describe which rows above would follow a change, for the user to decide.

        :return: ``{"count": rows, "rows": [{"row", "period": name, empty for several, "before",
            "after"}, …]}``, the lowest first
        """
        cells = defaultdict(list)
        for key in change.raised:
            cells[key[0]].append((key[1], *change.cells[key]))
        rows = list(reversed(tree.get_ordered(cells)))
        periods = {period.id: period.name for period in tree.plan.period_ids}
        names = tree.plan._get_row_names(set(rows))
        return {
            "count": len(rows),
            "rows": [
                {
                    "row": names[row_id],
                    "period": periods[cells[row_id][0][0]] if len(cells[row_id]) == 1 else "",
                    "before": self._add_cells(before for __, before, __ in cells[row_id]),
                    "after": self._add_cells(after for __, __, after in cells[row_id]),
                }
                for row_id in rows[:MOST_ASKED]
            ],
        }

    @staticmethod
    def _add_cells(cells):
        return float(sum(to_decimal(cell.amount) for cell in cells if cell))

    # -------------------------------------------------------------------------
    # Taking back
    # -------------------------------------------------------------------------

    @api.model
    def _take_raised_back(self, step, raised, current):
        """Return the changes that take back what followed: ``{key: (before, after)}``.

        Others may have changed the same rows above since, by differences of their own: then only
        the difference of this step is taken back. A row that is a sum by now follows anyway.

        :param raised: what followed in the step, ``{key: (before, after)}``
        :param current: cells as they are now
        :raise UserError: where one is held since
        """
        changes = {}
        for key, (before, after) in raised.items():
            now = current.get(key)
            if self._is_same_cell(now, after):
                changes[key] = (now, before)
            elif now is not None:
                if now.is_held:
                    raise self._get_changed_since(step, *key)
                amount = to_decimal(now.amount) + _get_amount(before) - _get_amount(after)
                changes[key] = (now, Cell(amount, now.history) if amount else None)
        return changes

    # -------------------------------------------------------------------------
    # Sums
    # -------------------------------------------------------------------------

    @api.model
    def _change_summed(self, tree, edit):
        """``rows``, ``periods``, ``below``: set rows to the sum of the rows below, from the lowest
        up; with ``below``, all rows below them first, down to rows that somebody else splits."""
        rows, periods = self._get_selection(tree, edit)
        if tree.plan.sudo().rolls_up:  # sudo: how a plan is planned is no secret of its rows
            raise UserError(self.env._("Parents are the sum of the rows below them already."))
        wanted = rows
        if edit.get("below"):
            below = tree.get_below(rows, tree.sealed)
            wanted = [row_id for row_id in below if tree.is_editable(row_id)]
            wanted = [row_id for row_id in wanted if row_id in rows or row_id not in tree.sealed]
        # what is summed up may stand below rows that somebody else splits
        tree.sealed = frozenset()
        grid = self._build_grid(tree, rows, periods.ids)
        done, skipped = grid.set_to_sums(wanted, periods.ids)
        data = {"below": bool(edit.get("below")), **self._name_rows(rows)}
        change = self._make_change(tree, grid, "sum", data, done)
        change.notice = self._tell_skipped(
            skipped,
            self.env._("1 cell is held and stays as it is."),
            self.env._("%s cells are held and stay as they are."),
        )
        if not done and not skipped:
            change.notice = self.env._("There is nothing to change: these rows are sums already.")
        return self._count_cells(change, len(done))


def _get_amount(cell):
    return to_decimal(cell.amount) if cell else 0
