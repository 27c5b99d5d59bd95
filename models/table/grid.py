from ...tools.grid import Grid
from ...tools.spreading import Cell


class TableGrid(Grid):
    """The arithmetic of the rows that an edit is about, which knows its cells as they are stored.

    :ivar stored: the cells as they were read, ``{(row id, period id): Cell}``
    """

    def __init__(self, parents, periods, stored, step, rolls_up, history=None):
        """
        :param parents: the rows, ``{row id: id of the row above, or None}``
        :param history: what to spread by instead of the history that is stored, ``{(row id,
            period id): amount}``
        """
        self.stored = stored
        self._spread_by = history
        super().__init__(parents, periods, self._get_known(parents), step, rolls_up)

    def _get_known(self, parents):
        if not self._spread_by:
            return self.stored
        known = {
            key: Cell(cell.amount, self._spread_by.get(key), cell.is_held)
            for key, cell in self.stored.items()
        }
        for key, amount in self._spread_by.items():
            if key not in known and key[0] in parents:
                known[key] = Cell(None, amount)
        return known

    def get_changes(self):
        """Return what changed against the stored cells: ``{key: (Cell or None before, Cell or
        None after)}``.

        Targets keep the history they were computed from; what was spread by another one keeps
        that.
        """
        changes = {}
        for key, (__, after) in self.changes().items():
            before = self.stored.get(key)
            changes[key] = (before, self._keep_history(key, before, after))
        return changes

    def _keep_history(self, key, before, after):
        if not self._spread_by or after is None:
            return after
        history = self._spread_by.get(key, before.history if before else None)
        return Cell(after.amount, history, after.is_held)

    def expand_totals(self, keys):
        """Return the keys of cells, those of all periods for a total."""
        return {
            (row_id, each)
            for row_id, period_id in keys
            for each in (self.periods if period_id is None else [period_id])
        }
