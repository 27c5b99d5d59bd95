import itertools

from odoo import api, models
from odoo.exceptions import UserError

from .changes import MOST_CELLS, Change
from .rows import KnownCells
from .typed import get_named, get_period

#: Edits that can be done in several ranges at once.
IN_RANGES = ("series", "spread", "copy", "round", "hold", "release", "clear", "sum", "discard")
#: Ranges that one step can be about.
MOST_RANGES = 1000


class SalesPlanTable(models.AbstractModel):
    """Does the same in several ranges of the table, as one step."""

    _inherit = "sales.plan.table"

    @api.model
    def _change_several(self, tree, edit):
        """``edits``: edits of one kind, each about rows and periods of its own. Each finds what
        the ones before it changed."""
        edits = edit["edits"]
        kinds = {each["kind"] for each in edits}
        if len(kinds) != 1 or not kinds.issubset(IN_RANGES):
            raise ValueError(kinds)
        if len(edits) > MOST_RANGES:
            count = tree.plan._format_count(len(edits))
            raise UserError(self.env._("%s ranges at once are too many.", count))
        tree.named = self._get_named(tree, edits)
        tree.shared["cells"] = self._read_of_all(tree)
        changes = []
        for each in edits:
            change = self._get_change(tree, each)
            tree.pending |= {key: after for key, (__, after) in change.cells.items()}
            changes.append(change)
        return self._join_changes(changes, len({row for each in edits for row in each["rows"]}))

    @api.model
    def _get_named(self, tree, edits):
        """Return the keys of the cells that edits name; raise where these are too many, or where
        they name rows and periods that there are not."""
        every, ranges, count = frozenset(tree.plan.period_ids.ids), [], 0
        for each in edits:
            rows = frozenset(each["rows"])
            named = each.get("over") or each.get("periods") or [None]
            columns = frozenset(get_named(map(get_period, named)))
            self._check_rows(tree, rows)
            self._check_periods(tree, columns - {None})
            ranges.append((rows, every if None in columns else columns))
            count += len(rows) * len(ranges[-1][1])
        # as many as there are, at most, however often ranges name the same
        if count > max(MOST_CELLS, len(tree.parents) * len(every)):
            shown = tree.plan._format_count(count)
            raise UserError(self.env._("%s cells at once are too many.", shown))
        return frozenset(key for each in ranges for key in itertools.product(*each))

    # -------------------------------------------------------------------------
    # What edits read together
    # -------------------------------------------------------------------------

    @api.model
    def _read_once(self, tree, name, read):
        """Return what a function of the plan reads, once for all edits of a step."""
        if name not in tree.shared:
            tree.shared[name] = read(tree.plan)
        return tree.shared[name]

    @api.model
    def _read_of_all(self, tree):
        """Return the working cells that the edits of a step need, as :class:`KnownCells`."""
        rows = {row_id for row_id, __ in tree.named}
        known = KnownCells()
        needed = set(tree.get_below(rows, tree.sealed))
        if tree.raises:
            needed |= set(tree.get_with_ancestors(rows))
        self._read_missing(tree, known, needed)
        return known

    @api.model
    def _read_layers(self, tree, row_ids, period_ids):
        """Return the working cells of rows and those in force, of some periods."""
        cells, known = self.env["sales.plan.cells"], tree.shared.get("cells")
        if known is None:
            return (
                cells._read_cells(tree.plan, row_ids, period_ids),
                cells._read_in_force(tree.plan, row_ids, period_ids),
            )
        in_force = self._read_once(tree, "in_force", cells._read_in_force)
        keys = [*itertools.product(row_ids, period_ids)]
        return tuple(
            {key: layer[key] for key in keys if key in layer} for layer in (known.cells, in_force)
        )

    @api.model
    def _join_changes(self, changes, rows):
        """Return changes that follow each other as one.

        :param rows: of how many rows it tells
        """
        first, joined = changes[0], {}
        for change in changes:
            for key, (before, after) in change.cells.items():
                joined[key] = (joined[key][0] if key in joined else before, after)
        change = Change(first.kind, {**first.data, "rows": rows})
        change.cells = {key: states for key, states in joined.items() if states[0] != states[1]}
        change.typed = set().union(*(each.typed for each in changes))
        change.raised = set().union(*(each.raised for each in changes)) & change.cells.keys()
        change.stopped = {row: why for each in changes for row, why in each.stopped.items()}
        change.notice = next((each.notice for each in changes if each.notice), None)
        if change.raised:
            change.data["raised"] = len({row_id for row_id, __ in change.raised})
        return self._count_cells(change, sum(each.data["count"] for each in changes))
